/* How it goes, for machines that ask over HTTP: /metrics for Prometheus, /livez, /readyz. */
#ifndef CONSUMER_MONITOR_H
#define CONSUMER_MONITOR_H

#include "consumer/health.h"

/* Filled by the daemon, read by the listener's thread. */
struct monitor {
    struct lanes *_Atomic lanes;                 /* NULL as long as the brokers have not answered */
    const char *topic;                           /* of the input */
    const char *rules;                           /* of the first edition */
    struct health health;
    _Atomic bool is_reload_good;                 /* the last one */
    _Atomic int64_t reloaded;                    /* the last good one, s since 1970 */
};

/* Also true before there are lanes: a process that waits for its brokers is alive. */
bool monitor_is_live(struct monitor *monitor, struct buffer *why);

/* An http_answer; `context` is the monitor. */
unsigned monitor_answer(void *context, const char *path, struct buffer *body);

#endif
