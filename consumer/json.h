/*
 * Reads JSON (RFC 8259, strictly) in place.
 *
 * The values of a document lie in one array in the order of its text, so that reading takes one pass, no recursion and
 * 16 bytes a value; strings and numbers stay where they are. Numbers are never converted: an id of forty digits keeps
 * them all. A string is unescaped when somebody asks for it.
 */
#ifndef CONSUMER_JSON_H
#define CONSUMER_JSON_H

#include "extract/arena.h"
#include "extract/error.h"
#include "extract/span.h"

enum json_kind { JSON_KIND_NULL, JSON_KIND_FALSE, JSON_KIND_TRUE, JSON_KIND_NUMBER, JSON_KIND_STRING, JSON_KIND_ARRAY, JSON_KIND_OBJECT };

struct json_value {
    uint32_t begin, length;  /* of the source: a string without its quotation marks, a number, a word */
    uint32_t after;          /* index of the value behind this one and all that it holds */
    uint8_t kind;
    bool has_escapes;
};

/* A member of an object is two values: its name, a string, and what it is. */
struct json {
    struct span source;
    struct json_value *at;   /* at[0] is the whole */
    uint32_t count;
};

enum json_result { JSON_GOOD, JSON_BAD, JSON_TOO_DEEP, JSON_NO_MEMORY };

/* The source is valid UTF-8, shorter than 4 GiB, and outlives the document. On failure `error` says what and where. */
enum json_result json_read(struct span source, unsigned deepest, struct arena *arena, struct json *json, struct error *error);

/* Walks what an array or object holds: names and values by turns in an object. NULL at the end, and for other kinds. */
const struct json_value *json_first(const struct json *json, const struct json_value *holder);
const struct json_value *json_next(const struct json *json, const struct json_value *holder, const struct json_value *value);

/* The member of that name, the last of several; NULL if there is none or it is no object. `value` may be NULL. */
const struct json_value *json_member(const struct json *json, const struct json_value *value, const char *name);

/* What an RFC 6901 JSON Pointer leads to; NULL if there is nothing. */
const struct json_value *json_pointer(const struct json *json, const char *pointer);

/* A string without its escapes, a number or word as it stands; surrogates without their other half become U+FFFD. */
struct span json_text(const struct json *json, const struct json_value *value, struct arena *arena);

#endif
