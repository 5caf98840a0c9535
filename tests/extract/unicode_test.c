#include "tests/test.h"

#include "extract/unicode.h"

static void assert_folds(const char *text, const char *expected)
{
    char folded[64];
    size_t length = fold(span_of(text), folded, sizeof folded);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(folded, expected, length);
}

static void accepts_utf8_only(void **state)
{
    (void)state;
    static const char *const bad[] = { "\x80", "abcdefgh\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xf5\x80\x80\x80", "a\xc3" };
    assert_true(is_utf8(SPAN("")));
    assert_true(is_utf8(SPAN("plain, é, €, 😀, \xf4\x8f\xbf\xbf and more than eight bytes")));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(is_utf8(span_of(bad[i])));
}

static void tells_kinds_of_characters(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum character_kind kind;
    } cases[] = {
        { "a", CHARACTER_LOWER }, { "É", CHARACTER_UPPER }, { "٣", CHARACTER_DIGIT }, { "’", CHARACTER_APOSTROPHE },
        { "“", CHARACTER_PUNCTUATION }, { "€", CHARACTER_SYMBOL }, { "\xc2\xa0", CHARACTER_SPACE }, { "\xc2\xad", CHARACTER_IGNORED },
        { "\xcc\x81", CHARACTER_MARK }, { "😀", CHARACTER_SYMBOL }, { "\n", CHARACTER_SPACE }, { "日", CHARACTER_LOWER },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct character c = character_at(span_of(cases[i].text), 0);
        assert_int_equal(c.kind, cases[i].kind);
        assert_int_equal(c.length, strlen(cases[i].text));
        assert_int_equal(character_before(span_of(cases[i].text), c.length).code, c.code);
    }
}

/* The table in unicode.c has to agree with the page that unicode.py writes; fold reads the one, character_at the other. */
static void folds_letters_marks_and_quotes(void **state)
{
    (void)state;
    assert_folds("ZELENSKYJ", "zelenskyj");
    assert_folds("Élan Łódź Æsir Straße", "elan lodz aesir strasse");
    assert_folds("‘a’ “b” c–d", "'a' \"b\" c-d");
    assert_folds("so\xc2\xad" "ft zero\xe2\x80\x8bwidth", "soft zerowidth");
    assert_folds("Ａ１２", "a12");
    assert_folds("…", "...");
    assert_folds("日本", "日本");
}

static void cuts_off_what_does_not_fit(void **state)
{
    (void)state;
    char out[3];
    assert_int_equal(fold(SPAN("ABCD"), out, sizeof out), 3);
    assert_int_equal(fold(SPAN("AB日"), out, sizeof out), 2);
}

static void counts_code_points(void **state)
{
    (void)state;
    assert_int_equal(code_points(SPAN("é€😀a")), 4);
}

RUN_TESTS(TEST(accepts_utf8_only), TEST(tells_kinds_of_characters), TEST(folds_letters_marks_and_quotes), TEST(cuts_off_what_does_not_fit),
          TEST(counts_code_points))
