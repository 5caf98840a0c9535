#include "vocabulary.h"

#include "unicode.h"

#include <stdlib.h>

struct word {
    const char *at;
    uint64_t first;          /* load_bytes: the word itself, if it has eight bytes or fewer */
    uint32_t length, hash;
    uint64_t classes;
};

enum { BLOCK = 1 << 16 };

/* Bytes of words; a block never moves, so that words may point into it. */
struct block {
    struct block *next;
    size_t used;
    char bytes[BLOCK];
};

struct vocabulary {
    struct word *words;
    uint32_t count, room;
    struct slot {
        uint32_t hash, word; /* word 0: free */
    } *slots;                /* open addressing */
    uint32_t slot_mask;
    struct block *blocks;
};

uint32_t hash_bytes(struct span bytes)
{
    uint64_t h = bytes.length * UINT64_C(0x9e3779b97f4a7c15);
    const char *at = bytes.at;
    size_t left = bytes.length;
    for (; left >= 8; at += 8, left -= 8) {
        uint64_t eight;
        memcpy(&eight, at, 8);
        h = (h ^ eight) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    h = (h ^ load_bytes(at, left)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return (uint32_t)(h ^ h >> 32);
}

struct vocabulary *vocabulary_create(void)
{
    struct vocabulary *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    v->room = 1 << 12;
    v->count = 1;
    v->slot_mask = (1 << 13) - 1;
    v->words = calloc(v->room, sizeof *v->words);
    v->slots = calloc(v->slot_mask + 1, sizeof *v->slots);
    if (!v->words || !v->slots) {
        vocabulary_destroy(v);
        return NULL;
    }
    return v;
}

void vocabulary_destroy(struct vocabulary *v)
{
    if (!v)
        return;
    for (struct block *b = v->blocks; b;) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
    free(v->words);
    free(v->slots);
    free(v);
}

uint32_t vocabulary_find(const struct vocabulary *v, struct span folded, uint32_t hash)
{
    uint64_t first = load_bytes(folded.at, folded.length);
    for (uint32_t slot = hash & v->slot_mask;; slot = (slot + 1) & v->slot_mask) {
        uint32_t word = v->slots[slot].word;
        if (!word)
            return WORD_NONE;
        if (v->slots[slot].hash != hash)
            continue;
        const struct word *w = &v->words[word];
        if (w->length == folded.length && w->first == first && (w->length <= 8 || memcmp(w->at, folded.at, w->length) == 0))
            return word;
    }
}

static void place(struct vocabulary *v, uint32_t word)
{
    uint32_t slot = v->words[word].hash & v->slot_mask;
    while (v->slots[slot].word)
        slot = (slot + 1) & v->slot_mask;
    v->slots[slot] = (struct slot){ v->words[word].hash, word };
}

static bool make_room(struct vocabulary *v)
{
    if (v->count < v->room)
        return true;
    struct word *words = realloc(v->words, 2 * (size_t)v->room * sizeof *words);
    if (!words)
        return false;
    v->words = words;
    struct slot *slots = calloc(2 * (size_t)(v->slot_mask + 1), sizeof *slots);
    if (!slots)
        return false;
    free(v->slots);
    v->slots = slots;
    v->slot_mask = v->slot_mask * 2 + 1;
    v->room *= 2;
    for (uint32_t i = 1; i < v->count; i++)
        place(v, i);
    return true;
}

static const char *keep(struct vocabulary *v, struct span bytes)
{
    if (!v->blocks || bytes.length > BLOCK - v->blocks->used) {
        struct block *b = malloc(sizeof *b);
        if (!b)
            return NULL;
        b->next = v->blocks;
        b->used = 0;
        v->blocks = b;
    }
    char *at = v->blocks->bytes + v->blocks->used;
    memcpy(at, bytes.at, bytes.length);
    v->blocks->used += bytes.length;
    return at;
}

uint32_t vocabulary_add(struct vocabulary *v, struct span folded)
{
    if (!folded.length || folded.length > WORD_BYTES)
        return WORD_NONE;
    uint32_t hash = hash_bytes(folded);
    uint32_t known = vocabulary_find(v, folded, hash);
    if (known)
        return known;
    if (!make_room(v))
        return WORD_NONE;
    const char *at = keep(v, folded);
    if (!at)
        return WORD_NONE;
    v->words[v->count] = (struct word){ at, load_bytes(at, folded.length), (uint32_t)folded.length, hash, 0 };
    place(v, v->count);
    return v->count++;
}

uint32_t vocabulary_add_text(struct vocabulary *v, struct span word)
{
    char folded[WORD_BYTES + 1];
    return vocabulary_add(v, (struct span){ folded, fold(word, folded, sizeof folded) });
}

void vocabulary_mark(struct vocabulary *v, uint32_t word, uint64_t classes)
{
    v->words[word].classes |= classes;
}

uint64_t vocabulary_classes(const struct vocabulary *v, uint32_t word)
{
    return word < v->count ? v->words[word].classes : 0;
}

struct span vocabulary_word(const struct vocabulary *v, uint32_t word)
{
    return word && word < v->count ? (struct span){ v->words[word].at, v->words[word].length } : (struct span){ 0 };
}

uint32_t vocabulary_size(const struct vocabulary *v)
{
    return v->count;
}

uint64_t word_class(struct span name)
{
    static const struct span names[] = {
#define X(name, text) { text, sizeof(text) - 1 },
        WORD_CLASSES(X)
#undef X
    };
    for (size_t i = 0; i < WORD_CLASS_COUNT; i++)
        if (span_equal(names[i], name))
            return UINT64_C(1) << i;
    return 0;
}
