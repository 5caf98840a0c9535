/* One article as its feed delivers it, mapped and normalised. */
#ifndef EXTRACT_ARTICLE_H
#define EXTRACT_ARTICLE_H

#include "span.h"

/*
 * Spans belong to whoever filled them in and live as long as the article is worked on; unknown ones have at == NULL.
 * Title and body are valid UTF-8 without markup.
 */
struct article {
    struct span id, title, body, url, publisher;
    struct span published_at;    /* ISO 8601: a day, or a day and time with the offset as far as known */
    struct span language;        /* BCP 47, lower case */
    struct span *authors;
    size_t author_count;
    bool is_truncated;
    bool is_skipped;             /* surely in a language without a pack: a record without annotations */
};

#endif
