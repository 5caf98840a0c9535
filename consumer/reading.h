/* Reads a range of a topic, without a group, from its beginning to its end. */
#ifndef CONSUMER_READING_H
#define CONSUMER_READING_H

#include "config/language.h"
#include "consumer/stretch.h"

/* A message of the range. False: stop reading. */
typedef bool reading_take(void *context, const struct message *message);

/* Committed messages, in order per partition. False with one line in `error`; also if it was stopped by a signal. */
bool reading_run(struct rd_kafka_s *client, const struct stretch *range, reading_take *take, void *context, struct error *error);

/* The range's records as lines on standard output, rejects as lines on standard error. The exit status. */
int reading_print(const struct options *options, const struct language *language, const char *from, const char *to);

#endif
