#include "claim_speaker.h"

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

struct between {
    uint32_t commas, verbs, prepositions, quotes, phrases;
};

static struct between between_of(const struct view *view, uint32_t first, uint32_t last)
{
    struct between b = { 0 };
    for (uint32_t i = first; i < last; i++) {
        b.commas += is_mark(view, i, ',');
        b.verbs += is_verbal(view, i);
        b.prepositions += is_class(&view->tokens[i], WORD_PREPOSITION);
        b.quotes += view->tokens[i].kind == TOKEN_QUOTE;
        b.phrases += i > first && is_nominal(view, i) && !is_nominal(view, i - 1);
    }
    return b;
}

static uint32_t few(uint32_t n)
{
    return n < 3 ? n : 3;
}

void subject_features(const struct view *view, const struct cue *cue, const struct subject *s, struct features *f)
{
    uint32_t class = (uint32_t)cue->class * 4 + s->side, lemma = cue->hash;
    feature_add(f, 101, class, 0);
    feature_add(f, 102, lemma, s->side);
    feature_add(f, 103, tag_at(view, cue->head), s->side);
    if (s->side == SIDE_NONE) {
        feature_add(f, 104, tag_at(view, cue->first > cue->begin ? cue->first - 1 : UINT32_MAX), tag_at(view, cue->last));
        feature_add(f, 105, tag_at(view, cue->first), class);
        return;
    }
    bool is_left = s->side == SIDE_LEFT;
    struct between b = is_left ? between_of(view, s->last, cue->first) : between_of(view, cue->last, s->first);
    struct between own = between_of(view, s->first, s->last);
    uint32_t gap = is_left ? cue->first - s->last : s->first - cue->last, length = step_of(s->last - s->first);
    uint32_t tag_first = tag_at(view, s->first), tag_last = tag_at(view, s->last - (size_t)1);
    uint32_t tag_before = tag_at(view, s->first > cue->begin ? s->first - 1 : UINT32_MAX);
    uint32_t tag_after = tag_at(view, s->last < cue->end ? s->last : UINT32_MAX);
    uint32_t between = few(b.commas) << 6 | few(b.verbs) << 4 | few(b.prepositions) << 2 | few(b.phrases);
    uint32_t inner = few(own.commas) << 6 | few(own.verbs) << 4 | few(own.prepositions) << 2 | few(own.phrases);
    feature_add(f, 106, step_of(gap), class);
    feature_add(f, 107, between, class);
    feature_add(f, 108, inner, class);
    feature_add(f, 109, between << 8 | inner, s->side);
    feature_add(f, 110, tag_first, tag_last);
    feature_add(f, 111, tag_last, class);
    feature_add(f, 112, tag_first, class);
    feature_add(f, 113, tag_before, tag_first);
    feature_add(f, 114, tag_after, tag_last);
    feature_add(f, 115, tag_after, class);
    feature_add(f, 116, tag_before, class);
    feature_add(f, 117, tag_before, between << 2 | s->side);
    feature_add(f, 118, length, class);
    feature_add(f, 119, hash_at(view, s->last - (size_t)1), s->side);
    feature_add(f, 120, hash_at(view, s->first), s->side);
    feature_add(f, 121, b.quotes > 0, class);
    feature_add(f, 122, own.quotes > 0, class);
    feature_add(f, 123, tag_at(view, cue->last), class);
    feature_add(f, 124, inner, tag_after);
    feature_add(f, 125, length, tag_first);
    feature_add(f, 126, s->first == cue->begin, class);
    feature_add(f, 127, tag_at(view, cue->first), tag_last);
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

struct subject subject_choose(const struct view *view, const struct cue *cue)
{
    struct subject subjects[SUBJECTS_MOST];
    size_t count = subjects_find(view, cue, subjects), best = 0;
    float best_score = 0;
    for (size_t i = 0; i < count; i++) {
        struct features features;
        features.count = 0;
        subject_features(view, cue, &subjects[i], &features);
        float score = linear_score(&view->rules->linear, &features);
        if (i == 0 || score > best_score) {
            best = i;
            best_score = score;
        }
    }
    return subjects[best];
}
