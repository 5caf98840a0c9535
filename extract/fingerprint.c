#include "fingerprint.h"

static uint64_t mixed(uint64_t h)
{
    h ^= h >> 33;
    h *= UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 33;
    h *= UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ h >> 33;
}

uint64_t fingerprint(const struct document *d)
{
    int32_t votes[64] = { 0 };
    bool has_words = false;
    uint64_t before = 0, before_that = 0;
    for (size_t i = 0; i < d->tokens.count; i++) {
        const struct token *token = &d->tokens.at[i];
        if ((token->kind != TOKEN_WORD && token->kind != TOKEN_NUMBER) || d->roles[i] == PART_FURNITURE)
            continue;
        has_words = true;
        uint64_t word = token->hash;
        uint64_t shingle = mixed(word ^ mixed(before ^ mixed(before_that)));
        before_that = before;
        before = word;
        for (int bit = 0; bit < 64; bit++)
            votes[bit] += shingle >> bit & 1 ? 1 : -1;
    }
    uint64_t simhash = 0;
    for (int bit = 0; has_words && bit < 64; bit++)
        simhash |= (uint64_t)(votes[bit] > 0) << bit;
    return simhash;
}
