/* Digits that count nothing: telephone numbers, scores, versions, labels, street numbers, items of a list. */
#ifndef EXTRACT_LABEL_H
#define EXTRACT_LABEL_H

#include "number.h"

/* "1-800-555-0100", "2-1", "10:15": how far a chain of numbers goes that is none itself; `at` for none. */
uint32_t chain_end(const struct reader *reader, uint32_t at);

/* Whether the number that was read at token `at` is a part of a name, a path or a label. */
bool is_label(const struct reader *reader, uint32_t at, const struct number *number);

#endif
