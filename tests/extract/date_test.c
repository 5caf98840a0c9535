#include "tests/test.h"

#include "extract/date.h"

static void counts_days_from_1970(void **state)
{
    (void)state;
    assert_int_equal(day_of(1970, 1, 1), 0);
    assert_int_equal(day_of(2000, 3, 1) - day_of(2000, 2, 28), 2);
    struct civil c = civil_of(day_of(2024, 2, 29));
    assert_int_equal(c.year * 10000 + c.month * 100 + c.day, 20240229);
}

static void knows_the_weekday(void **state)
{
    (void)state;
    assert_int_equal(weekday_of(day_of(2025, 2, 5)), 3);
    assert_int_equal(weekday_of(day_of(1969, 12, 28)), 7);
}

static void keeps_the_last_day_of_a_shorter_month(void **state)
{
    (void)state;
    assert_int_equal(months_later(day_of(2025, 1, 31), 1), day_of(2025, 2, 28));
    assert_int_equal(months_later(day_of(2025, 1, 31), -2), day_of(2024, 11, 30));
}

static void writes_the_iso_week_of_the_new_year(void **state)
{
    (void)state;
    char text[25] = "";
    struct moment week = moment_of(day_of(2021, 1, 1), GRAIN_WEEK);
    text[moment_write(&week, text)] = '\0';
    assert_string_equal(text, "2020-W53");
}

static void finds_easter(void **state)
{
    (void)state;
    assert_int_equal(easter_of(2025), day_of(2025, 4, 20));
    assert_int_equal(easter_of(2000), day_of(2000, 4, 23));
}

static void refuses_a_day_that_no_month_has(void **state)
{
    (void)state;
    int day = 0;
    assert_true(day_read(SPAN("2025-02-28T10:00:00Z"), &day));
    assert_false(day_read(SPAN("2025-02-29"), &day));
    assert_false(day_read((struct span){ 0 }, &day));
}

RUN_TESTS(TEST(counts_days_from_1970), TEST(knows_the_weekday), TEST(keeps_the_last_day_of_a_shorter_month),
          TEST(writes_the_iso_week_of_the_new_year), TEST(finds_easter), TEST(refuses_a_day_that_no_month_has))
