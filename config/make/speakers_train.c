/*
 * Makes speakers.model of a language pack from articles with named speakers.
 *
 *     speakers-train OUT PACK GOLD.tsv [PACK GOLD.tsv]...
 *
 * Claims are found with the pack's own models and held to the annotated ones; of each that is right, whom its subject means is
 * learned as a choice among candidates (extract/claim_candidate.c). Packs whose claims.model has not seen the articles show the
 * mistakes that will be met later. Softmax likelihood, AdaGrad, articles in an order that is fixed: equal data give equal bytes.
 */
#include "config/language.h"
#include "extract/claim_speaker.h"
#include "extract/claim_via.h"
#include "extract/extract.h"
#include "extract/unicode.h"
#include "gold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BITS = 17, TURNS = 3, PAIRS_MOST = 8 };

static const float RATE = 0.05f, DECAY = 2e-3f, SAME = 0.6f;

struct learner {
    float *weights, *squares;
    double loss;
    size_t instances, right, unreachable, media, media_right;
};

static uint32_t index_of(uint32_t hash)
{
    return hash & ((1u << BITS) - 1);
}

static float score_of(const struct learner *l, const struct features *f)
{
    float sum = 0;
    for (uint32_t i = 0; i < f->count; i++)
        sum += l->weights[index_of(f->at[i])];
    return sum;
}

static void step(struct learner *l, const struct features *f, float gradient)
{
    if (fabsf(gradient) < 1e-4f)
        return;
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t at = index_of(f->at[i]);
        l->squares[at] += gradient * gradient;
        l->weights[at] -= RATE * (gradient / sqrtf(l->squares[at] + 0.1f) + DECAY * l->weights[at]);
    }
}

/* ── which names are the same ── */

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c & 0x80);
}

/* The folded name without article, possessive ending and marks at its ends. */
static struct span name_folded(struct span name, char *buffer, size_t room)
{
    struct span out = { buffer, fold(name, buffer, room) };
    if (out.length > 4 && memcmp(out.at, "the ", 4) == 0)
        out = (struct span){ out.at + 4, out.length - 4 };
    if (out.length > 2 && memcmp(out.at + out.length - 2, "'s", 2) == 0)
        out.length -= 2;
    while (out.length && !is_letter(out.at[out.length - 1]))
        out.length--;
    return out;
}

static struct span last_word(struct span name)
{
    size_t at = name.length;
    while (at > 0 && is_letter(name.at[at - 1]))
        at--;
    return (struct span){ name.at + at, name.length - at };
}

/* 2 for equal names, 1 for equal last words, 0 for others. */
static int likeness(struct span a, struct span b)
{
    char buffers[2][512];
    a = name_folded(a, buffers[0], sizeof buffers[0]);
    b = name_folded(b, buffers[1], sizeof buffers[1]);
    if (span_equal(a, b))
        return 2;
    a = last_word(a);
    return a.length && span_equal(a, last_word(b));
}

static int rightness(const struct view *view, const struct speaker *speaker, struct span gold)
{
    if (!gold.length || !speaker->is_known)
        return !gold.length && !speaker->is_known ? 2 : 0;
    int best = likeness(speaker->name, gold);
    const struct entities *entities = &view->document->entities;
    for (size_t m = 0; best < 2 && speaker->entity != ENTITY_NONE && m < entities->mention_count; m++)
        if (entities->mentions[m].entity == speaker->entity && entities->mentions[m].kind == MENTION_NAME &&
            likeness(span_slice(view->document->text.all, entities->mentions[m].range), gold) == 2)
            best = 2;
    return best;
}

/* ── one choice ── */

