/* Paragraphs (lines of the text) and the sentences inside them, as runs of tokens. */
#ifndef EXTRACT_SENTENCE_H
#define EXTRACT_SENTENCE_H

#include "token.h"

/* Tokens [first, last), never empty. Sentences cover all tokens, in order; none crosses a paragraph's end. */
struct sentence {
    uint32_t first, last;
    uint32_t paragraph;
};

struct paragraph {
    uint32_t first, last;                      /* tokens */
    uint32_t first_sentence, last_sentence;    /* sentences, last excluded */
};

struct sentences {
    struct sentence *at;
    size_t count;
    struct paragraph *paragraphs;
    size_t paragraph_count;
    uint32_t *of_token;      /* the sentence of each token */
};

struct sentences sentences_find(const struct tokens *tokens, struct arena *arena);

#endif
