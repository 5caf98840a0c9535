/*
 * Whom the words beside a cue may mean: everybody whom the article gives reason to think of, with what speaks for each.
 *
 * "the minister said": the words themselves, who is called minister near by, who spoke last, who was named last, … The weights
 * of speakers.model choose among them (claim_speaker.c).
 */
#ifndef EXTRACT_CLAIM_CANDIDATE_H
#define EXTRACT_CLAIM_CANDIDATE_H

#include "claim_question.h"

enum { CANDIDATES_MOST = 40 };

struct candidate {
    struct speaker speaker;              /* `met` tells where the candidate was met */
    uint32_t first, last;                /* tokens: of the words, of the mention in the subject, or of the nearest mention */
    uint32_t rank;                       /* how many others of its type were named since */
    uint8_t called, alike;               /* how often it is called by the head noun; words of the subject that stand by its name */
};

struct candidates {
    struct candidate at[CANDIDATES_MOST];
    size_t count;
    uint32_t met;                        /* where any was met */
};

/* The first is nobody. */
void candidates_find(const struct question *question, struct candidates *candidates);

void candidate_features(const struct question *question, const struct candidates *candidates, const struct candidate *candidate,
                        struct features *features);

#endif
