#include "claim_via.h"

enum { REACH = 40, NAME_WORDS = 5, NEAR_NAMES = 6, SOURCES_MOST = 6 };

/* A chain that is missed is worse than one that is doubtful. */
static const float LEAST = -0.5f;

/* ── candidates ── */

static bool is_same_source(const struct source *a, const struct source *b)
{
    return a->entity == ENTITY_NONE || b->entity == ENTITY_NONE ? span_equal(a->name, b->name) : a->entity == b->entity;
}

static struct source source_of_speaker(const struct speaker *speaker)
{
    return (struct source){ speaker->entity, speaker->name };
}

static size_t add(struct medium *media, size_t count, const struct speaker *speaker, struct medium medium)
{
    struct source own = source_of_speaker(speaker);
    if (is_same_source(&medium.source, &own))
        return count;
    for (size_t i = 0; i < count; i++)
        if (is_same_source(&media[i].source, &medium.source)) {
            media[i].origin |= medium.origin;
            if (media[i].first == media[i].last) {
                media[i].first = medium.first;
                media[i].last = medium.last;
            }
            return count;
        }
    if (count < MEDIA_MOST)
        media[count++] = medium;
    return count;
}

static bool is_medium_word(const struct view *view, uint32_t at)
{
    return source_at(view, at) & (SOURCE_OUTLET | SOURCE_PLATFORM) && is_capitalised(&view->tokens[at]);
}

/* The end of what may name a medium at `at`: a mention, or capitalised words of which the lists know one; `at` if there is none. */
static uint32_t name_end(const struct view *view, uint32_t at, uint32_t limit)
{
    const struct mention *mention = mention_at(view, at);
    if (mention)
        return mention->first == at && mention->kind == MENTION_NAME && mention->last <= limit ? mention->last : at;
    uint32_t end = at;
    bool is_medium = false;
    for (; end < limit && end < at + NAME_WORDS && is_capitalised(&view->tokens[end]) && view->tokens[end].kind == TOKEN_WORD; end++) {
        if (view->document->entities.of_token[end])
            break;
        is_medium |= is_medium_word(view, end);
    }
    return is_medium && !(end == at + 1 && is_class(&view->tokens[at], WORD_WEEKDAY)) ? end : at;
}

static struct source source_make(const struct view *view, uint32_t first, uint32_t last)
{
    const struct mention *mention = mention_at(view, first);
    if (mention)
        return (struct source){ mention->entity, view->document->entities.at[mention->entity].name };
    struct range range = { view->tokens[first].begin, view->tokens[last - 1].end };
    return (struct source){ ENTITY_NONE, span_slice(view->document->text.all, range) };
}

/* The end of words that say what a medium is and name none: "state television", "local media". */
static uint32_t words_end(const struct view *view, uint32_t at, uint32_t limit)
{
    uint32_t end = at;
    while (end < limit && end < at + NAME_WORDS && is_nominal(view, end) && !is_class(&view->tokens[end], WORD_DETERMINER))
        end++;
    return end > at && source_at(view, end - 1) & SOURCE_MEDIUM && view->tokens[end - 1].letters == CASE_LOWER ? end : at;
}

/* What may be a medium by its type; what no list knows only as an organisation. */
static bool may_carry(const struct view *view, uint32_t at)
{
    const struct mention *mention = mention_at(view, at);
    if (!mention)
        return true;
    enum entity_type type = view->document->entities.at[mention->entity].type;
    return type == ENTITY_ORG || type == ENTITY_PRODUCT || type == ENTITY_WORK_OF_ART || type == ENTITY_PERSON || is_medium_word(view, at) ||
        is_medium_word(view, mention->last - 1);
}

static size_t sentence_add(const struct question *q, const struct speaker *speaker, struct medium *media, size_t count)
{
    const struct view *view = q->view;
    const struct cue *cue = &q->finding->cue;
    uint32_t begin = cue->first - cue->begin > REACH ? cue->first - REACH : cue->begin;
    uint32_t limit = cue->end - cue->last > REACH ? cue->last + REACH : cue->end;
    for (uint32_t i = begin; i < limit; i++) {
        if (is_in_pieces(q->finding, i) || quote_at(view, i))
            continue;
        uint32_t end = name_end(view, i, limit);
        if (end == i && !is_nominal(view, i > 0 ? i - 1 : 0) && i >= cue->last)
            end = words_end(view, i, limit);
        if (end == i || !may_carry(view, i))
            continue;
        uint32_t origin = i >= q->first && i < q->last ? ORIGIN_SUBJECT : i < cue->first ? ORIGIN_BEFORE : ORIGIN_BEHIND;
        if (origin == ORIGIN_SUBJECT && speaker->met & (MET_AS_CITED | MET_AS_QUOTED))
            origin |= ORIGIN_CITING;
        count = add(media, count, speaker, (struct medium){ source_make(view, i, end), origin, i, end, i });
        i = end - 1;
    }
    return count;
}

