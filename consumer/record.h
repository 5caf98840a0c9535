/* Writes the record of an article: one line of JSON, byte by byte the same for the same document. */
#ifndef CONSUMER_RECORD_H
#define CONSUMER_RECORD_H

#include "buffer.h"
#include "extract/document.h"

/* `rules` names the language pack. Uses the arena for the table of code points; false if it or memory is short. */
bool record_write(const struct document *document, const char *rules, struct arena *arena, struct buffer *to);

/* The labels of the contract, as records and rows write them. */
const char *part_role_name(enum part_role role);
const char *entity_type_name(enum entity_type type);
const char *value_type_name(enum value_type type);
const char *comparator_name(enum comparator comparator);
const char *claim_form_name(enum claim_form form);
const char *claim_kind_name(enum claim_kind kind);
const char *stance_name(enum stance stance);
const char *polarity_name(enum polarity polarity);
const char *modality_name(enum modality modality);

#endif
