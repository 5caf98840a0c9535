#include "tests/test.h"

#include "extract/pattern.h"

static struct arena arena;

static bool matches(const char *pattern, const char *text, uint32_t at, struct range *found)
{
    struct error error;
    struct pattern *p = pattern_create(span_of(pattern), &error);
    assert_non_null(p);
    arena_reset(&arena);
    bool is_match = pattern_match(p, matcher_create(&arena), span_of(text), (struct range){ at, (uint32_t)strlen(text) }, true, found);
    pattern_destroy(p);
    return is_match;
}

static void matches_from_the_place_asked_for_only(void **state)
{
    (void)state;
    struct range found;
    assert_true(matches("\\p{Lu}+", "abc ÉLan", 4, &found));
    assert_int_equal(found.begin, 4);
    assert_int_equal(found.end, 7);
    assert_false(matches("\\p{Lu}+", "abc ÉLan", 0, &found));
}

static void sees_a_line_end_only_where_there_is_one(void **state)
{
    (void)state;
    struct error error;
    struct range found;
    struct span text = SPAN("abc def");
    struct pattern *p = pattern_create(SPAN("abc$"), &error);
    arena_reset(&arena);
    struct matcher *matcher = matcher_create(&arena);
    assert_true(pattern_match(p, matcher, text, (struct range){ 0, 3 }, true, &found));
    assert_false(pattern_match(p, matcher, text, (struct range){ 0, 3 }, false, &found));
    pattern_destroy(p);
}

static void says_what_is_wrong_with_a_pattern(void **state)
{
    (void)state;
    struct error error;
    assert_null(pattern_create(SPAN("a(b"), &error));
    assert_non_null(strstr(error.text, "parenthesis"));
}

static void gives_up_a_match_that_costs_too_much(void **state)
{
    (void)state;
    char text[2000];
    struct range found;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_false(matches("(a*)*(a*)*b", text, 0, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(matches_from_the_place_asked_for_only),
        TEST(sees_a_line_end_only_where_there_is_one),
        TEST(says_what_is_wrong_with_a_pattern),
        TEST(gives_up_a_match_that_costs_too_much),
    };
    arena_init(&arena, 16 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    return failed;
}
