#include "log.h"

#include <string.h>

/* What is written so far; two bytes are kept for the end of the string and the object. */
struct object {
    char *text;
    size_t length, room;
};

static void put(struct object *object, const char *bytes, size_t length)
{
    if (object->length + length + 2 > object->room)
        return;
    memcpy(object->text + object->length, bytes, length);
    object->length += length;
}

/* A number as JSON knows it: no hexadecimal one, no leading zero, no sign but '-'. */
static bool is_number(const char *text, size_t length)
{
    size_t at = length > 0 && text[0] == '-', digits = at;
    while (at < length && text[at] >= '0' && text[at] <= '9')
        at++;
    if (at == digits || (text[digits] == '0' && at > digits + 1))
        return false;
    if (at == length)
        return true;
    if (text[at++] != '.' || at == length)
        return false;
    while (at < length && text[at] >= '0' && text[at] <= '9')
        at++;
    return at == length;
}

/* The length of a value in quotation marks, with both; the closing one is missing where the line was cut. */
static size_t quoted_length(const char *text)
{
    size_t at = 1;
    while (text[at] && text[at] != '"')
        at += text[at] == '\\' && text[at + 1] ? 2 : 1;
    return text[at] ? at + 1 : at;
}

/* Its escapes are JSON's own: \" and \\. */
static void put_quoted(struct object *object, const char *text, size_t length)
{
    put(object, text, length);
    if (length == 1 || text[length - 1] != '"')
        put(object, "\"", 1);
}

static void put_plain(struct object *object, const char *text, size_t length)
{
    bool is_bare = is_number(text, length);
    if (!is_bare)
        put(object, "\"", 1);
    for (size_t i = 0; i < length; i++)
        if (text[i] != '"' && text[i] != '\\' && (unsigned char)text[i] >= ' ')
            put(object, text + i, 1);
    if (!is_bare)
        put(object, "\"", 1);
}

size_t log_to_json(const char *pairs, char *text, size_t room)
{
    struct object object = { .text = text, .room = room };
    put(&object, "{", 1);
    while (*(pairs += strspn(pairs, " "))) {
        size_t name = strcspn(pairs, "= ");
        if (object.length > 1)
            put(&object, ",", 1);
        put(&object, "\"", 1);
        put(&object, pairs, name);
        put(&object, "\":", 2);
        pairs += name + (pairs[name] == '=');
        size_t value = *pairs == '"' ? quoted_length(pairs) : strcspn(pairs, " ");
        if (*pairs == '"')
            put_quoted(&object, pairs, value);
        else
            put_plain(&object, pairs, value);
        pairs += value;
    }
    object.text[object.length++] = '}';
    object.text[object.length] = '\0';
    return object.length;
}
