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

/* The first eight bytes, or all `count` of fewer, as a number, the first byte the lowest; by loads that overlap, without a loop. */
static inline uint64_t load_bytes(const char *at, size_t count)
{
    _Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bytes are read as little-endian numbers");
    uint64_t eight;
    uint32_t low, high;
    uint16_t two;
    if (count >= 8) {
        memcpy(&eight, at, 8);
        return eight;
    }
    if (count >= 4) {
        memcpy(&low, at, 4);
        memcpy(&high, at + count - 4, 4);
        return low | (uint64_t)high << (8 * (count - 4));
    }
    if (count >= 2) {
        memcpy(&two, at, 2);
        return two | (uint64_t)(unsigned char)at[count - 1] << (8 * (count - 1));
    }
    return count ? (unsigned char)at[0] : 0;
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
