/* The names under which feeds keep the parts of an article. */
#ifndef CONSUMER_ARTICLE_NAMES_H
#define CONSUMER_ARTICLE_NAMES_H

#include "article.h"

/*
 * Lists end with NULL and stand in order of preference. Names are in lower case and without "_" and "-", as names are
 * compared: "published_at", "publishedAt" and "Published-At" are one.
 */
struct article_names {
    const char *const *names;
    const char *const *inside;       /* where the text stands if the value is an object */
};

extern const struct article_names article_names[FIELD_COUNT];

/* A body if nothing better is there: the feed delivers only the beginning. */
extern const char *const article_summaries[];

/* What feeds wrap an article in: arrays and objects under these names are searched for it. */
extern const char *const article_wrappers[];

/* Words for "there is none", in lower case. */
extern const char *const article_missing[];

/* Beginnings of a body that says that there is none, in lower case. */
extern const char *const article_stubs[];

/* Languages that feeds call by name; ends with a NULL name. */
struct language_name {
    const char *name, *tag;
};

extern const struct language_name article_languages[];

#endif
