/* Whether two words or names can be two spellings of one. Pure comparisons of a few dozen bytes. */
#ifndef EXTRACT_NAME_MATCH_H
#define EXTRACT_NAME_MATCH_H

#include "token.h"

/*
 * Two spellings of one name: the same romanisation skeleton ("Zelensky", "Zelenskyy", "Zelenskiy"), or for words of six
 * letters and more that begin alike one letter more, less, other or two in each other's place ("Zelenksy").
 */
bool are_spelt_alike(struct span a, struct span b);

/* "J." or "J" of "Joseph". */
bool is_initial_of(struct span initial, struct span word);

/* One is the other with an "s" at its end. */
bool is_plural(struct span a, struct span b);

/* Capitals, stops between them or not, that are the first letters of the name's words, small words left out or not. */
bool is_acronym_of(struct span text, struct span capitals, const struct token *words, size_t count);

#endif
