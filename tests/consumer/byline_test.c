#include "tests/test.h"

#include "consumer/byline.h"

/* `wanted`: the names apart by "|". */
static void check(const char *line, const char *wanted)
{
    struct arena arena;
    struct names names = { 0 };
    char found[512] = "";
    arena_init(&arena, 1 << 16);
    byline_split(span_of(line), &arena, &names);
    for (size_t i = 0; i < names.count; i++) {
        strcat(found, i ? "|" : "");
        strncat(found, names.at[i].at, names.at[i].length);
    }
    assert_string_equal(found, wanted);
    arena_finish(&arena);
}

static void splits_names(void **state)
{
    (void)state;
    check("By Ann Lee and Bo Kim", "Ann Lee|Bo Kim");
    check("ann lee, Bo Kim; C. Day & Eve Fox", "ann lee|Bo Kim|C. Day|Eve Fox");
    check("Paula Sand", "Paula Sand");
    check("By ANN LEE AND BO KIM, with Cy Young", "ANN LEE|BO KIM|Cy Young");
}

static void keeps_a_name_that_holds_the_words(void **state)
{
    (void)state;
    check("Sandy Byrne", "Sandy Byrne");
    check("Byron Anders", "Byron Anders");
}

static void drops_what_is_no_name(void **state)
{
    (void)state;
    check("", "");
    check("None", "");
    check("By", "");
    check("Ann Lee, ann@example.com", "Ann Lee");
    check("Ann Lee, Ann Lee", "Ann Lee");
    check(" , ; and ", "");
}

RUN_TESTS(TEST(splits_names), TEST(keeps_a_name_that_holds_the_words), TEST(drops_what_is_no_name))
