#include "tense.h"

enum { REACH = 24 };

static int tense_at(const struct reader *r, uint32_t at)
{
    const struct lexeme *tense = phrase_at(r, at, ROLE_BIT(ROLE_TENSE));
    if (tense)
        return (int)tense->number;
    if (r->tokens[at].letters != CASE_LOWER || !lexicon_has_ending(r->lexicon, text_at(r, at), "past"))
        return 0;
    bool is_passive = at > r->begin && has_code(phrase_at(r, at - 1, ROLE_BIT(ROLE_TENSE)), "passive");
    return is_passive ? 0 : -1;                               /* "to be aired" lies ahead */
}

int tense_of(const struct reader *r, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i-- > r->begin && first - i < REACH;) {
        int tense = tense_at(r, i);
        if (tense)
            return tense;
    }
    for (uint32_t i = last; i < r->end && i - last < REACH; i++) {
        int tense = tense_at(r, i);
        if (tense)
            return tense;
    }
    return 0;
}
