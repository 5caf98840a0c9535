/* What sort of thing is said: kind, stance, polarity and modality, told from the cue and the content's words. */
#ifndef EXTRACT_CLAIM_KIND_H
#define EXTRACT_CLAIM_KIND_H

#include "claim_choose.h"

enum attribute { ATTRIBUTE_KIND, ATTRIBUTE_STANCE, ATTRIBUTE_POLARITY, ATTRIBUTE_MODALITY, ATTRIBUTE_COUNT };

enum { KIND_COUNT = 8, STANCE_COUNT = 4, POLARITY_COUNT = 2, MODALITY_COUNT = 5 };

/* The number of an attribute's values, and the number that its first value has among the classes of the model. */
static inline uint32_t attribute_values(enum attribute attribute)
{
    static const uint8_t counts[] = { KIND_COUNT, STANCE_COUNT, POLARITY_COUNT, MODALITY_COUNT };
    return counts[attribute];
}

static inline uint32_t attribute_class(enum attribute attribute, uint32_t value)
{
    return 1 + (uint32_t)attribute * 8 + value;
}

/* What the cue and what is said speak for; the stance depends on the cue alone. */
void attribute_features(const struct view *view, const struct finding *finding, enum attribute attribute, struct features *features);

void attributes_tell(const struct view *view, const struct finding *finding, struct claim *claim);

#endif
