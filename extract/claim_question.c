#include "claim_question.h"

enum { CITING_MOST = 60 };

static bool is_phrase_end(const struct view *view, uint32_t at)
{
    const struct token *token = &view->tokens[at];
    if (token->mark == '-')
        return token->is_spaced;
    return token->mark == ',' || token->mark == '(' || token->kind == TOKEN_QUOTE || is_preposition(view, at) ||
        is_class(token, WORD_WHO) || is_plain_verb(view, at);
}

uint32_t phrase_head_end(const struct view *view, uint32_t first, uint32_t last)
{
    uint32_t at = first;
    while (at < last) {
        const struct mention *mention = mention_at(view, at);
        if (mention && mention->first == at && mention->last <= last)
            at = mention->last;
        else if (at > first && is_phrase_end(view, at))
            return at;
        else
            at++;
    }
    return at;
}

/* "…, adding that", "… and urged": without a subject of its own, it has that of the clause before. */
static bool is_joined(const struct view *view, const struct cue *cue)
{
    if (cue->class >= CUE_NOUN)
        return false;
    return is_participle(view, cue->head) || (cue->first > cue->begin && is_class(&view->tokens[cue->first - 1], WORD_CONJUNCTION));
}

enum shape shape_of_pronoun(const struct token *token)
{
    return is_class(token, WORD_POSSESSIVE) ? SHAPE_WORDS : is_class(token, WORD_HE) ? SHAPE_HE : is_class(token, WORD_SHE) ? SHAPE_SHE
        : is_class(token, WORD_IT) ? SHAPE_IT : is_class(token, WORD_THEY) ? SHAPE_THEY : is_class(token, WORD_WHO) ? SHAPE_WHO
        : is_class(token, WORD_FIRST_PERSON) ? SHAPE_FIRST_PERSON : SHAPE_WORDS;
}

static enum shape shape_of_words(const struct view *view, uint32_t first, uint32_t end)
{
    const struct token *token = &view->tokens[first];
    const struct mention *begins = mention_at(view, first), *ends = mention_at(view, end - 1);
    if (ends && ends->last == end && ends->kind == MENTION_NAME)
        return SHAPE_NAME;
    if (begins && begins->kind == MENTION_NAME)
        return SHAPE_NAME_FIRST;
    if (is_word(view, first, view->rules->word_the))
        return SHAPE_DEFINITE;
    if (is_class(token, WORD_POSSESSIVE))
        return SHAPE_POSSESSIVE;
    if (is_class(token, WORD_DETERMINER))
        return SHAPE_OTHER_DETERMINER;
    if (is_class(token, WORD_NUMBER_WORD) || token->kind == TOKEN_NUMBER)
        return SHAPE_NUMBER;
    return is_capitalised(token) ? SHAPE_CAPITALISED : SHAPE_WORDS;
}

struct question question_make(const struct view *view, const struct finding *finding, const struct floor *floor, const struct claim *outer)
{
    struct question q = { .view = view, .finding = finding, .floor = floor, .outer = outer };
    const struct cue *cue = &finding->cue;
    q.at = finding->pieces[0].first;
    if (cue->class == CUE_NONE)
        return q;
    q.at = cue->head;
    q.shape = is_joined(view, cue) && floor->last_token >= cue->begin ? SHAPE_JOINED : SHAPE_NONE;
    if (finding->subject.side == SIDE_NONE || finding->subject.first >= finding->subject.last)
        return q;
    q.first = finding->subject.first;
    q.last = finding->subject.last;
    while (q.first + 1 < q.last && (view->tokens[q.first].kind == TOKEN_PUNCTUATION || view->tokens[q.first].kind == TOKEN_QUOTE))
        q.first++;
    q.at = q.first;
    q.end = phrase_head_end(view, q.first, q.last);
    q.head = view->tokens[q.end - 1].hash;
    q.sort = source_at(view, q.end - 1);
    q.shape = q.last - q.first == 1 ? shape_of_pronoun(&view->tokens[q.first]) : SHAPE_WORDS;
    if (q.shape == SHAPE_WORDS)
        q.shape = shape_of_words(view, q.first, q.end);
    return q;
}

uint32_t question_citing(const struct question *q)
{
    const struct cue *cue = &q->finding->cue;
    uint32_t limit = cue->end - cue->last > CITING_MOST ? cue->last + CITING_MOST : cue->end;
    for (uint32_t i = cue->last; i < limit; i++)
        if (source_at(q->view, i) & SOURCE_REPORTING && is_participle(q->view, i))
            return i;
    return 0;
}

bool question_is_quoted_as(const struct question *q)
{
    const struct cue *cue = &q->finding->cue;
    return cue->first > cue->begin && is_word(q->view, cue->first - 1, q->view->rules->word_as);
}

const struct mention *question_name(const struct question *q)
{
    uint32_t first = q->first, last = q->last;
    if (first == last || question_is_quoted_as(q) || question_citing(q))
        return NULL;
    while (last > first && (is_mark(q->view, last - 1, ',') || q->view->tokens[last - 1].kind == TOKEN_QUOTE))
        last--;
    const struct mention *mention = last > first ? mention_at(q->view, last - 1) : NULL;
    if (!mention || mention->kind != MENTION_NAME || mention->first < first || mention->last != last)
        return NULL;
    for (uint32_t i = first; i < mention->first; i++)
        if (!is_class(&q->view->tokens[i], WORD_DETERMINER | WORD_HONORIFIC))
            return NULL;
    return mention;
}
