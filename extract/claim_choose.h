/* One reading for each cue, and of all cues and quotations one set without conflict. */
#ifndef EXTRACT_CLAIM_CHOOSE_H
#define EXTRACT_CLAIM_CHOOSE_H

#include "claim_content.h"

enum { OUTER_NONE = UINT32_MAX };

/* A claim in the making. */
struct finding {
    struct cue cue;              /* class CUE_NONE: a quotation without one */
    struct subject subject;
    struct piece pieces[PIECES_MOST];
    uint32_t piece_count;
    bool is_before;              /* the content begins before the cue */
    float probability;
    uint32_t outer;              /* index of the finding in whose content this one stands; OUTER_NONE */
    bool is_dropped;
};

struct findings {
    struct finding *at;
    size_t count;
};

/* In order of the first piece. */
struct findings findings_choose(const struct view *view);

static inline bool is_in_pieces(const struct finding *finding, uint32_t token)
{
    for (uint32_t i = 0; i < finding->piece_count; i++)
        if (token >= finding->pieces[i].first && token < finding->pieces[i].last)
            return true;
    return false;
}

#endif
