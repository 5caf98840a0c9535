/* Who says what, through whom, and how the article stands to it. */
#ifndef EXTRACT_CLAIM_H
#define EXTRACT_CLAIM_H

#include "arena.h"
#include "span.h"

struct document;
struct error;
struct pack_files;
struct vocabulary;
struct claim_rules;

enum claim_form { FORM_DIRECT, FORM_INDIRECT, FORM_MIXED, FORM_STATEMENT };

enum claim_kind {
    KIND_STATEMENT, KIND_PROMISE, KIND_PREDICTION, KIND_DENIAL, KIND_REQUEST, KIND_QUESTION, KIND_OPINION, KIND_NO_COMMENT,
};

enum stance { STANCE_NEUTRAL, STANCE_DISTANCE, STANCE_ENDORSE, STANCE_DENY };
enum polarity { POLARITY_AFFIRMED, POLARITY_NEGATED };
enum modality { MODALITY_NONE, MODALITY_POSSIBLE, MODALITY_OBLIGATION, MODALITY_CONDITIONAL, MODALITY_FUTURE };

/* Somebody between the article and the speaker. */
struct source {
    uint32_t entity;             /* index, or ENTITY_NONE */
    struct span name;
};

struct speaker {
    bool is_known;
    struct range range;          /* the words beside the cue; empty where they stand elsewhere */
    uint32_t entity;             /* index, or ENTITY_NONE */
    struct span name;            /* the entity's, else the words themselves */
};

struct claim {
    uint64_t id, key;            /* claim_identity.h */
    enum claim_form form;
    enum claim_kind kind;
    struct range *content;       /* pieces, in order, without overlap */
    size_t content_count;
    struct range cue;            /* the whole verb group; empty in a continuing paragraph */
    struct span lemma;
    struct speaker speaker;
    struct source *via;          /* the nearest to the article first */
    size_t via_count;
    enum stance stance;
    enum polarity polarity;
    enum modality modality;
    uint32_t *entities, *values; /* indices of what the content speaks of, ascending */
    size_t entity_count, value_count;
    double check_worthiness, confidence;       /* 0 to 1 */
    const char *rule;            /* the pack's */
};

/* In order of the first piece of their content. */
struct claims {
    struct claim *at;
    size_t count;
};

/* This stage's part of the language pack. NULL with `error` when a file is wrong or missing. */
struct claim_rules *claim_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
void claim_rules_destroy(struct claim_rules *rules);

/* Needs tokens, sentences, parts, values and entities. */
struct claims claims_find(const struct document *document, const struct claim_rules *rules, struct arena *arena);

#endif
