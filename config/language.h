/* Reads a language pack from its folder. */
#ifndef CONFIG_LANGUAGE_H
#define CONFIG_LANGUAGE_H

#include "extract/pack.h"

/* A pack in memory with the name of its rules. Immutable; shared by all lanes. */
struct language {
    struct pack *pack;
    char rules[sizeof "sha256:" + 64];       /* over names and bytes of all its files: a record's claimd.rules */
    struct pack_files files;                 /* their bytes, owned */
};

/*
 * Reads every file below `folder` (a pack such as config/en) and below `lists` (a user's own lists, may be NULL), in order
 * of their names. Files and folders whose names begin with a dot and files that end in .md are passed over. NULL with one
 * line in `error`.
 */
struct language *language_load(const char *folder, const char *lists, struct error *error);

/* The same without a pack, for programs that make one of its files. */
struct language *language_read(const char *folder, const char *lists, struct error *error);
void language_destroy(struct language *language);

#endif
