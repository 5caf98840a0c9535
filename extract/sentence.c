#include "sentence.h"

static bool is_closing(const struct token *token)
{
    return token->mark == ')' || token->mark == ']' || (token->kind == TOKEN_QUOTE && !token->is_spaced);
}

/* What may begin a sentence: anything but a lower-case word. "iPhone" and "de Gaulle" are told by what stands before. */
static bool is_beginning(const struct token *token)
{
    return token->letters != CASE_LOWER && token->mark != ',' && token->mark != ';' && token->mark != ':' && token->mark != ')';
}

/* A capitalised word that is no name: where it follows, a doubtful full stop ends a sentence. "A." is an initial. */
static bool is_starter(const struct token *token)
{
    return is_class(token, WORD_STARTER) && token->letters == CASE_CAPITALISED && !token->is_stop;
}

/* The token behind the marks that close around a quotation or a bracket. */
static size_t skip_closing(const struct tokens *tokens, size_t at)
{
    while (at < tokens->count && !tokens->at[at].is_line_start && is_closing(&tokens->at[at]))
        at++;
    return at;
}

/* The first token from `at` on that is no quotation mark, within the line. */
static const struct token *skip_quotes(const struct tokens *tokens, size_t at)
{
    while (tokens->at[at].kind == TOKEN_QUOTE && at + 1 < tokens->count && !tokens->at[at + 1].is_line_start)
        at++;
    return &tokens->at[at];
}

/* "over.The", "over."The": a sentence's end without a space. Not "Booking.com", "Node.js", "U.S.News". */
static bool is_glued_end(const struct tokens *tokens, size_t i, size_t next)
{
    const struct token *before = &tokens->at[i ? i - 1 : 0], *follower = &tokens->at[next];
    if (i == 0 || before->is_line_start || tokens->at[i].is_spaced || follower->letters != CASE_CAPITALISED)
        return false;
    bool is_sentence = before->letters == CASE_LOWER || (before->kind == TOKEN_NUMBER && is_starter(follower));
    bool is_word_whole = next + 1 == tokens->count || tokens->at[next + 1].is_spaced || tokens->at[next + 1].mark == ',' ||
                         tokens->at[next + 1].kind == TOKEN_CLITIC;
    return is_sentence && is_word_whole && follower->end - follower->begin > 1;
}

/* A number or letter that opens a list item is no sentence: "1. The", "B. The". */
static bool is_list_mark(const struct tokens *tokens, size_t first, size_t i)
{
    const struct token *token = &tokens->at[first];
    if (tokens->at[i].kind == TOKEN_WORD)
        return i == first;
    return i == first + 1 && token->kind == TOKEN_NUMBER && token->end - token->begin <= 2;
}

/* True if the sentence from `first` on ends with the stop `i` and the marks between it and `next`. */
static bool is_end(const struct tokens *tokens, size_t first, size_t i, size_t next)
{
    const struct token *token = &tokens->at[i];
    if (next >= tokens->count || tokens->at[next].is_line_start)
        return true;
    if (is_list_mark(tokens, first, i))
        return false;
    const struct token *follower = &tokens->at[next];
    const struct token *begun = skip_quotes(tokens, next);
    if (token->kind == TOKEN_WORD) {
        bool may_end = is_class(token, WORD_ENDING_ABBREVIATION) || token->end - token->begin == 2;
        return may_end && follower->is_spaced && is_starter(begun);
    }
    if (!follower->is_spaced)
        return is_glued_end(tokens, i, next);
    if (token->end - token->begin > 1 && token->is_spaced)          /* "we will ... win": words left out */
        return is_starter(begun);
    return is_beginning(begun);
}

struct sentences sentences_find(const struct tokens *tokens, struct arena *arena)
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
            if (!tokens->at[i].is_stop)
                continue;
            size_t next = skip_closing(tokens, last);
            if (is_end(tokens, first, i, next)) {
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
