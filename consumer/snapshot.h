/* What a lane's consumer last knew of the cluster: the lag of its partitions, its brokers. Written by the lane, read by others. */
#ifndef CONSUMER_SNAPSHOT_H
#define CONSUMER_SNAPSHOT_H

#include "extract/span.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { BROKERS_MOST = 64, BROKER_NAME_MOST = 128 };

struct partition_lag {
    int32_t partition;
    uint64_t lag;
};

struct broker_state {
    char name[BROKER_NAME_MOST];         /* host:port/number */
    bool is_up;
};

struct snapshot {
    pthread_mutex_t lock;
    struct partition_lag *partitions;    /* owned */
    size_t partition_count, partition_room;
    struct broker_state brokers[BROKERS_MOST];
    size_t broker_count;
};

void snapshot_init(struct snapshot *snapshot);
void snapshot_finish(struct snapshot *snapshot);

/* Between begin and end nobody reads. All three take NULL. */
void snapshot_begin(struct snapshot *snapshot);
void snapshot_add_partition(struct snapshot *snapshot, struct partition_lag lag);
void snapshot_end(struct snapshot *snapshot);

/* librdkafka's statistics (STATISTICS.md): the brokers that the client has a use for. What cannot be read changes nothing. */
void snapshot_read_statistics(struct snapshot *snapshot, struct span text);

/* Copies up to `room`; returns how many. */
size_t snapshot_partitions(struct snapshot *snapshot, struct partition_lag *to, size_t room);
size_t snapshot_brokers(struct snapshot *snapshot, struct broker_state *to, size_t room);

#endif
