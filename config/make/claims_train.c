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

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum task { TASK_SUBJECT, TASK_CONTENT, TASK_ATTRIBUTES, TASK_WORTH };

enum { BITS = 21, SEEN_BITS = 24, LEAST_SEEN = 1, SUBJECT_TURNS = 2, CONTENT_TURNS = 4, ATTRIBUTE_TURNS = 2, WORTH_TURNS = 3 };

static const float RATE = 0.07f;

struct learner {
    float *weights, *squares;
    uint32_t mask;
    uint8_t *seen;               /* how often a feature was learned from in a task's first turn: rare ones are left out */
    bool is_counting;
    double loss;
    size_t instances, unreachable, claims, reachable;
};

static float score_of(const struct learner *l, const struct features *f)
{
    float sum = 0;
    for (uint32_t i = 0; i < f->count; i++)
        sum += l->weights[f->at[i] & l->mask];
    return sum;
}

static void step(struct learner *l, const struct features *f, float gradient)
{
    if (fabsf(gradient) < 1e-4f)
        return;
    for (uint32_t i = 0; i < f->count; i++) {
        uint8_t *seen = &l->seen[f->at[i] & ((1u << SEEN_BITS) - 1)];
        if (l->is_counting && *seen < LEAST_SEEN)
            ++*seen;
        if (*seen < LEAST_SEEN)
            continue;
        uint32_t at = f->at[i] & l->mask;
        l->squares[at] += gradient * gradient;
        l->weights[at] -= RATE * (gradient / sqrtf(l->squares[at] + 0.1f) + 5e-4f * l->weights[at]);
    }
}

/* Turns scores into probabilities in place; returns the logarithm of their sum. */
static float softmax(float *scores, size_t count)
{
    float most = scores[0], sum = 0;
    for (size_t i = 1; i < count; i++)
        most = fmaxf(most, scores[i]);
    for (size_t i = 0; i < count; i++)
        sum += scores[i] = expf(scores[i] - most);
    for (size_t i = 0; i < count; i++)
        scores[i] /= sum;
    return most + logf(sum);
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
        scores[i] = score_of(l, &features[i]);
        is_any |= good[i] >= best;
    }
    softmax(scores, count);
    for (size_t i = 0; i < count; i++)
        total += good[i] >= best ? scores[i] : 0;
    if (!is_any)
        return;
    for (size_t i = 0; i < count; i++)
        step(l, &features[i], scores[i] - (good[i] >= best ? scores[i] / total : 0));
    l->loss -= logf(total + 1e-9f);
    l->instances++;
}

