/* The sizes that the outcome topics take, asked again while the daemon runs: an operator may have changed them. */
#ifndef CONSUMER_LIMITS_H
#define CONSUMER_LIMITS_H

#include "consumer/sink.h"

/*
 * Asks the brokers and puts what they say into the settings; a limit that they do not tell stays as it was. True if one
 * has changed: a producer that was made by these settings is to be replaced. May take a few seconds.
 */
bool limits_learn(struct sink_settings *settings, struct rd_kafka_s *client);

/* Have the brokers refused one of the last transaction's messages for its size? */
bool limits_have_refused(const struct sink *sink);

#endif
