#include "claim_cue.h"

enum { GROUP_MOST = 6, NEAR = 40 };

bool is_cue(const struct view *view, uint32_t head)
{
    if (!view->cues[head])
        return false;
    uint8_t role = view->document->roles[head];
    if (role == PART_FURNITURE || role == PART_BYLINE)
        return false;
    const struct token *token = &view->tokens[head];
    enum cue_class class = cue_class_at(view, head);
    if (class == CUE_DASH)
        return token->is_spaced && head > 0 && head + 1 < view->count && (token[1].is_spaced || token->end - token->begin > 1);
    if (class == CUE_COLON)
        return head > 0 && head + 1 < view->count && (token[1].is_spaced || token[1].kind == TOKEN_QUOTE);
    return true;
}

static bool is_group_part(const struct view *view, uint32_t at)
{
    const struct token *token = &view->tokens[at];
    if (is_class(token, WORD_AUXILIARY | WORD_MODAL | WORD_NEGATION | WORD_ADVERB))
        return token->kind == TOKEN_WORD || token->kind == TOKEN_CLITIC;
    struct span word = token_text(view->document->text.all, token);
    return token->letters == CASE_LOWER && word.length > 4 && memcmp(word.at + word.length - 2, "ly", 2) == 0 && !view->cues[at];
}

struct cue cue_make(const struct view *view, uint32_t head)
{
    const struct document *document = view->document;
    const struct sentence *sentence = &document->sentences.at[document->sentences.of_token[head]];
    const struct cue_entry *entry = &view->rules->entries[view->cues[head] - 1];
    struct cue cue = { head, head, head + 1, sentence->first, sentence->last, (enum cue_class)entry->class, entry->hash };
    if (cue.class == CUE_ACCORDING && is_word(view, head + 1, view->rules->word_to))
        cue.last++;
    if (cue.class < CUE_NOUN || cue.class == CUE_ADJECTIVE)
        while (cue.first > cue.begin && cue.head - cue.first < GROUP_MOST && is_group_part(view, cue.first - 1))
            cue.first--;
    return cue;
}

/* Tokens from the cue to the nearest closing mark before it; NEAR where there is none in the sentence. */
static uint32_t quote_before(const struct view *view, const struct cue *cue)
{
    uint32_t limit = cue->first - cue->begin > NEAR ? cue->first - NEAR : cue->begin;
    for (uint32_t i = cue->first; i > limit; i--) {
        const struct quote *quote = quote_at(view, i - 1);
        if (quote)
            return quote->close < cue->first ? cue->first - i : NEAR;
    }
    return NEAR;
}

static uint32_t quote_after(const struct view *view, const struct cue *cue)
{
    for (uint32_t i = cue->last; i < cue->end && i < cue->last + NEAR; i++) {
        const struct quote *quote = quote_at(view, i);
        if (quote)
            return quote->open == i ? i - cue->last : NEAR;
    }
    return NEAR;
}

/* Tokens to the next "that" behind the cue, at most 7. */
static uint32_t that_after(const struct view *view, const struct cue *cue)
{
    for (uint32_t i = cue->last; i < cue->end && i < cue->last + 7; i++)
        if (is_word(view, i, view->rules->word_that))
            return i - cue->last;
    return 7;
}

/* The nearest other verb cue on a side, by class and distance. */
static uint32_t neighbour(const struct view *view, const struct cue *cue, bool is_right)
{
    for (uint32_t d = 1; d < 12; d++) {
        if (is_right ? cue->head + d >= cue->end : cue->head < cue->begin + d)
            break;
        uint32_t at = is_right ? cue->head + d : cue->head - d;
        enum cue_class class = cue_class_at(view, at);
        if (class != CUE_NONE && class < CUE_NOUN)
            return 1 + (uint32_t)class * 16 + step_of(d);
    }
    return 0;
}

