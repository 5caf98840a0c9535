/* A fingerprint that near-copies of a text share but for few bits. */
#ifndef EXTRACT_FINGERPRINT_H
#define EXTRACT_FINGERPRINT_H

#include "document.h"

/*
 * SimHash (Charikar 2002) over the content words and numbers of title and body, furniture left out, each weighted by how
 * often it stands there, at most four times: were the weight to grow on, the words of every article ("said") would decide,
 * and all articles were alike. What distances mean was measured on news: deploy/docs/limits.md. 0 for a text without words,
 * or when the arena is full.
 */
uint64_t fingerprint(const struct document *document, struct arena *arena);

#endif
