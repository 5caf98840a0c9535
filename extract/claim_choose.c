#include "claim_choose.h"

#include <math.h>
#include <stdlib.h>

enum { RIVALS = 8, QUOTE_WORDS = 4, HANDED_MOST = 16 };

/* Scores and probabilities below which a cue is not looked at and a finding is none; contents that like each other so much are one. */
static const float LEAST_CUE = -2.0f, LEAST = 0.34f, SAME = 0.6f, OWN = 1.0f;

/* ── the best reading of one cue ── */

static uint32_t shared(struct piece a, struct piece b)
{
    uint32_t first = a.first > b.first ? a.first : b.first, last = a.last < b.last ? a.last : b.last;
    return first < last ? last - first : 0;
}

/* Tokens that two contents have in common, as a share of those that either has. */
static float likeness(const struct piece *a, size_t a_count, const struct piece *b, size_t b_count)
{
    uint32_t both = 0, all = 0;
    for (size_t j = 0; j < b_count; j++)
        all += b[j].last - b[j].first;
    for (size_t i = 0; i < a_count; i++) {
        all += a[i].last - a[i].first;
        for (size_t j = 0; j < b_count; j++)
            both += shared(a[i], b[j]);
    }
    return both ? (float)both / (float)(all - both) : 0;
}

struct workplace {
    struct options options;
    struct reading readings[READINGS_MOST];
};

/* Adds what start and end weigh together. */
static void readings_score(const struct view *view, const struct cue *cue, struct workplace *w, size_t count)
{
    struct features features;
    for (size_t i = 0; i < count; i++) {
        reading_features(view, cue, &w->options, &w->readings[i], &features);
        w->readings[i].score += linear_score(&view->rules->models[MODEL_CONTENT], &features);
    }
}

/* Moves the best RIVALS readings to the front, in order. */
static size_t rivals_sort(struct reading *readings, size_t count)
{
    size_t rivals = count < RIVALS ? count : RIVALS;
    for (size_t i = 0; i < rivals; i++) {
        size_t best = i;
        for (size_t j = i + 1; j < count; j++)
            if (readings[j].score > readings[best].score)
                best = j;
        struct reading swap = readings[i];
        readings[i] = readings[best];
        readings[best] = swap;
    }
    return rivals;
}

/* Of the rivals the one that has most of the likelihood at and close to it; its probability is what lies there. */
static void rival_choose(struct workplace *w, size_t rivals, const float *shares, struct finding *finding)
{
    struct piece pieces[RIVALS][PIECES_MOST];
    size_t counts[RIVALS];
    for (size_t i = 0; i < rivals; i++)
        counts[i] = reading_pieces(&w->options, &w->readings[i], pieces[i]);
    size_t best = 0;
    float most = -1;
    for (size_t i = 0; i < rivals; i++) {
        float sum = 0;
        for (size_t j = 0; j < rivals; j++)
            if (likeness(pieces[i], counts[i], pieces[j], counts[j]) >= SAME)
                sum += shares[j];
        if (sum + OWN * shares[i] > most + 1e-6f) {
            most = sum + OWN * shares[i];
            finding->probability = sum;
            best = i;
        }
    }
    memcpy(finding->pieces, pieces[best], sizeof pieces[best]);
    finding->piece_count = (uint32_t)counts[best];
    finding->is_before = w->readings[best].is_before;
}

/* Content that is a name, a pronoun or the like, and says nothing of it: "accused the minister Roe", "said so". */
static bool is_bare(const struct view *view, const struct finding *finding)
{
    const struct piece *piece = &finding->pieces[0];
    if (finding->piece_count > 1 || finding->cue.class == CUE_COLON || quote_at(view, piece->first) || piece->last - piece->first > 8)
        return false;
    uint32_t mention = 0;
    for (uint32_t i = piece->first; i < piece->last; i++) {
        uint32_t own = view->document->entities.of_token[i];
        if (is_verbal(view, i) && !own)
            return false;
        if (is_class(&view->tokens[i], WORD_HONORIFIC | WORD_DETERMINER | WORD_FUNCTION | WORD_IT) && !own)
            continue;
        if (!own || (mention && own != mention))
            return false;
        mention = own;
    }
    return true;
}

