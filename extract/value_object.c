#include "value_object.h"

enum { NOUNS_MOST = 8, REACH = 14 };

static struct span text_of(const struct reader *r, uint32_t at)
{
    return token_text(r->text, &r->tokens[at]);
}

static bool is_text(const struct reader *r, uint32_t at, const char *word)
{
    return at < r->end && span_equal(text_of(r, at), span_of(word));
}

static bool ends_in(struct span word, const char *suffix)
{
    size_t n = strlen(suffix);
    return word.length > n && memcmp(word.at + word.length - n, suffix, n) == 0;
}

static bool is_stop(const struct reader *r, uint32_t at)
{
    const struct token *t = &r->tokens[at];
    return t->kind != TOKEN_WORD || is_class(t, WORD_FUNCTION | WORD_PREPOSITION | WORD_CONJUNCTION | WORD_AUXILIARY | WORD_MODAL |
                                     WORD_NEGATION | WORD_DETERMINER | WORD_WHO | WORD_HE | WORD_SHE | WORD_THEY | WORD_IT | WORD_WEEKDAY) ||
           (is_class(t, WORD_ADVERB) && t->letters == CASE_LOWER && !is_text(r, at, "only"));
}

static bool is_plural(const struct reader *r, uint32_t at)
{
    struct span word = text_of(r, at);
    return lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, ROLE_BIT(ROLE_MEASURED)) ||
           (word.length > 3 && ends_in(word, "s") && !ends_in(word, "ss") && !ends_in(word, "us") && !ends_in(word, "ous"));
}

static bool is_glued_hyphen(const struct reader *r, uint32_t at)
{
    return at + 1 < r->end && r->tokens[at].mark == '-' && !r->tokens[at].is_spaced && !r->tokens[at + 1].is_spaced;
}

static bool is_tense(const struct reader *r, uint32_t at)
{
    return lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, ROLE_BIT(ROLE_TENSE) | ROLE_BIT(ROLE_CHANGE)) != NULL;
}

/* Modifiers up to the head: the first plural (capitalised plurals may be a name's part), else what stands before a stop. */
static uint32_t noun_phrase(const struct reader *r, uint32_t at, bool is_one, bool *has_head)
{
    uint32_t end = at;
    *has_head = false;
    for (uint32_t i = at; i < r->end && i - at < 2 * NOUNS_MOST; i++) {
        if (is_glued_hyphen(r, i) && i > at)
            continue;
        bool is_joint = i > at && i + 1 < r->end && (is_text(r, i, ",") || is_text(r, i, "and")) && !is_stop(r, i + 1) && !*has_head &&
                        r->tokens[i + 1].letters == CASE_LOWER && i + 2 < r->end && !is_stop(r, i + 2);
        if (is_joint)
            continue;
        if (is_stop(r, i) || (i > at && is_tense(r, i)))
            break;
        if (*has_head && !is_plural(r, i))
            break;
        end = i + 1;
        if (is_plural(r, i) && !is_one && r->tokens[i].letters == CASE_LOWER)
            *has_head = true;
        else if (is_plural(r, i) && !is_one && (i + 1 == r->end || is_stop(r, i + 1)))
            *has_head = true;
    }
    if (!*has_head && end > at && (is_one || end - at <= 4))
        *has_head = true;
    return *has_head ? end : at;
}

struct phrase object_after(const struct reader *r, uint32_t at, bool is_one)
{
    if (is_glued_hyphen(r, at))
        at++;
    if (is_text(r, at, "of")) {
        at++;
        while (at < r->end && is_class(&r->tokens[at], WORD_DETERMINER | WORD_POSSESSIVE))
            at++;
    }
    bool has_head;
    uint32_t end = noun_phrase(r, at, is_one, &has_head);
    if (end == at)
        return (struct phrase){ at, at };
    if (is_text(r, end, "of") && end + 1 < r->end) {
        uint32_t next = end + 1;
        while (next < r->end && is_class(&r->tokens[next], WORD_DETERMINER | WORD_POSSESSIVE))
            next++;
        uint32_t more = noun_phrase(r, next, false, &has_head);
        if (more > next)
            end = more;
    }
    return (struct phrase){ at, end };
}

struct phrase object_before(const struct reader *r, uint32_t at)
{
    struct phrase none = { at, at };
    uint32_t i = at;
    bool is_linked = false;
    while (i > r->begin && at - i < REACH) {
        const struct token *t = &r->tokens[i - 1];
        bool is_link = is_class(t, WORD_AUXILIARY | WORD_PREPOSITION | WORD_ADVERB | WORD_MODAL) || is_tense(r, i - 1) ||
                       ends_in(text_of(r, i - 1), "ed") || is_text(r, i - 1, "to") || is_text(r, i - 1, "a");
        if (!is_link)
            break;
        is_linked = true;
        i--;
    }
    if (!is_linked)
        return none;
    uint32_t end = i;
    while (i > r->begin && end - i < 4 && !is_stop(r, i - 1))
        i--;
    return i == end ? none : (struct phrase){ i, end };
}
