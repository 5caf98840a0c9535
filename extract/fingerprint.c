#include "fingerprint.h"

enum { BITS = 64, COUNTED_MOST = 4 };

/* How often a word stands in the text. */
struct tally {
    uint32_t hash, count;        /* count 0: a free slot */
};

/* A word's 32 bits as 64, each of them depending on all. */
static uint64_t mixed(uint64_t h)
{
    h *= UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 32;
    h *= UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 33;
    h *= UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ h >> 33;
}

static bool is_counted(const struct document *d, size_t i)
{
    const struct token *token = &d->tokens.at[i];
    return (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER) && d->roles[i] != PART_FURNITURE && !is_class(token, WORD_FUNCTION);
}

/* Counts words in open addressing; a word is its hash. */
static struct tally *tallies_make(const struct document *d, size_t *slots, struct arena *arena)
{
    *slots = 64;
    while (*slots < d->tokens.count * 2)
        *slots *= 2;
    struct tally *tallies = arena_array(arena, *slots, sizeof *tallies);
    for (size_t i = 0; tallies && i < d->tokens.count; i++) {
        if (!is_counted(d, i))
            continue;
        uint32_t hash = d->tokens.at[i].hash;
        size_t at = hash & (*slots - 1);
        while (tallies[at].count && tallies[at].hash != hash)
            at = (at + 1) & (*slots - 1);
        tallies[at].hash = hash;
        tallies[at].count++;
    }
    return tallies;
}

uint64_t fingerprint(const struct document *d, struct arena *arena)
{
    int64_t votes[BITS] = { 0 }, all = 0;
    size_t slots;
    const struct tally *tallies = tallies_make(d, &slots, arena);
    for (size_t i = 0; tallies && i < slots; i++) {
        if (!tallies[i].count)
            continue;
        int64_t weight = tallies[i].count < COUNTED_MOST ? tallies[i].count : COUNTED_MOST;
        uint64_t bits = mixed(tallies[i].hash);
        for (int bit = 0; bit < BITS; bit++)
            votes[bit] += weight & -(int64_t)(bits >> bit & 1);
        all += weight;
    }
    uint64_t simhash = 0;
    for (int bit = 0; bit < BITS; bit++)
        simhash |= (uint64_t)(votes[bit] * 2 > all) << bit;
    return simhash;
}