/* "quoted officials as saying that": what is said is the later cue's. */
static bool is_handed_on(const struct view *view, const struct finding *finding)
{
    const struct piece *piece = &finding->pieces[0];
    uint32_t last = piece->last - piece->first > HANDED_MOST ? piece->first + HANDED_MOST : piece->last;
    if (finding->is_before)
        return false;
    for (uint32_t i = piece->first; i + 1 < last; i++)
        if (is_word(view, i, view->rules->word_as) && is_cue(view, i + 1) && is_participle(view, i + 1))
            return true;
    return false;
}

static bool cue_read(const struct view *view, uint32_t head, struct workplace *w, struct finding *finding)
{
    struct features features;
    features.count = 0;
    *finding = (struct finding){ .cue = cue_make(view, head), .outer = OUTER_NONE };
    gate_features(view, &finding->cue, &features);
    if (linear_score(&view->rules->models[MODEL_GATE], &features) < LEAST_CUE)
        return false;
    finding->subject = subject_choose(view, &finding->cue);
    features.count = 0;
    cue_features(view, &finding->cue, &features);
    subject_evidence(view, &finding->cue, &finding->subject, &features);
    float base = linear_score(&view->rules->models[MODEL_CONTENT], &features);
    options_find(view, &finding->cue, &finding->subject, &w->options);
    options_score(view, &finding->cue, &w->options);
    size_t count = readings_find(&w->options, w->readings);
    if (!count)
        return false;
    size_t rivals = rivals_sort(w->readings, count);
    readings_score(view, &finding->cue, w, rivals);
    float most = 0, sum = 0, shares[RIVALS];
    for (size_t i = 0; i < rivals; i++)
        most = fmaxf(most, base + w->readings[i].score);
    for (size_t i = 0; i < rivals; i++)
        sum += shares[i] = expf(base + w->readings[i].score - most);
    sum += expf(-most);
    for (size_t i = 0; i < rivals; i++)
        shares[i] /= sum;
    rival_choose(w, rivals, shares, finding);
    return finding->probability >= LEAST && !is_bare(view, finding) && !is_handed_on(view, finding);
}

/* ── quotations that no cue took ── */

static bool is_taken(const struct findings *findings, size_t begin, size_t end, const struct quote *quote)
{
    struct piece own = { quote->first, quote->last };
    for (size_t i = begin; i < end; i++)
        for (uint32_t p = 0; p < findings->at[i].piece_count; p++)
            if (shared(findings->at[i].pieces[p], own))
                return true;
    return false;
}

/* A quotation that may stand alone: long enough, and a sentence of its own. */
static bool is_whole(const struct view *view, const struct quote *quote)
{
    uint8_t role = view->document->roles[quote->open];
    if (role != PART_BODY || quote->last - quote->first < QUOTE_WORDS)
        return false;
    const struct sentences *sentences = &view->document->sentences;
    bool is_at_start = sentences->at[sentences->of_token[quote->open]].first == quote->open;
    bool is_ended = view->tokens[quote->last - 1].kind == TOKEN_PUNCTUATION && view->tokens[quote->last - 1].mark != ',';
    return is_at_start && (is_ended || !quote->is_closed || quote->is_continuing) && is_capitalised(&view->tokens[quote->first]);
}

/* ── one set ── */

static int by_probability(const void *a, const void *b)
{
    const struct finding *x = *(const struct finding *const *)a, *y = *(const struct finding *const *)b;
    if (x->probability != y->probability)
        return x->probability > y->probability ? -1 : 1;
    return x < y ? -1 : x > y;
}

static int by_place(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;
    if (x->pieces[0].first != y->pieces[0].first)
        return x->pieces[0].first < y->pieces[0].first ? -1 : 1;
    return x->cue.head < y->cue.head ? -1 : x->cue.head > y->cue.head;
}

/* True if `inner` stands whole in the content of `outer`: cue and content. */
static bool is_within(const struct finding *inner, const struct finding *outer)
{
    if (inner->cue.class != CUE_NONE && !is_in_pieces(outer, inner->cue.head))
        return false;
    for (uint32_t i = 0; i < inner->piece_count; i++)
        if (!is_in_pieces(outer, inner->pieces[i].first) || !is_in_pieces(outer, inner->pieces[i].last - 1))
            return false;
    return true;
}

