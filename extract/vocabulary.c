#include "vocabulary.h"

#include "pages.h"
#include "unicode.h"

#include <stdlib.h>

struct word {
    const char *at;
    uint32_t length, hash;
};

/* Half a cache line that tells all that a token wants to know of a word, since most of these lines come from far away. */
struct slot {
    uint64_t first, last;    /* its first eight bytes and, of longer ones, its last: up to sixteen bytes they are the word */
    uint64_t classes;
    uint32_t hash;
    uint32_t word : 24, length : 8;          /* word 0: free */
};
_Static_assert(sizeof(struct slot) == 32, "two slots to a cache line");

enum { WORDS_MOST = (1 << 24) - 1 };

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
    struct slot *slots;      /* open addressing */
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
    v->slots = pages_take((size_t)v->slot_mask + 1, sizeof *v->slots);
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

static uint64_t last_bytes(struct span folded)
{
    return folded.length > 8 ? load_bytes(folded.at + folded.length - 8, 8) : 0;
}

/* The slot of a word, or the free one where it belongs. */
static struct slot *slot_find(const struct vocabulary *v, struct span folded, uint32_t hash)
{
    uint64_t first = load_bytes(folded.at, folded.length), last = last_bytes(folded);
    for (uint32_t at = hash & v->slot_mask;; at = (at + 1) & v->slot_mask) {
        struct slot *slot = &v->slots[at];
        if (!slot->word)
            return slot;
        bool is_same = slot->hash == hash && slot->length == folded.length && slot->first == first && slot->last == last;
        if (is_same && (folded.length <= 16 || memcmp(v->words[slot->word].at, folded.at, folded.length) == 0))
            return slot;
    }
}

void vocabulary_expect(const struct vocabulary *v, uint32_t hash)
{
    __builtin_prefetch(&v->slots[hash & v->slot_mask]);
}

uint32_t vocabulary_look_up(const struct vocabulary *v, struct span folded, uint32_t hash, uint64_t *classes)
{
    const struct slot *slot = slot_find(v, folded, hash);
    *classes = slot->classes;
    return slot->word;
}

uint32_t vocabulary_find(const struct vocabulary *v, struct span folded, uint32_t hash)
{
    return slot_find(v, folded, hash)->word;
}

static bool words_grow(struct vocabulary *v)
{
    if (v->count < v->room)
        return true;
    if (v->count == WORDS_MOST)
        return false;
    struct word *words = realloc(v->words, 2 * (size_t)v->room * sizeof *words);
    if (!words)
        return false;
    v->words = words;
    v->room *= 2;
    return true;
}

/* Never more than two thirds full, so that a free slot is always near. */
static bool slots_grow(struct vocabulary *v)
{
    if ((size_t)v->count * 3 < (size_t)v->slot_mask * 2)
        return true;
    size_t count = (size_t)v->slot_mask + 1;
    struct slot *old = v->slots, *slots = pages_take(2 * count, sizeof *slots);
    if (!slots)
        return false;
    v->slots = slots;
    v->slot_mask = (uint32_t)(2 * count - 1);
    for (size_t i = 0; i < count; i++) {
        uint32_t at = old[i].hash & v->slot_mask;
        while (old[i].word && slots[at].word)
            at = (at + 1) & v->slot_mask;
        if (old[i].word)
            slots[at] = old[i];
    }
    free(old);
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
    if (!words_grow(v) || !slots_grow(v))
        return WORD_NONE;
    const char *at = keep(v, folded);
    if (!at)
        return WORD_NONE;
    v->words[v->count] = (struct word){ at, (uint32_t)folded.length, hash };
    *slot_find(v, folded, hash) = (struct slot){
        .first = load_bytes(at, folded.length), .last = last_bytes(folded), .hash = hash,
        .word = v->count & WORDS_MOST, .length = folded.length & 0xff,
    };
    return v->count++;
}

uint32_t vocabulary_add_text(struct vocabulary *v, struct span word)
{
    char folded[WORD_BYTES + 1];
    return vocabulary_add(v, (struct span){ folded, fold(word, folded, sizeof folded) });
}

static struct slot *slot_of_word(const struct vocabulary *v, uint32_t word)
{
    const struct word *w = &v->words[word];
    return slot_find(v, (struct span){ w->at, w->length }, w->hash);
}

void vocabulary_mark(struct vocabulary *v, uint32_t word, uint64_t classes)
{
    slot_of_word(v, word)->classes |= classes;
}

uint64_t vocabulary_classes(const struct vocabulary *v, uint32_t word)
{
    return word && word < v->count ? slot_of_word(v, word)->classes : 0;
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
