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

/* Rows of a weight for each label, and then some to whole lanes, which compilers work on at once. */
enum { LANE = 8, AHEAD = 6 };

struct trainer {
    unsigned labels, width;      /* width: of a row */
    uint64_t *followers;         /* [labels + 1]: which labels may come behind; bit `labels` is the end */
    uint32_t *features;
    size_t feature_count, feature_room;
    struct token_data *tokens;
    size_t token_count, token_room;
    struct sequence *sequences;
    size_t sequence_count, sequence_room;
    uint32_t *known;             /* the features that are trained, ascending */
    size_t known_count;
    float *values, *squares;     /* [known_count][width]: the weights, and the sums of their squared gradients */
    float *penalties;            /* that the weights of each feature have had */
    double *moves, *move_squares;        /* of the transitions [labels + 1][labels + 1], the same */
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
    t->width = (label_count + LANE - 1) / LANE * LANE;
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
    free(t->values);
    free(t->squares);
    free(t->penalties);
    free(t->moves);
    free(t->move_squares);
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

/* Sorts by one byte after the other, the lowest first. */
static void numbers_sort(uint32_t *numbers, size_t count)
{
    uint32_t *other = enough(malloc((count + 1) * sizeof *other));
    for (unsigned shift = 0; shift < 32; shift += 8) {
        size_t places[257] = { 0 };
        for (size_t i = 0; i < count; i++)
            places[(numbers[i] >> shift & 255) + 1]++;
        for (size_t byte = 0; byte < 256; byte++)
            places[byte + 1] += places[byte];
        for (size_t i = 0; i < count; i++)
            other[places[numbers[i] >> shift & 255]++] = numbers[i];
        uint32_t *sorted = other;
        other = numbers;
        numbers = sorted;
    }
    free(other);
}

/* Finds the features seen often enough, and puts their numbers in place of the hashes; UINT32_MAX for the others. */
static void number_features(struct trainer *t, unsigned least)
{
    enum { SHIFT = 12, PLACES = 1 << (32 - SHIFT) };
    uint32_t *sorted = enough(malloc((t->feature_count + 1) * sizeof *sorted));
    uint32_t *places = enough(calloc(PLACES + 1, sizeof *places));       /* where the features of each high bits begin */
    memcpy(sorted, t->features, t->feature_count * sizeof *sorted);
    numbers_sort(sorted, t->feature_count);
    size_t count = 0;
    for (size_t i = 0, end; i < t->feature_count; i = end) {
        for (end = i + 1; end < t->feature_count && sorted[end] == sorted[i];)
            end++;
        if (end - i < least)
            continue;
        places[(sorted[i] >> SHIFT) + 1]++;
        sorted[count++] = sorted[i];
    }
    for (size_t place = 0; place < PLACES; place++)
        places[place + 1] += places[place];
    for (size_t i = 0; i < t->feature_count; i++) {
        uint32_t at = places[t->features[i] >> SHIFT], end = places[(t->features[i] >> SHIFT) + 1];
        while (at < end && sorted[at] != t->features[i])
            at++;
        t->features[i] = at < end ? at : UINT32_MAX;
    }
    free(places);
    t->known = enough(realloc(sorted, (count + 1) * sizeof *sorted));
    t->known_count = count;
}

static size_t transition(const struct trainer *t, unsigned from, unsigned to)
{
    return (size_t)from * (t->labels + 1) + to;
}

static bool may_follow(const struct trainer *t, unsigned from, unsigned to)
{
    return t->followers[from] >> to & 1;
}

/* Where one can go from a label or come from to one. */
struct ways {
    uint8_t at[TAGGER_LABELS + 1], count;
};

/* The memory of one sequence's passes: rows of labels, scaled so that each forward row sums to 1. */
struct lattice {
    size_t room;
    double *emissions, *forward, *backward, *marginals, *scales;
    double moves[TAGGER_LABELS + 1][TAGGER_LABELS + 1];        /* exponentials of the transitions; 0 where forbidden */
    struct ways ways[TAGGER_LABELS + 1];                       /* that go on from a label, the end left out */
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

/* Takes from each weight of a row the penalty that is due, but not beyond 0. */
static void row_penalise(float *restrict values, const float *restrict squares, float due, size_t width)
{
    for (const float *end = values + width; values < end; values += LANE, squares += LANE)
        for (size_t k = 0; k < LANE; k++) {
            float own = due / sqrtf(1 + squares[k]);
            float lower = values[k] - own, higher = values[k] + own;
            values[k] = lower > 0 ? lower : higher < 0 ? higher : 0;
        }
}

static void penalise(struct trainer *t, size_t feature)
{
    float due = (float)t->penalty - t->penalties[feature];
    t->penalties[feature] = (float)t->penalty;
    if (due > 0)
        row_penalise(t->values + feature * t->width, t->squares + feature * t->width, due, t->width);
}

static void row_add(float *restrict scores, const float *restrict values, float boost, size_t width)
{
    for (const float *end = values + width; values < end; scores += LANE, values += LANE)
        for (size_t k = 0; k < LANE; k++)
            scores[k] += values[k] * boost;
}

static void row_climb(float *restrict values, float *restrict squares, const float *restrict gradients, float rate, size_t width)
{
    for (const float *end = values + width; values < end; values += LANE, squares += LANE, gradients += LANE)
        for (size_t k = 0; k < LANE; k++) {
            squares[k] += gradients[k] * gradients[k];
            values[k] += rate * gradients[k] / sqrtf(1 + squares[k]);
        }
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

/* Weights lie far apart, and memory is slow: asks for those of a feature that comes a little later. */
static void expect(const struct trainer *t, size_t feature)
{
    if (feature >= t->feature_count || t->features[feature] == UINT32_MAX)
        return;
    size_t row = (size_t)t->features[feature] * t->width;
    for (size_t at = 0; at < t->width; at += 2 * LANE) {
        __builtin_prefetch(t->values + row + at, 1);
        __builtin_prefetch(t->squares + row + at, 1);
    }
    __builtin_prefetch(t->penalties + t->features[feature], 1);
}

/* exp(score - highest score of the token) for each label. */
static void emissions_fill(struct trainer *t, const struct sequence *s, size_t count, struct lattice *l)
{
    for (size_t i = 0; i < count; i++) {
        float scores[TAGGER_LABELS] = { 0 };
        size_t end = s->first + i + 1 < t->token_count ? t->tokens[s->first + i + 1].first : t->feature_count;
        for (size_t f = t->tokens[s->first + i].first; f < end; f++) {
            expect(t, f + AHEAD);
            if (!is_kept(t, f))
                continue;
            penalise(t, t->features[f]);
            row_add(scores, t->values + (size_t)t->features[f] * t->width, (float)t->boost, t->width);
        }
        float highest = scores[0];
        for (unsigned y = 1; y < t->labels; y++)
            highest = fmaxf(highest, scores[y]);
        for (unsigned y = 0; y < t->labels; y++)
            l->emissions[i * t->labels + y] = exp((double)scores[y] - (double)highest);
    }
}

static void moves_fill(struct trainer *t, struct lattice *l)
{
    for (unsigned from = 0; from <= t->labels; from++)
        for (unsigned to = 0; to <= t->labels; to++)
            l->moves[from][to] = may_follow(t, from, to) ? exp(t->moves[transition(t, from, to)]) : 0;
    for (uint8_t from = 0; from < t->labels; from++)
        for (uint8_t to = 0; to < t->labels; to++)
            if (may_follow(t, from, to))
                l->ways[from].at[l->ways[from].count++] = to;
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
            for (unsigned k = 0; before > 0 && k < l->ways[x].count; k++)
                row[l->ways[x].at[k]] += before * l->moves[x][l->ways[x].at[k]];
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
            for (unsigned k = 0; k < l->ways[x].count; k++) {
                unsigned y = l->ways[x].at[k];
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

static void climb(double *value, double *squares, double gradient, double rate)
{
    *squares += gradient * gradient;
    *value += rate * gradient / sqrt(1 + *squares);
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
        float gradients[TAGGER_LABELS] = { 0 };
        for (unsigned y = 0; y < n; y++) {
            double gradient = s->weight * t->boost * l->marginals[i * n + y];
            gradients[y] = fabs(gradient) < 1e-4 ? 0 : (float)gradient;
        }
        for (size_t f = t->tokens[s->first + i].first; f < last; f++) {
            if (!is_kept(t, f))
                continue;
            size_t row = (size_t)t->features[f] * t->width;
            row_climb(t->values + row, t->squares + row, gradients, (float)rate, t->width);
        }
    }
    for (unsigned from = 0; from <= n; from++)
        for (unsigned to = 0; to <= n; to++)
            if (fabs(moved[from][to]) >= 1e-4 && may_follow(t, from, to)) {
                size_t at = transition(t, from, to);
                climb(&t->moves[at], &t->move_squares[at], s->weight * moved[from][to], rate);
                l->moves[from][to] = exp(t->moves[at]);
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
    size_t weights = t->known_count * t->width + 1, moves = (size_t)(t->labels + 1) * (t->labels + 1);
    t->values = enough(calloc(weights, sizeof *t->values));
    t->squares = enough(calloc(weights, sizeof *t->squares));
    t->penalties = enough(calloc(t->known_count + 1, sizeof *t->penalties));
    t->moves = enough(calloc(moves, sizeof *t->moves));
    t->move_squares = enough(calloc(moves, sizeof *t->move_squares));
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
    for (size_t i = 0; i < t->known_count; i++)
        penalise(t, i);
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
            long q = may_follow(t, from, to) ? quantised(t->moves[transition(t, from, to)], scale, INT16_MAX) : TAGGER_FORBIDDEN;
            put(out, &(int16_t){ (int16_t)q }, sizeof(int16_t));
        }
    while (out->used % sizeof(uint32_t))
        put(out, "", 1);
}

enum { LEAST_WEIGHT = 5 };       /* of 127: below, weights are noise, and time to add up */

static void put_entry(const struct trainer *t, size_t number, double scale, struct buffer *out)
{
    uint8_t pairs[2 * TAGGER_LABELS], count = 0;
    for (unsigned y = 0; y < t->labels; y++) {
        long q = quantised((double)t->values[number * t->width + y], scale, INT8_MAX);
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
    for (size_t i = 0; i < t->known_count * t->width; i++)
        largest = fmax(largest, fabs((double)t->values[i]));
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
