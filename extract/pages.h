/*
 * Memory for the pack's large tables. They are looked up at random places, and on pages of the usual size a processor spends
 * as long finding the page as reading it: so these ask for large pages, where the system has them.
 */
#ifndef EXTRACT_PAGES_H
#define EXTRACT_PAGES_H

#include <stddef.h>

enum { CACHE_LINE = 64 };

/* Zeroed bytes that begin with a cache line; NULL when memory is short. free() gives them back. */
void *pages_take(size_t count, size_t size);

#endif
