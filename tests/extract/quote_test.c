#include "tests/test.h"

#include "extract/quote.h"

static struct arena arena;
static struct vocabulary *words;

/* The quotations of a text, "|" between them, "…" behind one that is not closed, "~" before one that continues. */
static void expect(const char *string, const char *expected)
{
    struct span text = span_of(string);
    struct tokens tokens = tokens_find(text, words, &arena);
    struct sentences sentences = sentences_find(&tokens, &arena);
    struct quotes quotes = quotes_find(text, &tokens, &sentences, &arena);
    char found[2048] = "";
    for (size_t i = 0; i < quotes.count; i++) {
        const struct quote *q = &quotes.at[i];
        struct span inner = span_slice(text, (struct range){ tokens.at[q->first].begin, tokens.at[q->last - 1].end });
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%s%.*s%s", used ? "|" : "", q->is_continuing ? "~" : "", (int)inner.length, inner.at,
                 q->is_closed ? "" : "…");
    }
    assert_string_equal(found, expected);
    arena_reset(&arena);
}

static void pairs_marks_of_every_typography(void **state)
{
    (void)state;
    expect("\"We won,\" she said.", "We won,");
    expect("“We won,” she said.", "We won,");
    expect("„We won“, she said.", "We won");
    expect("«We won», she said.", "We won");
    expect("»We won«, she said.", "We won");
    expect("‘We won,’ she said.", "We won,");
    expect("'We won,' she said.", "We won,");
}

static void mixes_curly_and_straight_marks(void **state)
{
    (void)state;
    expect("“We won,\" she said. \"They lost.”", "We won,|They lost.");
}

static void takes_an_apostrophe_for_no_mark(void **state)
{
    (void)state;
    expect("The workers' rights weren't the owner's.", "");
    expect("‘The workers' rights are ours,’ she said.", "The workers' rights are ours,");
}

static void takes_inches_for_no_mark(void **state)
{
    (void)state;
    expect("The pipe is 12\" wide, and \"old\".", "old");
}

static void keeps_a_quotation_within_another_inside_it(void **state)
{
    (void)state;
    expect("\"He called it 'a mess' twice,\" she said.", "He called it 'a mess' twice,");
}

static void continues_over_paragraphs_that_open_again(void **state)
{
    (void)state;
    expect("\"We began in May.\n\n\"We ended in June.\"", "We began in May.…|~We ended in June.");
}

static void ends_an_unclosed_quotation_with_its_sentence(void **state)
{
    (void)state;
    expect("He said \"we won. The crowd left. It rained.", "we won.…");
}

static void survives_nothing_but_marks(void **state)
{
    (void)state;
    char *marks = malloc(200001);
    memset(marks, '"', 200000);
    marks[200000] = '\0';
    struct span text = span_of(marks);
    struct tokens tokens = tokens_find(text, words, &arena);
    struct sentences sentences = sentences_find(&tokens, &arena);
    struct quotes quotes = quotes_find(text, &tokens, &sentences, &arena);
    for (size_t i = 0; i < quotes.count; i++)
        assert_true(quotes.at[i].first < quotes.at[i].last);
    free(marks);
    arena_reset(&arena);
}

static int set_up(void **state)
{
    (void)state;
    words = vocabulary_create();
    return words && arena_init(&arena, (size_t)1 << 28) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    vocabulary_destroy(words);
    arena_finish(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pairs_marks_of_every_typography), TEST(mixes_curly_and_straight_marks), TEST(takes_an_apostrophe_for_no_mark),
        TEST(takes_inches_for_no_mark), TEST(keeps_a_quotation_within_another_inside_it), TEST(continues_over_paragraphs_that_open_again),
        TEST(ends_an_unclosed_quotation_with_its_sentence), TEST(survives_nothing_but_marks),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
