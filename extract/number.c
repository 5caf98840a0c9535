#include "number.h"

#include "unicode.h"

#include <math.h>

enum { GROUPS = 12 };

static const struct lexeme *find(const struct reader *r, uint32_t at, uint64_t roles)
{
    return lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, roles);
}

static bool is_mark(const struct reader *r, uint32_t at, char mark)
{
    return at < r->end && r->tokens[at].mark == mark;
}

/* Digits between marks, as they stand in a number token. */
struct groups {
    uint8_t length[GROUPS];
    char mark[GROUPS];       /* before each group: ',', '.' or ' '; the first has none */
    size_t count;
};

static bool groups_read(struct span token, struct groups *groups, double *whole)
{
    char folded[WORD_BYTES];
    size_t length = fold(token, folded, sizeof folded);
    *groups = (struct groups){ .count = 1 };
    *whole = 0;
    for (size_t i = 0; i < length; i++) {
        char c = folded[i];
        if (c >= '0' && c <= '9') {
            *whole = *whole * 10 + (c - '0');
            if (++groups->length[groups->count - 1] > 30)
                return false;
        } else if (groups->length[groups->count - 1]) {
            if (groups->count == GROUPS)
                return false;
            groups->mark[groups->count++] = c == ',' || c == '.' ? c : ' ';
        }
    }
    return groups->length[groups->count - 1] > 0;
}

/* Whether the groups up to `last` are thousands, or lakhs and crores ("12,34,567"). */
static bool is_grouped(const struct groups *g, size_t last)
{
    if (last == 0)
        return true;
    if (g->length[0] > 3 || g->length[last] != 3)
        return false;
    size_t middle = last > 1 ? g->length[1] : 3;
    for (size_t i = 1; i <= last; i++)
        if (g->mark[i] != g->mark[1] || (i < last && g->length[i] != middle))
            return false;
    return middle == 3 || (middle == 2 && g->mark[1] == ',' && g->length[0] <= 2);
}

static bool ends_in_zeros(struct span token)
{
    return token.length > 3 && memcmp(token.at + token.length - 3, "000", 3) == 0;
}

bool digits_read(struct span token, struct digits *digits)
{
    struct groups g;
    double whole;
    if (!groups_read(token, &g, &whole))
        return false;
    size_t last = g.count - 1;
    bool has_decimals = false;
    if (last == 1)
        has_decimals = g.mark[1] == '.' ? !(g.length[0] <= 3 && g.length[1] == 3 && ends_in_zeros(token)) :
                                          !(is_grouped(&g, 1)) && g.length[1] < 3;
    else if (last > 1)
        has_decimals = g.mark[last] != g.mark[last - 1] && g.mark[last] != ' ';
    if (!is_grouped(&g, last - has_decimals))
        return false;
    *digits = (struct digits){ .is_plain = last == 0, .is_grouped = last > has_decimals };
    digits->decimals = has_decimals ? g.length[last] : 0;
    for (size_t i = 0; i <= last - has_decimals; i++)
        digits->count = (uint8_t)(digits->count + g.length[i]);
    digits->value = has_decimals ? whole / pow(10, g.length[last]) : whole;
    return true;
}

/* "40 000 people": groups of three digits, apart by a space each. */
static void digits_join(const struct reader *r, struct number *n, struct digits *d)
{
    if (!d->is_plain || d->count > 3 || d->value < 1)
        return;
    while (n->last < r->end && r->tokens[n->last].kind == TOKEN_NUMBER && r->tokens[n->last].begin == r->tokens[n->last - 1].end + 1) {
        struct digits next;
        struct span text = token_text(r->text, &r->tokens[n->last]);
        if (text.length < 3 || (text.length > 3 && text.at[3] != '.') || !digits_read(text, &next) || next.count != 3)
            return;
        if (n->last + 1 < r->end && !r->tokens[n->last + 1].is_spaced && r->tokens[n->last + 1].kind != TOKEN_PUNCTUATION)
            return;
        n->value = n->value * 1000 + next.value;
        n->is_plain = false;
        n->last++;
    }
}

/* "1/4" from `at` on; returns the value, 0 if there is none. */
static double slashed_fraction(const struct reader *r, uint32_t at)
{
    struct digits above, below;
    if (at + 2 >= r->end || r->tokens[at].kind != TOKEN_NUMBER || !is_mark(r, at + 1, '/') || r->tokens[at + 2].kind != TOKEN_NUMBER ||
        r->tokens[at + 2].is_spaced != r->tokens[at + 1].is_spaced || is_mark(r, at + 3, '/'))
        return 0;
    if (!digits_read(token_text(r->text, &r->tokens[at]), &above) || !digits_read(token_text(r->text, &r->tokens[at + 2]), &below))
        return 0;
    bool is_small = above.is_plain && below.is_plain && above.value >= 1 && below.value > above.value && below.value <= 100;
    return is_small ? above.value / below.value : 0;
}

