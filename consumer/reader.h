/* Records of a topic for a person to read: no group, no offsets kept, committed records only. */
#ifndef CONSUMER_READER_H
#define CONSUMER_READER_H

#include "config/options.h"
#include "extract/span.h"

struct reader;

/* Begins some `last` records of each partition before its end. NULL with one line in `error`. */
struct reader *reader_open(const struct options *options, const char *topic, uint64_t last, struct error *error);
void reader_close(struct reader *reader);

enum reader_event { READER_NOTHING, READER_RECORD, READER_END, READER_FAILED };

/*
 * Waits up to `wait` ms. A record is valid until the next call. READER_END comes once, when every partition has been read
 * to where it ends for now. READER_FAILED with one line in `error`.
 */
enum reader_event reader_next(struct reader *reader, int wait, struct span *record, struct error *error);

#endif
