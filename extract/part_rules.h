/* Rules that mark bylines and furniture by their words: the rows of furniture.tsv. */
#ifndef EXTRACT_PART_RULES_H
#define EXTRACT_PART_RULES_H

#include "part.h"

struct part_rules;

/* NULL with `error` when the file is wrong or missing. */
struct part_rules *part_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
void part_rules_destroy(struct part_rules *rules);

/* Bylines and furniture of the body, in order, without overlap, each beginning at a token. Needs tokens and sentences. */
struct parts part_rules_find(const struct document *document, const struct part_rules *rules, struct arena *arena);

#endif
