#include "number.h"

#include "digits.h"
#include "fraction.h"
#include "number_words.h"

#include <math.h>

/* Scale words behind digits: "5 million", "a 5-million contract", "5bn". */
static void scale_read(const struct reader *r, struct number *n)
{
    if (is_mark(r, n->last, '-') && !n->is_word && is_glued(r, n->last + 1) && phrase_at(r, n->last + 1, ROLE_BIT(ROLE_SCALE)))
        n->last++;
    const struct lexeme *scale, *last = NULL;
    while ((scale = phrase_at(r, n->last, ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_DOZEN)))) {
        if (n->is_word && scale->code.length)
            return;
        struct span letter = text_at(r, n->last);
        n->has_letter = scale->code.length && letter.length == 1 && (letter.at[0] | 0x20) == 'm';
        n->value *= scale->number;
        n->last += scale->length;
        n->is_scaled = true;
        n->is_plain = false;
        last = scale;
        if (scale->code.length || n->value > 1e30)
            return;
    }
    if (last && !n->is_word && n->value >= 200)
        words_continue(r, last->number < 1000 ? last->number : 1000, n);
}

/* "24th". */
static bool ordinal_suffix(const struct reader *r, struct number *n)
{
    if (n->is_word || !n->is_plain || !phrase_at(r, n->last, ROLE_BIT(ROLE_ORDINAL_SUFFIX)))
        return false;
    n->last++;
    n->is_ordinal = true;
    n->is_plain = false;
    return true;
}

/* "-5", "minus 5", "negative five"; a dash between words or numbers is no sign. */
static bool negative_read(const struct reader *r, uint32_t at, struct number *n)
{
    const struct token *token = &r->tokens[at];
    bool is_dash = token->mark == '-' && (!token->is_spaced || at + 1 >= r->end || r->tokens[at + 1].is_spaced);
    bool is_more = roles_at(r, at + 1) & (ROLE_BIT(ROLE_ARTICLE) | ROLE_BIT(ROLE_NEGATIVE));
    if (is_dash || is_more || !number_read(r, at + 1, n) || n->is_ordinal)
        return false;
    n->value = -n->value;
    n->first = at;
    n->is_plain = false;
    return true;
}

/* ".08": the point belongs to it where white space stands before. */
static bool point_read(const struct reader *r, uint32_t at, struct number *n)
{
    if (!r->tokens[at].is_spaced || !is_glued(r, at + 1) || !digits_number(r, at + 1, n) || !n->is_plain)
        return false;
    n->value /= pow(10, r->tokens[at + 1].end - r->tokens[at + 1].begin);
    n->first = at;
    n->is_plain = false;
    return true;
}

/* "a dozen". */
static bool dozen_read(const struct reader *r, uint32_t at, struct number *n)
{
    const struct lexeme *dozen = phrase_at(r, at, ROLE_BIT(ROLE_ARTICLE)) ? phrase_at(r, at + 1, ROLE_BIT(ROLE_DOZEN)) : NULL;
    if (dozen)
        *n = (struct number){ .value = dozen->number, .first = at, .last = at + 2, .is_word = true };
    return dozen;
}

static bool whole_read(const struct reader *r, uint32_t at, struct number *n)
{
    return digits_number(r, at, n) || words_number(r, at, n);
}

bool number_read(const struct reader *r, uint32_t at, struct number *n)
{
    if (at >= r->end)
        return false;
    uint64_t roles = roles_at(r, at);
    if (r->tokens[at].mark == '.')
        return point_read(r, at, n) && (scale_read(r, n), true);
    if (!is_digits(r, at) && !(roles & NUMBER_ROLES))
        return false;
    if ((roles & NUMBER_ROLES) == ROLE_BIT(ROLE_ARTICLE) && !(roles_at(r, at + 1) & (NUMBER_ROLES | ROLE_BIT(ROLE_DOZEN))))
        return false;
    if (roles & ROLE_BIT(ROLE_NEGATIVE))
        return negative_read(r, at, n);
    if ((roles & (ROLE_BIT(ROLE_MANY) | ROLE_BIT(ROLE_FEW) | ROLE_BIT(ROLE_ARTICLE))) && words_many(r, at, n))
        return true;
    if (is_mark(r, at + 1, '/') && fraction_read(r, at, n))
        return true;
    bool is_whole = whole_read(r, at, n);
    if (is_whole && (ordinal_suffix(r, n) || fraction_of(r, n)))
        return true;
    struct number ordinal;
    if ((!is_whole || n->is_word) && words_ordinal(r, at, &ordinal)) {
        *n = ordinal;
        return true;
    }
    if (!is_whole)
        return fraction_read(r, at, n) || dozen_read(r, at, n);
    scale_read(r, n);
    fraction_add(r, n);
    fraction_ratio(r, n);
    return true;
}

bool is_range_joint(const struct reader *r, uint32_t first, uint32_t at)
{
    if (is_mark(r, at, '-') && at + 1 < r->end && r->tokens[at].is_spaced == r->tokens[at + 1].is_spaced)
        return true;
    if (phrase_at(r, at, ROLE_BIT(ROLE_JOINT)))
        return (first > r->begin && is_link(r, first - 1, "between")) ||
               (first > r->begin + 1 && is_link(r, first - 1, "of") && phrase_at(r, first - 2, ROLE_BIT(ROLE_AGED)));
    return is_link(r, at, "to") || is_link(r, at, "or");
}

/* The low end has the high one's scale: "5 to 8 million", "300-350,000". */
static double low_end(const struct reader *r, const struct number *low, const struct number *high)
{
    if (!low->is_scaled && high->is_scaled && low->value < high->value && low->is_word == high->is_word) {
        const struct lexeme *scale = phrase_at(r, high->last - 1, ROLE_BIT(ROLE_SCALE));
        return low->value * (scale ? scale->number : 1);
    }
    bool is_cut = low->is_plain && !high->is_plain && high->value >= 1000 && low->value < 1000 && fmod(high->value, 1000) == 0;
    return is_cut && is_mark(r, low->last, '-') ? low->value * 1000 : low->value;
}

bool number_range_read(const struct reader *r, uint32_t at, struct number *n)
{
    struct number high;
    if (!number_read(r, at, n))
        return false;
    if (n->is_ordinal || n->is_least || n->is_fraction || !is_range_joint(r, at, n->last) || !number_read(r, n->last + 1, &high) ||
        high.is_ordinal || high.is_least)
        return true;
    double low = low_end(r, n, &high);
    bool is_loose = is_link(r, n->last, "or") && (high.value > low + 1 || low > 20);
    if (low >= high.value || is_loose)
        return true;
    n->value = low;
    n->max = high.value;
    n->is_range = true;
    n->last = high.last;
    n->is_plain = n->is_plain && high.is_plain;
    n->is_scaled |= high.is_scaled;
    n->has_letter = high.has_letter;
    return true;
}
