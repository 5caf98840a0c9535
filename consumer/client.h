/* What all of claimd's Kafka clients have in common: how they are configured, and where their own log lines go. */
#ifndef CONSUMER_CLIENT_H
#define CONSUMER_CLIENT_H

#include "config/options.h"

struct rd_kafka_s;
struct rd_kafka_conf_s;

/* One whose value is "" is left at librdkafka's default. */
struct property {
    const char *name, *value;
};

/*
 * A configuration of librdkafka's: claimd's own `properties` (ended by one without a name), then those of the user that
 * concern `scope`. The user's hold, except for what options.h refuses. NULL with one line in `error`.
 */
struct rd_kafka_conf_s *client_configure(const char *brokers, const struct settings *kafka, enum setting_scope scope,
                                         const struct property *properties, struct error *error);

/* A consumer that joins no group: to ask the brokers, also for the offsets of `group`, or to read a range. NULL with one line in `error`. */
struct rd_kafka_s *client_create(const char *brokers, const struct settings *kafka, const char *group, struct error *error);
void client_destroy(struct rd_kafka_s *client);

/* The exit status that tells of an error of librdkafka's: EX_NOPERM, EX_CONFIG, EX_UNAVAILABLE … */
int client_status(int response);

/* The same in words. */
const char *client_reason(int response);

/* Of the librdkafka that is in use. */
const char *client_version(void);

#endif
