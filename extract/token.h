/*
 * Words, numbers and punctuation marks of a text.
 *
 * Hyphenated words come apart ("Kyiv - based"), as do clitics ("Kyiv 's", "did n't", "he 'll"), a number and the letters
 * behind it ("70 bn", "24 th") and a currency sign and its number. A number keeps its group and decimal marks. A full
 * stop belongs to its word where the word is an abbreviation, an initial or has stops inside ("Mr.", "J.", "U.S.").
 */
#ifndef EXTRACT_TOKEN_H
#define EXTRACT_TOKEN_H

#include "arena.h"
#include "form.h"

enum token_kind {
    TOKEN_WORD,
    TOKEN_NUMBER,            /* begins with a digit */
    TOKEN_QUOTE,             /* a quotation mark, double or single; quote.h tells which opens */
    TOKEN_CLITIC,            /* "'s", "n't", "'re" */
    TOKEN_PUNCTUATION,
    TOKEN_SYMBOL,            /* currency and mathematical signs, pictures */
};

/* One token: text[begin, end). */
struct token {
    uint32_t begin, end;
    uint32_t hash;           /* of its folded form */
    uint32_t word;           /* of the vocabulary, or beyond its size a number that is this article's own */
    uint8_t kind;            /* enum token_kind */
    uint8_t letters;         /* enum letter_case */
    uint8_t mark;            /* for a token of one ASCII or folded character: that character; else 0 */
    uint8_t is_spaced : 1;   /* white space or the text's start stands before it */
    uint8_t is_line_start : 1;
    uint8_t is_stop : 1;     /* a full stop, exclamation or question mark or ellipsis, or a word that ends with its own stop */
    uint64_t classes;        /* of its word: WORD_… bits */
};

struct tokens {
    struct token *at;
    size_t count;
    uint32_t word_count;     /* numbers of words run up to this, excluded: the vocabulary's and the article's own */
};

/* Splits UTF-8 text into tokens, in order; white space belongs to none. Short of memory: as many as fit, arena full. */
struct tokens tokens_find(struct span text, const struct vocabulary *vocabulary, struct arena *arena);

static inline struct span token_text(struct span text, const struct token *token)
{
    return (struct span){ text.at + token->begin, token->end - token->begin };
}

static inline bool is_class(const struct token *token, uint64_t classes)
{
    return (token->classes & classes) != 0;
}

static inline bool is_capitalised(const struct token *token)
{
    return token->letters >= CASE_CAPITALISED;
}

#endif
