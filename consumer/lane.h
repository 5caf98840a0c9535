/*
 * A lane: one thread with one consumer and one transactional producer, from message to outcome.
 *
 *     poll ─ admit ─ work ─ write ─┬─ poll …
 *                                  └─ commit: outcomes and offsets in one transaction, by time, count or bytes
 *
 * Exactly once, in order per partition: an outcome and the offset of its message are committed together or not at all.
 * Lanes share nothing; partitions are spread over lanes and processes by the consumer group.
 */
#ifndef CONSUMER_LANE_H
#define CONSUMER_LANE_H

#include "consumer/counts.h"
#include "consumer/snapshot.h"
#include "consumer/source.h"

/* What becomes of a message that is not a tombstone. On the lane's thread, with the lane's own context. */
typedef struct outcome lane_work(void *context, const struct message *message);

struct lane_settings;

/*
 * Called before each transaction, on the lane's thread: what is to change while the lane runs changes here, and stays so to the
 * next call. May set `rules`, which have to live as long, and commit_interval, commit_count, commit_bytes.
 */
typedef void lane_turn(void *context, struct lane_settings *settings);

/* Is the message wanted at all? One that is not has no outcome, only its offset is passed. `wanted` is shared by all lanes. */
typedef bool lane_filter(const void *wanted, const struct message *message);

struct lane_settings {
    const char *brokers;
    const struct settings *kafka;
    const char *group;
    const char *instance;                      /* a name of this process that outlives it: it keeps its partitions over a restart; "": none */
    const char *input, *output, *dead_letter;  /* topics */
    const char *claims;                        /* a topic for the outcomes' claims; NULL: none */
    uint64_t output_limit, dead_letter_limit, claims_limit;    /* their max.message.bytes */
    uint64_t commit_interval;                  /* ms */
    uint64_t commit_count, commit_bytes;
    const char *rules;                         /* of the language pack: for the headers */
    lane_turn *turn;                           /* NULL: nothing changes */
    lane_work *work;
    lane_filter *is_wanted;                    /* NULL: all are */
    const void *wanted;
    const struct bound *bounds;                /* by partition of the input; NULL: all of it, for ever */
    size_t bound_count;
    uint64_t rate;                             /* messages a second at the most, of one lane; 0: as fast as it goes */
    bool is_redrive;                           /* the input are dead letters */
    bool commits_plainly;                      /* librdkafka's mock cluster forgets transactional offsets: commit them once more */
};

struct lane;

/* Starts the thread. The settings and all that they point to have to outlive the lane. NULL with one line in `error`. */
struct lane *lane_start(const struct lane_settings *settings, unsigned number, void *context, struct error *error);

/* Asks it to commit what is open and to leave. Returns at once. */
void lane_stop(struct lane *lane);

/* Has its thread ended, asked or not? */
bool lane_has_ended(const struct lane *lane);

const struct lane_counts *lane_counts(const struct lane *lane);

/* What its consumer last knew of the cluster. */
struct snapshot *lane_snapshot(struct lane *lane);

/* Waits for the thread. EX_OK if it left because it was asked to; else the exit status, with one line in `error`. */
int lane_join(struct lane *lane, struct error *error);

#endif