static bool digits_number(const struct reader *r, uint32_t at, struct number *n)
{
    struct digits d;
    if (r->tokens[at].kind != TOKEN_NUMBER || !digits_read(token_text(r->text, &r->tokens[at]), &d))
        return false;
    *n = (struct number){ .value = d.value, .first = at, .last = at + 1, .is_plain = d.is_plain };
    double fraction = slashed_fraction(r, at);
    if (fraction != 0) {
        *n = (struct number){ .value = fraction, .first = at, .last = at + 3, .is_fraction = true };
        return true;
    }
    digits_join(r, n, &d);
    const struct lexeme *sign = find(r, n->last, ROLE_BIT(ROLE_FRACTION_SIGN));
    fraction = d.is_plain && d.count <= 3 && n->last < r->end && r->tokens[n->last].is_spaced ? slashed_fraction(r, n->last) : 0;
    if (sign || fraction != 0) {
        n->value += sign ? sign->number : fraction;
        n->last += sign ? 1 : 3;
        n->is_plain = false;
    }
    return true;
}

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
    if (s->last == SPELT_SCALE && fmod(s->current, 100) == 0 && s->current == 0) {
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

/* One word more: "and" and hyphens before it are passed over. False if none fits. */
static bool spell(const struct reader *r, struct spelling *s)
{
    uint32_t at = s->end;
    if (s->last == SPELT_TENS && is_mark(r, at, '-'))
        at++;
    bool is_joined = s->last == SPELT_SCALE && find(r, at, ROLE_BIT(ROLE_JOINT));
    at += is_joined;
    const struct lexeme *word = find(r, at, ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_TENS) | (is_joined ? 0 : ROLE_BIT(ROLE_SCALE)));
    if (word && word->role == ROLE_SCALE) {
        if (word->code.length)
            return false;
        scale_by(s, word->number);
    } else if (word) {
        if (!may_follow(s, word->role) || (s->last == SPELT_TENS && (word->number < 1 || word->number > 9)))
            return false;
        s->current += word->number;
        s->last = word->role == ROLE_TENS ? SPELT_TENS : SPELT_ONES;
    } else {
        struct digits d;                                      /* "4 thousand 3 hundred and 21" */
        if (s->last != SPELT_SCALE || at >= r->end || r->tokens[at].kind != TOKEN_NUMBER || s->last_scale > 1000 ||
            !digits_read(token_text(r->text, &r->tokens[at]), &d) || !d.is_plain || d.value >= s->last_scale || d.value == 0)
            return false;
        const struct lexeme *scale = find(r, at + 1, ROLE_BIT(ROLE_SCALE));
        if (!is_joined && !scale)
            return false;
        if (scale && scale->number >= s->last_scale)
            return false;
        s->current += d.value;
        s->last = SPELT_ONES;
        s->end = at + 1;
        return true;
    }
    s->end = at + word->length;
    return true;
}

static bool spelt_number(const struct reader *r, uint32_t at, struct number *n)
{
    struct spelling s = { .end = at };
    const struct lexeme *article = find(r, at, ROLE_BIT(ROLE_ARTICLE));
    const struct lexeme *scale = find(r, at + (article != NULL), ROLE_BIT(ROLE_SCALE));
    if (article || scale) {
        if (!scale || scale->code.length || (!article && !find(r, at + 1, ROLE_BIT(ROLE_SCALE)) && scale->number > 1000))
            return false;
        s.end += article != NULL;
    }
    while (spell(r, &s)) {
    }
    if (s.last == SPELT_NOTHING)
        return false;
    *n = (struct number){ .value = s.done + s.current, .first = at, .last = s.end, .is_word = true, .is_scaled = s.done != 0 };
    uint32_t next = s.end;                                    /* "nine point four" */
    if (find(r, next, ROLE_BIT(ROLE_POINT))) {
        double tenth = 0.1;
        const struct lexeme *digit;
        while ((digit = find(r, ++next, ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_TENS)))) {
            n->value += digit->number >= 10 ? digit->number * tenth / 10 : digit->number * tenth;
            tenth /= digit->number >= 10 ? 100 : 10;
            n->last = next + 1;
            if (digit->role == ROLE_TENS && is_mark(r, next + 1, '-') && find(r, next + 2, ROLE_BIT(ROLE_NUMBER)))
                next++, tenth *= 10;
        }
    }
    return true;
}