static struct speaker choice_learn(struct learner *l, const struct question *q, const struct gold_claim *gold)
{
    static struct candidates all;
    static struct features features[CANDIDATES_MOST];
    float scores[CANDIDATES_MOST], most = 0, sum = 0, total = 0;
    int good[CANDIDATES_MOST], best = 0;
    candidates_find(q, &all);
    size_t chosen = 0, right = 0;
    for (size_t i = 0; i < all.count; i++) {
        features[i].count = 0;
        candidate_features(q, &all, &all.at[i], &features[i]);
        scores[i] = score_of(l, &features[i]);
        good[i] = gold ? rightness(q->view, &all.at[i].speaker, gold->speaker_name) : 0;
        best = good[i] > best ? good[i] : best;
        if (i == 0 || scores[i] > scores[chosen])
            chosen = i;
    }
    if (!gold)
        return all.at[chosen].speaker;
    l->instances++;
    if (!best) {
        l->unreachable++;
        return all.at[chosen].speaker;
    }
    l->right += good[chosen] > 0;
    most = scores[chosen];
    for (size_t i = 0; i < all.count; i++)
        sum += scores[i] = expf(scores[i] - most);
    for (size_t i = 0; i < all.count; i++)
        total += good[i] == best ? scores[i] : 0;
    for (size_t i = 0; i < all.count; i++) {
        step(l, &features[i], scores[i] / sum - (good[i] == best ? scores[i] / total : 0));
        if (good[i] == best && (good[right] != best || scores[i] > scores[right]))
            right = i;
    }
    l->loss -= logf(total / sum + 1e-9f);
    return all.at[right].speaker;
}

/* ── who stands between ── */

static bool is_named(const struct view *view, const struct source *source, const struct gold_claim *gold)
{
    struct speaker speaker = { .is_known = true, .entity = source->entity, .name = source->name };
    for (size_t i = 0; i < gold->via_count; i++)
        if (rightness(view, &speaker, gold->via[i]))
            return true;
    return false;
}

/* Learns of each candidate whether it belongs to the chain; those that do, by the annotation where there is one, become the claim's. */
static void via_learn(struct learner *l, const struct question *q, const struct gold_claim *gold, struct relays *relays, struct claim *claim)
{
    struct medium media[MEDIA_MOST];
    size_t count = media_find(q, &claim->speaker, relays, media);
    claim->via = calloc(count + 1, sizeof *claim->via);
    for (size_t i = 0; claim->via && i < count; i++) {
        struct features features = { 0 };
        medium_features(q, &media[i], &features);
        float score = score_of(l, &features);
        bool is_right = gold ? is_named(q->view, &media[i].source, gold) : score > 0;
        if (gold) {
            step(l, &features, 1 / (1 + expf(-score)) - (float)is_right);
            l->media++;
            l->media_right += is_right == (score > 0);
        }
        if (is_right)
            claim->via[claim->via_count++] = media[i].source;
    }
    if (!q->outer && claim->via_count)
        relays->at[relays->count++ % RELAYS_MOST] = (struct relay){ claim->speaker, claim->via[claim->via_count - 1], q->at };
}

/* ── articles ── */

static uint32_t shared(struct range a, struct range b)
{
    uint32_t begin = a.begin > b.begin ? a.begin : b.begin, end = a.end < b.end ? a.end : b.end;
    return begin < end ? end - begin : 0;
}

static float content_likeness(const struct view *view, const struct finding *finding, const struct gold_claim *gold)
{
    uint32_t both = 0, all = 0;
    for (size_t g = 0; g < gold->content_count; g++)
        all += gold->content[g].end - gold->content[g].begin;
    for (uint32_t p = 0; p < finding->piece_count; p++) {
        struct range range = { view->tokens[finding->pieces[p].first].begin, view->tokens[finding->pieces[p].last - 1].end };
        all += range.end - range.begin;
        for (size_t g = 0; g < gold->content_count; g++)
            both += shared(range, gold->content[g]);
    }
    return both ? (float)both / (float)(all - both) : 0;
}

static const struct gold_claim *gold_of(const struct view *view, const struct finding *finding, const struct gold_article *article)
{
    const struct gold_claim *best = NULL;
    float most = SAME;
    for (size_t c = 0; c < article->claim_count; c++) {
        float like = content_likeness(view, finding, &article->claims[c]);
        if (article->claims[c].is_named && like >= most) {
            best = &article->claims[c];
            most = like;
        }
    }
    return best;
}

