#include "amount.h"

#include "value_object.h"

#include <math.h>

static const struct lexeme *find(const struct reader *r, uint32_t at, uint64_t roles)
{
    return lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, roles);
}

static bool is_mark(const struct reader *r, uint32_t at, char mark)
{
    return at < r->end && r->tokens[at].mark == mark;
}

static bool is_glued(const struct reader *r, uint32_t at)
{
    return at < r->end && !r->tokens[at].is_spaced;
}

/* The currency of a name that several share: that of the country which the article names most; else the usual one. */
static struct span currency_find(const struct currency_context *c, struct span family)
{
    enum { CODES = 16 };
    struct { struct span code; unsigned count; } codes[CODES] = { 0 };
    size_t known = 0, best = 0;
    for (size_t i = 0; i < c->lexicon->count; i++) {
        struct span code = c->lexicon->lexemes[i].code;
        if (c->lexicon->lexemes[i].role != ROLE_CONTEXT || code.length < family.length + 4 || code.at[family.length] != ' ' ||
            memcmp(code.at, family.at, family.length) != 0)
            continue;
        uint32_t word = c->lexicon->words[c->lexicon->lexemes[i].words];
        code = (struct span){ code.at + family.length + 1, code.length - family.length - 1 };
        size_t k = 0;
        while (k < known && !span_equal(codes[k].code, code))
            k++;
        if (k == CODES)
            continue;
        if (k == known)
            codes[known++].code = code;
        if (c->lexicon->lexemes[i].number > 0)
            best = k;
        for (size_t t = 0; t < c->count; t++)
            codes[k].count += c->tokens[t].word == word && (c->tokens[t].letters != CASE_LOWER);
    }
    for (size_t k = 0; k < known; k++)
        if (codes[k].count > 1 && codes[k].count > codes[best].count && codes[best].count == 0)
            best = k;
    return codes[best].code;
}

static struct span currency_of(struct currency_context *c, struct span name)
{
    if (name.length == 3)
        return name;
    for (size_t i = 0; i < c->known; i++)
        if (span_equal(c->families[i], name))
            return c->codes[i];
    struct span code = currency_find(c, name);
    if (c->known < CURRENCY_FAMILIES) {
        c->families[c->known] = name;
        c->codes[c->known++] = code;
    }
    return code;
}

/* "1-800-555-0100", "2-1", "192.168.0.1": how far it goes; `at` for none. */
static uint32_t chain_end(const struct reader *r, uint32_t at)
{
    uint32_t i = at;
    unsigned links = 0;
    double values[2] = { 0 };
    while (i < r->end && r->tokens[i].kind == TOKEN_NUMBER) {
        struct digits d;
        if (links < 2)
            values[links] = digits_read(token_text(r->text, &r->tokens[i]), &d) && d.is_plain ? d.value : NAN;
        bool is_link = (is_mark(r, i + 1, '-') || is_mark(r, i + 1, '/') || is_mark(r, i + 1, ':')) && is_glued(r, i + 1) && is_glued(r, i + 2) &&
                       i + 2 < r->end && r->tokens[i + 2].kind == TOKEN_NUMBER;
        if (!is_link)
            break;
        links++;
        i += 2;
    }
    if (links > 1 || (links == 1 && is_mark(r, at + 1, ':')))
        return i + 1;
    if (links == 0 || !is_mark(r, at + 1, '-') || isnan(values[0]) || isnan(values[1]))
        return at;
    bool is_result = at > r->begin && (find(r, at - 1, ROLE_BIT(ROLE_SCORE)) || (at - 1 > r->begin && find(r, at - 2, ROLE_BIT(ROLE_SCORE))));
    bool is_before_result = find(r, i + 1, ROLE_BIT(ROLE_SCORE)) != NULL;
    bool is_falling = values[0] >= values[1] && values[0] < 1000 && r->tokens[i].end - r->tokens[i].begin < 4;
    return is_falling || ((is_result || is_before_result) && values[1] < 200) ? i + 1 : at;
}

