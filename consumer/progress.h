/*
 * How far a lane has come in each partition: its own offset table. Pure data, no Kafka.
 *
 * A lane never asks the client library where it stands: what is committed is what the lane itself has finished. After an
 * aborted transaction each touched partition is rewound to the first message of that transaction, and nothing is taken
 * before that very message has come again.
 */
#ifndef CONSUMER_PROGRESS_H
#define CONSUMER_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times that the client library is told to go back before a missing message counts as removed from the topic. */
enum { REWINDS_MOST = 3 };

struct progress {
    bool is_assigned;
    bool is_touched;         /* the open transaction has come further in this partition … */
    bool has_messages;       /* … and holds messages of it, not only the end of its range */
    bool is_rewound;         /* only the message at `done` may come next */
    bool must_seek;          /* the client library has to be told to go back to `done` */
    bool is_at_end;          /* the last that was heard of it is that it ends here for now */
    bool is_finished;        /* a bounded range: nothing is left before `end` */
    unsigned rewinds;        /* since a message was last taken */
    int64_t first;           /* where the open transaction begins, if it is touched */
    int64_t done;            /* everything before has its outcome, in the open transaction or an earlier one */
    int64_t reached;         /* the consumer has come up to here at least; -1: not known yet. Only for the lag */
    int64_t end;             /* a bounded range ends before this offset; INT64_MAX: none */
    int64_t suspect_end;     /* messages before this offset go each in a transaction of its own */
    int64_t refused;         /* the message that the brokers have refused when it was alone; -1: none */
    unsigned refusals;       /* how often */
    bool is_too_large;       /* for its size, the last time */
};

/* By partition number. */
struct progress_table {
    struct progress *at;
    size_t count;
};

void progress_finish(struct progress_table *table);

/* A partition is ours from `begin` on, up to `end`. False when memory is short. */
bool progress_assign(struct progress_table *table, int32_t partition, int64_t begin, int64_t end);

/* Nothing is ours any more. What is known of refused messages stays: they will come again. */
void progress_revoke(struct progress_table *table);

/* NULL for a partition that is not ours. */
struct progress *progress_find(const struct progress_table *table, int32_t partition);

enum admission {
    ADMIT,
    ADMIT_LATE,    /* as ADMIT, but the message that should have come first is gone from the topic */
    STALE,         /* it has its outcome already */
    MISSED,        /* messages have been passed over: the partition has to be rewound again */
    BEYOND,        /* it is behind the range: the range is complete */
};
/* What to do with the message at `offset`, or with the news that the partition ends before `offset`. */
enum admission progress_admit(struct progress *progress, int64_t offset);

/* A message's outcome is in the open transaction. */
void progress_advance(struct progress *progress, int64_t offset);

/* The partition ends for now before `offset`. */
void progress_meet_end(struct progress *progress, int64_t offset);

/* Messages up to `high`, where the partition is known to end, whose outcomes are not committed. `low`: where it begins. */
uint64_t progress_lag(const struct progress *progress, int64_t low, int64_t high);

/* Could the lane do anything about its lag? It has read messages, or there are more than it was told to be all. */
bool progress_is_waiting(const struct progress *progress, uint64_t lag);

/* Nothing is left before `end`, although its last offsets were not messages: that goes into the open transaction, too. */
void progress_complete(struct progress *progress);

/* What is touched is committed. */
void progress_settle(struct progress_table *table);

/* The transaction is aborted: each touched partition goes back to where the transaction began. */
void progress_rewind(struct progress_table *table);

/* After a commit of unknown outcome: the group's offset of this touched partition turned out to be `committed`. Was it done? */
bool progress_recover(struct progress *progress, int64_t committed);

/*
 * The brokers refused a batch that held this message. If it was alone in its transaction it is the culprit, else all up to
 * it are suspects, to be tried one by one.
 */
void progress_refuse(struct progress *progress, int64_t offset, bool is_alone, bool is_too_large);

/* Are there suspects that have not passed yet? */
bool has_suspects(const struct progress_table *table);

/* How often this very message was refused. */
unsigned progress_refusals(const struct progress *progress, int64_t offset);

#endif
