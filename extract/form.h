/* A token's form for look-ups, and how its letters are written, in one pass over it. */
#ifndef EXTRACT_FORM_H
#define EXTRACT_FORM_H

#include "vocabulary.h"

enum letter_case {
    CASE_NONE,               /* no cased letter */
    CASE_LOWER,
    CASE_CAPITALISED,        /* first letter upper, the others lower */
    CASE_UPPER,              /* all of at least two letters upper; a single capital is CAPITALISED */
    CASE_MIXED,              /* "iPhone", "McCain", "YouTube" */
};

struct form {
    char bytes[WORD_BYTES];  /* folded; cut off where it is longer */
    size_t length;
    enum letter_case letters;
};

void form_make(struct span text, struct form *form);

/* The run of ASCII letters that begins at byte `at`, at most WORD_BYTES of them; where it ends. The common case, made fast. */
size_t form_letters(struct span text, size_t at, struct form *form);

#endif
