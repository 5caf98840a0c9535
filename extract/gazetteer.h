/*
 * Things known by name: lists of the language pack, and the user's own after them.
 *
 * A list is a text file whose lines hold, apart by tabs:
 *
 *     type  name  aliases  wikidata  tags
 *
 * The type is a label of entity.h in capitals; aliases stand apart by "|"; wikidata and tags may be missing. An alias that
 * begins with "~" is weak: it means other things as well ("~Trump", "~Target"); the tag "weak" makes all of them so.
 * The tags "male", "female" tell a person's gender, "home:Q30" the country it belongs to: a weak alias of something with a
 * home is taken only where the article names something else of the same home. An alias in capitals ("WHO") is found only in capitals.
 * Hyphens do not count ("al-Qaeda", "al Qaeda"). Of the things that one alias means, the user's come first, then in the
 * order of files and lines.
 *
 * Immutable after it is made; shared by all threads.
 */
#ifndef EXTRACT_GAZETTEER_H
#define EXTRACT_GAZETTEER_H

#include "entity.h"
#include "token.h"

enum { GAZETTEER_TOKENS = 12 };      /* of the longest alias */

struct gazetteer_entry {
    struct span name, wikidata;      /* in the pack's bytes; wikidata.at is NULL where there is none */
    struct span home;                /* Wikidata id of the country that it belongs to; at is NULL where the list tells none */
    uint8_t type;                    /* enum entity_type */
    uint8_t gender;                  /* enum gender */
    uint16_t file;                   /* the user's come first */
    uint32_t line;
};

/* An alias found in a text. */
struct gazetteer_match {
    uint32_t first, last;            /* tokens, last excluded */
    uint32_t alias;                  /* for gazetteer_alias */
};

/*
 * What the lists say of each token: bit `list * 4 + position`. Lists are the entity types by number, and from
 * GAZETTEER_WEAK on the same types by weak aliases: only those of PERSON, NORP, FAC, ORG, GPE and LOC, other weak ones lack.
 */
enum { GAZETTEER_WEAK = ENTITY_TYPE_COUNT, GAZETTEER_LISTS = 16 };
enum gazetteer_position { GAZETTEER_BEGIN, GAZETTEER_INSIDE, GAZETTEER_END, GAZETTEER_SINGLE };

static inline uint64_t gazetteer_bit(unsigned list, enum gazetteer_position position)
{
    return UINT64_C(1) << (list * 4 + position);
}

struct gazetteer_matches {
    struct gazetteer_match *at;      /* in order of first, then the longer one first; they may overlap */
    size_t count;
    uint64_t *bits;                  /* of each token */
    uint32_t *of_token;              /* the first match that begins at each token, as index + 1; 0 where none */
};

/* All aliases that begin with a capital or a digit. */
struct gazetteer_matches gazetteer_find(const struct gazetteer *gazetteer, const struct tokens *tokens, struct arena *arena);

/* One of the things that an alias means. */
struct gazetteer_meaning {
    const struct gazetteer_entry *entry;     /* NULL behind the last one */
    uint32_t next;                           /* alias of the next meaning; 0 where none is left */
    bool is_weak;
};

struct gazetteer_meaning gazetteer_alias(const struct gazetteer *gazetteer, uint32_t alias);

/* The alias that tokens [first, last) are, wholly; 0 where they are none. */
uint32_t gazetteer_look_up(const struct gazetteer *gazetteer, const struct tokens *tokens, uint32_t first, uint32_t last);

/* True of "Bill" and "William", in either order; words of the vocabulary (nicknames.tsv). */
bool gazetteer_is_nickname(const struct gazetteer *gazetteer, uint32_t a, uint32_t b);

/* Tells every line of a user's list whose name or alias the pack has with another type or name. */
typedef void gazetteer_override(void *context, const char *file, unsigned line, struct span alias, const struct gazetteer_entry *ours,
                                const struct gazetteer_entry *theirs);
void gazetteer_overrides(const struct gazetteer *gazetteer, gazetteer_override *tell, void *context);

#endif