/* Media named in the sentence before. */
static size_t near_add(const struct question *q, const struct speaker *speaker, struct medium *media, size_t count)
{
    const struct view *view = q->view;
    const struct sentences *sentences = &view->document->sentences;
    uint32_t here = sentences->of_token[q->finding->pieces[0].first];
    if (q->finding->cue.class != CUE_NONE && q->finding->cue.begin < q->finding->pieces[0].first)
        here = sentences->of_token[q->finding->cue.begin];
    if (here == 0)
        return count;
    const struct sentence *before = &sentences->at[here - 1];
    uint32_t begin = before->last - before->first > 2 * REACH ? before->last - 2 * REACH : before->first;
    for (uint32_t i = begin, names = 0; i < before->last && names < NEAR_NAMES; i++) {
        uint32_t end = name_end(view, i, before->last);
        if (end == i || !(is_medium_word(view, i) || is_medium_word(view, end - 1)))
            continue;
        count = add(media, count, speaker, (struct medium){ source_make(view, i, end), ORIGIN_NEAR, i, end, i });
        i = end - 1;
        names++;
    }
    return count;
}

static bool is_same_speaker(const struct speaker *a, const struct speaker *b)
{
    return a->is_known && b->is_known && span_equal(a->name, b->name);
}

/* Through whom the speaker was heard last, and anybody. */
static size_t relays_add(const struct question *q, const struct speaker *speaker, const struct relays *relays, struct medium *media, size_t count)
{
    bool is_found = false;
    for (uint32_t back = 1; back <= RELAYS_MOST && back <= relays->count && !(is_found && back > 1); back++) {
        const struct relay *relay = &relays->at[(relays->count - back) % RELAYS_MOST];
        bool is_same = is_same_speaker(&relay->speaker, speaker);
        if (is_same || back == 1)
            count = add(media, count, speaker, (struct medium){ relay->source, is_same ? ORIGIN_SAME : ORIGIN_LAST, 0, 0, relay->token });
        is_found |= is_same;
    }
    if (q->floor->last.is_known && q->floor->last.entity != ENTITY_NONE)
        count = add(media, count, speaker,
                    (struct medium){ source_of_speaker(&q->floor->last), ORIGIN_SPOKE, 0, 0, q->floor->last_token });
    return count;
}

size_t media_find(const struct question *q, const struct speaker *speaker, const struct relays *relays, struct medium *media)
{
    size_t count = 0;
    if (q->outer) {
        for (size_t i = 0; i < q->outer->via_count; i++)
            count = add(media, count, speaker, (struct medium){ q->outer->via[i], ORIGIN_OUTER_VIA, 0, 0, q->at });
        if (q->outer->speaker.is_known)
            count = add(media, count, speaker, (struct medium){ source_of_speaker(&q->outer->speaker), ORIGIN_OUTER, 0, 0, q->at });
    }
    if (q->finding->cue.class != CUE_NONE)
        count = sentence_add(q, speaker, media, count);
    if (!q->outer) {
        count = relays_add(q, speaker, relays, media, count);
        count = near_add(q, speaker, media, count);
    }
    return count;
}

/* ── features ── */

/* The word before a name, articles and what describes it left out: "told the newspaper Politico". */
static uint32_t tie_before(const struct view *view, uint32_t at, uint32_t begin)
{
    while (at > begin && is_class(&view->tokens[at - 1], WORD_DETERMINER | WORD_POSSESSIVE))
        at--;
    return at > begin ? at - 1 : UINT32_MAX;
}

static uint32_t listed(const struct view *view, const struct medium *m)
{
    uint32_t bits = 0;
    for (uint32_t i = m->first; i < m->last && i < m->first + 8; i++)
        if (is_capitalised(&view->tokens[i]))
            bits |= source_at(view, i);
    return bits & (SOURCE_OUTLET | SOURCE_PLATFORM | SOURCE_BODY | SOURCE_GROUP | SOURCE_PERSON | SOURCE_MEDIUM);
}

