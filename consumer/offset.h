/* Code points before a byte of the text: counted once for all of it, looked up in constant time. */
#ifndef CONSUMER_OFFSET_H
#define CONSUMER_OFFSET_H

#include "extract/arena.h"
#include "extract/span.h"

struct offsets {
    struct span text;
    uint32_t *before;        /* code points before each block of OFFSET_BLOCK bytes */
};

enum { OFFSET_BLOCK = 64 };

/* False if the arena is full. The text outlives the table. */
bool offsets_init(struct offsets *offsets, struct span text, struct arena *arena);

uint32_t offset_of(const struct offsets *offsets, uint32_t byte);

#endif
