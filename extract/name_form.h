/* The different names of an article: each once, with all that tells which of them mean the same thing. */
#ifndef EXTRACT_NAME_FORM_H
#define EXTRACT_NAME_FORM_H

#include "name.h"

enum { FORM_WORDS = 12, FORM_NONE = UINT32_MAX };

/* A name as its words, whatever its case, hyphens, quotation marks, a leading "the". */
struct name_form {
    uint32_t words[FORM_WORDS];              /* the first of them, if there are more */
    uint32_t count;
    uint32_t hash;
    uint32_t first_name;                     /* index of the first name of this form */
    uint32_t mentions;
    uint32_t of_type[ENTITY_TYPE_COUNT];     /* mentions by type */
    uint8_t type;                            /* the most frequent */
    bool is_weak;                            /* what the gazetteer says needs other evidence */
    const struct gazetteer_entry *entry;     /* what the gazetteer says, of this type; NULL where nothing */
    uint32_t parent;                         /* form of the same thing, nearer to the root; itself at the root */
    bool is_joined;                          /* with another form */
    uint32_t next_of_last_word, next_of_entry;
};

struct name_forms {
    struct name_form *at;
    size_t count;
    uint32_t *of_name;                       /* the form of each name */
};

struct name_forms name_forms_build(const struct document *document, const struct names *names, const struct gazetteer *gazetteer, struct arena *arena);

/* The root of the forms that were joined with this one. */
uint32_t name_form_root(struct name_forms *forms, uint32_t form);

/* Makes both mean one thing; the one that stands first in the text becomes the root. */
void name_form_join(struct name_forms *forms, uint32_t a, uint32_t b);

static inline uint32_t name_form_last_word(const struct name_form *form)
{
    return form->words[form->count - 1];
}

#endif
