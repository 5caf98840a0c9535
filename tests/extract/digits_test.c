#include "tests/test.h"

#include "extract/digits.h"

static double value_of(const char *text)
{
    struct digits digits;
    return digits_read(span_of(text), &digits) ? digits.value : -1;
}

static void reads_groups_of_three_and_of_lakhs(void **state)
{
    (void)state;
    assert_true(value_of("837,000") == 837000);
    assert_true(value_of("12,34,567") == 1234567);
    assert_true(value_of("1.234.567") == 1234567);
    assert_true(value_of("12,345.5") == 12345.5);
}

static void tells_a_decimal_mark_from_a_group(void **state)
{
    (void)state;
    assert_true(value_of("2.5") == 2.5);
    assert_true(value_of("2,5") == 2.5);
    assert_true(value_of("1.125") == 1.125);
    assert_true(value_of("40.000") == 40000);
}

static void calls_digits_without_marks_plain(void **state)
{
    (void)state;
    struct digits digits;
    assert_true(digits_read(SPAN("1998"), &digits) && digits.is_plain && digits.count == 4);
    assert_true(digits_read(SPAN("1,998"), &digits) && !digits.is_plain && digits.is_grouped);
}

static void refuses_addresses_and_lists(void **state)
{
    (void)state;
    assert_true(value_of("192.168.10.4") == -1);
    assert_true(value_of("1,2,3") == -1);
    assert_true(value_of("10.15.7") == -1);
}

static void reads_more_digits_than_a_number_holds(void **state)
{
    (void)state;
    assert_true(value_of("12345678901234567890") > 1e19);
    assert_true(value_of("1234567890123456789012345678901234567890") == -1);
}

RUN_TESTS(TEST(reads_groups_of_three_and_of_lakhs), TEST(tells_a_decimal_mark_from_a_group), TEST(calls_digits_without_marks_plain),
          TEST(refuses_addresses_and_lists), TEST(reads_more_digits_than_a_number_holds))
