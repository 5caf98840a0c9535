#include "value_join.h"

enum { DAY_BYTES = 10, GAP_MOST = 1, NOON = 12, NIGHT_ENDS = 5 };

static struct span put_together(struct arena *arena, struct span a, const char *mark, struct span b)
{
    size_t gap = strlen(mark);
    char *bytes = arena_take(arena, a.length + gap + b.length);
    if (!bytes)
        return (struct span){ 0 };
    memcpy(bytes, a.at, a.length);
    memcpy(bytes + a.length, mark, gap);
    memcpy(bytes + a.length + gap, b.at, b.length);
    return (struct span){ bytes, a.length + gap + b.length };
}

static void widen(const struct reader *r, struct value *before, const struct value *v)
{
    before->last = v->last;
    before->range.end = r->tokens[v->last - 1].end;
}

/* "2025-02-04" or "2025-02-04TEV": has a day. */
static bool has_day(const struct value *v)
{
    return v->iso.length >= DAY_BYTES && v->iso.at[4] == '-' && v->iso.at[7] == '-' && !memchr(v->iso.at, '/', v->iso.length) &&
           (v->iso.length == DAY_BYTES || v->iso.at[DAY_BYTES] == 'T');
}

static bool is_clock(struct span iso)
{
    return iso.length >= 6 && iso.at[0] == 'T' && iso.at[3] == ':';
}

/* "TMO", "2025-02-04TEV": a part of the day is all that it says of the hour. */
static bool is_part(struct span iso)
{
    return iso.length >= 3 && iso.at[iso.length - 3] == 'T' && iso.at[iso.length - 1] >= 'A';
}

/* Seven in the evening is nineteen o'clock. */
static struct span clock_in(struct arena *arena, struct span clock, struct span part)
{
    int hour = (clock.at[1] - '0') * 10 + clock.at[2] - '0';
    const char *code = part.at + part.length - 2;
    bool is_early = memcmp(code, "MO", 2) == 0 || (memcmp(code, "NI", 2) == 0 && hour < NIGHT_ENDS);
    char *bytes = is_early || hour >= NOON ? NULL : arena_take(arena, clock.length);
    if (!bytes)
        return clock;
    memcpy(bytes, clock.at, clock.length);
    bytes[1] = (char)('0' + (hour + NOON) / 10);
    bytes[2] = (char)('0' + (hour + NOON) % 10);
    return (struct span){ bytes, clock.length };
}

/* "Tuesday at 7 p.m.", "7 p.m. on Tuesday", "tonight at 8", "in the morning at 7". */
static bool day_and_time(struct arena *arena, const struct value *before, const struct value *v, struct span *iso)
{
    const struct value *clock = is_clock(v->iso) ? v : is_clock(before->iso) ? before : NULL;
    const struct value *other = clock == v ? before : v;
    if (!clock || other->is_set)
        return false;
    struct span time = is_part(other->iso) ? clock_in(arena, clock->iso, other->iso) : clock->iso;
    if (has_day(other) && (other->iso.length == DAY_BYTES || is_part(other->iso)))
        *iso = put_together(arena, (struct span){ other->iso.at, DAY_BYTES }, "", time);
    else if (is_part(other->iso) && other->iso.length == 3)
        *iso = time;
    else
        return false;
    return iso->at;
}

static bool is_range(const struct reader *r, const struct value *before, const struct value *v)
{
    bool is_joint = is_link(r, before->last, "to") || is_mark(r, before->last, '-');
    return is_joint && v->first - before->last == 1 && before->type == VALUE_DATE && v->type == VALUE_DATE && before->iso.length &&
           v->iso.length && before->iso.length <= DAY_BYTES && v->iso.length <= DAY_BYTES && !before->is_set && !v->is_set;
}

bool value_join(const struct reader *r, struct arena *arena, struct value *before, const struct value *v)
{
    if (before->first < r->begin || before->last > v->first || v->first - before->last > GAP_MOST || !before->iso.at || !v->iso.at)
        return false;
    bool is_beside = v->first == before->last || is_mark(r, before->last, ',') || is_link(r, before->last, "at");
    struct span iso;
    if (is_range(r, before, v)) {
        iso = put_together(arena, before->iso, "/", v->iso);
    } else if (is_beside && day_and_time(arena, before, v, &iso)) {
        before->type = VALUE_TIME;
    } else {
        return false;
    }
    if (!iso.at)
        return false;
    before->iso = iso;
    widen(r, before, v);
    return true;
}
