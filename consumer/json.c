#include "json.h"

#include "buffer.h"

#include <stdio.h>
#include <stdlib.h>

/* `open` is the innermost array or object that is not closed yet; its `after` names the one around it meanwhile. */
struct reader {
    struct json *json;
    struct arena *arena;
    size_t at, room;
    uint32_t open;
    unsigned depth, deepest;
    enum json_result result;
    struct error *error;
};

enum { NOBODY = UINT32_MAX, HIGH_SURROGATE = 0xd800, LOW_SURROGATE = 0xdc00, SURROGATES_END = 0xe000, REPLACEMENT = 0xfffd };

static bool bad(struct reader *r, enum json_result result, const char *what)
{
    r->result = result;
    return fail(r->error, "%s at byte %zu", what, r->at);
}

static unsigned char peek(const struct reader *r)
{
    return r->at < r->json->source.length ? (unsigned char)r->json->source.at[r->at] : 0;
}

static void skip_space(struct reader *r)
{
    const char *at = r->json->source.at;
    while (r->at < r->json->source.length && (at[r->at] == ' ' || at[r->at] == '\n' || at[r->at] == '\t' || at[r->at] == '\r'))
        r->at++;
}

static struct json_value *add(struct reader *r, enum json_kind kind, size_t begin, size_t length)
{
    struct json *json = r->json;
    struct json_value *values = arena_grow(r->arena, json->at, json->count, &r->room, sizeof *values);
    if (!values) {
        bad(r, JSON_NO_MEMORY, "no memory for the document");
        return NULL;
    }
    json->at = values;
    values[json->count] = (struct json_value){ .begin = (uint32_t)begin, .length = (uint32_t)length, .after = json->count + 1,
                                               .kind = (uint8_t)kind };
    return &values[json->count++];
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value of four hexadecimal digits; -1 if there are not as many. */
static int32_t hex4(struct span text, size_t at)
{
    int32_t value = 0;
    if (at + 4 > text.length)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        int digit = hex_digit(text.at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static bool read_escape(struct reader *r)
{
    r->at++;
    unsigned char c = peek(r);
    if (c == 'u')
        return hex4(r->json->source, r->at + 1) >= 0 ? (r->at += 5, true) : bad(r, JSON_BAD, "broken \\u escape");
    if (!c || !strchr("\"\\/bfnrt", c))
        return bad(r, JSON_BAD, "unknown escape");
    r->at++;
    return true;
}

static bool read_string(struct reader *r)
{
    size_t begin = ++r->at;
    bool has_escapes = false;
    for (;;) {
        r->at = json_plain_end(r->json->source, r->at);
        if (r->at == r->json->source.length)
            return bad(r, JSON_BAD, "string without an end");
        if (r->json->source.at[r->at] == '"')
            break;
        if (r->json->source.at[r->at] != '\\')
            return bad(r, JSON_BAD, "control character in a string");
        has_escapes = true;
        if (!read_escape(r))
            return false;
    }
    struct json_value *value = add(r, JSON_KIND_STRING, begin, r->at - begin);
    if (value)
        value->has_escapes = has_escapes;
    r->at++;
    return value;
}

static bool read_digits(struct reader *r)
{
    if (!is_digit(peek(r)))
        return bad(r, JSON_BAD, "digit missing");
    while (is_digit(peek(r)))
        r->at++;
    return true;
}

static bool read_number(struct reader *r)
{
    size_t begin = r->at;
    if (peek(r) == '-')
        r->at++;
    if (peek(r) == '0')
        r->at++;
    else if (!read_digits(r))
        return false;
    if (peek(r) == '.' && (r->at++, !read_digits(r)))
        return false;
    if ((peek(r) | 0x20) == 'e') {
        r->at++;
        if (peek(r) == '+' || peek(r) == '-')
            r->at++;
        if (!read_digits(r))
            return false;
    }
    return add(r, JSON_KIND_NUMBER, begin, r->at - begin);
}

static bool read_word(struct reader *r, enum json_kind kind, struct span word)
{
    if (r->json->source.length - r->at < word.length || memcmp(r->json->source.at + r->at, word.at, word.length) != 0)
        return bad(r, JSON_BAD, "unknown word");
    r->at += word.length;
    return add(r, kind, r->at - word.length, word.length);
}

static bool enter(struct reader *r, enum json_kind kind)
{
    if (++r->depth > r->deepest)
        return bad(r, JSON_TOO_DEEP, "nested too deep");
    struct json_value *value = add(r, kind, r->at++, 0);
    if (!value)
        return false;
    value->after = r->open;
    r->open = (uint32_t)(value - r->json->at);
    return true;
}

static void leave(struct reader *r)
{
    struct json_value *value = &r->json->at[r->open];
    r->open = value->after;
    r->depth--;
    r->at++;
    value->length = (uint32_t)r->at - value->begin;
    value->after = r->json->count;
}

static bool read_name(struct reader *r)
{
    skip_space(r);
    if (peek(r) != '"')
        return bad(r, JSON_BAD, "member name missing");
    if (!read_string(r))
        return false;
    skip_space(r);
    if (peek(r) != ':')
        return bad(r, JSON_BAD, "colon missing");
    r->at++;
    return true;
}

/* Reads one value, of an array or object only the beginning. */
static bool read_value(struct reader *r)
{
    skip_space(r);
    switch (peek(r)) {
    case '{': return enter(r, JSON_KIND_OBJECT);
    case '[': return enter(r, JSON_KIND_ARRAY);
    case '"': return read_string(r);
    case 't': return read_word(r, JSON_KIND_TRUE, SPAN("true"));
    case 'f': return read_word(r, JSON_KIND_FALSE, SPAN("false"));
    case 'n': return read_word(r, JSON_KIND_NULL, SPAN("null"));
    default: return peek(r) == '-' || is_digit(peek(r)) ? read_number(r) : bad(r, JSON_BAD, "value missing");
    }
}

static char closing(const struct reader *r)
{
    return r->json->at[r->open].kind == JSON_KIND_OBJECT ? '}' : ']';
}

/* After a value: closes what ends here. True if another value has to follow, or all is closed. */
static bool read_end(struct reader *r)
{
    while (r->open != NOBODY) {
        skip_space(r);
        if (peek(r) == ',') {
            r->at++;
            return true;
        }
        if (peek(r) != closing(r))
            return bad(r, JSON_BAD, r->at < r->json->source.length ? "comma missing" : "array or object without an end");
        leave(r);
    }
    return true;
}

static bool read_document(struct reader *r)
{
    do {
        if (r->open != NOBODY && r->json->at[r->open].kind == JSON_KIND_OBJECT && !read_name(r))
            return false;
        uint32_t around = r->open;
        if (!read_value(r))
            return false;
        if (r->open != around) {
            skip_space(r);
            if (peek(r) != closing(r))
                continue;
        }
        if (!read_end(r))
            return false;
    } while (r->open != NOBODY);
    skip_space(r);
    return r->at == r->json->source.length ? true : bad(r, JSON_BAD, "more after the document");
}

enum json_result json_read(struct span source, unsigned deepest, struct arena *arena, struct json *json, struct error *error)
{
    *json = (struct json){ .source = source };
    struct reader reader = { .json = json, .arena = arena, .open = NOBODY, .deepest = deepest, .error = error };
    return read_document(&reader) ? JSON_GOOD : reader.result;
}

const struct json_value *json_first(const struct json *json, const struct json_value *holder)
{
    if (!holder || (holder->kind != JSON_KIND_ARRAY && holder->kind != JSON_KIND_OBJECT))
        return NULL;
    const struct json_value *first = holder + 1;
    return first == json->at + holder->after ? NULL : first;
}

const struct json_value *json_next(const struct json *json, const struct json_value *holder, const struct json_value *value)
{
    const struct json_value *next = json->at + value->after;
    return next == json->at + holder->after ? NULL : next;
}

static size_t put_utf8(char *to, uint32_t code)
{
    if (code < 0x80)
        return to[0] = (char)code, 1;
    if (code < 0x800)
        return to[0] = (char)(0xc0 | code >> 6), to[1] = (char)(0x80 | (code & 0x3f)), 2;
    if (code < 0x10000)
        return to[0] = (char)(0xe0 | code >> 12), to[1] = (char)(0x80 | (code >> 6 & 0x3f)), to[2] = (char)(0x80 | (code & 0x3f)), 3;
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* The character of the \u escape whose digits begin at *at, which moves behind it and its other half. */
static uint32_t unescape_hex(struct span text, size_t *at)
{
    uint32_t code = (uint32_t)hex4(text, *at);
    *at += 4;
    if (code < HIGH_SURROGATE || code >= SURROGATES_END)
        return code;
    if (code >= LOW_SURROGATE || *at + 6 > text.length || text.at[*at] != '\\' || text.at[*at + 1] != 'u')
        return REPLACEMENT;
    uint32_t low = (uint32_t)hex4(text, *at + 2);
    if (low < LOW_SURROGATE || low >= SURROGATES_END)
        return REPLACEMENT;
    *at += 6;
    return 0x10000 + ((code - HIGH_SURROGATE) << 10) + (low - LOW_SURROGATE);
}

static struct span unescaped(struct span text, char *to)
{
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        const char *slash = memchr(text.at + at, '\\', text.length - at);
        size_t run = (slash ? (size_t)(slash - text.at) : text.length) - at;
        memcpy(to + length, text.at + at, run);
        length += run;
        at += run;
        if (!slash)
            break;
        char c = text.at[at + 1];
        at += 2;
        if (c == 'u') {
            length += put_utf8(to + length, unescape_hex(text, &at));
        } else {
            static const char names[] = "bfnrt", meanings[] = "\b\f\n\r\t";
            const char *name = strchr(names, c);
            to[length++] = name ? meanings[name - names] : c;
        }
    }
    return (struct span){ to, length };
}

struct span json_text(const struct json *json, const struct json_value *value, struct arena *arena)
{
    struct span text = { json->source.at + value->begin, value->length };
    if (!value->has_escapes)
        return text;
    char *to = arena_take(arena, text.length);
    return to ? unescaped(text, to) : (struct span){ "", 0 };
}

static bool is_named(const struct json *json, const struct json_value *name, struct span wanted)
{
    char text[256];
    struct span written = { json->source.at + name->begin, name->length };
    if (name->has_escapes && written.length <= sizeof text)
        written = unescaped(written, text);
    return span_equal(written, wanted);
}

static const struct json_value *member(const struct json *json, const struct json_value *object, struct span wanted)
{
    const struct json_value *found = NULL;
    if (!object || object->kind != JSON_KIND_OBJECT)
        return NULL;
    for (const struct json_value *name = json_first(json, object); name; name = json_next(json, object, name + 1))
        if (is_named(json, name, wanted))
            found = name + 1;
    return found;
}

const struct json_value *json_member(const struct json *json, const struct json_value *value, const char *name)
{
    return member(json, value, span_of(name));
}

static const struct json_value *item(const struct json *json, const struct json_value *array, const char *number)
{
    size_t left = strtoul(number, NULL, 10);
    const struct json_value *value = json_first(json, array);
    while (value && left--)
        value = json_next(json, array, value);
    return value;
}

/* Copies one step of a pointer, "~1" as "/" and "~0" as "~"; returns where the next begins. */
static const char *step_read(const char *pointer, char *step, size_t room)
{
    size_t length = 0;
    for (; *pointer && *pointer != '/'; pointer++) {
        char c = *pointer;
        if (c == '~' && (pointer[1] == '0' || pointer[1] == '1'))
            c = *++pointer == '0' ? '~' : '/';
        if (length + 1 < room)
            step[length++] = c;
    }
    step[length] = '\0';
    return pointer;
}

const struct json_value *json_pointer(const struct json *json, const char *pointer)
{
    const struct json_value *value = json->at;
    while (value && *pointer == '/') {
        char step[256];
        pointer = step_read(pointer + 1, step, sizeof step);
        if (value->kind == JSON_KIND_ARRAY)
            value = is_digit((unsigned char)step[0]) && strspn(step, "0123456789") == strlen(step) ? item(json, value, step) : NULL;
        else
            value = json_member(json, value, step);
    }
    return value;
}
