/*
 * A linear sequence model: what each token's features weigh for each label, and the best path through the labels.
 *
 * Features are 32-bit hashes that the caller makes; only those that a trainer found worth a weight are in the model. It is
 * read from a file (written by config/make/trainer.c), whose bytes need not outlive it:
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
    TAGGER_FEATURES = 192,               /* of a row of scores, at most: its sums stay within an int16 */
    TAGGER_WAITING = 3,                  /* requests in a queue: asked for, found, added up */
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

/* Scores come in lanes of this many, so that compilers add them up eight at a time. */
enum { TAGGER_LANE = 8 };

/*
 * Some features weigh for few labels, others have a row of weights. Those with the fullest rows are few, and half of all that
 * a text has: they have a small table of their own, which is soon near the processor.
 */
struct tagger {
    uint32_t label_count, width;         /* a row has a score for each label, and then some that mean nothing, to whole lanes */
    float scale;
    uint32_t key_mask, slot_mask;
    struct tagger_key *keys;             /* where the fullest rows are, by open addressing; owned */
    struct tagger_slot *slots;           /* what each other feature weighs, by open addressing; owned */
    int8_t *rows;                        /* the fullest first; owned */
    int16_t *transitions;                /* [labels + 1][width]: from and to; the last row is the start; owned */
    struct tagger_ways *ways;            /* that lead to each label, and to the end; owned */
    int32_t spread;                      /* between the highest and the lowest weight of a transition that can be */
    uint8_t group[TAGGER_LABELS];        /* labels of one group have the same followers */
};

/* False with `error` when memory is short, the file is damaged, of another version, or not made for this purpose and number of labels. */
bool tagger_open(struct tagger *tagger, const struct pack_file *file, const char *purpose, uint32_t label_count, struct error *error);

/* Takes a zeroed tagger, too. */
void tagger_close(struct tagger *tagger);

/* Adds one row of scores to another. */
void tagger_add(const struct tagger *tagger, const int16_t *row, int16_t *scores);

/* What a row of scores is the sum of. */
struct tagger_request {
    int16_t *scores;
    size_t count;
    uint32_t features[TAGGER_FEATURES];
    size_t row_count;
    const int8_t *rows[TAGGER_FEATURES]; /* of the features that have one; they are taken out of `features` */
    const struct tagger_slot *few[TAGGER_FEATURES];
};

/*
 * Requests on their way. The weights lie far apart in memory, and to wait for each would take longer than all else: so a
 * request is only asked for when it is put, and added up while later ones are made.
 */
struct tagger_queue {
    const struct tagger *tagger;
    size_t count;
    struct tagger_request requests[TAGGER_WAITING];
};

void tagger_queue_init(struct tagger_queue *queue, const struct tagger *tagger);

/* The request to be filled next; `scores` have to stay where they are until the queue is finished. */
struct tagger_request *tagger_queue_next(struct tagger_queue *queue);
void tagger_queue_put(struct tagger_queue *queue);

/* Adds up what is still on its way. */
void tagger_queue_finish(struct tagger_queue *queue);

/* The labels of the best path through `count` tokens with a row of scores each. False if the arena is full. */
bool tagger_decode(const struct tagger *tagger, const int16_t *scores, size_t count, uint8_t *labels, struct arena *arena);

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
