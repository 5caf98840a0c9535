#include "name_form.h"

#include "document.h"

static bool is_part(const struct token *token, bool is_first)
{
    if (token->kind == TOKEN_QUOTE || (token->kind == TOKEN_PUNCTUATION && token->mark != '/'))
        return false;
    return !(is_first && is_class(token, WORD_DETERMINER));
}

static void words_take(const struct tokens *tokens, const struct name *name, struct name_form *form)
{
    uint32_t hash = 2166136261u;
    for (uint32_t i = name->first; i < name->last; i++) {
        const struct token *token = &tokens->at[i];
        if (!is_part(token, !form->count && i + 1 < name->last))
            continue;
        if (form->count < FORM_WORDS)
            form->words[form->count++] = token->word;
        hash = (hash ^ token->word) * 16777619u;
    }
    if (!form->count)
        form->words[form->count++] = tokens->at[name->first].word;
    form->hash = hash ^ hash >> 15;
}

static bool is_same(const struct name_form *a, const struct name_form *b)
{
    return a->hash == b->hash && a->count == b->count && memcmp(a->words, b->words, a->count * sizeof *a->words) == 0;
}

/* The countries that the article is about, as far as its names have a home: ids, the first few. */
struct homes {
    struct span at[16];
    size_t count;
};

static bool is_home(const struct homes *homes, struct span home)
{
    for (size_t i = 0; i < homes->count; i++)
        if (span_equal(homes->at[i], home))
            return true;
    return false;
}

/* Of the things that the name means the first of its type; weak ones only where `homes` are known and theirs is among them. */
static void link(struct name_form *form, const struct tokens *tokens, const struct name *name, const struct gazetteer *gazetteer,
                 const struct homes *homes)
{
    uint32_t first = name->first;
    if (is_class(&tokens->at[first], WORD_DETERMINER) && first + 1 < name->last)
        first++;
    for (uint32_t alias = gazetteer_look_up(gazetteer, tokens, first, name->last); alias && !form->entry;) {
        struct gazetteer_meaning meaning = gazetteer_alias(gazetteer, alias);
        bool is_taken = !meaning.is_weak || (homes && (!meaning.entry->home.at || is_home(homes, meaning.entry->home)));
        if (meaning.entry->type == form->type && is_taken) {
            form->entry = meaning.entry;
            form->is_weak = meaning.is_weak;
        }
        alias = meaning.next;
    }
}

static void links_find(struct name_forms *forms, const struct document *d, const struct names *names, const struct gazetteer *gazetteer)
{
    struct homes homes = { 0 };
    for (uint32_t f = 0; f < forms->count; f++) {
        struct name_form *form = &forms->at[f];
        link(form, &d->tokens, &names->at[form->first_name], gazetteer, NULL);
        if (form->entry && form->entry->home.at && !is_home(&homes, form->entry->home) && homes.count < sizeof homes.at / sizeof *homes.at)
            homes.at[homes.count++] = form->entry->home;
    }
    for (uint32_t f = 0; f < forms->count; f++)
        if (!forms->at[f].entry)
            link(&forms->at[f], &d->tokens, &names->at[forms->at[f].first_name], gazetteer, &homes);
}

static uint8_t most_frequent(const struct name_form *form)
{
    unsigned best = 0;
    for (unsigned t = 1; t < ENTITY_TYPE_COUNT; t++)
        if (form->of_type[t] > form->of_type[best])
            best = t;
    return (uint8_t)best;
}

static uint32_t form_find(struct name_forms *forms, const struct name_form *form, uint32_t *slots, uint32_t mask)
{
    uint32_t slot = form->hash & mask;
    for (; slots[slot]; slot = (slot + 1) & mask)
        if (is_same(&forms->at[slots[slot] - 1], form))
            return slots[slot] - 1;
    forms->at[forms->count] = *form;
    forms->at[forms->count].parent = (uint32_t)forms->count;
    slots[slot] = (uint32_t)++forms->count;
    return (uint32_t)forms->count - 1;
}

struct name_forms name_forms_build(const struct document *d, const struct names *names, const struct gazetteer *gazetteer, struct arena *arena)
{
    struct name_forms forms = { 0 };
    uint32_t size = 64;
    while (size < names->count * 2)
        size *= 2;
    uint32_t *slots = arena_array(arena, size, sizeof *slots);
    forms.at = arena_array(arena, names->count, sizeof *forms.at);
    forms.of_name = arena_array(arena, names->count, sizeof *forms.of_name);
    if (!slots || !forms.at || !forms.of_name)
        return (struct name_forms){ 0 };
    for (uint32_t i = 0; i < names->count; i++) {
        struct name_form form = { .first_name = i };
        words_take(&d->tokens, &names->at[i], &form);
        uint32_t f = forms.of_name[i] = form_find(&forms, &form, slots, size - 1);
        forms.at[f].mentions++;
        forms.at[f].of_type[names->at[i].type]++;
    }
    for (uint32_t f = 0; f < forms.count; f++)
        forms.at[f].type = most_frequent(&forms.at[f]);
    links_find(&forms, d, names, gazetteer);
    return forms;
}

uint32_t name_form_root(struct name_forms *forms, uint32_t form)
{
    while (forms->at[form].parent != form) {
        forms->at[form].parent = forms->at[forms->at[form].parent].parent;
        form = forms->at[form].parent;
    }
    return form;
}

void name_form_join(struct name_forms *forms, uint32_t a, uint32_t b)
{
    forms->at[a].is_joined = forms->at[b].is_joined = true;
    a = name_form_root(forms, a);
    b = name_form_root(forms, b);
    if (a < b)
        forms->at[b].parent = a;
    else
        forms->at[a].parent = b;
}
