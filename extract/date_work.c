#include "date_work.h"

#include "tense.h"

#include <math.h>
#include <stdlib.h>

enum { ISO_BYTES = 64, CENTURY_BREAK = 40, AGAINST_TENSE = 200, TENSE_SLACK = 3, DAYS_MOST = 100000, MONTHS_MOST = 24000 };

bool iso_set(struct work *w, const char *text)
{
    size_t length = strlen(text);
    char *bytes = arena_take(w->calendar->arena, length + 1);
    if (!bytes)
        return false;
    memcpy(bytes, text, length);
    w->value->iso = (struct span){ bytes, length };
    return true;
}

static bool is_written_year(int day)
{
    int year = civil_of(day).year;
    return year >= 1 && year <= 9999;
}

bool moment_set(struct work *w, struct moment m)
{
    char text[ISO_BYTES];
    if (!is_written_year(m.day))
        return true;
    text[moment_write(&m, text)] = '\0';
    w->calendar->anchor = m;
    return iso_set(w, text);
}

bool interval_set(struct work *w, struct moment from, struct moment to)
{
    char text[ISO_BYTES];
    if (!is_written_year(from.day) || !is_written_year(to.day))
        return true;
    size_t length = moment_write(&from, text);
    text[length++] = '/';
    length += moment_write(&to, text + length);
    text[length] = '\0';
    w->calendar->anchor = to;
    return iso_set(w, text);
}

bool day_set(struct work *w, int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return true;
    return moment_set(w, (struct moment){ .grain = GRAIN_DAY, .day = day_of(year, month, day) });
}

int tense(const struct work *w)
{
    return tense_of(w->reader, w->match->first, w->match->last);
}

bool written_year(const struct work *w, int *year)
{
    const struct capture *y = get(w, KIND_YEAR), *yy = get(w, KIND_YY);
    if (!y && !yy)
        return false;
    *year = y ? (int)y->number : (int)yy->number + (yy->number < CENTURY_BREAK ? 2000 : 1900);
    return true;
}

int weekday_near(int day, int weekday, int direction)
{
    int ahead = (weekday - weekday_of(day) + 7) % 7;
    return direction > 0 || ahead == 0 ? day + ahead : day + ahead - 7;
}

int year_of_month(const struct work *w, int month, int day)
{
    struct civil today = civil_of(w->calendar->today);
    int direction = tense(w);
    if (!day)
        return direction > 0 ? today.year + (month < today.month) : today.year - (month > today.month);
    int best = today.year, distance = 1000;
    for (int year = today.year - 1; year <= today.year + 1; year++) {
        if (day > days_in_month(year, month))
            continue;
        int away = day_of(year, month, day) - w->calendar->today;
        bool is_against = (direction < 0 && away > TENSE_SLACK) || (direction > 0 && away < -TENSE_SLACK);
        int cost = abs(away) + (is_against ? AGAINST_TENSE : 0);
        if (cost < distance) {
            distance = cost;
            best = year;
        }
    }
    return best;
}

enum grain grain_of(const struct capture *period)
{
    switch (period->code.length ? period->code.at[0] : 0) {
    case 'D': case 'N': return GRAIN_DAY;
    case 'W': return GRAIN_WEEK;
    case 'M': return GRAIN_MONTH;
    case 'Q': return GRAIN_QUARTER;
    case 'Y': return period->number >= 100 ? GRAIN_CENTURY : period->number >= 10 ? GRAIN_DECADE : GRAIN_YEAR;
    default: return GRAIN_NONE;
    }
}

int shifted(int day, const struct capture *period, double count)
{
    double n = count * period->number;
    char unit = period->code.length ? period->code.at[0] : 0;
    if (fabs(n) > DAYS_MOST)
        return day;
    if (unit == 'D' || unit == 'N')
        return day + (int)lround(n);
    if (unit == 'W')
        return day + (int)lround(n * 7);
    double months = unit == 'M' ? n : unit == 'Q' ? n * 3 : unit == 'Y' ? n * 12 : 0;
    return fabs(months) < MONTHS_MOST ? months_later(day, (int)lround(months)) : day;
}

struct moment periods_later(const struct work *w, int day, double sign)
{
    struct moment m = { GRAIN_NONE, day, "" };
    const struct capture *half = get(w, ROLE_HALF), *period;
    for (unsigned i = 0; (period = captured(w->match, ROLE_PERIOD, i)); i++) {
        const struct capture *number = captured(w->match, KIND_NUM, i);
        if (grain_of(period) == GRAIN_NONE)
            return (struct moment){ GRAIN_NONE, day, "" };
        m.day = shifted(m.day, period, sign * (number ? number->number : half ? half->number : 1));
        enum grain grain = grain_of(period) == GRAIN_DECADE ? GRAIN_YEAR : grain_of(period);
        m.grain = i ? GRAIN_DAY : grain;
    }
    return m;
}
