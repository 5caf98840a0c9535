/*
 * An article in, its annotations out: the one line of claimd.
 *
 *     text ─ tokens ─ sentences ─ parts ─ entities ─ values ─ claims ─ fingerprint
 *
 * Pure: no files, no clock, no logging, no globals. Equal articles and packs give equal documents.
 */
#ifndef EXTRACT_EXTRACT_H
#define EXTRACT_EXTRACT_H

#include "document.h"
#include "pack.h"

enum stage { STAGE_TEXT, STAGE_TOKENS, STAGE_SENTENCES, STAGE_PARTS, STAGE_ENTITIES, STAGE_VALUES, STAGE_CLAIMS, STAGE_FINGERPRINT, STAGE_COUNT };

/* For measuring: called before the first stage and after each with the number of stages done. May be NULL. */
typedef void stage_observer(void *context, unsigned stages_done);

struct extractor {
    const struct pack *pack;
    struct arena *arena;
    stage_observer *observe;
    void *context;
};

/* Fills the document. False if the arena is full; then the document is unusable. Does not reset the arena. */
bool extract(const struct extractor *extractor, const struct article *article, struct document *document);

const char *stage_name(enum stage stage);

#endif
