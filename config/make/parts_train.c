/*
 * Makes config/en/parts.model, which tells sentences of the article from those of the page around it.
 *
 *     parts-train PACK TRAIN.jsonl MODEL
 *
 * PACK is the language pack's folder (its own parts.model is not read), TRAIN.jsonl has a line for each article: {"text",
 * "furniture": [[start, end], ...], "byline": [[start, end], ...]}, in code points.
 */
#include "config/make/trainer.h"
#include "extract/part_features.h"
#include "extract/part_rules.h"
#include "extract/pack.h"
#include "config/language.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_any(unsigned from, unsigned to, unsigned labels)
{
    (void)from, (void)to, (void)labels;
    return true;
}

/* The label that annotators gave each byte. */
static void paint(const json_t *spans, struct span text, enum part_label label, uint8_t *labels)
{
    size_t i;
    json_t *span;
    json_array_foreach(spans, i, span) {
        long long start = json_integer_value(json_array_get(span, 0)), end = json_integer_value(json_array_get(span, 1)), n = -1;
        for (size_t at = 0; at < text.length; at++) {
            n += ((unsigned char)text.at[at] & 0xc0) != 0x80;
            if (n >= start && n < end)
                labels[at] = (uint8_t)label;
        }
    }
}

/* The labels that a sentence may have: those of at least a fifth of it. */
static uint64_t allowed(const struct document *d, const struct part_unit *u, const uint8_t *labels)
{
    size_t counts[PART_LABELS] = { 0 }, all = 0;
    for (uint32_t i = u->first; i < u->last; i++)
        for (uint32_t at = d->tokens.at[i].begin; at < d->tokens.at[i].end; at++, all++)
            counts[labels[at]]++;
    uint64_t bits = 0;
    for (unsigned label = 0; label < PART_LABELS; label++)
        bits |= (uint64_t)(counts[label] * 5 >= all) << label;
    return bits;
}

/* How an article is shown to the trainer: as a text alone, with its first line as the title, and as its first third. */
enum view { VIEW_TEXT, VIEW_TITLE, VIEW_SHORT, VIEW_COUNT };

static struct span first_third(struct span text)
{
    const char *end = memchr(text.at + text.length / 3, '\n', text.length - text.length / 3);
    return (struct span){ text.at, end ? (size_t)(end - text.at) : text.length };
}

static void learn(struct trainer *trainer, const struct vocabulary *vocabulary, const struct part_rules *rules, const json_t *article,
                  struct arena *arena, enum view view)
{
    struct span text = { json_string_value(json_object_get(article, "text")), json_string_length(json_object_get(article, "text")) };
    const char *line = memchr(text.at, '\n', text.length);
    uint8_t *labels = calloc(text.length + 1, 1);
    paint(json_object_get(article, "byline"), text, LABEL_BYLINE, labels);
    paint(json_object_get(article, "furniture"), text, LABEL_FURNITURE, labels);
    arena_reset(arena);
    if (view == VIEW_SHORT)
        text = first_third(text);
    struct document d = { .text = { .all = text, .body = { 0, (uint32_t)text.length } } };
    if (view == VIEW_TITLE && line) {
        d.text.title = (struct range){ 0, (uint32_t)(line - text.at) };
        d.text.body.begin = d.text.title.end + 1;
    }
    d.tokens = tokens_find(text, vocabulary, arena);
    d.sentences = sentences_find(&d.tokens, arena);
    struct parts marked = part_rules_find(&d, rules, arena);
    struct part_units units = part_units_make(&d, &marked, arena);
    trainer_begin(trainer, 1);
    for (size_t i = 0; i < units.count; i++) {
        uint32_t features[PART_FEATURES_MOST];
        size_t count = part_features(&d, &units, i, features);
        trainer_token(trainer, features, count, allowed(&d, &units.at[i], labels));
    }
    free(labels);
}

int main(int argc, char **argv)
{
    struct error error = { 0 };
    struct arena arena;
    struct language *language = argc == 4 ? language_read(argv[1], NULL, &error) : NULL;
    FILE *file = language ? fopen(argv[2], "r") : NULL;
    struct vocabulary *vocabulary = vocabulary_create();
    if (!file || !vocabulary || !arena_init(&arena, (size_t)1 << 32) || !words_load(&language->files, "words.tsv", vocabulary, &error)) {
        fprintf(stderr, "usage: parts-train PACK TRAIN.jsonl MODEL (%s)\n", error.text);
        return 1;
    }
    struct part_rules *rules = part_rules_create(&language->files, vocabulary, &error);
    struct trainer *trainer = trainer_create(PART_LABELS, is_any);
    char *line = NULL;
    size_t room = 0;
    while (rules && getline(&line, &room, file) > 0) {
        json_t *article = json_loads(line, 0, NULL);
        for (enum view view = VIEW_TEXT; article && view < VIEW_COUNT; view++)
            learn(trainer, vocabulary, rules, article, &arena, view);
        json_decref(article);
    }
    trainer_run(trainer, &(struct training){ .epochs = 12, .least = 4, .rate = 0.2, .l1 = 2e-3, .seed = 1 });
    bool is_good = rules && trainer_write(trainer, argv[3], PART_FEATURES_PURPOSE, &error);
    if (!is_good)
        fprintf(stderr, "%s\n", error.text);
    trainer_destroy(trainer);
    part_rules_destroy(rules);
    vocabulary_destroy(vocabulary);
    language_destroy(language);
    arena_finish(&arena);
    fclose(file);
    free(line);
    return !is_good;
}
