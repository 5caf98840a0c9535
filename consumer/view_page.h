/* Records as one HTML page that needs nothing else: no network, and no script to be read. */
#ifndef CONSUMER_VIEW_PAGE_H
#define CONSUMER_VIEW_PAGE_H

#include "view_article.h"

#include <stdio.h>

/* False when memory is short. */
bool view_page_init(struct page *page);
void view_page_finish(struct page *page);

/* Resets the arena. False where it is no record; the page is unchanged then. */
bool view_page_add(struct page *page, struct span record, struct arena *arena);

/* Once, at the end. False with one line in `error`; nobody who reads any more is no error. */
bool view_page_write(struct page *page, FILE *file, struct error *error);

#endif
