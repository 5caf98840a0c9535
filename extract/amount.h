/* A number with what it measures or counts: money, per cent, quantities with a unit, ages, counted things, ordinals. */
#ifndef EXTRACT_AMOUNT_H
#define EXTRACT_AMOUNT_H

#include "currency.h"
#include "number.h"
#include "value.h"

/*
 * The amount that begins at token `at`. Fills type, tokens, number, unit, object and comparator "more" of vague numbers.
 * False for what is no amount, with `*last` behind what should be passed over (a telephone number, a score), or `at`.
 */
bool amount_read(const struct reader *reader, struct currency_context *context, uint32_t at, struct value *value, uint32_t *last);

/* Takes over a number, so many times as large. */
void amount_number_set(struct value *value, const struct number *number, double factor);

#endif
