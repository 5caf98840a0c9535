#include "tests/test.h"

#include "consumer/json.h"

static struct arena arena;

static enum json_result read_result(const char *text)
{
    struct json json;
    struct error error;
    arena_reset(&arena);
    return json_read(span_of(text), 16, &arena, &json, &error);
}

static bool has_text(const char *source, const char *pointer, const char *wanted)
{
    struct json json;
    struct error error;
    arena_reset(&arena);
    assert_int_equal(json_read(span_of(source), 16, &arena, &json, &error), JSON_GOOD);
    const struct json_value *value = json_pointer(&json, pointer);
    return value ? wanted && span_equal(json_text(&json, value, &arena), span_of(wanted)) : !wanted;
}

static void reads_what_the_standard_allows(void **state)
{
    (void)state;
    static const char *const good[] = { "{}", "[]", " [ 1 , -0.5e+3 ] ", "\"\"", "null", "{\"a\":{\"b\":[true,false,null]}}", "-0", "1E400",
                                        "[[],{}]", "\"\\u0000\\ud83d\\ude00\"" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (read_result(good[i]) != JSON_GOOD)
            fail_msg("refused: %s", good[i]);
}

static void refuses_what_it_does_not(void **state)
{
    (void)state;
    static const char *const bad[] = { "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{'a':1}", "01", "1.", ".5", "-", "1e", "+1", "NaN",
                                       "tru", "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\t\"", "[1 2]", "{} {}", "[}", "{]", "1 //", "\"\\\"" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (read_result(bad[i]) != JSON_BAD)
            fail_msg("accepted: %s", bad[i]);
}

static void tells_depth_from_nonsense(void **state)
{
    (void)state;
    assert_int_equal(read_result("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"), JSON_GOOD);
    assert_int_equal(read_result("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"), JSON_TOO_DEEP);
}

static void says_where_it_stopped(void **state)
{
    (void)state;
    struct json json;
    struct error error;
    assert_int_equal(json_read(span_of("{\"a\": nope}"), 16, &arena, &json, &error), JSON_BAD);
    assert_non_null(strstr(error.text, "at byte 6"));
}

static void keeps_every_digit(void **state)
{
    (void)state;
    assert_true(has_text("{\"id\":1234567890123456789012345678901234567890}", "/id", "1234567890123456789012345678901234567890"));
}

static void resolves_escapes(void **state)
{
    (void)state;
    assert_true(has_text("[\"a\\n\\\"\\\\\\/\\u00e9\\ud83d\\ude00\"]", "/0", "a\n\"\\/é😀"));
}

static void replaces_half_a_surrogate_pair(void **state)
{
    (void)state;
    assert_true(has_text("[\"a\\ud83d b\"]", "/0", "a\xef\xbf\xbd b"));
    assert_true(has_text("[\"\\ude00\"]", "/0", "\xef\xbf\xbd"));
    assert_true(has_text("[\"\\ud83d\\u0041\"]", "/0", "\xef\xbf\xbd" "A"));
}

static void takes_the_last_of_equal_names(void **state)
{
    (void)state;
    assert_true(has_text("{\"a\":1,\"b\":2,\"a\":3}", "/a", "3"));
}

static void follows_pointers(void **state)
{
    (void)state;
    const char *source = "{\"a/b\":{\"m~n\":[[],\"x\",\"y\"]},\"\":{\"\":7},\"k\\u0065y\":1}";
    assert_true(has_text(source, "/a~1b/m~0n/2", "y"));
    assert_true(has_text(source, "//", "7"));
    assert_true(has_text(source, "/key", "1"));
    assert_true(has_text(source, "/a~1b/m~0n/3", NULL));
    assert_true(has_text(source, "/a~1b/m~0n/x", NULL));
    assert_true(has_text(source, "/no", NULL));
}

static void survives_every_shortage_of_memory(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 12; n++) {
        struct json json;
        struct error error;
        arena_reset(&arena);
        arena.fail_after = n;
        enum json_result result = json_read(span_of("[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7]"), 16, &arena, &json, &error);
        assert_true(result == JSON_GOOD || result == JSON_NO_MEMORY);
        assert_true(n > 1 || result == JSON_NO_MEMORY);
    }
    arena.fail_after = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(reads_what_the_standard_allows), TEST(refuses_what_it_does_not), TEST(tells_depth_from_nonsense),
                                        TEST(says_where_it_stopped), TEST(keeps_every_digit), TEST(resolves_escapes),
                                        TEST(replaces_half_a_surrogate_pair), TEST(takes_the_last_of_equal_names), TEST(follows_pointers),
                                        TEST(survives_every_shortage_of_memory) };
    arena_init(&arena, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    return failed;
}
