/* The trie of date patterns, between date_rule.c, which makes it, and date_match.c, which walks it. */
#ifndef EXTRACT_DATE_TRIE_H
#define EXTRACT_DATE_TRIE_H

#include "date_rule.h"

enum { ALTERNATIVES = 12 };

/* Of roles' bits the highest: what a token is beside the roles of its word. */
#define LOOK_NUMBER (UINT64_C(1) << 63)
#define LOOK_QUOTE (UINT64_C(1) << 62)
#define LOOK_CLITIC (UINT64_C(1) << 61)
_Static_assert(ROLE_COUNT <= 61, "three bits are taken by what tokens are");

/* What a first look at a token tells: roles of its word, and one bit of 64 for the word itself. */
struct look {
    uint64_t roles, words;
};

/* One element of patterns: a role, a kind of number or a word each. */
struct element {
    struct alternative {
        bool is_word;
        uint32_t what;
    } alternatives[ALTERNATIVES];
    uint8_t count;
    bool is_glued;
};

/* A node of the trie, its children side by side. */
struct node {
    struct look below;       /* what any of its children may match */
    uint32_t child;
    uint16_t children, element;
    uint16_t line;           /* of the uppermost rule that ends here; 0 for none */
    uint8_t type, action;
};

struct date_rules {
    struct element *elements;
    struct node *nodes;      /* the first is the root */
    struct look *looks;      /* of each node, what its element may match; apart, so that a look at all children is short */
    size_t element_count, element_room, count, room;
    uint16_t *begins;        /* of each word: where its list of the root's children begins in `lists`; 0 is none */
    uint16_t *lists;         /* the root's children that a word may match, each list ended by 0 */
    struct look *gates;      /* of each list, at its beginning: what the token behind has to be */
    uint8_t *is_literal;     /* of each word: whether rules name it */
    size_t list_count, list_room;
    bool is_memory_short;                    /* while the lists were made */
    uint16_t digits;         /* the list for numbers that the vocabulary does not know */
    uint16_t quote;          /* that for quotation marks: "'90s" */
    uint32_t size;           /* of the vocabulary when it was made */
};

static inline bool is_overlap(struct look a, struct look b)
{
    return (a.roles & b.roles) || (a.words & b.words);
}

static inline uint64_t word_bit(uint32_t word)
{
    return UINT64_C(1) << (word & 63);
}

#endif
