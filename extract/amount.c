#include "amount.h"

#include "label.h"
#include "money.h"
#include "value_object.h"

#include <math.h>

enum { AGE_MOST = 110, AGE_IN_BRACKETS = 16, INCHES_MOST = 12 };

static void object_set(struct value *v, const struct reader *r, struct phrase object, bool is_in_span)
{
    if (object.first == object.last)
        return;
    v->object = (struct range){ r->tokens[object.first].begin, r->tokens[object.last - 1].end };
    if (is_in_span && object.last > v->last)
        v->last = object.last;
}

void amount_number_set(struct value *v, const struct number *n, double factor)
{
    v->has_number = true;
    v->number = n->value * factor;
    v->has_number_max = n->is_range;
    v->number_max = n->max * factor;
    v->last = n->last;
    v->comparator = n->is_least ? COMPARATOR_MORE : COMPARATOR_EQUAL;
}

/* What is measured: "5 tons of grain", "3 per cent of voters", "$5 in aid"; else the words that the verb before has. */
static void measure_object(struct value *v, const struct reader *r, bool may_follow)
{
    struct phrase object = { 0, 0 };
    uint32_t at = v->last;
    bool is_of = is_link(r, at, "of");
    if (is_of || (may_follow && at < r->end && r->tokens[at].letters == CASE_LOWER))
        object = object_after(r, at, v->type == VALUE_PERCENT && !is_of);
    if (object.first != object.last) {
        object_set(v, r, object, true);
        return;
    }
    bool is_moved = v->first > r->begin + 1 && (phrase_at(r, v->first - 1, ROLE_BIT(ROLE_CHANGE)) || is_link(r, v->first - 1, "to"));
    if (v->type == VALUE_MONEY && !is_moved && is_link(r, at, "in") && at + 1 < r->end && r->tokens[at + 1].letters == CASE_LOWER)
        object = object_after(r, at + 1, true);
    if (object.first == object.last && v->type != VALUE_QUANTITY)
        object = object_before(r, v->first);
    object_set(v, r, object, false);
}

static bool age_set(struct value *v, const struct number *n, struct span unit, uint32_t last)
{
    amount_number_set(v, n, 1);
    v->type = VALUE_QUANTITY;
    v->unit = unit;
    v->last = last;
    return true;
}

/* "Ann Lee, 48, said", "Ann Lee (48)": nothing but a number behind a name. */
static bool is_bare_age(const struct reader *r, const struct number *n)
{
    if (!n->is_plain || n->first < r->begin + 2 || n->value < 1 || n->value > AGE_MOST || n->is_range)
        return false;
    const struct token *name = &r->tokens[n->first - 2];
    if (name->kind != TOKEN_WORD || !is_capitalised(name) || is_class(name, WORD_MONTH | WORD_WEEKDAY | WORD_STARTER))
        return false;
    bool is_apart = is_mark(r, n->first - 1, ',') && (n->last >= r->end || is_mark(r, n->last, ',') || is_mark(r, n->last, '.'));
    bool is_bracketed = is_mark(r, n->first - 1, '(') && is_mark(r, n->last, ')') && n->value >= AGE_IN_BRACKETS;
    return is_apart || is_bracketed;
}

/* "48 years old", "aged 48", "at the age of 48". */
static bool age_read(const struct reader *r, const struct number *n, struct value *v)
{
    const struct lexeme *age = phrase_at(r, n->last, ROLE_BIT(ROLE_AGE));
    if (age)
        return age_set(v, n, age->code.length ? age->code : SPAN("a"), n->last + age->length);
    bool is_aged = n->first > r->begin && phrase_at(r, n->first - 1, ROLE_BIT(ROLE_AGED));
    bool is_age_of = n->first > r->begin + 1 && is_link(r, n->first - 1, "of") && phrase_at(r, n->first - 2, ROLE_BIT(ROLE_AGED));
    bool is_measured = phrase_at(r, n->last, ROLE_BIT(ROLE_PERIOD) | ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_PERCENT));
    if ((is_aged || is_age_of) && !is_measured && !n->is_ordinal && n->value <= AGE_MOST)
        return age_set(v, n, SPAN("a"), n->last);
    return is_bare_age(r, n) && age_set(v, n, SPAN("a"), n->last);
}

