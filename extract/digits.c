#include "digits.h"

#include "unicode.h"

#include <math.h>

enum { GROUPS = 12, PLAIN_DIGITS = 15, POWER_DIGITS = 3 };

/* Digits between marks, as they stand in a number token. */
struct groups {
    uint8_t length[GROUPS];
    char mark[GROUPS];       /* before each group: ',', '.' or ' '; the first has none */
    size_t count;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool groups_read(struct span token, struct groups *groups, double *whole)
{
    char folded[WORD_BYTES];
    size_t length = fold(token, folded, sizeof folded);
    *groups = (struct groups){ .count = 1 };
    *whole = 0;
    for (size_t i = 0; i < length; i++) {
        char c = folded[i];
        if (is_digit(c)) {
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

/* The usual case: ASCII digits and nothing else. */
static bool plain_read(struct span token, struct digits *digits)
{
    uint64_t value = 0;
    if (token.length > PLAIN_DIGITS)
        return false;
    for (size_t i = 0; i < token.length; i++) {
        if (!is_digit(token.at[i]))
            return false;
        value = value * 10 + (uint64_t)(token.at[i] - '0');
    }
    *digits = (struct digits){ .value = (double)value, .count = (uint8_t)token.length, .is_plain = true };
    return true;
}

bool digits_read(struct span token, struct digits *digits)
{
    struct groups g;
    double whole;
    if (plain_read(token, digits))
        return true;
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
static void groups_join(const struct reader *r, struct number *n, const struct digits *d)
{
    if (!d->is_plain || d->count > 3 || d->value < 1)
        return;
    while (n->last - n->first < GROUPS && is_digits(r, n->last) && r->tokens[n->last].begin == r->tokens[n->last - 1].end + 1) {
        struct digits next;
        struct span text = text_at(r, n->last);
        if (text.length < 3 || (text.length > 3 && text.at[3] != '.') || !digits_read(text, &next) || next.count != 3)
            return;
        if (is_glued(r, n->last + 1) && r->tokens[n->last + 1].kind != TOKEN_PUNCTUATION)
            return;
        n->value = n->value * 1000 + next.value;
        n->is_plain = false;
        n->last++;
    }
}

/* A whole number with its signs from byte `at` on; where it ends, `at` if there is none. */
static size_t power_read(struct span text, size_t at, int *power)
{
    size_t i = at;
    int sign = 1, value = 0;
    for (; i < text.length && i < at + POWER_DIGITS && (text.at[i] == '+' || text.at[i] == '-'); i++)
        sign = text.at[i] == '-' ? -sign : sign;
    size_t first = i;
    for (; i < text.length && i < first + POWER_DIGITS && is_digit(text.at[i]); i++)
        value = value * 10 + (text.at[i] - '0');
    *power = sign * value;
    return i > first ? i : at;
}

/* Powers glued to a number: "1e10", "6.23x10^-4", "1.1^23". They are marks, not words, so their letters stand here. */
static void power_join(const struct reader *r, struct number *n)
{
    size_t begin = r->tokens[n->last - 1].end, end = r->tokens[r->end - 1].end, at = begin;
    struct span text = { r->text.at, end };
    bool is_times = begin + 4 < end && (text.at[at] == 'x' || text.at[at] == '*') && memcmp(text.at + at + 1, "10^", 3) == 0;
    bool is_ten = begin < end && (text.at[at] | 0x20) == 'e';
    if (!is_times && !is_ten && !(begin < end && text.at[at] == '^'))
        return;
    at += is_times ? 4 : 1;
    int power;
    size_t last = power_read(text, at, &power);
    if (last == at || (last < end && (text.at[last] | 0x20) >= 'a' && (text.at[last] | 0x20) <= 'z'))
        return;
    double value = is_times || is_ten ? n->value * pow(10, power) : pow(n->value, power);
    if (!isfinite(value))
        return;
    n->value = value;
    n->is_plain = false;
    while (n->last < r->end && r->tokens[n->last].begin < last)
        n->last++;
}

bool digits_number(const struct reader *r, uint32_t at, struct number *n)
{
    struct digits d;
    if (!is_digits(r, at) || !digits_read(text_at(r, at), &d))
        return false;
    *n = (struct number){ .value = d.value, .first = at, .last = at + 1, .is_plain = d.is_plain };
    groups_join(r, n, &d);
    if (is_glued(r, n->last))
        power_join(r, n);
    return true;
}
