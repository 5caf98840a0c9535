/* Words of one article that the vocabulary does not know, under numbers of the article's own. */
#ifndef EXTRACT_OWN_WORDS_H
#define EXTRACT_OWN_WORDS_H

#include "arena.h"
#include "span.h"

struct own_words {
    struct own_word *at;
    size_t count, room;
    struct own_slot *slots;
    uint32_t slot_mask;
    struct arena *arena;
};

/* Sized for a text of so many bytes; grows as needed. False when the arena is full. */
bool own_words_init(struct own_words *own, size_t bytes, struct arena *arena);

/* The index of a folded word with its hash, from 0 in order of appearance. UINT32_MAX when the arena is full. */
uint32_t own_words_number(struct own_words *own, struct span folded, uint32_t hash);

#endif
