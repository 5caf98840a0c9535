#include "tests/test.h"

#include "consumer/html.h"

static struct arena arena;

static void check(const char *markup, const char *wanted)
{
    struct span text;
    arena_reset(&arena);
    assert_int_equal(html_text(span_of(markup), &arena, &text), HTML_GOOD);
    if (!span_equal(text, span_of(wanted)))
        fail_msg("\"%s\" became \"%.*s\", not \"%s\"", markup, (int)text.length, text.at, wanted);
}

static void gives_each_block_a_line(void **state)
{
    (void)state;
    check("<p>One <b>big</b> step.</p>\n<p>Two.<br/>Three.</p>", "One big step.\nTwo.\nThree.");
    check("<ul><li>a<li>b</ul><h2>c</h2>d", "a\nb\nc\nd");
    check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
}

static void drops_what_is_no_text(void **state)
{
    (void)state;
    check("<p>a</p><script>if (1 < 2) alert('x')</script><style>p { }</style><!-- no --><p>b</p>", "a\nb");
    check("<figure><img src=x alt=\"y\"><iframe>z</iframe></figure><p>a</p>", "a");
}

static void resolves_references(void **state)
{
    (void)state;
    check("Smith &amp; Sons said &#8220;no&#8221;&nbsp;&mdash; twice.\nThen &lt; 5.", "Smith & Sons said “no”\u00a0— twice.\nThen < 5.");
    check("&bogus; stays", "&bogus; stays");
}

static void reads_markup_that_was_escaped_once_more(void **state)
{
    (void)state;
    check("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\nTwo.");
}

static void leaves_plain_text_alone(void **state)
{
    (void)state;
    static const char *const plain[] = { "a < b and c > d", "2 <3 & 4", "Tom & Jerry", "x <y z", "if (a<b) return", "a\n\n  b  c\n", "<3", "AT&T; no",
                                         "the <unknown> word" };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        check(plain[i], i == 7 ? "AT&T; no" : plain[i]);
}

static void keeps_the_lines_of_text_with_inline_markup(void **state)
{
    (void)state;
    check("First <b>line</b>.\n\nSecond <a href=\"x\">line</a>.", "First line.\n\nSecond line.");
}

static void keeps_the_text_behind_a_comment_that_never_ends(void **state)
{
    (void)state;
    check("<p>a</p><!-- <p>b</p>", "a\nb");
}

static void refuses_what_would_take_too_long(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    char *markup = malloc(COUNT * 5 + 8);
    struct span text;
    for (size_t i = 0; i < COUNT; i++)
        memcpy(markup + i * 5, "<div>", 5);
    arena_reset(&arena);
    assert_int_equal(html_text((struct span){ markup, COUNT * 5 }, &arena, &text), HTML_TOO_DEEP);
    memcpy(markup, "<p ", 3);
    for (size_t i = 0; i < COUNT; i++)
        memcpy(markup + 3 + i * 3, "a= ", 3);
    markup[COUNT * 3] = '>';
    assert_int_equal(html_text((struct span){ markup, COUNT * 3 + 1 }, &arena, &text), HTML_TOO_DEEP);
    free(markup);
}

static void survives_every_shortage_of_memory(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 200; n++) {
        struct span text;
        arena_reset(&arena);
        arena.fail_after = n;
        enum html_result result = html_text(span_of("<div class=a><p>One &amp; <b>two</b></p><ul><li>three</ul></div>"), &arena, &text);
        assert_true(result == HTML_GOOD || result == HTML_NO_MEMORY);
        assert_true(n > 20 || result == HTML_NO_MEMORY);
    }
    arena.fail_after = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(gives_each_block_a_line), TEST(drops_what_is_no_text), TEST(resolves_references),
                                        TEST(reads_markup_that_was_escaped_once_more), TEST(leaves_plain_text_alone),
                                        TEST(keeps_the_lines_of_text_with_inline_markup), TEST(keeps_the_text_behind_a_comment_that_never_ends),
                                        TEST(refuses_what_would_take_too_long), TEST(survives_every_shortage_of_memory) };
    arena_init(&arena, 64 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    return failed;
}
