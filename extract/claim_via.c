#include "claim_via.h"

enum { MEDIA_MOST = 2, REACH = 40, OUTER_MOST = 6, TIED_MOST = 5, TURN_SENTENCES = 4 };

static bool is_medium_word(const struct view *view, uint32_t at)
{
    return (source_at(view, at) & SOURCE_OUTLET) && is_capitalised(&view->tokens[at]);
}

static bool is_platform_word(const struct view *view, uint32_t at)
{
    return source_at(view, at) & SOURCE_PLATFORM && is_capitalised(&view->tokens[at]);
}

/* A name at `at` that is a medium's or a platform's; its end in `end`, 0 where it is none. */
static uint32_t medium_end(const struct view *view, uint32_t at, uint32_t limit)
{
    uint32_t index = view->document->entities.of_token[at], end = at;
    bool is_medium = false;
    if (index) {
        end = view->document->entities.mentions[index - 1].last;
    } else {
        while (end < limit && end < at + 5 && is_capitalised(&view->tokens[end]) && view->tokens[end].kind == TOKEN_WORD)
            end++;
    }
    for (uint32_t i = at; i < end; i++)
        is_medium |= (is_medium_word(view, i) && !(end == at + 1 && is_class(&view->tokens[i], WORD_WEEKDAY))) ||
            (end == at + 1 && is_platform_word(view, i)) || (i > at && is_platform_word(view, i));
    return is_medium ? end : 0;
}

/* A word that says what a medium is: "the newspaper", "messaging app", "state television". */
static bool is_kind_word(const struct view *view, uint32_t at)
{
    return source_at(view, at) & (SOURCE_MEDIUM | SOURCE_BODY | SOURCE_PLATFORM | SOURCE_OUTLET) ||
        (is_nominal(view, at) && at + 1 < view->count && view->tokens[at + 1].letters == CASE_LOWER);
}

/* Whether the word before a medium ties the speaker to it: a tell-verb, or a preposition. */
static bool is_tied(const struct view *view, const struct cue *cue, uint32_t at)
{
    for (uint32_t i = at; i > cue->begin && at - i < TIED_MOST; i--) {
        const struct token *token = &view->tokens[i - 1];
        if (cue_class_at(view, i - 1) == CUE_TELL)
            return true;
        if (is_class(token, WORD_PREPOSITION) && !is_word(view, i - 1, view->rules->word_by) && !is_word(view, i - 1, view->rules->word_of))
            return true;
        if (is_class(token, WORD_DETERMINER | WORD_POSSESSIVE) || (token->letters == CASE_LOWER && is_kind_word(view, i - 1)))
            continue;
        return token->kind == TOKEN_CLITIC && i >= 2 && view->document->entities.of_token[i - 2];
    }
    return false;
}

/* The end of an organisation that a speaker told something and that no list knows, most often a small medium; 0 where it is none. */
static uint32_t told_end(const struct view *view, const struct cue *cue, uint32_t at)
{
    uint32_t index = view->document->entities.of_token[at];
    if (!index || cue->class != CUE_TELL || at < cue->last || at > cue->last + 1 ||
        (at > cue->last && !is_word(view, cue->last, view->rules->word_the)))
        return 0;
    const struct mention *mention = &view->document->entities.mentions[index - 1];
    const struct entity *entity = &view->document->entities.at[mention->entity];
    if (mention->first != at || entity->type != ENTITY_ORG || (entity->wikidata.length && !is_word(view, at, view->rules->word_the)))
        return 0;
    for (uint32_t i = at; i < mention->last; i++)
        if (source_at(view, i) & (SOURCE_BODY | SOURCE_GROUP))
            return 0;
    return mention->last;
}

static struct source source_make(const struct view *view, uint32_t first, uint32_t last)
{
    uint32_t index = view->document->entities.of_token[first];
    struct source source = { .entity = ENTITY_NONE };
    source.name = span_slice(view->document->text.all, (struct range){ view->tokens[first].begin, view->tokens[last - 1].end });
    if (index) {
        source.entity = view->document->entities.mentions[index - 1].entity;
        source.name = view->document->entities.at[source.entity].name;
    }
    return source;
}

