/*
 * A part of a topic, from A to B. Each is
 *
 *     earliest, latest            latest is fixed when the range is found, at the last stable offset
 *     2025-02-05T09:30:00Z        a time (RFC 3339; a day alone is its beginning, UTC): the first message that is not older
 *     -24h                        a time before now: s, m, h or d
 *     0:1200,3:0                  partition:offset; partitions that are not named are left out
 */
#ifndef CONSUMER_STRETCH_H
#define CONSUMER_STRETCH_H

#include "consumer/source.h"

struct stretch {
    const char *topic;
    struct bound *bounds;        /* by partition */
    size_t count;
    uint64_t removed;            /* offsets that were asked for and that retention has removed */
};

/* False with one line in `error`; then nothing is owned. */
bool stretch_find(struct rd_kafka_s *client, const char *topic, const char *from, const char *to, struct stretch *range, struct error *error);
void stretch_finish(struct stretch *range);

/* Offsets in it: some may be no messages. */
uint64_t stretch_size(const struct stretch *range);

/* How many of them the client's group has not committed yet. */
bool stretch_left(struct rd_kafka_s *client, const struct stretch *range, uint64_t *left, struct error *error);

/* Milliseconds since 1970 of a time as above. False if it is none. */
bool time_read(const char *text, int64_t now, int64_t *time);

#endif