/* "dozens", "hundreds of thousands", "a few hundred", "several thousand". */
static bool many_number(const struct reader *r, uint32_t at, struct number *n)
{
    uint32_t next = at;
    bool is_few = false;
    const struct lexeme *word = find(r, next, ROLE_BIT(ROLE_FEW));
    const struct lexeme *article = word ? NULL : find(r, next, ROLE_BIT(ROLE_ARTICLE));
    if (article && (word = find(r, next + 1, ROLE_BIT(ROLE_FEW))))
        next++;
    if (word) {
        is_few = true;
        next += word->length;
    }
    word = find(r, next, ROLE_BIT(ROLE_MANY) | (is_few ? ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_DOZEN) : 0));
    if (!word || word->code.length)
        return false;
    *n = (struct number){ .value = word->number, .first = at, .last = next + 1, .is_least = true, .is_word = true, .is_scaled = true };
    for (int i = 0; i < 3; i++) {
        bool is_of = n->last + 1 < r->end && r->tokens[n->last].end - r->tokens[n->last].begin == 2 &&
                     memcmp(r->text.at + r->tokens[n->last].begin, "of", 2) == 0;
        word = find(r, n->last + is_of, ROLE_BIT(ROLE_MANY) | ROLE_BIT(ROLE_SCALE));
        if (!word || word->code.length)
            break;
        n->value *= word->number;
        n->last += 1u + is_of;
    }
    return n->value > 10 || n->last > next + 1;               /* "tens" alone counts nothing */
}

static void scale_read(const struct reader *r, struct number *n)
{
    if (is_mark(r, n->last, '-') && !n->is_word && find(r, n->last + 1, ROLE_BIT(ROLE_SCALE)) && !r->tokens[n->last + 1].is_spaced)
        n->last++;                                            /* "a 5-million contract" */
    const struct lexeme *scale;
    while ((scale = find(r, n->last, ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_DOZEN)))) {
        if (n->is_word && scale->code.length)
            return;
        n->has_letter = scale->code.length && (r->text.at[r->tokens[n->last].begin] | 0x20) == 'm' &&
                        r->tokens[n->last].end - r->tokens[n->last].begin == 1;
        n->value *= scale->number;
        n->last += scale->length;
        n->is_scaled = true;
        n->is_plain = false;
        if (scale->code.length || n->value > 1e30)
            return;
    }
    struct spelling s = { .done = n->value, .end = n->last, .last = SPELT_SCALE, .last_scale = 1000 };
    if (n->is_scaled && !n->is_word && n->value >= 200) {     /* "3 hundred and 21" */
        while (spell(r, &s)) {
        }
        n->value = s.done + s.current;
        n->last = s.end;
    }
}

/* Fractions in words say no more than two digits ("one-third" is 0.33). */
static double plain_fraction(double above, double below)
{
    bool is_endless = below == 3 || below == 6 || below == 7 || below == 9;
    double value = above / below;
    return is_endless && value < 1 ? round(value * 100) / 100 : value;
}

static bool is_word_at(const struct reader *r, uint32_t at, const char *word)
{
    return at < r->end && span_equal(token_text(r->text, &r->tokens[at]), span_of(word));
}

static bool is_before_noun_phrase(const struct reader *r, uint32_t at)
{
    return at >= r->end || r->tokens[at].kind == TOKEN_PUNCTUATION || is_class(&r->tokens[at], WORD_FUNCTION | WORD_DETERMINER) ||
           is_class(&r->tokens[at], WORD_PREPOSITION | WORD_CONJUNCTION);
}

/* "two-thirds", "a third", "half": the denominator at `at` with the number before it, or without. */
static bool fraction_read(const struct reader *r, uint32_t at, double above, bool is_article, struct number *n)
{
    const struct lexeme *below = find(r, at, ROLE_BIT(ROLE_FRACTION));
    if (!below)
        return false;
    bool is_plural = find(r, at, ROLE_BIT(ROLE_PLURAL_FRACTION));
    bool is_half = span_equal(below->code, SPAN("half"));
    bool is_quarter = span_equal(below->code, SPAN("quarter"));
    bool is_dangling = is_before_noun_phrase(r, at + 1);
    if ((is_article || above == 1) && !is_plural && !is_dangling && !is_half && !(is_quarter && find(r, at + 1, ROLE_BIT(ROLE_SCALE))))
        return false;                                         /* "a third man" */
    if (is_article && is_quarter && !is_word_at(r, at + 1, "of") && !find(r, at + 1, ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_ARTICLE)))
        return false;                                         /* "a quarter" of the year */
    if (!is_article && above > 1 && !is_plural && !is_half)
        return false;                                         /* "twenty third" */
    n->value = plain_fraction(above, below->number);
    n->last = at + 1;
    n->is_fraction = n->is_word = true;
    return true;
}

