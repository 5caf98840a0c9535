/* Numbers in digits, in words and in both: "837,000", "2.5 million", "half a million", "one in five", "300-350,000". */
#ifndef EXTRACT_NUMBER_H
#define EXTRACT_NUMBER_H

#include "value_reader.h"

/* The roles that a number in words may begin with. */
#define NUMBER_ROLES (ROLE_BIT(ROLE_NUMBER) | ROLE_BIT(ROLE_TENS) | ROLE_BIT(ROLE_SCALE) | ROLE_BIT(ROLE_MANY) | ROLE_BIT(ROLE_FEW) | \
                      ROLE_BIT(ROLE_FRACTION) | ROLE_BIT(ROLE_FRACTION_SIGN) | ROLE_BIT(ROLE_ORDINAL) | ROLE_BIT(ROLE_NEGATIVE) | \
                      ROLE_BIT(ROLE_ARTICLE))

/* Tokens [first, last). */
struct number {
    double value, max;
    uint32_t first, last;
    bool is_range;
    bool is_plain;           /* one token of digits without marks, scale or sign */
    bool is_scaled;          /* has a scale word: "million", "bn" */
    bool is_fraction;
    bool is_ordinal;
    bool is_least;           /* "dozens", "hundreds of thousands": at least so many, and more */
    bool is_word;            /* no digits in it */
    bool has_letter;         /* its scale is a letter that may mean something else: "5m" */
};

/* The number that begins at token `at`; false if none does. */
bool number_read(const struct reader *reader, uint32_t at, struct number *number);

/* The same with what may follow: "5 to 8 million", "300-350,000", "two or three". */
bool number_range_read(const struct reader *reader, uint32_t at, struct number *number);

/* Whether the mark or word at `at` stands between the ends of a range that began at `first`. */
bool is_range_joint(const struct reader *reader, uint32_t first, uint32_t at);

#endif
