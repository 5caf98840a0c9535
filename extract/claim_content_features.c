#include "claim_content.h"

/* Where a place stands with regard to quotations: none, at an opening, inside, at a closing. */
static uint32_t quote_state(const struct view *view, uint32_t at)
{
    const struct quote *quote = quote_at(view, at);
    return !quote ? 0 : at == quote->open || at == quote->first ? 1 : at == quote->last ? 2 : 3;
}

static void start_features(const struct view *view, const struct cue *cue, const struct options *o, uint32_t number, struct features *f)
{
    uint32_t at = o->places[OPTION_START][number].at, base = o->base, class = (uint32_t)cue->class, lemma = cue->hash;
    uint32_t tag = tag_at(view, at), before = tag_at(view, at - 1), state = quote_state(view, at), step = step_of(at - base);
    uint32_t inflection = tag_at(view, cue->head);
    feature_add(f, 201, step, class);
    feature_add(f, 202, before, class);
    feature_add(f, 203, tag, class);
    feature_add(f, 204, before, tag);
    feature_add(f, 205, lemma, hash_at(view, at - 1));
    feature_add(f, 207, hash_at(view, at), class);
    feature_add(f, 210, number * 8 + state, inflection);
    feature_add(f, 211, tag, tag_at(view, at + (size_t)1));
    feature_add(f, 213, step, before);
    feature_add(f, 215, step, lemma);
    feature_add(f, 216, step, tag);
}

static void end_features(const struct view *view, const struct cue *cue, const struct options *o, uint32_t number, struct features *f)
{
    uint32_t at = o->places[OPTION_END][number].at, class = (uint32_t)cue->class, before = tag_at(view, at - 1);
    bool is_sentence_end = at >= o->sentence_end;
    uint32_t tag = is_sentence_end ? 3 : tag_at(view, at), next = is_sentence_end ? 3 : tag_at(view, at + (size_t)1);
    uint32_t state = quote_state(view, at), left = at < cue->end ? step_of(cue->end - at) : 11;
    feature_add(f, 231, (is_sentence_end ? 16u : 0) + state, class);
    feature_add(f, 233, tag, before);
    feature_add(f, 234, tag, next);
    feature_add(f, 235, is_sentence_end ? 3 : hash_at(view, at), hash_at(view, at + (size_t)1));
    feature_add(f, 236, next, is_mark(view, at, ',') ? 1 : 0);
    feature_add(f, 238, state, tag);
    feature_add(f, 239, number, tag);
    feature_add(f, 240, left, tag);
    feature_add(f, 241, before, state);
    feature_add(f, 242, cue->hash, tag);
    feature_add(f, 243, left, class);
    feature_add(f, 245, hash_at(view, at + (size_t)1), tag);
    feature_add(f, 247, tag * 31 + next, class);
}

static void before_features(const struct view *view, const struct cue *cue, const struct options *o, uint32_t number, struct features *f)
{
    uint32_t at = o->places[OPTION_BEFORE][number].at, class = (uint32_t)cue->class, count = (uint32_t)o->counts[OPTION_BEFORE];
    uint32_t before = at > cue->begin ? tag_at(view, at - 1) : 1, tag = tag_at(view, at), state = quote_state(view, at);
    uint32_t where = at < cue->begin ? 0 : at == cue->begin ? 1 : at == cue->begin + 1 ? 2 : 3;
    feature_add(f, 261, where * 8 + state, class);
    feature_add(f, 262, before, class);
    feature_add(f, 263, tag, class);
    feature_add(f, 264, before, tag);
    feature_add(f, 265, hash_at(view, at), before);
    feature_add(f, 266, state, before);
    feature_add(f, 267, where, number == 0 ? 0 : number + 1 == count ? 2 : 1);
    feature_add(f, 268, hash_at(view, at > cue->begin ? at - 1 : UINT32_MAX), class);
    feature_add(f, 269, tag, tag_at(view, at + (size_t)1));
    feature_add(f, 270, where * 8 + state, cue->hash);
    feature_add(f, 271, where * 8 + state, tag);
}

