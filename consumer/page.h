/* The manual page claimd(1), written from the table of verbs: deploy/claimd.1 is what `claimd --page` prints. */
#ifndef CONSUMER_PAGE_H
#define CONSUMER_PAGE_H

#include "verb.h"

/* `verbs` ends with NULL; `common` are the flags that all of them know, `common_count` of them. */
void page_print(const struct verb *const *verbs, const struct flag *common, size_t common_count);

#endif
