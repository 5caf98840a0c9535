/* Flat rows of a document, for programs that count: one for each claim, entity or value, as JSON objects or CSV. */
#ifndef CONSUMER_ROWS_H
#define CONSUMER_ROWS_H

#include "buffer.h"
#include "extract/document.h"

enum rows_kind { ROWS_CLAIMS, ROWS_ENTITIES, ROWS_VALUES, ROWS_COUNT };

/* "claims", "entities", "values"; false if it is none of them. */
bool rows_kind_find(const char *name, enum rows_kind *kind);

/* Writes all rows, one a line, the last without line end; nothing where there is none. As record_write. */
typedef bool rows_write(const struct document *document, const char *rules, struct arena *arena, struct buffer *to);

rows_write *rows_writer(enum rows_kind kind, bool is_csv);

/* As messages, each under its claim's key: a line for each claim, for claim_message_next. */
bool claim_messages_write(const struct document *document, const char *rules, struct arena *arena, struct buffer *to);

/* Walks them. `at` begins with 0; false when none is left. */
bool claim_message_next(struct span messages, size_t *at, struct span *key, struct span *row);

/* The first line of a CSV file, without line end. */
void rows_header(enum rows_kind kind, struct buffer *to);

#endif
