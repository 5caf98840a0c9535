#include "claim_candidate.h"

enum { BACK_MOST = 500, BACK_NAMES = 12, AHEAD_MOST = 150, AHEAD_NAMES = 3, WALK_MOST = 60, SUBJECT_NAMES = 5, CALLED_MOST = 10,
       ALIKE_WORDS = 10, ALIKE_CALLINGS = 12 };

/* Nouns of those who speak. */
enum { SPEAKING = SOURCE_PERSON | SOURCE_GROUP | SOURCE_BODY };

static const struct entity *entity_of(const struct view *view, const struct mention *mention)
{
    return &view->document->entities.at[mention->entity];
}

static struct speaker words_speaker(const struct view *view, uint32_t first, uint32_t last)
{
    struct range range = { view->tokens[first].begin, view->tokens[last - 1].end };
    return (struct speaker){ .is_known = true, .entity = ENTITY_NONE, .name = span_slice(view->document->text.all, range) };
}

static bool is_same(const struct speaker *a, const struct speaker *b)
{
    if (a->entity != ENTITY_NONE || b->entity != ENTITY_NONE)
        return a->entity == b->entity;
    return a->is_known == b->is_known && span_equal(a->name, b->name);
}

/* The first that meets somebody counts for what is seen of the place; later ones only add where else. */
static void add(struct candidates *c, struct candidate candidate, uint32_t met)
{
    c->met |= met;
    for (size_t i = 0; i < c->count; i++)
        if (is_same(&c->at[i].speaker, &candidate.speaker)) {
            c->at[i].speaker.met |= met;
            return;
        }
    if (c->count == CANDIDATES_MOST)
        return;
    candidate.speaker.met = met;
    c->at[c->count++] = candidate;
}

static void mention_add(const struct view *view, struct candidates *c, const struct mention *mention, uint32_t rank, uint32_t met)
{
    struct speaker speaker = { .is_known = true, .entity = mention->entity, .name = entity_of(view, mention)->name };
    add(c, (struct candidate){ .speaker = speaker, .first = mention->first, .last = mention->last, .rank = rank }, met);
}

static void words_add(const struct view *view, struct candidates *c, uint32_t first, uint32_t last, uint32_t met)
{
    while (last > first && (view->tokens[last - 1].mark == ',' || view->tokens[last - 1].kind == TOKEN_QUOTE))
        last--;
    if (first < last)
        add(c, (struct candidate){ .speaker = words_speaker(view, first, last), .first = first, .last = last }, met);
}

/* The end of the words that name a speaker without a name: "a spokesperson for the group", up to a comma or a clause. */
static uint32_t words_end(const struct question *q)
{
    const struct view *view = q->view;
    uint32_t end = q->end;
    while (end < q->last && view->tokens[end].mark != ',' && view->tokens[end].mark != '(' && view->tokens[end].kind != TOKEN_QUOTE &&
           !is_class(&view->tokens[end], WORD_WHO | WORD_AUXILIARY | WORD_MODAL))
        end++;
    while (end > q->first + 1 && (is_class(&view->tokens[end - 1], WORD_ADVERB | WORD_WEEKDAY) ||
                                  (is_plain_verb(view, end - 1) && source_at(view, end - 2) & SPEAKING)))
        end--;
    return end;
}

/* The subject's own words: all, without what follows its noun, and what follows a clause or "by" inside it. */
static void own_words_add(const struct question *q, struct candidates *c)
{
    const struct view *view = q->view;
    uint32_t clause = q->first, by = q->first;
    words_add(view, c, q->first, words_end(q), MET_AS_WORDS);
    words_add(view, c, q->first, q->end, MET_AS_HEAD);
    words_add(view, c, q->first, q->last, MET_AS_ALL);
    for (uint32_t i = q->first; i + 1 < q->last; i++) {
        if (is_word(view, i, view->rules->word_that) || (is_plain_verb(view, i) && !is_word(view, i + 1, view->rules->word_by)))
            clause = i + 1;
        else if (is_word(view, i, view->rules->word_by))
            by = i + 1;
    }
    if (clause > q->first)
        words_add(view, c, clause, phrase_head_end(view, clause, q->last), MET_AS_CLAUSE);
    if (by > q->first)
        words_add(view, c, by, phrase_head_end(view, by, q->last), MET_AS_MAKER);
}

static void subject_add(const struct question *q, struct candidates *c)
{
    size_t names = 0;
    for (uint32_t i = q->first; i < q->last && names < SUBJECT_NAMES; i++) {
        const struct mention *mention = mention_at(q->view, i);
        if (!mention || mention->first != i || mention->last > q->last)
            continue;
        bool is_pronoun = q->last - q->first == 1 && mention->kind == MENTION_PRONOUN;
        mention_add(q->view, c, mention, (uint32_t)names++, is_pronoun ? MET_AS_COREFERENT : MET_IN_SUBJECT);
    }
    own_words_add(q, c);
}

