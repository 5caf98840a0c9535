#include "document.h"
#include "pack.h"

#include <stdlib.h>

struct value_rules {
    char unused;
};

struct value_rules *value_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    (void)files, (void)vocabulary, (void)error;
    return calloc(1, sizeof(struct value_rules));
}

void value_rules_destroy(struct value_rules *rules)
{
    free(rules);
}

struct values values_find(const struct document *document, const struct value_rules *rules, struct arena *arena)
{
    (void)document, (void)rules, (void)arena;
    return (struct values){ 0 };
}