/* Digits that are a part of a name, a label, a path, an item's number. */
static bool is_label(const struct reader *r, uint32_t at, const struct number *n)
{
    const struct token *t = &r->tokens[at];
    if (n->is_word)
        return at > r->begin && is_capitalised(t) && find(r, at - 1, ROLE_BIT(ROLE_LABEL)) && is_capitalised(t - 1);
    if (at > r->begin) {
        const struct token *before = t - 1;
        bool is_tail = !t->is_spaced && (before->mark == '#' || before->mark == '%' || before->mark == '@' || before->mark == '_' || before->mark == '/' || before->mark == '=' ||
                                         before->mark == '.' || before->mark == '&' || before->kind == TOKEN_WORD);
        bool is_hyphenated = !t->is_spaced && before->mark == '-' && !before->is_spaced && at - 1 > r->begin;
        if (is_tail || is_hyphenated)
            return true;
        if (n->is_plain && find(r, at - 1, ROLE_BIT(ROLE_LABEL)) && !find(r, n->last, ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_PERCENT)))
            return true;
    }
    if (t->is_line_start && (is_mark(r, n->last, '.') || is_mark(r, n->last, ')')) && is_glued(r, n->last) && n->is_plain)
        return true;
    for (uint32_t i = n->last; n->is_plain && i < r->end && i < n->last + 4 && is_capitalised(&r->tokens[i]); i++)
        if (i > n->last && find(r, i, ROLE_BIT(ROLE_STREET)))
            return true;
    return false;
}

static void object_set(struct value *v, const struct reader *r, struct phrase object, bool is_in_span)
{
    if (object.first == object.last)
        return;
    v->object = (struct range){ r->tokens[object.first].begin, r->tokens[object.last - 1].end };
    if (is_in_span && object.last > v->last)
        v->last = object.last;
}

static void number_set(struct value *v, const struct number *n, double factor)
{
    v->has_number = true;
    v->number = n->value * factor;
    v->has_number_max = n->is_range;
    v->number_max = n->max * factor;
    v->last = n->last;
    v->comparator = n->is_least ? COMPARATOR_MORE : COMPARATOR_EQUAL;
}

static void measure_object(struct value *v, const struct reader *r, bool may_follow)
{
    struct phrase object = { 0, 0 };
    uint32_t at = v->last;
    bool is_of = at < r->end && span_equal(token_text(r->text, &r->tokens[at]), SPAN("of"));
    bool is_in = at < r->end && span_equal(token_text(r->text, &r->tokens[at]), SPAN("in"));
    if (is_of || (may_follow && at < r->end && r->tokens[at].letters == CASE_LOWER))
        object = object_after(r, at, v->type == VALUE_PERCENT && !is_of);
    if (object.first != object.last) {
        object_set(v, r, object, true);
        return;
    }
    if (is_in && v->type == VALUE_MONEY && at + 1 < r->end && r->tokens[at + 1].letters == CASE_LOWER)
        object = object_after(r, at + 1, true);
    if (object.first == object.last && v->type != VALUE_QUANTITY)
        object = object_before(r, v->first);
    object_set(v, r, object, false);
}

