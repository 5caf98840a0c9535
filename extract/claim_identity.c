#include "claim_identity.h"

#include "unicode.h"

#include <stdlib.h>

static uint64_t mixed(uint64_t hash, struct span bytes)
{
    for (size_t i = 0; i < bytes.length; i++)
        hash = (hash ^ (unsigned char)bytes.at[i]) * UINT64_C(0x100000001b3);
    return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

static uint64_t finished(uint64_t hash)
{
    hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
    return hash ^ hash >> 31;
}

static uint64_t folded(uint64_t hash, struct span word)
{
    char buffer[WORD_BYTES];
    return mixed(hash, (struct span){ buffer, fold(word, buffer, sizeof buffer) });
}

/* The first token that ends behind a byte offset. */
static size_t token_at(const struct tokens *tokens, uint32_t offset)
{
    size_t low = 0, high = tokens->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tokens->at[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Words and numbers of the content, without marks. */
static uint64_t content_words(uint64_t hash, const struct document *document, const struct claim *claim)
{
    for (size_t p = 0; p < claim->content_count; p++)
        for (size_t i = token_at(&document->tokens, claim->content[p].begin);
             i < document->tokens.count && document->tokens.at[i].begin < claim->content[p].end; i++)
            if (document->tokens.at[i].kind <= TOKEN_NUMBER || document->tokens.at[i].kind == TOKEN_CLITIC)
                hash = folded(hash, token_text(document->text.all, &document->tokens.at[i]));
    return hash;
}

static uint64_t claim_id(const struct document *document, const struct claim *claim)
{
    uint64_t hash = mixed(UINT64_C(0xcbf29ce484222325), document->article->id);
    return finished(content_words(mixed(hash, claim->speaker.name), document, claim));
}

static struct span last_word(struct span name)
{
    size_t at = name.length;
    while (at > 0 && name.at[at - 1] != ' ')
        at--;
    return (struct span){ name.at + at, name.length - at };
}

static uint64_t claim_key(const struct document *document, const struct claim *claim)
{
    struct span name = claim->speaker.name;
    uint32_t entity = claim->speaker.entity;
    if (entity != ENTITY_NONE && claim->speaker.is_known && document->entities.at[entity].type == ENTITY_PERSON)
        name = last_word(name);
    return finished(content_words(folded(UINT64_C(0xcbf29ce484222325), name), document, claim));
}

static int by_id(const void *a, const void *b)
{
    const struct claim *x = *(const struct claim *const *)a, *y = *(const struct claim *const *)b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return x < y ? -1 : x > y;
}

void claims_identify(const struct document *document, struct claims *claims, struct arena *arena)
{
    struct claim **order = arena_array(arena, claims->count, sizeof(struct claim *));
    if (!order || !claims->count)
        return;
    for (size_t i = 0; i < claims->count; i++) {
        order[i] = &claims->at[i];
        claims->at[i].id = claim_id(document, &claims->at[i]);
        claims->at[i].key = claim_key(document, &claims->at[i]);
    }
    qsort(order, claims->count, sizeof *order, by_id);
    for (size_t i = 1, same = 0; i < claims->count; i++) {
        same = order[i]->id == order[i - 1 - same]->id ? same + 1 : 0;
        if (same)
            order[i]->id = finished(order[i]->id + same);
    }
}
