/* What lanes have done and what they know, as metrics in Prometheus' text format. */
#ifndef CONSUMER_METRICS_H
#define CONSUMER_METRICS_H

#include "consumer/lanes.h"

/* What lanes have done. */
void metrics_write_tally(const struct tally *tally, struct buffer *to);

/* What they know of the cluster: lag by partition of `topic`, brokers. `lanes` may be NULL. */
void metrics_write_cluster(struct lanes *lanes, const char *topic, struct buffer *to);

/* The program and the rules in force. */
void metrics_write_build(const char *rules, struct buffer *to);

#endif
