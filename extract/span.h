/* Strings and places in a text, without ownership. */
#ifndef EXTRACT_SPAN_H
#define EXTRACT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes that somebody else owns; not terminated. `at` is NULL where a string is not known. */
struct span {
    const char *at;
    size_t length;
};

/* A place in the article's text: byte offsets, `end` excluded. Empty (begin == end) where there is none. */
struct range {
    uint32_t begin, end;
};

#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })

static inline struct span span_of(const char *string)
{
    return (struct span){ string, string ? strlen(string) : 0 };
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static inline struct span span_slice(struct span text, struct range range)
{
    return (struct span){ text.at + range.begin, range.end - range.begin };
}

static inline bool is_empty(struct range range)
{
    return range.begin >= range.end;
}

static inline bool is_inside(struct range inner, struct range outer)
{
    return inner.begin >= outer.begin && inner.end <= outer.end;
}

static inline bool is_overlapping(struct range a, struct range b)
{
    return a.begin < b.end && b.begin < a.end;
}

#endif
