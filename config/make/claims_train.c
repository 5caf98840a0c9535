/*
 * Makes claims.model of a language pack from annotated articles.
 *
 *     claims-train PACK OUT GOLD.tsv...
 *
 * What is learned, in turns over all articles: the subject of a cue (a choice among noun phrases), then whether the cue
 * reports something and what (a choice among all readings of its content and "nothing"). Softmax likelihood, AdaGrad, one
 * thread, articles in an order that is fixed: equal data give equal bytes. The features are those of extract/claim_*.c.
 */
#include "config/language.h"
#include "extract/claim_kind.h"
#include "extract/claim_worth.h"
#include "extract/extract.h"
#include "gold.h"
#include "learner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* How each model is learned, in this order: what comes later sees the subjects that the earlier chooses. */
static const struct plan {
    const char *name;
    unsigned bits, classes, turns;       /* rows of its table, weights in a row, times that all articles are seen */
} plans[CLAIM_MODEL_COUNT] = {
    [MODEL_GATE] = { "gate", 14, 1, 2 },
    [MODEL_SUBJECT] = { "subject", 17, 1, 3 },
    [MODEL_CONTENT] = { "content", 18, 1, 4 },
    [MODEL_ATTRIBUTES] = { "attributes", 16, LINEAR_CLASSES, 4 },
    [MODEL_WORTH] = { "worth", 17, 1, 3 },
};

enum { MEMORY_MEGABYTES = 8192 };        /* of address space: all articles stay in it */

static const float POLNEAR_WEIGHT = 0.3f;

struct learner {
    struct model models[CLAIM_MODEL_COUNT];
    double loss;
    size_t instances, unreachable, claims, reachable;
};

static void instance_note(struct learner *l, float likelihood)
{
    l->loss -= logf(likelihood + 1e-9f);
    l->instances++;
}

static uint32_t shared(struct range a, struct range b)
{
    uint32_t begin = a.begin > b.begin ? a.begin : b.begin, end = a.end < b.end ? a.end : b.end;
    return begin < end ? end - begin : 0;
}

static struct range range_of(const struct view *view, uint32_t first, uint32_t last)
{
    return first < last ? (struct range){ view->tokens[first].begin, view->tokens[last - 1].end } : (struct range){ 0 };
}

/* ── the subject ── */

static void subject_learn(struct learner *l, const struct view *view, const struct cue *cue, const struct gold_claim *gold, bool is_polnear)
{
    struct subject subjects[SUBJECTS_MOST];
    static struct features features[SUBJECTS_MOST];
    float scores[SUBJECTS_MOST], good[SUBJECTS_MOST], total = 0;
    size_t count = subjects_find(view, cue, subjects);
    bool is_any = false;
    float best = 0;
    for (size_t i = 0; i < count; i++) {
        struct range range = range_of(view, subjects[i].first, subjects[i].last);
        float overlap = (float)shared(range, gold->speaker);
        float all = (float)(range.end - range.begin + gold->speaker.end - gold->speaker.begin) - overlap;
        if (is_empty(gold->speaker))
            good[i] = subjects[i].side == SIDE_NONE;
        else if (is_polnear)
            good[i] = all > 0 ? overlap / all : 0;
        else
            good[i] = is_inside(gold->speaker, range) ? 1 : all > 0 ? 0.9f * overlap / all : 0;
        best = fmaxf(best, good[i]);
    }
    if (best < 0.3f) {
        for (size_t i = 0; i < count; i++)
            good[i] = subjects[i].side == SIDE_NONE;
        best = 1;
    }
    for (size_t i = 0; i < count; i++) {
        features[i].count = 0;
        subject_features(view, cue, &subjects[i], &features[i]);
        scores[i] = model_score(&l->models[MODEL_SUBJECT], &features[i], 0);
        is_any |= good[i] >= best;
    }
    softmax(scores, count);
    for (size_t i = 0; i < count; i++)
        total += good[i] >= best ? scores[i] : 0;
    if (!is_any)
        return;
    for (size_t i = 0; i < count; i++)
        model_step(&l->models[MODEL_SUBJECT], &features[i], 0, scores[i] - (good[i] >= best ? scores[i] / total : 0));
    instance_note(l, total);
}

