#include "date_work.h"

#include <stdlib.h>

enum { ABBREVIATION_MOST = 3, MONTHS_AROUND = 14, DATE_FIELDS = 3 };

/* "May" and "March" are verbs and names, too; "Jan" and "Jun" names; months in small letters are adverbs or verbs. */
static bool is_no_month(const struct work *w, const struct capture *month)
{
    const struct reader *r = w->reader;
    const struct token *token = &r->tokens[month->at];
    bool is_doubtful = month->number == 5 || month->number == 3;
    bool is_alone = w->match->last - w->match->first == 1;
    if (token->letters == CASE_LOWER)
        return true;
    if (!is_alone || (!is_doubtful && token->end - token->begin > ABBREVIATION_MOST))
        return false;
    const struct token *before = month->at == r->begin ? NULL : token - 1;
    const struct token *after = month->at + 1 < r->end ? token + 1 : NULL;
    if (!is_doubtful)
        return !before || !is_class(before, WORD_PREPOSITION);
    if (before && is_class(before, WORD_PREPOSITION | WORD_DETERMINER))
        return false;
    if (!before || before->kind == TOKEN_QUOTE || is_capitalised(before))
        return true;                                          /* "May the best win", "Theresa May" */
    return after && is_class(after, WORD_AUXILIARY | WORD_MODAL | WORD_HE);
}

/* "sat", "sun" in small letters. */
static bool is_no_weekday(const struct work *w, const struct capture *weekday)
{
    const struct token *token = &w->reader->tokens[weekday->at];
    return token->letters == CASE_LOWER && token->end - token->begin <= ABBREVIATION_MOST;
}

/* "Friday the 13th": the nearest month in which that day is that weekday. */
static bool weekday_and_day(struct work *w, int weekday, int day)
{
    struct civil today = civil_of(w->calendar->today);
    int direction = tense(w), best = 0, distance = 1000;
    for (int i = -MONTHS_AROUND; i <= MONTHS_AROUND; i++) {
        struct civil c = civil_of(months_later(day_of(today.year, today.month, 1), i));
        int found = day > days_in_month(c.year, c.month) ? 0 : day_of(c.year, c.month, day), away = found - w->calendar->today;
        bool is_against = (direction < 0 && away > 0) || (direction > 0 && away < 0);
        if (found && weekday_of(found) == weekday && !is_against && abs(away) < distance) {
            distance = abs(away);
            best = found;
        }
    }
    return !best || moment_set(w, (struct moment){ GRAIN_DAY, best, "" });
}

static bool weekday_alone(struct work *w, const struct capture *weekday)
{
    int day = weekday_near(w->calendar->today, (int)weekday->number, tense(w));
    return moment_set(w, (struct moment){ GRAIN_DAY, day, "" });
}

bool date_calendar(struct work *w)
{
    const struct capture *month = get(w, ROLE_MONTH), *mon = get(w, KIND_MON), *weekday = get(w, ROLE_WEEKDAY);
    const struct capture *day = get(w, KIND_DAY) ? get(w, KIND_DAY) : get(w, KIND_DAYTH);
    int year = 0, m = month ? (int)month->number : mon ? (int)mon->number : 0;
    bool has_year = written_year(w, &year);
    if (month && !day && !has_year && is_no_month(w, month))
        return false;
    if (weekday && !day && !month && is_no_weekday(w, weekday))
        return false;
    if (!has_year && !w->calendar->is_known)
        return true;
    if (m && !has_year)
        year = year_of_month(w, m, day ? (int)day->number : 0);
    if (m && day)
        return day_set(w, year, m, (int)day->number);
    if (m)
        return moment_set(w, (struct moment){ GRAIN_MONTH, day_of(year, m, 1), "" });
    if (weekday)
        return day ? weekday_and_day(w, (int)weekday->number, (int)day->number) : weekday_alone(w, weekday);
    return !has_year || moment_set(w, (struct moment){ GRAIN_YEAR, day_of(year, 1, 1), "" });
}

/* "11/20" without a year is a date only where a preposition or a weekday says so. */
static bool is_placed(const struct work *w)
{
    bool is_first = w->match->first == w->reader->begin;
    return get(w, ROLE_WEEKDAY) || (!is_first && is_class(&w->reader->tokens[w->match->first - 1], WORD_PREPOSITION));
}

bool date_slashed(struct work *w)
{
    int year = 0, day = (int)get(w, KIND_DAY)->number, month = (int)get(w, KIND_MON)->number;
    if (!written_year(w, &year)) {
        if (!is_placed(w) || !w->calendar->is_known)
            return false;
        year = year_of_month(w, month, day);
    }
    return day_set(w, year, month, day);
}

/* "05.02.2025", "2025.02.05", and "20250205". */
bool date_dotted(struct work *w)
{
    int field[DATE_FIELDS] = { 0 }, n = 0;
    const struct capture *compact = get(w, KIND_COMPACT);
    if (compact) {
        int value = (int)compact->number;
        return day_set(w, value / 10000, value / 100 % 100, value % 100);
    }
    struct span text = get(w, KIND_DOTTED)->code;
    for (size_t i = 0; i < text.length && n < DATE_FIELDS; i++) {
        if (text.at[i] == '.')
            n++;
        else if (text.at[i] >= '0' && text.at[i] <= '9' && field[n] < 10000)
            field[n] = field[n] * 10 + (text.at[i] - '0');
        else
            return false;
    }
    bool is_year_first = field[0] > 999;
    int year = is_year_first ? field[0] : field[2], day = is_year_first ? field[2] : field[0];
    return n == 2 && year >= 1000 && year < 2200 && day <= 31 && field[1] <= 12 && day_set(w, year, field[1], day);
}

bool date_days(struct work *w)
{
    const struct capture *month = get(w, ROLE_MONTH), *from = get(w, KIND_DAY), *to = captured(w->match, KIND_DAY, 1);
    int year = 0, m = (int)month->number;
    if (!written_year(w, &year)) {
        if (!w->calendar->is_known)
            return true;
        year = year_of_month(w, m, (int)from->number);
    }
    if (to->number > days_in_month(year, m) || from->number >= to->number)
        return false;
    return interval_set(w, (struct moment){ GRAIN_DAY, day_of(year, m, (int)from->number), "" },
                        (struct moment){ GRAIN_DAY, day_of(year, m, (int)to->number), "" });
}

bool date_months(struct work *w)
{
    int year = (int)get(w, KIND_YEAR)->number;
    int from = (int)get(w, ROLE_MONTH)->number, to = (int)captured(w->match, ROLE_MONTH, 1)->number;
    return interval_set(w, (struct moment){ GRAIN_MONTH, day_of(from > to ? year - 1 : year, from, 1), "" },
                        (struct moment){ GRAIN_MONTH, day_of(year, to, 1), "" });
}

bool date_years(struct work *w)
{
    const struct capture *second = captured(w->match, KIND_YEAR, 1), *yy = get(w, KIND_YY);
    int from = (int)get(w, KIND_YEAR)->number, to = second ? (int)second->number : from / 100 * 100 + (int)yy->number;
    struct moment first = { GRAIN_YEAR, day_of(from, 1, 1), "" }, last = { GRAIN_YEAR, day_of(to, 1, 1), "" };
    return to > from && interval_set(w, first, last);
}
