/*
 * Regular expressions, by PCRE2: UTF-8, compiled to machine code where that is possible, bounded in what they cost.
 *
 * A pattern is immutable and shared by all threads; a matcher is one thread's own and lives in its arena.
 */
#ifndef EXTRACT_PATTERN_H
#define EXTRACT_PATTERN_H

#include "arena.h"
#include "error.h"
#include "span.h"

struct pattern;
struct matcher;

/* `source` in the syntax of PCRE2. NULL with one line in `error`. */
struct pattern *pattern_create(struct span source, struct error *error);
void pattern_destroy(struct pattern *pattern);

/* NULL when the arena is full. */
struct matcher *matcher_create(struct arena *arena);

/*
 * True if the pattern matches from byte `at` on within text[0, end): `$` matches at `end` only if `is_line_end`. What it
 * matched goes to `found`. A match that would cost too much is none.
 */
bool pattern_match(const struct pattern *pattern, struct matcher *matcher, struct span text, struct range within, bool is_line_end,
                   struct range *found);

#endif
