/* SIGTERM and SIGINT as something to wait for: the first asks to leave, the second is obeyed at once. */
#ifndef CONSUMER_SIGNALS_H
#define CONSUMER_SIGNALS_H

#include <stdbool.h>

/* Before any thread is started: all of them inherit it. */
void signals_hold(void);

/* Waits up to `wait` ms for a first signal. True, from then on at once, when one has come. A second one ends the process. */
bool signals_wait(int wait);

/* Has one come? */
bool signals_have_come(void);

#endif