static bool money_read(const struct reader *r, struct currency_context *c, uint32_t at, struct value *v)
{
    const struct lexeme *sign = find(r, at, ROLE_BIT(ROLE_SIGN));
    struct number n;
    if (!sign || at + sign->length >= r->end)
        return false;
    uint32_t next = at + sign->length;
    bool is_letter = (r->text.at[r->tokens[at].begin] | 0x20) >= 'a' && (r->text.at[r->tokens[at].begin] | 0x20) <= 'z';
    if (is_letter && (r->tokens[next].kind != TOKEN_NUMBER || r->tokens[at].letters == CASE_LOWER) && sign->length == 1)
        return false;
    if (!number_range_read(r, next, &n) || n.is_ordinal || (n.is_word && is_letter))
        return false;
    if (is_mark(r, n.last, '-') && !n.is_range && is_glued(r, n.last)) {                      /* "$5-$8 million" */
        const struct lexeme *again = find(r, n.last + 1, ROLE_BIT(ROLE_SIGN));
        struct number high;
        if (again && number_read(r, n.last + 1 + again->length, &high) && high.value > n.value) {
            const struct lexeme *scale = high.is_scaled && !n.is_scaled ? find(r, high.last - 1, ROLE_BIT(ROLE_SCALE)) : NULL;
            n.value *= scale ? scale->number : 1;
            n.max = high.value;
            n.is_range = true;
            n.last = high.last;
        }
    }
    number_set(v, &n, 1);
    v->type = VALUE_MONEY;
    v->unit = currency_of(c, sign->code);
    const struct lexeme *name = find(r, n.last, ROLE_BIT(ROLE_CURRENCY));
    if (name) {
        v->last = n.last + name->length;
        if (name->code.length == 3)
            v->unit = name->code;
    }
    measure_object(v, r, true);
    return true;
}

/* "3 dollars 50 cents", "5 feet 2 inches". */
static void smaller_part(const struct reader *r, struct value *v, double share, uint64_t role)
{
    uint32_t at = v->last;
    at += find(r, at, ROLE_BIT(ROLE_JOINT)) ? 1u : 0;
    struct number n;
    if (!number_read(r, at, &n) || n.is_ordinal || n.is_least)
        return;
    const struct lexeme *unit = find(r, n.last, role);
    bool is_inch = role == ROLE_BIT(ROLE_UNIT) && ((unit && span_equal(unit->code, SPAN("[in_i]"))) ||
                                                   (n.last < r->end && span_equal(token_text(r->text, &r->tokens[n.last]), SPAN("in")) && n.value < 12));
    if (role == ROLE_BIT(ROLE_MINOR) ? !unit : !is_inch)
        return;
    v->number += n.value * share;
    v->last = n.last + (unit ? unit->length : 1);
}

static bool unit_read(const struct reader *r, struct currency_context *c, const struct number *n, struct value *v)
{
    uint32_t at = n->last;
    bool is_hyphenated = is_mark(r, at, '-') && is_glued(r, at);
    const struct lexeme *age = find(r, at, ROLE_BIT(ROLE_AGE));
    if (age) {
        number_set(v, n, 1);
        v->type = VALUE_QUANTITY;
        v->unit = SPAN("a");
        v->last = at + age->length;
        return true;
    }
    uint64_t wanted = ROLE_BIT(ROLE_PERCENT) | ROLE_BIT(ROLE_POINTS) | ROLE_BIT(ROLE_BASIS) | ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_CURRENCY) | ROLE_BIT(ROLE_MINOR);
    const struct lexeme *unit = find(r, at + is_hyphenated, wanted);
    if (!unit && at < r->end && r->tokens[at].kind == TOKEN_SYMBOL && !is_hyphenated && !(at + 1 < r->end && r->tokens[at].is_spaced && is_glued(r, at + 1)
        && r->tokens[at + 1].kind == TOKEN_NUMBER))
        unit = find(r, at, ROLE_BIT(ROLE_SIGN));              /* "5 €" */
    bool is_bracketed = !unit && (is_mark(r, at, '(') || is_mark(r, at, '[')) && find(r, at + 1, ROLE_BIT(ROLE_UNIT));
    if (is_bracketed)
        unit = find(r, at + 1, ROLE_BIT(ROLE_UNIT));
    if (!unit || n->is_ordinal)
        return false;
    if (unit->role == ROLE_POINTS && !(fmod(n->value, 1) != 0 || find(r, at + unit->length, ROLE_BIT(ROLE_CHANGE))))
        return false;
    number_set(v, n, unit->role == ROLE_MINOR ? unit->number : 1);
    v->last = at + is_hyphenated + unit->length + (is_bracketed ? 2 : 0);
    if (v->last > r->end)
        v->last = r->end;
    v->unit = unit->code;
    v->type = unit->role == ROLE_CURRENCY || unit->role == ROLE_MINOR || unit->role == ROLE_SIGN ? VALUE_MONEY :
              unit->role == ROLE_PERCENT || unit->role == ROLE_POINTS ? VALUE_PERCENT : VALUE_QUANTITY;
    if (v->type == VALUE_MONEY) {
        v->unit = currency_of(c, unit->code);
        if (unit->role == ROLE_CURRENCY)
            smaller_part(r, v, 0.01, ROLE_BIT(ROLE_MINOR));
    } else if (span_equal(v->unit, SPAN("[ft_i]"))) {
        smaller_part(r, v, 1.0 / 12, ROLE_BIT(ROLE_UNIT));
    }
    measure_object(v, r, v->type == VALUE_PERCENT || is_hyphenated);
    return true;
}

