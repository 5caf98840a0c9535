/* One record as a part of an HTML page, and what the page as a whole says about all of them. */
#ifndef CONSUMER_VIEW_ARTICLE_H
#define CONSUMER_VIEW_ARTICLE_H

#include "buffer.h"
#include "json.h"

/* A claim, for the list of speakers. The strings are in the page's arena. */
struct said {
    struct span speaker, text;
    uint32_t article, claim;         /* from 1 */
};

/* A number of something, for putting figures side by side. */
struct figure {
    struct span object, unit, text, speaker;
    double number;
    uint32_t article;
};

struct heading {
    struct span title, publisher, day;
};

struct page {
    struct buffer articles;
    struct arena kept;
    struct said *said;
    struct figure *figures;
    struct heading *headings;
    size_t said_count, said_room, figure_count, figure_room, heading_count, heading_room;
};

/* Adds a record. Its document lives in `arena`, which is used for more. False if it is no record; the page is unchanged. */
bool view_article_add(struct page *page, const struct json *record, struct arena *arena);

#endif
