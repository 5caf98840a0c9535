/* How long things took, in buckets that double or so: from 5 ms to an hour. Written by one thread, read from any. */
#ifndef CONSUMER_HISTOGRAM_H
#define CONSUMER_HISTOGRAM_H

#include <stdatomic.h>
#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 16 };

/* Upper bounds in ms, included; the last bucket has none. */
extern const uint32_t histogram_bounds[HISTOGRAM_BUCKETS - 1];

struct histogram {
    _Atomic uint64_t counts[HISTOGRAM_BUCKETS];
    _Atomic uint64_t sum;                        /* µs */
};

void histogram_add(struct histogram *histogram, uint64_t us);

/* The same at rest: what was read, or the sum of several. */
struct histogram_sum {
    uint64_t counts[HISTOGRAM_BUCKETS], sum;
};

void histogram_sum_add(struct histogram_sum *sum, const struct histogram *histogram);
uint64_t histogram_sum_count(const struct histogram_sum *sum);

#endif