/* What a relative "who" stands behind: "Roe, who", "two officials who". */
static void antecedent_add(const struct question *q, struct candidates *c)
{
    const struct view *view = q->view;
    uint32_t end = q->at;
    while (end > 0 && q->at - end < 2 && (view->tokens[end - 1].mark == ',' || view->tokens[end - 1].mark == ')'))
        end--;
    if (end == 0)
        return;
    const struct mention *mention = mention_at(view, end - 1);
    if (mention)
        mention_add(view, c, mention, 0, MET_AS_ANTECEDENT);
    uint32_t first = end;
    while (first > 0 && end - first < 8 && is_nominal(view, first - 1) && (first == end || !view->tokens[first].is_line_start))
        first--;
    words_add(view, c, first, end, MET_AS_ANTECEDENT);
}

static void speaker_add(struct candidates *c, const struct speaker *speaker, uint32_t token, uint32_t met)
{
    if (speaker->is_known)
        add(c, (struct candidate){ .speaker = *speaker, .first = token, .last = token }, met);
}

/* The first mention that does not begin before a token. */
static size_t mention_from(const struct entities *entities, uint32_t at)
{
    size_t low = 0, high = entities->mention_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (entities->mentions[middle].first < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool may_speak(enum entity_type type)
{
    return type == ENTITY_PERSON || type == ENTITY_ORG || type == ENTITY_GPE || type == ENTITY_NORP || type == ENTITY_PRODUCT ||
        type == ENTITY_WORK_OF_ART;
}

static bool is_met(const struct candidates *c, const struct mention *mention, uint32_t met)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->at[i].speaker.entity == mention->entity)
            return c->at[i].speaker.met & met;
    return false;
}

static void before_add(const struct question *q, struct candidates *c)
{
    const struct entities *entities = &q->view->document->entities;
    uint32_t ranks[ENTITY_TYPE_COUNT] = { 0 }, names = 0;
    size_t from = mention_from(entities, q->at);
    for (size_t m = from; m > 0 && names < BACK_NAMES && from - m < WALK_MOST && q->at - entities->mentions[m - 1].first < BACK_MOST; m--) {
        const struct mention *mention = &entities->mentions[m - 1];
        enum entity_type type = entity_of(q->view, mention)->type;
        if (!may_speak(type) || is_met(c, mention, MET_BEFORE))
            continue;
        mention_add(q->view, c, mention, ranks[type]++, MET_BEFORE);
        names++;
    }
}

static void behind_add(const struct question *q, struct candidates *c)
{
    const struct entities *entities = &q->view->document->entities;
    uint32_t names = 0, begin = q->last > q->at ? q->last : q->at;
    size_t from = mention_from(entities, begin);
    for (size_t m = from; m < entities->mention_count && names < AHEAD_NAMES && m - from < WALK_MOST &&
             entities->mentions[m].first - begin < AHEAD_MOST; m++) {
        const struct mention *mention = &entities->mentions[m];
        enum entity_type type = entity_of(q->view, mention)->type;
        if ((type == ENTITY_PERSON || type == ENTITY_ORG) && !is_met(c, mention, MET_BEHIND))
            mention_add(q->view, c, mention, names++, MET_BEHIND);
    }
}

/* Whom the article calls by the head noun: the nearest before the question, else behind it. */
static void bearers_add(const struct question *q, struct candidates *c)
{
    const struct floor *floor = q->floor;
    size_t from = calling_from(q, q->head), added = 0;
    for (size_t i = from; i > 0 && from - i < CALLED_MOST && floor->callings[i - 1].word == q->head; i--, added++)
        mention_add(q->view, c, &q->view->document->entities.mentions[floor->callings[i - 1].mention], 0, MET_BY_ROLE);
    for (size_t i = from; i < floor->calling_count && i - from < CALLED_MOST - added && floor->callings[i].word == q->head; i++)
        mention_add(q->view, c, &q->view->document->entities.mentions[floor->callings[i].mention], 0, MET_BY_ROLE);
}

static void alike_count(const struct question *q, struct candidates *c, uint32_t word, bool is_head)
{
    const struct floor *floor = q->floor;
    size_t from = calling_from(q, word), begin = from > ALIKE_CALLINGS ? from - ALIKE_CALLINGS : 0;
    uint64_t seen = 0;
    for (size_t i = begin; i < floor->calling_count && i < from + ALIKE_CALLINGS; i++) {
        if (floor->callings[i].word != word)
            continue;
        uint32_t entity = q->view->document->entities.mentions[floor->callings[i].mention].entity;
        for (size_t k = 1; k < c->count; k++) {
            if (c->at[k].speaker.entity != entity)
                continue;
            c->at[k].called = (uint8_t)(c->at[k].called + is_head);
            c->at[k].alike = (uint8_t)(c->at[k].alike + !(seen >> k & 1));
            seen |= UINT64_C(1) << k;
        }
    }
}

/* How many of the subject's words stand by the names of each candidate. */
static void alikes_count(const struct question *q, struct candidates *c)
{
    for (uint32_t i = q->first, words = 0; i < q->end && words < ALIKE_WORDS; i++) {
        if (!is_telling(q->view, i))
            continue;
        alike_count(q, c, q->view->tokens[i].hash, i + 1 == q->end);
        words++;
    }
}

