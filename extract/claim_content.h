/* What a cue reports: the pieces of text that may be its content, and how likely each reading is. */
#ifndef EXTRACT_CLAIM_CONTENT_H
#define EXTRACT_CLAIM_CONTENT_H

#include "claim_subject.h"

enum { STARTS_MOST = 12, ENDS_MOST = 32, BEFORES_MOST = 12, BEFORE_ENDS_MOST = 2, TAILS_MOST = 3, PLACES_MOST = 32, PIECES_MOST = 2,
       READINGS_MOST = STARTS_MOST * ENDS_MOST + BEFORES_MOST * BEFORE_ENDS_MOST * TAILS_MOST };

/* Tokens [first, last). */
struct piece {
    uint32_t first, last;
};

/* Content may start and end behind the cue; or before it, and then be followed by a tail. */
enum option { OPTION_START, OPTION_END, OPTION_BEFORE, OPTION_BEFORE_END, OPTION_TAIL, OPTION_COUNT };

/* What may stand before the cue is followed by nothing, the rest of the sentence, or a quotation in the next. */
enum tail { TAIL_NONE, TAIL_REST, TAIL_NEXT };

struct place {
    uint32_t at;                 /* token; not used for tails */
    float score;
};

struct options {
    uint32_t base, left;         /* the token behind cue and speaker, where both stand together, and where they begin */
    uint32_t sentence_end;       /* without the marks that close it */
    enum side side;
    struct place places[OPTION_COUNT][PLACES_MOST];
    size_t counts[OPTION_COUNT];
    struct piece tails[TAILS_MOST];     /* empty where there is none */
};

/* One choice among the options. */
struct reading {
    uint8_t is_before, start, end, tail;
    float score;                 /* of the content alone */
};

void options_find(const struct view *view, const struct cue *cue, const struct subject *subject, struct options *options);

/* What speaks for one of the options alone, and how much. */
void option_features(const struct view *view, const struct cue *cue, const struct options *options, enum option option, uint32_t number,
                     struct features *features);
void options_score(const struct view *view, const struct cue *cue, struct options *options);

/* All readings that hang together, at most READINGS_MOST, with the scores of their options. */
size_t readings_find(const struct options *options, struct reading *readings);

/* What speaks for start and end together. */
void reading_features(const struct view *view, const struct cue *cue, const struct options *options, const struct reading *reading,
                      struct features *features);

/* The pieces of a reading, one or two. */
size_t reading_pieces(const struct options *options, const struct reading *reading, struct piece *pieces);

#endif
