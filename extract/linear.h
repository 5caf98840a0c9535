/*
 * Linear models over hashed features: what is learned of claims.
 *
 * A feature is a number made of a template and up to two values. It names a row of a table; a row holds one weight, or one
 * for each of several classes side by side, so that a feature costs one look into memory whatever the number of classes.
 */
#ifndef EXTRACT_LINEAR_H
#define EXTRACT_LINEAR_H

#include "error.h"
#include "span.h"

enum { FEATURES_MOST = 160, LINEAR_BITS_MOST = 24, LINEAR_CLASSES = 32 };

struct features {
    uint32_t count;
    uint32_t at[FEATURES_MOST];      /* hashes; those beyond the room are left out */
};

struct linear {
    const int8_t *weights;           /* the pack's bytes */
    uint32_t mask;                   /* of all weights */
    float scale;
};

/*
 * Reads a table from the beginning of `content` and takes it away: the line "claimd-linear 1 BITS SCALE", then 2^BITS weights
 * of one byte each.
 */
bool linear_take(struct linear *linear, const char *name, struct span *content, struct error *error);

/* The same for a file that holds nothing else. */
bool linear_load(struct linear *linear, const char *name, struct span content, struct error *error);

static inline uint32_t feature_hash(uint32_t template, uint32_t a, uint32_t b)
{
    uint64_t h = ((uint64_t)a << 32 | b) * UINT64_C(0x9e3779b97f4a7c15) + template * UINT64_C(0xc2b2ae3d27d4eb4f);
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (uint32_t)(h >> 32);
}

static inline void feature_add(struct features *features, uint32_t template, uint32_t a, uint32_t b)
{
    if (features->count < FEATURES_MOST)
        features->at[features->count++] = feature_hash(template, a, b);
}

/* A score before it is scaled: what features share may be summed once and added to the sums of the others. */
static inline int32_t linear_sum(const struct linear *linear, const struct features *features)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < features->count; i++)
        sum += linear->weights[features->at[i] & linear->mask];
    return sum;
}

static inline float linear_score(const struct linear *linear, const struct features *features)
{
    return (float)linear_sum(linear, features) * linear->scale;
}

/* Adds the features' rows to the sums of the classes; those of 256 rows fit. */
static inline void linear_rows_add(const struct linear *linear, const struct features *features, int16_t sums[static LINEAR_CLASSES])
{
    for (uint32_t i = 0; i < features->count; i++) {
        const int8_t *row = linear->weights + (features->at[i] * LINEAR_CLASSES & linear->mask);
        for (uint32_t class = 0; class < LINEAR_CLASSES; class++)
            sums[class] = (int16_t)(sums[class] + row[class]);
    }
}

#endif
