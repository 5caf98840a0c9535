/*
 * A language pack: everything that claimd knows of a language, as data. Immutable after it is made, shared by all lanes.
 *
 * Each stage owns its part and names the files that it reads; files that no stage asks for are an error, so that a
 * misspelt name does not pass unseen.
 */
#ifndef EXTRACT_PACK_H
#define EXTRACT_PACK_H

#include "table.h"
#include "vocabulary.h"

/* The files of a pack, in order of their names; users' own lists after the pack's. Read by config/language.c. */
struct pack_files {
    struct pack_file *at;
    size_t count;
};

struct pack {
    struct vocabulary *vocabulary;
    struct furniture *furniture;
    struct value_rules *values;
    struct gazetteer *gazetteer;
    struct name_rules *names;
    struct claim_rules *claims;
};

/* The files' bytes have to outlive the pack. NULL with one line in `error` that names file and line. */
struct pack *pack_create(struct pack_files *files, struct error *error);
void pack_destroy(struct pack *pack);

/* Adds the words of a file such as words.tsv with their classes. */
bool words_load(struct pack_files *files, const char *name, struct vocabulary *vocabulary, struct error *error);

/* The file of a name ("cues.tsv"), or NULL with a line in `error`. */
const struct pack_file *pack_find(struct pack_files *files, const char *name, struct error *error);

#endif
