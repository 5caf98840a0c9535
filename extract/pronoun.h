/* Pronouns and whom they mean. */
#ifndef EXTRACT_PRONOUN_H
#define EXTRACT_PRONOUN_H

#include "document.h"

/*
 * Adds mentions for "he", "she" and "who" with their forms where it is clear enough whom they mean, in order of the text,
 * and fills in the gender of persons from titles, first names and the lists. None inside quotation marks, where another
 * speaks. `entities` holds the mentions by name; `of_token` is not yet filled.
 */
void pronouns_join(const struct document *document, struct entities *entities, struct arena *arena);

#endif
