/*
 * Who stands between the article and the speaker: whoever speaks the claim around it, the medium or platform that the words
 * around cue and speaker name ("told Fox News", "in an interview with CBS", "wrote on X"), and the one through which the same
 * speaker was heard before. The weights of speakers.model say of each candidate whether it is one.
 */
#ifndef EXTRACT_CLAIM_VIA_H
#define EXTRACT_CLAIM_VIA_H

#include "claim_candidate.h"

enum { RELAYS_MOST = 12, MEDIA_MOST = 20 };

/* Through whom a speaker was heard. */
struct relay {
    struct speaker speaker;
    struct source source;
    uint32_t token;
};

struct relays {
    struct relay at[RELAYS_MOST];        /* a ring */
    uint32_t count;
};

/* Where a medium was met, one bit each. */
enum origin {
    ORIGIN_OUTER = 1,                    /* speaks the claim around it */
    ORIGIN_OUTER_VIA = 2,                /* stands between the article and that one */
    ORIGIN_BEFORE = 4,                   /* named in the sentence before the cue, */
    ORIGIN_BEHIND = 8,                   /* behind it, */
    ORIGIN_SUBJECT = 16,                 /* in the subject */
    ORIGIN_SAME = 32,                    /* the same speaker was heard through it before */
    ORIGIN_LAST = 64,                    /* another speaker was, last */
    ORIGIN_SPOKE = 128,                  /* spoke last itself */
    ORIGIN_NEAR = 256,                   /* named in the sentence before this one */
    ORIGIN_CITING = 512,                 /* in the subject, and cites the speaker */
};

struct medium {
    struct source source;
    uint32_t origin;
    uint32_t first, last;                /* tokens; equal where it is not named in this sentence */
    uint32_t since;                      /* the token where the speaker was heard through it */
};

/* At most MEDIA_MOST, in the order of a chain: the nearest to the article first. */
size_t media_find(const struct question *question, const struct speaker *speaker, const struct relays *relays, struct medium *media);

void medium_features(const struct question *question, const struct medium *medium, struct features *features);

/* Sets `via` of a claim whose speaker is known, and notes through whom he was heard. */
void via_tell(const struct question *question, struct relays *relays, struct claim *claim);

#endif
