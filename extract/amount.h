/* A number with what it measures or counts: money, per cent, quantities with a unit, ages, counted things, ordinals. */
#ifndef EXTRACT_AMOUNT_H
#define EXTRACT_AMOUNT_H

#include "number.h"
#include "value.h"

enum { CURRENCY_FAMILIES = 8 };

/* Which of a currency's namesakes an article means: the code of "$" and so on, by what it names. */
struct currency_context {
    const struct token *tokens;
    size_t count;
    const struct value_lexicon *lexicon;
    struct span families[CURRENCY_FAMILIES], codes[CURRENCY_FAMILIES];
    size_t known;            /* those looked up already */
};

/*
 * The amount that begins at token `at`. Fills type, tokens, number, unit, object and comparator "more" of vague numbers.
 * False for what is no amount, with `*last` behind what should be passed over (a telephone number, a score), or `at`.
 */
bool amount_read(const struct reader *reader, struct currency_context *context, uint32_t at, struct value *value, uint32_t *last);

#endif