static struct subject subject_best(const struct learner *l, const struct view *view, const struct cue *cue)
{
    struct subject subjects[SUBJECTS_MOST];
    size_t count = subjects_find(view, cue, subjects), best = 0;
    float best_score = 0;
    for (size_t i = 0; i < count; i++) {
        struct features features = { 0 };
        subject_features(view, cue, &subjects[i], &features);
        float score = model_score(&l->models[MODEL_SUBJECT], &features, 0);
        if (i == 0 || score > best_score)
            best = i, best_score = score;
    }
    return subjects[best];
}

/* ── the content ── */

/* The share of bytes that pieces and gold have in common, of those that either has. */
static float content_overlap(const struct view *view, const struct piece *pieces, size_t count, const struct gold_claim *gold)
{
    uint32_t both = 0, all = 0;
    for (size_t g = 0; g < gold->content_count; g++)
        all += gold->content[g].end - gold->content[g].begin;
    for (size_t i = 0; i < count; i++) {
        struct range range = range_of(view, pieces[i].first, pieces[i].last);
        all += range.end - range.begin;
        for (size_t g = 0; g < gold->content_count; g++)
            both += shared(range, gold->content[g]);
    }
    return both ? (float)both / (float)(all - both) : 0;
}

/* All there is to choose from around one cue. */
struct choice {
    struct features own, options[OPTION_COUNT][PLACES_MOST], of_reading[READINGS_MOST];
    struct options found;
    struct reading readings[READINGS_MOST];
    float scores[READINGS_MOST + 1], good[READINGS_MOST];        /* "nothing" is the last */
    size_t count;
};

static void choice_fill(struct choice *c, const struct learner *l, const struct view *view, const struct cue *cue)
{
    const struct model *model = &l->models[MODEL_CONTENT];
    struct subject subject = subject_best(l, view, cue);
    c->own.count = 0;
    cue_features(view, cue, &c->own);
    subject_evidence(view, cue, &subject, &c->own);
    options_find(view, cue, &subject, &c->found);
    for (uint32_t option = 0; option < OPTION_COUNT; option++)
        for (uint32_t i = 0; i < c->found.counts[option]; i++) {
            option_features(view, cue, &c->found, (enum option)option, i, &c->options[option][i]);
            c->found.places[option][i].score = model_score(model, &c->options[option][i], 0);
        }
    c->count = readings_find(&c->found, c->readings);
    float base = model_score(model, &c->own, 0);
    for (size_t i = 0; i < c->count; i++) {
        reading_features(view, cue, &c->found, &c->readings[i], &c->of_reading[i]);
        c->scores[i] = base + c->readings[i].score + model_score(model, &c->of_reading[i], 0);
    }
    c->scores[c->count] = 0;
    softmax(c->scores, c->count + 1);
}

/* How well each reading fits; the best, or 0 without gold. */
static float choice_judge(struct choice *c, const struct view *view, const struct gold_claim *gold)
{
    float best = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct piece pieces[PIECES_MOST];
        c->good[i] = gold ? content_overlap(view, pieces, reading_pieces(&c->found, &c->readings[i], pieces), gold) : 0;
        best = fmaxf(best, c->good[i]);
    }
    return best;
}

static void choice_step(struct choice *c, struct model *model, const float *gradients)
{
    float of_option[OPTION_COUNT][PLACES_MOST] = { 0 }, sum = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct reading *r = &c->readings[i];
        model_step(model, &c->of_reading[i], 0, gradients[i]);
        sum += gradients[i];
        of_option[r->is_before ? OPTION_BEFORE : OPTION_START][r->start] += gradients[i];
        of_option[r->is_before ? OPTION_BEFORE_END : OPTION_END][r->end] += gradients[i];
        if (r->is_before)
            of_option[OPTION_TAIL][r->tail] += gradients[i];
    }
    model_step(model, &c->own, 0, sum);
    for (uint32_t option = 0; option < OPTION_COUNT; option++)
        for (uint32_t i = 0; i < c->found.counts[option]; i++)
            model_step(model, &c->options[option][i], 0, of_option[option][i]);
}

static void content_learn(struct learner *l, const struct view *view, const struct cue *cue, const struct gold_claim *gold, float weight)
{
    static struct choice c;
    static float gradients[READINGS_MOST];
    choice_fill(&c, l, view, cue);
    float best = choice_judge(&c, view, gold), total = 0;
    if (gold) {
        l->claims++;
        l->reachable += best >= 0.6f;
        if (best < 0.5f)
            return;
    }
    for (size_t i = 0; i < c.count; i++)
        total += c.good[i] >= best - 1e-3f ? c.scores[i] : 0;
    for (size_t i = 0; i < c.count; i++)
        gradients[i] = weight * (c.scores[i] - (gold && c.good[i] >= best - 1e-3f ? c.scores[i] / (total + 1e-12f) : 0));
    choice_step(&c, &l->models[MODEL_CONTENT], gradients);
    instance_note(l, gold ? total : c.scores[c.count]);
}

