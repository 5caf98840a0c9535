/*
 * A linear sequence model: what each token's features weigh for each label, and the best path through the labels.
 *
 * Features are 32-bit hashes that the caller makes; only those that a trainer found worth a weight are in the model. It is
 * read in place from the bytes of its file (written by config/make/train.c), and they have to outlive it:
 *
 *     header        struct tagger_header
 *     transitions   int16 [labels + 1][labels + 1], from and to; the last row is the start, the last column the end
 *     index         uint32 [buckets + 1]: where each bucket's entries begin; a feature's bucket is its high bits
 *     entries       low 16 bits of the feature, number of weights, then that many pairs of a label and an int8 weight
 */
#ifndef EXTRACT_TAGGER_H
#define EXTRACT_TAGGER_H

#include "arena.h"
#include "table.h"

enum {
    TAGGER_LABELS = 64,                  /* at most */
    TAGGER_FORBIDDEN = INT16_MIN,        /* the weight of a transition that cannot be */
    TAGGER_BUCKET_BITS = 16,             /* at least, so that bucket and entry together tell the whole feature */
};

/* Numbers as this machine writes them; another byte order shows in `version`. */
struct tagger_header {
    char magic[8];                       /* "claimdTG" */
    uint32_t version;                    /* 1 */
    uint32_t checksum;                   /* hash_bytes of all that follows it */
    char purpose[20];                    /* what its features are and their version, zero-filled */
    uint32_t label_count;
    uint32_t bucket_bits;
    uint32_t entry_bytes;
    float scale;                         /* a weight of 1 stands for this much */
};

/*
 * Most features are not in the model. What a bucket holds is told by one bit for each of the low five bits of its
 * entries' features, so that most of those that are not there are passed over without a look at the entries.
 */
struct tagger_bucket {
    uint32_t begin, known;
};

struct tagger {
    uint32_t label_count, bucket_bits;
    float scale;
    int32_t spread;                      /* between the highest and the lowest weight of a transition */
    uint64_t followers[TAGGER_LABELS];   /* of each label: those that may come behind it, as bits */
    const int16_t *transitions;
    const uint32_t *index;
    const uint8_t *entries;
    struct tagger_bucket *buckets;       /* one more than there are, owned */
};

/* False with `error` when memory is short, the file is damaged, of another version, or not made for this purpose and number of labels. */
bool tagger_open(struct tagger *tagger, const struct pack_file *file, const char *purpose, uint32_t label_count, struct error *error);

/* Takes a zeroed tagger, too. */
void tagger_close(struct tagger *tagger);

/* Adds to `scores`, one for each label, what the features weigh. */
void tagger_score(const struct tagger *tagger, const uint32_t *features, size_t count, int32_t *scores);

/* The labels of the best path through `count` tokens with label_count scores each. False if the arena is full. */
bool tagger_decode(const struct tagger *tagger, const int32_t *scores, size_t count, uint8_t *labels, struct arena *arena);

/* A feature: the number of its template with one value or two. */
static inline uint32_t feature(uint32_t template, uint32_t value)
{
    uint32_t h = (value ^ template * UINT32_C(0x9e3779b1)) * UINT32_C(0x85ebca6b);
    h = (h ^ h >> 15) * UINT32_C(0xc2b2ae35);
    return h ^ h >> 16;
}

static inline uint32_t feature_pair(uint32_t template, uint32_t a, uint32_t b)
{
    return feature(template, a * UINT32_C(0x27d4eb2f) ^ (b << 13 | b >> 19) * UINT32_C(0x165667b1));
}

#endif
