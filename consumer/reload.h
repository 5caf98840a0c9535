/* SIGHUP: configuration, language pack and users' lists anew, while lanes run. */
#ifndef CONSUMER_RELOAD_H
#define CONSUMER_RELOAD_H

#include "consumer/edition.h"

/*
 * Reads both anew and says in the log what of it will hold only after a restart. What is broken is told with the reason:
 * NULL, and the old edition is to hold on. `running` is what the process was started with. The caller holds what it gets.
 */
struct edition *reload(const struct options_source *source, const struct options *running);

#endif
