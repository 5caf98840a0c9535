/* What is asked of a subject: who is meant, given who has spoken and what the article calls whom. */
#ifndef EXTRACT_CLAIM_QUESTION_H
#define EXTRACT_CLAIM_QUESTION_H

#include "claim_choose.h"

enum { TAKEN_MOST = 12 };

/* Who has spoken, and who is called what. */
struct floor {
    struct speaker last, person, body;   /* who spoke last: anybody, a person, one who is not a person; unknown at first */
    struct speaker paper;                /* who spoke last through a statement, a report, … */
    struct { uint32_t head; struct speaker speaker; } taken[TAKEN_MOST];    /* by the noun they were called; a ring */
    uint32_t taken_count;
    uint32_t last_token;                 /* the cue of the last, or the first token of a quotation without one */
    uint16_t *named, *spoken;            /* by entity: its mentions, its claims so far */
    struct calling *callings;            /* in order of word and place */
    size_t calling_count;
};

/* "Ambassador Jane Roe", "Jane Roe, the ambassador": a name and a word that stands by it. */
struct calling {
    uint32_t word, mention;
};

struct floor floor_begin(const struct view *view);

/* The form of the words that ask: "he", "the minister", "officials", … */
enum shape { SHAPE_NO_CUE, SHAPE_NONE, SHAPE_JOINED, SHAPE_HE, SHAPE_SHE, SHAPE_IT, SHAPE_THEY, SHAPE_WHO, SHAPE_FIRST_PERSON, SHAPE_NAME,
             SHAPE_NAME_FIRST, SHAPE_DEFINITE, SHAPE_POSSESSIVE, SHAPE_OTHER_DETERMINER, SHAPE_NUMBER, SHAPE_CAPITALISED, SHAPE_WORDS };

/* The subject of one finding. */
struct question {
    const struct view *view;
    const struct finding *finding;
    const struct floor *floor;
    const struct claim *outer;           /* the claim around it, or NULL */
    uint32_t first, last;                /* tokens of the subject; equal where there is none */
    uint32_t end;                        /* of its first noun phrase */
    uint32_t at;                         /* the token that asks */
    uint32_t head;                       /* hash of the head noun; 0 where there is none */
    uint16_t sort;                       /* enum source_class bits of the head noun */
    enum shape shape;
};

struct question question_make(const struct view *view, const struct finding *finding, const struct floor *floor, const struct claim *outer);

/* Words that say who somebody is; function words do not. */
bool is_telling(const struct view *view, uint32_t at);

/* The first calling by a word whose name does not begin before the question. */
size_t calling_from(const struct question *question, uint32_t word);

enum shape shape_of_pronoun(const struct token *token);

/* A word behind the cue with which one medium passes on another's, "citing"; 0 where there is none. */
uint32_t question_citing(const struct question *question);

/* True behind "quoted officials as". */
bool question_is_quoted_as(const struct question *question);

/* The name that the subject is, but for articles and titles; NULL where it is more or less than one. */
const struct mention *question_name(const struct question *question);

static inline const struct mention *mention_at(const struct view *view, uint32_t at)
{
    uint32_t index = view->document->entities.of_token[at];
    return index ? &view->document->entities.mentions[index - 1] : NULL;
}

/* The end of the first noun phrase of tokens: where a comma, a preposition or a relative clause begins. */
uint32_t phrase_head_end(const struct view *view, uint32_t first, uint32_t last);

static inline bool is_preposition(const struct view *view, uint32_t at)
{
    return is_class(&view->tokens[at], WORD_PREPOSITION);
}

/* A verb that can hardly be a noun, as "reports" may be. */
static inline bool is_plain_verb(const struct view *view, uint32_t at)
{
    return is_verbal(view, at) &&
        (is_class(&view->tokens[at], WORD_AUXILIARY | WORD_MODAL) || view->document->text.all.at[view->tokens[at].end - 1] == 'd');
}

#endif