static struct subject subject_best(const struct learner *l, const struct view *view, const struct cue *cue)
{
    struct subject subjects[SUBJECTS_MOST];
    size_t count = subjects_find(view, cue, subjects), best = 0;
    float best_score = 0;
    for (size_t i = 0; i < count; i++) {
        struct features features = { 0 };
        subject_features(view, cue, &subjects[i], &features);
        float score = score_of(l, &features);
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

static void content_learn(struct learner *l, const struct view *view, const struct cue *cue, const struct gold_claim *gold, float weight)
{
    static struct options o;
    static struct reading readings[READINGS_MOST];
    static struct features features[READINGS_MOST];
    static float scores[READINGS_MOST + 1], good[READINGS_MOST + 1];
    struct subject subject = subject_best(l, view, cue);
    struct features own = { 0 };
    cue_features(view, cue, &own);
    subject_evidence(view, cue, &subject, &own);
    options_find(view, cue, &subject, &o);
    size_t count = readings_find(&o, readings);
    float start[STARTS_MOST], end[ENDS_MOST], before[BEFORES_MOST], before_end[BEFORE_ENDS_MOST], tail[TAILS_MOST];
    for (size_t i = 0; i < o.start_count; i++)
        start[i] = score_of(l, &o.starts[i].features);
    for (size_t i = 0; i < o.end_count; i++)
        end[i] = score_of(l, &o.ends[i].features);
    for (size_t i = 0; i < o.before_count; i++)
        before[i] = score_of(l, &o.befores[i].features);
    for (size_t i = 0; i < o.before_end_count; i++)
        before_end[i] = score_of(l, &o.before_ends[i].features);
    for (size_t i = 0; i < TAILS_MOST; i++)
        tail[i] = score_of(l, &o.tail_features[i]);
    float base = score_of(l, &own), best = 0, total = 0;
    for (size_t i = 0; i < count; i++) {
        const struct reading *r = &readings[i];
        struct piece pieces[PIECES_MOST];
        features[i].count = 0;
        reading_features(view, cue, &o, r, &features[i]);
        scores[i] =
            base + score_of(l, &features[i]) + (r->is_before ?
                before[r->start] + before_end[r->end] + tail[r->tail] : start[r->start] + end[r->end]);
        good[i] = gold ? content_overlap(view, pieces, reading_pieces(&o, r, pieces), gold) : 0;
        best = fmaxf(best, good[i]);
    }
    if (gold) {
        l->claims++;
        l->reachable += best >= 0.6f;
        if (best < 0.5f)
            return;
    }
    scores[count] = 0;
    softmax(scores, count + 1);
    for (size_t i = 0; i < count; i++)
        total += good[i] >= best - 1e-3f ? scores[i] : 0;
    float start_g[STARTS_MOST] = { 0 }, end_g[ENDS_MOST] = { 0 }, before_g[BEFORES_MOST] = { 0 }, before_end_g[BEFORE_ENDS_MOST] = { 0 };
    float tail_g[TAILS_MOST] = { 0 }, sum = 0;
    for (size_t i = 0; i < count; i++) {
        const struct reading *r = &readings[i];
        float g = weight * (scores[i] - (gold && good[i] >= best - 1e-3f ? scores[i] / (total + 1e-12f) : 0));
        step(l, &features[i], g);
        sum += g;
        if (r->is_before)
            before_g[r->start] += g, before_end_g[r->end] += g, tail_g[r->tail] += g;
        else
            start_g[r->start] += g, end_g[r->end] += g;
    }
    step(l, &own, sum);
    for (size_t i = 0; i < o.start_count; i++)
        step(l, &o.starts[i].features, start_g[i]);
    for (size_t i = 0; i < o.end_count; i++)
        step(l, &o.ends[i].features, end_g[i]);
    for (size_t i = 0; i < o.before_count; i++)
        step(l, &o.befores[i].features, before_g[i]);
    for (size_t i = 0; i < o.before_end_count; i++)
        step(l, &o.before_ends[i].features, before_end_g[i]);
    for (size_t i = 0; i < TAILS_MOST; i++)
        step(l, &o.tail_features[i], tail_g[i]);
    l->loss -= logf((gold ? total : scores[count]) + 1e-9f);
    l->instances++;
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
    float scores[8] = { 0 };
    uint32_t count = attribute_values(attribute);
    if (value < 0)
        return;
    struct features classes[8];
    for (uint32_t v = 0; v < count; v++) {
        classes[v].count = features->count;
        for (uint32_t i = 0; i < features->count; i++)
            classes[v].at[i] = feature_of_class(features->at[i], attribute_class(attribute, v));
        scores[v] = score_of(l, &classes[v]);
    }
    softmax(scores, count);
    for (uint32_t v = 0; v < count; v++)
        step(l, &classes[v], scores[v] - (v == (uint32_t)value));
    l->loss -= logf(scores[value] + 1e-9f);
    l->instances++;
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
    const int values[] = { gold->kind, gold->stance, gold->polarity, gold->modality };
    for (uint32_t a = 0; a < ATTRIBUTE_COUNT; a++) {
        struct features features = { 0 };
        attribute_features(view, &finding, (enum attribute)a, &features);
        attribute_learn(l, &features, (enum attribute)a, values[a]);
    }
}

/* ── check-worthiness ── */

static void worth_learn(struct learner *l, const struct view *view, int worth)
{
    struct features features = { 0 };
    if (!view->count)
        return;
    worth_features(view, 0, (uint32_t)view->count - (view->tokens[view->count - 1].mark == '.'), &features);
    float likelihood = 1 / (1 + expf(-score_of(l, &features)));
    step(l, &features, likelihood - (float)worth);
    l->loss -= logf((worth ? likelihood : 1 - likelihood) + 1e-9f);
    l->instances++;
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

static void article_learn(struct learner *l, const struct view *view, const struct gold_article *article, enum task task)
{
    const struct gold_claim **of_token = calloc(view->count + 1, sizeof *of_token);
    claims_place(l, view, article, of_token);
    for (uint32_t i = 0; i < view->count; i++) {
        if (!is_cue(view, i))
            continue;
        struct cue cue = cue_make(view, i);
        if (task == TASK_CONTENT)
            content_learn(l, view, &cue, of_token[i], article->is_polnear ? 0.3f : 1);
        else if (of_token[i] && task == TASK_SUBJECT)
            subject_learn(l, view, &cue, of_token[i], article->is_polnear);
        else if (of_token[i])
            attributes_learn(l, view, &cue, of_token[i]);
    }
    struct cue none = { 0 };
    for (size_t c = 0; task == TASK_ATTRIBUTES && c < article->claim_count; c++)
        if (is_empty(article->claims[c].cue))
            attributes_learn(l, view, &none, &article->claims[c]);
    free(of_token);
}

static void turn(struct learner *l, const struct language *language, struct arena *arena, const struct gold *gold, enum task task,
                 bool is_first)
{
    static const char *const names[] = { "subject", "content", "attributes", "worth" };
    size_t passed_over = 0;
    l->is_counting = is_first;
    for (size_t n = 0; n < gold->count; n++) {
        const struct gold_article *article = &gold->articles[n * 7919 % gold->count];
        if ((article->worth >= 0) != (task == TASK_WORTH))
            continue;
        arena_reset(arena);
        struct article in = { .body = article->text, .published_at = article->day };
        struct document document;
        struct extractor extractor = { .pack = language->pack, .arena = arena };
        if (!extract(&extractor, &in, &document) || document.text.all.length > article->text.length ||
            memcmp(document.text.all.at, article->text.at, document.text.all.length) != 0) {
            passed_over++;
            continue;
        }
        struct view view = view_make(&document, language->pack->claims, arena);
        if (task == TASK_WORTH)
            worth_learn(l, &view, article->worth);
        else
            article_learn(l, &view, article, task);
    }
    fprintf(stderr, "%s: loss %.4f of %zu, %zu articles passed over, %zu claims without a known cue, %zu of %zu contents in reach\n",
            names[task], l->loss / (double)l->instances, l->instances, passed_over, l->unreachable, l->reachable, l->claims);
    l->loss = 0;
    l->instances = l->unreachable = l->reachable = l->claims = 0;
}

static bool model_write(const struct learner *l, const char *path, struct error *error)
{
    float most = 0;
    for (size_t i = 0; i <= l->mask; i++)
        most = fmaxf(most, fabsf(l->weights[i]));
    float scale = fminf(most, 4) / 127;
    FILE *stream = fopen(path, "wb");
    if (!stream)
        return fail(error, "%s: cannot be written", path);
    fprintf(stream, "claimd-linear 1 %d %.6g\n", BITS, (double)scale);
    for (size_t i = 0; i <= l->mask; i++)
        fputc((int8_t)fmaxf(-127, fminf(127, roundf(l->weights[i] / scale))), stream);
    return fclose(stream) == 0 || fail(error, "%s: cannot be written", path);
}

int main(int count, char **arguments)
{
    struct error error = { 0 };
    struct gold gold = { 0 };
    struct arena arena;
    struct learner l = { .mask = (1u << BITS) - 1 };
    l.weights = calloc(l.mask + (size_t)1, sizeof *l.weights);
    l.squares = calloc(l.mask + (size_t)1, sizeof *l.squares);
    l.seen = calloc(1u << SEEN_BITS, 1);
    if (count < 4 || !l.weights || !l.squares || !l.seen || !arena_init(&arena, (size_t)1 << 30)) {
        fprintf(stderr, "usage: claims-train PACK OUT GOLD.tsv...\n");
        return 64;
    }
    struct language *language = language_load(arguments[1], NULL, &error);
    bool is_good = language != NULL;
    for (int i = 3; is_good && i < count; i++)
        is_good = gold_read(&gold, arguments[i], &error);
    for (int i = 0; is_good && i < SUBJECT_TURNS; i++)
        turn(&l, language, &arena, &gold, TASK_SUBJECT, i == 0);
    for (int i = 0; is_good && i < CONTENT_TURNS; i++)
        turn(&l, language, &arena, &gold, TASK_CONTENT, i == 0);
    for (int i = 0; is_good && i < ATTRIBUTE_TURNS; i++)
        turn(&l, language, &arena, &gold, TASK_ATTRIBUTES, i == 0);
    for (int i = 0; is_good && i < WORTH_TURNS; i++)
        turn(&l, language, &arena, &gold, TASK_WORTH, i == 0);
    if (is_good)
        is_good = model_write(&l, arguments[2], &error);
    if (!is_good)
        fprintf(stderr, "claims-train: %s\n", error.text);
    return is_good ? 0 : 1;
}