/* ── the gate ── */

static void gate_learn(struct learner *l, const struct view *view, const struct cue *cue, bool is_claim, float weight)
{
    struct model *model = &l->models[MODEL_GATE];
    struct features features = { 0 };
    gate_features(view, cue, &features);
    float likelihood = 1 / (1 + expf(-model_score(model, &features, 0)));
    model_step(model, &features, 0, weight * (likelihood - (float)is_claim));
    instance_note(l, is_claim ? likelihood : 1 - likelihood);
}

/* ── kind, stance, polarity, modality ── */

static uint32_t token_behind(const struct view *view, uint32_t offset)
{
    size_t low = 0, high = view->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (view->tokens[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static void attribute_learn(struct learner *l, const struct features *features, enum attribute attribute, int value)
{
    struct model *model = &l->models[MODEL_ATTRIBUTES];
    struct attribute_values values = attribute_values(attribute);
    float scores[8] = { 0 };
    if (value < 0)
        return;
    for (uint32_t v = 0; v < values.count; v++)
        scores[v] = model_score(model, features, values.class + v);
    softmax(scores, values.count);
    for (uint32_t v = 0; v < values.count; v++)
        model_step(model, features, values.class + v, scores[v] - (v == (uint32_t)value));
    instance_note(l, scores[value]);
}

static void attributes_learn(struct learner *l, const struct view *view, const struct cue *cue, const struct gold_claim *gold)
{
    struct finding finding = { .cue = *cue };
    for (size_t i = 0; i < gold->content_count && finding.piece_count < PIECES_MOST; i++) {
        struct piece piece = { token_behind(view, gold->content[i].begin), token_behind(view, gold->content[i].end - 1) + 1 };
        if (piece.first < piece.last && piece.last <= view->count)
            finding.pieces[finding.piece_count++] = piece;
    }
    if (!finding.piece_count)
        return;
    finding.is_before = finding.pieces[0].first < cue->head;
    struct features features = { 0 };
    attribute_cue_features(view, &finding, &features);
    attribute_learn(l, &features, ATTRIBUTE_STANCE, gold->stance);
    attribute_content_features(view, &finding, &features);
    attribute_learn(l, &features, ATTRIBUTE_KIND, gold->kind);
    attribute_learn(l, &features, ATTRIBUTE_POLARITY, gold->polarity);
    attribute_learn(l, &features, ATTRIBUTE_MODALITY, gold->modality);
}

/* ── check-worthiness ── */

static void worth_learn(struct learner *l, const struct view *view, int worth)
{
    struct features features = { 0 };
    if (!view->count)
        return;
    worth_features(view, 0, (uint32_t)view->count - (view->tokens[view->count - 1].mark == '.'), &features);
    float likelihood = 1 / (1 + expf(-model_score(&l->models[MODEL_WORTH], &features, 0)));
    model_step(&l->models[MODEL_WORTH], &features, 0, likelihood - (float)worth);
    instance_note(l, worth ? likelihood : 1 - likelihood);
}

/* ── articles ── */

/* The claims of an article by the token of their cue: the first cue word in the annotated range. */
static void claims_place(struct learner *l, const struct view *view, const struct gold_article *article, const struct gold_claim **of_token)
{
    for (size_t c = 0; c < article->claim_count; c++) {
        const struct gold_claim *claim = &article->claims[c];
        uint32_t found = UINT32_MAX;
        size_t low = 0, high = view->count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (view->tokens[middle].end <= claim->cue.begin)
                low = middle + 1;
            else
                high = middle;
        }
        for (size_t i = low; i < view->count && view->tokens[i].begin < claim->cue.end; i++)
            if (is_cue(view, (uint32_t)i) && !of_token[i] && (found == UINT32_MAX || cue_class_at(view, found) == CUE_LIGHT))
                found = (uint32_t)i;
        if (found == UINT32_MAX)
            l->unreachable++;
        else
            of_token[found] = claim;
    }
}

static void article_learn(struct learner *l, const struct view *view, const struct gold_article *article, enum claim_model task)
{
    const struct gold_claim **of_token = calloc(view->count + 1, sizeof *of_token);
    claims_place(l, view, article, of_token);
    for (uint32_t i = 0; i < view->count; i++) {
        if (!is_cue(view, i))
            continue;
        struct cue cue = cue_make(view, i);
        float weight = article->is_polnear ? POLNEAR_WEIGHT : 1;
        if (task == MODEL_GATE)
            gate_learn(l, view, &cue, of_token[i] != NULL, weight);
        else if (task == MODEL_CONTENT)
            content_learn(l, view, &cue, of_token[i], weight);
        else if (of_token[i] && task == MODEL_SUBJECT)
            subject_learn(l, view, &cue, of_token[i], article->is_polnear);
        else if (of_token[i])
            attributes_learn(l, view, &cue, of_token[i]);
    }
    struct cue none = { 0 };
    for (size_t c = 0; task == MODEL_ATTRIBUTES && c < article->claim_count; c++)
        if (is_empty(article->claims[c].cue))
            attributes_learn(l, view, &none, &article->claims[c]);
    free(of_token);
}

/* An article and how the claims stage sees it. */
struct seen {
    const struct gold_article *gold;
    struct document *document;
    struct view view;
};

/* Reads all articles once, in a fixed order that mixes them. False if the arena is full. */
static bool articles_see(const struct gold *gold, const struct language *language, struct arena *arena, struct seen *seen, size_t *count)
{
    struct extractor extractor = { .pack = language->pack, .arena = arena };
    for (size_t n = 0; n < gold->count; n++) {
        const struct gold_article *article = &gold->articles[n * 7919 % gold->count];
        struct article in = { .body = article->text, .published_at = article->day };
        struct document *document = arena_take(arena, sizeof *document);
        if (!document || !extract(&extractor, &in, document))
            return false;
        struct span text = document->text.all;
        if (text.length > article->text.length || memcmp(text.at, article->text.at, text.length) != 0)
            continue;
        seen[(*count)++] = (struct seen){ article, document, view_make(document, language->pack->claims, arena) };
    }
    return !arena_is_full(arena);
}

static void turn(struct learner *l, const struct seen *seen, size_t count, enum claim_model task)
{
    for (size_t n = 0; n < count; n++) {
        const struct gold_article *article = seen[n].gold;
        if ((article->worth >= 0) != (task == MODEL_WORTH))
            continue;
        if (task == MODEL_WORTH)
            worth_learn(l, &seen[n].view, article->worth);
        else
            article_learn(l, &seen[n].view, article, task);
    }
    fprintf(stderr, "%s: loss %.4f of %zu, %zu claims without a known cue, %zu of %zu contents in reach\n",
            plans[task].name, l->loss / (double)l->instances, l->instances, l->unreachable, l->reachable, l->claims);
    l->loss = 0;
    l->instances = l->unreachable = l->reachable = l->claims = 0;
}

int main(int count, char **arguments)
{
    struct error error = { 0 };
    struct gold gold = { 0 };
    struct learner l = { 0 };
    struct arena arena;
    if (count < 4 || !arena_init(&arena, (size_t)MEMORY_MEGABYTES << 20)) {
        fprintf(stderr, "usage: claims-train PACK OUT GOLD.tsv...\n");
        return 64;
    }
    for (size_t i = 0; i < CLAIM_MODEL_COUNT; i++)
        model_init(&l.models[i], plans[i].bits, plans[i].classes);
    struct language *language = language_load(arguments[1], NULL, &error);
    bool is_good = language != NULL;
    for (int i = 3; is_good && i < count; i++)
        is_good = gold_read(&gold, arguments[i], &error);
    struct seen *seen = calloc(gold.count + 1, sizeof *seen);
    size_t seen_count = 0;
    is_good = is_good && articles_see(&gold, language, &arena, seen, &seen_count);
    fprintf(stderr, "%zu of %zu texts\n", seen_count, gold.count);
    for (unsigned task = 0; task < CLAIM_MODEL_COUNT; task++)
        for (unsigned i = 0; is_good && i < plans[task].turns; i++)
            turn(&l, seen, seen_count, (enum claim_model)task);
    if (is_good)
        is_good = models_write(l.models, CLAIM_MODEL_COUNT, arguments[2], &error);
    if (!is_good)
        fprintf(stderr, "claims-train: %s\n", error.text);
    return is_good ? 0 : 1;
}
