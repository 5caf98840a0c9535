#include "claim_identity.h"
#include "claim_kind.h"
#include "claim_speaker.h"
#include "claim_via.h"
#include "claim_worth.h"

#include <stdlib.h>

/* ── spans ── */

/* A piece as bytes: a closing mark belongs to a content that is quoted only in part and ends with it. */
static struct range piece_range(const struct view *view, const struct piece *piece)
{
    uint32_t first = piece->first, last = piece->last;
    const struct quote *quote = quote_at(view, last - 1);
    if (quote && quote->last == last && quote->is_closed && first < quote->open)
        last++;
    const struct quote *opening = quote_at(view, first);
    if (opening && opening->first == first && opening->last < piece->last)
        first = opening->open;
    while (last > first + 1 && !quote_at(view, last - 1) && view->tokens[last - 1].mark == ',')
        last--;
    return (struct range){ view->tokens[first].begin, view->tokens[last - 1].end };
}

static enum claim_form form_of(const struct view *view, const struct finding *finding)
{
    const struct quote *own = finding->cue.class != CUE_NONE ? quote_at(view, finding->cue.head) : NULL;
    uint32_t quoted = 0, all = 0;
    for (uint32_t p = 0; p < finding->piece_count; p++) {
        for (uint32_t i = finding->pieces[p].first; i < finding->pieces[p].last; i++) {
            const struct quote *quote = quote_at(view, i);
            all++;
            quoted += quote && quote != own && i != quote->open && i != quote->close;
        }
    }
    return quoted == 0 ? FORM_INDIRECT : quoted == all ? FORM_DIRECT : FORM_MIXED;
}

/* The verb group, and the particle that ties the content to it: "called for", "pointed out". */
static struct range cue_range(const struct view *view, const struct finding *finding)
{
    const struct cue *cue = &finding->cue;
    if (cue->class == CUE_NONE)
        return (struct range){ 0 };
    uint32_t last = cue->last;
    if (!finding->is_before && last < cue->end && is_class(&view->tokens[last], WORD_PREPOSITION) &&
        !is_word(view, last, view->rules->word_to)) {
        uint32_t first = finding->pieces[0].first;
        if (first == last + 1 || (first == last + 2 && is_word(view, last + 1, view->rules->word_that)))
            last++;
    }
    return (struct range){ view->tokens[cue->first].begin, view->tokens[last - 1].end };
}

static const char *rule_of(const struct view *view, const struct finding *finding, enum claim_form form)
{
    if (finding->cue.class == CUE_NONE)
        return "quote-alone";
    if (finding->cue.class == CUE_ACCORDING)
        return "according-to";
    if (finding->cue.class == CUE_COLON)
        return "colon";
    if (finding->cue.class == CUE_DASH)
        return "dash";
    if (finding->is_before)
        return finding->piece_count > 1 ? "content-cue-content" : form == FORM_DIRECT ? "quote-cue" : "clause-cue";
    if (form == FORM_DIRECT)
        return "cue-quote";
    if (finding->cue.class == CUE_NOUN || finding->cue.class == CUE_ADJECTIVE)
        return finding->cue.class == CUE_NOUN ? "noun-content" : "adjective-content";
    uint32_t first = finding->pieces[0].first;
    if (is_word(view, first - 1, view->rules->word_that))
        return "cue-that";
    return is_word(view, first, view->rules->word_to) ? "cue-to" : "cue-clause";
}

/* ── what the content speaks of ── */

static bool is_in_content(const struct claim *claim, struct range range)
{
    for (size_t p = 0; p < claim->content_count; p++)
        if (is_overlapping(claim->content[p], range))
            return true;
    return false;
}

/* The first of items whose range ends behind `begin`; items are in order. */
#define FIRST_BEHIND(items, count, begin_) \
    size_t low = 0, high = (count); \
    while (low < high) { \
        size_t middle = (low + high) / 2; \
        if ((items)[middle].range.end <= (begin_)) \
            low = middle + 1; \
        else \
            high = middle; \
    }

static void entities_note(const struct document *document, struct claim *claim, struct arena *arena)
{
    const struct entities *entities = &document->entities;
    uint32_t begin = claim->content[0].begin, end = claim->content[claim->content_count - 1].end;
    FIRST_BEHIND(entities->mentions, entities->mention_count, begin)
    size_t room = 0;
    for (size_t i = low; i < entities->mention_count && entities->mentions[i].range.begin < end; i++) {
        uint32_t entity = entities->mentions[i].entity;
        if (!is_in_content(claim, entities->mentions[i].range))
            continue;
        size_t at = 0;
        while (at < claim->entity_count && claim->entities[at] < entity)
            at++;
        if (at < claim->entity_count && claim->entities[at] == entity)
            continue;
        uint32_t *grown = arena_grow(arena, claim->entities, claim->entity_count, &room, sizeof *grown);
        if (!grown)
            return;
        memmove(grown + at + 1, grown + at, (claim->entity_count - at) * sizeof *grown);
        grown[at] = entity;
        claim->entities = grown;
        claim->entity_count++;
    }
}

