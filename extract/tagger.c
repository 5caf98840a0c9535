#include "tagger.h"

#include "vocabulary.h"

#include <stdlib.h>

static bool are_entries_sound(const struct tagger *tagger, size_t bytes)
{
    size_t buckets = (size_t)1 << tagger->bucket_bits;
    if (tagger->index[0] != 0 || tagger->index[buckets] != bytes)
        return false;
    for (size_t bucket = 0; bucket < buckets; bucket++) {
        size_t at = tagger->index[bucket], end = tagger->index[bucket + 1];
        if (end < at || end > bytes)
            return false;
        while (at < end) {
            if (end - at < 3 || end - at - 3 < 2 * (size_t)tagger->entries[at + 2])
                return false;
            size_t count = tagger->entries[at + 2];
            for (size_t i = 0; i < count; i++)
                if (tagger->entries[at + 3 + 2 * i] >= tagger->label_count)
                    return false;
            at += 3 + 2 * count;
        }
    }
    return true;
}

static bool buckets_find(struct tagger *tagger)
{
    size_t count = (size_t)1 << tagger->bucket_bits;
    tagger->buckets = calloc(count + 1, sizeof *tagger->buckets);
    if (!tagger->buckets)
        return false;
    for (size_t b = 0; b <= count; b++)
        tagger->buckets[b].begin = tagger->index[b];
    for (size_t b = 0; b < count; b++)
        for (size_t at = tagger->index[b]; at < tagger->index[b + 1]; at += 3 + 2 * (size_t)tagger->entries[at + 2])
            tagger->buckets[b].known |= UINT32_C(1) << (tagger->entries[at] & 31);
    return true;
}

static void followers_find(struct tagger *tagger)
{
    size_t side = tagger->label_count + 1;
    int32_t highest = INT16_MIN, lowest = INT16_MAX;
    for (size_t from = 0; from < tagger->label_count; from++)
        for (size_t to = 0; to < tagger->label_count; to++) {
            int16_t weight = tagger->transitions[from * side + to];
            if (weight == TAGGER_FORBIDDEN)
                continue;
            tagger->followers[from] |= UINT64_C(1) << to;
            highest = weight > highest ? weight : highest;
            lowest = weight < lowest ? weight : lowest;
        }
    tagger->spread = highest - lowest;
}

bool tagger_open(struct tagger *tagger, const struct pack_file *file, const char *purpose, uint32_t label_count, struct error *error)
{
    struct tagger_header header;
    struct span bytes = file->content;
    if (bytes.length < sizeof header || (uintptr_t)bytes.at % _Alignof(uint32_t) != 0)
        return fail(error, "%s: too short for a model", file->name);
    memcpy(&header, bytes.at, sizeof header);
    if (memcmp(header.magic, "claimdTG", sizeof header.magic) != 0)
        return fail(error, "%s: not a model", file->name);
    if (header.version != 1)
        return fail(error, "%s: a model of version %u, not 1", file->name, (unsigned)header.version);
    if (strncmp(header.purpose, purpose, sizeof header.purpose) != 0 || header.label_count != label_count || label_count > TAGGER_LABELS)
        return fail(error, "%s: a model for '%.20s' with %u labels, not for '%s' with %u: train it again", file->name, header.purpose,
                    (unsigned)header.label_count, purpose, (unsigned)label_count);
    if (header.bucket_bits < TAGGER_BUCKET_BITS || header.bucket_bits > 24)
        return fail(error, "%s: damaged: %u bucket bits", file->name, (unsigned)header.bucket_bits);
    size_t side = label_count + 1;
    size_t transitions = (side * side * sizeof(int16_t) + 3) / 4 * 4;
    size_t index = (((size_t)1 << header.bucket_bits) + 1) * sizeof(uint32_t);
    size_t expected = sizeof header + transitions + index + header.entry_bytes;
    if (bytes.length != expected)
        return fail(error, "%s: damaged: %zu bytes, not %zu", file->name, bytes.length, expected);
    size_t checked = offsetof(struct tagger_header, purpose);
    if (hash_bytes((struct span){ bytes.at + checked, bytes.length - checked }) != header.checksum)
        return fail(error, "%s: damaged: its checksum is wrong", file->name);
    const char *rest = bytes.at + sizeof header;
    struct tagger opened = {
        .label_count = label_count,
        .bucket_bits = header.bucket_bits,
        .scale = header.scale,
        .transitions = (const int16_t *)(const void *)rest,
        .index = (const uint32_t *)(const void *)(rest + transitions),
        .entries = (const uint8_t *)rest + transitions + index,
    };
    if (!are_entries_sound(&opened, header.entry_bytes))
        return fail(error, "%s: damaged: an entry is wrong", file->name);
    if (!buckets_find(&opened))
        return fail(error, "out of memory");
    followers_find(&opened);
    *tagger = opened;
    return true;
}

void tagger_close(struct tagger *tagger)
{
    free(tagger->buckets);
    tagger->buckets = NULL;
}

