#include "extract.h"

#include "fingerprint.h"

const char *stage_name(enum stage stage)
{
    static const char *const names[] = { "text", "tokens", "sentences", "parts", "entities", "values", "claims", "fingerprint" };
    return names[stage];
}

static void done(const struct extractor *x, unsigned stages)
{
    if (x->observe)
        x->observe(x->context, stages);
}

static uint8_t *roles_of(const struct document *d, struct arena *arena)
{
    uint8_t *roles = arena_array(arena, d->tokens.count, sizeof *roles);
    if (!roles)
        return NULL;
    for (size_t p = 0; p < d->parts.count; p++) {
        const struct part *part = &d->parts.at[p];
        size_t low = 0, high = d->tokens.count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (d->tokens.at[middle].begin < part->range.begin)
                low = middle + 1;
            else
                high = middle;
        }
        for (size_t i = low; i < d->tokens.count && d->tokens.at[i].begin < part->range.end; i++)
            roles[i] = (uint8_t)part->role;
    }
    return roles;
}

bool extract(const struct extractor *x, const struct article *article, struct document *d)
{
    struct arena *arena = x->arena;
    *d = (struct document){ .article = article };
    done(x, STAGE_TEXT);
    d->text = text_compose(article->title, article->body, arena);
    done(x, STAGE_TEXT + 1);
    if (arena_is_full(arena))
        return false;
    if (article->is_skipped) {
        d->parts = parts_cover(&d->text, arena);
        return !arena_is_full(arena);
    }
    d->tokens = tokens_find(d->text.all, x->pack->vocabulary, arena);
    done(x, STAGE_TOKENS + 1);
    d->sentences = sentences_find(&d->tokens, arena);
    done(x, STAGE_SENTENCES + 1);
    if (arena_is_full(arena))
        return false;
    d->parts = parts_find(d, x->pack->furniture, arena);
    d->roles = roles_of(d, arena);
    done(x, STAGE_PARTS + 1);
    if (arena_is_full(arena))
        return false;
    d->entities = entities_find(d, x->pack->gazetteer, x->pack->names, arena);
    done(x, STAGE_ENTITIES + 1);
    if (arena_is_full(arena))
        return false;
    d->values = values_find(d, x->pack->values, arena);
    done(x, STAGE_VALUES + 1);
    if (arena_is_full(arena))
        return false;
    d->claims = claims_find(d, x->pack->claims, arena);
    done(x, STAGE_CLAIMS + 1);
    if (arena_is_full(arena))
        return false;
    d->simhash = fingerprint(d, arena);
    done(x, STAGE_FINGERPRINT + 1);
    return !arena_is_full(arena);
}
