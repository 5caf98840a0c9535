/* Who and what the article speaks of: one entity for each real thing, with all its mentions. */
#ifndef EXTRACT_ENTITY_H
#define EXTRACT_ENTITY_H

#include "arena.h"
#include "span.h"

struct document;
struct error;
struct pack_files;
struct vocabulary;
struct gazetteer;
struct name_rules;

/* The labels of OntoNotes. */
enum entity_type {
    ENTITY_PERSON, ENTITY_NORP, ENTITY_FAC, ENTITY_ORG, ENTITY_GPE, ENTITY_LOC, ENTITY_PRODUCT, ENTITY_EVENT, ENTITY_WORK_OF_ART, ENTITY_LAW,
    ENTITY_TYPE_COUNT
};

enum gender { GENDER_UNKNOWN, GENDER_MALE, GENDER_FEMALE, GENDER_PLURAL, GENDER_NEUTER };

enum mention_kind {
    MENTION_NAME,
    MENTION_PRONOUN,     /* he, she, they, it, who; and a common noun ("the president") where it is unambiguous */
};

enum { ENTITY_NONE = UINT32_MAX };

struct mention {
    struct range range;          /* titles and possessive endings outside */
    uint32_t first, last;        /* the same as tokens, last excluded */
    enum mention_kind kind;
    uint32_t entity;             /* index */
};

struct entity {
    enum entity_type type;
    struct span name;            /* the fullest well-spelt form known */
    struct span wikidata;        /* at is NULL where the gazetteer links none */
    enum gender gender;
    uint32_t first_mention;      /* index of the first by name */
};

/* Entities in order of their first mention; mentions in order of the text, without overlap. */
struct entities {
    struct entity *at;
    size_t count;
    struct mention *mentions;
    size_t mention_count;
    uint32_t *of_token;          /* the mention of each token, as index + 1; 0 where none */
};

/* This stage's part of the language pack. NULL with `error` when a file is wrong or missing. */
struct gazetteer *gazetteer_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
void gazetteer_destroy(struct gazetteer *gazetteer);

/* This stage's part of the language pack. NULL with `error` when a file is wrong or missing. */
struct name_rules *name_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
void name_rules_destroy(struct name_rules *rules);

/* Needs tokens, sentences and parts. */
struct entities entities_find(const struct document *document, const struct gazetteer *gazetteer, const struct name_rules *rules,
                              struct arena *arena);

#endif