static void before_end_features(const struct view *view, const struct cue *cue, const struct options *o, uint32_t number,
                                struct features *f)
{
    uint32_t at = o->places[OPTION_BEFORE_END][number].at, class = (uint32_t)cue->class, left = o->left;
    uint32_t state = quote_state(view, at), gap = left > at ? step_of(left - at) : 0, tag = tag_at(view, at), before = tag_at(view, at - 1);
    feature_add(f, 281, state * 4 + o->side, class);
    feature_add(f, 282, state * 16 + gap, class);
    feature_add(f, 283, tag, class);
    feature_add(f, 284, before, tag);
    feature_add(f, 285, tag, cue->hash);
    feature_add(f, 286, tag_at(view, cue->head), state * 4 + o->side);
    feature_add(f, 287, state, tag_at(view, left));
    feature_add(f, 288, tag, tag_at(view, cue->last < cue->end ? cue->last : UINT32_MAX));
}

static void tail_features(const struct view *view, const struct cue *cue, const struct options *o, uint32_t tail, struct features *f)
{
    uint32_t base = o->base;
    uint32_t class = (uint32_t)cue->class, possible = (o->tails[TAIL_REST].last ? 1u : 0) + (o->tails[TAIL_NEXT].last ? 2u : 0);
    uint32_t kind = tail * 4 + possible, state = quote_state(view, o->tails[TAIL_REST].first);
    feature_add(f, 291, kind, class);
    feature_add(f, 292, kind, tag_at(view, base < cue->end ? base : UINT32_MAX));
    feature_add(f, 293, kind, tag_at(view, base + (size_t)1));
    feature_add(f, 294, kind * 8 + state, class);
    feature_add(f, 295, kind * 8 + state, cue->hash);
    feature_add(f, 296, kind, step_of(cue->end > base ? cue->end - base : 0));
}

void option_features(const struct view *view, const struct cue *cue, const struct options *o, enum option option, uint32_t number,
                     struct features *f)
{
    typedef void describe(const struct view *view, const struct cue *cue, const struct options *o, uint32_t number, struct features *f);
    static describe *const describers[] = { start_features, end_features, before_features, before_end_features, tail_features };
    f->count = 0;
    describers[option](view, cue, o, number, f);
}

void options_score(const struct view *view, const struct cue *cue, struct options *o)
{
    struct features features;
    for (uint32_t option = 0; option < OPTION_COUNT; option++)
        for (uint32_t i = 0; i < o->counts[option]; i++) {
            option_features(view, cue, o, (enum option)option, i, &features);
            o->places[option][i].score = linear_score(&view->rules->models[MODEL_CONTENT], &features);
        }
}

static uint32_t few(uint32_t n)
{
    return n < 3 ? n : 3;
}

void reading_features(const struct view *view, const struct cue *cue, const struct options *o, const struct reading *r, struct features *f)
{
    f->count = 0;
    uint32_t class = (uint32_t)cue->class;
    struct piece pieces[PIECES_MOST];
    reading_pieces(o, r, pieces);
    uint32_t first = pieces[0].first, last = pieces[0].last;
    const struct quote *a = quote_at(view, first), *b = quote_at(view, last - 1), *own = quote_at(view, cue->head);
    uint32_t quoted = (a ? 1u : 0) | (b ? 2u : 0) | (a == b ? 4u : 0) | (own && own == a ? 8u : 0) | (a && first == a->first ? 16u : 0) |
                      (b && last == b->last ? 32u : 0);
    uint32_t kind = r->is_before * 4u + r->tail, length = step_of(last - first);
    feature_add(f, 303, quoted * 16 + kind, class);
    feature_add(f, 305, length * 16 + kind, quoted);
    const struct sums *x = &view->sums[first], *y = &view->sums[last];
    uint32_t verbs = few(y->finite - x->finite), commas = few(y->commas - x->commas);
    uint32_t conjunctions = few(y->conjunctions - x->conjunctions);
    feature_add(f, 307, verbs * 8 + kind, class);
    feature_add(f, 310, (commas * 4 + verbs) * 8 + kind, last >= cue->end - 2 ? 1 : 0);
    feature_add(f, 311, (conjunctions * 4 + verbs) * 8 + kind, quoted & 3);
    feature_add(f, 306, length, r->is_before ? cue->hash : tag_at(view, first));
}