/* Media named in the cue's sentence, outside content and speaker. */
static size_t media_find(const struct view *view, const struct finding *finding, struct source *media)
{
    const struct cue *cue = &finding->cue;
    size_t count = 0;
    if (cue->class == CUE_NONE || cue->class == CUE_ACCORDING || cue->class == CUE_COLON)
        return 0;
    uint32_t begin = cue->first - cue->begin > REACH ? cue->first - REACH : cue->begin;
    uint32_t limit = cue->end - cue->last > REACH ? cue->last + REACH : cue->end;
    for (uint32_t i = begin; i < limit && count < MEDIA_MOST; i++) {
        if (is_in_pieces(finding, i) || (i >= finding->subject.first && i < finding->subject.last) || quote_at(view, i))
            continue;
        uint32_t end = is_capitalised(&view->tokens[i]) ? medium_end(view, i, limit) : 0;
        if (!end)
            end = told_end(view, cue, i);
        if (!end)
            continue;
        if (is_tied(view, cue, i))
            media[count++] = source_make(view, i, end);
        i = end - 1;
    }
    return count;
}

static bool is_same_turn(const struct view *view, const struct finding *a, const struct finding *b)
{
    const struct sentences *sentences = &view->document->sentences;
    const struct sentence *x = &sentences->at[sentences->of_token[a->pieces[0].first]], *y =
        &sentences->at[sentences->of_token[b->pieces[0].first]];
    return y - x <= TURN_SENTENCES && x->paragraph + 1 >= y->paragraph;
}

static bool is_source(const struct source *source, const struct speaker *speaker)
{
    return source->entity == ENTITY_NONE ? span_equal(source->name, speaker->name) : source->entity == speaker->entity;
}

/* Leaves out media that stand in the chain already, or speak themselves. */
static size_t media_sift(struct source *media, size_t count, const struct claim *outer, bool is_outer, const struct claim *claim)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_new = !is_source(&media[i], &claim->speaker) && !(is_outer && is_source(&media[i], &outer->speaker));
        for (size_t j = 0; is_outer && j < outer->via_count; j++)
            is_new = is_new && !span_equal(outer->via[j].name, media[i].name);
        for (size_t j = 0; j < kept; j++)
            is_new = is_new && !span_equal(media[j].name, media[i].name);
        if (is_new)
            media[kept++] = media[i];
    }
    return kept;
}

void via_tell(const struct view *view, const struct finding *finding, const struct claim *outer, const struct claim_before *before,
              struct claim *claim)
{
    struct source media[MEDIA_MOST];
    size_t count = media_find(view, finding, media), outer_count = 0;
    bool is_outer = outer && outer->speaker.is_known && !span_equal(outer->speaker.name, claim->speaker.name);
    if (is_outer)
        outer_count = (outer->via_count < OUTER_MOST ? outer->via_count : OUTER_MOST) + 1;
    if (!count && !is_outer && before->claim && before->claim->via_count == 1 &&
        span_equal(before->claim->speaker.name, claim->speaker.name) &&
        is_same_turn(view, before->finding, finding))
        media[count++] = before->claim->via[0];
    count = media_sift(media, count, outer, is_outer, claim);
    if (!count && !outer_count)
        return;
    claim->via = arena_array(view->arena, outer_count + count, sizeof *claim->via);
    if (!claim->via)
        return;
    for (size_t i = 0; i + 1 < outer_count; i++)
        claim->via[i] = outer->via[i];
    if (is_outer)
        claim->via[outer_count - 1] = (struct source){ outer->speaker.entity, outer->speaker.name };
    for (size_t i = 0; i < count; i++)
        claim->via[outer_count + i] = media[i];
    claim->via_count = outer_count + count;
}
