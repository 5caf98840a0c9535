/* A record for a person to read: who, which numbers, who claims what. */
#ifndef CONSUMER_CARD_H
#define CONSUMER_CARD_H

#include "extract/arena.h"
#include "extract/span.h"

#include <stdio.h>

struct card_style {
    bool has_colour;
    unsigned claims_most;    /* claims beyond these are only counted */
};

/* Resets the arena. False where it is no record. */
bool card_print(FILE *stream, struct span record, const struct card_style *style, struct arena *arena);

#endif
