#include "own_words.h"

struct own_word {
    struct span folded;
    uint32_t hash;
};

struct own_slot {
    uint32_t hash, word;     /* index + 1; 0: free */
};

enum { SLOTS_LEAST = 256, BYTES_A_SLOT = 32 };

static bool slots_make(struct own_words *own, size_t count)
{
    struct own_slot *slots = arena_array(own->arena, count, sizeof *slots);
    if (!slots)
        return false;
    own->slots = slots;
    own->slot_mask = (uint32_t)count - 1;
    return true;
}

bool own_words_init(struct own_words *own, size_t bytes, struct arena *arena)
{
    *own = (struct own_words){ .arena = arena };
    size_t slots = SLOTS_LEAST;
    while (slots < bytes / BYTES_A_SLOT)
        slots *= 2;
    return slots_make(own, slots);
}

static void place(struct own_words *own, uint32_t word)
{
    uint32_t slot = own->at[word - 1].hash & own->slot_mask;
    while (own->slots[slot].word)
        slot = (slot + 1) & own->slot_mask;
    own->slots[slot] = (struct own_slot){ own->at[word - 1].hash, word };
}

/* Never more than half full, so that a free slot is always near. */
static bool make_room(struct own_words *own)
{
    if (own->count * 2 < own->slot_mask)
        return true;
    if (!slots_make(own, ((size_t)own->slot_mask + 1) * 4))
        return false;
    for (uint32_t word = 1; word <= own->count; word++)
        place(own, word);
    return true;
}

uint32_t own_words_number(struct own_words *own, struct span folded, uint32_t hash)
{
    for (uint32_t slot = hash & own->slot_mask; own->slots[slot].word; slot = (slot + 1) & own->slot_mask)
        if (own->slots[slot].hash == hash && span_equal(own->at[own->slots[slot].word - 1].folded, folded))
            return own->slots[slot].word - 1;
    if (!make_room(own))
        return UINT32_MAX;
    struct own_word *words = arena_grow(own->arena, own->at, own->count, &own->room, sizeof *words);
    char *bytes = arena_take_raw(own->arena, folded.length);
    if (!words || !bytes)
        return UINT32_MAX;
    own->at = words;
    memcpy(bytes, folded.at, folded.length);
    own->at[own->count++] = (struct own_word){ { bytes, folded.length }, hash };
    place(own, (uint32_t)own->count);
    return (uint32_t)own->count - 1;
}
