#include "arena.h"

#include <string.h>
#include <sys/mman.h>

enum { KEPT = 8 << 20, ALIGNMENT = 8, FIRST_ROOM = 16 };

bool arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){ 0 };
    void *base = mmap(NULL, limit, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return false;
    arena->base = base;
    arena->limit = limit;
    return true;
}

void arena_finish(struct arena *arena)
{
    if (arena->base)
        munmap(arena->base, arena->limit);
    *arena = (struct arena){ 0 };
}

void arena_reset(struct arena *arena)
{
    if (arena->used > arena->touched)
        arena->touched = arena->used;
    if (arena->touched > KEPT) {
        madvise(arena->base + KEPT, arena->limit - KEPT, MADV_DONTNEED);
        arena->touched = KEPT;
    }
    arena->used = 0;
    arena->full = false;
}

bool arena_is_full(const struct arena *arena)
{
    return arena->full;
}

void *arena_take_raw(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT)
        size = SIZE_MAX - ALIGNMENT;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (arena->fail_after > 0 && --arena->fail_after == 0)
        arena->full = true;
    if (arena->full || size > arena->limit - arena->used) {
        arena->full = true;
        return NULL;
    }
    void *bytes = arena->base + arena->used;
    arena->used += size;
    return bytes;
}

void *arena_take(struct arena *arena, size_t size)
{
    void *bytes = arena_take_raw(arena, size);
    return bytes ? memset(bytes, 0, size) : NULL;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        arena->full = true;
        return NULL;
    }
    return arena_take(arena, count * size);
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t more = *room ? *room * 2 : FIRST_ROOM;
    size_t old_bytes = (*room * size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    bool is_last = items && (char *)items + old_bytes == arena->base + arena->used;
    char *bigger;
    if (is_last) {
        if (!arena_take_raw(arena, more * size - old_bytes))
            return NULL;
        bigger = items;
    } else {
        bigger = arena_take_raw(arena, more * size);
        if (!bigger)
            return NULL;
        if (items)
            memcpy(bigger, items, count * size);
    }
    memset(bigger + count * size, 0, (more - count) * size);
    *room = more;
    return bigger;
}
