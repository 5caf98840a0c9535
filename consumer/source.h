/* Where a lane's messages come from: a consumer of one topic within a group. One of the two files that speak Kafka. */
#ifndef CONSUMER_SOURCE_H
#define CONSUMER_SOURCE_H

#include "config/options.h"
#include "consumer/progress.h"
#include "consumer/snapshot.h"
#include "extract/span.h"

struct rd_kafka_s;
struct rd_kafka_message_s;
struct rd_kafka_topic_partition_list_s;

/* One message, owned by the source until it is released. Spans have at == NULL where Kafka has null. */
struct message {
    const char *topic;
    int32_t partition;
    int64_t offset;
    int64_t timestamp;                   /* ms since 1970; -1 unknown */
    struct span key, value;
    struct rd_kafka_message_s *handle;   /* its headers */
};

/* A part of a topic: the partition's messages from `begin` up to, not including, `end`. */
struct bound {
    int64_t begin, end;
};

/* Called within source_poll and source_close, on their thread, before partitions go. Those lost are already somebody else's. */
typedef void source_leave(void *context, bool is_lost);

struct source_settings {
    const char *brokers;
    const struct settings *kafka;
    const char *group, *topic;
    const char *member;                  /* a name that lives on over restarts; "": none, a new member each time */
    const struct bound *bounds;          /* by partition; NULL: the whole topic, for ever */
    size_t bound_count;
    struct snapshot *snapshot;           /* kept up to date by source_poll and source_lag; may be NULL */
    source_leave *leave;
    void *context;
};

enum source_event {
    SOURCE_NOTHING,
    SOURCE_MESSAGE,
    SOURCE_END,       /* the partition ends for now before the message's offset */
    SOURCE_FATAL,     /* this consumer cannot go on: another has taken its name, or a right is missing */
};

/* Joins the group in the background. NULL with one line in `error`. The settings' strings have to outlive it. */
struct source *source_open(const struct source_settings *settings, struct error *error);

/* Waits up to `wait` ms. Partitions that come and go change source_progress. */
enum source_event source_poll(struct source *source, int wait, struct message *message, struct error *error);
void source_release(struct message *message);

/* The offset table of the partitions that are ours: the lane's to keep. */
struct progress_table *source_progress(struct source *source);

/* Goes back where the offset table says so. Not from within source_poll. False: this consumer cannot go on. */
bool source_seek(struct source *source, struct error *error);

/*
 * Asks the brokers what is committed of the touched partitions and goes on from there. False: ask again later.
 * `*is_done`: what was to be committed last is.
 */
bool source_recover(struct source *source, bool *is_done, struct error *error);

/* Commits the touched partitions outside any transaction: for brokers that do not keep transactional offsets. */
bool source_commit(struct source *source, struct error *error);

/* Messages of the partitions that are ours whose outcomes are not committed, as far as is known. */
struct lag {
    uint64_t all;
    uint64_t waiting;                    /* where the lane could do something about it: nobody else's open transaction holds them up */
};

struct lag source_lag(struct source *source);
uint64_t source_rebalances(const struct source *source);

/* Leaves the group; calls `leave` once more. May wait for the brokers. */
void source_close(struct source *source);

/* For the sink: the client, and how far the touched partitions have come (the caller's to destroy). */
struct rd_kafka_topic_partition_list_s *source_offsets(const struct source *source);
struct rd_kafka_s *source_client(struct source *source);

/* A header's value, the last of its name; at == NULL if there is none. */
struct span message_header(const struct message *message, const char *name);

#endif
