/* A fingerprint that near-copies of a text share but for few bits. */
#ifndef EXTRACT_FINGERPRINT_H
#define EXTRACT_FINGERPRINT_H

#include "document.h"

/* SimHash (Charikar 2002) over three-word shingles of the folded words of title and body, furniture left out. 0 for a text without words. */
uint64_t fingerprint(const struct document *document);

#endif