/* What the sentence begins with, where the cue has no subject of its own. */
static void clause_first_add(const struct question *q, struct candidates *c)
{
    const struct view *view = q->view;
    uint32_t first = q->finding->cue.begin, limit = q->finding->cue.first, last = first;
    if (limit > first + 40)
        limit = first + 40;
    while (last < limit && last - first < 16 && is_nominal(view, last))
        last++;
    if (first == last)
        return;
    const struct mention *mention = mention_at(view, last - 1);
    if (mention && mention->last <= limit)
        mention_add(view, c, mention, 0, MET_AS_CLAUSE_FIRST);
    words_add(view, c, first, last, MET_AS_CLAUSE_FIRST);
}

static void taken_add(const struct question *q, struct candidates *c)
{
    const struct floor *floor = q->floor;
    for (uint32_t back = 1; q->head && back <= TAKEN_MOST && back <= floor->taken_count; back++) {
        uint32_t at = (floor->taken_count - back) % TAKEN_MOST;
        if (floor->taken[at].head == q->head) {
            speaker_add(c, &floor->taken[at].speaker, floor->last_token, MET_BY_WORD);
            return;
        }
    }
}

/* "CNN quoted officials as saying": what stands before "as". */
static void quoted_add(const struct question *q, struct candidates *c)
{
    const struct view *view = q->view;
    const struct cue *cue = &q->finding->cue;
    if (!question_is_quoted_as(q))
        return;
    uint32_t last = cue->first - 1, first = last;
    while (first > cue->begin && last - first < 16 && !is_word(view, first - 1, view->rules->word_by) &&
           (is_nominal(view, first - 1) || is_preposition(view, first - 1) ||
               shape_of_pronoun(&view->tokens[first - 1]) != SHAPE_WORDS))
        first--;
    if (first == last || first == cue->begin || is_word(view, first - 1, view->rules->word_by))
        return;
    const struct mention *mention = mention_at(view, last - 1);
    if (mention)
        mention_add(view, c, mention, 0, MET_AS_QUOTED);
    words_add(view, c, first, last, MET_AS_QUOTED);
}

/* "CNN reported, citing officials": what stands behind "citing". */
static void cited_add(const struct question *q, struct candidates *c)
{
    const struct view *view = q->view;
    uint32_t limit = q->finding->cue.end, first = question_citing(q) + 1, last = first;
    if (first == 1)
        return;
    while (last < limit && last - first < 16 && (is_nominal(view, last) || is_preposition(view, last)))
        last++;
    if (first == last)
        return;
    const struct mention *mention = mention_at(view, first);
    if (mention)
        mention_add(view, c, mention, 0, MET_AS_CITED);
    words_add(view, c, first, last, MET_AS_CITED);
}

/* "he" is no woman, and "the city" no person. */
static bool is_excluded(const struct question *q, const struct speaker *speaker)
{
    if (speaker->entity == ENTITY_NONE || speaker->met & MET_IN_SUBJECT)
        return false;
    const struct entity *entity = &q->view->document->entities.at[speaker->entity];
    if (q->shape == SHAPE_HE || q->shape == SHAPE_SHE)
        return entity->gender == (q->shape == SHAPE_HE ? GENDER_FEMALE : GENDER_MALE);
    return entity->type == ENTITY_PERSON && q->sort & (SOURCE_BODY | SOURCE_PLACE) && !(q->sort & SOURCE_PERSON);
}

static void excluded_remove(const struct question *q, struct candidates *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++)
        if (!is_excluded(q, &c->at[i].speaker))
            c->at[kept++] = c->at[i];
    c->count = kept;
}

void candidates_find(const struct question *q, struct candidates *c)
{
    c->count = 1;
    c->met = 0;
    c->at[0] = (struct candidate){ .speaker.entity = ENTITY_NONE };
    if (q->first < q->last)
        subject_add(q, c);
    if (q->shape == SHAPE_WHO)
        antecedent_add(q, c);
    if (q->finding->cue.class != CUE_NONE) {
        quoted_add(q, c);
        cited_add(q, c);
    }
    before_add(q, c);
    if (q->shape >= SHAPE_NAME_FIRST)
        bearers_add(q, c);
    if (q->shape == SHAPE_NONE || q->shape == SHAPE_JOINED)
        clause_first_add(q, c);
    if (q->shape >= SHAPE_NAME)
        taken_add(q, c);
    speaker_add(c, &q->floor->last, q->floor->last_token, MET_AS_LAST);
    speaker_add(c, &q->floor->person, q->floor->last_token, MET_AS_PERSON);
    speaker_add(c, &q->floor->body, q->floor->last_token, MET_AS_BODY);
    if (q->sort & SOURCE_DOCUMENT)
        speaker_add(c, &q->floor->paper, q->floor->last_token, MET_AS_PAPER);
    if (q->outer)
        speaker_add(c, &q->outer->speaker, q->at, MET_AS_OUTER);
    behind_add(q, c);
    excluded_remove(q, c);
    alikes_count(q, c);
}
