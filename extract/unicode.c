#include "unicode.h"

#include "unicode_table.h"

enum { FOLD_MASK = 0xfff, KIND_SHIFT = 12 };

/* The first half of the first page, by itself: what nearly every character of an English text is. */
const uint8_t ascii_kinds[128] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 8, 8, 8, 9, 8, 8, 7, 8, 8, 8, 9, 8, 8, 8, 8, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 8, 8, 9, 9, 9, 8,
    8, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 9, 8,
    7, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 8, 9, 8, 9, 1,
};

/* Lead byte and second byte decide; see table 3-7 of the Unicode standard. */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    unsigned char lead = at[0];
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length > left)
        return 0;
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

bool is_utf8(struct span text)
{
    const unsigned char *bytes = (const unsigned char *)text.at;
    size_t i = 0;
    while (i < text.length) {
        uint64_t eight;
        if (text.length - i >= sizeof eight) {
            memcpy(&eight, bytes + i, sizeof eight);
            if (!(eight & 0x8080808080808080u)) {
                i += sizeof eight;
                continue;
            }
        }
        size_t length = sequence_length(bytes + i, text.length - i);
        if (!length)
            return false;
        i += length;
    }
    return true;
}

/* Beyond the tables' 65,536 characters: letters of old scripts and CJK, then mathematical letters, pictures, tags. */
static enum character_kind kind_beyond(uint32_t code)
{
    if (code >= 0xe0000 && code < 0xe0200)
        return CHARACTER_IGNORED;
    if (code >= 0x1d7ce && code < 0x1d800)
        return CHARACTER_DIGIT;
    if (code >= 0x1d000 && code < 0x1d400)
        return CHARACTER_SYMBOL;
    if (code >= 0x1f000 && code < 0x20000)
        return CHARACTER_SYMBOL;
    return CHARACTER_LOWER;
}

struct character character_beyond_ascii(struct span text, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)text.at + at;
    uint32_t code;
    uint8_t length;
    if (bytes[0] < 0xe0) {
        code = (bytes[0] & 0x1fu) << 6 | (bytes[1] & 0x3fu);
        length = 2;
    } else if (bytes[0] < 0xf0) {
        code = (bytes[0] & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
        length = 3;
    } else {
        code = (bytes[0] & 0x07u) << 18 | (bytes[1] & 0x3fu) << 12 | (bytes[2] & 0x3fu) << 6 | (bytes[3] & 0x3fu);
        return (struct character){ code, 4, (uint8_t)kind_beyond(code) };
    }
    return (struct character){ code, length, (uint8_t)(pages[page_of[code >> 8]][code & 0xff] >> KIND_SHIFT) };
}

struct character character_before(struct span text, size_t at)
{
    do
        at--;
    while (at > 0 && ((unsigned char)text.at[at] & 0xc0) == 0x80);
    return character_at(text, at);
}

size_t code_points(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return count;
}

size_t fold(struct span text, char *out, size_t room)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte < 0x80) {
            if (length == room)
                return length;
            out[length++] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte == '`' ? '\'' : byte);
            i++;
            continue;
        }
        struct character c = character_at(text, i);
        const char *from = text.at + i;
        size_t count = c.length;
        if (c.code < 0x10000) {
            unsigned index = pages[page_of[c.code >> 8]][c.code & 0xff] & FOLD_MASK;
            if (index) {
                from = folds[index].bytes;
                count = folds[index].length;
            }
        } else if (c.kind == CHARACTER_IGNORED) {
            count = 0;
        }
        if (count > room - length)
            return length;
        memcpy(out + length, from, count);
        length += count;
        i += c.length;
    }
    return length;
}
