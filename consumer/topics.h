/* What the brokers say of topics: whether they are there, how many partitions, how large a message may be. */
#ifndef CONSUMER_TOPICS_H
#define CONSUMER_TOPICS_H

#include "config/options.h"

#include <stddef.h>
#include <stdint.h>

struct rd_kafka_s;

struct topic {
    const char *name;
    int partitions;          /* 0 where there is none that we may see */
    uint64_t max_bytes;      /* its max.message.bytes; 0 where the brokers do not tell */
    int response;            /* librdkafka's error code of the topic: unknown, not authorised …; 0 none */
};

/*
 * Fills in all but the names. `client` is a consumer: a producer's question could create the topic. Waits up to `wait` ms.
 * False with one line in `error` if the brokers do not answer; then `*response` is librdkafka's code.
 */
bool topics_describe(struct rd_kafka_s *client, struct topic *topics, size_t count, int wait, int *response, struct error *error);

/* The same with a client of its own. EX_OK, or the exit status with one line in `error`; EX_UNAVAILABLE: try again later. */
int topics_ask(const struct options *options, struct topic *topics, size_t count, int wait, struct error *error);

#endif
