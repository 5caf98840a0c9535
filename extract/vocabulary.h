/*
 * Every word that the language pack knows, under a number.
 *
 * A word is looked up once, when its token is made; all that follows compares numbers. While the pack is loaded words
 * are added; afterwards the vocabulary is immutable and shared by all threads.
 */
#ifndef EXTRACT_VOCABULARY_H
#define EXTRACT_VOCABULARY_H

#include "span.h"

enum { WORD_NONE = 0, WORD_BYTES = 128 };

/* Classes of words, one bit each; the names are those of config/en/words.tsv. */
#define WORD_CLASSES(X) \
    X(ABBREVIATION, "abbreviation") /* its full stop belongs to it if it is capitalised: "Mr.", "Sen." */ \
    X(SMALL_ABBREVIATION, "small-abbreviation") /* the same in lower case, too: "vs.", "approx." */ \
    X(NUMBER_ABBREVIATION, "number-abbreviation") /* the same before a number only: "No. 10", "pp. 3" */ \
    X(ENDING_ABBREVIATION, "ending-abbreviation") /* one of these that may end a sentence, too: "Inc.", "U.S.", "a.m." */ \
    X(STARTER, "starter") /* capitalised at a sentence's start without being a name: "The", "He", "But" */ \
    X(HONORIFIC, "honorific") /* stands before a person's name, outside the mention: "Mr", "Dr", "President" */ \
    X(TITLE_MALE, "title-male") X(TITLE_FEMALE, "title-female") /* "Mr", "Lady": they tell a person's gender */ \
    X(HE, "he") X(SHE, "she") X(IT, "it") X(THEY, "they") X(WHO, "who") X(FIRST_PERSON, "first-person") \
    X(POSSESSIVE, "possessive") /* "his", "her", "their" */ \
    X(DETERMINER, "determiner") X(PREPOSITION, "preposition") X(CONJUNCTION, "conjunction") \
    X(AUXILIARY, "auxiliary") X(MODAL, "modal") X(NEGATION, "negation") X(ADVERB, "adverb") \
    X(FUNCTION, "function") /* a word that is no name and no content: articles, prepositions, pronouns … */ \
    X(MONTH, "month") X(WEEKDAY, "weekday") X(NUMBER_WORD, "number-word") \
    X(NAME_LINK, "name-link") /* may stand inside a name: "of", "the", "and", "bin", "de", "van" */ \
    X(NAME_NOUN, "name-noun") /* in lower case it may end a name that begins with a capital: "Suez crisis", "Russia's defence ministry" */ \
    X(FIRST_NAME_MALE, "first-name-male") X(FIRST_NAME_FEMALE, "first-name-female") X(SURNAME, "surname") \
    X(NAME_SYLLABLE, "name-syllable") /* ends a given name behind a hyphen: "Jae-myung", "Ching-te" */

enum word_class_bit {
#define X(name, text) WORD_BIT_##name,
    WORD_CLASSES(X)
#undef X
    WORD_CLASS_COUNT
};
_Static_assert(WORD_CLASS_COUNT <= 62, "a word's classes are bits of one uint64_t, and the gazetteer has two");

#define X(name, text) static const uint64_t WORD_##name = UINT64_C(1) << WORD_BIT_##name;
WORD_CLASSES(X)
#undef X

/* Not of words.tsv but marked by the gazetteer: a name in its lists begins with the word; it does so without a capital. */
static const uint64_t WORD_ALIAS_FIRST = UINT64_C(1) << 62, WORD_ALIAS_SMALL = UINT64_C(1) << 63;
static const uint64_t WORD_OWN_CLASSES = (UINT64_C(1) << WORD_CLASS_COUNT) - 1;

struct vocabulary;

struct vocabulary *vocabulary_create(void);
void vocabulary_destroy(struct vocabulary *vocabulary);

/* The number of a folded word, added if it is new; WORD_NONE if memory is short or it is longer than WORD_BYTES. */
uint32_t vocabulary_add(struct vocabulary *vocabulary, struct span folded);

/* Folds first, then adds. */
uint32_t vocabulary_add_text(struct vocabulary *vocabulary, struct span word);

/* The number of a folded word with its hash, and its classes; WORD_NONE and none if it is not known. */
uint32_t vocabulary_look_up(const struct vocabulary *vocabulary, struct span folded, uint32_t hash, uint64_t *classes);

/* The number alone. */
uint32_t vocabulary_find(const struct vocabulary *vocabulary, struct span folded, uint32_t hash);

/* Says that a word with this hash will be looked up soon: memory is far away, and can be on its way meanwhile. */
void vocabulary_expect(const struct vocabulary *vocabulary, uint32_t hash);

void vocabulary_mark(struct vocabulary *vocabulary, uint32_t word, uint64_t classes);
uint64_t vocabulary_classes(const struct vocabulary *vocabulary, uint32_t word);
struct span vocabulary_word(const struct vocabulary *vocabulary, uint32_t word);

/* Numbers run from 1 to this, excluded. Words that only an article knows are numbered from here on. */
uint32_t vocabulary_size(const struct vocabulary *vocabulary);

uint32_t hash_bytes(struct span bytes);

/* The bit of a class by its name; 0 if there is none. */
uint64_t word_class(struct span name);

#endif
