/* What a lane has done: what is pending in its open transaction, and what is committed. */
#ifndef CONSUMER_COUNTS_H
#define CONSUMER_COUNTS_H

#include "consumer/enrich.h"
#include "consumer/histogram.h"

/* What the open transaction holds; the lane's own. Zeroed is empty. */
struct pending {
    uint64_t messages, bytes, out_bytes;
    uint64_t records, tombstones, skipped, rejects[REJECT_COUNT];
    struct found found;
    int64_t *timestamps;                         /* of the messages, ms since 1970; owned */
    size_t timestamp_count, timestamp_room;
};

/* A message of the input joins; `timestamp` is -1 where it is not known. */
void pending_add(struct pending *pending, size_t bytes, int64_t timestamp);

/* A record of it is written. */
void pending_record(struct pending *pending, size_t bytes, const struct found *found);

/* The transaction is over, one way or another. */
void pending_clear(struct pending *pending);
void pending_finish(struct pending *pending);

/* Of work that is committed; the last line at once. Written by the lane's thread, read from any. */
struct lane_counts {
    _Atomic uint64_t articles, bytes;            /* messages that have an outcome */
    _Atomic uint64_t records, record_bytes, tombstones, skipped, rejects[REJECT_COUNT];
    _Atomic uint64_t entities[ENTITY_TYPE_COUNT], values[VALUE_TYPES], claims[CLAIM_KINDS];
    struct histogram commits;                    /* what it took to commit */
    struct histogram latency;                    /* from a message's timestamp to the commit of its outcome */
    _Atomic uint64_t aborts, producers, rebalances;
    _Atomic uint64_t lag;                        /* messages of the lane's partitions whose outcomes are not committed */
    _Atomic uint64_t waiting;                    /* of these, those that it could read or has read: with them it is not idle */
};

void count(_Atomic uint64_t *counter, uint64_t more);

/* What is pending is committed, which took `us` and is done at `now` (ms since 1970). */
void counts_commit(struct lane_counts *counts, const struct pending *pending, uint64_t us, int64_t now);

#endif
