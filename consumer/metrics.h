/* How it goes, for Prometheus and for whoever restarts dead processes: /metrics, /livez, /readyz. */
#ifndef CONSUMER_METRICS_H
#define CONSUMER_METRICS_H

#include "consumer/http.h"
#include "consumer/lane.h"

enum { METRICS_LANES = 256 };

/* What is watched. The lanes may be changed only while no listener runs. */
struct metrics {
    const struct lane *lanes[METRICS_LANES];
    size_t lane_count;
    const char *rules;                           /* of the language pack */
    uint64_t patience;                           /* ms without progress, although messages wait, until a lane counts as dead */
    struct {
        uint64_t articles, since;                /* since when (ms, monotonic) they are so many */
    } seen[METRICS_LANES];
};

/* An http_answer; `context` is the struct metrics. */
unsigned metrics_answer(void *context, const char *path, struct buffer *body);

/* Prometheus' text format, of these counters. */
void metrics_write(const struct lane_counts *const *counts, size_t count, const char *rules, struct buffer *to);

#endif
