#include "histogram.h"

const uint32_t histogram_bounds[] = { 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 3600000 };

static void add(_Atomic uint64_t *counter, uint64_t more)
{
    atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

void histogram_add(struct histogram *histogram, uint64_t us)
{
    unsigned bucket = 0;
    while (bucket < HISTOGRAM_BUCKETS - 1 && us > (uint64_t)histogram_bounds[bucket] * 1000)
        bucket++;
    add(&histogram->counts[bucket], 1);
    add(&histogram->sum, us);
}

void histogram_sum_add(struct histogram_sum *sum, const struct histogram *histogram)
{
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        sum->counts[i] += atomic_load_explicit(&histogram->counts[i], memory_order_relaxed);
    sum->sum += atomic_load_explicit(&histogram->sum, memory_order_relaxed);
}

uint64_t histogram_sum_count(const struct histogram_sum *sum)
{
    uint64_t count = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        count += sum->counts[i];
    return count;
}
