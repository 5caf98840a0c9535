/*
 * Whom the words beside a cue may mean: everybody whom the article gives reason to think of, with what speaks for each.
 *
 * "the minister said": the words themselves, who is called minister near by, who spoke last, who was named last, … The weights
 * of speakers.model choose among them (claim_speaker.c).
 */
#ifndef EXTRACT_CLAIM_CANDIDATE_H
#define EXTRACT_CLAIM_CANDIDATE_H

#include "claim_choose.h"

enum { CANDIDATES_MOST = 40 };

enum { TAKEN_MOST = 12 };

/* Who has spoken, and who is called what. */
struct floor {
    struct speaker last, person, body;   /* who spoke last: anybody, a person, one who is not a person; unknown at first */
    struct speaker paper;                /* who spoke last through a statement, a report, … */
    struct { uint32_t head; struct speaker speaker; } taken[TAKEN_MOST];    /* by the noun they were called; a ring */
    uint32_t taken_count;
    uint32_t last_token;                 /* the cue of the last, or the first token of a quotation without one */
    uint16_t *named, *spoken;            /* by entity: its mentions, its claims so far */
    struct calling *callings;            /* in order of word and place */
    size_t calling_count;
};

/* "Ambassador Jane Roe", "Jane Roe, the ambassador": a name and a word that stands by it. */
struct calling {
    uint32_t word, mention;
};

struct floor floor_begin(const struct view *view);

/* The form of the words that ask: "he", "the minister", "officials", … */
enum shape { SHAPE_NO_CUE, SHAPE_NONE, SHAPE_JOINED, SHAPE_HE, SHAPE_SHE, SHAPE_IT, SHAPE_THEY, SHAPE_WHO, SHAPE_FIRST_PERSON, SHAPE_NAME,
             SHAPE_NAME_FIRST, SHAPE_DEFINITE, SHAPE_POSSESSIVE, SHAPE_OTHER_DETERMINER, SHAPE_NUMBER, SHAPE_CAPITALISED, SHAPE_WORDS };

/* The subject of one finding. */
struct question {
    const struct view *view;
    const struct finding *finding;
    const struct floor *floor;
    const struct claim *outer;           /* the claim around it, or NULL */
    uint32_t first, last;                /* tokens of the subject; equal where there is none */
    uint32_t end;                        /* of its first noun phrase */
    uint32_t at;                         /* the token that asks */
    uint32_t head;                       /* hash of the head noun; 0 where there is none */
    uint16_t sort;                       /* enum source_class bits of the head noun */
    enum shape shape;
};

struct question question_make(const struct view *view, const struct finding *finding, const struct floor *floor, const struct claim *outer);

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

/* The name that the subject is, but for articles and titles; NULL where it is more or less than one. */
const struct mention *question_name(const struct question *question);

static inline const struct mention *mention_at(const struct view *view, uint32_t at)
{
    uint32_t index = view->document->entities.of_token[at];
    return index ? &view->document->entities.mentions[index - 1] : NULL;
}

/* The end of the first noun phrase of tokens: where a comma, a preposition or a relative clause begins. */
uint32_t phrase_head_end(const struct view *view, uint32_t first, uint32_t last);

#endif
