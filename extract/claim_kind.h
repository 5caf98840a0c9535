/* What sort of thing is said: kind, stance, polarity and modality, told from the cue and the content's words. */
#ifndef EXTRACT_CLAIM_KIND_H
#define EXTRACT_CLAIM_KIND_H

#include "claim_choose.h"

enum attribute { ATTRIBUTE_KIND, ATTRIBUTE_STANCE, ATTRIBUTE_POLARITY, ATTRIBUTE_MODALITY, ATTRIBUTE_COUNT };

/* How many values an attribute has, and the class in a row of the model that its first value has. */
struct attribute_values {
    uint8_t count, class;
};

static inline struct attribute_values attribute_values(enum attribute attribute)
{
    static const struct attribute_values values[] = { { 8, 0 }, { 4, 8 }, { 2, 12 }, { 5, 14 } };
    return values[attribute];
}

/* What the cue speaks for; the stance depends on it alone. */
void attribute_cue_features(const struct view *view, const struct finding *finding, struct features *features);

/* What the words that are said speak for. */
void attribute_content_features(const struct view *view, const struct finding *finding, struct features *features);

void attributes_tell(const struct view *view, const struct finding *finding, struct claim *claim);

#endif
