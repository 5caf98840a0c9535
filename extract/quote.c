#include "quote.h"

#include "unicode.h"

enum { SINGLE_REACH = 400, NOWHERE = UINT32_MAX };

/* What a mark's own shape says of its direction. */
enum shape { SHAPE_NONE, SHAPE_OPENING, SHAPE_CLOSING, SHAPE_EITHER };

struct mark {
    enum shape shape;
    bool is_single, is_low;
    bool may_open, may_close;        /* by the white space around it */
};

struct pairing {
    struct span text;
    const struct tokens *tokens;
    const struct sentences *sentences;
    struct arena *arena;
    struct quotes out;
    size_t room;
    uint32_t open;                   /* the mark of the quotation that is open, or NOWHERE */
    bool is_low, is_left_open;       /* it began with a low mark; the paragraph before ended within a quotation */
};

static void mark_shape(uint32_t code, struct mark *mark)
{
    switch (code) {
    case 0x201c: case 0x201f: case 0x300c: case 0xab:
        mark->shape = SHAPE_OPENING;
        break;
    case 0x201e:
        mark->shape = SHAPE_OPENING, mark->is_low = true;
        break;
    case 0x201d: case 0xbb: case 0x300d:
        mark->shape = SHAPE_CLOSING;
        break;
    case '"': case 0xff02:
        mark->shape = SHAPE_EITHER;
        break;
    case 0x2018: case 0x201b: case 0x201a: case 0x2039: case '`':
        mark->shape = SHAPE_OPENING, mark->is_single = true;
        break;
    case 0x2019: case 0x203a:
        mark->shape = SHAPE_CLOSING, mark->is_single = true;
        break;
    default:
        mark->shape = SHAPE_EITHER, mark->is_single = true;
    }
}

static bool is_bracket_or_dash(const struct token *token)
{
    return token->mark == '(' || token->mark == '[' || token->mark == '-' || token->mark == '/' || token->kind == TOKEN_QUOTE;
}

static struct mark mark_of(const struct pairing *p, uint32_t at, const struct paragraph *paragraph)
{
    const struct token *token = &p->tokens->at[at];
    struct mark mark = { 0 };
    mark_shape(character_at(p->text, token->begin).code, &mark);
    bool is_first = at == paragraph->first, is_last = at + 1 == paragraph->last;
    mark.may_open = !is_last && !token[1].is_spaced && (is_first || token->is_spaced || is_bracket_or_dash(token - 1));
    mark.may_close = !is_first && !token->is_spaced;
    return mark;
}

static void add(struct pairing *p, uint32_t open, uint32_t close, bool is_closed, bool is_single, bool is_continuing)
{
    uint32_t first = p->tokens->at[open].kind == TOKEN_QUOTE ? open + 1 : open;
    if (first >= close)
        return;
    struct quote *quotes = arena_grow(p->arena, p->out.at, p->out.count, &p->room, sizeof *quotes);
    if (!quotes)
        return;
    p->out.at = quotes;
    quotes[p->out.count++] = (struct quote){ first, close, open, close, is_closed, is_single, is_continuing };
    for (uint32_t i = open; i < close + is_closed; i++)
        p->out.of_token[i] = (uint32_t)p->out.count;
}

/* The end of the sentence that a token stands in. */
static uint32_t sentence_end(const struct pairing *p, uint32_t at)
{
    return p->sentences->at[p->sentences->of_token[at]].last;
}

/* An apostrophe at a word's end that may be a genitive's: "the workers' rights". */
static bool is_genitive_like(const struct pairing *p, uint32_t at)
{
    const struct token *before = &p->tokens->at[at - 1], *after = &p->tokens->at[at + 1];
    return p->text.at[before->end - 1] == 's' && at + 1 < p->tokens->count && after->is_spaced && after->letters == CASE_LOWER;
}

/* The single mark that closes the one at `open`, or NOWHERE. */
static uint32_t single_close(const struct pairing *p, uint32_t open, const struct paragraph *paragraph)
{
    uint32_t doubtful = NOWHERE;
    uint32_t last = paragraph->last - open > SINGLE_REACH ? open + SINGLE_REACH : paragraph->last;
    for (uint32_t i = open + 1; i < last; i++) {
        const struct token *token = &p->tokens->at[i];
        if (token->kind != TOKEN_QUOTE)
            continue;
        struct mark mark = mark_of(p, i, paragraph);
        if (!mark.is_single)
            continue;
        if (mark.may_close && mark.shape != SHAPE_OPENING && (i + 1 == paragraph->last || !mark.may_open)) {
            bool is_inside = i + 1 < paragraph->last && !token[1].is_spaced && token[1].kind == TOKEN_WORD;
            if (!is_inside && !is_genitive_like(p, i))
                return i;
            if (!is_inside && doubtful == NOWHERE)
                doubtful = i;
        } else if (mark.may_open && mark.shape != SHAPE_CLOSING) {
            return doubtful;
        }
    }
    return doubtful;
}

