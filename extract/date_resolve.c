#include "date_work.h"

/* Without a resolver: a date that nothing more can be said of. */
static resolver *const resolvers[ACTION_COUNT] = {
    [ACTION_CALENDAR] = date_calendar, [ACTION_SLASHED] = date_slashed, [ACTION_DOTTED] = date_dotted, [ACTION_DAYS] = date_days,
    [ACTION_MONTHS] = date_months, [ACTION_YEARS] = date_years, [ACTION_RELATIVE] = date_relative, [ACTION_WEEK_AFTER] = date_week_after,
    [ACTION_HOLIDAY] = date_holiday, [ACTION_SEASON] = date_season, [ACTION_QUARTER] = date_quarter, [ACTION_HALF] = date_half,
    [ACTION_DECADE] = date_decade, [ACTION_CENTURY] = date_century, [ACTION_NTH_OF] = date_nth_of, [ACTION_NTH_DAY] = date_nth_day,
    [ACTION_NTH_WEEKDAY] = date_nth_weekday, [ACTION_LAST_OF] = date_last_of, [ACTION_WEEK_NUMBER] = date_week_number,
    [ACTION_WEEK_OF] = date_week_of, [ACTION_DAYWORD] = date_dayword, [ACTION_AGO] = date_ago, [ACTION_AHEAD] = date_ahead,
    [ACTION_FORTH] = date_forth, [ACTION_BACK] = date_back, [ACTION_LATER] = date_later, [ACTION_EARLIER] = date_earlier,
    [ACTION_DURATION] = date_duration, [ACTION_PAST_PERIOD] = date_past_period,
    [ACTION_SET] = date_set, [ACTION_PART] = date_part, [ACTION_CLOCK] = date_clock,
    [ACTION_PAST_HOUR] = date_past_hour, [ACTION_TO_HOUR] = date_to_hour,
};

/* A date that can't be resolved after all leaves no trace for those behind it. */
static bool resolve(struct work *w)
{
    struct moment anchor = w->calendar->anchor;
    resolver *resolve_action = resolvers[w->match->action];
    w->value->type = w->match->type;
    if (!resolve_action || resolve_action(w))
        return true;
    w->calendar->anchor = anchor;
    return false;
}

/* The date that periods are counted from: "two weeks before 5 May"; its last token, 0 for none. */
static uint32_t base_read(const struct date_rules *rules, struct work *w, struct moment *base)
{
    struct date_match match;
    struct value value = { 0 };
    struct moment anchor = w->calendar->anchor;
    struct work of = { &match, w->reader, w->calendar, &value };
    if (w->match->last >= w->reader->end || !date_match(rules, w->reader, w->match->last, &match) || match.type != VALUE_DATE)
        return 0;
    w->calendar->anchor = (struct moment){ .grain = GRAIN_NONE };
    bool is_found = resolve(&of) && value.iso.at && !value.is_set && w->calendar->anchor.grain != GRAIN_NONE;
    *base = w->calendar->anchor;
    w->calendar->anchor = anchor;
    return is_found ? match.last : 0;
}

/* "three days after" with a date behind it is a date; without one a length of time, the last word standing outside. */
static bool from_date(const struct date_rules *rules, struct work *w)
{
    struct moment base;
    int sign = w->match->action == ACTION_FROM ? 1 : -1;
    uint32_t last = base_read(rules, w, &base);
    struct moment m = last ? periods_later(w, base.day, sign) : (struct moment){ GRAIN_NONE, 0, "" };
    bool is_counted = get(w, KIND_NUM) || get(w, ROLE_ARTICLE);
    w->value->type = is_counted && m.grain == GRAIN_NONE ? VALUE_DURATION : VALUE_DATE;
    if (m.grain != GRAIN_NONE) {
        bool is_day = base.grain > m.grain || base.grain == GRAIN_DAY;
        w->value->last = last;
        return moment_set(w, is_day ? (struct moment){ GRAIN_DAY, m.day, "" } : moment_of(m.day, base.grain));
    }
    if (!is_counted)
        return true;                                          /* "the day after" */
    w->value->last--;
    return date_duration(w);
}

bool date_read(const struct date_rules *rules, const struct reader *r, struct calendar *c, uint32_t at, struct date_match *match,
               struct value *value)
{
    if (!date_match(rules, r, at, match))
        return false;
    *value = (struct value){ .first = at, .last = match->last };
    struct work w = { match, r, c, value };
    return match->action == ACTION_FROM || match->action == ACTION_UNTIL ? from_date(rules, &w) : resolve(&w);
}
