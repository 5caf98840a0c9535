#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };

void *pages_take(size_t count, size_t size)
{
    if (size && count > (SIZE_MAX - LARGE_PAGE) / size)
        return NULL;
    size_t bytes = count * size, page = bytes < LARGE_PAGE ? CACHE_LINE : LARGE_PAGE;
    bytes = (bytes / page + 1) * page;
    void *memory = aligned_alloc(page, bytes);
    if (!memory)
        return NULL;
    if (page == LARGE_PAGE)
        madvise(memory, bytes, MADV_HUGEPAGE);
    return memset(memory, 0, bytes);
}
