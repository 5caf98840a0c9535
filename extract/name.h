/* Names in the text with their types, before it is known which of them mean the same thing. */
#ifndef EXTRACT_NAME_H
#define EXTRACT_NAME_H

#include "entity.h"
#include "gazetteer.h"

/* Tokens [first, last): titles and possessive endings outside. */
struct name {
    uint32_t first, last;
    uint8_t type;            /* enum entity_type */
};

/* In order of the text, without overlap; none in furniture. */
struct names {
    struct name *at;
    size_t count;
};

/* Needs tokens, sentences and parts. `matches` are those of the document. */
struct names names_find(const struct document *document, const struct gazetteer_matches *matches, const struct name_rules *rules,
                        struct arena *arena);

/* The classes of words of the pack, for the program that trains the model. */
struct name_classes;
const struct name_classes *name_rules_classes(const struct name_rules *rules);

#endif
