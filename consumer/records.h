/*
 * Records that lie in a topic, for verbs that else read them from files. An operand names a range of it:
 *
 *     kafka:articles.enriched                  all of it
 *     kafka:articles.enriched@-24h             from there on
 *     kafka:articles.enriched@-24h..-1h        up to there, as in stretch.h
 */
#ifndef CONSUMER_RECORDS_H
#define CONSUMER_RECORDS_H

#include "config/options.h"
#include "extract/span.h"

#include <stdio.h>

bool is_topic_range(const char *operand);

/* A record of the range. False with a line in `error`: stop. */
typedef bool records_take(void *context, struct span record, struct error *error);

/* Committed records in order per partition, without tombstones. False with one line in `error`. */
bool records_read(const char *operand, const struct options *options, records_take *take, void *context, struct error *error);

/* The same as lines in a file without name, at its beginning; NULL with one line in `error`. */
FILE *records_spool(const char *operand, const struct options *options, struct error *error);

#endif
