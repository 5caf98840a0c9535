/* Parts of a whole: "two-thirds", "half a million", "one and a half", "1 3/4", "one in five", "nine out of 10". */
#ifndef EXTRACT_FRACTION_H
#define EXTRACT_FRACTION_H

#include "number.h"

/* The fraction that begins at token `at`: "half", "a third", "½", "3/4"; false if none does. */
bool fraction_read(const struct reader *reader, uint32_t at, struct number *number);

/* What makes a number before it a fraction: "two" in "two thirds of a million". */
bool fraction_of(const struct reader *reader, struct number *number);

/* Adds "and a half", "¾", "3/4" behind a whole number. */
void fraction_add(const struct reader *reader, struct number *number);

/* "one in five", "nine out of 10", "one over three": what stands behind the number divides it. */
void fraction_ratio(const struct reader *reader, struct number *number);

/* Whether the words from `at` on are a fraction, so that a number before "and" ends there. */
bool fraction_follows(const struct reader *reader, uint32_t at);

#endif
