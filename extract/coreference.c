#include "coreference.h"

#include "document.h"
#include "name_form.h"
#include "name_match.h"
#include "pronoun.h"

/* Forms that one form is compared with: hostile texts have 10^5 of them, articles seldom more than a hundred. */
enum { CANDIDATES_MOST = 256 };

struct joiner {
    const struct document *d;
    const struct names *names;
    const struct gazetteer *gazetteer;
    struct arena *arena;
    struct name_forms forms;
};

/* What one form may be another name of. */
typedef bool form_relation(const struct joiner *j, const struct name_form *form, const struct name_form *other);

static struct span token_span(const struct joiner *j, uint32_t token)
{
    return token_text(j->d->text.all, &j->d->tokens.at[token]);
}

static struct name name_of(const struct joiner *j, const struct name_form *form)
{
    return j->names->at[form->first_name];
}

static struct span last_word(const struct joiner *j, const struct name_form *form)
{
    return token_span(j, name_of(j, form).last - 1);
}

static bool is_person(const struct name_form *form)
{
    return form->type == ENTITY_PERSON;
}

static bool is_same_entry(const struct joiner *j, const struct name_form *form, const struct name_form *other)
{
    (void)j;
    return form->entry && form->entry == other->entry;
}

static bool are_first_names_alike(const struct joiner *j, const struct name_form *a, const struct name_form *b)
{
    struct span left = token_span(j, name_of(j, a).first), right = token_span(j, name_of(j, b).first);
    if (a->words[0] == b->words[0] || gazetteer_is_nickname(j->gazetteer, a->words[0], b->words[0]))
        return true;
    return is_initial_of(left, right) || is_initial_of(right, left) || are_spelt_alike(left, right);
}

/* Full names of one person: "Donald Trump", "Donald J. Trump", "Bill Clinton", "Volodmyr Zelensky". */
static bool is_same_person(const struct joiner *j, const struct name_form *form, const struct name_form *other)
{
    if (!is_person(form) || !is_person(other) || form->count < 2 || other->count < 2)
        return false;
    bool is_last_same = name_form_last_word(form) == name_form_last_word(other) || are_spelt_alike(last_word(j, form), last_word(j, other));
    return is_last_same && are_first_names_alike(j, form, other);
}

/* A surname of a full name, "bin Salman" and "Van der Berg" too. */
static bool is_surname_of(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    if (!is_person(form) || !is_person(full) || full->count <= form->count || form->count > 3 || (form->entry && !form->is_weak))
        return false;
    if (memcmp(form->words, full->words + full->count - form->count, form->count * sizeof *form->words) == 0)
        return true;
    return form->count == 1 && are_spelt_alike(last_word(j, form), last_word(j, full));
}

static bool is_first_name_of(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    (void)j;
    return is_person(form) && is_person(full) && form->count == 1 && full->count > 1 && form->words[0] == full->words[0];
}

/* Misspelt surnames without a full name: "Zelenksy" beside "Zelensky". */
static bool is_misspelling_of(const struct joiner *j, const struct name_form *form, const struct name_form *other)
{
    return is_person(form) && is_person(other) && form->count == 1 && other->count == 1 && are_spelt_alike(last_word(j, form), last_word(j, other));
}

/* "Gazans" and "Gazan", "Democrats" and "Democrat". */
static bool is_plural_of(const struct joiner *j, const struct name_form *form, const struct name_form *other)
{
    return form->type == ENTITY_NORP && other->type == ENTITY_NORP && form->count == other->count &&
           memcmp(form->words, other->words, (form->count - 1) * sizeof *form->words) == 0 && is_plural(last_word(j, form), last_word(j, other));
}

static bool is_body(const struct name_form *form)
{
    return form->type == ENTITY_ORG || form->type == ENTITY_EVENT || form->type == ENTITY_LAW || form->type == ENTITY_FAC ||
           form->type == ENTITY_PRODUCT;
}

/* "BICC" of "Bonn International Centre for Conflict Studies". */
static bool is_acronym(const struct joiner *j, const struct name_form *form, const struct name_form *other)
{
    if (form->count != 1 || other->count < 2 || !is_body(other) || is_person(form))
        return false;
    struct name full = name_of(j, other);
    return is_acronym_of(j->d->text.all, last_word(j, form), &j->d->tokens.at[full.first], full.last - full.first);
}

/* "Platform" of "Crimea Platform", "Toronto Police" of "Toronto Police Service": it begins or ends the longer name. */
static bool is_part_of(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    (void)j;
    if (form->type != full->type || !is_body(form) || form->entry || form->count >= full->count || full->count > FORM_WORDS)
        return false;
    size_t bytes = form->count * sizeof *form->words;
    return memcmp(form->words, full->words + full->count - form->count, bytes) == 0 || (form->count > 1 && memcmp(form->words, full->words, bytes) == 0);
}

/*
 * Joins each form with the one that it is another name of. Of several the last that stands before it in the text, else the
 * first after it; with `only`, none if they are different things.
 */
static void relate(struct joiner *j, form_relation *is_related, bool only)
{
    struct name_forms *forms = &j->forms;
    for (uint32_t f = 0; f < forms->count; f++) {
        uint32_t found = FORM_NONE;
        bool is_ambiguous = false;
        uint32_t first = f > CANDIDATES_MOST ? f - CANDIDATES_MOST : 0;
        uint32_t last = forms->count - f > CANDIDATES_MOST ? f + CANDIDATES_MOST : (uint32_t)forms->count;
        for (uint32_t o = first; o < last; o++) {
            if (o == f || !is_related(j, &forms->at[f], &forms->at[o]) || (o > f && found != FORM_NONE && found < f))
                continue;
            is_ambiguous |= found != FORM_NONE && name_form_root(forms, found) != name_form_root(forms, o);
            if (o < f || found == FORM_NONE)
                found = o;
        }
        if (found != FORM_NONE && !(only && is_ambiguous))
            name_form_join(forms, found, f);
    }
}

/* A single name that has found nobody else: the relation holds only for those. */
static bool is_lone_first_name(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    return form->parent == (uint32_t)(form - j->forms.at) && !form->entry && is_first_name_of(j, form, full);
}

static void forms_relate(struct joiner *j)
{
    relate(j, is_same_entry, false);
    relate(j, is_same_person, false);
    relate(j, is_surname_of, false);
    relate(j, is_lone_first_name, true);
    relate(j, is_misspelling_of, false);
    relate(j, is_plural_of, false);
    relate(j, is_acronym, true);
    relate(j, is_part_of, true);
}

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
    forms_relate(&j);
    if (!entities_make(&j, &out))
        return (struct entities){ 0 };
    pronouns_join(d, &out, arena);
    for (uint32_t m = 0; m < out.mention_count; m++)
        for (uint32_t i = out.mentions[m].first; i < out.mentions[m].last; i++)
            out.of_token[i] = m + 1;
    return out;
}
