/* Numbers and dates with what they mean. */
#ifndef EXTRACT_VALUE_H
#define EXTRACT_VALUE_H

#include "arena.h"
#include "span.h"

struct document;
struct error;
struct pack_files;
struct vocabulary;
struct value_rules;

enum value_type {
    VALUE_DATE, VALUE_TIME, VALUE_DURATION, VALUE_MONEY, VALUE_PERCENT, VALUE_QUANTITY, VALUE_CARDINAL, VALUE_ORDINAL,
};

enum comparator { COMPARATOR_NONE, COMPARATOR_EQUAL, COMPARATOR_MORE, COMPARATOR_AT_LEAST, COMPARATOR_LESS, COMPARATOR_AT_MOST, COMPARATOR_ABOUT };

enum change { CHANGE_NONE, CHANGE_UP, CHANGE_DOWN };

struct value {
    enum value_type type;
    struct range range;          /* comparator, number, unit and counted noun */
    uint32_t first, last;        /* the same as tokens, last excluded */
    bool has_number, has_number_max;
    double number, number_max;
    enum comparator comparator;
    struct span unit;            /* ISO 4217, "percent", "percentage point" or UCUM; unknown: at is NULL */
    struct range object;         /* what is counted; empty where nothing is */
    struct span iso;             /* TIMEX3-style; unresolved: at is NULL */
    bool is_set;                 /* a repeated time */
    enum change change;
};

/* In order of the text, without overlap. */
struct values {
    struct value *at;
    size_t count;
};

/* This stage's part of the language pack. NULL with `error` when a file is wrong or missing. */
struct value_rules *value_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
void value_rules_destroy(struct value_rules *rules);

/* Needs tokens, sentences, parts and entities: a number inside a name is no value. */
struct values values_find(const struct document *document, const struct value_rules *rules, struct arena *arena);

#endif
