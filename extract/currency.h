/* Which of a currency's namesakes an article means: "$", "pounds", "pesos" by the countries that it names. */
#ifndef EXTRACT_CURRENCY_H
#define EXTRACT_CURRENCY_H

#include "value_reader.h"

enum { CURRENCY_FAMILIES = 8 };

/* What is known of one article; families are looked up when they are first met. */
struct currency_context {
    const struct token *tokens;
    size_t count;
    const struct value_lexicon *lexicon;
    struct span families[CURRENCY_FAMILIES], codes[CURRENCY_FAMILIES];
    size_t known;
};

/*
 * The code of a currency's name in the lists: itself if it is one already, else that of its family; a unit's where the name
 * means one here ("pounds" of weight), unless it has to be money.
 */
struct span currency_of(struct currency_context *context, struct span name, bool is_money);

#endif