/* "5 feet 2 inches". */
static void inches_add(const struct reader *r, struct value *v)
{
    uint32_t at = v->last + (phrase_at(r, v->last, ROLE_BIT(ROLE_JOINT)) != NULL);
    struct number n;
    if (!number_read(r, at, &n) || n.is_ordinal || n.is_least)
        return;
    const struct lexeme *unit = phrase_at(r, n.last, ROLE_BIT(ROLE_UNIT));
    bool is_short = is_link(r, n.last, "in") && n.value < INCHES_MOST;
    if (!has_code(unit, "[in_i]") && !is_short)
        return;
    v->number += n.value / 12;
    v->last = n.last + (unit ? unit->length : 1);
}

/* "[ 5 (km) ]": the unit behind a number, as it stands or in brackets. */
static const struct lexeme *unit_behind(const struct reader *r, uint32_t at, uint32_t *last)
{
    uint64_t wanted = ROLE_BIT(ROLE_PERCENT) | ROLE_BIT(ROLE_POINTS) | ROLE_BIT(ROLE_UNIT);
    bool is_bracketed = is_mark(r, at, '(') || is_mark(r, at, '[') || is_mark(r, at, '{');
    const struct lexeme *unit = phrase_at(r, at + is_bracketed, is_bracketed ? ROLE_BIT(ROLE_UNIT) : wanted);
    *last = unit ? at + unit->length + (is_bracketed ? 2 : 0) : at;
    if (*last > r->end)
        *last = r->end;
    return unit;
}

/* "30% to 40%", "3 km - 5 km"; "from 30% to 40%" are two. */
static void high_end(const struct reader *r, struct value *v)
{
    struct number high;
    uint32_t last;
    bool is_from = v->first > r->begin && is_link(r, v->first - 1, "from");
    if (v->has_number_max || is_from || !is_range_joint(r, v->first, v->last) || !number_read(r, v->last + 1, &high) ||
        high.value <= v->number)
        return;
    const struct lexeme *unit = unit_behind(r, high.last, &last);
    if (!unit || !span_equal(unit->code, v->unit))
        return;
    v->has_number_max = true;
    v->number_max = high.value;
    v->last = last;
}

static bool unit_read(const struct reader *r, const struct number *n, struct value *v)
{
    bool is_hyphenated = is_mark(r, n->last, '-') && is_glued(r, n->last);
    uint32_t last;
    const struct lexeme *unit = unit_behind(r, n->last + is_hyphenated, &last);
    if (!unit || n->is_ordinal)
        return false;
    bool is_points = fmod(n->value, 1) != 0 || phrase_at(r, last, ROLE_BIT(ROLE_CHANGE));
    if (unit->role == ROLE_POINTS && !is_points)
        return false;
    amount_number_set(v, n, 1);
    v->last = last;
    v->unit = unit->code;
    v->type = unit->role == ROLE_UNIT ? VALUE_QUANTITY : VALUE_PERCENT;
    if (has_code(unit, "[ft_i]"))
        inches_add(r, v);
    high_end(r, v);
    measure_object(v, r, v->type == VALUE_PERCENT || is_hyphenated);
    return true;
}

/* "one of them", "one knows", "one" alone count nothing. */
static bool is_pronoun(const struct reader *r, const struct number *n, struct phrase object)
{
    if (!n->is_word || n->value != 1 || n->is_fraction || n->is_ordinal)
        return false;
    bool is_lone = n->last == n->first + 1 && object.first == object.last;
    bool is_many = object.last == object.first + 1 && is_plural_noun(r, object.first);
    return is_link(r, n->last, "of") || is_lone || is_many;
}

