/* A broker inside this process, for trying out: librdkafka's mock cluster. It keeps nothing, and promises nothing. */
#ifndef CONSUMER_BROKER_H
#define CONSUMER_BROKER_H

#include "extract/error.h"
#include "extract/span.h"

struct broker;

/* NULL with one line in `error`. */
struct broker *broker_start(struct error *error);
void broker_stop(struct broker *broker);

/* host:port, for every client on this machine. Valid until it is stopped. */
const char *broker_address(const struct broker *broker);

bool broker_topic(struct broker *broker, const char *topic, int partitions, struct error *error);

/* Writes a message and waits until it is there. `key` may be unknown. */
bool broker_feed(struct broker *broker, const char *topic, struct span key, struct span value, struct error *error);

/* Opens the reader's side: all partitions of the topics, from their beginning. `topics` ends with NULL. */
bool broker_watch(struct broker *broker, const char *const *topics, struct error *error);

/* A message that was read. `reason` is its header claimd-error-detail, unknown on records. */
typedef void broker_reader(void *context, const char *topic, struct span key, struct span value, struct span reason);

/* Calls `read` for the next message. False if none came within `wait` ms. */
bool broker_next(struct broker *broker, int wait, broker_reader *read, void *context);

#endif
