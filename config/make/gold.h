/* Annotated articles as config/make/claims.py writes them. */
#ifndef CONFIG_MAKE_GOLD_H
#define CONFIG_MAKE_GOLD_H

#include "extract/error.h"
#include "extract/span.h"

enum { GOLD_PIECES = 6, GOLD_VIA = 6 };

struct gold_claim {
    int form, kind, stance, polarity, modality;      /* the enums of extract/claim.h; -1 where not annotated */
    struct range cue, speaker;                       /* empty where there is none */
    struct range content[GOLD_PIECES];
    size_t content_count;
    struct span speaker_name;                        /* empty where nobody is known to speak, or none was annotated */
    struct span via[GOLD_VIA];
    size_t via_count;
    bool is_named;                                   /* true where speaker_name and via were annotated */
};

struct gold_article {
    bool is_polnear;
    int worth;                                       /* 0 or 1; -1 where not annotated */
    struct span day, text;
    struct gold_claim *claims;
    size_t claim_count;
};

struct gold {
    struct gold_article *articles;
    size_t count;
};

/* Reads a file; its memory is never given back. */
bool gold_read(struct gold *gold, const char *path, struct error *error);

#endif
