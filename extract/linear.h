/*
 * Linear models over hashed features: what is learned of claims, as one table of weights.
 *
 * A feature is a number made of a template and up to two values. Each model has templates of its own, so that all share one
 * table.
 */
#ifndef EXTRACT_LINEAR_H
#define EXTRACT_LINEAR_H

#include "error.h"
#include "span.h"

enum { FEATURES_MOST = 160, LINEAR_BITS_MOST = 24 };

struct features {
    uint32_t count;
    uint32_t at[FEATURES_MOST];      /* hashes; those beyond the room are left out */
};

struct linear {
    const int8_t *weights;           /* the pack's bytes */
    uint32_t mask;
    float scale;
};

/* Reads a model file: the line "claimd-linear 1 BITS SCALE", then 2^BITS weights of one byte each. */
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

/* The same features under another heading, for one of several classes. */
static inline uint32_t feature_of_class(uint32_t hash, uint32_t class)
{
    return (hash ^ class * 0x9e3779b1u) * 0x85ebca6bu >> 3 ^ hash;
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

/* The score of one of several classes that share their features. */
static inline float linear_class_score(const struct linear *linear, const struct features *features, uint32_t class)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < features->count; i++)
        sum += linear->weights[feature_of_class(features->at[i], class) & linear->mask];
    return (float)sum * linear->scale;
}

#endif
