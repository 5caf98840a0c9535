/*
 * Memory for one article: taken piece by piece, given back all at once.
 *
 * The arena reserves its address space once and touches pages as they are needed. When it is full it stays full:
 * every further request returns NULL, and the caller asks once, at the end, with arena_is_full, as with ferror.
 */
#ifndef EXTRACT_ARENA_H
#define EXTRACT_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena {
    char *base;
    size_t used, limit;
    size_t touched;           /* the most bytes ever used since pages were last given back */
    uint64_t fail_after;      /* for tests: requests until one fails; 0 is never */
    bool full;
};

/* Reserves `limit` bytes of address space. False if the system refuses; then the arena is zeroed. */
bool arena_init(struct arena *arena, size_t limit);
void arena_finish(struct arena *arena);

/* Forgets everything; keeps up to 8 MiB of pages for the next article. */
void arena_reset(struct arena *arena);
bool arena_is_full(const struct arena *arena);

/* `size` zeroed bytes, aligned to 8; NULL when full. */
void *arena_take(struct arena *arena, size_t size);

/* The same, not zeroed: for what is written from end to end. */
void *arena_take_raw(struct arena *arena, size_t size);

/* Room for `count` items, zeroed; NULL when full or on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Makes room for at least one item more in an array of `count` items of `size` bytes whose room is `*room` items.
 * Returns the array, moved or not; NULL when full, the old one staying valid. In place if nothing was taken since.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size);

#endif
