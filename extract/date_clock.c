#include "date_work.h"

#include <stdio.h>

enum { NOON = 12, ISO_BYTES = 32 };

static bool clock_set(struct work *w, int hour, int minute, int second)
{
    const struct capture *half = get(w, ROLE_AMPM), *part = get(w, ROLE_PART);
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second > 59 || (half && hour > NOON))
        return false;
    bool is_afternoon = (half && half->number == NOON) || (part && !is_coded(part, "MO"));
    if (is_afternoon && hour < NOON)
        hour += NOON;
    else if (half && half->number == 0 && hour == NOON)
        hour = 0;
    char text[ISO_BYTES];
    if (second >= 0)
        snprintf(text, sizeof text, "T%02d:%02d:%02d", hour, minute, second);
    else
        snprintf(text, sizeof text, "T%02d:%02d", hour, minute);
    return iso_set(w, text);
}

/* "6.30" as an hour and its minutes. */
static bool hour_and_minutes(struct span text, int *hour, int *minute)
{
    size_t point = 0;
    *hour = 0;
    for (; point < text.length && text.at[point] != '.'; point++)
        *hour = *hour * 10 + (text.at[point] - '0');
    if (text.length - point != 3)
        return false;
    *minute = (text.at[point + 1] - '0') * 10 + (text.at[point + 2] - '0');
    return true;
}

/* Without "a.m." and the like an hour is one only right behind a day, and before no noun: "on Friday at 7". */
static bool is_bare_hour(const struct work *w)
{
    const struct reader *r = w->reader;
    uint32_t last = w->match->last;
    bool goes_on = phrase_at(r, last, ROLE_BIT(ROLE_AMPM) | ROLE_BIT(ROLE_OCLOCK)) || (is_mark(r, last, ':') && is_glued(r, last));
    if (w->calendar->day_end != w->match->first || w->match->first == r->begin || goes_on)
        return false;
    return last >= r->end || r->tokens[last].kind == TOKEN_PUNCTUATION || r->tokens[last].kind == TOKEN_QUOTE ||
           is_class(&r->tokens[last], WORD_FUNCTION | WORD_PREPOSITION | WORD_CONJUNCTION);
}

bool date_clock(struct work *w)
{
    const struct capture *hour = get(w, KIND_HOUR), *minute = get(w, KIND_MIN), *second = captured(w->match, KIND_MIN, 1);
    const struct capture *noon = get(w, ROLE_NOON), *dotted = get(w, KIND_HOURMIN);
    bool is_marked = noon || get(w, ROLE_AMPM) || get(w, ROLE_OCLOCK) || get(w, ROLE_PART) ||
                     (minute && is_mark(w->reader, minute->at - 1, ':'));
    if (!is_marked && !is_bare_hour(w))
        return false;
    int h, m;
    if (noon)
        return clock_set(w, (int)noon->number, 0, -1);
    if (dotted)
        return hour_and_minutes(dotted->code, &h, &m) && clock_set(w, h, m, -1);
    return clock_set(w, (int)hour->number, minute ? (int)minute->number : 0, second ? (int)second->number : -1);
}

/* Minutes of "half past", "a quarter to", "ten past". */
static int minutes_of(const struct work *w)
{
    const struct capture *number = get(w, KIND_NUM), *part = get(w, ROLE_FRACTION);
    return number ? (int)number->number : part && part->number > 0 ? (int)(60 / part->number) : 0;
}

bool date_past_hour(struct work *w)
{
    return clock_set(w, (int)get(w, KIND_HOUR)->number, minutes_of(w), -1);
}

bool date_to_hour(struct work *w)
{
    return clock_set(w, (int)get(w, KIND_HOUR)->number - 1, 60 - minutes_of(w), -1);
}

/* The day of "Tuesday evening", "next Friday night", "the night of 4 May"; false if it is no date after all. */
static bool part_day(struct work *w, int *day)
{
    const struct capture *which = get(w, ROLE_RELATIVE), *weekday = get(w, ROLE_WEEKDAY), *dayword = get(w, ROLE_DAYWORD);
    if (get(w, ROLE_MONTH)) {
        if (!date_calendar(w))
            return false;
        *day = w->calendar->anchor.day;
    } else if (weekday && get(w, ROLE_PERIOD)) {
        *day = moment_of(*day, GRAIN_WEEK).day + (int)weekday->number - 1 + 7 * (which ? (int)which->number : 0);
    } else if (weekday) {
        *day = weekday_near(*day, (int)weekday->number, tense(w)) + (which && which->number > 0 ? 7 : 0);
    } else if (dayword) {
        *day += (int)dayword->number;
    } else if (which) {
        *day += (int)which->number;
    }
    return true;
}

bool date_part(struct work *w)
{
    const struct capture *p = get(w, ROLE_PART) ? get(w, ROLE_PART) : get(w, ROLE_TONIGHT);
    bool is_placed = get(w, ROLE_RELATIVE) || get(w, ROLE_WEEKDAY) || get(w, ROLE_DAYWORD) || get(w, ROLE_MONTH) || get(w, ROLE_TONIGHT);
    if (!is_placed)
        return iso_set(w, (char[]){ 'T', p->code.at[0], p->code.at[1], 0 });
    if (!w->calendar->is_known)
        return true;
    struct moment m = { GRAIN_DAY, w->calendar->today, "" };
    if (!part_day(w, &m.day))
        return false;
    char text[2 * ISO_BYTES];
    size_t length = moment_write(&m, text);
    snprintf(text + length, 8, "T%.2s", p->code.at);
    w->calendar->anchor = m;
    return iso_set(w, text);
}
