/* One date while it is resolved: what the files that do it share. Only they include this. */
#ifndef EXTRACT_DATE_WORK_H
#define EXTRACT_DATE_WORK_H

#include "date_resolve.h"

struct work {
    const struct date_match *match;
    const struct reader *reader;
    struct calendar *calendar;
    struct value *value;
};

/* Of a rule's action: fills the value. False where it is no date after all; true without `iso` where it can't be resolved. */
typedef bool resolver(struct work *work);

/* date_calendar.c: days, months and years as they are written */
resolver date_calendar, date_slashed, date_dotted, date_days, date_months, date_years;
/* date_named.c: holidays, seasons, quarters, decades, weeks */
resolver date_holiday, date_season, date_quarter, date_half, date_decade, date_century, date_nth_of, date_nth_day, date_nth_weekday,
    date_last_of, date_week_number, date_week_of;
/* date_relative.c: from the day of publication, or from a date before */
resolver date_relative, date_week_after, date_dayword, date_ago, date_ahead, date_forth, date_back, date_later, date_earlier;
/* date_length.c: how long and how often */
resolver date_duration, date_past_period, date_set;
/* date_clock.c: times of the day */
resolver date_part, date_clock, date_past_hour, date_to_hour;

/* The first capture of a kind, or NULL. */
static inline const struct capture *get(const struct work *w, unsigned kind)
{
    return captured(w->match, kind, 0);
}

static inline bool is_coded(const struct capture *capture, const char *code)
{
    return capture && span_equal(capture->code, span_of(code));
}

/* They set the value's `iso`; false when memory is short. The last moment set is what later dates may be counted from. */
bool iso_set(struct work *work, const char *text);
bool moment_set(struct work *work, struct moment moment);
bool interval_set(struct work *work, struct moment from, struct moment to);
bool day_set(struct work *work, int year, int month, int day);

/* The tense of the words around: -1, 0, 1. */
int tense(const struct work *work);

/* The year that the date names; false if it names none. */
bool written_year(const struct work *work, int *year);

/* The year of a month, or of one of its days, that stands without one. */
int year_of_month(const struct work *work, int month, int day);

/* The weekday nearest to a day: back from it, or ahead of it; the day itself counts. */
int weekday_near(int day, int weekday, int direction);

/* What stretch a period is, and the day so many of them on. */
enum grain grain_of(const struct capture *period);
int shifted(int day, const struct capture *period, double count);

/* `count` of the date's periods added up, from a day on. GRAIN_NONE for hours and less. */
struct moment periods_later(const struct work *work, int day, double sign);

#endif
