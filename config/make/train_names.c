/*
 * Trains config/en/entities.model.
 *
 *     names.py … | train-names PACK MODEL
 *     names.py … | train-names PACK
 *
 * Reads documents as names.py writes them, looks at them as names_find does, trains, writes MODEL, which is a file of PACK,
 * and scores the documents that were held out with it: exact names with their types. Without MODEL it only scores, and
 * prints what is wrong.
 */
#include "config/language.h"
#include "extract/extract.h"
#include "extract/name.h"
#include "extract/name_features.h"
#include "trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NO_NAME = 1 << ENTITY_TYPE_COUNT, ANYTHING = NO_NAME * 2 - 1 };

struct annotation {
    uint32_t begin, end;         /* bytes */
    unsigned types;              /* bits of entity types, NO_NAME, or ANYTHING */
};

struct sample {
    char corpus[32];
    double weight;
    unsigned hidden;             /* types that have no mark in it */
    int is_held_out;
    size_t title;
    struct span text;
    struct annotation *annotations;
    size_t annotation_count;
};

static void die(const char *what)
{
    fprintf(stderr, "train-names: %s\n", what);
    exit(1);
}

static void *enough(void *memory)
{
    if (!memory)
        die("out of memory");
    return memory;
}

static bool sample_read(FILE *file, struct sample *s)
{
    size_t length;
    *s = (struct sample){ 0 };
    if (fscanf(file, "document %31s %lf %x %d %zu %zu %zu", s->corpus, &s->weight, &s->hidden, &s->is_held_out, &s->title, &length,
               &s->annotation_count) != 7 || fgetc(file) != '\n')
        return false;
    char *text = enough(malloc(length + 1));
    if (fread(text, 1, length, file) != length)
        die("a document is cut short");
    s->text = (struct span){ text, length };
    s->annotations = enough(calloc(s->annotation_count + 1, sizeof *s->annotations));
    for (size_t i = 0; i < s->annotation_count; i++)
        if (fscanf(file, "%u %u %x", &s->annotations[i].begin, &s->annotations[i].end, &s->annotations[i].types) != 3)
            die("an annotation is wrong");
    int ended = fscanf(file, " ");           /* the line end before the next document */
    (void)ended;
    return true;
}

/* The stages up to the names. The text of the document is the sample's, so that offsets hold. */
static void document_make(const struct sample *s, const struct pack *pack, struct article *article, struct document *d, struct arena *arena)
{
    *article = (struct article){ 0 };
    *d = (struct document){ .article = article };
    d->text.all = s->text;
    d->text.title = (struct range){ 0, (uint32_t)s->title };
    d->text.body = (struct range){ (uint32_t)s->title, (uint32_t)s->text.length };
    d->tokens = tokens_find(d->text.all, pack->vocabulary, arena);
    d->sentences = sentences_find(&d->tokens, arena);
}

