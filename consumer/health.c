#include "health.h"

#include "clock.h"

#include <stdio.h>

/* NULL for a lane that is well. */
static const char *lane_illness(struct health *health, struct lanes *lanes, size_t which, uint64_t now)
{
    const struct lane *lane = lanes_at(lanes, which);
    const struct lane_counts *counts = lane_counts(lane);
    uint64_t articles = atomic_load(&counts->articles), since = atomic_load(&health->seen[which].since);
    if (lane_has_ended(lane))
        return "has ended";
    if (since == 0 || articles != atomic_load(&health->seen[which].articles) || atomic_load(&counts->waiting) == 0) {
        atomic_store(&health->seen[which].articles, articles);
        atomic_store(&health->seen[which].since, now);
        return NULL;
    }
    return now > since + atomic_load(&health->patience) ? "makes no progress although messages wait" : NULL;
}

bool health_is_live(struct health *health, struct lanes *lanes, struct buffer *why)
{
    char line[128];
    bool is_live = true;
    uint64_t now = clock_ms();
    for (size_t i = 0; i < lanes_count(lanes) && i < HEALTH_LANES; i++) {
        const char *illness = lane_illness(health, lanes, i, now);
        if (!illness)
            continue;
        is_live = false;
        snprintf(line, sizeof line, "lane %zu %s\n", i, illness);
        if (why)
            buffer_put(why, span_of(line));
    }
    return is_live;
}

bool health_is_ready(const struct lanes *lanes, struct buffer *why)
{
    bool has_joined = lanes_tally(lanes).rebalances > 0, has_lost = has_lane_ended(lanes);
    if (!has_joined || has_lost)
        buffer_put(why, has_lost ? SPAN("a lane has ended\n") : SPAN("not in its group yet\n"));
    return has_joined && !has_lost;
}
