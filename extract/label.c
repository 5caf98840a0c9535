#include "label.h"

#include "digits.h"

#include <math.h>

enum { SCORE_MOST = 200, FALLING_MOST = 1000, STREET_REACH = 4 };

static bool is_score_word(const struct reader *r, uint32_t at)
{
    return at >= r->begin && phrase_at(r, at, ROLE_BIT(ROLE_SCORE));
}

static bool is_chained(const struct reader *r, uint32_t at)
{
    bool is_link = is_mark(r, at, '-') || is_mark(r, at, '/') || is_mark(r, at, ':');
    return is_link && is_glued(r, at) && is_glued(r, at + 1) && is_digits(r, at + 1);
}

static double plain_value(const struct reader *r, uint32_t at)
{
    struct digits d;
    return digits_read(text_at(r, at), &d) && d.is_plain ? d.value : NAN;
}

uint32_t chain_end(const struct reader *r, uint32_t at)
{
    uint32_t last = at;
    while (is_digits(r, at) && is_chained(r, last + 1))
        last += 2;
    if (last > at + 2 || (last > at && is_mark(r, at + 1, ':')))
        return last + 1;
    if (last == at || !is_mark(r, at + 1, '-'))
        return at;
    double left = plain_value(r, at), right = plain_value(r, last);
    if (isnan(left) || isnan(right))
        return at;
    bool is_phone = at > r->begin && is_mark(r, at - 1, ')') && r->tokens[at].end - r->tokens[at].begin == 3;
    bool is_result = (at > 0 && is_score_word(r, at - 1)) || (at > 1 && is_score_word(r, at - 2)) || is_score_word(r, last + 1);
    bool is_falling = left >= right && left < FALLING_MOST && r->tokens[last].end - r->tokens[last].begin < 4;
    return is_falling || is_phone || (is_result && right < SCORE_MOST) ? last + 1 : at;
}

/* Glued to what stands before: "#5", "v2", "=5", "F-35", "a/5". */
static bool is_tail(const struct reader *r, uint32_t at)
{
    static const char marks[] = "#%@_/=.&$";
    const struct token *before = &r->tokens[at - 1];
    if (r->tokens[at].is_spaced)
        return false;
    bool is_marked = before->mark && strchr(marks, before->mark);
    return is_marked || before->kind == TOKEN_WORD || (before->mark == '-' && !before->is_spaced && at - 1 > r->begin);
}

/* "(555) 555-0100". */
static bool is_area_code(const struct reader *r, const struct number *n)
{
    return n->is_plain && n->first > r->begin && is_mark(r, n->first - 1, '(') && is_mark(r, n->last, ')') && is_digits(r, n->last + 1) &&
           is_chained(r, n->last + 2);
}

/* "12 Garden Street". */
static bool is_house(const struct reader *r, const struct number *n)
{
    for (uint32_t i = n->last; n->is_plain && i < r->end && i < n->last + STREET_REACH && is_capitalised(&r->tokens[i]); i++)
        if (i > n->last && phrase_at(r, i, ROLE_BIT(ROLE_STREET)))
            return true;
    return false;
}

/* "He saw Seven": a number in words with a capital amid small ones is a name. */
static bool is_title(const struct reader *r, uint32_t at)
{
    return at > r->begin && is_capitalised(&r->tokens[at]) && r->tokens[at - 1].letters == CASE_LOWER &&
           !(at + 1 < r->end && is_capitalised(&r->tokens[at + 1]));
}

bool is_label(const struct reader *r, uint32_t at, const struct number *n)
{
    const struct token *t = &r->tokens[at];
    const struct lexeme *label = at > r->begin ? phrase_at(r, at - 1, ROLE_BIT(ROLE_LABEL)) : NULL;
    if (n->is_word)
        return n->last == at + 1 && ((label && is_capitalised(t) && is_capitalised(t - 1)) || is_title(r, at));
    if (at > r->begin && is_tail(r, at))
        return true;
    if (label && n->is_plain && !phrase_at(r, n->last, ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_PERCENT)))
        return true;
    bool is_item = t->is_line_start && n->is_plain && is_glued(r, n->last) && (is_mark(r, n->last, '.') || is_mark(r, n->last, ')'));
    return is_item || is_house(r, n) || is_area_code(r, n);
}
