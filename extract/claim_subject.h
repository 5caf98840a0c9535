/* Whose words a cue reports: the noun phrases that may be its subject. */
#ifndef EXTRACT_CLAIM_SUBJECT_H
#define EXTRACT_CLAIM_SUBJECT_H

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

#endif
