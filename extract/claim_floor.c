#include "claim_question.h"

#include <stdlib.h>

enum { AROUND = 7 };

static int by_word(const void *a, const void *b)
{
    const struct calling *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return x->mention < y->mention ? -1 : x->mention > y->mention;
}

bool is_telling(const struct view *view, uint32_t at)
{
    const struct token *token = &view->tokens[at];
    return token->kind == TOKEN_WORD && !is_class(token, WORD_FUNCTION | WORD_DETERMINER | WORD_PREPOSITION | WORD_CONJUNCTION |
                                                             WORD_AUXILIARY | WORD_MODAL | WORD_NEGATION | WORD_POSSESSIVE);
}

static void calling_add(const struct view *view, struct floor *floor, uint32_t token, uint32_t mention)
{
    if (!is_telling(view, token))
        return;
    if (floor->callings)
        floor->callings[floor->calling_count] = (struct calling){ view->tokens[token].hash, mention };
    floor->calling_count++;
}

static bool is_calling_end(const struct view *view, uint32_t at)
{
    return view->tokens[at].kind == TOKEN_PUNCTUATION || view->tokens[at].kind == TOKEN_QUOTE || is_verbal(view, at);
}

/* The words next to a name: before it, and behind it after a comma or a bracket, as far as no verb or mark comes between. */
static void callings_note(const struct view *view, struct floor *floor, uint32_t index)
{
    const struct mention *mention = &view->document->entities.mentions[index];
    for (uint32_t i = mention->first; i > 0 && mention->first - i < AROUND && !is_calling_end(view, i - 1); i--)
        calling_add(view, floor, i - 1, index);
    if (mention->last >= view->count || (view->tokens[mention->last].mark != ',' && view->tokens[mention->last].mark != '('))
        return;
    for (uint32_t i = mention->last + 1; i < view->count && i <= mention->last + AROUND && !is_calling_end(view, i); i++)
        calling_add(view, floor, i, index);
}

/* All of the article; only counts them while there is no room. */
static void callings_find(const struct view *view, struct floor *floor)
{
    const struct entities *entities = &view->document->entities;
    floor->calling_count = 0;
    for (size_t m = 0; m < entities->mention_count; m++) {
        enum entity_type type = entities->at[entities->mentions[m].entity].type;
        if (entities->mentions[m].kind == MENTION_NAME && (type == ENTITY_PERSON || type == ENTITY_ORG))
            callings_note(view, floor, (uint32_t)m);
    }
}

struct floor floor_begin(const struct view *view)
{
    const struct entities *entities = &view->document->entities;
    struct floor floor = { .last.entity = ENTITY_NONE };
    floor.named = arena_array(view->arena, entities->count, sizeof *floor.named);
    floor.spoken = arena_array(view->arena, entities->count, sizeof *floor.spoken);
    callings_find(view, &floor);
    floor.callings = arena_array(view->arena, floor.calling_count, sizeof *floor.callings);
    if (arena_is_full(view->arena))
        return floor;
    for (size_t m = 0; m < entities->mention_count; m++)
        if (floor.named[entities->mentions[m].entity] < UINT16_MAX)
            floor.named[entities->mentions[m].entity]++;
    callings_find(view, &floor);
    if (floor.calling_count)
        qsort(floor.callings, floor.calling_count, sizeof *floor.callings, by_word);
    return floor;
}

size_t calling_from(const struct question *q, uint32_t word)
{
    const struct entities *entities = &q->view->document->entities;
    size_t low = 0, high = q->floor->calling_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct calling *calling = &q->floor->callings[middle];
        if (calling->word < word || (calling->word == word && entities->mentions[calling->mention].first < q->at))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
