#include "tests/test.h"

#include "extract/text.h"

static struct arena arena;
static struct text text;

static void compose(const char *title, const char *body)
{
    arena_reset(&arena);
    text = text_compose(span_of(title), span_of(body), &arena);
}

static void assert_range(struct range range, const char *expected)
{
    struct span part = span_slice(text.all, range);
    assert_int_equal(part.length, strlen(expected));
    assert_memory_equal(part.at, expected, part.length);
}

static void puts_a_title_before_the_body(void **state)
{
    (void)state;
    compose("Rain  ends", " It was dry.\n");
    assert_range((struct range){ 0, (uint32_t)text.all.length }, "Rain  ends\n\nIt was dry.");
    assert_range(text.title, "Rain  ends");
    assert_range(text.body, "It was dry.");
}

static void knows_a_title_that_the_body_repeats_as_its_first_line(void **state)
{
    (void)state;
    compose("‘Rain’ ends", "'RAIN' ends \nIt was dry.");
    assert_range((struct range){ 0, (uint32_t)text.all.length }, "'RAIN' ends \nIt was dry.");
    assert_range(text.title, "'RAIN' ends ");
    assert_range(text.body, "It was dry.");
}

static void leaves_a_first_sentence_that_goes_on_from_the_title_in_the_body(void **state)
{
    (void)state;
    compose("Rain ends", "Rain ends in Lima today.");
    assert_true(is_empty(text.title));
    assert_range(text.body, "Rain ends in Lima today.");
}

static void takes_a_title_alone_for_the_whole_text(void **state)
{
    (void)state;
    compose("Rain ends", "Rain ends");
    assert_range(text.title, "Rain ends");
    assert_true(is_empty(text.body));
    compose("Rain ends", "");
    assert_range(text.title, "Rain ends");
}

static void turns_line_ends_into_line_feeds_and_controls_into_spaces(void **state)
{
    (void)state;
    compose(NULL, "a\r\nb\rc\xc2\x85" "d\te\x01" "f\x7fg\xc2\x80h\xc2\xa0i\vj");
    assert_range(text.body, "a\nb\nc\nd e f g h\xc2\xa0i\nj");
}

static void keeps_a_title_on_one_line(void **state)
{
    (void)state;
    compose("Rain\r\nends", "It was dry.");
    assert_range(text.title, "Rain ends");
}

static void gives_an_empty_text_when_the_arena_is_full(void **state)
{
    (void)state;
    arena_reset(&arena);
    arena.fail_after = 1;
    text = text_compose(SPAN("a"), SPAN("b"), &arena);
    assert_true(arena_is_full(&arena));
    assert_int_equal(text.all.length, 0);
    arena.fail_after = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(puts_a_title_before_the_body),
        TEST(knows_a_title_that_the_body_repeats_as_its_first_line),
        TEST(leaves_a_first_sentence_that_goes_on_from_the_title_in_the_body),
        TEST(takes_a_title_alone_for_the_whole_text),
        TEST(turns_line_ends_into_line_feeds_and_controls_into_spaces),
        TEST(keeps_a_title_on_one_line),
        TEST(gives_an_empty_text_when_the_arena_is_full),
    };
    arena_init(&arena, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    return failed;
}
