#include "claim_content.h"

enum { WINDOW = 16, REACH = 150, QUOTE_REACH = 30, TAIL_REACH = 14 };

/* The quotation that the mark at `at` belongs to; NULL for any other token. */
static const struct quote *marked_quote(const struct view *view, uint32_t at)
{
    return view->tokens[at].kind == TOKEN_QUOTE ? quote_at(view, at) : NULL;
}

static void place_add(struct place *places, size_t *count, size_t most, uint32_t at)
{
    for (size_t i = 0; i < *count; i++)
        if (places[i].at == at)
            return;
    if (*count < most)
        places[*count].at = at, places[(*count)++].features.count = 0;
}

/* ── behind the cue ── */

/* The token behind cue and speaker, where both stand together. */
static uint32_t base_of(const struct cue *cue, const struct subject *subject)
{
    return subject->side == SIDE_RIGHT && subject->last > cue->last ? subject->last : cue->last;
}

static bool is_start(const struct view *view, uint32_t at, uint32_t base)
{
    const struct token *before = &view->tokens[at - 1];
    return at <= base + 1 || is_word(view, at - 1, view->rules->word_that) || before->mark == ',' || before->mark == ':' ||
           before->kind == TOKEN_QUOTE || is_class(before, WORD_PREPOSITION | WORD_WEEKDAY) || is_word(view, at, view->rules->word_to) ||
           (view->document->entities.of_token[at - 1] && !view->document->entities.of_token[at]);
}

static void starts_find(const struct view *view, const struct cue *cue, uint32_t base, struct options *o)
{
    for (uint32_t at = base; at < cue->end && at < base + WINDOW; at++) {
        const struct token *token = &view->tokens[at];
        if (token->mark == ',' || token->mark == ':' || token->mark == '.' || token->kind == TOKEN_QUOTE ||
            is_word(view, at, view->rules->word_that))
            continue;
        uint32_t mention = view->document->entities.of_token[at];
        bool is_inside_name = mention && at > base && mention == view->document->entities.of_token[at - 1];
        if (is_start(view, at, base) && !is_inside_name)
            place_add(o->starts, &o->start_count, STARTS_MOST, at);
    }
}

static bool is_end(const struct view *view, uint32_t at)
{
    const struct token *token = &view->tokens[at];
    if (token->kind == TOKEN_PUNCTUATION)
        return token->mark != '(' && token->mark != '[' && (token->mark != '-' || token->is_spaced);
    if (token->kind == TOKEN_QUOTE)
        return true;
    return is_class(token, WORD_CONJUNCTION | WORD_PREPOSITION | WORD_WHO) || token->hash == 0 ||
           (is_class(token, WORD_WEEKDAY) && is_capitalised(token)) || (view->cues[at] && is_verbal(view, at));
}

/* The end of a sentence's own words: full stop and closing marks behind it left out. */
static uint32_t trimmed_end(const struct view *view, uint32_t begin, uint32_t end)
{
    while (end > begin + 1 && (view->tokens[end - 1].mark == '.' || view->tokens[end - 1].kind == TOKEN_QUOTE))
        end--;
    return end;
}

static void ends_find(const struct view *view, const struct cue *cue, uint32_t base, struct options *o)
{
    if (base >= cue->end)
        return;
    place_add(o->ends, &o->end_count, ENDS_MOST, trimmed_end(view, base, cue->end));
    for (uint32_t at = base; at < cue->end && at < base + 2 * WINDOW; at++) {
        const struct quote *quote = marked_quote(view, at);
        if (quote && quote->open == at)
            place_add(o->ends, &o->end_count, ENDS_MOST / 4, quote->last);
    }
    for (uint32_t at = base + 1; at < cue->end && at < base + REACH && o->end_count < ENDS_MOST; at++)
        if (is_end(view, at))
            place_add(o->ends, &o->end_count, ENDS_MOST, at);
}

/* ── before the cue ── */

static uint32_t left_of(const struct cue *cue, const struct subject *subject)
{
    return subject->side == SIDE_LEFT && subject->first < cue->first ? subject->first : cue->first;
}

/* The end of what stands before `at`, without the marks that join it to what follows. */
static uint32_t joined_end(const struct view *view, uint32_t at, uint32_t begin)
{
    while (at > begin) {
        const struct token *token = &view->tokens[at - 1];
        const struct quote *quote = marked_quote(view, at - 1);
        if (quote)
            return quote->close == at - 1 ? quote->last : at - 1;
        if (token->mark != ',' && token->mark != '-' && !is_class(token, WORD_CONJUNCTION))
            return at;
        at--;
    }
    return at;
}

