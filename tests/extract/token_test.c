#include "tests/test.h"

#include "config/language.h"
#include "extract/sentence.h"

static struct language *language;
static struct arena arena;

static struct tokens tokens_of(struct span text)
{
    arena_reset(&arena);
    return tokens_find(text, language->pack->vocabulary, &arena);
}

/* Cuts at each '|' of `marked`: the text without them has to come apart at just these places, white space aside. */
static void assert_tokens(const char *marked)
{
    char text[512], found[1024];
    size_t length = 0, at = 0;
    for (const char *c = marked; *c; c++)
        if (*c != '|')
            text[length++] = *c;
    struct tokens tokens = tokens_of((struct span){ text, length });
    for (size_t i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.at[i];
        if (i > 0)
            found[at++] = token->is_spaced ? ' ' : '|';
        memcpy(found + at, text + token->begin, token->end - token->begin);
        at += token->end - token->begin;
    }
    found[at] = '\0';
    assert_string_equal(found, marked);
}

/* The same for sentences; white space between them is not written. */
static void assert_sentences(const char *marked)
{
    char text[512], found[1024];
    size_t length = 0, at = 0;
    for (const char *c = marked; *c; c++)
        if (*c != '|')
            text[length++] = *c;
    struct tokens tokens = tokens_of((struct span){ text, length });
    struct sentences sentences = sentences_find(&tokens, &arena);
    for (size_t i = 0; i < sentences.count; i++) {
        const struct sentence *s = &sentences.at[i];
        uint32_t begin = tokens.at[s->first].begin;
        uint32_t end = s->last < tokens.count ? tokens.at[s->last].begin : (uint32_t)length;
        if (i > 0)
            found[at++] = '|';
        memcpy(found + at, text + begin, end - begin);
        at += end - begin;
    }
    found[at] = '\0';
    assert_string_equal(found, marked);
}

static void takes_hyphens_clitics_and_marks_apart(void **state)
{
    (void)state;
    assert_tokens("Kyiv|-|based Ann|'s dog|, who did|n't bark|, he|’ll see|.");
    assert_tokens("the players|' room|; O'Neill|’s AT&T|; D’Souza ca|n’t");
    assert_tokens("“|Yes|,|” she said|—|and left|…");
}

static void takes_numbers_units_and_currencies_apart(void **state)
{
    (void)state;
    assert_tokens("$|1,250.50 or €|70|bn|, the 24|th|, 3.5|%|, 8.30|pm");
    assert_tokens("10\xc2\xa0" "000 men|, 1990|s|, COVID|-|19");
}

static void keeps_the_stop_of_an_abbreviation(void **state)
{
    (void)state;
    assert_tokens("Mr. J. R. Doe Jr. of the U.S. left at 9 a.m. with a Ph.D. from St. Ives");
    assert_tokens("He felt ill|. We sat|. No. 10 said no|. It was No|.");
    assert_tokens("it|.|He");
}

static void tells_how_letters_are_written(void **state)
{
    (void)state;
    static const char text[] = "ann Ann ANN McCann iPhone A 77 ÉLAN Élan internationally Internationally interNationally";
    static const enum letter_case expected[] = {
        CASE_LOWER, CASE_CAPITALISED, CASE_UPPER, CASE_MIXED, CASE_MIXED, CASE_CAPITALISED, CASE_NONE, CASE_UPPER, CASE_CAPITALISED,
        CASE_LOWER, CASE_CAPITALISED, CASE_MIXED,
    };
    struct tokens tokens = tokens_of(span_of(text));
    assert_int_equal(tokens.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < tokens.count; i++)
        assert_int_equal(tokens.at[i].letters, expected[i]);
}

static void numbers_words_by_their_folded_form(void **state)
{
    (void)state;
    struct tokens tokens = tokens_of(SPAN("The the THE Zyxwv ZYXWV zýxwv it’s IT'S Mr Mr."));
    assert_int_equal(tokens.at[0].word, tokens.at[1].word);
    assert_int_equal(tokens.at[0].word, tokens.at[2].word);
    assert_true(tokens.at[0].word < vocabulary_size(language->pack->vocabulary));
    assert_int_equal(tokens.at[3].word, vocabulary_size(language->pack->vocabulary));
    assert_int_equal(tokens.at[3].word, tokens.at[4].word);
    assert_int_equal(tokens.at[3].word, tokens.at[5].word);
    assert_int_equal(tokens.at[7].word, tokens.at[9].word);
    assert_int_equal(tokens.at[10].word, tokens.at[11].word);
    assert_int_equal(tokens.word_count, vocabulary_size(language->pack->vocabulary) + 1);     /* "zyxwv" */
    assert_true(is_class(&tokens.at[0], WORD_DETERMINER));
}

static void gives_one_word_one_number_among_many(void **state)
{
    (void)state;
    enum { WORDS = 5000, BYTES = 8 };
    static char text[2 * WORDS * BYTES];
    for (int i = 0; i < 2 * WORDS; i++)
        for (int k = 0, n = i % WORDS; k < BYTES; k++, n /= 10)
            text[i * BYTES + k] = k == BYTES - 1 ? ' ' : "qrstuvwxyz"[n % 10];
    struct tokens tokens = tokens_of((struct span){ text, sizeof text });
    assert_int_equal(tokens.count, 2 * WORDS);
    assert_int_equal(tokens.word_count, vocabulary_size(language->pack->vocabulary) + WORDS);
    for (size_t i = 0; i < WORDS; i++)
        assert_int_equal(tokens.at[i].word, tokens.at[WORDS + i].word);
}

