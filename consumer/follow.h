/* The lines of a file as they are written, as with tail -f. */
#ifndef CONSUMER_FOLLOW_H
#define CONSUMER_FOLLOW_H

#include "extract/error.h"
#include "extract/span.h"

struct follow;

/* Begins `last` lines before the end of a file; with all of a pipe. "-" is standard input. NULL with one line in `error`. */
struct follow *follow_open(const char *path, uint64_t last, struct error *error);
void follow_close(struct follow *follow);

enum follow_event { FOLLOW_LINE, FOLLOW_END, FOLLOW_FAILED };

/*
 * The next line without its end, valid until the next call. FOLLOW_END: there is none now, and of a pipe there will be
 * none; what stands behind the last line end is kept until it is complete. A file that got shorter is read from its start.
 */
enum follow_event follow_next(struct follow *follow, struct span *line, struct error *error);

bool follow_may_grow(const struct follow *follow);

/* What stands behind the last line end. */
struct span follow_rest(const struct follow *follow);

#endif
