#include "currency.h"

enum { CODES = 16, NAMED_LEAST = 2, CODE = 3 };

/* The currencies of one family with how often the article names their countries. */
struct namesakes {
    struct span codes[CODES];
    unsigned named[CODES];
    size_t count, usual;
};

/* "$ CAD": a family and the code that one of its countries stands for; empty if the family is another one. */
static struct span code_in(struct span code, struct span family)
{
    if (code.length < family.length + 2 || code.at[family.length] != ' ' || memcmp(code.at, family.at, family.length) != 0)
        return (struct span){ 0 };
    return (struct span){ code.at + family.length + 1, code.length - family.length - 1 };
}

static size_t namesake(struct namesakes *n, struct span code)
{
    size_t i = 0;
    while (i < n->count && !span_equal(n->codes[i], code))
        i++;
    if (i == n->count && n->count < CODES)
        n->codes[n->count++] = code;
    return i;
}

static struct namesakes namesakes_of(const struct value_lexicon *lexicon, struct span family)
{
    struct namesakes n = { .count = 0 };
    for (size_t i = 0; i < lexicon->count; i++) {
        const struct lexeme *l = &lexicon->lexemes[i];
        struct span code = l->role == ROLE_CONTEXT ? code_in(l->code, family) : (struct span){ 0 };
        size_t at = code.length ? namesake(&n, code) : CODES;
        if (at < CODES && l->number > 0)
            n.usual = at;
    }
    return n;
}

/* Counts a capitalised word for each currency of the family that it speaks for. */
static void word_count(const struct currency_context *c, const struct token *token, struct span family, struct namesakes *n)
{
    for (size_t i = c->lexicon->first[token->word]; i < c->lexicon->first[token->word + 1]; i++) {
        const struct lexeme *l = &c->lexicon->lexemes[i];
        struct span code = l->role == ROLE_CONTEXT ? code_in(l->code, family) : (struct span){ 0 };
        size_t at = code.length ? namesake(n, code) : CODES;
        if (at < CODES)
            n->named[at]++;
    }
}

/* That of the country which the article names most, twice at the least and the usual one's country not at all. */
static struct span currency_find(const struct currency_context *c, struct span family, bool is_money)
{
    struct namesakes n = namesakes_of(c->lexicon, family);
    for (size_t i = 0; i < c->count; i++)
        if (c->tokens[i].letters != CASE_LOWER && lexicon_roles(c->lexicon, &c->tokens[i]) & ROLE_BIT(ROLE_CONTEXT))
            word_count(c, &c->tokens[i], family, &n);
    size_t best = n.usual;
    for (size_t i = 0; is_money && i < n.count && n.codes[best].length != CODE; i++)
        best = i;
    for (size_t i = 0; i < n.count; i++)
        if (n.named[n.usual] == 0 && n.named[i] >= NAMED_LEAST && n.named[i] > n.named[best])
            best = i;
    return n.count ? n.codes[best] : (struct span){ 0 };
}

struct span currency_of(struct currency_context *c, struct span name, bool is_money)
{
    if (name.length == CODE)
        return name;
    for (size_t i = 0; i < c->known; i++)
        if (span_equal(c->families[i], name) && (!is_money || c->codes[i].length == CODE))
            return c->codes[i];
    struct span code = currency_find(c, name, is_money);
    if (!is_money && c->known < CURRENCY_FAMILIES) {
        c->families[c->known] = name;
        c->codes[c->known++] = code;
    }
    return code;
}
