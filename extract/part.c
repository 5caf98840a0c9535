#include "document.h"
#include "pack.h"
#include "part_features.h"
#include "part_rules.h"

#include <stdlib.h>

/*
 * How much surer than by its own measure the model has to be that a sentence is none of the article's: lost text costs more
 * than furniture kept, and a short line may as well be a heading or a list's item.
 */
static float caution(const struct part_unit *u, bool is_one_line)
{
    if (u->words <= 3)
        return 2.0F;
    if (!u->is_stopped && u->is_line_end)
        return 1.5F;
    return is_one_line ? -0.25F : 1.5F;
}

struct furniture {
    struct part_rules *rules;
    struct tagger model;
};

static bool model_open(struct furniture *furniture, struct pack_files *files, struct error *error)
{
    const struct pack_file *file = pack_find(files, "parts.model", error);
    return file && tagger_open(&furniture->model, file, PART_FEATURES_PURPOSE, PART_LABELS, error);
}

struct furniture *furniture_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    struct furniture *furniture = calloc(1, sizeof *furniture);
    if (!furniture) {
        fail(error, "out of memory");
        return NULL;
    }
    furniture->rules = part_rules_create(files, vocabulary, error);
    if (furniture->rules && model_open(furniture, files, error))
        return furniture;
    furniture_destroy(furniture);
    return NULL;
}

void furniture_destroy(struct furniture *furniture)
{
    if (!furniture)
        return;
    tagger_close(&furniture->model);
    part_rules_destroy(furniture->rules);
    free(furniture);
}

struct parts parts_cover(const struct text *text, struct arena *arena)
{
    struct parts out = { .at = arena_array(arena, 2, sizeof *out.at) };
    if (!out.at)
        return out;
    if (!is_empty(text->title))
        out.at[out.count++] = (struct part){ PART_TITLE, text->title, NULL };
    if (!is_empty(text->body))
        out.at[out.count++] = (struct part){ PART_BODY, text->body, NULL };
    return out;
}

struct builder {
    struct parts out;
    size_t room;
    struct arena *arena;
};

/* Appends, or lets the last part go on where nothing but white space stands between them. */
static void put(struct builder *b, struct span text, struct part part)
{
    struct part *last = b->out.count ? &b->out.at[b->out.count - 1] : NULL;
    if (last && last->role == part.role && last->rule == part.rule) {
        uint32_t at = last->range.end;
        while (at < part.range.begin && (unsigned char)text.at[at] <= ' ' && text.at[at] != '\n')
            at++;
        if (at == part.range.begin) {
            last->range.end = part.range.end;
            return;
        }
    }
    struct part *parts = arena_grow(b->arena, b->out.at, b->out.count, &b->room, sizeof *parts);
    if (!parts)
        return;
    b->out.at = parts;
    parts[b->out.count++] = part;
}

/* What the model marks in a sentence is what rules have left of it. `next` is the first of their parts not yet put. */
static void put_sentence(struct builder *b, const struct document *d, const struct sentence *s, enum part_label label,
                         const struct parts *marked, size_t *next)
{
    static const enum part_role roles[PART_LABELS] = { PART_BODY, PART_BYLINE, PART_FURNITURE };
    for (uint32_t i = s->first; i < s->last; i++) {
        const struct token *token = &d->tokens.at[i];
        if (*next < marked->count && token->begin >= marked->at[*next].range.begin) {
            const struct part *part = &marked->at[(*next)++];
            put(b, d->text.all, *part);
            while (i + 1 < s->last && d->tokens.at[i + 1].begin < part->range.end)
                i++;
            continue;
        }
        if (b->out.count && token->begin < b->out.at[b->out.count - 1].range.end)
            continue;
        if (label != LABEL_TEXT)
            put(b, d->text.all, (struct part){ roles[label], { token->begin, token->end }, "page-model" });
    }
}

static const uint8_t *labels_of(const struct document *d, const struct furniture *f, const struct parts *marked, struct arena *arena)
{
    struct part_units units = part_units_make(d, marked, arena);
    int16_t *scores = arena_array(arena, units.count * f->model.width, sizeof *scores);
    uint8_t *labels = arena_array(arena, units.count, sizeof *labels);
    if (!units.at || !scores || !labels)
        return NULL;
    struct tagger_queue queue;
    tagger_queue_init(&queue, &f->model);
    for (size_t i = 0; i < units.count; i++) {
        struct tagger_request *request = tagger_queue_next(&queue);
        request->scores = scores + i * f->model.width;
        request->scores[LABEL_TEXT] = (int16_t)(caution(&units.at[i], d->sentences.paragraph_count <= 2) / f->model.scale);
        request->count = part_features(d, &units, i, request->features);
        tagger_queue_put(&queue);
    }
    tagger_queue_finish(&queue);
    return tagger_decode(&f->model, scores, units.count, labels, arena) ? labels : NULL;
}

/* Title, then body with what lies inside it. */
struct parts parts_find(const struct document *d, const struct furniture *f, struct arena *arena)
{
    struct parts marked = part_rules_find(d, f->rules, arena);
    const uint8_t *labels = labels_of(d, f, &marked, arena);
    struct builder b = { .arena = arena };
    if (!is_empty(d->text.title))
        put(&b, d->text.all, (struct part){ PART_TITLE, d->text.title, NULL });
    if (!is_empty(d->text.body))
        put(&b, d->text.all, (struct part){ PART_BODY, d->text.body, NULL });
    size_t next = 0;
    for (size_t i = 0; labels && i < d->sentences.count; i++) {
        const struct sentence *s = &d->sentences.at[i];
        if (d->tokens.at[s->first].begin >= d->text.body.begin)
            put_sentence(&b, d, s, labels[i], &marked, &next);
    }
    return b.out;
}
