#include "number_words.h"

#include "digits.h"
#include "fraction.h"

#include <math.h>

enum { SPELT_MOST = 24 };

/* A number in words while it is read: what is done, and the part below the next scale. */
struct spelling {
    double done, current, last_scale;
    uint32_t end;
    enum { SPELT_NOTHING, SPELT_ONES, SPELT_TENS, SPELT_SCALE } last;
};

static bool may_follow(const struct spelling *s, enum value_role role)
{
    if (s->last == SPELT_NOTHING || s->last == SPELT_SCALE)
        return true;
    return role == ROLE_NUMBER && s->last == SPELT_TENS;
}

static void scale_by(struct spelling *s, double scale)
{
    if (s->last == SPELT_SCALE && s->current == 0) {
        s->done *= scale;                                     /* "lakh crore" */
    } else if (scale == 100) {
        s->current = (s->current != 0 ? s->current : 1) * 100;
    } else {
        s->done += (s->current != 0 ? s->current : 1) * scale;
        s->current = 0;
    }
    s->last_scale = scale;
    s->last = SPELT_SCALE;
}

/* Digits below the last scale: "4 thousand 3 hundred and 21". */
static bool spell_digits(const struct reader *r, struct spelling *s, uint32_t at, bool is_joined)
{
    struct digits d;
    if (s->last != SPELT_SCALE || !is_digits(r, at) || s->last_scale > 1000 || !digits_read(text_at(r, at), &d) || !d.is_plain ||
        d.value >= s->last_scale || d.value == 0)
        return false;
    const struct lexeme *scale = phrase_at(r, at + 1, ROLE_BIT(ROLE_SCALE));
    if (scale ? scale->number >= s->last_scale : !is_joined)
        return false;
    s->current += d.value;
    s->last = SPELT_ONES;
    s->end = at + 1;
    return true;
}

/* One word more: "and" and hyphens before it are passed over. False if none fits. */
static bool spell(const struct reader *r, struct spelling *s)
{
    uint32_t at = s->end;
    if (s->last == SPELT_TENS && is_mark(r, at, '-'))
        at++;
    bool is_joined = s->last == SPELT_SCALE && phrase_at(r, at, ROLE_BIT(ROLE_JOINT));
    at += is_joined;
    if (is_joined && fraction_follows(r, at))
        return false;                                         /* "one hundred and three quarters" */
    const struct lexeme *word = phrase_at(r, at, ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_TENS) | (is_joined ? 0 : ROLE_BIT(ROLE_SCALE)));
    if (!word)
        return spell_digits(r, s, at, is_joined);
    if (word->role == ROLE_SCALE) {
        if (word->code.length)
            return false;
        scale_by(s, word->number);
    } else {
        if (!may_follow(s, word->role) || (s->last == SPELT_TENS && (word->number < 1 || word->number > 9)))
            return false;
        s->current += word->number;
        s->last = word->role == ROLE_TENS ? SPELT_TENS : SPELT_ONES;
    }
    s->end = at + word->length;
    return true;
}

/* "nine point four". */
static void decimals_add(const struct reader *r, struct number *n)
{
    uint32_t next = n->last;
    if (!phrase_at(r, next, ROLE_BIT(ROLE_POINT)))
        return;
    double tenth = 0.1;
    const struct lexeme *digit;
    while (next - n->first < SPELT_MOST && (digit = phrase_at(r, ++next, ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_TENS)))) {
        n->value += digit->number >= 10 ? digit->number * tenth / 10 : digit->number * tenth;
        tenth /= digit->number >= 10 ? 100 : 10;
        n->last = next + 1;
        if (digit->role == ROLE_TENS && is_mark(r, next + 1, '-') && phrase_at(r, next + 2, ROLE_BIT(ROLE_NUMBER)))
            next++, tenth *= 10;
    }
}

