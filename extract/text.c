#include "text.h"

#include "unicode.h"

static size_t fold_next(struct span text, size_t at, char *form, size_t room, size_t *next)
{
    while (at < text.length) {
        struct character c = character_at(text, at);
        size_t length = c.kind == CHARACTER_SPACE ? 0 : fold((struct span){ text.at + at, c.length }, form, room);
        at += c.length;
        if (length) {
            *next = at;
            return length;
        }
    }
    *next = at;
    return 0;
}

/* Where the title ends that the body begins with, white space, case, diacritics and kinds of marks aside; 0 if it does not. */
static size_t repeated_end(struct span title, struct span body)
{
    size_t t = 0, b = 0, end = 0;
    char left[8], right[8];
    for (;;) {
        size_t a = fold_next(title, t, left, sizeof left, &t);
        if (!a)
            return end;
        size_t c = fold_next(body, b, right, sizeof right, &b);
        if (a != c || memcmp(left, right, a) != 0)
            return 0;
        end = b;
    }
}

/* The end of the line that goes on at `at`, if nothing but white space stands there; else 0. */
static size_t line_end(struct span text, size_t at)
{
    while (at < text.length && text.at[at] != '\n') {
        struct character c = character_at(text, at);
        if (c.kind != CHARACTER_SPACE && c.kind != CHARACTER_IGNORED)
            return 0;
        at += c.length;
    }
    return at;
}

/* The first byte from `at` on that clean has to look at: a control character, DEL, or the lead byte of C1 controls. */
static size_t plain_end(struct span text, size_t at)
{
    const uint64_t each = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    for (; at + 8 <= text.length; at += 8) {
        uint64_t bytes = load_bytes(text.at + at, 8);
        uint64_t delete = bytes ^ each * 0x7f, lead = bytes ^ each * 0xc2;
        if ((((bytes - each * 0x20) & ~bytes) | ((delete - each) & ~delete) | ((lead - each) & ~lead)) & high)
            break;
    }
    for (; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.at[at];
        if (byte < 0x20 || byte == 0x7f || byte == 0xc2)
            break;
    }
    return at;
}

/* Copies with LF line ends; other control characters (tab, C0, DEL, C1) become spaces. Never longer than what it copies. */
static size_t clean(struct span from, char *to)
{
    size_t length = 0;
    for (size_t i = 0; i < from.length; i++) {
        size_t plain = plain_end(from, i);
        memcpy(to + length, from.at + i, plain - i);
        length += plain - i;
        i = plain;
        if (i == from.length)
            break;
        unsigned char byte = (unsigned char)from.at[i];
        unsigned char next = i + 1 < from.length ? (unsigned char)from.at[i + 1] : 0;
        if (byte == '\r' && next == '\n')
            continue;
        if (byte == 0xc2 && next >= 0xa0) {
            to[length++] = (char)byte;
            to[length++] = (char)next;
            i++;
        } else if (byte == 0xc2) {                                           /* C1 */
            to[length++] = next == 0x85 ? '\n' : ' ';
            i++;
        } else {
            to[length++] = byte == '\n' || byte == '\r' || byte == '\v' || byte == '\f' ? '\n' : ' ';
        }
    }
    return length;
}

static struct span trimmed(struct span text)
{
    while (text.length && character_at(text, 0).kind == CHARACTER_SPACE) {
        size_t length = character_at(text, 0).length;
        text.at += length;
        text.length -= length;
    }
    while (text.length) {
        struct character last = character_before(text, text.length);
        if (last.kind != CHARACTER_SPACE)
            break;
        text.length -= last.length;
    }
    return text;
}

/* The title as the first paragraph, on one line. */
static size_t title_put(struct span title, char *to)
{
    size_t length = clean(title, to);
    for (size_t i = 0; i < length; i++)
        if (to[i] == '\n')
            to[i] = ' ';
    return length;
}

struct text text_compose(struct span title, struct span body, struct arena *arena)
{
    struct text text = { 0 };
    title = trimmed(title);
    body = trimmed(body);
    char *to = arena_take_raw(arena, title.length + body.length + 2);
    if (!to)
        return text;
    size_t repeated = repeated_end(title, body);
    size_t length = 0;
    if (title.length && !repeated) {
        text.title.end = (uint32_t)title_put(title, to);
        length = text.title.end;
        to[length++] = '\n';
        to[length++] = '\n';
    }
    size_t begin = length;
    length += clean(body, to + length);
    text.all = (struct span){ to, length };
    size_t first_line = repeated ? line_end(text.all, repeated_end(title, text.all)) : 0;
    if (first_line) {
        text.title.end = (uint32_t)first_line;
        begin = first_line + (first_line < length);
    }
    text.body = (struct range){ (uint32_t)begin, (uint32_t)length };
    return text;
}
