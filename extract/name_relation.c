#include "name_relation.h"

#include "document.h"
#include "name_match.h"

/* Forms that one form is compared with: hostile texts have 10^5 of them, articles seldom more than a hundred. */
enum { CANDIDATES_MOST = 128 };

struct joiner {
    const struct document *d;
    const struct names *names;
    const struct gazetteer *gazetteer;
    struct name_forms *forms;
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
    return form->entry && other->entry && (form->entry == other->entry || span_equal(form->entry->name, other->entry->name));
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

/* A surname of a full name, "bin Salman" and "Van der Berg" too; not if it has been told that it is somebody else's. */
static bool is_surname_of(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    if (!is_person(form) || !is_person(full) || full->count <= form->count || form->count > 3 || (form->entry && !form->is_weak) ||
        form->is_joined)
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

/* "Full Name (ABC)", whatever the letters stand for. */
static bool is_in_brackets_behind(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    if (form->count != 1 || full->count < 2 || !is_body(full) || !form->first_name || (form->entry && full->entry))
        return false;
    const struct name *before = &j->names->at[form->first_name - 1], *name = &j->names->at[form->first_name];
    const struct token *tokens = j->d->tokens.at;
    return j->forms->of_name[form->first_name - 1] == (uint32_t)(full - j->forms->at) && before->last + 1 == name->first &&
           tokens[before->last].mark == '(' && name->last < j->d->tokens.count && tokens[name->last].mark == ')' &&
           tokens[name->first].letters >= CASE_UPPER;
}

/* "Humana Inc." and "Humana". */
static bool is_with_legal_form(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    return full->count == form->count + 1 && memcmp(form->words, full->words, form->count * sizeof *form->words) == 0 &&
           is_class(&j->d->tokens.at[name_of(j, full).last - 1], WORD_ENDING_ABBREVIATION);
}

/* A single name that has found nobody else: the relation holds only for those. */
static bool is_lone_first_name(const struct joiner *j, const struct name_form *form, const struct name_form *full)
{
    return form->parent == (uint32_t)(form - j->forms->at) && !form->entry && is_first_name_of(j, form, full);
}

#define TYPE(name) (1u << ENTITY_##name)
enum {
    ALL = (1u << ENTITY_TYPE_COUNT) - 1,
    BODIES = TYPE(ORG) | TYPE(EVENT) | TYPE(LAW) | TYPE(FAC) | TYPE(PRODUCT),
};

/*
 * In this order; each holds between forms of the types alone, the first of so many words. With `only`, not if it holds for
 * different things.
 */
static const struct relation {
    form_relation *holds;
    unsigned types, least, most;
    bool only;
} relations[] = {
    { is_same_entry, ALL, 1, FORM_WORDS, false },
    { is_same_person, TYPE(PERSON), 2, FORM_WORDS, false },
    { is_surname_of, TYPE(PERSON), 1, 3, false },
    { is_lone_first_name, TYPE(PERSON), 1, 1, true },
    { is_misspelling_of, TYPE(PERSON), 1, 1, false },
    { is_plural_of, TYPE(NORP), 1, FORM_WORDS, false },
    { is_in_brackets_behind, ALL & ~TYPE(PERSON), 1, 1, true },
    { is_acronym, ALL & ~TYPE(PERSON), 1, 1, true },
    { is_with_legal_form, TYPE(ORG), 1, FORM_WORDS, true },
    { is_part_of, BODIES, 1, FORM_WORDS, true },
};
#undef TYPE

/* Of the forms that a relation holds with, the one whose name stands nearest before the form's first; `found` if that is far. */
static uint32_t nearest_before(const struct joiner *j, const struct relation *relation, uint32_t f, uint32_t found)
{
    uint32_t name = j->forms->at[f].first_name, last = name > CANDIDATES_MOST ? name - CANDIDATES_MOST : 0;
    while (name-- > last) {
        uint32_t o = j->forms->of_name[name];
        if (o != f && (relation->types >> j->forms->at[o].type & 1) && relation->holds(j, &j->forms->at[f], &j->forms->at[o]))
            return o;
    }
    return found;
}

/* Joins each form with the one that it is another name of: of several the nearest before it in the text, else the first after it. */
static void relate(struct joiner *j, const struct relation *relation, uint32_t *chosen)
{
    struct name_forms *forms = j->forms;
    uint32_t count = 0;
    for (uint32_t f = 0; f < forms->count; f++)
        if (relation->types >> forms->at[f].type & 1)
            chosen[count++] = f;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t f = chosen[i], found = FORM_NONE;
        bool is_ambiguous = false;
        if (forms->at[f].count < relation->least || forms->at[f].count > relation->most)
            continue;
        uint32_t first = i > CANDIDATES_MOST ? i - CANDIDATES_MOST : 0;
        uint32_t last = count - i > CANDIDATES_MOST ? i + CANDIDATES_MOST : count;
        for (uint32_t k = first; k < last; k++) {
            uint32_t o = chosen[k];
            if (o == f || (o > f && found < f) || !relation->holds(j, &forms->at[f], &forms->at[o]))
                continue;
            is_ambiguous |= found != FORM_NONE && name_form_root(forms, found) != name_form_root(forms, o);
            if (o < f || found == FORM_NONE)
                found = o;
        }
        if (found == FORM_NONE || (relation->only && is_ambiguous))
            continue;
        name_form_join(forms, is_ambiguous ? nearest_before(j, relation, f, found) : found, f);
    }
}

void name_relations_join(struct name_forms *forms, const struct document *d, const struct names *names, const struct gazetteer *gazetteer,
                         struct arena *arena)
{
    struct joiner j = { .d = d, .names = names, .gazetteer = gazetteer, .forms = forms };
    uint32_t *chosen = arena_array(arena, forms->count, sizeof *chosen);
    for (size_t r = 0; chosen && r < sizeof relations / sizeof *relations; r++)
        relate(&j, &relations[r], chosen);
}
