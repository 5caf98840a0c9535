#include "flow.h"

enum { COLUMNS = 100 };

static const char *const codes[] = { [COLOUR_PLAIN] = "0", [COLOUR_BOLD] = "1", [COLOUR_FAINT] = "2", [COLOUR_RED] = "31",
                                     [COLOUR_GREEN] = "32", [COLOUR_YELLOW] = "33", [COLOUR_BLUE] = "1;34", [COLOUR_CYAN] = "36" };

/* Bytes of a space or of a control character, which a terminal might obey: C0, DEL, and C1 in its two bytes. */
static size_t space_at(struct span text, size_t at)
{
    unsigned char c = (unsigned char)text.at[at];
    if (c == 0xc2 && at + 1 < text.length && (unsigned char)text.at[at + 1] < 0xa0)
        return 2;
    return c <= ' ' || c == 127;
}

/* Code points: near enough to columns. */
static unsigned width_of(struct span word)
{
    unsigned width = 0;
    for (size_t i = 0; i < word.length; i++)
        width += ((unsigned char)word.at[i] & 0xc0) != 0x80;
    return width;
}

static void colour_set(struct flow *flow, enum colour colour)
{
    if (flow->has_colour)
        fprintf(flow->stream, "\033[%sm", codes[colour]);
}

void flow_end(struct flow *flow)
{
    if (flow->column > 0)
        fputc('\n', flow->stream);
    flow->column = 0;
}

void flow_begin(struct flow *flow, unsigned indent, const char *label)
{
    flow_end(flow);
    flow->indent = indent;
    colour_set(flow, COLOUR_FAINT);
    fprintf(flow->stream, "%-*s", (int)indent, label);
    colour_set(flow, COLOUR_PLAIN);
    flow->column = indent;
}

static void word_put(struct flow *flow, struct span word, bool glued)
{
    unsigned width = width_of(word);
    if (flow->column > flow->indent && !glued) {
        if (flow->column + 1 + width > COLUMNS) {
            fprintf(flow->stream, "\n%*s", (int)flow->indent, "");
            flow->column = flow->indent;
        } else {
            fputc(' ', flow->stream);
            flow->column++;
        }
    }
    fwrite(word.at, 1, word.length, flow->stream);
    flow->column += width;
}

void flow_put(struct flow *flow, enum colour colour, struct span text, bool glued)
{
    if (colour != COLOUR_PLAIN)
        colour_set(flow, colour);
    for (size_t at = 0; at < text.length;) {
        size_t begin = at;
        while (at < text.length && !space_at(text, at))
            at++;
        if (at > begin)
            word_put(flow, (struct span){ text.at + begin, at - begin }, glued);
        glued = glued && at == begin;
        while (at < text.length && space_at(text, at))
            at += space_at(text, at);
    }
    if (colour != COLOUR_PLAIN)
        colour_set(flow, COLOUR_PLAIN);
}