static void values_note(const struct document *document, struct claim *claim, struct arena *arena)
{
    uint32_t begin = claim->content[0].begin, end = claim->content[claim->content_count - 1].end;
    FIRST_BEHIND(document->values.at, document->values.count, begin)
    size_t room = 0;
    for (size_t i = low; i < document->values.count && document->values.at[i].range.begin < end; i++) {
        if (!is_in_content(claim, document->values.at[i].range))
            continue;
        uint32_t *grown = arena_grow(arena, claim->values, claim->value_count, &room, sizeof *grown);
        if (!grown)
            return;
        claim->values = grown;
        grown[claim->value_count++] = (uint32_t)i;
    }
}

/* ── one claim ── */

static struct range *content_of(const struct view *view, const struct finding *finding)
{
    struct range *content = arena_array(view->arena, finding->piece_count, sizeof *content);
    for (uint32_t p = 0; content && p < finding->piece_count; p++)
        content[p] = piece_range(view, &finding->pieces[p]);
    return content;
}

static bool claim_make(const struct view *view, const struct finding *finding, const struct question *question, struct claim *claim)
{
    *claim = (struct claim){ .content = content_of(view, finding), .content_count = finding->piece_count, .speaker.entity = ENTITY_NONE };
    if (!claim->content)
        return false;
    claim->form = form_of(view, finding);
    claim->cue = cue_range(view, finding);
    claim->rule = rule_of(view, finding, claim->form);
    claim->confidence = (double)finding->probability;
    if (finding->cue.class != CUE_NONE)
        claim->lemma = view->rules->entries[view->cues[finding->cue.head] - 1].lemma;
    claim->speaker = speaker_tell(question);
    attributes_tell(view, finding, claim);
    entities_note(view->document, claim, view->arena);
    values_note(view->document, claim, view->arena);
    claim->check_worthiness = worth_of(view, finding->pieces[0].first, finding->pieces[finding->piece_count - 1].last);
    return true;
}

/* What the article states itself, merged into the claims by place. */
static void statements_add(const struct view *view, const struct piece *pieces, size_t count, struct claims *claims)
{
    for (size_t i = 0; i < count; i++) {
        struct claim claim = { .form = FORM_STATEMENT, .content_count = 1, .speaker.entity = ENTITY_NONE, .rule = "lone-sentence" };
        struct finding finding = { .pieces = { pieces[i] }, .piece_count = 1, .outer = OUTER_NONE };
        claim.content = content_of(view, &finding);
        if (!claim.content)
            return;
        attributes_tell(view, &finding, &claim);
        entities_note(view->document, &claim, view->arena);
        values_note(view->document, &claim, view->arena);
        if (claim.value_count)
            claim.rule = "number";
        claim.check_worthiness = worth_of(view, pieces[i].first, pieces[i].last);
        claim.confidence = 0.8;
        claims->at[claims->count++] = claim;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    if (x->content[0].begin != y->content[0].begin)
        return x->content[0].begin < y->content[0].begin ? -1 : 1;
    return x->cue.begin < y->cue.begin ? -1 : x->cue.begin > y->cue.begin;
}

static void findings_make(const struct view *view, const struct findings *findings, struct claims *claims)
{
    struct floor floor = floor_begin(view);
    struct relays relays = { 0 };
    if (arena_is_full(view->arena))
        return;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->at[i];
        struct claim *claim = &claims->at[i];
        const struct claim *outer = finding->outer < i ? &claims->at[finding->outer] : NULL;
        struct question question = question_make(view, finding, &floor, outer);
        if (!claim_make(view, finding, &question, claim))
            return;
        claims->count++;
        via_tell(&question, &relays, claim);
        if (finding->outer != OUTER_NONE)
            continue;
        floor_take(&question, &claim->speaker, &floor);
    }
}

struct claims claims_find(const struct document *document, const struct claim_rules *rules, struct arena *arena)
{
    struct claims claims = { 0 };
    struct view view = view_make(document, rules, arena);
    if (arena_is_full(arena))
        return claims;
    struct findings findings = findings_choose(&view);
    struct piece *statements;
    size_t statement_count = statements_find(&view, &findings, &statements);
    claims.at = arena_array(arena, findings.count + statement_count, sizeof *claims.at);
    if (!claims.at || arena_is_full(arena))
        return claims;
    findings_make(&view, &findings, &claims);
    statements_add(&view, statements, statement_count, &claims);
    if (claims.count)
        qsort(claims.at, claims.count, sizeof *claims.at, by_place);
    claims_identify(document, &claims, arena);
    return claims;
}
