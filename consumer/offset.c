#include "offset.h"

/* Bytes that begin a code point: all but 10xxxxxx. */
static uint32_t count(const char *at, size_t length)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint32_t found = 0;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        found += 8 - (uint32_t)__builtin_popcountll((word >> 7) & ~(word >> 6) & ones);
    }
    while (length--)
        found += ((unsigned char)*at++ & 0xc0) != 0x80;
    return found;
}

bool offsets_init(struct offsets *offsets, struct span text, struct arena *arena)
{
    size_t blocks = text.length / OFFSET_BLOCK + 1;
    offsets->text = text;
    offsets->before = arena_array(arena, blocks, sizeof *offsets->before);
    if (!offsets->before)
        return false;
    for (size_t i = 1; i < blocks; i++)
        offsets->before[i] = offsets->before[i - 1] + count(text.at + (i - 1) * OFFSET_BLOCK, OFFSET_BLOCK);
    return true;
}

uint32_t offset_of(const struct offsets *offsets, uint32_t byte)
{
    uint32_t block = byte / OFFSET_BLOCK;
    return offsets->before[block] + count(offsets->text.at + block * OFFSET_BLOCK, byte % OFFSET_BLOCK);
}
