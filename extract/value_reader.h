/* What the stage of values looks at: the tokens of one sentence, and the lists. */
#ifndef EXTRACT_VALUE_READER_H
#define EXTRACT_VALUE_READER_H

#include "value_lexicon.h"

struct reader {
    struct span text;
    const struct token *tokens;
    uint32_t begin, end;
    const struct value_lexicon *lexicon;
};

static inline struct span text_at(const struct reader *r, uint32_t at)
{
    return token_text(r->text, &r->tokens[at]);
}

static inline uint64_t roles_at(const struct reader *r, uint32_t at)
{
    return at < r->end ? lexicon_roles(r->lexicon, &r->tokens[at]) : 0;
}

/* The longest phrase that begins at a token and has one of the roles; NULL if there is none. */
static inline const struct lexeme *phrase_at(const struct reader *r, uint32_t at, uint64_t roles)
{
    return roles_at(r, at) & roles ? lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, roles) : NULL;
}

static inline bool is_mark(const struct reader *r, uint32_t at, char mark)
{
    return at < r->end && r->tokens[at].mark == mark;
}

/* No white space before it. */
static inline bool is_glued(const struct reader *r, uint32_t at)
{
    return at < r->end && !r->tokens[at].is_spaced;
}

static inline bool is_digits(const struct reader *r, uint32_t at)
{
    return at < r->end && r->tokens[at].kind == TOKEN_NUMBER;
}

/* One of the small words that hold numbers together, by its code: "of", "in", "to", "or", "between" … */
static inline bool is_link(const struct reader *r, uint32_t at, const char *code)
{
    const struct lexeme *link = phrase_at(r, at, ROLE_BIT(ROLE_LINK));
    return link && span_equal(link->code, span_of(code));
}

static inline bool has_code(const struct lexeme *lexeme, const char *code)
{
    return lexeme && span_equal(lexeme->code, span_of(code));
}

#endif
