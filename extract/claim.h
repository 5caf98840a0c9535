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

/* Where a speaker was met, one bit each: in the words beside the cue, or around them. */
enum met {
    MET_IN_SUBJECT = 1 << 0,     /* named in the words beside the cue */
    MET_AS_COREFERENT = 1 << 1,  /* whom coreference takes the pronoun for */
    MET_AS_WORDS = 1 << 2,       /* the words themselves, */
    MET_AS_HEAD = 1 << 3,        /* up to the end of their first phrase, */
    MET_AS_ALL = 1 << 4,         /* all of them, */
    MET_AS_CLAUSE = 1 << 5,      /* from a clause inside them on, */
    MET_AS_MAKER = 1 << 6,       /* behind "by" */
    MET_AS_ANTECEDENT = 1 << 7,  /* what "who" stands behind */
    MET_AS_CITED = 1 << 8,       /* behind "citing" */
    MET_BEFORE = 1 << 9,         /* named before */
    MET_BY_ROLE = 1 << 10,       /* called so elsewhere: "Roe, the minister" */
    MET_AS_LAST = 1 << 11,       /* who spoke last, */
    MET_AS_PERSON = 1 << 12,     /* of persons, */
    MET_AS_BODY = 1 << 13,       /* of all others */
    MET_AS_OUTER = 1 << 14,      /* who speaks the claim around it */
    MET_BEHIND = 1 << 15,        /* named afterwards */
    MET_BY_WORD = 1 << 16,       /* whom the same noun meant before */
    MET_AS_PAPER = 1 << 17,      /* whose paper was quoted last */
    MET_AS_CLAUSE_FIRST = 1 << 18, /* what the sentence begins with */
    MET_AS_QUOTED = 1 << 19,     /* "quoted her as saying": surely the speaker */
};

struct speaker {
    bool is_known;
    struct range range;          /* the words beside the cue; empty where they stand elsewhere */
    uint32_t entity;             /* index, or ENTITY_NONE */
    struct span name;            /* the entity's, else the words themselves */
    uint32_t met;                /* enum met bits */
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
