/* Do the lanes work? For whoever restarts dead processes. */
#ifndef CONSUMER_HEALTH_H
#define CONSUMER_HEALTH_H

#include "consumer/lanes.h"

enum { HEALTH_LANES = 256 };

/* What was seen of each lane, from call to call. Zeroed, but for its patience. */
struct health {
    _Atomic uint64_t patience;                   /* ms without progress, although messages wait, until a lane counts as dead */
    struct {
        _Atomic uint64_t articles, since;        /* since when (ms, monotonic) they are so many */
    } seen[HEALTH_LANES];
};

/*
 * A lane is dead that has ended, or that commits nothing although it could. Brokers that are away and transactions of others
 * that hold messages up are no illness: a restart would not help. From any thread. Adds a line to `why`, which may be NULL.
 */
bool health_is_live(struct health *health, struct lanes *lanes, struct buffer *why);

/* Ready is who has joined the group and has lost no lane. */
bool health_is_ready(const struct lanes *lanes, struct buffer *why);

#endif