static void name_features_add(const struct question *q, const struct medium *m, uint32_t kind, struct features *f)
{
    const struct view *view = q->view;
    const struct cue *cue = &q->finding->cue;
    uint32_t begin = cue->class == CUE_NONE ? 0 : cue->begin, tie = tie_before(view, m->first, begin), list = listed(view, m);
    uint32_t word = hash_at(view, tie), origin = m->origin;
    enum cue_class class = tie == UINT32_MAX ? CUE_NONE : cue_class_at(view, tie);
    bool is_at_cue = tie != UINT32_MAX && cue->class != CUE_NONE && tie >= cue->first && tie < cue->last;
    feature_add(f, 101, word, origin);
    feature_add(f, 102, word, list);
    feature_add(f, 103, word, hash_at(view, tie - (size_t)1));
    feature_add(f, 104, (uint32_t)class * 2 + is_at_cue, kind);
    feature_add(f, 105, (uint32_t)class * 2 + is_at_cue, list);
    feature_add(f, 106, hash_at(view, m->last), origin);
    feature_add(f, 107, hash_at(view, m->last), list);
    feature_add(f, 108, view->tokens[m->last - 1].hash, 0);
    feature_add(f, 109, view->tokens[m->first].hash, 0);
    feature_add(f, 110, list, kind * 1024 + origin);
    feature_add(f, 111, step_of(m->first < cue->first ? cue->first - m->first : m->first - cue->first), origin);
    feature_add(f, 112, word, kind);
    feature_add(f, 113, hash_at(view, tie - (size_t)1), list);
}

static void distance_features_add(const struct question *q, const struct medium *m, uint32_t kind, struct features *f)
{
    const struct sentences *sentences = &q->view->document->sentences;
    const struct sentence *here = &sentences->at[sentences->of_token[q->finding->pieces[0].first]];
    const struct sentence *there = &sentences->at[sentences->of_token[m->since < q->view->count ? m->since : 0]];
    uint32_t apart = here >= there ? step_of((uint32_t)(here - there)) : 11;
    uint32_t paragraphs = here->paragraph >= there->paragraph ? here->paragraph - there->paragraph : 7;
    uint32_t cue = (uint32_t)q->finding->cue.class * 2 + (quote_at(q->view, q->finding->pieces[0].first) != NULL);
    feature_add(f, 121, apart, m->origin);
    feature_add(f, 122, paragraphs < 4 ? paragraphs : 4, m->origin);
    feature_add(f, 123, apart, cue << 10 | m->origin);
    feature_add(f, 124, cue, m->origin);
    feature_add(f, 125, (uint32_t)q->shape, m->origin);
    feature_add(f, 126, apart * 16 + kind, m->origin);
}

void medium_features(const struct question *q, const struct medium *m, struct features *f)
{
    const struct view *view = q->view;
    uint32_t entity = m->source.entity, origin = m->origin, kind = ENTITY_TYPE_COUNT, spoken = 0, named = 0;
    if (entity != ENTITY_NONE) {
        kind = view->document->entities.at[entity].type;
        spoken = step_of(q->floor->spoken[entity]);
        named = step_of(q->floor->named[entity]);
    }
    const struct cue *cue = &q->finding->cue;
    feature_add(f, 131, origin, kind);
    feature_add(f, 132, origin, cue->class);
    feature_add(f, 133, origin, cue->class == CUE_NONE ? 1 : cue->hash);
    feature_add(f, 134, spoken, origin);
    feature_add(f, 135, named, origin * 16 + kind);
    feature_add(f, 136, origin, entity != ENTITY_NONE && view->document->entities.at[entity].wikidata.length != 0);
    feature_add(f, 137, origin, q->outer ? 2u + (uint32_t)q->outer->form : 1);
    if (m->first < m->last)
        name_features_add(q, m, kind, f);
    if (!(origin & (ORIGIN_OUTER | ORIGIN_OUTER_VIA)))
        distance_features_add(q, m, kind, f);
}

/* ── the chain ── */

static bool is_medium(const struct question *q, const struct speaker *speaker, const struct medium *medium)
{
    struct features features;
    if (medium->origin & ORIGIN_CITING && speaker->met & MET_AS_QUOTED)
        return true;
    features.count = 0;
    medium_features(q, medium, &features);
    return linear_score(&q->view->rules->speakers, &features) > LEAST;
}

void via_tell(const struct question *q, struct relays *relays, struct claim *claim)
{
    struct medium media[MEDIA_MOST];
    size_t count = media_find(q, &claim->speaker, relays, media), kept = 0;
    for (size_t i = 0; i < count && kept < SOURCES_MOST; i++)
        if (is_medium(q, &claim->speaker, &media[i]))
            media[kept++] = media[i];
    if (!kept)
        return;
    claim->via = arena_array(q->view->arena, kept, sizeof *claim->via);
    if (!claim->via)
        return;
    for (size_t i = 0; i < kept; i++)
        claim->via[claim->via_count++] = media[i].source;
    if (!q->outer)
        relays->at[relays->count++ % RELAYS_MOST] = (struct relay){ claim->speaker, media[kept - 1].source, q->at };
}