static uint32_t token_at(const struct tokens *tokens, uint32_t begin)
{
    uint32_t low = 0, high = (uint32_t)tokens->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (tokens->at[middle].end <= begin)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The labels that each token may have. */
static void allow(const struct sample *s, const struct tokens *tokens, uint64_t *allowed, size_t *astray)
{
    uint64_t outside = 1;
    for (unsigned type = 0; type < ENTITY_TYPE_COUNT; type++)
        if (s->hidden >> type & 1)
            outside |= UINT64_C(15) << name_label(type, NAME_BEGIN);
    for (size_t i = 0; i < tokens->count; i++)
        allowed[i] = outside;
    for (size_t a = 0; a < s->annotation_count; a++) {
        const struct annotation *x = &s->annotations[a];
        uint32_t first = token_at(tokens, x->begin), last = first;
        while (last < tokens->count && tokens->at[last].begin < x->end)
            last++;
        if (first == last)
            continue;
        bool is_aligned = tokens->at[first].begin == x->begin && tokens->at[last - 1].end == x->end;
        if (!is_aligned && x->types != ANYTHING)
            ++*astray;
        for (uint32_t i = first; i < last; i++) {
            allowed[i] = x->types & NO_NAME ? 1 : 0;
            enum name_position position = i == first ? NAME_BEGIN : i + 1 == last ? NAME_END : NAME_INSIDE;
            if (last - first == 1)
                position = NAME_SINGLE;
            for (unsigned type = 0; type < ENTITY_TYPE_COUNT; type++)
                if (x->types >> type & 1)
                    allowed[i] |= UINT64_C(1) << name_label(type, position);
            if (x->types == ANYTHING || !is_aligned)
                allowed[i] = UINT64_MAX;
        }
    }
}

/* Adds the runs of a document to the trainer; those that touch unmarked text are left out. */
static void sample_add(struct trainer *trainer, const struct sample *s, const struct document *d, const struct name_view *view,
                       size_t *counts)
{
    uint64_t *allowed = enough(calloc(d->tokens.count + 1, sizeof *allowed));
    allow(s, &d->tokens, allowed, &counts[0]);
    uint32_t at = 0;
    for (size_t r = 0; r < view->runs.count; r++) {
        const struct name_run *run = &view->runs.at[r];
        bool is_whole = true;
        for (; at < run->first; at++)
            counts[1] += allowed[at] != UINT64_MAX && !(allowed[at] & 1);          /* tokens of names that no run holds */
        for (uint32_t i = run->first; i < run->last; i++)
            is_whole &= allowed[i] != UINT64_MAX;
        at = run->last;
        if (!is_whole)
            continue;
        trainer_begin(trainer, s->weight);
        for (uint32_t i = run->first; i < run->last; i++) {
            uint32_t features[2 * NAME_FEATURES];
            size_t count = name_word_features(view, i, features);
            count += name_place_features(view, run, i, features + count);
            trainer_token(trainer, features, count, allowed[i]);
            counts[2]++;
        }
    }
    free(allowed);
}

struct tally {
    size_t found, gold, both;
};

static double f1(struct tally t)
{
    return t.found + t.gold ? 2.0 * (double)t.both / (double)(t.found + t.gold) : 0;
}

static void score(const struct sample *s, const struct document *d, const struct names *names, struct tally *tallies, bool is_told)
{
    size_t a = 0;
    for (size_t n = 0; n < names->count; n++) {
        const struct name *name = &names->at[n];
        struct range range = { d->tokens.at[name->first].begin, d->tokens.at[name->last - 1].end };
        bool is_judged = true, is_right = false, is_typed = false;
        const struct annotation *near = NULL;
        for (a = 0; a < s->annotation_count; a++) {
            const struct annotation *x = &s->annotations[a];
            if (!is_overlapping(range, (struct range){ x->begin, x->end }))
                continue;
            near = x;
            is_judged &= x->types != ANYTHING;
            is_right |= x->begin == range.begin && x->end == range.end;
            is_typed |= is_right && x->types == 1u << name->type;
        }
        if (!is_judged)
            continue;
        tallies[0].found++;
        tallies[1].found++;
        tallies[2 + name->type].found++;
        tallies[0].both += is_typed;
        tallies[1].both += is_right;
        tallies[2 + name->type].both += is_typed;
        if (is_told && !is_typed)
            printf("%s\t%u\t%.*s\t%x\t%.*s\t|%.*s|\n", is_right ? "type" : near ? "boundary" : "spurious", name->type,
                   (int)(range.end - range.begin), s->text.at + range.begin, near ? near->types : 0,
                   near ? (int)(near->end - near->begin) : 0, near ? s->text.at + near->begin : "",
                   (int)((range.end + 40 < s->text.length ? range.end + 40 : s->text.length) - (range.begin > 40 ? range.begin - 40 : 0)),
                   s->text.at + (range.begin > 40 ? range.begin - 40 : 0));
    }
    for (a = 0; a < s->annotation_count; a++) {
        const struct annotation *x = &s->annotations[a];
        if (x->types == ANYTHING)
            continue;
        tallies[0].gold++;
        tallies[1].gold++;
        tallies[2 + (unsigned)__builtin_ctz(x->types)].gold++;
        bool is_found = false;
        for (size_t n = 0; n < names->count; n++)
            is_found |= d->tokens.at[names->at[n].first].begin < x->end && d->tokens.at[names->at[n].last - 1].end > x->begin;
        if (is_told && !is_found)
            printf("missed\t\t\t%x\t%.*s\t|%.*s|\n", x->types, (int)(x->end - x->begin), s->text.at + x->begin,
                   (int)((x->end + 40 < s->text.length ? x->end + 40 : s->text.length) - (x->begin > 40 ? x->begin - 40 : 0)),
                   s->text.at + (x->begin > 40 ? x->begin - 40 : 0));
    }
}

static void untrained_write(const char *path)
{
    struct error error = { "" };
    struct trainer *trainer = trainer_create(NAME_LABELS, name_may_follow);
    trainer_run(trainer, &(struct training){ .is_quiet = true });
    if (!trainer_write(trainer, path, NAME_PURPOSE, &error))
        die(error.text);
    trainer_destroy(trainer);
}

static const struct training TRAINING = { .epochs = 4, .least = 2, .rate = 0.3, .l1 = 5e-6, .dropout = 0.1, .seed = 1 };

struct samples {
    struct sample *at;
    size_t count;
};

static struct samples samples_read(FILE *file)
{
    struct samples samples = { 0 };
    size_t room = 0;
    struct sample sample;
    while (sample_read(file, &sample)) {
        if (samples.count == room) {
            room = room ? room * 2 : 1024;
            samples.at = enough(realloc(samples.at, room * sizeof *samples.at));
        }
        samples.at[samples.count++] = sample;
    }
    return samples;
}

static void samples_free(struct samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        free((char *)(uintptr_t)samples->at[i].text.at);
        free(samples->at[i].annotations);
    }
    free(samples->at);
}

