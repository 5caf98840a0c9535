#include "date_work.h"

#include <stdlib.h>

enum { MONTH_AND_DAY = 2, HOLIDAY_FIELDS = 3, FAR = 100000, AGAINST_TENSE = 300, WEEKS_MOST = 53 };

/* The year that a date names, or that of "this year", "last year", or the current one; 0 where none is known. */
static int year_named(const struct work *w)
{
    int year = 0;
    const struct capture *which = get(w, ROLE_RELATIVE);
    if (written_year(w, &year))
        return year;
    return w->calendar->is_known ? civil_of(w->calendar->today).year + (which ? (int)which->number : 0) : 0;
}

/* A holiday's day in a year, by its code: "12-25", "11-4-4" (fourth Thursday of November), "easter" and days from it. */
static int holiday_of(const struct capture *holiday, int year)
{
    int field[HOLIDAY_FIELDS] = { 0 }, n = 0;
    if (is_coded(holiday, "easter"))
        return easter_of(year) + (int)holiday->number;
    for (size_t i = 0; i < holiday->code.length && n < HOLIDAY_FIELDS; i++) {
        if (holiday->code.at[i] == '-')
            n++;
        else
            field[n] = field[n] * 10 + (holiday->code.at[i] - '0');
    }
    if (n != MONTH_AND_DAY)
        return day_of(year, field[0], field[1]);
    int day = weekday_near(day_of(year, field[0], 1), field[1], 1) + 7 * (field[2] - 1);
    return civil_of(day).month == field[0] ? day : day - 7;
}

/* The nearest one, on the side that the tense, "last" or "next" tells. */
static int holiday_near(const struct work *w, const struct capture *holiday)
{
    const struct capture *which = get(w, ROLE_RELATIVE);
    int direction = which ? (int)which->number : tense(w), year = civil_of(w->calendar->today).year, best = 0, distance = FAR;
    for (int y = year - 1; y <= year + 1; y++) {
        int day = holiday_of(holiday, y), away = day - w->calendar->today;
        bool is_against = (direction < 0 && away > 0) || (direction > 0 && away < 0);
        int cost = abs(away) + (!is_against ? 0 : which ? FAR / 2 : AGAINST_TENSE);
        if (cost < distance) {
            distance = cost;
            best = day;
        }
    }
    return best;
}

bool date_holiday(struct work *w)
{
    const struct capture *holiday = get(w, ROLE_HOLIDAY);
    int year = 0;
    bool has_year = written_year(w, &year);
    if (!has_year && !w->calendar->is_known)
        return true;
    if (!has_year && get(w, ROLE_PERIOD)) {
        year = year_named(w);
        has_year = true;
    }
    int day = has_year ? holiday_of(holiday, year) : holiday_near(w, holiday);
    return moment_set(w, get(w, ROLE_WEEKEND) ? moment_of(day, GRAIN_WEEKEND) : (struct moment){ GRAIN_DAY, day, "" });
}

static bool season_set(struct work *w, int year, const struct capture *s)
{
    struct moment m = { GRAIN_SEASON, day_of(year, (int)s->number, 1), { s->code.at[0], s->code.at[1], 0 } };
    return moment_set(w, m);
}

/* "spring" and "fall" are other things, too: a code that ends with "?" or "!" says so. */
bool date_season(struct work *w)
{
    const struct capture *s = get(w, ROLE_SEASON);
    int year = 0;
    char doubt = s->code.length > 2 ? s->code.at[2] : 0;
    const struct token *before = s->at > w->reader->begin ? &w->reader->tokens[s->at - 1] : NULL;
    bool is_placed = before && is_class(before, WORD_PREPOSITION);
    if (written_year(w, &year))
        return season_set(w, year, s);
    if (doubt == '!' || (doubt && !is_placed))
        return false;
    if (!is_placed || !w->calendar->is_known)
        return is_placed || w->match->last - w->match->first > 1;
    struct civil today = civil_of(w->calendar->today);
    int direction = tense(w), month = (int)s->number;
    int step = direction < 0 && month > today.month ? -1 : direction > 0 && month + 2 < today.month ? 1 : 0;
    return season_set(w, today.year + step, s);
}

static bool part_of_year(struct work *w, const struct capture *nth, int most, int months, enum grain grain)
{
    int year = year_named(w);
    if (!nth || nth->number < 1 || nth->number > most)
        return false;
    return !year || moment_set(w, (struct moment){ grain, day_of(year, ((int)nth->number - 1) * months + 1, 1), "" });
}

bool date_quarter(struct work *w)
{
    const struct capture *nth = get(w, KIND_NTH), *name = get(w, ROLE_QUARTER_NAME);
    if (is_coded(name, "half"))
        return part_of_year(w, name, 2, 6, GRAIN_HALF);
    return part_of_year(w, nth ? nth : name, 4, 3, GRAIN_QUARTER);
}

bool date_half(struct work *w)
{
    return part_of_year(w, get(w, KIND_NTH), 2, 6, GRAIN_HALF);
}

bool date_decade(struct work *w)
{
    const struct capture *word = get(w, ROLE_DECADE_WORD);
    int year = word ? 1900 + (int)word->number : 0;
    if (!word && (!written_year(w, &year) || year % 10))
        return false;
    bool is_age = w->reader->begin < w->match->first && is_class(&w->reader->tokens[w->match->first - 1], WORD_POSSESSIVE);
    return !(word && is_age) && moment_set(w, (struct moment){ GRAIN_DECADE, day_of(year, 1, 1), "" });
}

