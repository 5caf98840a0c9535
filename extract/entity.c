#include "coreference.h"
#include "document.h"

struct entities entities_find(const struct document *d, const struct gazetteer *gazetteer, const struct name_rules *rules, struct arena *arena)
{
    struct gazetteer_matches matches = gazetteer_find(gazetteer, &d->tokens, arena);
    struct names names = { 0 };
    if (!arena_is_full(arena))
        names = names_find(d, &matches, rules, arena);
    return entities_join(d, &names, gazetteer, arena);
}
