/* Whose words a cue reports: the noun phrases that may be its subject. */
#ifndef EXTRACT_CLAIM_SPEAKER_H
#define EXTRACT_CLAIM_SPEAKER_H

#include "claim_cue.h"

enum { SUBJECTS_MOST = 32 };

enum side { SIDE_NONE, SIDE_LEFT, SIDE_RIGHT };

/* Tokens [first, last); none where the cue has no speaker in its sentence. */
struct subject {
    uint32_t first, last;
    enum side side;
};

/* Fills in at most SUBJECTS_MOST readings, the empty one first. */
size_t subjects_find(const struct view *view, const struct cue *cue, struct subject *subjects);

void subject_features(const struct view *view, const struct cue *cue, const struct subject *subject, struct features *features);

/* What the subject that was chosen says of whether there is a claim. */
void subject_evidence(const struct view *view, const struct cue *cue, const struct subject *subject, struct features *features);

/* The best of the readings. */
struct subject subject_choose(const struct view *view, const struct cue *cue);

/* Who spoke last: anybody, a person, and one who is not a person. Unknown at first. */
struct floor {
    struct speaker last, person, body;
    uint32_t last_token;         /* the cue of the last */
};

/* Whom the words of a subject mean; pronouns and roles ("the minister") that nobody else resolved by who spoke before. */
struct speaker speaker_resolve(const struct view *view, const struct subject *subject, const struct floor *floor);

/* Notes that somebody speaks. */
void floor_take(const struct view *view, const struct cue *cue, const struct subject *subject, const struct speaker *speaker,
                struct floor *floor);

/* The name of an entity as a speaker. */
struct speaker speaker_of_entity(const struct view *view, uint32_t entity);

#endif
