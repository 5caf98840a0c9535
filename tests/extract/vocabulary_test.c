#include "tests/test.h"

#include "extract/vocabulary.h"

static uint32_t find(const struct vocabulary *vocabulary, const char *word)
{
    return vocabulary_find(vocabulary, span_of(word), hash_bytes(span_of(word)));
}

static void finds_what_was_added(void **state)
{
    (void)state;
    enum { WORDS = 20000 };
    static const char *const heads[] = { "", "", "equalhead" }, *const tails[] = { "", "longer", "equaltail" };
    char word[48];
    struct vocabulary *v = vocabulary_create();
    assert_int_equal(vocabulary_size(v), 1);
    for (uint32_t i = 1; i <= WORDS; i++) {
        snprintf(word, sizeof word, "%s%x%s", heads[i % 3], i, tails[i % 3]);
        assert_int_equal(vocabulary_add_text(v, span_of(word)), i);
        assert_int_equal(vocabulary_add_text(v, span_of(word)), i);
    }
    for (uint32_t i = 1; i <= WORDS; i++) {
        snprintf(word, sizeof word, "%s%x%s", heads[i % 3], i, tails[i % 3]);
        assert_int_equal(find(v, word), i);
        assert_int_equal(vocabulary_word(v, i).length, strlen(word));
    }
    assert_int_equal(find(v, "zz"), WORD_NONE);
    assert_int_equal(vocabulary_size(v), WORDS + 1);
    vocabulary_destroy(v);
}

static void folds_words_and_joins_their_classes(void **state)
{
    (void)state;
    struct vocabulary *v = vocabulary_create();
    uint32_t word = vocabulary_add_text(v, SPAN("Élan"));
    assert_int_equal(find(v, "elan"), word);
    vocabulary_mark(v, word, WORD_MONTH);
    vocabulary_mark(v, word, WORD_MODAL);
    assert_true(vocabulary_classes(v, word) == (WORD_MONTH | WORD_MODAL));
    assert_true(vocabulary_classes(v, WORD_NONE) == 0);
    assert_true(vocabulary_classes(v, 12345) == 0);
    vocabulary_destroy(v);
}

static void refuses_words_that_are_empty_or_too_long(void **state)
{
    (void)state;
    char word[WORD_BYTES + 1];
    memset(word, 'a', sizeof word);
    struct vocabulary *v = vocabulary_create();
    assert_int_equal(vocabulary_add_text(v, SPAN("")), WORD_NONE);
    assert_int_equal(vocabulary_add_text(v, (struct span){ word, sizeof word }), WORD_NONE);
    assert_int_not_equal(vocabulary_add_text(v, (struct span){ word, WORD_BYTES }), WORD_NONE);
    vocabulary_destroy(v);
}

static void knows_classes_by_name(void **state)
{
    (void)state;
    assert_true(word_class(SPAN("month")) == WORD_MONTH);
    assert_true(word_class(SPAN("months")) == 0);
}

/* Models and keys are made of hashes: they may never change. */
static void hashes_as_ever(void **state)
{
    (void)state;
    assert_int_equal(hash_bytes(SPAN("")), 0);
    assert_int_equal(hash_bytes(SPAN("a")), 4186583159u);
    assert_int_equal(hash_bytes(SPAN("abc")), 1653022189u);
    assert_int_equal(hash_bytes(SPAN("international agreement")), 4000913503u);
}

RUN_TESTS(TEST(finds_what_was_added), TEST(folds_words_and_joins_their_classes), TEST(refuses_words_that_are_empty_or_too_long),
          TEST(knows_classes_by_name), TEST(hashes_as_ever))
