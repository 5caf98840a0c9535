/*
 * What the names' model looks at. Shared by names_find and by the program that trains the model, so that both see the same.
 *
 * Only runs of tokens that can hold a name are looked at: words with a capital and numbers, and what may stand between.
 */
#ifndef EXTRACT_NAME_FEATURES_H
#define EXTRACT_NAME_FEATURES_H

#include "gazetteer.h"
#include "sentence.h"

/* Changes with every change of the features or labels, so that no model runs on features it was not trained on. */
#define NAME_PURPOSE "names 2"

enum { NAME_FEATURES = 96 };             /* of a token, at most: of its word, and as many of its place */

/* Labels: 0 outside, then for each type in order the four positions. */
enum name_position { NAME_BEGIN, NAME_INSIDE, NAME_END, NAME_SINGLE };
enum { NAME_OUTSIDE = 0, NAME_LABELS = 1 + 4 * ENTITY_TYPE_COUNT };

static inline unsigned name_label(unsigned type, enum name_position position)
{
    return 1 + type * 4 + (unsigned)position;
}

/* True if label `to` may stand behind `from`; NAME_LABELS is start and end. */
bool name_may_follow(unsigned from, unsigned to);

/* Tokens [first, last) of one sentence, outside of which there is no name. */
struct name_run {
    uint32_t first, last;
};

struct name_runs {
    struct name_run *at;
    size_t count;
};

/* Words that behave alike in much unlabelled news: the number of a word's class, 0 where it has none. */
struct name_classes {
    const uint16_t (*of_word)[2];        /* by the vocabulary's numbers: in lower case, with a capital */
    uint32_t count;
};

/* One article as the features see it. */
struct name_view {
    struct span text;
    const struct tokens *tokens;
    const struct sentences *sentences;
    const struct gazetteer_matches *matches;
    const struct name_classes *classes;
    struct name_runs runs;
    uint8_t *is_titled;                  /* of each sentence: 1 where most words have capitals, 2 where all letters are */
    struct name_word *words;             /* what the article says of each of its words, by `of_token` */
    size_t word_count;
    uint32_t *of_token;
    uint32_t the;                        /* hash of "the" */
};

/* Needs tokens, sentences and parts. Short of memory: the arena is full and the view must not be used. */
struct name_view name_view_make(const struct document *document, const struct gazetteer_matches *matches,
                                const struct name_classes *classes, struct arena *arena);

/* Writes a token's features; return how many: those that all places share where the article writes the same word, and the others. */
size_t name_word_features(const struct name_view *view, uint32_t token, uint32_t *features);
size_t name_place_features(const struct name_view *view, const struct name_run *run, uint32_t token, uint32_t *features);

#endif
