/* Who stands between the article and the speaker. */
#ifndef EXTRACT_CLAIM_VIA_H
#define EXTRACT_CLAIM_VIA_H

#include "claim_choose.h"

/*
 * Sets `via` of the claim of a finding: whoever reports the claim around it, and the medium or platform that the words around
 * cue and speaker name ("told Fox News", "in an interview with CBS", "wrote on X"). `before` is the claim before with its
 * finding, which hands its medium on to what the same speaker goes on to say; NULL where there is none.
 */
struct claim_before {
    const struct claim *claim;
    const struct finding *finding;
};

void via_tell(const struct view *view, const struct finding *finding, const struct claim *outer, const struct claim_before *before,
              struct claim *claim);

#endif
