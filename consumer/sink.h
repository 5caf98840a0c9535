/*
 * Where a lane's outcomes go: a transactional producer of the output and the dead-letter topic. One of the two files that
 * speak Kafka.
 *
 *     sink_create ─ sink_begin ─ record, reject, tombstone … ─ sink_commit ─ sink_begin …
 *                       ▲                                      sink_abort ┐
 *                       └─────────────────────────────────────────────────┘
 */
#ifndef CONSUMER_SINK_H
#define CONSUMER_SINK_H

#include "consumer/enrich.h"
#include "consumer/source.h"

struct sink_settings {
    const char *brokers;
    const struct settings *kafka;
    const char *output, *claims, *dead_letter; /* topics; `claims`: NULL for none */
    uint64_t output_limit, claims_limit, dead_letter_limit;    /* their max.message.bytes */
    const char *transactional_id;
    uint64_t transaction_timeout;              /* ms */
    bool is_redrive;                           /* messages are dead letters: their own source stays, attempts are counted */
};

enum sink_result {
    SINK_DONE,
    SINK_TOO_LARGE,      /* nothing was written: the topic takes no message of that size */
    SINK_ABORT,          /* the transaction has to be aborted; then all may be tried again */
    SINK_FATAL,          /* this producer is done for: destroy it and create another. A commit's outcome is not known */
};

/* NULL with one line in `error`. The settings' strings have to outlive it. */
struct sink *sink_create(const struct sink_settings *settings, struct error *error);

/* Fences older producers of this transactional id and ends their transactions. SINK_ABORT: not yet, call again. */
enum sink_result sink_init(struct sink *sink, int wait, struct error *error);

/* For a SINK_FATAL of sink_init: the exit status that fits. */
int sink_status(const struct sink *sink);

/* `rules` is for the header claimd-rules of all that follows, and has to live to the end of the transaction. */
enum sink_result sink_begin(struct sink *sink, const char *rules, struct error *error);

/*
 * The record, and each of its claims as a message of its own where there is a topic for them: all or nothing. Takes the
 * outcome's record, which was malloc'd, whatever comes of it; its claims stay the caller's.
 */
enum sink_result sink_record(struct sink *sink, const struct message *message, const struct outcome *outcome, struct error *error);
enum sink_result sink_tombstone(struct sink *sink, const struct message *message, struct error *error);

/*
 * The message as it came, with the reason in its headers. `is_bare`, or where the dead-letter topic takes no message of
 * that size: without value and headers; the reason then tells where to find them.
 */
enum sink_result sink_reject(struct sink *sink, const struct message *message, const struct reject *reject, bool is_bare,
                             struct error *error);

/*
 * Writes what is pending and commits it together with the touched offsets of the source. Both wait until the transaction has
 * timed out at the brokers, at the most.
 */
enum sink_result sink_commit(struct sink *sink, struct source *source, struct error *error);
enum sink_result sink_abort(struct sink *sink, struct error *error);

/* Lets the producer do its housekeeping. Now and then. */
void sink_serve(struct sink *sink);

/* A message whose outcome the brokers refused for good, by its place in the input. */
struct refusal {
    int32_t partition;
    int64_t offset;
    bool is_too_large;
};

/* Those of the last transaction; complete after its abort. The sink's, until the next sink_begin. */
const struct refusal *sink_refusals(const struct sink *sink, size_t *count);

void sink_destroy(struct sink *sink);

#endif
