#include "tagger.h"

#include "pages.h"
#include "vocabulary.h"

#include <stdlib.h>

enum {
    INLINE_PAIRS = 5,            /* of a feature that weighs for few labels */
    ROW = 255,                   /* the count of one that weighs for more: its row is told instead */
    FULL = 12,                   /* weights in a row, from which on it counts as one of the fullest */
    ROW_BYTES = CACHE_LINE,
};
_Static_assert((int)ROW_BYTES >= (int)TAGGER_LABELS, "a row has a weight for each label");

/* Sums are an int16 on all their way. A best way weighs from LEAST to 0, and none is without end: no sum of these leaves the type. */
enum {
    LEAST = -10000,              /* what is worse by more counts as this */
    TRANSITION_MOST = 2000,
    SCORE_MOST = 18000,
    LEAST_POSSIBLE = -16000,     /* between a way that goes over a forbidden transition and one that does not */
    FORBIDDEN = -22000,
    IMPOSSIBLE = -32000,
};

struct tagger_key {
    uint32_t feature, row;       /* row: from 1; 0: free */
};

/* The labels that one may come from, and what it weighs. */
struct tagger_ways {
    uint8_t count, from[TAGGER_LABELS];
    int16_t weights[TAGGER_LABELS];
};

/* One feature: a quarter of a cache line, so that finding it and reading its weights is one access to memory. */
struct tagger_slot {
    uint32_t feature;
    uint8_t count;               /* of its pairs; 0: free */
    uint8_t pairs[2 * INLINE_PAIRS];
    uint8_t unused;
};
_Static_assert(sizeof(struct tagger_slot) == 16, "four slots to a cache line");

static inline int16_t clamped(int16_t value, int16_t most)
{
    return value > most ? most : value < -most ? (int16_t)-most : value;
}

/* ---- loading */

/* The parts of a model's file. */
struct model {
    struct tagger_header header;
    const int16_t *transitions;
    const uint32_t *index;
    const uint8_t *entries;
    size_t full_count, row_count, slot_count;
};

static bool are_entries_sound(struct model *model)
{
    size_t buckets = (size_t)1 << model->header.bucket_bits, bytes = model->header.entry_bytes;
    if (model->index[0] != 0 || model->index[buckets] != bytes)
        return false;
    for (size_t bucket = 0; bucket < buckets; bucket++) {
        size_t at = model->index[bucket], end = model->index[bucket + 1];
        if (end < at || end > bytes)
            return false;
        while (at < end) {
            if (end - at < 3 || end - at - 3 < 2 * (size_t)model->entries[at + 2])
                return false;
            size_t count = model->entries[at + 2];
            if (!count || count > model->header.label_count)
                return false;
            for (size_t i = 0; i < count; i++)
                if (model->entries[at + 3 + 2 * i] >= model->header.label_count)
                    return false;
            at += 3 + 2 * count;
            model->full_count += count >= FULL;
            model->row_count += count > INLINE_PAIRS;
            model->slot_count += count < FULL;
        }
    }
    return true;
}

