#include "claim_view.h"

#include <stdlib.h>

static const char *const cue_classes[] = {
#define X(name, text) text,
    CUE_CLASSES(X)
#undef X
};

static const char *const source_classes[] = {
#define X(name, text) text,
    SOURCE_CLASSES(X)
#undef X
};

static const char *const stances[] = { "neutral", "distance", "endorse", "deny" };

static const char *const kinds[] = { "statement", "promise", "prediction", "denial", "request", "question", "opinion", "no_comment" };

enum { CUES_MOST = 4096 };

/* The index of a name among `count`; `count` if it is none of them. */
static size_t name_index(struct span name, const char *const *names, size_t count)
{
    size_t i = 0;
    while (i < count && !span_equal(name, span_of(names[i])))
        i++;
    return i;
}

static bool cue_add(struct claim_rules *rules, const struct table *table, struct table_row *row, struct vocabulary *vocabulary,
                    struct error *error)
{
    size_t class = name_index(row->cells[1], cue_classes, CUE_CLASS_COUNT);
    size_t stance = name_index(row->cells[2], stances, sizeof stances / sizeof *stances);
    size_t kind = name_index(row->cells[3], kinds, sizeof kinds / sizeof *kinds);
    if (class == CUE_CLASS_COUNT || stance == sizeof stances / sizeof *stances || kind == sizeof kinds / sizeof *kinds)
        return table_fail(table, error, "unknown class, stance or kind");
    if (rules->entry_count == CUES_MOST)
        return table_fail(table, error, "more than %d cues", CUES_MOST);
    struct cue_entry *entry = &rules->entries[rules->entry_count++];
    *entry = (struct cue_entry){ row->cells[0], hash_bytes(row->cells[0]), (uint8_t)class, (uint8_t)stance, (uint8_t)kind };
    struct span word;
    while (cell_next(&row->cells[4], &word))
        if (!vocabulary_add_text(vocabulary, word))
            return table_fail(table, error, "form '%.*s' is too long", (int)word.length, word.at);
    return true;
}

static const struct pack_file *cues_read(struct claim_rules *rules, struct pack_files *files, struct vocabulary *vocabulary,
                                         struct error *error)
{
    const struct pack_file *file = pack_find(files, "cues.tsv", error);
    if (!file)
        return NULL;
    struct table table = table_open(file);
    struct table_row row;
    while (table_next(&table, &row))
        if (!cue_add(rules, &table, &row, vocabulary, error))
            return NULL;
    return file;
}

static const struct pack_file *sources_read(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    const struct pack_file *file = pack_find(files, "sources.tsv", error);
    if (!file)
        return NULL;
    struct table table = table_open(file);
    struct table_row row;
    while (table_next(&table, &row)) {
        if (name_index(row.cells[0], source_classes, SOURCE_CLASS_COUNT) == SOURCE_CLASS_COUNT) {
            table_fail(&table, error, "unknown class of sources '%.*s'", (int)row.cells[0].length, row.cells[0].at);
            return NULL;
        }
        struct span word;
        while (cell_next(&row.cells[1], &word))
            vocabulary_add_text(vocabulary, word);
    }
    return file;
}

/* Second reading, when all words have their numbers: what each of them means. */
static bool words_note(struct claim_rules *rules, const struct pack_file *cues, const struct pack_file *sources,
                       struct vocabulary *vocabulary)
{
    rules->word_count = vocabulary_size(vocabulary);
    rules->cue_of_word = calloc(rules->word_count, sizeof *rules->cue_of_word);
    rules->source_of_word = calloc(rules->word_count, sizeof *rules->source_of_word);
    if (!rules->cue_of_word || !rules->source_of_word)
        return false;
    struct table table = table_open(cues);
    struct table_row row;
    struct span word;
    for (uint16_t number = 1; table_next(&table, &row); number++)
        while (cell_next(&row.cells[4], &word))
            rules->cue_of_word[vocabulary_add_text(vocabulary, word)] = number;
    table = table_open(sources);
    while (table_next(&table, &row)) {
        uint16_t bit = (uint16_t)(1u << name_index(row.cells[0], source_classes, SOURCE_CLASS_COUNT));
        while (cell_next(&row.cells[1], &word))
            rules->source_of_word[vocabulary_add_text(vocabulary, word)] |= bit;
    }
    return true;
}

static bool models_read(struct claim_rules *rules, struct pack_files *files, struct error *error)
{
    const struct pack_file *file = pack_find(files, "claims.model", error);
    struct span content = file ? file->content : (struct span){ 0 };
    for (size_t i = 0; file && i < CLAIM_MODEL_COUNT; i++)
        if (!linear_take(&rules->models[i], file->name, &content, error))
            return false;
    if (!file || !content.length)
        return file != NULL;
    return fail(error, "%s: %zu bytes too many", file->name, content.length);
}

struct claim_rules *claim_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    struct claim_rules *rules = calloc(1, sizeof *rules);
    if (!rules || !(rules->entries = calloc(CUES_MOST, sizeof *rules->entries))) {
        fail(error, "out of memory");
        goto failed;
    }
    rules->word_the = vocabulary_add(vocabulary, SPAN("the"));
    rules->word_that = vocabulary_add(vocabulary, SPAN("that"));
    rules->word_to = vocabulary_add(vocabulary, SPAN("to"));
    rules->word_by = vocabulary_add(vocabulary, SPAN("by"));
    rules->word_of = vocabulary_add(vocabulary, SPAN("of"));
    rules->word_who = vocabulary_add(vocabulary, SPAN("who"));
    rules->word_as = vocabulary_add(vocabulary, SPAN("as"));
    rules->word_not = vocabulary_add(vocabulary, SPAN("not"));
    const struct pack_file *cues = cues_read(rules, files, vocabulary, error);
    const struct pack_file *sources = cues ? sources_read(files, vocabulary, error) : NULL;
    if (!sources || !models_read(rules, files, error))
        goto failed;
    const struct pack_file *speakers = pack_find(files, "speakers.model", error);
    if (!speakers || !linear_load(&rules->speakers, speakers->name, speakers->content, error))
        goto failed;
    if (words_note(rules, cues, sources, vocabulary))
        return rules;
    fail(error, "out of memory");
failed:
    claim_rules_destroy(rules);
    return NULL;
}

void claim_rules_destroy(struct claim_rules *rules)
{
    if (!rules)
        return;
    free(rules->entries);
    free(rules->cue_of_word);
    free(rules->source_of_word);
    free(rules);
}
