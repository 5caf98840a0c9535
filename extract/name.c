#include "document.h"
#include "name.h"
#include "pack.h"

#include <stdlib.h>

/* Without a model: what the gazetteer surely knows, and runs of capitalised words that begin with a first name. */

struct name_rules {
    char unused;
};

struct name_rules *name_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    (void)files, (void)vocabulary, (void)error;
    return calloc(1, sizeof(struct name_rules));
}

void name_rules_destroy(struct name_rules *rules)
{
    free(rules);
}

static bool is_sure(const struct gazetteer_matches *m, uint32_t token, uint8_t *type)
{
    for (unsigned t = 0; t < ENTITY_TYPE_COUNT; t++) {
        if (m->bits[token] & (gazetteer_bit(t, GAZETTEER_BEGIN) | gazetteer_bit(t, GAZETTEER_SINGLE))) {
            *type = (uint8_t)t;
            return true;
        }
    }
    return false;
}

static bool is_name_word(const struct token *t)
{
    return t->kind == TOKEN_WORD && is_capitalised(t) && !is_class(t, WORD_STARTER | WORD_HONORIFIC | WORD_MONTH | WORD_WEEKDAY);
}

static uint32_t run_end(const struct tokens *tokens, uint32_t first)
{
    uint32_t i = first;
    while (i < tokens->count && is_name_word(&tokens->at[i]) && (i == first || !tokens->at[i].is_line_start))
        i++;
    return i;
}

struct names names_find(const struct document *d, const struct gazetteer_matches *m, const struct name_rules *rules, struct arena *arena)
{
    (void)rules;
    struct names names = { 0 };
    size_t room = 0;
    for (uint32_t i = 0; i < d->tokens.count;) {
        struct name name = { .first = i, .last = i };
        if (d->roles[i] != PART_FURNITURE) {
            uint32_t end = run_end(&d->tokens, i);
            if (m->of_token[i] && is_sure(m, i, &name.type))
                name.last = m->at[m->of_token[i] - 1].last;
            else if (end > i + 1 && is_class(&d->tokens.at[i], WORD_FIRST_NAME_MALE | WORD_FIRST_NAME_FEMALE))
                name = (struct name){ i, end, ENTITY_PERSON };
        }
        if (name.last > name.first) {
            struct name *at = arena_grow(arena, names.at, names.count, &room, sizeof *at);
            if (!at)
                return names;
            names.at = at;
            names.at[names.count++] = name;
        }
        i = name.last > name.first ? name.last : i + 1;
    }
    return names;
}
