/* The text that is analysed: title and body of an article, in the characters of the feed. */
#ifndef EXTRACT_TEXT_H
#define EXTRACT_TEXT_H

#include "arena.h"
#include "article.h"

struct text {
    struct span all;             /* valid UTF-8, LF line ends, no other control characters */
    struct range title, body;    /* title empty where there is none */
};

/*
 * Joins title and body. Line ends become LF, other control characters spaces, nothing else is changed. A title that the
 * body does not begin with becomes the first paragraph; one that the body repeats as its first line is that line. In the arena; short of memory: an empty text.
 */
struct text text_compose(struct span title, struct span body, struct arena *arena);

#endif
