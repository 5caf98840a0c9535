/* What the system says of this process: the process_ metrics that every program has for Prometheus. */
#ifndef CONSUMER_PROCESS_H
#define CONSUMER_PROCESS_H

#include "consumer/buffer.h"

void process_write(struct buffer *to);

#endif