bool date_century(struct work *w)
{
    double nth = get(w, KIND_NTH)->number;
    return nth > 99 || nth < 2 || moment_set(w, (struct moment){ GRAIN_CENTURY, day_of(((int)nth - 1) * 100, 1, 1), "" });
}

/* ISO weeks: the first is the one with the year's first Thursday; those of months the same. */
static bool week_of_year(struct work *w, int year, int number)
{
    int monday = moment_of(day_of(year, 1, 4), GRAIN_WEEK).day;
    return number < 1 || number > WEEKS_MOST || moment_set(w, (struct moment){ GRAIN_WEEK, monday + 7 * (number - 1), "" });
}

/* The month that a date is within: named, or "next month"; false where it is not known. */
static bool month_within(const struct work *w, int *year, int *month)
{
    const struct capture *named = get(w, ROLE_MONTH), *which = get(w, ROLE_RELATIVE);
    bool has_year = written_year(w, year);
    if (!has_year && !w->calendar->is_known)
        return false;
    if (named) {
        *month = (int)named->number;
        *year = has_year ? *year : year_of_month(w, *month, 0);
        return true;
    }
    struct civil c = civil_of(months_later(moment_of(w->calendar->today, GRAIN_MONTH).day, which ? (int)which->number : 0));
    *year = c.year;
    *month = c.month;
    return true;
}

static bool is_in_year(const struct work *w)
{
    const struct capture *within = captured(w->match, ROLE_PERIOD, 1);
    return !get(w, ROLE_MONTH) && (!within || is_coded(within, "Y"));
}

/* "the second week of May", "the third month of the year". */
bool date_nth_of(struct work *w)
{
    const struct capture *period = get(w, ROLE_PERIOD), *nth = get(w, KIND_NTH);
    int year = 0, month = 0, n = (int)nth->number;
    if (!w->calendar->is_known && !get(w, KIND_YEAR))
        return true;
    if (is_in_year(w) && is_coded(period, "W"))
        return week_of_year(w, year_named(w), n);
    if (is_coded(period, "M"))
        return n < 1 || n > 12 || moment_set(w, (struct moment){ GRAIN_MONTH, day_of(year_named(w), n, 1), "" });
    if (!is_coded(period, "W") || !month_within(w, &year, &month) || n < 1 || n > 5)
        return true;
    return moment_set(w, (struct moment){ GRAIN_WEEK, moment_of(day_of(year, month, 4), GRAIN_WEEK).day + 7 * (n - 1), "" });
}

/* "the last week of May", "the last day of the year". */
bool date_last_of(struct work *w)
{
    const struct capture *period = get(w, ROLE_PERIOD);
    int year = 0, month = 12;
    if (!w->calendar->is_known && !get(w, KIND_YEAR))
        return true;
    if (is_in_year(w))
        year = year_named(w);
    else if (!month_within(w, &year, &month))
        return true;
    int after = months_later(day_of(year, month, 1), 1);
    if (is_coded(period, "D"))
        return moment_set(w, (struct moment){ GRAIN_DAY, after - 1, "" });
    return !is_coded(period, "W") || moment_set(w, moment_of(after - 4, GRAIN_WEEK));
}

/* "the 15th day of June"; "the 15th" alone only where no noun follows ("the 15th floor"). */
bool date_nth_day(struct work *w)
{
    const struct capture *nth = get(w, KIND_NTH) ? get(w, KIND_NTH) : get(w, KIND_DAYTH);
    const struct reader *r = w->reader;
    uint32_t last = w->match->last;
    int year = 0, month = 0;
    if (!get(w, ROLE_PERIOD) && last < r->end && !is_class(&r->tokens[last], WORD_FUNCTION | WORD_PREPOSITION | WORD_CONJUNCTION) &&
        r->tokens[last].kind != TOKEN_PUNCTUATION)
        return false;
    if (!month_within(w, &year, &month))
        return true;
    int day = (int)nth->number;
    if (!get(w, ROLE_MONTH) && !get(w, ROLE_RELATIVE) && !get(w, ROLE_PERIOD) && tense(w) < 0 && day > civil_of(w->calendar->today).day) {
        struct civil before = civil_of(months_later(day_of(year, month, 1), -1));
        year = before.year, month = before.month;
    }
    return day_set(w, year, month, day);
}

bool date_nth_weekday(struct work *w)
{
    int year = 0, month = 0;
    double nth = get(w, KIND_NTH)->number;
    if (nth < 1 || nth > 5 || !month_within(w, &year, &month))
        return true;
    int day = weekday_near(day_of(year, month, 1), (int)get(w, ROLE_WEEKDAY)->number, 1) + 7 * ((int)nth - 1);
    return moment_set(w, (struct moment){ GRAIN_DAY, day, "" });
}

bool date_week_number(struct work *w)
{
    double number = get(w, KIND_NUM)->number;
    int year = year_named(w);
    return !year || number > WEEKS_MOST || week_of_year(w, year, (int)number);
}

/* "the week of 4 February", "the weekend of Easter". */
bool date_week_of(struct work *w)
{
    bool is_date = get(w, ROLE_HOLIDAY) ? date_holiday(w) : date_calendar(w);
    enum grain grain = get(w, ROLE_WEEKEND) ? GRAIN_WEEKEND : GRAIN_WEEK;
    return is_date && (!w->value->iso.at || moment_set(w, moment_of(w->calendar->anchor.day, grain)));
}
