/* Which of an article's name forms are names of one thing. */
#ifndef EXTRACT_NAME_RELATION_H
#define EXTRACT_NAME_RELATION_H

#include "name_form.h"

/* Joins full names, surnames, first names, misspellings, plurals, acronyms and short names with what they stand for. */
void name_relations_join(struct name_forms *forms, const struct document *document, const struct names *names,
                         const struct gazetteer *gazetteer, struct arena *arena);

#endif