/* What kind of word the group most likely has for a subject: the nearest nominal or pronoun to its left. */
static uint32_t subject_tag(const struct view *view, const struct cue *cue)
{
    for (uint32_t i = cue->first; i > cue->begin && cue->first - i < 8; i--) {
        const struct token *token = &view->tokens[i - 1];
        if (token->kind == TOKEN_PUNCTUATION || token->kind == TOKEN_QUOTE)
            return 2;
        if (is_class(token, WORD_HE | WORD_SHE | WORD_IT | WORD_THEY | WORD_WHO | WORD_FIRST_PERSON) || is_nominal(view, i - 1))
            return tag_at(view, i - 1);
    }
    return 1;
}

void gate_features(const struct view *view, const struct cue *cue, struct features *f)
{
    uint32_t word = hash_at(view, cue->head), lemma = cue->hash, class = (uint32_t)cue->class;
    uint32_t before = cue->first > cue->begin ? cue->first - 1 : UINT32_MAX, after = cue->last < cue->end ? cue->last : UINT32_MAX;
    uint32_t tag_before = tag_at(view, before), tag_after = tag_at(view, after);
    uint32_t left = step_of(quote_before(view, cue)), right = step_of(quote_after(view, cue)), that = that_after(view, cue);
    const struct quote *quote = quote_at(view, cue->head);
    uint32_t inside = !quote ? 0 : !quote->is_closed ? 1 : quote->last - quote->first < 6 ? 2 : 3;
    uint32_t inflection = tag_at(view, cue->head);
    feature_add(f, 1, 0, 0);
    feature_add(f, 2, word, 0);
    feature_add(f, 3, lemma, 0);
    feature_add(f, 4, inflection, 0);
    feature_add(f, 5, word, tag_before);
    feature_add(f, 6, word, tag_after);
    feature_add(f, 7, inflection, tag_before);
    feature_add(f, 8, inflection, tag_after);
    feature_add(f, 9, lemma, hash_at(view, after));
    feature_add(f, 13, lemma, left * 16 + right);
    feature_add(f, 14, inflection, left * 16 + right);
    feature_add(f, 15, inside, class);
    feature_add(f, 16, inside, lemma);
    feature_add(f, 17, that, lemma);
    feature_add(f, 18, that, inflection);
    feature_add(f, 22, neighbour(view, cue, false), class);
    feature_add(f, 23, neighbour(view, cue, true), class);
    feature_add(f, 25, step_of(cue->end - cue->last), class);
    feature_add(f, 26, step_of(cue->first - cue->begin), class);
    feature_add(f, 29, hash_at(view, after + (size_t)1), lemma);
    feature_add(f, 31, inside, subject_tag(view, cue));
}

void cue_features(const struct view *view, const struct cue *cue, struct features *f)
{
    uint32_t lemma = cue->hash, class = (uint32_t)cue->class, inflection = tag_at(view, cue->head), subject = subject_tag(view, cue);
    uint32_t before = cue->first > cue->begin ? cue->first - 1 : UINT32_MAX, after = cue->last < cue->end ? cue->last : UINT32_MAX;
    uint32_t tag_before = tag_at(view, before), tag_after = tag_at(view, after), tag_next = tag_at(view, after + (size_t)1);
    gate_features(view, cue, f);
    feature_add(f, 10, lemma, hash_at(view, before));
    feature_add(f, 11, inflection, tag_after * 31 + tag_next);
    feature_add(f, 12, inflection, tag_before * 31 + tag_after);
    feature_add(f, 19, tag_at(view, cue->first), class);
    feature_add(f, 20, subject, inflection);
    feature_add(f, 21, subject, lemma);
    feature_add(f, 24, view->document->roles[cue->head], class);
    feature_add(f, 27, tag_at(view, before - (size_t)1) * 31 + tag_before, class);
    feature_add(f, 28, view->tokens[cue->head].letters, lemma);
    feature_add(f, 30, hash_at(view, before), tag_at(view, before - (size_t)1));
}