static bool model_read(struct model *model, const struct pack_file *file, const char *purpose, uint32_t label_count, struct error *error)
{
    struct tagger_header *header = &model->header;
    struct span bytes = file->content;
    if (bytes.length < sizeof *header || (uintptr_t)bytes.at % _Alignof(uint32_t) != 0)
        return fail(error, "%s: too short for a model", file->name);
    memcpy(header, bytes.at, sizeof *header);
    if (memcmp(header->magic, "claimdTG", sizeof header->magic) != 0)
        return fail(error, "%s: not a model", file->name);
    if (header->version != 1)
        return fail(error, "%s: a model of version %u, not 1", file->name, (unsigned)header->version);
    if (strncmp(header->purpose, purpose, sizeof header->purpose) != 0 || header->label_count != label_count || label_count > TAGGER_LABELS)
        return fail(error, "%s: a model for '%.20s' with %u labels, not for '%s' with %u: train it again", file->name, header->purpose,
                    (unsigned)header->label_count, purpose, (unsigned)label_count);
    if (header->bucket_bits < TAGGER_BUCKET_BITS || header->bucket_bits > 24)
        return fail(error, "%s: damaged: %u bucket bits", file->name, (unsigned)header->bucket_bits);
    size_t side = label_count + 1;
    size_t transitions = (side * side * sizeof(int16_t) + 3) / 4 * 4;
    size_t index = (((size_t)1 << header->bucket_bits) + 1) * sizeof(uint32_t);
    size_t expected = sizeof *header + transitions + index + header->entry_bytes;
    if (bytes.length != expected)
        return fail(error, "%s: damaged: %zu bytes, not %zu", file->name, bytes.length, expected);
    size_t checked = offsetof(struct tagger_header, purpose);
    if (hash_bytes((struct span){ bytes.at + checked, bytes.length - checked }) != header->checksum)
        return fail(error, "%s: damaged: its checksum is wrong", file->name);
    const char *rest = bytes.at + sizeof *header;
    model->transitions = (const int16_t *)(const void *)rest;
    model->index = (const uint32_t *)(const void *)(rest + transitions);
    model->entries = (const uint8_t *)rest + transitions + index;
    return are_entries_sound(model) || fail(error, "%s: damaged: an entry is wrong", file->name);
}

/* A power of two that keeps a table at most two thirds full. */
static uint32_t slots_for(size_t count)
{
    uint32_t slots = 16;
    while (slots * (size_t)2 < count * 3)
        slots *= 2;
    return slots;
}

static bool tagger_reserve(struct tagger *tagger, const struct model *model)
{
    size_t sides = tagger->label_count + 1;
    tagger->key_mask = slots_for(model->full_count) - 1;
    tagger->slot_mask = slots_for(model->slot_count) - 1;
    tagger->keys = pages_take(tagger->key_mask + 1, sizeof *tagger->keys);
    tagger->rows = pages_take(model->row_count, ROW_BYTES);
    tagger->slots = pages_take(tagger->slot_mask + 1, sizeof *tagger->slots);
    tagger->transitions = calloc(sides * tagger->width, sizeof *tagger->transitions);
    tagger->ways = calloc(sides, sizeof *tagger->ways);
    return tagger->keys && tagger->rows && tagger->slots && tagger->transitions && tagger->ways;
}

static struct tagger_key *key_find(const struct tagger *tagger, uint32_t feature)
{
    uint32_t at = feature & tagger->key_mask;
    while (tagger->keys[at].row && tagger->keys[at].feature != feature)
        at = (at + 1) & tagger->key_mask;
    return &tagger->keys[at];
}

static struct tagger_slot *slot_find(const struct tagger *tagger, uint32_t feature)
{
    uint32_t at = feature & tagger->slot_mask;
    while (tagger->slots[at].count && tagger->slots[at].feature != feature)
        at = (at + 1) & tagger->slot_mask;
    return &tagger->slots[at];
}

static const int8_t *row_of(const struct tagger *tagger, const struct tagger_slot *slot)
{
    uint32_t row;
    memcpy(&row, slot->pairs, sizeof row);
    return tagger->rows + (size_t)row * ROW_BYTES;
}

