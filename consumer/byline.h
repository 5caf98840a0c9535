/* Takes the names out of a line that says who wrote an article. */
#ifndef CONSUMER_BYLINE_H
#define CONSUMER_BYLINE_H

#include "extract/arena.h"
#include "extract/span.h"

struct names {
    struct span *at;
    size_t count, room;
};

/* "By Ann Lee and Bo Kim, Reuters" adds three; addresses, empty names and names that are there already add nothing. */
void byline_split(struct span line, struct arena *arena, struct names *names);

#endif
