#include "date_work.h"

#include "tense.h"

#include <math.h>
#include <stdio.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, SECONDS_MOST = 100000000, TIME_BYTES = 64 };

/* "last", "this" or "next": of two, as in "this past week", the one that says more. */
static const struct capture *which_of(const struct work *w)
{
    const struct capture *first = get(w, ROLE_RELATIVE), *second = captured(w->match, ROLE_RELATIVE, 1);
    return second && first->number == 0 && second->number > 0 ? second : first;
}

static bool month_beside(struct work *w, const struct capture *month, int step)
{
    struct civil today = civil_of(w->calendar->today);
    int m = (int)month->number, year = today.year;
    if (get(w, ROLE_PERIOD))
        year += step;
    else if (step)
        year += step < 0 ? -(m >= today.month) : m <= today.month;
    return moment_set(w, (struct moment){ GRAIN_MONTH, day_of(year, m, 1), "" });
}

static bool season_beside(struct work *w, const struct capture *season, int step)
{
    struct civil today = civil_of(w->calendar->today);
    int begin = (int)season->number, year = today.year;
    if (get(w, ROLE_PERIOD))
        year += step;
    else if (step)
        year += step < 0 ? -(begin + 2 >= today.month) : begin <= today.month;
    return moment_set(w, (struct moment){ GRAIN_SEASON, day_of(year, begin, 1), { season->code.at[0], season->code.at[1], 0 } });
}

/* "last Tuesday" is the one before today, "coming Tuesday" the one after; "this" and "next" are of this week and the next. */
static bool weekday_beside(struct work *w, const struct capture *weekday, const struct capture *which, int base)
{
    int number = (int)weekday->number, step = which ? (int)which->number : 0;
    int day = moment_of(base, GRAIN_WEEK).day + number - 1 + 7 * step;
    if (get(w, ROLE_PERIOD))
        return moment_set(w, (struct moment){ GRAIN_DAY, day, "" });
    if (step < 0)
        day = weekday_near(base - 1, number, -1);
    else if (is_coded(which, "coming"))
        day = weekday_near(base + 1, number, 1);
    return moment_set(w, (struct moment){ GRAIN_DAY, day, "" });
}

static bool weekend_beside(struct work *w, const struct capture *which, int base)
{
    int day = base + (which ? 7 * (int)which->number : 0);
    if (!which && weekday_of(base) < 6 && tense(w) <= 0)
        day -= 7;
    return moment_set(w, moment_of(day, GRAIN_WEEKEND));
}

bool date_relative(struct work *w)
{
    const struct capture *which = which_of(w), *period = get(w, ROLE_PERIOD), *month = get(w, ROLE_MONTH);
    const struct capture *weekday = get(w, ROLE_WEEKDAY), *season = get(w, ROLE_SEASON);
    const struct calendar *c = w->calendar;
    int step = which ? (int)which->number : 0;
    if (!c->is_known)
        return true;
    bool is_anchored = (is_coded(which, "following") || is_coded(which, "before")) && c->anchor.grain >= GRAIN_DAY;
    int base = is_anchored ? c->anchor.day : c->today;
    if (month)
        return month_beside(w, month, step);
    if (season)
        return season_beside(w, season, step);
    if (weekday)
        return weekday_beside(w, weekday, which, base);
    if (get(w, ROLE_WEEKEND))
        return weekend_beside(w, which, base);
    enum grain grain = period ? grain_of(period) : GRAIN_NONE;
    return !grain || moment_set(w, moment_of(shifted(moment_of(base, grain).day, period, step), grain));
}

/* "the week after next". */
bool date_week_after(struct work *w)
{
    const struct capture *period = get(w, ROLE_PERIOD);
    return !w->calendar->is_known || moment_set(w, moment_of(shifted(w->calendar->today, period, 2), grain_of(period)));
}

bool date_dayword(struct work *w)
{
    int day = w->calendar->today + (int)get(w, ROLE_DAYWORD)->number;
    return !w->calendar->is_known || moment_set(w, (struct moment){ GRAIN_DAY, day, "" });
}

/* Hours and less are counted from the time of publication. */
static bool seconds_later(struct work *w, int sign)
{
    const struct capture *period = get(w, ROLE_PERIOD), *number = get(w, KIND_NUM), *half = get(w, ROLE_HALF);
    double unit = is_coded(period, "h") ? HOUR : is_coded(period, "min") ? MINUTE : 1;
    double count = sign * unit * (number ? number->number : half ? half->number : 1);
    if (w->calendar->seconds < 0 || fabs(count) > SECONDS_MOST)
        return true;
    long total = lround(w->calendar->seconds + count), day = total / DAY - (total % DAY < 0), rest = total - day * DAY;
    struct moment m = { GRAIN_DAY, w->calendar->today + (int)day, "" };
    char text[TIME_BYTES];
    size_t length = moment_write(&m, text);
    snprintf(text + length, 36, "T%02ld:%02ld:%02ld", rest / HOUR, rest / MINUTE % 60, rest % MINUTE);
    return iso_set(w, text);
}

/* Periods from the day of publication: the day, or the week, month or year that it lies in. */
static bool today_shifted(struct work *w, int sign, bool is_exact)
{
    const struct capture *dayword = get(w, ROLE_DAYWORD), *number = get(w, KIND_NUM);
    if (!w->calendar->is_known || (number && number->code.length))
        return true;                                          /* "hundreds of years ago" */
    struct moment m = periods_later(w, w->calendar->today + (dayword ? (int)dayword->number : 0), sign);
    if (m.grain == GRAIN_NONE)
        return seconds_later(w, sign);
    return moment_set(w, is_exact ? (struct moment){ GRAIN_DAY, m.day, "" } : moment_of(m.day, m.grain));
}

bool date_ago(struct work *w)
{
    return today_shifted(w, -1, false);
}

/* "in ten days" with a verb of the past is how long something took. */
bool date_ahead(struct work *w)
{
    if (tense(w) < 0) {
        w->value->type = VALUE_DURATION;
        w->value->first++;
        return date_duration(w);
    }
    return today_shifted(w, 1, true);
}

/* "three days from now". */
bool date_forth(struct work *w)
{
    return today_shifted(w, 1, true);
}

bool date_back(struct work *w)
{
    return today_shifted(w, -1, true);
}

/* Periods from the last date that the article named. */
static bool anchor_shifted(struct work *w, int sign)
{
    struct moment anchor = w->calendar->anchor;
    if (!w->calendar->is_known || anchor.grain == GRAIN_NONE)
        return true;
    struct moment m = periods_later(w, anchor.day, sign);
    if (m.grain == GRAIN_NONE)
        return true;
    bool is_day = anchor.grain == GRAIN_DAY || m.grain < anchor.grain;
    return moment_set(w, is_day ? (struct moment){ GRAIN_DAY, m.day, "" } : moment_of(m.day, anchor.grain));
}

bool date_later(struct work *w)
{
    return anchor_shifted(w, 1);
}

bool date_earlier(struct work *w)
{
    return anchor_shifted(w, -1);
}
