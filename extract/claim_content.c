#include "claim_content.h"

enum { WINDOW = 16, REACH = 150, QUOTE_REACH = 30, TAIL_REACH = 14 };

/* The quotation that the mark at `at` belongs to; NULL for any other token. */
static const struct quote *marked_quote(const struct view *view, uint32_t at)
{
    return view->tokens[at].kind == TOKEN_QUOTE ? quote_at(view, at) : NULL;
}

static void place_add(struct options *o, enum option option, size_t most, uint32_t at)
{
    struct place *places = o->places[option];
    for (size_t i = 0; i < o->counts[option]; i++)
        if (places[i].at == at)
            return;
    if (o->counts[option] < most)
        places[o->counts[option]++].at = at;
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
            place_add(o, OPTION_START, STARTS_MOST, at);
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
    place_add(o, OPTION_END, ENDS_MOST, trimmed_end(view, base, cue->end));
    for (uint32_t at = base; at < cue->end && at < base + 2 * WINDOW; at++) {
        const struct quote *quote = marked_quote(view, at);
        if (quote && quote->open == at)
            place_add(o, OPTION_END, ENDS_MOST / 4, quote->last);
    }
    for (uint32_t at = base + 1; at < cue->end && at < base + REACH && o->counts[OPTION_END] < ENDS_MOST; at++)
        if (is_end(view, at))
            place_add(o, OPTION_END, ENDS_MOST, at);
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
        place_add(o, OPTION_BEFORE_END, BEFORE_ENDS_MOST, quote->last);
    uint32_t end = left > begin ? joined_end(view, left, begin) : begin;
    if (end > begin)
        place_add(o, OPTION_BEFORE_END, BEFORE_ENDS_MOST, end);
    if (!o->counts[OPTION_BEFORE_END])
        return;
    if (quote)
        place_add(o, OPTION_BEFORE, BEFORES_MOST, quote->first);
    if (end > begin)
        place_add(o, OPTION_BEFORE, BEFORES_MOST, begin + (view->tokens[begin].kind == TOKEN_QUOTE));
    for (uint32_t at = end; at > begin + 1 && end - at < REACH; at--) {
        const struct token *token = &view->tokens[at - 1];
        if (token->mark == ',' || token->mark == ':' || token->mark == ';' || token->kind == TOKEN_QUOTE ||
            (token->mark == '-' && token->is_spaced) ||
            is_class(token, WORD_CONJUNCTION) || is_word(view, at - 1, view->rules->word_that))
            place_add(o, OPTION_BEFORE, BEFORES_MOST, at);
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

void options_find(const struct view *view, const struct cue *cue, const struct subject *subject, struct options *o)
{
    o->base = base_of(cue, subject);
    o->left = left_of(cue, subject);
    o->side = subject->side;
    o->sentence_end = trimmed_end(view, cue->begin, cue->end);
    memset(o->counts, 0, sizeof o->counts);
    memset(o->tails, 0, sizeof o->tails);
    starts_find(view, cue, o->base, o);
    ends_find(view, cue, o->base, o);
    befores_find(view, cue, o->left, o);
    tails_find(view, cue, o->base, o);
    o->counts[OPTION_TAIL] = TAILS_MOST;
}

/* ── readings ── */

static struct reading reading_make(const struct options *o, bool is_before, uint32_t start, uint32_t end, uint32_t tail)
{
    float score = is_before ? o->places[OPTION_BEFORE][start].score + o->places[OPTION_BEFORE_END][end].score + o->places[OPTION_TAIL][tail].score
                            : o->places[OPTION_START][start].score + o->places[OPTION_END][end].score;
    return (struct reading){ is_before, (uint8_t)start, (uint8_t)end, (uint8_t)tail, score };
}

size_t readings_find(const struct options *o, struct reading *readings)
{
    size_t count = 0;
    for (uint32_t i = 0; i < o->counts[OPTION_START]; i++)
        for (uint32_t j = 0; j < o->counts[OPTION_END]; j++)
            if (o->places[OPTION_END][j].at > o->places[OPTION_START][i].at)
                readings[count++] = reading_make(o, false, i, j, TAIL_NONE);
    for (uint32_t i = 0; i < o->counts[OPTION_BEFORE]; i++)
        for (uint32_t j = 0; j < o->counts[OPTION_BEFORE_END]; j++)
            for (uint32_t t = 0; t < TAILS_MOST; t++)
                if (o->places[OPTION_BEFORE_END][j].at > o->places[OPTION_BEFORE][i].at && (t == TAIL_NONE || o->tails[t].last))
                    readings[count++] = reading_make(o, true, i, j, t);
    return count;
}

static struct piece first_piece(const struct options *o, const struct reading *r)
{
    return r->is_before ? (struct piece){ o->places[OPTION_BEFORE][r->start].at, o->places[OPTION_BEFORE_END][r->end].at }
                        : (struct piece){ o->places[OPTION_START][r->start].at, o->places[OPTION_END][r->end].at };
}

size_t reading_pieces(const struct options *o, const struct reading *r, struct piece *pieces)
{
    pieces[0] = first_piece(o, r);
    pieces[1] = o->tails[r->tail];
    return r->tail == TAIL_NONE ? 1 : 2;
}