/* "first" before a verb, names such as "First Minister", and lists: "First, …". */
static bool is_no_ordinal(const struct reader *r, const struct number *n, struct phrase object)
{
    const struct token *t = &r->tokens[n->first];
    bool has_article = n->first > r->begin && is_class(t - 1, WORD_DETERMINER | WORD_POSSESSIVE);
    if (!n->is_ordinal || !n->is_word || n->last != n->first + 1 || has_article)
        return false;
    bool is_name = is_capitalised(t) && n->last < r->end && is_capitalised(t + 1);
    bool is_adverb = n->last < r->end && (phrase_at(r, n->last, ROLE_BIT(ROLE_TENSE)) ||
                                          lexicon_has_ending(r->lexicon, text_at(r, n->last), "past"));
    return is_name || is_adverb || (object.first == object.last && is_capitalised(t));
}

static bool count_read(const struct reader *r, const struct number *n, struct value *v)
{
    bool has_article = n->is_fraction && n->last < r->end && is_class(&r->tokens[n->last], WORD_DETERMINER);
    struct phrase object = object_after(r, n->last + has_article, n->value == 1 || n->is_ordinal);
    if (n->is_ordinal && is_link(r, n->last, "of"))
        object.last = object.first;
    if (is_pronoun(r, n, object) || is_no_ordinal(r, n, object))
        return false;
    amount_number_set(v, n, 1);
    v->type = n->is_ordinal ? VALUE_ORDINAL : VALUE_CARDINAL;
    if (object.first != object.last || n->is_ordinal)
        object_set(v, r, object, !n->is_ordinal);
    else
        object_set(v, r, object_before(r, v->first), false);
    return true;
}

/* "4m rounds" are four million; "1.8m tall" is a length: then the letter is given back. */
static void letter_settle(const struct reader *r, struct number *n)
{
    const struct token *next = n->last < r->end ? &r->tokens[n->last] : NULL;
    bool is_noun = next && next->kind == TOKEN_WORD && !is_class(next, WORD_FUNCTION | WORD_PREPOSITION | WORD_CONJUNCTION) &&
                   !phrase_at(r, n->last, ROLE_BIT(ROLE_TENSE));
    struct phrase object = is_noun ? object_after(r, n->last, false) : (struct phrase){ 0, 0 };
    bool is_counting = false;
    for (uint32_t i = object.first; i < object.last && !is_counting; i++)
        is_counting = is_plural_noun(r, i);
    if (is_counting || r->text.at[r->tokens[n->last - 1].begin] == 'M')
        return;
    n->value /= 1e6;
    n->last--;
    n->is_scaled = false;
}

bool amount_read(const struct reader *r, struct currency_context *c, uint32_t at, struct value *v, uint32_t *last)
{
    *last = at;
    *v = (struct value){ .first = at };
    uint64_t roles = roles_at(r, at);
    if ((roles & ROLE_BIT(ROLE_SIGN)) && money_before(r, c, at, v)) {
        measure_object(v, r, true);
        return true;
    }
    if (!is_digits(r, at) && !(roles & NUMBER_ROLES) && !is_mark(r, at, '.'))
        return false;
    uint32_t chain = is_digits(r, at) ? chain_end(r, at) : at;
    struct number n;
    if (!number_range_read(r, at, &n) || (chain > at && !n.is_fraction)) {
        *last = chain;
        return false;
    }
    *last = n.last;
    if (is_label(r, at, &n))
        return false;
    if (n.has_letter && !n.is_range)
        letter_settle(r, &n);
    if (age_read(r, &n, v))
        return true;
    if (money_behind(r, c, &n, v)) {
        measure_object(v, r, is_mark(r, n.last, '-'));
        return true;
    }
    if (unit_read(r, &n, v))
        return true;
    bool has_tail = !n.is_word && is_glued(r, n.last) && r->tokens[n.last].kind == TOKEN_WORD;
    *last = n.last + has_tail;
    return !has_tail && count_read(r, &n, v);
}