static bool is_conflict(const struct finding *a, const struct finding *b)
{
    float like = likeness(a->pieces, a->piece_count, b->pieces, b->piece_count);
    if (like == 0 || is_within(a, b) || is_within(b, a))
        return like > 0.85f;
    return true;
}

/* The better of two in conflict stays. Findings in conflict stand close together: in one sentence, or around one quotation. */
static void conflicts_drop(struct findings *findings, struct arena *arena)
{
    enum { CLOSE = 64 };
    struct finding **order = arena_array(arena, findings->count, sizeof(struct finding *));
    if (!order)
        return;
    for (size_t i = 0; i < findings->count; i++)
        order[i] = &findings->at[i];
    qsort(order, findings->count, sizeof *order, by_probability);
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *better = order[i];
        if (better->is_dropped)
            continue;
        size_t at = (size_t)(better - findings->at);
        size_t begin = at > CLOSE ? at - CLOSE : 0, end = at + CLOSE < findings->count ? at + CLOSE : findings->count;
        for (size_t j = begin; j < end; j++)
            if (j != at && !findings->at[j].is_dropped && (findings->at[j].probability < better->probability || j > at) &&
                is_conflict(better, &findings->at[j]))
                findings->at[j].is_dropped = true;
    }
}

static void outers_find(struct findings *findings)
{
    enum { CLOSE = 32 };
    for (size_t i = 0; i < findings->count; i++) {
        size_t begin = i > CLOSE ? i - CLOSE : 0, end = i + CLOSE < findings->count ? i + CLOSE : findings->count;
        uint32_t best = OUTER_NONE, least = UINT32_MAX;
        for (size_t j = begin; j < end; j++) {
            const struct finding *other = &findings->at[j];
            uint32_t length = other->pieces[0].last - other->pieces[0].first;
            if (j != i && findings->at[i].cue.class != CUE_NONE && length < least && is_within(&findings->at[i], other)) {
                best = (uint32_t)j;
                least = length;
            }
        }
        findings->at[i].outer = best;
    }
}

static void dropped_remove(struct findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (!findings->at[i].is_dropped)
            findings->at[kept++] = findings->at[i];
    findings->count = kept;
}

static bool finding_add(struct findings *findings, size_t *room, const struct finding *finding, struct arena *arena)
{
    struct finding *at = arena_grow(arena, findings->at, findings->count, room, sizeof *at);
    if (!at)
        return false;
    findings->at = at;
    at[findings->count++] = *finding;
    return true;
}

/* Those that no cue took, found by going through quotations and findings side by side. */
static void quotes_add(const struct view *view, struct findings *findings, size_t *room)
{
    size_t cued = findings->count, near = 0;
    for (size_t q = 0; q < view->quotes.count; q++) {
        const struct quote *quote = &view->quotes.at[q];
        while (near < cued && findings->at[near].cue.head + 400 < quote->first)
            near++;
        size_t end = near;
        while (end < cued && findings->at[end].cue.head < quote->last + 400 && end - near < 256)
            end++;
        if (!is_whole(view, quote) || is_taken(findings, near, end, quote))
            continue;
        struct finding finding =
            { .pieces = { { quote->first, quote->last } }, .piece_count = 1, .probability = 0.5f, .outer = OUTER_NONE };
        finding.cue.head = quote->open;
        if (!finding_add(findings, room, &finding, view->arena))
            return;
    }
}

struct findings findings_choose(const struct view *view)
{
    struct findings findings = { 0 };
    size_t room = 0;
    struct workplace *w = arena_take(view->arena, sizeof *w);
    for (uint32_t i = 0; w && i < view->count; i++) {
        struct finding finding;
        if (is_cue(view, i) && cue_read(view, i, w, &finding) && !finding_add(&findings, &room, &finding, view->arena))
            return findings;
    }
    conflicts_drop(&findings, view->arena);
    dropped_remove(&findings);
    quotes_add(view, &findings, &room);
    if (arena_is_full(view->arena))
        return findings;
    if (findings.count)
        qsort(findings.at, findings.count, sizeof *findings.at, by_place);
    outers_find(&findings);
    return findings;
}
