/* How much words are worth checking, and what the article states in its own voice with a number. */
#ifndef EXTRACT_CLAIM_WORTH_H
#define EXTRACT_CLAIM_WORTH_H

#include "claim_choose.h"

/* What the words of tokens [first, last) say of whether they state a fact that can be checked. */
void worth_features(const struct view *view, uint32_t first, uint32_t last, struct features *features);

/* 0 to 1. */
double worth_of(const struct view *view, uint32_t first, uint32_t last);

/*
 * Clauses in the article's own voice that state a number, and outside of all findings; where the whole text is a sentence or
 * two, such as a post or a line of a debate, its sentences with or without one. In order; without overlap.
 */
size_t statements_find(const struct view *view, const struct findings *findings, struct piece **statements);

#endif
