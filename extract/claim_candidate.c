#include "claim_candidate.h"

#include <stdlib.h>

enum { BACK_MOST = 500, BACK_NAMES = 12, AHEAD_MOST = 150, AHEAD_NAMES = 3, WALK_MOST = 60, SUBJECT_NAMES = 5, AROUND = 7, CALLED_MOST = 10, ALIKE_WORDS = 10, ALIKE_CALLINGS = 12 };

/* Nouns of those who speak. */
enum { SPEAKING = SOURCE_PERSON | SOURCE_GROUP | SOURCE_BODY };

static const struct entity *entity_of(const struct view *view, const struct mention *mention)
{
    return &view->document->entities.at[mention->entity];
}

/* ── the floor ── */

static int by_word(const void *a, const void *b)
{
    const struct calling *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return x->mention < y->mention ? -1 : x->mention > y->mention;
}

/* Words that say who somebody is; function words do not. */
static bool is_telling(const struct view *view, uint32_t at)
{
    const struct token *token = &view->tokens[at];
    return token->kind == TOKEN_WORD && !is_class(token, WORD_FUNCTION | WORD_DETERMINER | WORD_PREPOSITION | WORD_CONJUNCTION |
                                                             WORD_AUXILIARY | WORD_MODAL | WORD_NEGATION | WORD_POSSESSIVE);
}

static void calling_add(const struct view *view, struct floor *floor, uint32_t token, uint32_t mention)
{
    if (!is_telling(view, token))
        return;
    if (floor->callings)
        floor->callings[floor->calling_count] = (struct calling){ view->tokens[token].hash, mention };
    floor->calling_count++;
}

static bool is_calling_end(const struct view *view, uint32_t at)
{
    return view->tokens[at].kind == TOKEN_PUNCTUATION || view->tokens[at].kind == TOKEN_QUOTE || is_verbal(view, at);
}

/* The words next to a name: before it, and behind it after a comma or a bracket, as far as no verb or mark comes between. */
static void callings_note(const struct view *view, struct floor *floor, uint32_t index)
{
    const struct mention *mention = &view->document->entities.mentions[index];
    for (uint32_t i = mention->first; i > 0 && mention->first - i < AROUND && !is_calling_end(view, i - 1); i--)
        calling_add(view, floor, i - 1, index);
    if (mention->last >= view->count || (view->tokens[mention->last].mark != ',' && view->tokens[mention->last].mark != '('))
        return;
    for (uint32_t i = mention->last + 1; i < view->count && i <= mention->last + AROUND && !is_calling_end(view, i); i++)
        calling_add(view, floor, i, index);
}

/* All of the article; only counts them while there is no room. */
static void callings_find(const struct view *view, struct floor *floor)
{
    const struct entities *entities = &view->document->entities;
    floor->calling_count = 0;
    for (size_t m = 0; m < entities->mention_count; m++) {
        enum entity_type type = entities->at[entities->mentions[m].entity].type;
        if (entities->mentions[m].kind == MENTION_NAME && (type == ENTITY_PERSON || type == ENTITY_ORG))
            callings_note(view, floor, (uint32_t)m);
    }
}

struct floor floor_begin(const struct view *view)
{
    const struct entities *entities = &view->document->entities;
    struct floor floor = { .last.entity = ENTITY_NONE };
    floor.named = arena_array(view->arena, entities->count, sizeof *floor.named);
    floor.spoken = arena_array(view->arena, entities->count, sizeof *floor.spoken);
    callings_find(view, &floor);
    floor.callings = arena_array(view->arena, floor.calling_count, sizeof *floor.callings);
    if (arena_is_full(view->arena))
        return floor;
    for (size_t m = 0; m < entities->mention_count; m++)
        if (floor.named[entities->mentions[m].entity] < UINT16_MAX)
            floor.named[entities->mentions[m].entity]++;
    callings_find(view, &floor);
    if (floor.calling_count)
        qsort(floor.callings, floor.calling_count, sizeof *floor.callings, by_word);
    return floor;
}

/* The first calling by a word whose name does not begin before the question. */
static size_t calling_from(const struct question *q, uint32_t word)
{
    const struct entities *entities = &q->view->document->entities;
    size_t low = 0, high = q->floor->calling_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct calling *calling = &q->floor->callings[middle];
        if (calling->word < word || (calling->word == word && entities->mentions[calling->mention].first < q->at))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ── the question ── */

static bool is_preposition(const struct view *view, uint32_t at)
{
    return is_class(&view->tokens[at], WORD_PREPOSITION);
}

/* A verb that can hardly be a noun, as "reports" may be. */
static bool is_plain_verb(const struct view *view, uint32_t at)
{
    return is_verbal(view, at) &&
        (is_class(&view->tokens[at], WORD_AUXILIARY | WORD_MODAL) || view->document->text.all.at[view->tokens[at].end - 1] == 'd');
}

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
    bool is_participle = view->document->text.all.at[view->tokens[cue->head].end - 1] == 'g';
    return is_participle || (cue->first > cue->begin && is_class(&view->tokens[cue->first - 1], WORD_CONJUNCTION));
}

