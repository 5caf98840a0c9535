#include "money.h"

#include "amount.h"

enum { CENTS_MOST = 99, CENTS_LEAST = 10, CODE_REACH = 12, CODE_LETTERS = 3 };

/* "cents" or "pence" of another number behind: "3 dollars and 50 cents". */
static bool minor_add(const struct reader *r, uint32_t at, const struct number *n, struct value *v)
{
    const struct lexeme *minor = phrase_at(r, n->last, ROLE_BIT(ROLE_MINOR));
    if (!minor || n->first != at)
        return false;
    v->number += n->value * minor->number;
    v->last = n->last + minor->length;
    return true;
}

/* "15 dollars 50" at the end of what is said. */
static bool cents_add(const struct reader *r, const struct number *n, struct value *v)
{
    bool is_two_digits = n->value >= CENTS_LEAST && n->value <= CENTS_MOST && !n->is_scaled && !n->is_fraction;
    bool is_last = n->last >= r->end || r->tokens[n->last].kind == TOKEN_PUNCTUATION;
    if (!is_two_digits || !is_last || !(n->is_plain || n->is_word) || v->number >= 1000)
        return false;
    v->number += n->value / 100;
    v->last = n->last;
    return true;
}

static void smaller_part(const struct reader *r, struct value *v)
{
    uint32_t at = v->last + (phrase_at(r, v->last, ROLE_BIT(ROLE_JOINT)) != NULL);
    struct number n;
    if (v->has_number_max || !number_read(r, at, &n) || n.is_ordinal || n.is_least)
        return;
    if (!minor_add(r, at, &n, v))
        cents_add(r, &n, v);
}

/* "75 USD million". */
static void scale_behind(const struct reader *r, struct value *v)
{
    const struct lexeme *scale = phrase_at(r, v->last, ROLE_BIT(ROLE_SCALE));
    if (!scale || scale->code.length)
        return;
    v->number *= scale->number;
    v->number_max *= scale->number;
    v->last += scale->length;
}

/* "$5-$8 million". */
static void high_end(const struct reader *r, struct number *n)
{
    uint32_t before = n->first - 2;                           /* before the sign */
    bool is_from = n->first > r->begin + 1 && is_link(r, before, "from");
    bool is_joint = !is_from && is_range_joint(r, n->first - 1, n->last);
    const struct lexeme *sign = is_joint && !n->is_range ? phrase_at(r, n->last + 1, ROLE_BIT(ROLE_SIGN)) : NULL;
    struct number high;
    if (!sign || !number_read(r, n->last + 1 + sign->length, &high))
        return;
    const struct lexeme *scale = high.is_scaled && !n->is_scaled ? phrase_at(r, high.last - 1, ROLE_BIT(ROLE_SCALE)) : NULL;
    double low = n->value * (scale && is_mark(r, n->last, '-') ? scale->number : 1);
    if (high.value <= low)
        return;
    n->value = low;
    n->max = high.value;
    n->is_range = true;
    n->last = high.last;
}

/* "$5" beside "$file" or "${n}" is a variable. */
static bool is_code(const struct reader *r, uint32_t at)
{
    uint32_t first = at > r->begin + CODE_REACH ? at - CODE_REACH : r->begin;
    for (uint32_t i = first; i + 1 < r->end && i < at + CODE_REACH; i++)
        if (is_mark(r, i, '$') && is_glued(r, i + 1) &&
            (is_mark(r, i + 1, '{') || is_mark(r, i + 1, '(') ||
             (r->tokens[i + 1].kind == TOKEN_WORD && r->tokens[i + 1].letters == CASE_LOWER)))
            return true;
    return false;
}

/* A sign of letters needs digits behind it and is not written small: "Rs 500", "CHF 20", "usd 20"; "le 5" is none. */
static bool is_sign(const struct reader *r, uint32_t at, const struct lexeme *sign)
{
    char first = (char)(r->text.at[r->tokens[at].begin] | 0x20);
    bool is_letter = first >= 'a' && first <= 'z';
    if (at + sign->length >= r->end || (is_mark(r, at, '$') && is_code(r, at)))
        return false;
    bool has_digits = is_digits(r, at + sign->length);
    return !is_letter || (has_digits && (sign->length > 1 || r->tokens[at].letters != CASE_LOWER || text_at(r, at).length >= CODE_LETTERS));
}

bool money_before(const struct reader *r, struct currency_context *c, uint32_t at, struct value *v)
{
    const struct lexeme *sign = phrase_at(r, at, ROLE_BIT(ROLE_SIGN));
    struct number n;
    if (!sign || !is_sign(r, at, sign) || !number_range_read(r, at + sign->length, &n) || n.is_ordinal)
        return false;
    high_end(r, &n);
    amount_number_set(v, &n, sign->number);
    v->type = VALUE_MONEY;
    v->unit = currency_of(c, sign->code, false);
    const struct lexeme *name = phrase_at(r, n.last, ROLE_BIT(ROLE_CURRENCY));
    bool is_next_sign = name && is_digits(r, n.last + name->length) && phrase_at(r, n.last, ROLE_BIT(ROLE_SIGN));
    if (name && !is_next_sign) {
        v->last = n.last + name->length;
        v->unit = name->code.length == 3 ? name->code : v->unit;
    }
    if (!n.is_scaled)
        smaller_part(r, v);
    return true;
}

/* A sign behind its number, not before the next one: "5 €". */
static const struct lexeme *sign_behind(const struct reader *r, uint32_t at)
{
    if (at >= r->end || r->tokens[at].kind != TOKEN_SYMBOL)
        return NULL;
    bool is_next = r->tokens[at].is_spaced && is_glued(r, at + 1) && is_digits(r, at + 1);
    return is_next || (is_mark(r, at, '$') && is_code(r, at)) ? NULL : phrase_at(r, at, ROLE_BIT(ROLE_SIGN));
}

bool money_behind(const struct reader *r, struct currency_context *c, const struct number *n, struct value *v)
{
    bool is_hyphenated = is_mark(r, n->last, '-') && is_glued(r, n->last);
    uint32_t at = n->last + is_hyphenated;
    const struct lexeme *name = phrase_at(r, at, ROLE_BIT(ROLE_CURRENCY) | ROLE_BIT(ROLE_MINOR));
    if (!name && !is_hyphenated)
        name = sign_behind(r, at);
    if (!name || n->is_ordinal)
        return false;
    struct span code = currency_of(c, name->code, n->is_scaled);
    if (code.length != 3)
        return false;                                         /* "pounds" of weight */
    amount_number_set(v, n, name->number);
    v->type = VALUE_MONEY;
    v->unit = code;
    v->last = at + name->length;
    if (!n->is_scaled && name->role != ROLE_MINOR)
        scale_behind(r, v);
    if (!n->is_scaled && name->role != ROLE_MINOR)
        smaller_part(r, v);
    return true;
}