static bool is_lone_one(const struct number *n, struct phrase object)
{
    return n->is_word && n->value == 1 && n->last == n->first + 1 && object.first == object.last;
}

static bool count_read(const struct reader *r, const struct number *n, struct value *v)
{
    bool is_one = n->value == 1 || n->is_fraction;
    bool is_of = n->last < r->end && span_equal(token_text(r->text, &r->tokens[n->last]), SPAN("of"));
    struct phrase object = object_after(r, n->last, is_one || n->is_ordinal);
    if (n->is_word && n->value == 1 && is_of && !n->is_fraction)
        return false;                                         /* "one of" */
    if (n->is_ordinal && is_of)
        object.last = object.first;
    if (is_lone_one(n, object))
        return false;
    number_set(v, n, 1);
    v->type = n->is_ordinal ? VALUE_ORDINAL : VALUE_CARDINAL;
    if (n->is_ordinal)
        object_set(v, r, object, false);
    else if (object.first != object.last)
        object_set(v, r, object, true);
    else
        object_set(v, r, object_before(r, v->first), false);
    return true;
}

bool amount_read(const struct reader *r, struct currency_context *c, uint32_t at, struct value *v, uint32_t *last)
{
    *last = at;
    *v = (struct value){ .first = at };
    if (money_read(r, c, at, v))
        return true;
    uint32_t chain = chain_end(r, at);
    struct number n;
    if (!number_range_read(r, at, &n) || (chain > at && !n.is_fraction)) {
        *last = chain;
        return false;
    }
    if (is_label(r, at, &n)) {
        *last = n.last;
        return false;
    }
    if (n.has_letter && !n.is_range) {                        /* "1.8m tall", "4m rounds" */
        const struct token *next = n.last < r->end ? &r->tokens[n.last] : NULL;
        bool is_counting = next && next->kind == TOKEN_WORD && !is_class(next, WORD_FUNCTION | WORD_PREPOSITION | WORD_CONJUNCTION) &&
                           object_after(r, n.last, false).last > n.last && !find(r, n.last, ROLE_BIT(ROLE_TENSE));
        bool is_capital = r->text.at[r->tokens[n.last - 1].begin] == 'M';
        struct phrase object = object_after(r, n.last, false);
        is_counting = is_counting && object.last > object.first && r->text.at[r->tokens[object.last - 1].end - 1] == 's';
        if (!is_counting && !is_capital) {
            n.value /= 1e6;
            n.last--;
            n.is_scaled = false;
        }
    }
    if (unit_read(r, c, &n, v))
        return true;
    bool has_tail = !n.is_word && n.last < r->end && is_glued(r, n.last) && r->tokens[n.last].kind == TOKEN_WORD;
    if (has_tail) {
        *last = n.last + 1;
        return false;
    }
    if (!count_read(r, &n, v)) {
        *last = n.last;
        return false;
    }
    return true;
}