static struct language *pack_load(const char *folder)
{
    struct error error = { "" };
    struct language *language = language_load(folder, NULL, &error);
    if (!language)
        die(error.text);
    return language;
}

static void train(const struct samples *samples, const struct pack *pack, const char *path, struct arena *arena)
{
    struct error error = { "" };
    struct trainer *trainer = trainer_create(NAME_LABELS, name_may_follow);
    size_t counts[3] = { 0 };
    for (size_t i = 0; i < samples->count; i++) {
        struct article article;
        struct document d;
        if (samples->at[i].is_held_out)
            continue;
        document_make(&samples->at[i], pack, &article, &d, arena);
        struct gazetteer_matches matches = gazetteer_find(pack->gazetteer, &d.tokens, arena);
        struct name_view view = name_view_make(&d, &matches, name_rules_classes(pack->names), arena);
        sample_add(trainer, &samples->at[i], &d, &view, counts);
        arena_reset(arena);
    }
    fprintf(stderr, "names between tokens=%zu, tokens of names outside runs=%zu, tokens=%zu\n", counts[0], counts[1], counts[2]);
    trainer_run(trainer, &TRAINING);
    if (!trainer_write(trainer, path, NAME_PURPOSE, &error))
        die(error.text);
    trainer_destroy(trainer);
}

static void test(const struct samples *samples, const struct pack *pack, bool is_told, struct arena *arena)
{
    static const char *const rows[] = {
        "typed", "spans", "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW",
    };
    struct tally tallies[2 + ENTITY_TYPE_COUNT] = { 0 };
    for (size_t i = 0; i < samples->count; i++) {
        struct article article;
        struct document d;
        if (!samples->at[i].is_held_out)
            continue;
        document_make(&samples->at[i], pack, &article, &d, arena);
        struct gazetteer_matches matches = gazetteer_find(pack->gazetteer, &d.tokens, arena);
        struct names names = names_find(&d, &matches, pack->names, arena);
        score(&samples->at[i], &d, &names, tallies, is_told);
        arena_reset(arena);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fprintf(stderr, "%s right=%zu found=%zu gold=%zu f1=%.4f\n", rows[i], tallies[i].both, tallies[i].found, tallies[i].gold,
                f1(tallies[i]));
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3)
        die("usage: train-names PACK [MODEL] < documents");
    struct arena arena;
    if (!arena_init(&arena, (size_t)1 << 30))
        die("out of memory");
    struct samples samples = samples_read(stdin);
    if (argc == 3) {
        untrained_write(argv[2]);            /* so that the pack loads whatever features the old one was for */
        struct language *language = pack_load(argv[1]);
        train(&samples, language->pack, argv[2], &arena);
        language_destroy(language);
    }
    struct language *language = pack_load(argv[1]);
    test(&samples, language->pack, argc == 2, &arena);
    language_destroy(language);
    samples_free(&samples);
    arena_finish(&arena);
    return 0;
}
