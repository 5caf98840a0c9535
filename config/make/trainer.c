#include "trainer.h"

#include "extract/vocabulary.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct token_data {
    size_t first;                /* of its features; they end where the next token's begin */
    uint64_t allowed;
};

struct sequence {
    size_t first;                /* token; it ends where the next sequence begins */
    double weight;
};

/* One weight: its value, the sum of its squared gradients, and the penalty it has had. */
struct weight {
    float value, squares, penalty;
};

struct trainer {
    unsigned labels;
    uint64_t *followers;         /* [labels + 1]: which labels may come behind; bit `labels` is the end */
    uint32_t *features;
    size_t feature_count, feature_room;
    struct token_data *tokens;
    size_t token_count, token_room;
    struct sequence *sequences;
    size_t sequence_count, sequence_room;
    uint32_t *known;             /* the features that are trained, ascending */
    size_t known_count;
    struct weight *weights;      /* [known_count][labels], then transitions [labels + 1][labels + 1] */
    uint64_t step, dropped;      /* of 2^32 */
    double boost;                /* that makes up for the features left out */
    double penalty;              /* that a weight of constant gradient size would have had so far */
};

static void *enough(void *memory)
{
    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

static void *grown(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 1024;
    return enough(realloc(items, *room * size));
}

struct trainer *trainer_create(unsigned label_count, transition_rule *is_allowed)
{
    struct trainer *t = enough(calloc(1, sizeof *t));
    t->labels = label_count;
    t->followers = enough(calloc(label_count + 1, sizeof *t->followers));
    for (unsigned from = 0; from <= label_count; from++)
        for (unsigned to = 0; to <= label_count; to++)
            if ((from < label_count || to < label_count) && is_allowed(from, to))
                t->followers[from] |= UINT64_C(1) << to;
    return t;
}

void trainer_destroy(struct trainer *t)
{
    if (!t)
        return;
    free(t->followers);
    free(t->features);
    free(t->tokens);
    free(t->sequences);
    free(t->known);
    free(t->weights);
    free(t);
}

void trainer_begin(struct trainer *t, double weight)
{
    t->sequences = grown(t->sequences, t->sequence_count, &t->sequence_room, sizeof *t->sequences);
    t->sequences[t->sequence_count++] = (struct sequence){ t->token_count, weight };
}

void trainer_token(struct trainer *t, const uint32_t *features, size_t count, uint64_t allowed)
{
    t->tokens = grown(t->tokens, t->token_count, &t->token_room, sizeof *t->tokens);
    t->tokens[t->token_count++] = (struct token_data){ t->feature_count, allowed };
    for (size_t i = 0; i < count; i++) {
        t->features = grown(t->features, t->feature_count, &t->feature_room, sizeof *t->features);
        t->features[t->feature_count++] = features[i];
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Finds the features seen often enough, and puts their numbers in place of the hashes; UINT32_MAX for the others. */
static void number_features(struct trainer *t, unsigned least)
{
    uint32_t *sorted = enough(malloc((t->feature_count + 1) * sizeof *sorted));
    memcpy(sorted, t->features, t->feature_count * sizeof *sorted);
    qsort(sorted, t->feature_count, sizeof *sorted, compare);
    size_t count = 0;
    for (size_t i = 0, end; i < t->feature_count; i = end) {
        for (end = i + 1; end < t->feature_count && sorted[end] == sorted[i];)
            end++;
        if (end - i >= least)
            sorted[count++] = sorted[i];
    }
    t->known = enough(realloc(sorted, (count + 1) * sizeof *sorted));
    t->known_count = count;
    for (size_t i = 0; i < t->feature_count; i++) {
        const uint32_t *found = bsearch(&t->features[i], t->known, count, sizeof *found, compare);
        t->features[i] = found ? (uint32_t)(found - t->known) : UINT32_MAX;
    }
}

static struct weight *transition(const struct trainer *t, unsigned from, unsigned to)
{
    return t->weights + t->known_count * t->labels + (size_t)from * (t->labels + 1) + to;
}

static bool may_follow(const struct trainer *t, unsigned from, unsigned to)
{
    return t->followers[from] >> to & 1;
}

/* The memory of one sequence's passes: rows of labels, scaled so that each forward row sums to 1. */
struct lattice {
    size_t room;
    double *emissions, *forward, *backward, *marginals, *scales;
    double moves[TAGGER_LABELS + 1][TAGGER_LABELS + 1];        /* exponentials of the transitions; 0 where forbidden */
};

static void lattice_reserve(struct lattice *l, size_t cells)
{
    if (cells <= l->room)
        return;
    l->room = cells * 2;
    double **rows[] = { &l->emissions, &l->forward, &l->backward, &l->marginals, &l->scales };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        *rows[i] = enough(realloc(*rows[i], l->room * sizeof(double)));
}

static void lattice_finish(struct lattice *l)
{
    free(l->emissions);
    free(l->forward);
    free(l->backward);
    free(l->marginals);
    free(l->scales);
}

static void penalise(struct weight *w, double total)
{
    double due = (total - w->penalty) / sqrt(1 + w->squares);
    w->penalty = (float)total;
    if (due <= 0)
        return;
    if (w->value > 0)
        w->value = (float)fmax(0, w->value - due);
    else
        w->value = (float)fmin(0, w->value + due);
}

/* False for the share of a token's features that this step leaves out, by chance, so that the others learn to do without. */
static bool is_kept(const struct trainer *t, size_t feature)
{
    if (t->features[feature] == UINT32_MAX)
        return false;
    uint64_t h = (feature + t->step) * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return h >> 32 >= t->dropped;
}

/* exp(score - highest score of the token) for each label. */
static void emissions_fill(struct trainer *t, const struct sequence *s, size_t count, struct lattice *l)
{
    for (size_t i = 0; i < count; i++) {
        double scores[TAGGER_LABELS] = { 0 };
        size_t end = s->first + i + 1 < t->token_count ? t->tokens[s->first + i + 1].first : t->feature_count;
        for (size_t f = t->tokens[s->first + i].first; f < end; f++) {
            if (!is_kept(t, f))
                continue;
            struct weight *w = t->weights + (size_t)t->features[f] * t->labels;
            for (unsigned y = 0; y < t->labels; y++) {
                penalise(&w[y], t->penalty);
                scores[y] += w[y].value * t->boost;
            }
        }
        double highest = scores[0];
        for (unsigned y = 1; y < t->labels; y++)
            highest = fmax(highest, scores[y]);
        for (unsigned y = 0; y < t->labels; y++)
            l->emissions[i * t->labels + y] = exp(scores[y] - highest);
    }
}

static void moves_fill(struct trainer *t, struct lattice *l)
{
    for (unsigned from = 0; from <= t->labels; from++)
        for (unsigned to = 0; to <= t->labels; to++)
            l->moves[from][to] = may_follow(t, from, to) ? exp(transition(t, from, to)->value) : 0;
}

/*
 * Forward and backward over the allowed labels; adds `sign` times the expectations to marginals and `moved`. The log likelihood,
 * NAN where no path is allowed.
 */
static double pass(const struct trainer *t, const struct sequence *s, size_t count, bool is_free, double sign, struct lattice *l,
                   double (*moved)[TAGGER_LABELS + 1])
{
    unsigned n = t->labels;
    double likelihood = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t allowed = is_free ? UINT64_MAX : t->tokens[s->first + i].allowed;
        double *row = l->forward + i * n, sum = 0;
        for (unsigned y = 0; y < n; y++)
            row[y] = i ? 0 : l->moves[n][y];
        for (unsigned x = 0; i && x < n; x++) {
            double before = (row - n)[x];
            if (before > 0)
                for (unsigned y = 0; y < n; y++)
                    row[y] += before * l->moves[x][y];
        }
        for (unsigned y = 0; y < n; y++) {
            row[y] *= allowed >> y & 1 ? l->emissions[i * n + y] : 0;
            sum += row[y];
        }
        if (!(sum > 0))
            return NAN;
        l->scales[i] = sum;
        for (unsigned y = 0; y < n; y++)
            row[y] /= l->scales[i];
        likelihood += log(l->scales[i]);
    }
    double ending = 0;
    for (unsigned y = 0; y < n; y++)
        ending += l->forward[(count - 1) * n + y] * l->moves[y][n];
    if (!(ending > 0))
        return NAN;
    for (unsigned y = 0; y < n; y++) {
        double share = l->moves[y][n] / ending;
        l->backward[(count - 1) * n + y] = share;
        moved[y][n] += sign * l->forward[(count - 1) * n + y] * share;
    }
    for (size_t i = count; i-- > 0;) {
        uint64_t allowed = is_free ? UINT64_MAX : t->tokens[s->first + i].allowed;
        double into[TAGGER_LABELS];
        for (unsigned y = 0; y < n; y++) {
            double back = l->backward[i * n + y];
            l->marginals[i * n + y] += sign * l->forward[i * n + y] * back;
            into[y] = allowed >> y & 1 ? back * l->emissions[i * n + y] / l->scales[i] : 0;
        }
        for (unsigned x = 0; i && x < n; x++) {
            double before = l->forward[(i - 1) * n + x], sum = 0;
            for (unsigned y = 0; y < n; y++) {
                double way = l->moves[x][y] * into[y];
                sum += way;
                moved[x][y] += sign * before * way;
            }
            l->backward[(i - 1) * n + x] = sum;
        }
        for (unsigned y = 0; !i && y < n; y++)
            moved[n][y] += sign * l->moves[n][y] * into[y];
    }
    return likelihood + log(ending);
}

static void climb(struct weight *w, double gradient, double rate)
{
    if (fabs(gradient) < 1e-4)
        return;
    w->squares += (float)(gradient * gradient);
    w->value += (float)(rate * gradient / sqrt(1 + w->squares));
}

static double learn(struct trainer *t, size_t number, const struct training *training, double rate, struct lattice *l)
{
    const struct sequence *s = &t->sequences[number];
    size_t end = number + 1 < t->sequence_count ? t->sequences[number + 1].first : t->token_count;
    size_t count = end - s->first;
    unsigned n = t->labels;
    if (!count)
        return 0;
    lattice_reserve(l, count * n);
    t->penalty += training->l1 * rate * s->weight;
    emissions_fill(t, s, count, l);
    memset(l->marginals, 0, count * n * sizeof *l->marginals);
    double moved[TAGGER_LABELS + 1][TAGGER_LABELS + 1] = { 0 };
    double gain = pass(t, s, count, false, 1, l, moved);
    if (isnan(gain))
        return 0;
    gain -= pass(t, s, count, true, -1, l, moved);
    for (size_t i = 0; i < count; i++) {
        size_t last = s->first + i + 1 < t->token_count ? t->tokens[s->first + i + 1].first : t->feature_count;
        for (size_t f = t->tokens[s->first + i].first; f < last; f++) {
            if (!is_kept(t, f))
                continue;
            struct weight *w = t->weights + (size_t)t->features[f] * n;
            for (unsigned y = 0; y < n; y++)
                climb(&w[y], s->weight * t->boost * l->marginals[i * n + y], rate);
        }
    }
    for (unsigned from = 0; from <= n; from++)
        for (unsigned to = 0; to <= n; to++)
            if (moved[from][to] != 0 && may_follow(t, from, to)) {
                climb(transition(t, from, to), s->weight * moved[from][to], rate);
                l->moves[from][to] = exp(transition(t, from, to)->value);
            }
    return gain;
}

static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void shuffle(uint32_t *order, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = random_next(state) % i;
        uint32_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

void trainer_run(struct trainer *t, const struct training *training)
{
    number_features(t, training->least);
    size_t weights = t->known_count * t->labels + (size_t)(t->labels + 1) * (t->labels + 1);
    t->weights = enough(calloc(weights, sizeof *t->weights));
    uint32_t *order = enough(malloc((t->sequence_count + 1) * sizeof *order));
    for (size_t i = 0; i < t->sequence_count; i++)
        order[i] = (uint32_t)i;
    uint64_t state = training->seed;
    struct lattice lattice = { 0 };
    moves_fill(t, &lattice);
    for (unsigned epoch = 0; epoch < training->epochs; epoch++) {
        double rate = training->rate * (1 - (double)epoch / training->epochs), gain = 0;
        shuffle(order, t->sequence_count, &state);
        t->step = random_next(&state);
        t->boost = 1 / (1 - training->dropout);
        t->dropped = (uint64_t)(training->dropout * 4294967296.0);
        for (size_t i = 0; i < t->sequence_count; i++)
            gain += learn(t, order[i], training, rate, &lattice);
        if (!training->is_quiet)
            fprintf(stderr, "epoch=%u features=%zu tokens=%zu log-likelihood=%.0f\n", epoch + 1, t->known_count, t->token_count, gain);
    }
    for (size_t i = 0; i < t->known_count * t->labels; i++)
        penalise(&t->weights[i], t->penalty);
    lattice_finish(&lattice);
    free(order);
}

struct buffer {
    uint8_t *at;
    size_t used, room;
};

static void put(struct buffer *b, const void *bytes, size_t count)
{
    while (b->used + count > b->room) {
        b->room = b->room ? b->room * 2 : 1 << 16;
        b->at = enough(realloc(b->at, b->room));
    }
    memcpy(b->at + b->used, bytes, count);
    b->used += count;
}

static long quantised(double value, double scale, long limit)
{
    long q = lround(value / scale);
    return q > limit ? limit : q < -limit ? -limit : q;
}

static void put_transitions(const struct trainer *t, double scale, struct buffer *out)
{
    for (unsigned from = 0; from <= t->labels; from++)
        for (unsigned to = 0; to <= t->labels; to++) {
            long q = may_follow(t, from, to) ? quantised(transition(t, from, to)->value, scale, INT16_MAX) : TAGGER_FORBIDDEN;
            put(out, &(int16_t){ (int16_t)q }, sizeof(int16_t));
        }
    while (out->used % sizeof(uint32_t))
        put(out, "", 1);
}

enum { LEAST_WEIGHT = 3 };       /* of 127: below, weights are noise, and time to add up */

static void put_entry(const struct trainer *t, size_t number, double scale, struct buffer *out)
{
    uint8_t pairs[2 * TAGGER_LABELS], count = 0;
    for (unsigned y = 0; y < t->labels; y++) {
        long q = quantised(t->weights[number * t->labels + y].value, scale, INT8_MAX);
        if (q <= -LEAST_WEIGHT || q >= LEAST_WEIGHT) {
            pairs[2 * count] = (uint8_t)y;
            pairs[2 * count++ + 1] = (uint8_t)(int8_t)q;
        }
    }
    if (!count)
        return;
    put(out, &(uint16_t){ (uint16_t)t->known[number] }, sizeof(uint16_t));
    put(out, &count, 1);
    put(out, pairs, 2 * (size_t)count);
}

bool trainer_write(const struct trainer *t, const char *path, const char *purpose, struct error *error)
{
    struct tagger_header header = { .magic = "claimdTG", .version = 1, .label_count = t->labels, .bucket_bits = TAGGER_BUCKET_BITS };
    strncpy(header.purpose, purpose, sizeof header.purpose - 1);
    while (header.bucket_bits < 18 && (size_t)1 << header.bucket_bits < t->known_count)
        header.bucket_bits++;
    double largest = 0;
    for (size_t i = 0; i < t->known_count * t->labels; i++)
        largest = fmax(largest, fabs(t->weights[i].value));
    double scale = fmin(fmax(largest, 0.01), 5.0) / INT8_MAX;
    header.scale = (float)scale;
    struct buffer entries = { 0 }, out = { 0 };
    put(&out, &header, sizeof header);
    put_transitions(t, scale, &out);
    size_t number = 0;
    for (uint32_t bucket = 0; bucket <= (UINT32_C(1) << header.bucket_bits); bucket++) {
        put(&out, &(uint32_t){ (uint32_t)entries.used }, sizeof(uint32_t));
        for (; number < t->known_count && t->known[number] >> (32 - header.bucket_bits) == bucket; number++)
            put_entry(t, number, scale, &entries);
    }
    put(&out, entries.at, entries.used);
    header.entry_bytes = (uint32_t)entries.used;
    memcpy(out.at, &header, sizeof header);
    size_t checked = offsetof(struct tagger_header, purpose);
    header.checksum = hash_bytes((struct span){ (const char *)out.at + checked, out.used - checked });
    memcpy(out.at, &header, sizeof header);
    FILE *file = fopen(path, "wb");
    bool is_written = file && fwrite(out.at, 1, out.used, file) == out.used;
    if (file)
        is_written &= fclose(file) == 0;
    free(entries.at);
    free(out.at);
    return is_written || fail(error, "%s: %s", path, strerror(errno));
}
