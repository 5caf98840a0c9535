/* All that is known of one article, filled in stage by stage, left to right. */
#ifndef EXTRACT_DOCUMENT_H
#define EXTRACT_DOCUMENT_H

#include "article.h"
#include "claim.h"
#include "entity.h"
#include "part.h"
#include "sentence.h"
#include "text.h"
#include "token.h"
#include "value.h"

/* Everything that it points to lives in the arena of its lane, in the pack or in the article's own memory. */
struct document {
    const struct article *article;
    struct text text;
    struct tokens tokens;
    struct sentences sentences;
    struct parts parts;
    uint8_t *roles;              /* enum part_role of each token: the innermost part it lies in */
    struct values values;
    struct entities entities;
    struct claims claims;
    uint64_t simhash;            /* fingerprint.h */
};

#endif
