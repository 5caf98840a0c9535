/* Sums of money: "$70bn", "5 million euros", "3 dollars 50 cents", "75 USD million". */
#ifndef EXTRACT_MONEY_H
#define EXTRACT_MONEY_H

#include "currency.h"
#include "number.h"
#include "value.h"

/* Fills type, number, unit and tokens from a sign at token `at` on; false if none stands there. */
bool money_before(const struct reader *reader, struct currency_context *context, uint32_t at, struct value *value);

/* The same for a number with the currency's name or sign behind it. */
bool money_behind(const struct reader *reader, struct currency_context *context, const struct number *number, struct value *value);

#endif
