#include "linear.h"

#include <stdio.h>

bool linear_take(struct linear *linear, const char *name, struct span *content, struct error *error)
{
    char line[64];
    unsigned bits;
    const char *end = content->length ? memchr(content->at, '\n', content->length) : NULL;
    size_t length = end ? (size_t)(end - content->at) : sizeof line;
    if (length >= sizeof line)
        return fail(error, "%s: not a file of linear models", name);
    memcpy(line, content->at, length);
    line[length] = '\0';
    if (sscanf(line, "claimd-linear 1 %u %f", &bits, &linear->scale) != 2 || bits > LINEAR_BITS_MOST)
        return fail(error, "%s: not a file of linear models", name);
    size_t rest = content->length - length - 1, count = (size_t)1 << bits;
    if (rest < count)
        return fail(error, "%s: %zu weights instead of %zu", name, rest, count);
    linear->weights = (const int8_t *)end + 1;
    linear->mask = (uint32_t)(count - 1);
    *content = (struct span){ end + 1 + count, rest - count };
    return true;
}

bool linear_load(struct linear *linear, const char *name, struct span content, struct error *error)
{
    if (!linear_take(linear, name, &content, error))
        return false;
    return !content.length || fail(error, "%s: %zu bytes too many", name, content.length);
}
