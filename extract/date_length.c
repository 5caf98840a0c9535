#include "date_work.h"

#include <stdio.h>

enum { ISO_BYTES = 64, PERIODS_MOST = 3, MONTHS_OF_QUARTER = 3 };

/* Periods by their codes: the letter that ISO 8601 has for them, in how many of it they come, and their UCUM code. */
static const struct length_unit {
    char code[4], letter;
    int times;
    bool is_time;
    const char *ucum;
} units[] = {
    { "s", 'S', 1, true, "s" }, { "min", 'M', 1, true, "min" }, { "h", 'H', 1, true, "h" }, { "D", 'D', 1, false, "d" },
    { "N", 'D', 1, false, "d" }, { "W", 'W', 1, false, "wk" }, { "M", 'M', 1, false, "mo" }, { "Q", 'M', 3, false, "mo" },
    { "Y", 'Y', 1, false, "a" },
};

static const struct length_unit *unit_of(const struct capture *period)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (is_coded(period, units[i].code))
            return &units[i];
    return NULL;
}

/* The nth period, in words or as a letter: "3 hours", "3h". */
static const struct capture *period_of(const struct work *w, unsigned nth)
{
    const struct capture *period = captured(w->match, ROLE_PERIOD, nth);
    return period ? period : captured(w->match, ROLE_LETTER_PERIOD, nth);
}

/* How many of the nth period: its number, a half of one, or one and a half. */
static double count_of(const struct work *w, unsigned nth, bool is_max)
{
    const struct capture *number = captured(w->match, KIND_NUM, nth), *half = nth ? NULL : get(w, ROLE_HALF);
    if (w->match->action == ACTION_SET && !get(w, ROLE_SET))
        return 1;                                             /* "three times a year" */
    if (number && half)
        return number->number + half->number;
    if (number)
        return is_max ? number->max : number->number;
    bool is_added = half && half->at > period_of(w, nth)->at;
    return half ? half->number + (is_added ? 1 : 0) : 1;
}

/* Writes "P2Y6M", "PT36H"; 0 if it is too long or not known how long. */
static size_t length_write(const struct work *w, bool is_max, char *out)
{
    size_t length = 1;
    bool is_time = false;
    const struct capture *period;
    out[0] = 'P';
    for (unsigned i = 0; i < PERIODS_MOST && (period = period_of(w, i)); i++) {
        const struct length_unit *unit = unit_of(period);
        double count = unit ? count_of(w, i, is_max) * period->number * unit->times : 0;
        if (!unit || count > 1e15 || length > ISO_BYTES / 2)
            return 0;
        if (unit->is_time && !is_time)
            out[length++] = 'T';
        is_time |= unit->is_time;
        length += (size_t)snprintf(out + length, 20, "%.15g%c", count, unit->letter);
    }
    out[length] = '\0';
    return length;
}

bool date_duration(struct work *w)
{
    const struct capture *period = period_of(w, 0), *number = get(w, KIND_NUM);
    const struct length_unit *unit = period ? unit_of(period) : NULL;
    char text[2 * ISO_BYTES];
    if (!unit)
        return true;
    w->value->has_number = true;
    w->value->number = count_of(w, 0, false) * period->number * unit->times;
    w->value->unit = span_of(unit->ucum);
    if (number && number->code.length)
        w->value->comparator = COMPARATOR_MORE;               /* "hundreds of hours" */
    size_t length = length_write(w, false, text);
    if (length && number && number->max > number->number) {
        w->value->has_number_max = true;
        w->value->number_max = count_of(w, 0, true) * period->number * unit->times;
        text[length++] = '/';
        if (!length_write(w, true, text + length))
            return true;
    }
    return !length || iso_set(w, text);
}

/* "the past year" is a length; "the last quarter" the one before this. */
bool date_past_period(struct work *w)
{
    if (!is_coded(get(w, ROLE_PERIOD), "Q"))
        return date_duration(w);
    w->value->type = VALUE_DATE;
    int day = months_later(moment_of(w->calendar->today, GRAIN_QUARTER).day, -MONTHS_OF_QUARTER);
    return !w->calendar->is_known || moment_set(w, (struct moment){ GRAIN_QUARTER, day, "" });
}

bool date_set(struct work *w)
{
    w->value->is_set = true;
    if (get(w, ROLE_PERIOD))
        return date_duration(w);
    return iso_set(w, get(w, ROLE_WEEKDAY) ? "P1W" : get(w, ROLE_MONTH) || get(w, ROLE_SEASON) ? "P1Y" : "P1D");
}
