/*
 * The words of numbers, units, money and time: every phrase of the lists in values/ with what it means.
 *
 * A phrase may mean several things ("second": an ordinal, a period of time); each meaning has a role, and whoever looks
 * asks for roles. Immutable after it is made. Its words are among the first of the vocabulary, so that what is kept of each of
 * them is small.
 */
#ifndef EXTRACT_VALUE_LEXICON_H
#define EXTRACT_VALUE_LEXICON_H

#include "pack.h"
#include "token.h"

/* Roles, one bit each; the names are those of the lists' first column. The last ones are kinds of numbers, found by their digits. */
#define VALUE_ROLES(X) \
    X(NUMBER, "number") X(TENS, "tens") X(SCALE, "scale") X(DOZEN, "dozen") X(MANY, "many") X(FEW, "few") X(FRACTION, "fraction") \
    X(PLURAL_FRACTION, "plural-fraction") X(FRACTION_SIGN, "fraction-sign") X(ORDINAL, "ordinal") X(ORDINAL_SUFFIX, "ordinal-suffix") \
    X(NEGATIVE, "negative") X(ARTICLE, "article") X(POINT, "point") X(JOINT, "joint") X(LINK, "link") X(ENDING, "ending") X(COMPARATOR, "comparator") X(AFTER, "after") \
    X(AGE, "age") X(LABEL, "label") X(SCORE, "score") X(STREET, "street") X(PERCENT, "percent") X(POINTS, "points") \
    X(UNIT, "unit") X(SIGN, "sign") X(CURRENCY, "currency") X(MINOR, "minor") X(CONTEXT, "context") \
    X(MONTH, "month") X(WEEKDAY, "weekday") X(PERIOD, "period") X(PERIODS, "periods") X(LETTER_PERIOD, "letter-period") \
    X(WEEKEND, "weekend") X(SEASON_OF, "season-of") X(RELATIVE, "relative") X(VAGUE, "vague") X(PART, "part") X(SEASON, "season") \
    X(EDGE, "edge") X(DAYWORD, "dayword") X(TONIGHT, "tonight") X(NOW, "now") X(NOON, "noon") X(AMPM, "ampm") X(OCLOCK, "oclock") \
    X(ZONE, "zone") X(DECADE, "decade") X(DECADE_WORD, "decade-word") X(SET, "set") X(HOLIDAY, "holiday") X(QUARTER_NAME, "quarter-name") \
    X(TENSE, "tense") X(CHANGE, "change") X(MEASURED, "measured") X(HALF, "half") X(AGED, "aged") X(NONE, "none")

enum value_role {
#define X(name, text) ROLE_##name,
    VALUE_ROLES(X)
#undef X
    ROLE_COUNT
};
_Static_assert(ROLE_COUNT <= 64, "roles are bits of one uint64_t");

#define ROLE_BIT(role) (UINT64_C(1) << (role))

/* One phrase in one meaning. */
struct lexeme {
    uint8_t role;            /* enum value_role */
    uint8_t length;          /* tokens */
    bool is_glued;           /* only without white space before its first token */
    double number;
    struct span code;        /* the list's bytes; empty where it has none */
    struct span exact;       /* if not empty: only as it is written here */
    uint32_t words;          /* the first of its words, an index */
};

enum { LEXICON_ENDINGS = 16 };

/* What a lexeme is looked for by, apart from what it means, so that looking touches little memory. */
struct lexeme_key {
    uint8_t role, length;
    bool is_glued, is_exact;
    uint32_t words;
};

struct value_lexicon {
    struct lexeme *lexemes;  /* by first word, longer ones before shorter */
    struct lexeme_key *keys; /* of each */
    uint32_t *words;
    size_t count, word_count;
    uint64_t *roles;         /* of each word of the vocabulary: roles of the phrases that begin with it */
    uint32_t *first;         /* of each word: its first lexeme; those of the next word begin where its own end */
    uint32_t size;           /* words known when it was made */
    struct lexeme endings[LEXICON_ENDINGS];
    size_t ending_count;
};

/* False with a line in `error` when a list is wrong. Zeroed memory may be finished. */
bool lexicon_init(struct value_lexicon *lexicon, struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
void lexicon_finish(struct value_lexicon *lexicon);

/* The role of a name; ROLE_COUNT if there is none. */
enum value_role role_of(struct span name);

static inline uint64_t lexicon_roles(const struct value_lexicon *lexicon, const struct token *token)
{
    return token->word < lexicon->size ? lexicon->roles[token->word] : 0;
}

/* Whether a word has one of the endings of a code: "plural", "past". */
bool lexicon_has_ending(const struct value_lexicon *lexicon, struct span word, const char *code);

/* The longest phrase that begins at token `at`, ends before `end` and has one of the roles; NULL if there is none. */
const struct lexeme *lexicon_find(const struct value_lexicon *lexicon, struct span text, const struct token *tokens, uint32_t at,
                                  uint32_t end, uint64_t roles);

#endif
