/* All lanes of a process, each with a worker of its own, and what they have done together. */
#ifndef CONSUMER_LANES_H
#define CONSUMER_LANES_H

#include "consumer/worker.h"

/* Sums over all lanes; as in struct lane_counts. */
struct tally {
    uint64_t articles, bytes, records, record_bytes, tombstones, skipped, rejects[REJECT_COUNT], all_rejects;
    struct found found;
    struct histogram_sum commits, latency;
    uint64_t aborts, producers, rebalances, lag;
    uint64_t stages[WORK_STAGES];        /* ns */
};

/* From the options; outcomes by enrich(). Verbs change what is theirs. `language` and `options` have to outlive the lanes. */
struct lane_settings lanes_configure(const struct options *options, const struct language *language);

enum { LANES_STOPPED = -1 };

/*
 * Asks the brokers for the topics and fills in their limits and, in `*partitions`, how many lanes have work. Asks on
 * while the brokers are away, until `should_stop` (LANES_STOPPED). Else EX_OK, or the exit status with one line in `error`:
 * a topic is not there, or may not be seen.
 */
int lanes_prepare(struct lane_settings *settings, int *partitions, bool (*should_stop)(void), struct error *error);

/* NULL with one line in `error`. The settings have to outlive the lanes. */
struct lanes *lanes_start(const struct lane_settings *settings, size_t count, const struct options *options,
                          const struct language *language, struct error *error);

/* From its next transaction on each lane works by this edition, whose hold is taken over. */
void lanes_change(struct lanes *lanes, struct edition *edition);

/* The caller holds it. */
struct edition *lanes_edition(struct lanes *lanes);

size_t lanes_count(const struct lanes *lanes);
struct lane *lanes_at(const struct lanes *lanes, size_t which);

void lanes_stop(struct lanes *lanes);
bool has_lane_ended(const struct lanes *lanes);

/*
 * Stops them and waits until all have ended. What they cannot finish in ten seconds is left to the brokers to abort, and its
 * articles come again: that ends the process with EX_TEMPFAIL.
 */
void lanes_leave(struct lanes *lanes);
struct tally lanes_tally(const struct lanes *lanes);

/* Waits for all. EX_OK, or the status of the first that failed, with its line in `error`. Frees them. */
int lanes_join(struct lanes *lanes, struct error *error);

#endif
