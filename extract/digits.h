/* Digits with their marks: "837,000", "2.5", "12,34,567", "40 000", "6.2x10^4". */
#ifndef EXTRACT_DIGITS_H
#define EXTRACT_DIGITS_H

#include "number.h"

/* A number token by its digits alone. */
struct digits {
    double value;
    uint8_t count;           /* digits before the decimal mark */
    uint8_t decimals;
    bool is_plain;           /* no marks: it may be a year */
    bool is_grouped;
};

/* False for what is no number: "192.168.1.2", "1,2,3". */
bool digits_read(struct span token, struct digits *digits);

/* The number in digits that begins at token `at`, with groups and powers of ten behind it; false if none does. */
bool digits_number(const struct reader *reader, uint32_t at, struct number *number);

#endif