static void entry_add(const struct tagger *tagger, const struct tagger_bucket *bucket, uint32_t feature, int32_t *scores)
{
    const uint8_t *at = tagger->entries + bucket[0].begin;
    const uint8_t *end = tagger->entries + bucket[1].begin;
    uint16_t low = (uint16_t)feature;
    while (at < end) {
        uint16_t known;
        memcpy(&known, at, sizeof known);
        size_t count = at[2];
        at += 3;
        if (known == low) {
            for (size_t i = 0; i < count; i++, at += 2)
                scores[at[0]] += (int8_t)at[1];
            return;
        }
        at += 2 * count;
    }
}

enum { BATCH = 64 };

/* In three sweeps, so that the memory that one feature waits for is on its way while others are looked at. */
static void batch_score(const struct tagger *tagger, const uint32_t *features, size_t count, int32_t *scores)
{
    uint32_t found[BATCH];
    size_t found_count = 0;
    unsigned shift = 32 - tagger->bucket_bits;
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&tagger->buckets[features[i] >> shift]);
    for (size_t i = 0; i < count; i++) {
        const struct tagger_bucket *bucket = &tagger->buckets[features[i] >> shift];
        if (bucket->known >> (features[i] & 31) & 1) {
            __builtin_prefetch(tagger->entries + bucket->begin);
            found[found_count++] = features[i];
        }
    }
    for (size_t i = 0; i < found_count; i++)
        entry_add(tagger, &tagger->buckets[found[i] >> shift], found[i], scores);
}

void tagger_score(const struct tagger *tagger, const uint32_t *features, size_t count, int32_t *scores)
{
    for (size_t i = 0; i < count; i += BATCH)
        batch_score(tagger, features + i, count - i < BATCH ? count - i : BATCH, scores);
}

enum { IMPOSSIBLE = INT32_MIN / 2 };

/*
 * The best way to each label at one token, given the best to each label at the token before. A label that is so far behind
 * the best one with the same followers that no transition makes up for it is passed over.
 */
static void step(const struct tagger *tagger, const int32_t *before, const int32_t *scores, int32_t *best, uint8_t *from)
{
    size_t labels = tagger->label_count, side = labels + 1, leader = 0;
    for (size_t label = 0; label < labels; label++) {
        best[label] = IMPOSSIBLE;
        leader = before[label] > before[leader] ? label : leader;
    }
    for (size_t label = 0; label < labels; label++) {
        uint64_t followers = tagger->followers[label];
        if (before[label] == IMPOSSIBLE || (followers == tagger->followers[leader] && before[label] + tagger->spread < before[leader]))
            continue;
        const int16_t *row = tagger->transitions + label * side;
        for (; followers; followers &= followers - 1) {
            unsigned to = (unsigned)__builtin_ctzll(followers);
            int32_t sum = before[label] + row[to];
            if (sum > best[to]) {
                best[to] = sum;
                from[to] = (uint8_t)label;
            }
        }
    }
    int32_t highest = IMPOSSIBLE;
    for (size_t to = 0; to < labels; to++) {
        if (best[to] != IMPOSSIBLE)
            best[to] += scores[to];
        highest = best[to] > highest ? best[to] : highest;
    }
    for (size_t to = 0; to < labels; to++)        /* only differences count, and sums must not grow with the text */
        if (best[to] != IMPOSSIBLE)
            best[to] -= highest;
}

static size_t best_end(const struct tagger *tagger, const int32_t *best)
{
    size_t labels = tagger->label_count, side = labels + 1, chosen = 0;
    int32_t highest = INT32_MIN;
    for (size_t label = 0; label < labels; label++) {
        int16_t end = tagger->transitions[label * side + labels];
        int32_t sum = end == TAGGER_FORBIDDEN || best[label] == IMPOSSIBLE ? IMPOSSIBLE : best[label] + end;
        if (sum > highest) {
            highest = sum;
            chosen = label;
        }
    }
    return chosen;
}

bool tagger_decode(const struct tagger *tagger, const int32_t *scores, size_t count, uint8_t *labels, struct arena *arena)
{
    if (!count)
        return true;
    size_t width = tagger->label_count;
    uint8_t *from = arena_array(arena, count, width);
    if (!from)
        return false;
    int32_t rows[2][TAGGER_LABELS];
    const int16_t *start = tagger->transitions + width * (width + 1);
    for (size_t label = 0; label < width; label++)
        rows[0][label] = start[label] == TAGGER_FORBIDDEN ? IMPOSSIBLE : start[label] + scores[label];
    for (size_t i = 1; i < count; i++)
        step(tagger, rows[(i - 1) % 2], scores + i * width, rows[i % 2], from + i * width);
    size_t label = best_end(tagger, rows[(count - 1) % 2]);
    for (size_t i = count; i-- > 0;) {
        labels[i] = (uint8_t)label;
        label = from[i * width + label];
    }
    return true;
}
