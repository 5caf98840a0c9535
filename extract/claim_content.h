/* What a cue reports: the pieces of text that may be its content, and how likely each reading is. */
#ifndef EXTRACT_CLAIM_CONTENT_H
#define EXTRACT_CLAIM_CONTENT_H

#include "claim_subject.h"

enum { STARTS_MOST = 12, ENDS_MOST = 32, BEFORES_MOST = 12, BEFORE_ENDS_MOST = 2, TAILS_MOST = 3, PIECES_MOST = 2,
       READINGS_MOST = STARTS_MOST * ENDS_MOST + BEFORES_MOST * BEFORE_ENDS_MOST * TAILS_MOST };

/* Tokens [first, last). */
struct piece {
    uint32_t first, last;
};

/* A place where a piece may begin or end, with what speaks for it. */
struct place {
    uint32_t at;
    struct features features;
    float score;
};

/* What may stand before the cue is followed by nothing, the rest of the sentence, or a quotation in the next. */
enum tail { TAIL_NONE, TAIL_REST, TAIL_NEXT };

struct options {
    struct place starts[STARTS_MOST], ends[ENDS_MOST];                       /* behind the cue */
    struct place befores[BEFORES_MOST], before_ends[BEFORE_ENDS_MOST];       /* before it */
    size_t start_count, end_count, before_count, before_end_count;
    struct piece tails[TAILS_MOST];                                          /* empty where there is none */
    struct features tail_features[TAILS_MOST];
};

/* One choice among the options. */
struct reading {
    uint8_t is_before, start, end, tail;
    float score;                 /* of the content alone */
};

void options_find(const struct view *view, const struct cue *cue, const struct subject *subject, struct options *options);

/* All readings that hang together, at most READINGS_MOST. */
size_t readings_find(const struct options *options, struct reading *readings);

/* What speaks for start and end together. */
void reading_features(const struct view *view, const struct cue *cue, const struct options *options, const struct reading *reading,
                      struct features *features);

/* The pieces of a reading, one or two. */
size_t reading_pieces(const struct options *options, const struct reading *reading, struct piece *pieces);

#endif
