/* What tells a sentence of the article from one of the page around it: the features of the model that marks parts. */
#ifndef EXTRACT_PART_FEATURES_H
#define EXTRACT_PART_FEATURES_H

#include "document.h"
#include "tagger.h"

/* Raised whenever the features change: models of another number are refused. */
#define PART_FEATURES_PURPOSE "parts/1"

enum { PART_LABELS = 3, PART_FEATURES_MOST = 96 };

/* The labels of the model. */
enum part_label { LABEL_TEXT, LABEL_BYLINE, LABEL_FURNITURE };

/* One sentence, summed up. */
struct part_unit {
    uint32_t first, last;        /* tokens */
    uint32_t words, capitals, uppers, numbers, functions;
    uint32_t hash;               /* of its folded words */
    uint32_t repeats;            /* how often it stands in the article */
    uint32_t line_units;         /* sentences of its line */
    uint32_t title_words;        /* of its words, those of the title */
    bool is_line_start, is_line_end, is_stopped, is_quoted, has_you, has_verb, has_address;
    uint8_t rules;               /* bits of enum part_role that rules marked in it; bit 7: most of it */
};

struct part_units {
    struct part_unit *at;
    size_t count;
};

/* Needs tokens and sentences; `marked` are the parts that rules found, in order. Short of memory: none. */
struct part_units part_units_make(const struct document *document, const struct parts *marked, struct arena *arena);

/* Writes up to PART_FEATURES_MOST features of a sentence; returns how many. */
size_t part_features(const struct document *document, const struct part_units *units, size_t unit, uint32_t *features);

#endif
