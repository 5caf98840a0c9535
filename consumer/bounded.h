/* A job over a range of a topic: replay and redrive. Runs the lanes until the range is complete, and shows how far it is. */
#ifndef CONSUMER_BOUNDED_H
#define CONSUMER_BOUNDED_H

#include "consumer/lanes.h"
#include "consumer/stretch.h"

struct bounded {
    const char *noun;                    /* "replay" */
    const char *from, *to;
    bool is_dry;                         /* only say what would be read */
    struct lane_settings settings;       /* group: the job's name; the rest as the verb wants it. Bounds are filled in */
};

/*
 * Runs it to its end. EX_OK: the range is complete, whoever of several processes has done it. EX_TEMPFAIL: it was asked to
 * leave before; started again under the same name it goes on. Else what went wrong has been said.
 */
int bounded_run(struct bounded *job, const struct options *options, const struct language *language);

/* NULL given: 0. False if it is not a number of at least 1. */
bool rate_read(const char *text, uint64_t *rate);

#endif