static void article_learn(struct learner *l, const struct view *view, const struct gold_article *article)
{
    struct findings findings = findings_choose(view);
    struct floor floor = floor_begin(view);
    struct relays relays = { 0 };
    struct claim *claims = calloc(findings.count + 1, sizeof *claims);
    for (size_t i = 0; claims && i < findings.count; i++) {
        const struct finding *finding = &findings.at[i];
        struct question q = question_make(view, finding, &floor, finding->outer < i ? &claims[finding->outer] : NULL);
        const struct mention *name = question_name(&q);
        const struct gold_claim *gold = gold_of(view, finding, article);
        if (name)
            claims[i].speaker = (struct speaker){ .is_known = true, .entity = name->entity, .name = view->document->entities.at[name->entity].name };
        else
            claims[i].speaker = choice_learn(l, &q, gold);
        via_learn(l, &q, gold, &relays, &claims[i]);
        if (finding->outer == OUTER_NONE)
            floor_take(&q, &claims[i].speaker, &floor);
    }
    for (size_t i = 0; claims && i < findings.count; i++)
        free(claims[i].via);
    free(claims);
}

static void turn(struct learner *l, const struct language *language, struct arena *arena, const struct gold *gold)
{
    for (size_t n = 0; n < gold->count; n++) {
        const struct gold_article *article = &gold->articles[n * 7919 % gold->count];
        arena_reset(arena);
        struct article in = { .body = article->text, .published_at = article->day };
        struct document document;
        struct extractor extractor = { .pack = language->pack, .arena = arena };
        if (!extract(&extractor, &in, &document) || document.text.all.length > article->text.length ||
            memcmp(document.text.all.at, article->text.at, document.text.all.length) != 0)
            continue;
        struct view view = view_make(&document, language->pack->claims, arena);
        article_learn(l, &view, article);
    }
    fprintf(stderr, "loss %.4f of %zu, right %.3f, %zu out of reach; media %.3f of %zu\n", l->loss / (double)l->instances, l->instances,
            (double)l->right / (double)l->instances, l->unreachable, (double)l->media_right / (double)l->media, l->media);
    l->loss = 0;
    l->instances = l->right = l->unreachable = l->media = l->media_right = 0;
}

static bool model_write(const struct learner *l, const char *path, struct error *error)
{
    float most = 0;
    for (size_t i = 0; i < 1u << BITS; i++)
        most = fmaxf(most, fabsf(l->weights[i]));
    float scale = fminf(most, 3) / 127;
    FILE *stream = fopen(path, "wb");
    if (!stream)
        return fail(error, "%s: cannot be written", path);
    fprintf(stream, "claimd-linear 1 %d %.6g\n", BITS, (double)scale);
    for (size_t i = 0; i < 1u << BITS; i++)
        fputc((int8_t)fmaxf(-127, fminf(127, roundf(l->weights[i] / scale))), stream);
    return fclose(stream) == 0 || fail(error, "%s: cannot be written", path);
}

int main(int count, char **arguments)
{
    struct error error = { 0 };
    struct arena arena;
    struct learner l = { .weights = calloc(1u << BITS, sizeof(float)), .squares = calloc(1u << BITS, sizeof(float)) };
    struct language *languages[PAIRS_MOST];
    struct gold golds[PAIRS_MOST] = { 0 };
    int pairs = (count - 2) / 2;
    if (count < 4 || count % 2 || pairs > PAIRS_MOST || !l.weights || !l.squares || !arena_init(&arena, (size_t)1 << 30)) {
        fprintf(stderr, "usage: speakers-train OUT PACK GOLD.tsv [PACK GOLD.tsv]...\n");
        return 64;
    }
    bool is_good = true;
    for (int i = 0; is_good && i < pairs; i++) {
        languages[i] = language_load(arguments[2 + 2 * i], NULL, &error);
        is_good = languages[i] && gold_read(&golds[i], arguments[3 + 2 * i], &error);
    }
    for (int t = 0; is_good && t < TURNS; t++)
        for (int i = 0; i < pairs; i++)
            turn(&l, languages[i], &arena, &golds[i]);
    if (is_good)
        is_good = model_write(&l, arguments[1], &error);
    if (!is_good)
        fprintf(stderr, "speakers-train: %s\n", error.text);
    return is_good ? 0 : 1;
}
