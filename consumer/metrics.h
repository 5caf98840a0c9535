/* How it goes, for Prometheus and for whoever restarts dead processes: /metrics, /livez, /readyz. */
#ifndef CONSUMER_METRICS_H
#define CONSUMER_METRICS_H

#include "consumer/http.h"
#include "consumer/lanes.h"

enum { METRICS_LANES = 256 };

/* What is watched, at most METRICS_LANES lanes. Zeroed but for the first three members, which stay as they are. */
struct metrics {
    const struct lanes *lanes;
    const char *rules;                           /* of the language pack */
    uint64_t patience;                           /* ms without progress, although messages wait, until a lane counts as dead */
    struct {
        _Atomic uint64_t articles, since;        /* since when (ms, monotonic) they are so many */
    } seen[METRICS_LANES];
};

/* Do all lanes work? Watches from call to call, from any thread. Adds a line to `why` for each that does not; may be NULL. */
bool metrics_is_live(struct metrics *metrics, struct buffer *why);

/* An http_answer; `context` is the struct metrics. */
unsigned metrics_answer(void *context, const char *path, struct buffer *body);

/* Prometheus' text format. */
void metrics_write(const struct tally *tally, size_t lane_count, const char *rules, struct buffer *to);

#endif
