/* Tells systemd how the service is: the protocol of sd_notify(3), without its library. */
#ifndef CONSUMER_NOTIFY_H
#define CONSUMER_NOTIFY_H

#include <stdint.h>

/* "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=…". Nothing happens where nobody listens. */
void notify(const char *state);

/* How often the watchdog wants to hear from us, in ms; 0: it does not. */
uint64_t notify_interval(void);

#endif
