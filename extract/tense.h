/* Whether the words around a date speak of the past or of what is to come. */
#ifndef EXTRACT_TENSE_H
#define EXTRACT_TENSE_H

#include "value_reader.h"

/* -1 where the words around tokens [first, last) speak of the past, 1 of the future, 0 where nothing tells. */
int tense_of(const struct reader *reader, uint32_t first, uint32_t last);

#endif
