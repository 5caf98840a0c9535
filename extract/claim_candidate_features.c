#include "claim_candidate.h"

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