/* "half a million", "two thirds of a million", "quarter million". */
static void fraction_scale(const struct reader *r, struct number *n)
{
    uint32_t at = n->last;
    at += is_word_at(r, at, "of");
    at += find(r, at, ROLE_BIT(ROLE_ARTICLE)) ? 1u : 0;
    at += is_mark(r, at, '-') ? 1u : 0;
    const struct lexeme *scale = find(r, at, ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_DOZEN));
    if (!scale || scale->code.length)
        return;
    n->value *= scale->number;
    n->last = at + 1;
    n->is_fraction = false;
    n->is_scaled = true;
}

/* "and a half", "and three quarters", behind a whole number. */
static void fraction_add(const struct reader *r, struct number *n)
{
    if (!find(r, n->last, ROLE_BIT(ROLE_JOINT)))
        return;
    uint32_t at = n->last + 1;
    const struct lexeme *above = find(r, at, ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_ARTICLE));
    if (!above)
        return;
    at += 1u + is_mark(r, at + 1, '-');
    const struct lexeme *below = find(r, at, ROLE_BIT(ROLE_FRACTION));
    if (!below)
        return;
    const struct lexeme *scale = find(r, at + 1, ROLE_BIT(ROLE_SCALE));
    double part = (above->role == ROLE_ARTICLE ? 1 : above->number) / below->number;
    if (scale && !scale->code.length && n->is_scaled) {       /* "one billion and a half million" */
        n->value += part * scale->number;
        n->last = at + 2;
        return;
    }
    double unit = 1;
    const struct lexeme *last = n->is_scaled ? find(r, n->last - 1, ROLE_BIT(ROLE_SCALE)) : NULL;
    if (last && last->number > 1000)
        unit = last->number;                                  /* "one million and a half" */
    n->value += part * unit;
    n->last = at + 1;
    n->is_plain = false;
    if (scale && !scale->code.length) {                       /* "five and a half million" */
        n->value *= scale->number;
        n->last++;
        n->is_scaled = true;
    }
}

/* "one in five", "nine out of 10", "one over three". */
static void ratio_read(const struct reader *r, struct number *n)
{
    uint32_t at = n->last;
    if (n->value < 1 || n->is_scaled || n->value > 99 || fmod(n->value, 1) != 0)
        return;
    bool is_out = is_word_at(r, at, "out") && is_word_at(r, at + 1, "of");
    bool is_in = is_word_at(r, at, "in");
    if (!is_out && !is_in)
        return;
    at += is_out ? 2 : 1;
    at += is_word_at(r, at, "every");
    struct number below;
    if (!spelt_number(r, at, &below) && !digits_number(r, at, &below))
        return;
    if (below.value <= n->value || fmod(below.value, 1) != 0 || (below.is_plain && below.value > 1000) || find(r, below.last, ROLE_BIT(ROLE_PERIOD)))
        return;
    n->value /= below.value;
    n->last = below.last;
    n->is_plain = false;
    n->is_fraction = true;
}

static bool ordinal_suffix(const struct reader *r, struct number *n)
{
    if (n->is_word || !n->is_plain || !find(r, n->last, ROLE_BIT(ROLE_ORDINAL_SUFFIX)))
        return false;
    n->last++;
    n->is_ordinal = true;
    n->is_plain = false;
    return true;
}

/* "first", "twenty-first", "one hundred twenty-fifth": an ordinal word alone or behind a number in words. */
static bool ordinal_word(const struct reader *r, uint32_t at, struct number *n)
{
    uint32_t next = at;
    double before = 0;
    struct number whole;
    if (spelt_number(r, at, &whole)) {
        before = whole.value;
        next = whole.last;
        next += is_mark(r, next, '-');
        if (find(r, next, ROLE_BIT(ROLE_JOINT)))
            next++;
    }
    const struct lexeme *word = find(r, next, ROLE_BIT(ROLE_ORDINAL));
    if (!word)
        return false;
    bool is_scale = word->code.length;
    if (before != 0 && !is_scale && (fmod(before, 10) != 0 || (fmod(before, 100) != 0 && word->number > 9)))
        return false;
    *n = (struct number){ .value = is_scale && before != 0 ? before * word->number : before + word->number, .first = at, .last = next + 1,
                          .is_ordinal = true, .is_word = true };
    return true;
}

