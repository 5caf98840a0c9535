/*
 * One message in, one outcome out: what every verb and every lane calls between reading and writing.
 *
 *     message ─ article ─ extract ─ record
 */
#ifndef CONSUMER_ENRICH_H
#define CONSUMER_ENRICH_H

#include "config/language.h"
#include "config/options.h"
#include "consumer/buffer.h"
#include "consumer/reject.h"
#include "extract/extract.h"

/* One thread's own memory for the work. Not to be shared between threads; the language and options are. */
struct enricher;

/* `language` and `options` have to outlive it. NULL when memory is short. */
struct enricher *enricher_create(const struct options *options, const struct language *language);
void enricher_destroy(struct enricher *enricher);

/* For measuring; see extract.h. What enrich() does before the first stage is reading JSON, after the last writing the record. */
void enricher_observe(struct enricher *enricher, stage_observer *observe, void *context);

/* What is written of a document; record_write unless told otherwise. Nothing at all is an outcome, too. */
typedef bool document_writer(const struct document *document, const char *rules, struct arena *arena, struct buffer *to);

void enricher_write(struct enricher *enricher, document_writer *write);

enum { VALUE_TYPES = VALUE_ORDINAL + 1, CLAIM_KINDS = KIND_NO_COMMENT + 1 };

/* How much was found in an article, or in many. */
struct found {
    uint64_t entities[ENTITY_TYPE_COUNT], values[VALUE_TYPES], claims[CLAIM_KINDS];      /* by type and kind */
};

/* From now on outcomes bring along their claims as messages of their own. */
void enricher_add_claims(struct enricher *enricher);

struct outcome {
    bool is_record;
    char *record;            /* malloc'd, the caller's to free; no line end. NULL for a reject */
    size_t record_length;
    char *claims;            /* malloc'd, as well: for claim_message_next; NULL where they are not wanted or there are none */
    size_t claims_length;
    struct found found;
    struct reject reject;
};

/* Works on a message's value. Never fails otherwise than by a reject. */
struct outcome enrich(struct enricher *enricher, struct span message);

#endif
