/*
 * Cases of extraction as text files: an article, and what is found in it. A case holds sections, each begun by a line
 * "--- NAME":
 *
 *     --- article      `title: ...`, `published: 2025-02-04` and other members of the article, one a line; then, after an
 *                      empty line, its text
 *     --- parts        byline dateline: "KYIV, Ukraine (AP) —"
 *     --- entities     PERSON "Ann Lee" Q1: "Ann Lee" "Lee"#2 ~"she"
 *     --- values       MONEY "$5 million"#2: number=5000000 unit=USD
 *     --- claims       indirect "it would rain" | "and snow": cue="said" speaker="Ann Lee" via="Reuters" kind=prediction
 *
 * Only the sections that a case has are compared, whole, so that a case shows one thing. "Lee"#2 is the second "Lee" of the
 * text, ~ marks a pronoun or a noun that means the entity. Members that are usual are not written: comparator "=", kind
 * statement, stance neutral, polarity affirmed, modality none. Lines before the first section say what the case is about.
 */
#ifndef CONSUMER_CASE_H
#define CONSUMER_CASE_H

#include "buffer.h"
#include "extract/document.h"
#include "extract/error.h"

enum { SECTIONS_MOST = 8 };

struct section {
    struct span name, body;      /* the body with all its line ends */
};

/* Spans of the file's text. */
struct test_case {
    struct span heading;
    struct section sections[SECTIONS_MOST];
    size_t count;
};

/* False with one line in `error`: it has no article, a section that there is not, or one twice. */
bool case_read(struct span text, struct test_case *test_case, struct error *error);

/* NULL where the case has none of that name. */
const struct section *case_section(const struct test_case *test_case, struct span name);

/* Its article, as JSON. */
void case_article_write(const struct test_case *test_case, struct span id, struct buffer *to);

/* All sections but the article's of a document, as a case that case_read reads; a document_writer. */
bool case_write(const struct document *document, const char *rules, struct arena *arena, struct buffer *to);

#endif
