#include "buffer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->is_short)
        return false;
    if (more <= buffer->room - buffer->length)
        return true;
    size_t room = buffer->room * 2 > buffer->length + more ? buffer->room * 2 : buffer->length + more;
    char *at = realloc(buffer->at, room);
    if (!at) {
        buffer->is_short = true;
        return false;
    }
    buffer->at = at;
    buffer->room = room;
    return true;
}

void buffer_put(struct buffer *buffer, struct span bytes)
{
    if (bytes.length && buffer_reserve(buffer, bytes.length)) {
        memcpy(buffer->at + buffer->length, bytes.at, bytes.length);
        buffer->length += bytes.length;
    }
}

void buffer_put_char(struct buffer *buffer, char c)
{
    if (buffer_reserve(buffer, 1))
        buffer->at[buffer->length++] = c;
}

void buffer_put_unsigned(struct buffer *buffer, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    buffer_put(buffer, (struct span){ digits + at, sizeof digits - at });
}

size_t json_plain_end(struct span text, size_t at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    while (at + 8 <= text.length) {
        uint64_t word;
        memcpy(&word, text.at + at, sizeof word);
        uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
        uint64_t hit = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word);
        if (hit & high)
            break;
        at += 8;
    }
    while (at < text.length && text.at[at] != '"' && text.at[at] != '\\' && (unsigned char)text.at[at] >= 0x20)
        at++;
    return at;
}

static void put_escape(struct buffer *buffer, char c)
{
    static const char controls[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
    const char *control = c ? strchr(controls, c) : NULL;
    char escape[8];
    int length = control ? snprintf(escape, sizeof escape, "\\%c", names[control - controls])
                         : snprintf(escape, sizeof escape, "\\u%04x", (unsigned)(unsigned char)c);
    buffer_put(buffer, (struct span){ escape, (size_t)length });
}

void buffer_put_escaped(struct buffer *buffer, struct span text)
{
    for (size_t at = 0; at < text.length; at++) {
        size_t end = json_plain_end(text, at);
        buffer_put(buffer, (struct span){ text.at + at, end - at });
        at = end;
        if (at < text.length)
            put_escape(buffer, text.at[at]);
    }
}

void buffer_put_json(struct buffer *buffer, struct span text)
{
    if (!text.at) {
        buffer_put(buffer, SPAN("null"));
        return;
    }
    buffer_put_char(buffer, '"');
    buffer_put_escaped(buffer, text);
    buffer_put_char(buffer, '"');
}

void buffer_put_html(struct buffer *buffer, struct span text)
{
    static const struct span names[] = { ['<'] = { "&lt;", 4 }, ['>'] = { "&gt;", 4 }, ['&'] = { "&amp;", 5 }, ['"'] = { "&quot;", 6 },
                                         ['\''] = { "&#39;", 5 } };
    size_t begin = 0;
    for (size_t at = 0; at < text.length; at++) {
        unsigned char c = (unsigned char)text.at[at];
        if (c >= sizeof names / sizeof *names || !names[c].at)
            continue;
        buffer_put(buffer, (struct span){ text.at + begin, at - begin });
        buffer_put(buffer, names[c]);
        begin = at + 1;
    }
    buffer_put(buffer, (struct span){ text.at + begin, text.length - begin });
}

void buffer_put_number(struct buffer *buffer, double number)
{
    char text[64];
    int length = 0;
    if (!isfinite(number)) {
        buffer_put(buffer, SPAN("null"));
        return;
    }
    if (number == trunc(number) && fabs(number) < 1e21) {
        length = snprintf(text, sizeof text, "%.0f", number == 0 ? 0.0 : number);
    } else {
        for (int digits = 15; digits <= 17; digits++) {
            length = snprintf(text, sizeof text, "%.*g", digits, number);
            if (strtod(text, NULL) == number)
                break;
        }
    }
    buffer_put(buffer, (struct span){ text, (size_t)length });
}

void buffer_put_rate(struct buffer *buffer, double rate)
{
    unsigned hundredths = rate >= 1 ? 100 : rate > 0 ? (unsigned)(rate * 100 + 0.5) : 0;
    char text[] = { (char)('0' + hundredths / 100), '.', (char)('0' + hundredths / 10 % 10), (char)('0' + hundredths % 10) };
    buffer_put(buffer, (struct span){ text, sizeof text });
}

void buffer_put_hash(struct buffer *buffer, uint64_t hash)
{
    char text[18];
    text[0] = text[17] = '"';
    for (int i = 0; i < 16; i++)
        text[1 + i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    buffer_put(buffer, (struct span){ text, sizeof text });
}
