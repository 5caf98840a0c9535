/* Signals as something to wait for. SIGTERM and SIGINT: the first asks to leave, the second is obeyed at once. SIGHUP: reload. */
#ifndef CONSUMER_SIGNALS_H
#define CONSUMER_SIGNALS_H

#include <stdbool.h>

/* Before any thread is started: all of them inherit it. */
void signals_hold(void);

/* The same, and SIGHUP is no longer the end. */
void signals_hold_all(void);

/* Has SIGHUP come since this was asked last? signals_wait sees it. */
bool signals_want_reload(void);

/* Waits up to `wait` ms for a first signal to leave. True, from then on at once, when one has come. A second one ends the process. */
bool signals_wait(int wait);

/* Has one come? */
bool signals_have_come(void);

#endif
