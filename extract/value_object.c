#include "value_object.h"

enum { NOUNS_MOST = 8, REACH = 14, WORDS_BEFORE = 4, SINGULAR_MOST = 4 };

static const uint64_t STOPS = WORD_FUNCTION | WORD_PREPOSITION | WORD_CONJUNCTION | WORD_AUXILIARY | WORD_MODAL | WORD_NEGATION |
                              WORD_DETERMINER | WORD_WHO | WORD_HE | WORD_SHE | WORD_THEY | WORD_IT | WORD_WEEKDAY;

/* "last month", "today": when it was, not what. */
static bool is_when(const struct reader *r, uint32_t at)
{
    static const uint64_t days = ROLE_BIT(ROLE_DAYWORD) | ROLE_BIT(ROLE_TONIGHT);
    static const uint64_t stretches = ROLE_BIT(ROLE_PERIOD) | ROLE_BIT(ROLE_MONTH) | ROLE_BIT(ROLE_WEEKDAY) | ROLE_BIT(ROLE_WEEKEND) |
                                      ROLE_BIT(ROLE_SEASON) | ROLE_BIT(ROLE_PART);
    return phrase_at(r, at, days) || ((roles_at(r, at) & ROLE_BIT(ROLE_RELATIVE)) && (roles_at(r, at + 1) & stretches));
}

/* Whether no noun phrase goes on with this token. */
static bool is_stop(const struct reader *r, uint32_t at)
{
    const struct token *t = &r->tokens[at];
    return is_when(r, at) || t->kind != TOKEN_WORD || is_class(t, STOPS) || (is_class(t, WORD_ADVERB) && t->letters == CASE_LOWER);
}

bool is_plural_noun(const struct reader *r, uint32_t at)
{
    return at < r->end && (phrase_at(r, at, ROLE_BIT(ROLE_MEASURED)) || lexicon_has_ending(r->lexicon, text_at(r, at), "plural"));
}

static bool is_glued_hyphen(const struct reader *r, uint32_t at)
{
    return is_mark(r, at, '-') && is_glued(r, at) && is_glued(r, at + 1);
}

static bool is_verb(const struct reader *r, uint32_t at)
{
    return phrase_at(r, at, ROLE_BIT(ROLE_TENSE) | ROLE_BIT(ROLE_CHANGE));
}

/* A comma or "and" between modifiers: "wooded, hilly land". */
static bool is_between_modifiers(const struct reader *r, uint32_t at)
{
    bool is_joint = is_mark(r, at, ',') || phrase_at(r, at, ROLE_BIT(ROLE_JOINT));
    return is_joint && at + 2 < r->end && !is_stop(r, at + 1) && !is_stop(r, at + 2) && r->tokens[at + 1].letters == CASE_LOWER;
}

/*
 * Where the noun phrase from `at` on ends: at the first plural in small letters, a capitalised one at its end, or with
 * singulars only, before a stop; `at` where none begins.
 */
static uint32_t noun_phrase(const struct reader *r, uint32_t at, bool is_one)
{
    uint32_t end = at;
    bool has_head = false;
    for (uint32_t i = at; i < r->end && i - at < 2 * NOUNS_MOST; i++) {
        if (i > at && (is_glued_hyphen(r, i) || (!has_head && is_between_modifiers(r, i))))
            continue;
        bool is_many = !is_one && is_plural_noun(r, i);
        if (is_stop(r, i) || (i > at && is_verb(r, i)) || (has_head && !is_plural_noun(r, i)))
            break;
        end = i + 1;
        has_head |= is_many && (r->tokens[i].letters == CASE_LOWER || end == r->end || is_stop(r, end));
    }
    return has_head || is_one || end - at <= SINGULAR_MOST ? end : at;
}

static uint32_t articles_end(const struct reader *r, uint32_t at)
{
    while (at < r->end && is_class(&r->tokens[at], WORD_DETERMINER | WORD_POSSESSIVE))
        at++;
    return at;
}

struct phrase object_after(const struct reader *r, uint32_t at, bool is_one)
{
    if (is_glued_hyphen(r, at))
        at++;
    if (is_link(r, at, "of"))
        at = articles_end(r, at + 1);
    uint32_t end = noun_phrase(r, at, is_one);
    if (end > at && is_link(r, end, "of")) {
        uint32_t next = articles_end(r, end + 1), more = noun_phrase(r, next, false);
        end = more > next ? more : end;
    }
    return (struct phrase){ at, end };
}

static uint32_t articles_begin(const struct reader *r, uint32_t at)
{
    while (at > r->begin && is_class(&r->tokens[at - 1], WORD_DETERMINER | WORD_POSSESSIVE))
        at--;
    return at;
}

static uint32_t words_before(const struct reader *r, uint32_t end)
{
    uint32_t i = end;
    while (i > r->begin && end - i < WORDS_BEFORE && !is_stop(r, i - 1))
        i--;
    return i;
}

struct phrase object_before(const struct reader *r, uint32_t at)
{
    uint32_t i = at;
    while (i > r->begin && at - i < REACH &&
           (is_class(&r->tokens[i - 1], WORD_AUXILIARY | WORD_PREPOSITION | WORD_ADVERB | WORD_MODAL) || is_verb(r, i - 1) ||
            phrase_at(r, i - 1, ROLE_BIT(ROLE_ARTICLE) | ROLE_BIT(ROLE_COMPARATOR)) ||
            lexicon_has_ending(r->lexicon, text_at(r, i - 1), "past")))
        i--;
    uint32_t end = i;
    if (end == at)
        return (struct phrase){ at, at };
    i = words_before(r, end);
    uint32_t of = articles_begin(r, i);
    if (i < end && of > r->begin && is_link(r, of - 1, "of")) {
        uint32_t head = words_before(r, of - 1);              /* "the price of a new home" */
        i = head < of - 1 ? head : i;
    }
    return (struct phrase){ i, end };
}
