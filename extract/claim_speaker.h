/* Who speaks: the best of the candidates. */
#ifndef EXTRACT_CLAIM_SPEAKER_H
#define EXTRACT_CLAIM_SPEAKER_H

#include "claim_candidate.h"

struct speaker speaker_tell(const struct question *question);

/* Notes that somebody speaks. */
void floor_take(const struct question *question, const struct speaker *speaker, struct floor *floor);

#endif
