/* What the page put around the article: its title, its bylines, its furniture. */
#ifndef EXTRACT_PART_H
#define EXTRACT_PART_H

#include "arena.h"
#include "span.h"

struct document;
struct error;
struct pack_files;
struct vocabulary;
struct furniture;
struct text;

enum part_role {
    PART_TITLE,
    PART_BODY,
    PART_BYLINE,         /* bylines and datelines: names in them are entities, nothing in them is a claim */
    PART_FURNITURE,      /* credits, related headlines, pitches, navigation: nothing is extracted from it */
};

struct part {
    enum part_role role;
    struct range range;
    const char *rule;    /* the pack's; NULL for title and body */
};

/* Title and body cover the text; bylines and furniture lie inside them, in order, without overlap. */
struct parts {
    struct part *at;
    size_t count;
};

/* Title and body alone, for a text that is not analysed. */
struct parts parts_cover(const struct text *text, struct arena *arena);

/* This stage's part of the language pack. NULL with `error` when a file is wrong or missing. */
struct furniture *furniture_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
void furniture_destroy(struct furniture *furniture);

/* Needs tokens and sentences. */
struct parts parts_find(const struct document *document, const struct furniture *rules, struct arena *arena);

#endif
