/* Why the claims of a document are what they are, for a person: what fired, which words, and the steps to the speaker. */
#ifndef CONSUMER_EXPLAIN_H
#define CONSUMER_EXPLAIN_H

#include "buffer.h"
#include "extract/document.h"

/* As record_write; several lines, the last without line end; nothing where there is no claim. */
bool explain_write(const struct document *document, const char *rules, struct arena *arena, struct buffer *to);

#endif
