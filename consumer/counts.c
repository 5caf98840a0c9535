#include "counts.h"

#include <stdlib.h>

/* Without memory a message is missing in the histogram, and nowhere else. */
static void timestamp_add(struct pending *pending, int64_t timestamp)
{
    if (pending->timestamp_count == pending->timestamp_room) {
        size_t room = pending->timestamp_room ? 2 * pending->timestamp_room : 256;
        int64_t *grown = realloc(pending->timestamps, room * sizeof *grown);
        if (!grown)
            return;
        pending->timestamps = grown;
        pending->timestamp_room = room;
    }
    pending->timestamps[pending->timestamp_count++] = timestamp;
}

void pending_add(struct pending *pending, size_t bytes, int64_t timestamp)
{
    pending->messages++;
    pending->bytes += bytes;
    if (timestamp >= 0)
        timestamp_add(pending, timestamp);
}

void pending_record(struct pending *pending, size_t bytes, const struct found *found)
{
    pending->records++;
    pending->out_bytes += bytes;
    for (unsigned type = 0; type < ENTITY_TYPE_COUNT; type++)
        pending->found.entities[type] += found->entities[type];
    for (unsigned type = 0; type < VALUE_TYPES; type++)
        pending->found.values[type] += found->values[type];
    for (unsigned kind = 0; kind < CLAIM_KINDS; kind++)
        pending->found.claims[kind] += found->claims[kind];
}

void pending_clear(struct pending *pending)
{
    *pending = (struct pending){ .timestamps = pending->timestamps, .timestamp_room = pending->timestamp_room };
}

void pending_finish(struct pending *pending)
{
    free(pending->timestamps);
    *pending = (struct pending){ 0 };
}

void count(_Atomic uint64_t *counter, uint64_t more)
{
    atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

static void count_found(struct lane_counts *counts, const struct found *found)
{
    for (unsigned type = 0; type < ENTITY_TYPE_COUNT; type++)
        count(&counts->entities[type], found->entities[type]);
    for (unsigned type = 0; type < VALUE_TYPES; type++)
        count(&counts->values[type], found->values[type]);
    for (unsigned kind = 0; kind < CLAIM_KINDS; kind++)
        count(&counts->claims[kind], found->claims[kind]);
}

void counts_commit(struct lane_counts *counts, const struct pending *pending, uint64_t us, int64_t now)
{
    count(&counts->articles, pending->messages);
    count(&counts->bytes, pending->bytes);
    count(&counts->records, pending->records);
    count(&counts->record_bytes, pending->out_bytes);
    count(&counts->tombstones, pending->tombstones);
    count(&counts->skipped, pending->skipped);
    for (unsigned code = 0; code < REJECT_COUNT; code++)
        count(&counts->rejects[code], pending->rejects[code]);
    count_found(counts, &pending->found);
    histogram_add(&counts->commits, us);
    for (size_t i = 0; i < pending->timestamp_count; i++) {
        int64_t passed = now - pending->timestamps[i];
        histogram_add(&counts->latency, passed > 0 ? (uint64_t)passed * 1000 : 0);       /* a clock may be ahead of ours */
    }
}
