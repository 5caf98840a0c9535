/* Words on a terminal: broken into lines of a hundred columns, with colours where they are wanted. */
#ifndef CONSUMER_FLOW_H
#define CONSUMER_FLOW_H

#include "extract/span.h"

#include <stdio.h>

enum colour { COLOUR_PLAIN, COLOUR_BOLD, COLOUR_FAINT, COLOUR_RED, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_BLUE, COLOUR_CYAN };

struct flow {
    FILE *stream;
    bool has_colour;
    unsigned indent;         /* of lines that go on */
    unsigned column;
};

/* Ends a line that is begun, and begins one with `label` in front of its words. */
void flow_begin(struct flow *flow, unsigned indent, const char *label);
void flow_end(struct flow *flow);

/* Words, apart by white space; control characters become spaces. `glued`: the first one stands right behind what was before. */
void flow_put(struct flow *flow, enum colour colour, struct span text, bool glued);

#endif
