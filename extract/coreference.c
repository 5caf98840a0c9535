#include "coreference.h"

#include "document.h"
#include "name_relation.h"
#include "pronoun.h"

struct joiner {
    const struct document *d;
    const struct names *names;
    const struct gazetteer *gazetteer;
    struct arena *arena;
    struct name_forms forms;
};

static struct span text_of(const struct joiner *j, const struct name *name)
{
    const struct token *tokens = j->d->tokens.at;
    return span_slice(j->d->text.all, (struct range){ tokens[name->first].begin, tokens[name->last - 1].end });
}

/* What all forms of one thing say together of it. */
struct cluster {
    uint32_t of_type[ENTITY_TYPE_COUNT];
    const struct gazetteer_entry *entry;
    uint32_t longest;            /* name with the fullest text */
    uint32_t entity;             /* index + 1; 0 none yet */
};

/* A full text beats a short one, one in small letters a headline's, of equal ones the first. */
static bool is_fuller(const struct joiner *j, uint32_t name, uint32_t than)
{
    const struct name *a = &j->names->at[name], *b = &j->names->at[than];
    const struct token *tokens = j->d->tokens.at;
    bool is_loud = tokens[a->first].letters == CASE_UPPER && tokens[a->last - 1].letters == CASE_UPPER;
    bool was_loud = tokens[b->first].letters == CASE_UPPER && tokens[b->last - 1].letters == CASE_UPPER;
    if (is_loud != was_loud && a->last - a->first == b->last - b->first)
        return was_loud;
    return text_of(j, a).length > text_of(j, b).length;
}

static bool is_better_entry(const struct gazetteer_entry *entry, const struct gazetteer_entry *than)
{
    if (!than)
        return true;
    return entry->file != than->file ? entry->file < than->file : entry->line < than->line;
}

/* A surname alone that the gazetteer only supposes to be somebody's is no evidence of who it is. */
static bool is_evidence(const struct name_form *form)
{
    return form->entry && !(form->type == ENTITY_PERSON && form->is_weak && !form->entry->home.at);
}

static struct cluster *clusters_make(struct joiner *j)
{
    struct cluster *clusters = arena_array(j->arena, j->forms.count + 1, sizeof *clusters);
    for (uint32_t f = 0; clusters && f < j->forms.count; f++) {
        const struct name_form *form = &j->forms.at[f];
        uint32_t root = name_form_root(&j->forms, f);
        struct cluster *cluster = &clusters[root];
        if (f == root)
            cluster->longest = form->first_name;
        for (size_t type = 0; type < ENTITY_TYPE_COUNT; type++)
            cluster->of_type[type] += form->of_type[type];
        if (is_evidence(form) && is_better_entry(form->entry, cluster->entry))
            cluster->entry = form->entry;
        if (is_fuller(j, form->first_name, cluster->longest))
            cluster->longest = form->first_name;
    }
    return clusters;
}

static enum entity_type type_of(const struct cluster *cluster)
{
    size_t best = 0;
    for (size_t type = 1; type < ENTITY_TYPE_COUNT; type++)
        if (cluster->of_type[type] > cluster->of_type[best])
            best = type;
    if (cluster->entry && cluster->of_type[cluster->entry->type] * 2 >= cluster->of_type[best])
        return cluster->entry->type;
    return (enum entity_type)best;
}

/* "Gazans" are the Gazan, as the lists have it for other peoples. */
static struct span singular_of(struct span name)
{
    if (name.length > 4 && name.at[name.length - 1] == 's' && name.at[name.length - 2] != 's' && name.at[name.length - 2] != 'e')
        name.length--;
    return name;
}

static struct entity entity_make(const struct joiner *j, const struct cluster *cluster)
{
    struct entity entity = { .type = type_of(cluster), .name = text_of(j, &j->names->at[cluster->longest]) };
    if (entity.type == ENTITY_NORP)
        entity.name = singular_of(entity.name);
    if (cluster->entry && cluster->entry->type == entity.type) {
        entity.name = cluster->entry->name;
        entity.wikidata = cluster->entry->wikidata;
        entity.gender = (enum gender)cluster->entry->gender;
    }
    return entity;
}

/* Entities in order of their first mention, and the mentions by name. */
static bool entities_make(struct joiner *j, struct entities *out)
{
    struct cluster *clusters = clusters_make(j);
    out->at = arena_array(j->arena, j->forms.count, sizeof *out->at);
    out->mentions = arena_array(j->arena, j->names->count, sizeof *out->mentions);
    if (!clusters || !out->at || !out->mentions)
        return false;
    const struct token *tokens = j->d->tokens.at;
    for (uint32_t i = 0; i < j->names->count; i++) {
        const struct name *name = &j->names->at[i];
        struct cluster *cluster = &clusters[name_form_root(&j->forms, j->forms.of_name[i])];
        if (!cluster->entity) {
            out->at[out->count] = entity_make(j, cluster);
            out->at[out->count].first_mention = (uint32_t)out->mention_count;
            cluster->entity = (uint32_t)++out->count;
        }
        out->mentions[out->mention_count++] = (struct mention){
            .range = { tokens[name->first].begin, tokens[name->last - 1].end },
            .first = name->first, .last = name->last, .kind = MENTION_NAME, .entity = cluster->entity - 1,
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
    name_relations_join(&j.forms, d, names, gazetteer, arena);
    if (!entities_make(&j, &out))
        return (struct entities){ 0 };
    pronouns_join(d, &out, arena);
    for (uint32_t m = 0; m < out.mention_count; m++)
        for (uint32_t i = out.mentions[m].first; i < out.mentions[m].last; i++)
            out.of_token[i] = m + 1;
    return out;
}
