/* Numbers spelt out: "two hundred and one", "nine point four", "dozens", "twenty-first", "nineteen ninety-six". */
#ifndef EXTRACT_NUMBER_WORDS_H
#define EXTRACT_NUMBER_WORDS_H

#include "number.h"

/* Each reads what begins at token `at`; false if nothing of its kind does. */
bool words_number(const struct reader *reader, uint32_t at, struct number *number);
bool words_many(const struct reader *reader, uint32_t at, struct number *number);
bool words_ordinal(const struct reader *reader, uint32_t at, struct number *number);
bool words_year(const struct reader *reader, uint32_t at, struct number *number);

/* Words more behind a number in digits: "3 hundred and 21". `scale` is the last one that stands there. */
void words_continue(const struct reader *reader, double scale, struct number *number);

#endif