/* The last quotation that closes before `at`, in the sentence or right at its beginning; NULL where there is none. */
static const struct quote *quote_left(const struct view *view, const struct cue *cue, uint32_t at)
{
    uint32_t begin = at - cue->begin > QUOTE_REACH ? at - QUOTE_REACH : cue->begin;
    const struct sentences *sentences = &view->document->sentences;
    bool is_first = cue->begin == sentences->paragraphs[sentences->at[sentences->of_token[cue->head]].paragraph].first;
    if (!is_first && begin == cue->begin && at - begin < 8)
        begin--;
    for (; at > begin; at--) {
        const struct quote *quote = quote_at(view, at - 1);
        if (quote && quote->close == at - 1)
            return quote;
    }
    return NULL;
}

static void befores_find(const struct view *view, const struct cue *cue, uint32_t left, struct options *o)
{
    const struct quote *quote = quote_left(view, cue, left), *own = quote_at(view, cue->head);
    uint32_t begin = own && own->first > cue->begin ? own->first : cue->begin;
    if (quote && quote == own)
        quote = NULL;
    if (quote)
        place_add(o->before_ends, &o->before_end_count, BEFORE_ENDS_MOST, quote->last);
    uint32_t end = left > begin ? joined_end(view, left, begin) : begin;
    if (end > begin)
        place_add(o->before_ends, &o->before_end_count, BEFORE_ENDS_MOST, end);
    if (!o->before_end_count)
        return;
    if (quote)
        place_add(o->befores, &o->before_count, BEFORES_MOST, quote->first);
    if (end > begin)
        place_add(o->befores, &o->before_count, BEFORES_MOST, begin + (view->tokens[begin].kind == TOKEN_QUOTE));
    for (uint32_t at = end; at > begin + 1 && end - at < REACH; at--) {
        const struct token *token = &view->tokens[at - 1];
        if (token->mark == ',' || token->mark == ':' || token->mark == ';' || token->kind == TOKEN_QUOTE ||
            (token->mark == '-' && token->is_spaced) ||
            is_class(token, WORD_CONJUNCTION) || is_word(view, at - 1, view->rules->word_that))
            place_add(o->befores, &o->before_count, BEFORES_MOST, at);
    }
}

/* ── what goes on behind the cue ── */

static void tails_find(const struct view *view, const struct cue *cue, uint32_t base, struct options *o)
{
    uint32_t limit = base + TAIL_REACH < cue->end ? base + TAIL_REACH : cue->end;
    for (uint32_t at = base; at < limit && is_empty((struct range){ o->tails[TAIL_REST].first, o->tails[TAIL_REST].last }); at++) {
        const struct quote *quote = marked_quote(view, at);
        if (quote && quote->open == at)
            o->tails[TAIL_REST] = (struct piece){ quote->first, quote->last };
    }
    if (base + 1 < cue->end && is_mark(view, base, ',') && !o->tails[TAIL_REST].last)
        o->tails[TAIL_REST] = (struct piece){ base + 1, trimmed_end(view, base + 1, cue->end) };
    const struct sentences *sentences = &view->document->sentences;
    if (cue->end >= view->count ||
        sentences->at[sentences->of_token[cue->end]].paragraph != sentences->at[sentences->of_token[cue->head]].paragraph)
        return;
    const struct quote *next = quote_at(view, cue->end);
    if (!next || next->open != cue->end || cue->end > base + TAIL_REACH)
        return;
    uint32_t after = next->close + next->is_closed;
    if (after >= view->count || sentences->at[sentences->of_token[after]].first == after)
        o->tails[TAIL_NEXT] = (struct piece){ next->first, next->last };
}

/* ── what speaks for a place ── */

/* Where a place stands with regard to quotations: none, at an opening, inside, at a closing. */
static uint32_t quote_state(const struct view *view, uint32_t at)
{
    const struct quote *quote = quote_at(view, at);
    return !quote ? 0 : at == quote->open || at == quote->first ? 1 : at == quote->last ? 2 : 3;
}

