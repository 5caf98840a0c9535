/* The part of `claimd check` that asks the brokers. */
#ifndef CONSUMER_BROKERS_H
#define CONSUMER_BROKERS_H

#include "config/options.h"
#include "consumer/finding.h"

/*
 * Topics and their limits, the right to read, to keep offsets and to write in transactions, and what the brokers can do.
 * With `writes` a message is written to the output topics, in a transaction that is aborted: the only way to know.
 */
void brokers_check(const struct options *options, bool writes, struct findings *findings);

#endif