/* A digit before it and nothing open: inches or seconds. */
static bool is_measure(const struct pairing *p, uint32_t at, const struct mark *mark)
{
    return mark->shape == SHAPE_EITHER && mark->may_close && !mark->may_open && p->tokens->at[at - 1].kind == TOKEN_NUMBER;
}

static bool is_opening(const struct pairing *p, const struct mark *mark)
{
    if (mark->shape == SHAPE_OPENING)
        return !(p->open != NOWHERE && mark->may_close && !mark->may_open);
    if (mark->shape == SHAPE_CLOSING)
        return p->open == NOWHERE && mark->may_open && !mark->may_close;
    return p->open == NOWHERE || (mark->may_open && !mark->may_close);
}

static void double_take(struct pairing *p, uint32_t at, const struct mark *mark, const struct paragraph *paragraph)
{
    if (p->open == NOWHERE && is_measure(p, at, mark))
        return;
    if (is_opening(p, mark)) {
        if (p->open != NOWHERE)
            add(p, p->open, sentence_end(p, p->open) < at ? sentence_end(p, p->open) : at, false, false, false);
        p->open = at;
        p->is_low = mark->is_low;
    } else if (p->open != NOWHERE) {
        add(p, p->open, at, true, false, p->is_left_open && p->open == paragraph->first);
        p->open = NOWHERE;
    } else if (p->is_left_open && mark->may_close && (!p->out.count || p->out.at[p->out.count - 1].close < paragraph->first)) {
        add(p, paragraph->first, at, true, false, true);
    }
}

/* True if the paragraph behind this one begins by opening a quotation. */
static bool is_reopened(const struct pairing *p, size_t paragraph)
{
    if (paragraph + 1 >= p->sentences->paragraph_count)
        return false;
    const struct paragraph *next = &p->sentences->paragraphs[paragraph + 1];
    if (p->tokens->at[next->first].kind != TOKEN_QUOTE)
        return false;
    struct mark mark = mark_of(p, next->first, next);
    return !mark.is_single && mark.may_open;
}

static void paragraph_end(struct pairing *p, size_t index)
{
    const struct paragraph *paragraph = &p->sentences->paragraphs[index];
    bool is_open = p->open != NOWHERE;
    if (is_open) {
        bool is_whole = is_reopened(p, index) || p->open == paragraph->first;
        bool is_continuing = p->is_left_open && p->open == paragraph->first;
        add(p, p->open, is_whole ? paragraph->last : sentence_end(p, p->open), false, false, is_continuing);
    }
    p->open = NOWHERE;
    p->is_left_open = is_open;
}

static void paragraph_pair(struct pairing *p, size_t index)
{
    const struct paragraph *paragraph = &p->sentences->paragraphs[index];
    for (uint32_t i = paragraph->first; i < paragraph->last; i++) {
        if (p->tokens->at[i].kind != TOKEN_QUOTE)
            continue;
        struct mark mark = mark_of(p, i, paragraph);
        if (!mark.is_single) {
            double_take(p, i, &mark, paragraph);
        } else if (p->open == NOWHERE && mark.may_open && mark.shape != SHAPE_CLOSING) {
            uint32_t close = single_close(p, i, paragraph);
            if (close != NOWHERE) {
                add(p, i, close, true, true, false);
                i = close;
            }
        }
    }
    paragraph_end(p, index);
}

struct quotes quotes_find(struct span text, const struct tokens *tokens, const struct sentences *sentences, struct arena *arena)
{
    struct pairing p = { .text = text, .tokens = tokens, .sentences = sentences, .arena = arena, .open = NOWHERE };
    p.out.of_token = arena_array(arena, tokens->count, sizeof *p.out.of_token);
    if (!p.out.of_token)
        return p.out;
    for (size_t i = 0; i < sentences->paragraph_count; i++)
        paragraph_pair(&p, i);
    return p.out;
}
