#include "coreference.h"

#include "document.h"
#include "name_form.h"

enum { CANDIDATES_MOST = 32 };

struct joiner {
    const struct document *d;
    const struct names *names;
    const struct gazetteer *gazetteer;
    struct arena *arena;
    struct name_forms forms;
    uint32_t *of_name;           /* the root form of each name, or the one that it was resolved to */
};

static bool are_compatible(const struct joiner *j, const struct name_form *a, const struct name_form *b)
{
    if (a->count < 2 || b->count < 2 || name_form_last_word(a) != name_form_last_word(b))
        return false;
    return a->words[0] == b->words[0] || gazetteer_is_nickname(j->gazetteer, a->words[0], b->words[0]);
}

/* Full names of one person: "Donald Trump", "Donald J. Trump". */
static void persons_join(struct joiner *j)
{
    for (uint32_t f = 1; f < j->forms.count; f++) {
        const struct name_form *form = &j->forms.at[f];
        uint32_t seen = 0;
        for (uint32_t e = f; e-- > 0 && seen < CANDIDATES_MOST; seen++) {
            const struct name_form *earlier = &j->forms.at[e];
            if (form->type == ENTITY_PERSON && earlier->type == ENTITY_PERSON && are_compatible(j, earlier, form))
                name_form_join(&j->forms, e, f);
        }
    }
}

static void entries_join(struct joiner *j)
{
    for (uint32_t f = 1; f < j->forms.count; f++)
        for (uint32_t e = f, seen = 0; e-- > 0 && seen < CANDIDATES_MOST; seen++)
            if (j->forms.at[f].entry && j->forms.at[f].entry == j->forms.at[e].entry)
                name_form_join(&j->forms, e, f);
}

/* A surname alone is the last person before it who bears it, else the first one after it. */
static void surnames_join(struct joiner *j)
{
    for (uint32_t f = 0; f < j->forms.count; f++) {
        const struct name_form *form = &j->forms.at[f];
        if (form->type != ENTITY_PERSON || form->count != 1)
            continue;
        for (uint32_t e = 0; e < j->forms.count && e < f + CANDIDATES_MOST; e++) {
            const struct name_form *full = &j->forms.at[e];
            if (full->type == ENTITY_PERSON && full->count > 1 && name_form_last_word(full) == form->words[0]) {
                name_form_join(&j->forms, e, f);
                break;
            }
        }
    }
}

static struct span text_of(const struct joiner *j, const struct name *name)
{
    const struct token *tokens = j->d->tokens.at;
    return span_slice(j->d->text.all, (struct range){ tokens[name->first].begin, tokens[name->last - 1].end });
}

/* The entity of each root form, in order of the first mention. */
static bool entities_make(struct joiner *j, struct entities *out)
{
    uint32_t *entity_of = arena_array(j->arena, j->forms.count, sizeof *entity_of);
    out->at = arena_array(j->arena, j->forms.count, sizeof *out->at);
    out->mentions = arena_array(j->arena, j->names->count, sizeof *out->mentions);
    if (!entity_of || !out->at || !out->mentions)
        return false;
    for (uint32_t i = 0; i < j->names->count; i++) {
        const struct name *name = &j->names->at[i];
        uint32_t f = j->forms.of_name[i], root = name_form_root(&j->forms, f);
        const struct name_form *form = &j->forms.at[f];
        if (!entity_of[root]) {
            out->at[out->count] = (struct entity){ .type = j->forms.at[root].type, .first_mention = (uint32_t)out->mention_count };
            entity_of[root] = (uint32_t)++out->count;
        }
        struct entity *entity = &out->at[entity_of[root] - 1];
        struct span text = text_of(j, name);
        if (text.length > entity->name.length && !entity->wikidata.at)
            entity->name = text;
        if (form->entry && (form->count > 1 || form->type != ENTITY_PERSON)) {
            entity->name = form->entry->name;
            entity->wikidata = form->entry->wikidata;
            entity->gender = form->entry->gender;
        }
        const struct token *tokens = j->d->tokens.at;
        out->mentions[out->mention_count++] = (struct mention){
            .range = { tokens[name->first].begin, tokens[name->last - 1].end },
            .first = name->first, .last = name->last, .kind = MENTION_NAME, .entity = entity_of[root] - 1,
        };
    }
    return true;
}

struct entities entities_join(const struct document *d, const struct names *names, const struct gazetteer *gazetteer, struct arena *arena)
{
    struct joiner j = { .d = d, .names = names, .gazetteer = gazetteer, .arena = arena };
    struct entities out = { .of_token = arena_array(arena, d->tokens.count, sizeof *out.of_token) };
    j.forms = name_forms_build(d, names, gazetteer, arena);
    if (!j.forms.at || !out.of_token)
        return out;
    persons_join(&j);
    entries_join(&j);
    surnames_join(&j);
    if (!entities_make(&j, &out))
        return (struct entities){ 0 };
    for (uint32_t m = 0; m < out.mention_count; m++)
        for (uint32_t i = out.mentions[m].first; i < out.mentions[m].last; i++)
            out.of_token[i] = m + 1;
    return out;
}
