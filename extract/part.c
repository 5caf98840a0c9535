#include "document.h"
#include "pack.h"

#include <stdlib.h>

struct furniture {
    char unused;
};

struct furniture *furniture_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    (void)files, (void)vocabulary, (void)error;
    return calloc(1, sizeof(struct furniture));
}

void furniture_destroy(struct furniture *furniture)
{
    free(furniture);
}

struct parts parts_cover(const struct text *text, struct arena *arena)
{
    struct parts out = { .at = arena_array(arena, 2, sizeof *out.at) };
    if (!out.at)
        return out;
    if (!is_empty(text->title))
        out.at[out.count++] = (struct part){ PART_TITLE, text->title, NULL };
    if (!is_empty(text->body))
        out.at[out.count++] = (struct part){ PART_BODY, text->body, NULL };
    return out;
}

struct parts parts_find(const struct document *document, const struct furniture *rules, struct arena *arena)
{
    (void)rules;
    return parts_cover(&document->text, arena);
}
