#include "claim_subject.h"

enum { REACH = 60, PHRASE_MOST = 24, LEFT_MOST = 9, RIGHT_ENDS = 7 };

static bool is_pronoun(const struct token *token)
{
    return is_class(token, WORD_HE | WORD_SHE | WORD_IT | WORD_THEY | WORD_WHO | WORD_FIRST_PERSON) && !is_class(token, WORD_POSSESSIVE);
}

/* Where the noun phrase that ends before `end` begins, not before `limit`; `end` if there is none. */
static uint32_t phrase_begin(const struct view *view, uint32_t end, uint32_t limit)
{
    if (end > limit && is_pronoun(&view->tokens[end - 1]))
        return end - 1;
    uint32_t at = end;
    while (at > limit && end - at < PHRASE_MOST && is_nominal(view, at - 1)) {
        at--;
        if (is_class(&view->tokens[at], WORD_DETERMINER) && !view->document->entities.of_token[at])
            break;
    }
    return at;
}

static uint32_t phrase_end(const struct view *view, uint32_t begin, uint32_t limit)
{
    if (begin < limit && is_pronoun(&view->tokens[begin]))
        return begin + 1;
    uint32_t at = begin;
    while (at < limit && at - begin < PHRASE_MOST && is_nominal(view, at))
        at++;
    return at;
}

static size_t add(struct subject *subjects, size_t count, uint32_t first, uint32_t last, enum side side)
{
    if (first >= last || count == SUBJECTS_MOST)
        return count;
    for (size_t i = 0; i < count; i++)
        if (subjects[i].first == first && subjects[i].last == last)
            return count;
    subjects[count] = (struct subject){ first, last, side };
    return count + 1;
}

/* Each noun phrase to the left, alone and as the beginning of all that stands between it and the verb. */
static size_t left_find(const struct view *view, const struct cue *cue, struct subject *subjects, size_t count)
{
    uint32_t limit = cue->first - cue->begin > REACH ? cue->first - REACH : cue->begin;
    const struct quote *quote = quote_at(view, cue->head);
    if (quote && quote->first > limit)
        limit = quote->first <= cue->first ? quote->first : cue->first;
    uint32_t at = cue->first;
    for (size_t found = 0; at > limit && found < LEFT_MOST;) {
        if (!quote && view->tokens[at - 1].kind == TOKEN_QUOTE && quote_at(view, at - 1) && quote_at(view, at - 1)->open + 8 < at)
            break;
        uint32_t begin = phrase_begin(view, at, limit);
        if (begin == at) {
            at--;
            continue;
        }
        count = add(subjects, count, begin, at, SIDE_LEFT);
        count = add(subjects, count, begin, cue->first, SIDE_LEFT);
        at = begin;
        found++;
    }
    return count;
}

static bool is_right_end(const struct view *view, uint32_t at)
{
    const struct token *token = &view->tokens[at];
    return token->kind == TOKEN_PUNCTUATION || token->kind == TOKEN_QUOTE ||
        is_class(token, WORD_PREPOSITION | WORD_CONJUNCTION | WORD_WHO) ||
           (is_class(token, WORD_WEEKDAY) && is_capitalised(token)) || is_verbal(view, at);
}

/* The noun phrase behind the cue, or behind "by", with what may belong to it up to the sentence's end. */
static size_t right_find(const struct view *view, const struct cue *cue, struct subject *subjects, size_t count)
{
    uint32_t limit = cue->end - cue->last > REACH ? cue->last + REACH : cue->end, begin = cue->last;
    for (uint32_t i = cue->last; i < limit && i < cue->last + 8; i++)
        if (is_word(view, i, view->rules->word_by))
            begin = i + 1;
    while (begin < limit && cue->class == CUE_NOUN && is_class(&view->tokens[begin], WORD_PREPOSITION))
        begin++;
    uint32_t end = phrase_end(view, begin, limit);
    if (end == begin)
        return count;
    count = add(subjects, count, begin, end, SIDE_RIGHT);
    for (size_t found = 0; end < limit && found < RIGHT_ENDS; end++) {
        if (!is_right_end(view, end))
            continue;
        count = add(subjects, count, begin, end, SIDE_RIGHT);
        found++;
    }
    uint32_t last = limit;
    while (last > begin && (view->tokens[last - 1].mark == '.' || view->tokens[last - 1].kind == TOKEN_QUOTE))
        last--;
    return add(subjects, count, begin, last, SIDE_RIGHT);
}

size_t subjects_find(const struct view *view, const struct cue *cue, struct subject *subjects)
{
    subjects[0] = (struct subject){ cue->first, cue->first, SIDE_NONE };
    return right_find(view, cue, subjects, left_find(view, cue, subjects, 1));
}

static uint32_t few(uint32_t n)
{
    return n < 3 ? n : 3;
}

/*
 * The commas, verbs, prepositions and noun phrases among some words, two bits for each count. Phrases count where they begin,
 * except for one that begins the words.
 */
static uint32_t counts_of(const struct view *view, uint32_t first, uint32_t last)
{
    if (first >= last)
        return 0;
    const struct sums *a = &view->sums[first], *b = &view->sums[last];
    uint32_t commas = b->commas - a->commas, verbs = b->verbs - a->verbs, prepositions = b->prepositions - a->prepositions;
    uint32_t phrases = b->phrases - a[1].phrases;
    return few(commas) << 6 | few(verbs) << 4 | few(prepositions) << 2 | few(phrases);
}