/* A megabyte of each; what is not linear does not end within the test's time. */
static void works_through_hostile_text(void **state)
{
    (void)state;
    static const char *const pieces[] = { "a", "a\n", "'", "a'", "e\xcc\x81\xcc\x81", "1,", "a.", ".", "\"", "\xc2\xa0" "1", "&a", "\xe2\x80\x8b", "A. The " };
    enum { BYTES = 1 << 20 };
    char *text = malloc(BYTES);
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        size_t length = 0, piece = strlen(pieces[p]);
        for (; length + piece <= BYTES; length += piece)
            memcpy(text + length, pieces[p], piece);
        struct tokens tokens = tokens_of((struct span){ text, length });
        struct sentences sentences = sentences_find(&tokens, &arena);
        assert_false(arena_is_full(&arena));
        assert_true(tokens.count > 0 || pieces[p][0] == '\xe2');
        assert_true(sentences.count > 0 || tokens.count == 0);
    }
    free(text);
}

static void ends_early_when_the_arena_is_full(void **state)
{
    (void)state;
    struct span text = SPAN("Zyx wvu.\nTsr qpo. Nml kji\nhgf");
    for (uint64_t n = 1; n < 40; n++) {
        arena_reset(&arena);
        arena.fail_after = n;
        struct tokens tokens = tokens_find(text, language->pack->vocabulary, &arena);
        if (!arena_is_full(&arena))
            sentences_find(&tokens, &arena);
        if (!arena_is_full(&arena))
            break;
        assert_true(n < 39);
    }
    arena.fail_after = 0;
}

static void ends_sentences_at_stops(void **state)
{
    (void)state;
    assert_sentences("It rained. |Ann left! |Why? |Nobody knows… |Later, she came back.");
    assert_sentences("“We won.” |He left. |(It was late.) |“Stop!” she said. |‘No.’ |‘Yes.’");
    assert_sentences("“Why?” asked Bo. |“Because.”");
}

static void keeps_an_abbreviation_inside_its_sentence(void **state)
{
    (void)state;
    assert_sentences("Mr. Doe met Sen. Roe in St. Ives on Jan. 5. |The U.S. Navy left.");
    assert_sentences("J. R. Doe ran No. 7 at 9 p.m. ET for Doe Inc. in Mass.");
    assert_sentences("George W. Roe and A. B. Doe spoke.");
}

static void ends_a_sentence_at_an_abbreviation_before_a_word_that_begins_one(void **state)
{
    (void)state;
    assert_sentences("She lives in the U.S. |They met at 9 p.m. |“It was dark,” she said.");
    assert_sentences("He took vitamin C. |It helped. |He came with Ann, Bo etc. |However, they left.");
    assert_sentences("He felt ill. |Police sat. |Did he go? |No. |He slept.");
}

static void ends_glued_sentences(void **state)
{
    (void)state;
    assert_sentences("It is over.|The end came.|Doe’s men left.” |He slept.");
    assert_sentences("He used Booking.com and Node.Js.Foo, and U.S.News.");
}

static void keeps_list_marks_and_left_out_words_inside(void **state)
{
    (void)state;
    assert_sentences("1. The rain. |2. Sun.");
    assert_sentences("“We will ... Peru and win ... |The end.”");
}

static void ends_sentences_and_paragraphs_at_line_ends(void **state)
{
    (void)state;
    struct tokens tokens = tokens_of(SPAN("Rain ends\n\nIt was dry. Ann left\n \nBye"));
    struct sentences sentences = sentences_find(&tokens, &arena);
    assert_int_equal(sentences.count, 4);
    assert_int_equal(sentences.paragraph_count, 3);
    assert_int_equal(sentences.paragraphs[1].first_sentence, 1);
    assert_int_equal(sentences.paragraphs[1].last_sentence, 3);
    assert_int_equal(sentences.paragraphs[1].last, 8);
    assert_int_equal(sentences.of_token[7], 2);
    assert_int_equal(sentences.at[3].paragraph, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_hyphens_clitics_and_marks_apart),
        TEST(takes_numbers_units_and_currencies_apart),
        TEST(keeps_the_stop_of_an_abbreviation),
        TEST(tells_how_letters_are_written),
        TEST(numbers_words_by_their_folded_form),
        TEST(gives_one_word_one_number_among_many),
        TEST(works_through_hostile_text),
        TEST(ends_early_when_the_arena_is_full),
        TEST(ends_sentences_at_stops),
        TEST(keeps_an_abbreviation_inside_its_sentence),
        TEST(ends_a_sentence_at_an_abbreviation_before_a_word_that_begins_one),
        TEST(ends_glued_sentences),
        TEST(keeps_list_marks_and_left_out_words_inside),
        TEST(ends_sentences_and_paragraphs_at_line_ends),
    };
    struct error error = { 0 };
    language = language_load("config/en", NULL, &error);
    if (!language || !arena_init(&arena, (size_t)1 << 30)) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    language_destroy(language);
    return failed;
}
