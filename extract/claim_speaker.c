#include "claim_speaker.h"

static const struct mention *mention_at(const struct view *view, uint32_t at)
{
    uint32_t index = view->document->entities.of_token[at];
    return index ? &view->document->entities.mentions[index - 1] : NULL;
}

struct speaker speaker_of_entity(const struct view *view, uint32_t entity)
{
    return (struct speaker){ .is_known = true, .entity = entity, .name = view->document->entities.at[entity].name };
}

static bool is_possessive_ending(const struct view *view, uint32_t at)
{
    if (at >= view->count || view->tokens[at].kind != TOKEN_CLITIC)
        return at < view->count && view->tokens[at].kind == TOKEN_QUOTE && !view->tokens[at].is_spaced && !quote_at(view, at);
    return view->document->text.all.at[view->tokens[at].end - 1] == 's';
}

static bool is_linking_preposition(const struct view *view, uint32_t at)
{
    return is_class(&view->tokens[at], WORD_PREPOSITION);
}

/* The end of the first noun phrase: where a comma, a preposition or a relative clause begins. */
static uint32_t head_end(const struct view *view, const struct subject *s)
{
    uint32_t at = s->first;
    while (at < s->last) {
        const struct mention *mention = mention_at(view, at);
        if (mention && mention->first == at && mention->last <= s->last) {
            at = mention->last;
            continue;
        }
        const struct token *token = &view->tokens[at];
        if (at > s->first && (token->mark == ',' || token->mark == '(' || token->mark == '-' || is_linking_preposition(view, at) || is_class(token, WORD_WHO)))
            if (token->mark != '-' || token->is_spaced)
                return at;
        at++;
    }
    return at;
}

/* The person named in the subject who is its head, not one who is only mentioned in it ("a spokesman for Trump"). */
static const struct mention *person_in(const struct view *view, const struct subject *s)
{
    const struct mention *found = NULL;
    for (uint32_t i = s->first; i < s->last; i++) {
        const struct mention *mention = mention_at(view, i);
        if (!mention || mention->first != i || mention->kind != MENTION_NAME || view->document->entities.at[mention->entity].type != ENTITY_PERSON)
            continue;
        bool is_own = i == s->first || !is_linking_preposition(view, i - 1);
        for (uint32_t j = i; is_own && j > s->first && i - j < 5 && is_class(&view->tokens[j - 1], WORD_HONORIFIC); j--)
            is_own = j - 1 == s->first || !is_linking_preposition(view, j - 2);
        if (is_own && !(mention->last < s->last && is_possessive_ending(view, mention->last)) && !found)
            found = mention;
    }
    return found;
}

/* A name at the end of the first noun phrase, so that it is what the phrase means. */
static const struct mention *name_of_head(const struct view *view, const struct subject *s, uint32_t end)
{
    if (end == s->first)
        return NULL;
    const struct mention *mention = mention_at(view, end - 1);
    if (!mention || mention->last != end || mention->first < s->first)
        return NULL;
    for (uint32_t i = s->first; i < mention->first; i++)
        if (!is_class(&view->tokens[i], WORD_DETERMINER | WORD_HONORIFIC) && view->document->entities.at[mention->entity].type != ENTITY_ORG)
            return NULL;
    return mention;
}

static struct span words_of(const struct view *view, uint32_t first, uint32_t last)
{
    while (first + 1 < last && (view->tokens[first].kind == TOKEN_PUNCTUATION || view->tokens[first].kind == TOKEN_QUOTE))
        first++;
    return span_slice(view->document->text.all, (struct range){ view->tokens[first].begin, view->tokens[last - 1].end });
}

static bool is_pronoun(const struct token *token)
{
    return is_class(token, WORD_HE | WORD_SHE | WORD_IT | WORD_THEY | WORD_WHO | WORD_FIRST_PERSON);
}

/* A pronoun's speaker: whom coreference knows, else the speaker before if it may be a person or a group. */
static struct speaker pronoun_resolve(const struct view *view, uint32_t at, const struct speaker *before)
{
    const struct mention *mention = mention_at(view, at);
    if (mention)
        return speaker_of_entity(view, mention->entity);
    bool is_first = is_class(&view->tokens[at], WORD_FIRST_PERSON);
    if (before && before->is_known && !is_first) {
        struct speaker same = *before;
        same.range = (struct range){ 0 };
        return same;
    }
    return (struct speaker){ .is_known = true, .entity = ENTITY_NONE, .name = words_of(view, at, at + 1) };
}

struct speaker speaker_resolve(const struct view *view, const struct subject *s, const struct speaker *before)
{
    struct speaker speaker = { .entity = ENTITY_NONE };
    if (s->side == SIDE_NONE || s->first >= s->last)
        return speaker;
    uint32_t end = head_end(view, s);
    const struct mention *mention = NULL;
    if (s->last - s->first == 1 && is_pronoun(&view->tokens[s->first]))
        speaker = pronoun_resolve(view, s->first, before);
    else if ((mention = person_in(view, s)) || (mention = name_of_head(view, s, end)))
        speaker = speaker_of_entity(view, mention->entity);
    else
        speaker = (struct speaker){ .is_known = true, .entity = ENTITY_NONE, .name = words_of(view, s->first, end > s->first ? end : s->last) };
    speaker.range = (struct range){ view->tokens[s->first].begin, view->tokens[s->last - 1].end };
    return speaker;
}
