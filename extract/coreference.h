/* Which names mean the same thing, and what that thing is called. */
#ifndef EXTRACT_COREFERENCE_H
#define EXTRACT_COREFERENCE_H

#include "name.h"

/* One entity for each real thing among the names, pronouns added where they are sure. */
struct entities entities_join(const struct document *document, const struct names *names, const struct gazetteer *gazetteer,
                              struct arena *arena);

#endif
