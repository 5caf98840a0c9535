#include "pack.h"

#include "claim.h"
#include "entity.h"
#include "part.h"
#include "value.h"

#include <stdlib.h>

const struct pack_file *pack_find(struct pack_files *files, const char *name, struct error *error)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->at[i].name, name) == 0) {
            files->at[i].is_used = true;
            return &files->at[i];
        }
    }
    fail(error, "the language pack lacks %s", name);
    return NULL;
}

bool words_load(struct pack_files *files, const char *name, struct vocabulary *vocabulary, struct error *error)
{
    const struct pack_file *file = pack_find(files, name, error);
    if (!file)
        return false;
    struct table table = table_open(file);
    struct table_row row;
    while (table_next(&table, &row)) {
        uint64_t class = word_class(row.cells[0]);
        if (!class)
            return table_fail(&table, error, "unknown class of words '%.*s'", (int)row.cells[0].length, row.cells[0].at);
        struct span word;
        while (cell_next(&row.cells[1], &word)) {
            uint32_t number = vocabulary_add_text(vocabulary, word);
            if (!number)
                return table_fail(&table, error, "word '%.*s' is empty or too long", (int)word.length, word.at);
            vocabulary_mark(vocabulary, number, class);
        }
    }
    return true;
}

static bool are_used(const struct pack_files *files, struct error *error)
{
    for (size_t i = 0; i < files->count; i++)
        if (!files->at[i].is_used)
            return fail(error, "%s: no part of the language pack has this name", files->at[i].name);
    return true;
}

struct pack *pack_create(struct pack_files *files, struct error *error)
{
    struct pack *pack = calloc(1, sizeof *pack);
    if (!pack || !(pack->vocabulary = vocabulary_create())) {
        fail(error, "out of memory");
        goto failed;
    }
    struct vocabulary *words = pack->vocabulary;
    /* Values and claims before the many names: the words that they know have small numbers, and their tables by word are small. */
    if (words_load(files, "words.tsv", words, error) && (pack->values = value_rules_create(files, words, error)) &&
        (pack->claims = claim_rules_create(files, words, error)) && words_load(files, "names.tsv", words, error) &&
        (pack->furniture = furniture_create(files, words, error)) && (pack->gazetteer = gazetteer_create(files, words, error)) &&
        (pack->names = name_rules_create(files, words, error)) &&
        are_used(files, error))
        return pack;
failed:
    pack_destroy(pack);
    return NULL;
}

void pack_destroy(struct pack *pack)
{
    if (!pack)
        return;
    claim_rules_destroy(pack->claims);
    value_rules_destroy(pack->values);
    name_rules_destroy(pack->names);
    gazetteer_destroy(pack->gazetteer);
    furniture_destroy(pack->furniture);
    vocabulary_destroy(pack->vocabulary);
    free(pack);
}
