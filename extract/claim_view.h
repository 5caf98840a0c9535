/*
 * What the parts of the claims stage share: the rules, and one article as they see it.
 *
 * The stage is a line of its own: quotations are paired, each cue word gets its verb group and its chance to report
 * something (claim_cue), then its subject (claim_subject) and its content (claim_content); of all readings one set without
 * conflict is chosen (claim_choose), speakers are told from candidates and kinds from words (claim_candidate, claim_speaker,
 * claim_kind).
 */
#ifndef EXTRACT_CLAIM_VIEW_H
#define EXTRACT_CLAIM_VIEW_H

#include "document.h"
#include "linear.h"
#include "pack.h"
#include "quote.h"

/* The frame that a cue word stands in; the names are those of cues.tsv. */
#define CUE_CLASSES(X) \
    X(NONE, "none") X(SAY, "say") X(TELL, "tell") X(SHOW, "show") X(REVEAL, "reveal") X(CLAIM, "claim") X(DENY, "deny") \
    X(ASK, "ask") X(REQUEST, "request") X(PROMISE, "promise") X(REFUSE, "refuse") X(PREDICT, "predict") X(BELIEVE, "believe") \
    X(JUDGE, "judge") X(LIGHT, "light") X(ATTITUDE, "attitude") X(NOUN, "noun") X(ADJECTIVE, "adjective") X(ADVERB, "adverb") \
    X(ACCORDING, "according") X(COLON, "colon") X(DASH, "dash")

enum cue_class {
#define X(name, text) CUE_##name,
    CUE_CLASSES(X)
#undef X
    CUE_CLASS_COUNT
};

/* Words that matter around a claim, one bit each; the names are those of sources.tsv. */
#define SOURCE_CLASSES(X) \
    X(MEDIUM, "medium") X(PLATFORM, "platform") X(PERSON, "person") X(GROUP, "group") X(BODY, "body") X(OUTLET, "outlet") \
    X(DOCUMENT, "document") X(REPORTING, "reporting") X(ANAPHOR, "anaphor") \
    X(PLACE, "place")

enum source_class_bit {
#define X(name, text) SOURCE_BIT_##name,
    SOURCE_CLASSES(X)
#undef X
    SOURCE_CLASS_COUNT
};

#define X(name, text) SOURCE_##name = 1 << SOURCE_BIT_##name,
enum source_class { SOURCE_CLASSES(X) };
#undef X

struct cue_entry {
    struct span lemma;
    uint32_t hash;                   /* of the lemma */
    uint8_t class, stance, kind;
};

/* What is learned, each a table of claims.model, in this order. */
enum claim_model {
    MODEL_GATE,                      /* whether a cue is worth a closer look */
    MODEL_SUBJECT,                   /* which noun phrase around a cue is its subject */
    MODEL_CONTENT,                   /* which reading of what is said around a cue is right, or none */
    MODEL_ATTRIBUTES,                /* kind, stance, polarity, modality: LINEAR_CLASSES in a row */
    MODEL_WORTH,                     /* whether a sentence is worth checking */
    CLAIM_MODEL_COUNT
};

struct claim_rules {
    struct cue_entry *entries;
    size_t entry_count;
    uint16_t *cue_of_word;           /* index + 1 into entries, by word; 0 where none */
    uint16_t *source_of_word;         /* enum source_class bits, by word */
    uint32_t word_count;
    uint32_t word_the, word_that, word_to, word_by, word_of, word_who, word_not, word_as;
    struct linear models[CLAIM_MODEL_COUNT], speakers;
};

/* How many of a sort stand before a token. */
struct sums {
    uint32_t finite, commas, conjunctions, verbs, prepositions, phrases;
};

/* What a word may be, one bit each. */
enum sort { SORT_NOMINAL = 1, SORT_VERBAL = 2 };

/* What a token is to the rules: coarse enough to be learned from, fine where the word itself matters. */
struct view {
    const struct document *document;
    const struct claim_rules *rules;
    struct arena *arena;
    struct quotes quotes;
    const struct token *tokens;
    size_t count;
    uint32_t *tags;                  /* hash of a function word, or of a word's shape and ending */
    uint16_t *cues;                  /* index + 1 into the rules' entries; 0 where none */
    uint8_t *sorts;                  /* enum sort bits */
    struct sums *sums;               /* of the tokens before each, one more than there are tokens */
};

struct view view_make(const struct document *document, const struct claim_rules *rules, struct arena *arena);

/* The tag of a token, or of what stands beyond the first and last. */
static inline uint32_t tag_at(const struct view *view, size_t at)
{
    return at < view->count ? view->tags[at] : 1;
}

static inline uint32_t hash_at(const struct view *view, size_t at)
{
    return at < view->count ? view->tokens[at].hash : 1;
}

static inline enum cue_class cue_class_at(const struct view *view, size_t at)
{
    return at < view->count && view->cues[at] ? (enum cue_class)view->rules->entries[view->cues[at] - 1].class : CUE_NONE;
}

static inline uint16_t source_at(const struct view *view, size_t at)
{
    uint32_t word = view->tokens[at].word;
    return word < view->rules->word_count ? view->rules->source_of_word[word] : 0;
}

static inline bool is_word(const struct view *view, size_t at, uint32_t word)
{
    return at < view->count && view->tokens[at].word == word;
}

/* A form in -ing, as a cue without a subject of its own has it: "adding", "citing". */
static inline bool is_participle(const struct view *view, size_t at)
{
    return at < view->count && view->document->text.all.at[view->tokens[at].end - 1] == 'g';
}

static inline bool is_mark(const struct view *view, size_t at, char mark)
{
    return at < view->count && view->tokens[at].mark == (uint8_t)mark && view->tokens[at].kind != TOKEN_QUOTE;
}

/* The quotation that a token belongs to, or NULL. */
static inline const struct quote *quote_at(const struct view *view, size_t at)
{
    uint32_t index = at < view->count ? view->quotes.of_token[at] : 0;
    return index ? &view->quotes.at[index - 1] : NULL;
}

/* A distance or length as one of eleven steps. */
static inline uint32_t step_of(size_t n)
{
    return n < 5 ? (uint32_t)n : n < 7 ? 5 : n < 10 ? 6 : n < 15 ? 7 : n < 25 ? 8 : n < 50 ? 9 : 10;
}

/* A word that may stand inside a noun phrase. */
static inline bool is_nominal(const struct view *view, size_t at)
{
    return view->sorts[at] & SORT_NOMINAL;
}

/* A verb as far as its form and the rules tell. */
static inline bool is_verbal(const struct view *view, size_t at)
{
    return view->sorts[at] & SORT_VERBAL;
}

#endif
