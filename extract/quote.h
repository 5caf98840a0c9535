/*
 * Quotations: which marks belong together, in every typography.
 *
 * Marks are paired within a paragraph: straight, curly, low-high, guillemets of either direction, single marks used as
 * quotation marks. A quotation inside another is part of it. One that is not closed ends with its paragraph where the next
 * paragraph opens again, else with its sentence.
 */
#ifndef EXTRACT_QUOTE_H
#define EXTRACT_QUOTE_H

#include "sentence.h"

/* Tokens [first, last) stand between the marks and are never empty. */
struct quote {
    uint32_t first, last;
    uint32_t open, close;        /* the marks' tokens; close == last, and no mark, where it is not closed */
    bool is_closed;
    bool is_single;              /* single marks */
    bool is_continuing;          /* opens a paragraph while the one before was left open */
};

struct quotes {
    struct quote *at;
    size_t count;
    uint32_t *of_token;          /* index + 1 of the quotation that a token, or its marks, belong to; 0 where none */
};

struct quotes quotes_find(struct span text, const struct tokens *tokens, const struct sentences *sentences, struct arena *arena);

#endif
