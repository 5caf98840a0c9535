#include "fraction.h"

#include "digits.h"
#include "number_words.h"

#include <math.h>

enum { BELOW_MOST = 100, ABOVE_MOST = 99, YEARS_FROM = 1000 };

/* What divides: tokens [at, last). */
struct denominator {
    double value;
    uint32_t last;
    bool is_plural, is_half, is_quarter;
};

static bool denominator_read(const struct reader *r, uint32_t at, struct denominator *d)
{
    const struct lexeme *tens = phrase_at(r, at, ROLE_BIT(ROLE_TENS));
    uint32_t next = tens ? at + 1 + is_mark(r, at + 1, '-') : at;
    const struct lexeme *word = phrase_at(r, next, ROLE_BIT(ROLE_FRACTION));
    if (!word || (tens && word->number > 9))
        return false;
    *d = (struct denominator){ .value = word->number + (tens ? tens->number : 0), .last = next + 1 };
    d->is_plural = phrase_at(r, next, ROLE_BIT(ROLE_PLURAL_FRACTION)) != NULL;
    d->is_half = has_code(word, "half");
    d->is_quarter = has_code(word, "quarter");
    return true;
}

/* Fractions in words say no more than two digits ("one-third" is 0.33). */
static double plain_fraction(double above, double below)
{
    bool is_endless = below == 3 || below == 6 || below == 7 || below == 9;
    double value = above / below;
    return is_endless && value < 1 ? round(value * 100) / 100 : value;
}

static bool is_before_noun_phrase(const struct reader *r, uint32_t at)
{
    return at >= r->end || r->tokens[at].kind == TOKEN_PUNCTUATION || is_class(&r->tokens[at], WORD_FUNCTION | WORD_DETERMINER) ||
           is_class(&r->tokens[at], WORD_PREPOSITION | WORD_CONJUNCTION);
}

/* "half a million", "two thirds of a million", "quarter million". */
static void scale_of(const struct reader *r, struct number *n)
{
    uint32_t at = n->last;
    at += is_link(r, at, "of");
    at += phrase_at(r, at, ROLE_BIT(ROLE_ARTICLE)) != NULL;
    at += is_mark(r, at, '-');
    const struct lexeme *scale = phrase_at(r, at, ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_DOZEN));
    if (!scale || scale->code.length)
        return;
    n->value *= scale->number;
    n->last = at + 1;
    n->is_fraction = false;
    n->is_scaled = true;
}

static void part_set(const struct reader *r, struct number *n, double above, const struct denominator *below)
{
    n->value = plain_fraction(above, below->value);
    n->last = below->last;
    n->is_fraction = n->is_word = true;
    scale_of(r, n);
}

/* "a third of", "a half"; "a third man" and "a quarter" of the year are none. */
static bool article_part(const struct reader *r, uint32_t at, struct number *n)
{
    struct denominator d;
    if (!phrase_at(r, at, ROLE_BIT(ROLE_ARTICLE)) || !denominator_read(r, at + 1, &d))
        return false;
    bool is_scaled = phrase_at(r, d.last, ROLE_BIT(ROLE_SCALE)) != NULL;
    if (d.is_quarter && !is_link(r, d.last, "of") && !is_scaled && !phrase_at(r, d.last, ROLE_BIT(ROLE_ARTICLE)))
        return false;
    if (!d.is_plural && !d.is_half && !d.is_quarter && !is_before_noun_phrase(r, d.last))
        return false;
    part_set(r, n, 1, &d);
    return true;
}

/* "half", "quarter million". */
static bool bare_part(const struct reader *r, uint32_t at, struct number *n)
{
    struct denominator d;
    if (!denominator_read(r, at, &d) || !(d.is_half || d.is_quarter) || d.last != at + 1)
        return false;
    part_set(r, n, 1, &d);
    return d.is_half || n->is_scaled;
}

/* "1/4" from `at` on; returns the value, 0 if there is none. */
static double slashed(const struct reader *r, uint32_t at)
{
    struct digits above, below;
    if (!is_digits(r, at) || !is_mark(r, at + 1, '/') || !is_digits(r, at + 2) ||
        r->tokens[at + 2].is_spaced != r->tokens[at + 1].is_spaced || is_mark(r, at + 3, '/'))
        return 0;
    if (!digits_read(text_at(r, at), &above) || !digits_read(text_at(r, at + 2), &below))
        return 0;
    bool is_small = above.is_plain && below.is_plain && above.value >= 1 && below.value > above.value && below.value <= BELOW_MOST;
    return is_small ? above.value / below.value : 0;
}

bool fraction_read(const struct reader *r, uint32_t at, struct number *n)
{
    *n = (struct number){ .first = at };
    double value = slashed(r, at);
    if (value != 0) {
        *n = (struct number){ .value = value, .first = at, .last = at + 3, .is_fraction = true };
        return true;
    }
    const struct lexeme *sign = phrase_at(r, at, ROLE_BIT(ROLE_FRACTION_SIGN));
    if (sign) {
        *n = (struct number){ .value = sign->number, .first = at, .last = at + 1, .is_fraction = true };
        return true;
    }
    return bare_part(r, at, n) || article_part(r, at, n);
}

