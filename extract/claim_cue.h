/* Cue words in their sentences: the verb group around each, and how likely it reports something. */
#ifndef EXTRACT_CLAIM_CUE_H
#define EXTRACT_CLAIM_CUE_H

#include "claim_view.h"

/* A cue word `head` in its verb group [first, last) in its sentence [begin, end). */
struct cue {
    uint32_t head, first, last, begin, end;
    enum cue_class class;
    uint32_t hash;               /* of its lemma */
};

/* The cue whose word stands at `head`, where view->cues is not 0. */
struct cue cue_make(const struct view *view, uint32_t head);

/* False for what is never one: in furniture, a dash inside a word, a colon in a time. */
bool is_cue(const struct view *view, uint32_t head);

/* What tells cheaply that a cue word reports nothing. */
void gate_features(const struct view *view, const struct cue *cue, struct features *features);

/* All that a cue and its neighbours say of whether it reports something. */
void cue_features(const struct view *view, const struct cue *cue, struct features *features);

#endif