bool words_number(const struct reader *r, uint32_t at, struct number *n)
{
    struct spelling s = { .end = at };
    const struct lexeme *article = phrase_at(r, at, ROLE_BIT(ROLE_ARTICLE));
    const struct lexeme *scale = phrase_at(r, at + (article != NULL), ROLE_BIT(ROLE_SCALE));
    if (article || scale) {
        if (!scale || scale->code.length || (!article && !phrase_at(r, at + 1, ROLE_BIT(ROLE_SCALE)) && scale->number > 1000))
            return false;
        s.end += article != NULL;
    }
    for (int i = 0; i < SPELT_MOST && spell(r, &s); i++) {
    }
    if (s.last == SPELT_NOTHING)
        return false;
    *n = (struct number){ .value = s.done + s.current, .first = at, .last = s.end, .is_word = true, .is_scaled = s.done != 0 };
    decimals_add(r, n);
    return true;
}

void words_continue(const struct reader *r, double scale, struct number *n)
{
    struct spelling s = { .done = n->value, .end = n->last, .last = SPELT_SCALE, .last_scale = scale };
    for (int i = 0; i < SPELT_MOST && spell(r, &s); i++) {
    }
    n->value = s.done + s.current;
    n->last = s.end;
}

/* "of thousands", "million", behind a word for many. */
static bool many_times(const struct reader *r, struct number *n)
{
    bool is_of = is_link(r, n->last, "of");
    const struct lexeme *word = phrase_at(r, n->last + is_of, ROLE_BIT(ROLE_MANY) | ROLE_BIT(ROLE_SCALE));
    if (!word || word->code.length)
        return false;
    n->value *= word->number;
    n->last += 1u + is_of;
    return true;
}

/* "dozens", "hundreds of thousands", "a few hundred", "several thousand". */
bool words_many(const struct reader *r, uint32_t at, struct number *n)
{
    uint32_t next = at + (phrase_at(r, at, ROLE_BIT(ROLE_ARTICLE)) && phrase_at(r, at + 1, ROLE_BIT(ROLE_FEW)));
    const struct lexeme *few = phrase_at(r, next, ROLE_BIT(ROLE_FEW));
    next += few ? few->length : 0;
    const struct lexeme *word = phrase_at(r, next, ROLE_BIT(ROLE_MANY) | (few ? ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_DOZEN) : 0));
    if (!word || word->code.length)
        return false;
    *n = (struct number){ .value = word->number, .first = at, .last = next + 1, .is_least = true, .is_word = true, .is_scaled = true };
    for (int i = 0; i < 3 && many_times(r, n); i++) {
    }
    return n->value > 10 || n->last > next + 1;               /* "tens" alone counts nothing */
}

/* "first", "twenty-first", "one hundred twenty-fifth": an ordinal word alone or behind a number in words. */
bool words_ordinal(const struct reader *r, uint32_t at, struct number *n)
{
    uint32_t next = at;
    double before = 0;
    struct number whole;
    if (words_number(r, at, &whole)) {
        before = whole.value;
        next = whole.last;
        next += is_mark(r, next, '-');
        next += phrase_at(r, next, ROLE_BIT(ROLE_JOINT)) != NULL;
    }
    const struct lexeme *word = phrase_at(r, next, ROLE_BIT(ROLE_ORDINAL));
    if (!word)
        return false;
    bool is_scale = word->code.length;
    if (before != 0 && !is_scale && (fmod(before, 10) != 0 || (fmod(before, 100) != 0 && word->number > 9)))
        return false;
    *n = (struct number){ .value = is_scale && before != 0 ? before * word->number : before + word->number, .first = at, .last = next + 1,
                          .is_ordinal = true, .is_word = true };
    return true;
}

/* "nineteen ninety-six": a century and what is left of a hundred. */
bool words_year(const struct reader *r, uint32_t at, struct number *n)
{
    const struct lexeme *century = phrase_at(r, at, ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_TENS));
    if (!century || century->number < 15 || century->number > 20 || !words_number(r, at + 1, n) || n->value < 10 || n->value > 99 ||
        phrase_at(r, at + 1, ROLE_BIT(ROLE_ARTICLE)))
        return false;
    n->value += century->number * 100;
    n->first = at;
    return true;
}
