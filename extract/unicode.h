/* UTF-8 and what its characters are. Only text that is_utf8 accepts may be given to the other functions. */
#ifndef EXTRACT_UNICODE_H
#define EXTRACT_UNICODE_H

#include "span.h"

/* In the order that config/make/unicode.py writes. LOWER holds the letters that have no case, too. */
enum character_kind {
    CHARACTER_OTHER,
    CHARACTER_SPACE,         /* control characters included */
    CHARACTER_IGNORED,       /* no width: soft hyphen, joiners, direction marks, variation selectors */
    CHARACTER_LOWER,
    CHARACTER_UPPER,
    CHARACTER_DIGIT,
    CHARACTER_MARK,
    CHARACTER_APOSTROPHE,    /* typewriter's, typographer's, and the single quotation marks used for it */
    CHARACTER_PUNCTUATION,
    CHARACTER_SYMBOL,
};

struct character {
    uint32_t code;
    uint8_t length;          /* bytes, 1 to 4 */
    uint8_t kind;
};

bool is_utf8(struct span text);

/* enum character_kind of each ASCII character. */
extern const uint8_t ascii_kinds[128];

struct character character_beyond_ascii(struct span text, size_t at);

/* The character that begins at byte `at`, at < text.length. */
static inline struct character character_at(struct span text, size_t at)
{
    unsigned char byte = (unsigned char)text.at[at];
    return byte < 0x80 ? (struct character){ byte, 1, ascii_kinds[byte] } : character_beyond_ascii(text, at);
}

/* The character that ends before byte `at`, 0 < at <= text.length. */
struct character character_before(struct span text, size_t at);

size_t code_points(struct span text);

/*
 * Writes the form under which words are looked up: lower case, without diacritics and characters of no width, ligatures
 * apart, quotation marks, dashes and digits of one kind. Returns its length in bytes; what does not fit is cut off.
 */
size_t fold(struct span text, char *out, size_t room);

#endif
