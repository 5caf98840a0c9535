/* A fingerprint that near-copies of a text share but for few bits. */
#ifndef EXTRACT_FINGERPRINT_H
#define EXTRACT_FINGERPRINT_H

#include "document.h"

/*
 * SimHash (Charikar 2002) over the content words and numbers of title and body, furniture left out, each weighted by how
 * often it stands there times the same again, at most eight: a text's own subjects decide, and an edit moves few bits.
 * Over shingles of three words one word in a hundred changed is 4 bits in the mean; so it is 1. 0 for a text without words,
 * or when the arena is full.
 */
uint64_t fingerprint(const struct document *document, struct arena *arena);

#endif
