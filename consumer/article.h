/* Finds an article in one JSON document, in any of the shapes that feeds use. */
#ifndef CONSUMER_ARTICLE_H
#define CONSUMER_ARTICLE_H

#include "config/options.h"
#include "consumer/json.h"
#include "consumer/reject.h"
#include "extract/article.h"

enum article_field {
    FIELD_ID, FIELD_TITLE, FIELD_BODY, FIELD_PUBLISHED_AT, FIELD_LANGUAGE, FIELD_PUBLISHER, FIELD_URL, FIELD_AUTHORS, FIELD_COUNT
};

/* Where the options say that each field stands, as JSON Pointers; "" for under the names that feeds use (article_names.h). */
struct article_pointers {
    const char *at[FIELD_COUNT];
};

struct article_pointers article_pointers(const struct options *options);

/*
 * Fills the article; what is unknown stays so, and an id that is missing becomes the url, else a hash of the text.
 * What it points to lives in the document's source or in the arena. False with a reject if there is no body, or the
 * arena is full.
 */
bool article_read(const struct json *json, const struct article_pointers *pointers, struct arena *arena, struct article *article,
                  struct reject *reject);

/* The same for an article that is its text alone. */
bool article_read_text(struct span text, struct arena *arena, struct article *article, struct reject *reject);

#endif
