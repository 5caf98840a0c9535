#include "sentence.h"

static bool is_closing(const struct token *token)
{
    return token->mark == ')' || token->mark == ']' || (token->kind == TOKEN_QUOTE && !token->is_spaced);
}

static bool is_terminator(struct span text, const struct token *token)
{
    switch (text.at[token->begin]) {
    case '.': case '!': case '?':
        return token->kind == TOKEN_PUNCTUATION;
    default:
        return token->end - token->begin == 3 && memcmp(text.at + token->begin, "\xe2\x80\xa6", 3) == 0;     /* … */
    }
}

static bool is_abbreviated(struct span text, const struct token *token)
{
    return token->kind == TOKEN_WORD && token->end - token->begin > 1 && text.at[token->end - 1] == '.';
}

/* What may begin a sentence: anything but a lower-case word. "iPhone" and "de Gaulle" are told by what stands before. */
static bool is_beginning(const struct token *token)
{
    return token->letters != CASE_LOWER && token->mark != ',' && token->mark != ';' && token->mark != ')';
}

/* The token behind the marks that close around a quotation or a bracket. */
static size_t skip_closing(const struct tokens *tokens, size_t at)
{
    while (at < tokens->count && !tokens->at[at].is_line_start && is_closing(&tokens->at[at]))
        at++;
    return at;
}

/* True if a sentence ends before token `next`, the marks between it and token `i` closing it. */
static bool is_end(struct span text, const struct tokens *tokens, size_t i, size_t next)
{
    const struct token *token = &tokens->at[i];
    if (next >= tokens->count || tokens->at[next].is_line_start)
        return true;
    const struct token *follower = &tokens->at[next];
    const struct token *begun = follower;
    while (begun->kind == TOKEN_QUOTE && begun + 1 < tokens->at + tokens->count && !begun[1].is_line_start)
        begun++;
    if (is_abbreviated(text, token))
        return next == i + 1 && is_class(token, WORD_ENDING_ABBREVIATION) && follower->is_spaced && is_class(begun, WORD_STARTER) &&
               begun->letters == CASE_CAPITALISED;
    if (!is_terminator(text, token))
        return false;
    if (!follower->is_spaced)        /* glued sentences: "over.The" */
        return next == i + 1 && text.at[token->begin] == '.' && follower->letters == CASE_CAPITALISED && i > 0 &&
               tokens->at[i - 1].letters == CASE_LOWER && is_class(follower, WORD_STARTER);
    if (begun->kind == TOKEN_QUOTE)
        return true;
    return is_beginning(begun);
}

struct sentences sentences_find(struct span text, const struct tokens *tokens, struct arena *arena)
{
    struct sentences out = { 0 };
    size_t room = 0, paragraph_room = 0;
    out.of_token = arena_array(arena, tokens->count, sizeof *out.of_token);
    if (!out.of_token)
        return out;
    for (size_t first = 0; first < tokens->count;) {
        size_t last = first + 1;
        for (size_t i = first; i < tokens->count; i++) {
            last = i + 1;
            if (last == tokens->count || tokens->at[last].is_line_start)
                break;
            size_t next = skip_closing(tokens, last);
            if (is_end(text, tokens, i, next)) {
                last = next;
                break;
            }
        }
        struct sentence *sentences = arena_grow(arena, out.at, out.count, &room, sizeof *sentences);
        struct paragraph *paragraphs = arena_grow(arena, out.paragraphs, out.paragraph_count, &paragraph_room, sizeof *paragraphs);
        if (!sentences || !paragraphs)
            return out;
        out.at = sentences;
        out.paragraphs = paragraphs;
        if (tokens->at[first].is_line_start)
            paragraphs[out.paragraph_count++] = (struct paragraph){ (uint32_t)first, 0, (uint32_t)out.count, 0 };
        struct paragraph *paragraph = &paragraphs[out.paragraph_count - 1];
        paragraph->last = (uint32_t)last;
        paragraph->last_sentence = (uint32_t)out.count + 1;
        for (size_t i = first; i < last; i++)
            out.of_token[i] = (uint32_t)out.count;
        sentences[out.count++] = (struct sentence){ (uint32_t)first, (uint32_t)last, (uint32_t)out.paragraph_count - 1 };
        first = last;
    }
    return out;
}
