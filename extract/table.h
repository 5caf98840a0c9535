/* Reads the language pack's lists: one row a line, cells apart by tabs, `#` at a line's start begins a comment. */
#ifndef EXTRACT_TABLE_H
#define EXTRACT_TABLE_H

#include "error.h"
#include "span.h"

enum { TABLE_CELLS = 12 };

/* A file of the language pack in memory. The bytes outlive the pack. */
struct pack_file {
    const char *name;        /* below the pack's folder: "en/cues.tsv"; for messages and look-up */
    struct span content;
    bool is_used;            /* set by pack_find */
};

struct table_row {
    struct span cells[TABLE_CELLS];
    size_t count;            /* cells on this line, at least 1; the others are empty */
    unsigned line;           /* from 1 */
};

struct table {
    const struct pack_file *file;
    size_t at;
    unsigned line;
};

struct table table_open(const struct pack_file *file);

/* The next row that is neither blank nor a comment; false at the end. Spaces around cells are no part of them. */
bool table_next(struct table *table, struct table_row *row);

/* The next word of a cell whose words stand apart by spaces; false when none is left. */
bool cell_next(struct span *cell, struct span *word);

/* fail() with file and line in front. */
bool table_fail(const struct table *table, struct error *error, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