static bool half_read(const struct reader *r, uint32_t at, struct number *n)
{
    *n = (struct number){ .first = at };
    if (fraction_read(r, at, 1, false, n)) {
        const struct lexeme *half = find(r, at, ROLE_BIT(ROLE_FRACTION));
        bool is_named = span_equal(half->code, SPAN("half")) || span_equal(half->code, SPAN("quarter"));
        if (is_named) {
            fraction_scale(r, n);
            return n->is_scaled || span_equal(half->code, SPAN("half"));
        }
    }
    const struct lexeme *article = find(r, at, ROLE_BIT(ROLE_ARTICLE));
    if (article && fraction_read(r, at + 1, 1, true, n)) {
        fraction_scale(r, n);
        return true;
    }
    if (article && find(r, at + 1, ROLE_BIT(ROLE_DOZEN))) {
        *n = (struct number){ .value = find(r, at + 1, ROLE_BIT(ROLE_DOZEN))->number, .first = at, .last = at + 2, .is_word = true };
        return true;
    }
    const struct lexeme *sign = find(r, at, ROLE_BIT(ROLE_FRACTION_SIGN));
    if (sign)
        *n = (struct number){ .value = sign->number, .first = at, .last = at + 1, .is_fraction = true };
    return sign;
}

bool number_read(const struct reader *r, uint32_t at, struct number *n)
{
    if (at >= r->end)
        return false;
    const struct token *token = &r->tokens[at];
    uint64_t roles = lexicon_roles(r->lexicon, token);
    if (token->kind != TOKEN_NUMBER && !(roles & NUMBER_ROLES))
        return false;
    if (roles & ROLE_BIT(ROLE_NEGATIVE)) {
        bool is_minus = token->mark == '-' && (!token->is_spaced || at + 1 >= r->end || r->tokens[at + 1].is_spaced);
        if (is_minus || !number_read(r, at + 1, n) || n->value < 0 || n->is_ordinal || (roles & ROLE_BIT(ROLE_ARTICLE)))
            return false;
        n->value = -n->value;
        n->first = at;
        n->is_plain = false;
        return true;
    }
    if (many_number(r, at, n))
        return true;
    bool is_whole = digits_number(r, at, n) || spelt_number(r, at, n);
    if (is_whole && !n->is_word && ordinal_suffix(r, n))
        return true;
    struct number fraction = { .first = at };
    if (is_whole) {
        uint32_t below = n->last + is_mark(r, n->last, '-');
        if (!n->is_scaled && n->value >= 1 && n->is_word && fraction_read(r, below, n->value, false, &fraction)) {
            *n = fraction;
            fraction_scale(r, n);
            return true;
        }
    }
    if (ordinal_word(r, at, &fraction)) {
        *n = fraction;
        return true;
    }
    if (!is_whole)
        return half_read(r, at, n);
    scale_read(r, n);
    fraction_add(r, n);
    ratio_read(r, n);
    return true;
}

/* The mark or word between the ends of a range; 0 if there is none. */
static uint32_t range_joint(const struct reader *r, uint32_t first, uint32_t at)
{
    if (first > r->begin && (is_word_at(r, first - 1, "between") || is_word_at(r, first - 1, "Between")) && is_word_at(r, at, "and"))
        return 1;
    if (is_mark(r, at, '-') && at + 1 < r->end && r->tokens[at].is_spaced == r->tokens[at + 1].is_spaced)
        return 1;
    return is_word_at(r, at, "to") || is_word_at(r, at, "or") ? 1 : 0;
}

bool number_range_read(const struct reader *r, uint32_t at, struct number *n)
{
    if (!number_read(r, at, n))
        return false;
    uint32_t joint = n->is_ordinal || n->is_least || n->is_fraction ? 0 : range_joint(r, at, n->last);
    struct number high;
    if (!joint || !number_read(r, n->last + joint, &high) || high.is_ordinal || high.is_least || high.first != n->last + joint)
        return true;
    bool is_or = is_word_at(r, n->last, "or");
    double low = n->value;
    if (!n->is_scaled && high.is_scaled && low < high.value && !n->is_word == !high.is_word) {
        const struct lexeme *scale = find(r, high.last - 1, ROLE_BIT(ROLE_SCALE));
        low *= scale ? scale->number : 1;
    } else if (n->is_plain && !high.is_plain && high.value >= 1000 && low < 1000 && fmod(high.value, 1000) == 0 && is_mark(r, n->last, '-')) {
        low *= 1000;                                          /* "300-350,000" */
    }
    if (low >= high.value || (is_or && (high.value > low + 1 || low > 20)))
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