bool fraction_of(const struct reader *r, struct number *n)
{
    struct denominator d;
    if (n->is_scaled || n->value < 1 || !n->is_word)
        return false;
    double above = n->value;
    const struct lexeme *last = phrase_at(r, n->last - 1, ROLE_BIT(ROLE_TENS));
    if (last && n->last - 1 > n->first && denominator_read(r, n->last - 1, &d) && d.is_plural) {
        above -= last->number;                                /* "one hundred thirty-fifths" */
    } else {
        if (!denominator_read(r, n->last + is_mark(r, n->last, '-'), &d))
            return false;
        bool is_one = above == 1 && (d.is_plural || d.is_half || is_before_noun_phrase(r, d.last) ||
                                     (d.is_quarter && phrase_at(r, d.last, ROLE_BIT(ROLE_SCALE))));
        if (!d.is_plural && !d.is_half && !is_one)
            return false;                                     /* "twenty third" */
        if (d.is_quarter && above != 3 && above != 1 && !is_link(r, d.last, "of"))
            return false;                                     /* "two quarters" of the year */
    }
    if (above < 1)
        return false;
    part_set(r, n, above, &d);
    return true;
}

/* "a half", "three quarters", "fifty-four hundredths" at `at`; 0 if there is none. */
static double part_at(const struct reader *r, uint32_t at, uint32_t *last)
{
    const struct lexeme *above = phrase_at(r, at, ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_TENS) | ROLE_BIT(ROLE_ARTICLE));
    struct denominator d;
    if (!above) {                                             /* "one and half" */
        bool is_half = denominator_read(r, at, &d) && d.is_half && !d.is_plural;
        *last = at + is_half;
        return is_half ? 0.5 : 0;
    }
    double value = above->role == ROLE_ARTICLE ? 1 : above->number;
    uint32_t next = at + 1;
    const struct lexeme *ones = above->role == ROLE_TENS ? phrase_at(r, next + is_mark(r, next, '-'), ROLE_BIT(ROLE_NUMBER)) : NULL;
    if (ones) {
        value += ones->number;
        next += 1u + is_mark(r, next, '-');
    }
    if (!denominator_read(r, next + is_mark(r, next, '-'), &d) || (value > 1 && !d.is_plural))
        return 0;
    *last = d.last;
    return value < d.value ? value / d.value : 0;             /* "one hundred and thirty fifths" */
}

bool fraction_follows(const struct reader *r, uint32_t at)
{
    uint32_t last;
    return part_at(r, at, &last) != 0;
}

static void sign_add(const struct reader *r, struct number *n)
{
    const struct lexeme *sign = phrase_at(r, n->last, ROLE_BIT(ROLE_FRACTION_SIGN));
    bool is_spaced = n->last < r->end && r->tokens[n->last].is_spaced;
    double value = sign ? sign->number : is_spaced && n->value < YEARS_FROM ? slashed(r, n->last) : 0;
    if (n->is_word || value == 0)
        return;
    n->value += value;
    n->last += sign ? 1 : 3;
    n->is_plain = false;
}

void fraction_add(const struct reader *r, struct number *n)
{
    uint32_t last = n->last;
    if (n->is_plain)
        sign_add(r, n);
    if (!phrase_at(r, n->last, ROLE_BIT(ROLE_JOINT)))
        return;
    double part = part_at(r, n->last + 1, &last), unit = 1;
    if (part == 0)
        return;
    const struct lexeme *scale = phrase_at(r, last, ROLE_BIT(ROLE_SCALE));
    bool has_scale = scale && !scale->code.length;
    const struct lexeme *before = n->is_scaled ? phrase_at(r, n->last - 1, ROLE_BIT(ROLE_SCALE)) : NULL;
    if (has_scale && n->is_scaled)
        unit = scale->number;                                 /* "one billion and a half million" */
    else if (before && before->number > 1000)
        unit = before->number;                                /* "one million and a half" */
    n->value += part * unit;
    if (has_scale && !n->is_scaled)
        n->value *= scale->number;                            /* "five and a half million" */
    n->last = last + has_scale;
    n->is_plain = false;
    n->is_scaled |= has_scale;
}

void fraction_ratio(const struct reader *r, struct number *n)
{
    uint32_t at = n->last;
    if (n->value < 1 || n->is_scaled || n->value > ABOVE_MOST || fmod(n->value, 1) != 0)
        return;
    const struct lexeme *link = phrase_at(r, at, ROLE_BIT(ROLE_LINK));
    bool is_over = has_code(link, "over");
    if (!has_code(link, "in") && !has_code(link, "out-of") && !is_over)
        return;
    at += link->length;
    at += is_link(r, at, "every");
    struct number below;
    if (!words_number(r, at, &below) && !digits_number(r, at, &below))
        return;
    if (below.value <= n->value || fmod(below.value, 1) != 0 || (below.is_plain && below.value > YEARS_FROM) ||
        phrase_at(r, below.last, ROLE_BIT(ROLE_PERIOD)))
        return;
    if (is_over && !(below.last >= r->end || r->tokens[below.last].is_stop))
        return;                                               /* "win 3 over 5 rivals" */
    n->value /= below.value;
    n->last = below.last;
    n->is_plain = false;
    n->is_fraction = true;
}
