/* Reads dates as feeds write them. */
#ifndef CONSUMER_TIMESTAMP_H
#define CONSUMER_TIMESTAMP_H

#include "extract/arena.h"
#include "extract/span.h"

/*
 * The same date in ISO 8601: a day alone stays a day; a time has its offset only where the feed gives it. Reads ISO 8601
 * and what resembles it, RFC 2822, English dates, and seconds or milliseconds since 1970. Not known (at == NULL): a day
 * that cannot be, one whose day and month could be either, and what feeds write for "unknown" (1970-01-01 at midnight,
 * 0001-01-01, 9999-12-31). The result is in the arena.
 */
struct span timestamp_normalise(struct span text, struct arena *arena);

#endif