static void start_features(const struct view *view, const struct cue *cue, struct place *place, uint32_t base, uint32_t number)
{
    struct features *f = &place->features;
    uint32_t at = place->at, class = (uint32_t)cue->class, tag = tag_at(view, at), before = tag_at(view, at - 1), lemma = cue->hash;
    uint32_t inflection = tag_at(view, cue->head);
    feature_add(f, 201, step_of(at - base), class);
    feature_add(f, 202, before, class);
    feature_add(f, 203, tag, class);
    feature_add(f, 204, before, tag);
    feature_add(f, 205, lemma, hash_at(view, at - 1));
    feature_add(f, 206, lemma, tag);
    feature_add(f, 207, hash_at(view, at), class);
    feature_add(f, 208, quote_state(view, at), class);
    feature_add(f, 209, quote_state(view, at), lemma);
    feature_add(f, 210, number * 8 + quote_state(view, at), inflection);
    feature_add(f, 211, tag, tag_at(view, at + (size_t)1));
    feature_add(f, 212, before * 31 + tag, inflection);
    feature_add(f, 213, step_of(at - base), before);
    feature_add(f, 214, is_word(view, at - 1, view->rules->word_that), inflection);
    feature_add(f, 215, step_of(at - base), lemma);
    feature_add(f, 216, step_of(at - base), tag);
    uint32_t that = 1;
    while (that < 8 && at + that < cue->end && !is_word(view, at + that, view->rules->word_that))
        that++;
    feature_add(f, 217, that, class);
    feature_add(f, 218, that, cue->hash);
    feature_add(f, 219, that < 8 ? 1 : 0, before * 31 + tag);
}

static void end_features(const struct view *view, const struct cue *cue, struct place *place, uint32_t number)
{
    struct features *f = &place->features;
    uint32_t at = place->at, class = (uint32_t)cue->class, before = tag_at(view, at - 1);
    bool is_sentence_end = at >= trimmed_end(view, cue->begin, cue->end);
    uint32_t tag = is_sentence_end ? 3 : tag_at(view, at), next = is_sentence_end ? 3 : tag_at(view, at + (size_t)1);
    uint32_t state = quote_state(view, at), left = at < cue->end ? step_of(cue->end - at) : 11;
    feature_add(f, 231, (is_sentence_end ? 16u : 0) + state, class);
    feature_add(f, 232, tag, class);
    feature_add(f, 233, tag, before);
    feature_add(f, 234, tag, next);
    feature_add(f, 235, is_sentence_end ? 3 : hash_at(view, at), hash_at(view, at + (size_t)1));
    feature_add(f, 236, next, is_mark(view, at, ',') ? 1 : 0);
    feature_add(f, 237, tag_at(view, at + (size_t)2), tag * 31 + next);
    feature_add(f, 238, state, tag);
    feature_add(f, 239, number, tag);
    feature_add(f, 240, left, tag);
    feature_add(f, 241, before, state);
    feature_add(f, 242, cue->hash, tag);
    feature_add(f, 243, left, class);
    feature_add(f, 244, tag, tag_at(view, cue->head));
    feature_add(f, 245, hash_at(view, at + (size_t)1), tag);
    feature_add(f, 246, next * 31 + tag, tag_at(view, cue->head));
    feature_add(f, 247, tag * 31 + next, class);
    feature_add(f, 248, tag_at(view, at + (size_t)2) * 31 + next, tag_at(view, cue->head));
}

