#include "form.h"

#include "unicode.h"

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define HIGH_BITS UINT64_C(0x8080808080808080)

/* What is known of a word's letters on the way through it. */
struct letters {
    bool has_upper, has_more_upper, has_lower, is_first_upper;
};

static enum letter_case case_of(const struct letters *l)
{
    if (!l->has_upper)
        return l->has_lower ? CASE_LOWER : CASE_NONE;
    if (!l->has_lower)
        return l->has_more_upper ? CASE_UPPER : CASE_CAPITALISED;
    return l->is_first_upper && !l->has_more_upper ? CASE_CAPITALISED : CASE_MIXED;
}

/* The high bit of each byte that lies between `low` and `high`; all bytes have to be ASCII. */
static uint64_t bytes_between(uint64_t bytes, unsigned char low, unsigned char high)
{
    return (bytes + EACH_BYTE * (0x80u - low)) & ~(bytes + EACH_BYTE * (0x7fu - high)) & HIGH_BITS;
}

/* Lower-cases eight ASCII bytes and notes how their letters are written. */
static inline uint64_t lower(uint64_t bytes, struct letters *l)
{
    uint64_t upper = bytes_between(bytes, 'A', 'Z');
    uint64_t small = bytes_between(bytes, 'a', 'z');
    if (upper && !l->has_upper && !l->has_lower)
        l->is_first_upper = (upper & -upper) < ((small & -small) - 1);
    l->has_more_upper |= (upper && l->has_upper) || (upper & (upper - 1));
    l->has_upper |= upper != 0;
    l->has_lower |= small != 0;
    return bytes | upper >> 2;
}

size_t form_letters(struct span text, size_t at, struct form *form)
{
    struct letters letters = { 0 };
    size_t length = 0, run = 8;
    while (run == 8 && length < WORD_BYTES) {
        uint64_t bytes = load_bytes(text.at + at + length, text.length - at - length);
        uint64_t others = ~bytes_between((bytes | EACH_BYTE * 0x20) & ~HIGH_BITS, 'a', 'z') & HIGH_BITS;
        others |= bytes & HIGH_BITS;
        run = others ? (size_t)__builtin_ctzll(others) / 8 : 8;
        if (run < 8)
            bytes &= (UINT64_C(1) << (8 * run)) - 1;
        bytes = lower(bytes, &letters);
        memcpy(form->bytes + length, &bytes, 8);
        length += run;
    }
    form->length = length;
    form->letters = case_of(&letters);
    return at + length;
}

/* Eight bytes at a time; false where a byte is not ASCII, or a grave accent, which folds to an apostrophe. */
static bool form_make_ascii(struct span text, struct form *form)
{
    struct letters letters = { 0 };
    for (size_t i = 0; i < text.length; i += 8) {
        uint64_t bytes = load_bytes(text.at + i, text.length - i);
        if ((bytes & HIGH_BITS) || bytes_between(bytes, '`', '`'))
            return false;
        bytes = lower(bytes, &letters);
        memcpy(form->bytes + i, &bytes, 8);
    }
    form->length = text.length;
    form->letters = case_of(&letters);
    return true;
}

void form_make(struct span text, struct form *form)
{
    if (text.length <= WORD_BYTES && form_make_ascii(text, form))
        return;
    struct letters letters = { 0 };
    for (size_t i = 0; i < text.length;) {
        struct character c = character_at(text, i);
        if (c.kind == CHARACTER_UPPER) {
            letters.is_first_upper |= !letters.has_upper && !letters.has_lower;
            letters.has_more_upper |= letters.has_upper;
            letters.has_upper = true;
        }
        letters.has_lower |= c.kind == CHARACTER_LOWER;
        i += c.length;
    }
    form->length = fold(text, form->bytes, sizeof form->bytes);
    form->letters = case_of(&letters);
}
