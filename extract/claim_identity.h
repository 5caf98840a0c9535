/* The names of a claim: `id` within its article, `key` across all articles that carry the same words. */
#ifndef EXTRACT_CLAIM_IDENTITY_H
#define EXTRACT_CLAIM_IDENTITY_H

#include "document.h"

/*
 * Sets id and key of all claims. The id depends only on the speaker's name, the words of the content and the article's id
 * (and, where an article repeats a claim, on how often before); the key only on the speaker, a person's surname, and the
 * content's folded words.
 */
void claims_identify(const struct document *document, struct claims *claims, struct arena *arena);

#endif