static void before_features(const struct view *view, const struct cue *cue, struct place *place, uint32_t number, uint32_t count)
{
    struct features *f = &place->features;
    uint32_t at = place->at, class = (uint32_t)cue->class;
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

static void before_end_features(const struct view *view, const struct cue *cue, const struct subject *subject, struct place *place)
{
    struct features *f = &place->features;
    uint32_t at = place->at, class = (uint32_t)cue->class, left = left_of(cue, subject);
    uint32_t state = quote_state(view, at), gap = left > at ? step_of(left - at) : 0, tag = tag_at(view, at), before = tag_at(view, at - 1);
    feature_add(f, 281, state * 4 + subject->side, class);
    feature_add(f, 282, state * 16 + gap, class);
    feature_add(f, 283, tag, class);
    feature_add(f, 284, before, tag);
    feature_add(f, 285, tag, cue->hash);
    feature_add(f, 286, tag_at(view, cue->head), state * 4 + subject->side);
    feature_add(f, 287, state, tag_at(view, left));
    feature_add(f, 288, tag, tag_at(view, cue->last < cue->end ? cue->last : UINT32_MAX));
}

static void tail_features(const struct view *view, const struct cue *cue, const struct options *o, uint32_t base, uint32_t tail,
                          struct features *f)
{
    uint32_t class = (uint32_t)cue->class, possible = (o->tails[TAIL_REST].last ? 1u : 0) + (o->tails[TAIL_NEXT].last ? 2u : 0);
    uint32_t kind = tail * 4 + possible, state = quote_state(view, o->tails[TAIL_REST].first);
    feature_add(f, 291, kind, class);
    feature_add(f, 292, kind, tag_at(view, base < cue->end ? base : UINT32_MAX));
    feature_add(f, 293, kind, tag_at(view, base + (size_t)1));
    feature_add(f, 294, kind * 8 + state, class);
    feature_add(f, 295, kind * 8 + state, cue->hash);
    feature_add(f, 296, kind, step_of(cue->end > base ? cue->end - base : 0));
}

void options_find(const struct view *view, const struct cue *cue, const struct subject *subject, struct options *o)
{
    uint32_t base = base_of(cue, subject), left = left_of(cue, subject);
    o->start_count = o->end_count = o->before_count = o->before_end_count = 0;
    memset(o->tails, 0, sizeof o->tails);
    starts_find(view, cue, base, o);
    ends_find(view, cue, base, o);
    befores_find(view, cue, left, o);
    tails_find(view, cue, base, o);
    for (uint32_t i = 0; i < o->start_count; i++)
        start_features(view, cue, &o->starts[i], base, i);
    for (uint32_t i = 0; i < o->end_count; i++)
        end_features(view, cue, &o->ends[i], i);
    for (uint32_t i = 0; i < o->before_count; i++)
        before_features(view, cue, &o->befores[i], i, (uint32_t)o->before_count);
    for (uint32_t i = 0; i < o->before_end_count; i++)
        before_end_features(view, cue, subject, &o->before_ends[i]);
    for (uint32_t i = 0; i < TAILS_MOST; i++) {
        o->tail_features[i].count = 0;
        tail_features(view, cue, o, base, i, &o->tail_features[i]);
    }
}

/* ── readings ── */

size_t readings_find(const struct options *o, struct reading *readings)
{
    size_t count = 0;
    for (uint8_t i = 0; i < o->start_count; i++)
        for (uint8_t j = 0; j < o->end_count; j++)
            if (o->ends[j].at > o->starts[i].at)
                readings[count++] = (struct reading){ 0, i, j, 0, 0 };
    for (uint8_t i = 0; i < o->before_count; i++)
        for (uint8_t j = 0; j < o->before_end_count; j++)
            for (uint8_t t = 0; t < TAILS_MOST; t++)
                if (o->before_ends[j].at > o->befores[i].at && (t == TAIL_NONE || o->tails[t].last))
                    readings[count++] = (struct reading){ 1, i, j, t, 0 };
    return count;
}

size_t reading_pieces(const struct options *o, const struct reading *r, struct piece *pieces)
{
    if (!r->is_before) {
        pieces[0] = (struct piece){ o->starts[r->start].at, o->ends[r->end].at };
        return 1;
    }
    pieces[0] = (struct piece){ o->befores[r->start].at, o->before_ends[r->end].at };
    pieces[1] = o->tails[r->tail];
    return r->tail == TAIL_NONE ? 1 : 2;
}

static uint32_t few(uint32_t n)
{
    return n < 3 ? n : 3;
}

void reading_features(const struct view *view, const struct cue *cue, const struct options *o, const struct reading *r, struct features *f)
{
    uint32_t class = (uint32_t)cue->class;
    uint32_t first = r->is_before ? o->befores[r->start].at : o->starts[r->start].at;
    uint32_t last = r->is_before ? o->before_ends[r->end].at : o->ends[r->end].at;
    const struct quote *a = quote_at(view, first), *b = quote_at(view, last - 1), *own = quote_at(view, cue->head);
    uint32_t quoted = (a ? 1u : 0) | (b ? 2u : 0) | (a == b ? 4u : 0) | (own && own == a ? 8u : 0) | (a && first == a->first ? 16u : 0) |
                      (b && last == b->last ? 32u : 0);
    uint32_t kind = r->is_before * 4u + r->tail, length = step_of(last - first);
    feature_add(f, 301, kind, class);
    feature_add(f, 302, quoted * 16 + kind, 0);
    feature_add(f, 303, quoted * 16 + kind, class);
    feature_add(f, 304, length * 16 + kind, class);
    feature_add(f, 305, length * 16 + kind, quoted);
    const struct sums *x = &view->sums[first], *y = &view->sums[last];
    uint32_t verbs = few(y->finite - x->finite), cues = few(y->cues - x->cues), commas = few(y->commas - x->commas);
    uint32_t conjunctions = few(y->conjunctions - x->conjunctions);
    feature_add(f, 307, verbs * 8 + kind, class);
    feature_add(f, 308, verbs * 8 + kind, r->is_before ? cue->hash : tag_at(view, first));
    feature_add(f, 309, cues * 8 + kind, class);
    feature_add(f, 310, (commas * 4 + verbs) * 8 + kind, last >= cue->end - 2 ? 1 : 0);
    feature_add(f, 311, (conjunctions * 4 + verbs) * 8 + kind, quoted & 3);
    feature_add(f, 312, tag_at(view, first) * 31 + tag_at(view, last), verbs);
    feature_add(f, 306, length, r->is_before ? cue->hash : tag_at(view, first));
}
