#include "tests/test.h"

#include "consumer/timestamp.h"

static void check(const char *written, const char *wanted)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct span found = timestamp_normalise(span_of(written), &arena);
    if (!span_equal(found, span_of(wanted)))
        fail_msg("\"%s\" became \"%.*s\", not \"%s\"", written, (int)found.length, found.at ? found.at : "", wanted ? wanted : "nothing");
    arena_finish(&arena);
}

static void keeps_a_day_a_day(void **state)
{
    (void)state;
    check("2025-05-21", "2025-05-21");
    check("2025/05/21", "2025-05-21");
    check("20250521", "2025-05-21");
    check("2025-5-1", "2025-05-01");
    check("21 May 2025", "2025-05-21");
    check("May 21, 2025", "2025-05-21");
    check("Sept. 3, 2024", "2024-09-03");
}

static void keeps_the_offset_as_far_as_it_is_known(void **state)
{
    (void)state;
    check("2025-05-21T14:03:00Z", "2025-05-21T14:03:00Z");
    check("2025-05-21 14:03:00+00:00", "2025-05-21T14:03:00Z");
    check("2025-05-21T14:03:00.123+0530", "2025-05-21T14:03:00+05:30");
    check("2025-05-21T14:03-04:00", "2025-05-21T14:03:00-04:00");
    check("2025-05-21 14:03:00", "2025-05-21T14:03:00");
    check("20250521T140300Z", "2025-05-21T14:03:00Z");
}

static void reads_what_feeds_of_news_write(void **state)
{
    (void)state;
    check("Wed, 21 May 2025 12:36:25 GMT", "2025-05-21T12:36:25Z");
    check("Wed, 21 May 2025 12:36:25 -0400", "2025-05-21T12:36:25-04:00");
    check("Wed, 21 May 2025 12:36 EST", "2025-05-21T12:36:00-05:00");
    check("May 21, 2025 at 5:03 p.m. ET", "2025-05-21T17:03:00");
    check("May 21, 2025 12:03 AM UTC", "2025-05-21T00:03:00Z");
    check("1747837345", "2025-05-21T14:22:25Z");
    check("1747837345123", "2025-05-21T14:22:25Z");
    check("1747837345.5", "2025-05-21T14:22:25Z");
    check("21/05/2025 14:03", "2025-05-21T14:03:00");
    check("05/21/2025", "2025-05-21");
}

static void does_not_guess(void **state)
{
    (void)state;
    check("05/06/2025", NULL);
    check("2025-02-30", NULL);
    check("2025-13-01", NULL);
    check("2025-05-21T25:00:00Z", NULL);
    check("2023-02-29", NULL);
    check("2024-02-29", "2024-02-29");
    check("yesterday", NULL);
    check("12345", NULL);
    check("", NULL);
    check("None", NULL);
    check("2025-05-21T", "2025-05-21");
}

static void knows_what_feeds_write_for_unknown(void **state)
{
    (void)state;
    check("1970-01-01T00:00:00Z", NULL);
    check("1970-01-01", NULL);
    check("0001-01-01T00:00:00", NULL);
    check("0000-00-00 00:00:00", NULL);
    check("9999-12-31", NULL);
    check("1970-01-02", "1970-01-02");
}

RUN_TESTS(TEST(keeps_a_day_a_day), TEST(keeps_the_offset_as_far_as_it_is_known), TEST(reads_what_feeds_of_news_write), TEST(does_not_guess),
          TEST(knows_what_feeds_write_for_unknown))
