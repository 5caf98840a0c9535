/* What a number counts: the noun phrase behind it, or the one that it is said of. */
#ifndef EXTRACT_VALUE_OBJECT_H
#define EXTRACT_VALUE_OBJECT_H

#include "value_reader.h"

/* Tokens [first, last); empty where there is none. */
struct phrase {
    uint32_t first, last;
};

/* The noun phrase that begins at token `at`, with what "of" adds. `is_one`: a singular head is enough. */
struct phrase object_after(const struct reader *reader, uint32_t at, bool is_one);

/* The noun phrase that a verb or "of" before token `at` links to the number: "revenue of", "the death toll rose to". */
struct phrase object_before(const struct reader *reader, uint32_t at);

/* Whether a word looks like a plural. */
bool is_plural_noun(const struct reader *reader, uint32_t at);

#endif
