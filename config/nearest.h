/* What was meant by a misspelt name. */
#ifndef CONFIG_NEAREST_H
#define CONFIG_NEAREST_H

#include <stddef.h>

/* Letters to change, add or take away until one is the other (Levenshtein); SIZE_MAX where a name is beyond all measure. */
size_t edits_between(const char *a, const char *b);

#endif