/* The same for the words between subject and cue. */
static uint32_t counts_between(const struct view *view, const struct cue *cue, const struct subject *s)
{
    return s->side == SIDE_LEFT ? counts_of(view, s->last, cue->first) : counts_of(view, cue->last, s->first);
}

static uint32_t class_of(const struct cue *cue, const struct subject *s)
{
    return (uint32_t)cue->class * 4 + s->side;
}

static uint32_t tag_before(const struct view *view, const struct cue *cue, const struct subject *s)
{
    return tag_at(view, s->first > cue->begin ? s->first - 1 : UINT32_MAX);
}

static uint32_t tag_after(const struct view *view, const struct cue *cue, const struct subject *s)
{
    return tag_at(view, s->last < cue->end ? s->last : UINT32_MAX);
}

/* What speaks for a side of the cue, or for no subject at all. */
static void side_features(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f)
{
    uint32_t class = class_of(cue, s);
    feature_add(f, 101, class, 0);
    feature_add(f, 102, cue->hash, s->side);
    feature_add(f, 103, tag_at(view, cue->head), s->side);
    if (s->side == SIDE_NONE) {
        feature_add(f, 104, tag_at(view, cue->first > cue->begin ? cue->first - 1 : UINT32_MAX), tag_at(view, cue->last));
        feature_add(f, 105, tag_at(view, cue->first), class);
        return;
    }
    feature_add(f, 123, tag_at(view, cue->last), class);
}

static void first_features(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f)
{
    uint32_t class = class_of(cue, s), tag = tag_at(view, s->first), before = tag_before(view, cue, s);
    feature_add(f, 112, tag, class);
    feature_add(f, 113, before, tag);
    feature_add(f, 116, before, class);
    feature_add(f, 120, hash_at(view, s->first), s->side);
    if (s->side == SIDE_RIGHT)
        feature_add(f, 106, step_of(s->first - cue->last), class);
}

static void last_features(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f)
{
    uint32_t class = class_of(cue, s), tag = tag_at(view, s->last - (size_t)1), after = tag_after(view, cue, s);
    feature_add(f, 111, tag, class);
    feature_add(f, 114, after, tag);
    feature_add(f, 115, after, class);
    feature_add(f, 119, hash_at(view, s->last - (size_t)1), s->side);
    if (s->side == SIDE_LEFT)
        feature_add(f, 106, step_of(cue->first - s->last), class);
}

/* What speaks for first and last together. */
static void whole_features(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f)
{
    uint32_t between = counts_between(view, cue, s), own = counts_of(view, s->first, s->last);
    uint32_t class = class_of(cue, s), tag = tag_at(view, s->first);
    feature_add(f, 108, own, class);
    feature_add(f, 109, between << 8 | own, s->side);
    feature_add(f, 110, tag, tag_at(view, s->last - (size_t)1));
    feature_add(f, 117, tag_before(view, cue, s), between << 2 | s->side);
    feature_add(f, 124, own, tag_after(view, cue, s));
    feature_add(f, 125, step_of(s->last - s->first), tag);
}

void subject_features(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f)
{
    side_features(view, cue, s, f);
    if (s->side == SIDE_NONE)
        return;
    first_features(view, cue, s, f);
    last_features(view, cue, s, f);
    whole_features(view, cue, s, f);
}

void subject_evidence(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f)
{
    uint32_t class = (uint32_t)cue->class * 4 + s->side, lemma = cue->hash * 4 + s->side;
    feature_add(f, 131, class, 0);
    feature_add(f, 132, lemma, 0);
    if (s->side == SIDE_NONE)
        return;
    feature_add(f, 133, tag_at(view, s->first), class);
    feature_add(f, 134, tag_at(view, s->last - (size_t)1), class);
    feature_add(f, 135, hash_at(view, s->last - (size_t)1), 0);
    feature_add(f, 136, tag_at(view, s->last - (size_t)1), lemma);
    feature_add(f, 137, step_of(s->last - s->first), class);
    feature_add(f, 138, source_at(view, s->last - (size_t)1), class);
}

typedef void describe(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f);

static int32_t sum_of(const struct view *view, const struct cue *cue, const struct subject *s, describe *features_add)
{
    struct features features;
    features.count = 0;
    features_add(view, cue, s, &features);
    return linear_sum(&view->rules->models[MODEL_SUBJECT], &features);
}

/* A sum and the place that it belongs to; candidates that follow one another share theirs. */
struct shared {
    uint32_t at;
    int32_t sum;
};

static int32_t sum_shared(const struct view *view, const struct cue *cue, const struct subject *s, uint32_t at, describe *features_add,
                          struct shared *shared)
{
    if (shared->at != at)
        *shared = (struct shared){ at, sum_of(view, cue, s, features_add) };
    return shared->sum;
}

struct subject subject_choose(const struct view *view, const struct cue *cue)
{
    struct subject subjects[SUBJECTS_MOST];
    size_t count = subjects_find(view, cue, subjects), best = 0;
    struct shared side = { UINT32_MAX, 0 }, first = side, lasts[] = { side, side };
    int32_t most = 0;
    for (size_t i = 0; i < count; i++) {
        const struct subject *s = &subjects[i];
        int32_t sum = sum_shared(view, cue, s, s->side, side_features, &side);
        if (s->side != SIDE_NONE)
            sum += sum_shared(view, cue, s, s->first, first_features, &first) +
                   sum_shared(view, cue, s, s->last, last_features, &lasts[s->last == cue->first]) +
                   sum_of(view, cue, s, whole_features);
        if (i == 0 || sum > most) {
            best = i;
            most = sum;
        }
    }
    return subjects[best];
}
