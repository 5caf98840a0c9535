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

/* True if the body begins with the title, white space, case, diacritics and kinds of marks aside. */
static bool is_repeated(struct span title, struct span body)
{
    size_t t = 0, b = 0;
    char left[8], right[8];
    for (;;) {
        size_t a = fold_next(title, t, left, sizeof left, &t);
        if (!a)
            return true;
        size_t c = fold_next(body, b, right, sizeof right, &b);
        if (a != c || memcmp(left, right, a) != 0)
            return false;
    }
}

/* Copies with LF line ends; other control characters (tab, C0, DEL, C1) become spaces, byte order marks are no text. */
static size_t clean(struct span from, char *to)
{
    size_t length = 0;
    for (size_t i = 0; i < from.length; i++) {
        unsigned char byte = (unsigned char)from.at[i];
        if (byte == '\r') {
            to[length++] = '\n';
            if (i + 1 < from.length && from.at[i + 1] == '\n')
                i++;
        } else if (byte == '\n' || (byte >= 0x20 && byte != 0x7f)) {
            if (byte == 0xc2 && (unsigned char)from.at[i + 1] < 0xa0) {      /* C1 */
                to[length++] = (unsigned char)from.at[i + 1] == 0x85 ? '\n' : ' ';
                i++;
            } else {
                to[length++] = (char)byte;
            }
        } else {
            to[length++] = byte == '\v' || byte == '\f' ? '\n' : ' ';
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

struct text text_compose(struct span title, struct span body, struct arena *arena)
{
    struct text text = { 0 };
    title = trimmed(title);
    body = trimmed(body);
    char *to = arena_take(arena, title.length + body.length + 2);
    if (!to)
        return text;
    size_t length = 0;
    if (title.length && !is_repeated(title, body)) {
        length = clean(title, to);
        for (size_t i = 0; i < length; i++)
            if (to[i] == '\n')
                to[i] = ' ';
        text.title = (struct range){ 0, (uint32_t)length };
        to[length++] = '\n';
        to[length++] = '\n';
    }
    text.body.begin = (uint32_t)length;
    length += clean(body, to + length);
    text.body.end = (uint32_t)length;
    text.all = (struct span){ to, length };
    return text;
}