static enum shape shape_of_pronoun(const struct token *token)
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

/* A word behind the cue with which one medium passes on another's, "citing"; 0 where there is none. */
static uint32_t citing_at(const struct question *q)
{
    const struct cue *cue = &q->finding->cue;
    uint32_t limit = cue->end - cue->last > WALK_MOST ? cue->last + WALK_MOST : cue->end;
    for (uint32_t i = cue->last; i < limit; i++)
        if (source_at(q->view, i) & SOURCE_REPORTING && q->view->document->text.all.at[q->view->tokens[i].end - 1] == 'g')
            return i;
    return 0;
}

/* True behind "quoted officials as". */
static bool is_quoted_as(const struct question *q)
{
    const struct cue *cue = &q->finding->cue;
    return cue->first > cue->begin && is_word(q->view, cue->first - 1, q->view->rules->word_as);
}

const struct mention *question_name(const struct question *q)
{
    uint32_t first = q->first, last = q->last;
    if (first == last || is_quoted_as(q) || citing_at(q))
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

/* ── candidates ── */

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
    if (!is_quoted_as(q))
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
    uint32_t limit = q->finding->cue.end, first = citing_at(q) + 1, last = first;
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

/* ── features ── */

enum { KIND_WORDS = ENTITY_TYPE_COUNT, KIND_NOBODY };

static uint32_t kind_of(const struct question *q, const struct candidate *c)
{
    if (c->speaker.entity != ENTITY_NONE)
        return q->view->document->entities.at[c->speaker.entity].type;
    return c->speaker.is_known ? KIND_WORDS : KIND_NOBODY;
}

static uint32_t hash_before(const struct question *q, uint32_t at)
{
    while (at > q->first && is_class(&q->view->tokens[at - 1], WORD_HONORIFIC | WORD_DETERMINER))
        at--;
    return at > q->first ? q->view->tokens[at - 1].hash : 2;
}

static void subject_features_add(const struct question *q, const struct candidate *c, uint32_t kind, struct features *f)
{
    uint32_t before = hash_before(q, c->first), after = c->last < q->last ? q->view->tokens[c->last].hash : 2;
    uint32_t tag = c->last < q->last ? q->view->tags[c->last] : 2;
    uint32_t place = (c->first == q->first) | (uint32_t)(c->last == q->end) << 1 | (uint32_t)(c->last == q->last) << 2 |
        (uint32_t)(c->first >= q->end) << 3 | (c->rank < 3 ? c->rank : 3) << 4;
    feature_add(f, 20, before, after);
    feature_add(f, 21, before, q->head);
    feature_add(f, 22, after, kind);
    feature_add(f, 23, place, kind);
    feature_add(f, 24, before, tag);
    feature_add(f, 25, before, q->sort * 16u + kind);
    feature_add(f, 26, place, q->head);
    feature_add(f, 27, before, kind);
    feature_add(f, 28, place, step_of(q->last - q->first));
    feature_add(f, 29, tag, place * 16 + kind);
    feature_add(f, 30, after, hash_at(q->view, c->last + (size_t)1));
}

static const struct sentence *sentence_at(const struct view *view, uint32_t at)
{
    const struct sentences *sentences = &view->document->sentences;
    return &sentences->at[sentences->of_token[at < view->count ? at : view->count - 1]];
}

static uint32_t agreement(const struct question *q, const struct candidate *c)
{
    enum gender gender = q->view->document->entities.at[c->speaker.entity].gender;
    if (q->shape != SHAPE_HE && q->shape != SHAPE_SHE)
        return (uint32_t)gender;
    return gender == GENDER_UNKNOWN ? 8 : (gender == GENDER_MALE) == (q->shape == SHAPE_HE) ? 9 : 10;
}

/* True if the words of a mention hold the head noun: "the court" and "Supreme Court". */
static bool has_head(const struct question *q, const struct candidate *c)
{
    for (uint32_t i = c->first; i < c->last && i < c->first + 8; i++)
        if (q->view->tokens[i].hash == q->head)
            return true;
    return false;
}

static void place_features_add(const struct question *q, const struct candidate *c, uint32_t kind, struct features *f)
{
    const struct sentence *here = sentence_at(q->view, q->at), *there = sentence_at(q->view, c->first);
    uint32_t apart = here >= there ? (uint32_t)(here - there) : 20, shape = q->shape, distance = step_of(apart);
    uint32_t paragraphs = here->paragraph >= there->paragraph ? here->paragraph - there->paragraph : 7;
    uint32_t floors = c->speaker.met & (MET_AS_LAST | MET_AS_PERSON | MET_AS_BODY | MET_BY_WORD | MET_AS_PAPER);
    paragraphs = paragraphs < 5 ? paragraphs : 5;
    const struct quote *quote = quote_at(q->view, c->first);
    uint32_t inside = (uint32_t)is_in_pieces(q->finding, c->first) << 2 | (uint32_t)(quote != NULL) << 1 | (apart == 0);
    uint32_t is_front = (c->first < there->first + 4u) | (uint32_t)is_verbal(q->view, c->last < q->view->count ? c->last : c->first) << 1;
    uint32_t rank = c->rank < 5 ? c->rank : 5;
    feature_add(f, 41, shape * 16 + kind, distance);
    feature_add(f, 42, shape * 16 + kind, rank);
    feature_add(f, 43, shape * 16 + distance, rank * 16 + kind);
    feature_add(f, 46, inside, shape * 16 + kind);
    feature_add(f, 47, is_front * 16 + distance, shape);
    feature_add(f, 50, floors, shape * 16 + paragraphs);
    feature_add(f, 52, paragraphs * 16 + distance, shape * 16 + kind);
    feature_add(f, 53, inside, is_front * 16 + kind);
    feature_add(f, 54, floors, rank * 16 + shape);
}

static void entity_features_add(const struct question *q, const struct candidate *c, uint32_t kind, struct features *f)
{
    uint32_t shape = q->shape, gender = agreement(q, c);
    uint32_t named = step_of(q->floor->named[c->speaker.entity]), spoken = step_of(q->floor->spoken[c->speaker.entity]);
    feature_add(f, 40, shape * 16 + gender, kind);
    feature_add(f, 44, named, shape * 16 + kind);
    feature_add(f, 45, spoken, shape * 16 + kind);
    feature_add(f, 48, has_head(q, c), shape * 16 + kind);
    feature_add(f, 49, q->head, has_head(q, c) * 16u + kind);
    feature_add(f, 51, q->head, gender * 16 + kind);
    uint32_t called = c->called < 4 ? c->called : 4, alike = c->alike < 4 ? c->alike : 4;
    feature_add(f, 55, called * 16 + alike, shape * 16 + kind);
    feature_add(f, 56, alike, shape * 16 + (q->end - q->first < 15 ? q->end - q->first : 15));
    feature_add(f, 57, called, q->head);
    feature_add(f, 58, alike * 4 + (c->rank < 3 ? c->rank : 3), q->sort);
    place_features_add(q, c, kind, f);
}

static void words_features_add(const struct question *q, const struct candidate *c, struct features *f)
{
    const struct view *view = q->view;
    uint32_t met = c->speaker.met;
    struct span name = c->speaker.name;
    bool is_plural = name.length && name.at[name.length - 1] == 's';
    feature_add(f, 66, (uint32_t)is_plural, (uint32_t)q->shape << 24 | met);
    if (c->first >= c->last)
        return;
    uint32_t names = 0;
    for (uint32_t i = c->first; i < c->last; i++)
        names += view->document->entities.of_token[i] != 0;
    feature_add(f, 60, q->head, met);
    feature_add(f, 61, step_of(c->last - c->first), (uint32_t)q->shape << 24 | met);
    feature_add(f, 62, view->tokens[c->last - 1].hash, met);
    feature_add(f, 63, c->last < q->last ? view->tokens[c->last].hash : 2, met);
    feature_add(f, 64, view->tokens[c->first].hash, met);
    feature_add(f, 65, step_of(names), q->sort);
    feature_add(f, 67, source_at(view, c->last - 1), met);
    feature_add(f, 68, view->tokens[c->first].hash, q->head);
}

void candidate_features(const struct question *q, const struct candidates *all, const struct candidate *c, struct features *f)
{
    uint32_t kind = kind_of(q, c), met = c->speaker.met, shape = q->shape;
    const struct cue *cue = &q->finding->cue;
    uint32_t lemma = cue->class == CUE_NONE ? 1 : cue->hash;
    uint32_t helper = cue->class != CUE_NONE && cue->head > cue->first ? hash_at(q->view, cue->head - (size_t)1) : 1;
    feature_add(f, 13, helper, lemma * 16 + kind);
    feature_add(f, 14, helper, met);
    feature_add(f, 1, shape, kind);
    feature_add(f, 2, shape, met);
    feature_add(f, 3, met, kind);
    feature_add(f, 4, q->head, kind);
    feature_add(f, 5, q->head, met);
    feature_add(f, 6, cue->class * 4u + q->finding->subject.side, kind * 32 + shape);
    feature_add(f, 7, q->sort * 32u + shape, kind);
    feature_add(f, 8, q->sort, met);
    feature_add(f, 9, lemma, kind);
    feature_add(f, 10, (uint32_t)q->finding->is_before << 1 | (q->outer != NULL), shape << 24 | met);
    feature_add(f, 11, all->met, kind * 32 + shape);
    feature_add(f, 12, all->met, met);
    if (kind == KIND_WORDS)
        words_features_add(q, c, f);
    else if (kind != KIND_NOBODY && met & MET_IN_SUBJECT)
        subject_features_add(q, c, kind, f);
    if (kind < KIND_WORDS && !(met & MET_IN_SUBJECT))
        entity_features_add(q, c, kind, f);
}