/* Takes in one entry of the model, whose weights begin at `pairs`; a row goes to `*row`. */
static void entry_add(struct tagger *tagger, uint32_t feature, uint8_t count, const uint8_t *pairs, uint32_t *row)
{
    if (count <= INLINE_PAIRS) {
        struct tagger_slot *slot = slot_find(tagger, feature);
        *slot = (struct tagger_slot){ .feature = feature, .count = count };
        memcpy(slot->pairs, pairs, 2 * (size_t)count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        tagger->rows[(size_t)*row * ROW_BYTES + pairs[2 * i]] = (int8_t)pairs[2 * i + 1];
    if (count < FULL) {
        struct tagger_slot *slot = slot_find(tagger, feature);
        *slot = (struct tagger_slot){ .feature = feature, .count = ROW };
        memcpy(slot->pairs, row, sizeof *row);
    } else {
        *key_find(tagger, feature) = (struct tagger_key){ feature, *row + 1 };
    }
    ++*row;
}

static void entries_add(struct tagger *tagger, const struct model *model)
{
    uint32_t full = 0, others = (uint32_t)model->full_count;
    for (uint32_t bucket = 0; bucket < UINT32_C(1) << model->header.bucket_bits; bucket++)
        for (uint32_t at = model->index[bucket]; at < model->index[bucket + 1]; at += 3 + 2u * model->entries[at + 2]) {
            const uint8_t *entry = model->entries + at;
            uint32_t low = entry[0] | (uint32_t)entry[1] << 8;
            entry_add(tagger, bucket << (32 - model->header.bucket_bits) | low, entry[2], entry + 3, entry[2] < FULL ? &others : &full);
        }
}

static void transitions_fill(struct tagger *tagger, const struct model *model)
{
    size_t labels = tagger->label_count, side = labels + 1, width = tagger->width;
    int16_t highest = -TRANSITION_MOST, lowest = TRANSITION_MOST;
    uint64_t followers[TAGGER_LABELS] = { 0 };
    for (size_t i = 0; i < side * width; i++)
        tagger->transitions[i] = FORBIDDEN;
    for (size_t from = 0; from < side; from++)
        for (size_t to = 0; to < side; to++) {
            int16_t weight = model->transitions[from * side + to];
            if (weight == TAGGER_FORBIDDEN)
                continue;
            weight = clamped(weight, TRANSITION_MOST);
            if (to < labels)
                tagger->transitions[from * width + to] = weight;
            struct tagger_ways *ways = &tagger->ways[to];
            if (from < labels) {
                ways->weights[ways->count] = weight;
                ways->from[ways->count++] = (uint8_t)from;
            }
            if (from == labels || to == labels)
                continue;
            followers[from] |= UINT64_C(1) << to;
            highest = weight > highest ? weight : highest;
            lowest = weight < lowest ? weight : lowest;
        }
    tagger->spread = highest > lowest ? highest - lowest : 0;
    for (size_t label = 0; label < labels; label++)
        while (followers[tagger->group[label]] != followers[label])
            tagger->group[label]++;
}

bool tagger_open(struct tagger *tagger, const struct pack_file *file, const char *purpose, uint32_t label_count, struct error *error)
{
    struct model model = { 0 };
    if (!model_read(&model, file, purpose, label_count, error))
        return false;
    struct tagger opened = {
        .label_count = label_count, .width = (label_count + TAGGER_LANE - 1) / TAGGER_LANE * TAGGER_LANE, .scale = model.header.scale,
    };
    if (!tagger_reserve(&opened, &model)) {
        tagger_close(&opened);
        return fail(error, "out of memory");
    }
    entries_add(&opened, &model);
    transitions_fill(&opened, &model);
    *tagger = opened;
    return true;
}

void tagger_close(struct tagger *tagger)
{
    free(tagger->keys);
    free(tagger->rows);
    free(tagger->slots);
    free(tagger->transitions);
    free(tagger->ways);
    *tagger = (struct tagger){ 0 };
}

/* ---- scoring */

static void row_add(int16_t *restrict scores, const int16_t *restrict row, size_t width)
{
    for (const int16_t *end = row + width; row < end; row += TAGGER_LANE, scores += TAGGER_LANE)
        for (size_t k = 0; k < TAGGER_LANE; k++)
            scores[k] = (int16_t)(scores[k] + row[k]);
}

static void weights_add(int16_t *restrict scores, const int8_t *restrict row, size_t width)
{
    for (const int8_t *end = row + width; row < end; row += TAGGER_LANE, scores += TAGGER_LANE)
        for (size_t k = 0; k < TAGGER_LANE; k++)
            scores[k] = (int16_t)(scores[k] + row[k]);
}

void tagger_add(const struct tagger *tagger, const int16_t *row, int16_t *scores)
{
    row_add(scores, row, tagger->width);
}

/* Takes out the features that have one of the fullest rows, and has the memory of the others on its way. */
static void request_expect(const struct tagger *tagger, struct tagger_request *request)
{
    size_t others = 0;
    request->row_count = 0;
    for (size_t i = 0; i < request->count; i++) {
        uint32_t feature = request->features[i], row = key_find(tagger, feature)->row;
        if (row) {
            request->rows[request->row_count] = tagger->rows + (size_t)(row - 1) * ROW_BYTES;
            __builtin_prefetch(request->rows[request->row_count++]);
        } else {
            request->features[others++] = feature;
            __builtin_prefetch(&tagger->slots[feature & tagger->slot_mask]);
        }
    }
    request->count = others;
}

/* Finds the other features; what has a row goes to those that have one, too. */
static void request_find(const struct tagger *tagger, struct tagger_request *request)
{
    size_t few = 0;
    for (size_t i = 0; i < request->count; i++) {
        const struct tagger_slot *slot = slot_find(tagger, request->features[i]);
        if (slot->count == ROW) {
            request->rows[request->row_count] = row_of(tagger, slot);
            __builtin_prefetch(request->rows[request->row_count++]);
        } else if (slot->count) {
            request->few[few++] = slot;
        }
    }
    request->count = few;
}

/* Whole rows first: a processor is slow to read in one piece what it just wrote in several. */
static void request_sum(const struct tagger *tagger, const struct tagger_request *request)
{
    int16_t *scores = request->scores;
    for (size_t i = 0; i < request->row_count; i++)
        weights_add(scores, request->rows[i], tagger->width);
    for (size_t i = 0; i < request->count; i++)
        for (const uint8_t *pair = request->few[i]->pairs, *end = pair + 2 * request->few[i]->count; pair < end; pair += 2)
            scores[pair[0]] = (int16_t)(scores[pair[0]] + (int8_t)pair[1]);
}

void tagger_queue_init(struct tagger_queue *queue, const struct tagger *tagger)
{
    queue->tagger = tagger;
    queue->count = 0;
}

struct tagger_request *tagger_queue_next(struct tagger_queue *queue)
{
    return &queue->requests[queue->count % TAGGER_WAITING];
}

/* The request that was put `back` puts ago. */
static struct tagger_request *request_of(struct tagger_queue *queue, size_t back)
{
    return &queue->requests[(queue->count - back) % TAGGER_WAITING];
}

/* Brings those that wait one stage on. */
static void queue_step(struct tagger_queue *queue)
{
    if (queue->count >= 2)
        request_find(queue->tagger, request_of(queue, 2));
    if (queue->count >= 3)
        request_sum(queue->tagger, request_of(queue, 3));
}

void tagger_queue_put(struct tagger_queue *queue)
{
    request_expect(queue->tagger, tagger_queue_next(queue));
    queue->count++;
    queue_step(queue);
}

void tagger_queue_finish(struct tagger_queue *queue)
{
    for (size_t i = 1; i < TAGGER_WAITING; i++) {
        tagger_queue_next(queue)->count = tagger_queue_next(queue)->row_count = 0;
        queue->count++;
        queue_step(queue);
    }
    queue->count = 0;
}

/* ---- decoding */

/* The best ways through one token more, the best of all at 0: only differences count, and sums must not grow with the text. */
static void ways_level(const int16_t *restrict ways, const int16_t *restrict scores, int16_t *restrict best, size_t width)
{
    int16_t highest[TAGGER_LANE], top = IMPOSSIBLE;
    for (size_t k = 0; k < TAGGER_LANE; k++)
        highest[k] = IMPOSSIBLE;
    for (size_t at = 0; at < width; at += TAGGER_LANE)
        for (size_t k = 0; k < TAGGER_LANE; k++) {
            int16_t sum = (int16_t)(ways[at + k] + clamped(scores[at + k], SCORE_MOST));
            sum = ways[at + k] > LEAST_POSSIBLE ? sum : IMPOSSIBLE;
            highest[k] = highest[k] > sum ? highest[k] : sum;
            best[at + k] = sum;
        }
    for (size_t k = 0; k < TAGGER_LANE; k++)
        top = top > highest[k] ? top : highest[k];
    int16_t least = (int16_t)(top + LEAST > IMPOSSIBLE + 1 ? top + LEAST : IMPOSSIBLE + 1);
    for (size_t at = 0; at < width; at += TAGGER_LANE)
        for (size_t k = 0; k < TAGGER_LANE; k++) {
            int16_t kept = best[at + k] > least ? best[at + k] : least;
            best[at + k] = best[at + k] == IMPOSSIBLE ? IMPOSSIBLE : (int16_t)(kept - top);
        }
}

/* Raises each way to what it is by way of a label that stands at `before`. */
static void row_raise(int16_t *restrict ways, const int16_t *restrict row, int16_t before, size_t width)
{
    for (const int16_t *end = row + width; row < end; row += TAGGER_LANE, ways += TAGGER_LANE)
        for (size_t k = 0; k < TAGGER_LANE; k++) {
            int16_t way = (int16_t)(row[k] + before);
            ways[k] = ways[k] > way ? ways[k] : way;
        }
}

/*
 * How good the best way to each label is, given that to each label at the token before. A label that is so far behind the best
 * one with the same followers that no transition makes up for it is passed over.
 */
static void step(const struct tagger *tagger, const int16_t *before, const int16_t *scores, int16_t *best)
{
    int16_t leaders[TAGGER_LABELS], ways[TAGGER_LABELS];
    for (size_t label = 0; label < TAGGER_LABELS; label++)
        leaders[label] = ways[label] = IMPOSSIBLE;
    for (size_t label = 0; label < tagger->label_count; label++)
        if (before[label] > leaders[tagger->group[label]])
            leaders[tagger->group[label]] = before[label];
    for (size_t label = 0; label < tagger->label_count; label++) {
        if (before[label] == IMPOSSIBLE || before[label] + tagger->spread < leaders[tagger->group[label]])
            continue;
        row_raise(ways, tagger->transitions + label * tagger->width, before[label], tagger->width);
    }
    ways_level(ways, scores, best, tagger->width);
}

/* The label that a best path came from. */
static uint8_t way_back(const struct tagger_ways *ways, const int16_t *best)
{
    int32_t highest = INT32_MIN;
    uint8_t chosen = 0;
    for (size_t i = 0; i < ways->count; i++) {
        int32_t way = best[ways->from[i]] + ways->weights[i];
        chosen = way > highest ? ways->from[i] : chosen;
        highest = way > highest ? way : highest;
    }
    return chosen;
}

bool tagger_decode(const struct tagger *tagger, const int16_t *scores, size_t count, uint8_t *labels, struct arena *arena)
{
    if (!count)
        return true;
    size_t width = tagger->width;
    int16_t *best = count <= SIZE_MAX / (width * sizeof *best) ? arena_take_raw(arena, count * width * sizeof *best) : NULL;
    if (!best)
        return false;
    ways_level(tagger->transitions + tagger->label_count * width, scores, best, width);
    for (size_t i = 1; i < count; i++)
        step(tagger, best + (i - 1) * width, scores + i * width, best + i * width);
    size_t next = tagger->label_count;
    for (size_t i = count; i-- > 0;)
        next = labels[i] = way_back(&tagger->ways[next], best + i * width);
    return true;
}
