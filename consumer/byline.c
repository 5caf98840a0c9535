#include "byline.h"

#include <strings.h>

enum { NAMES_MOST = 64, NAME_BYTES_MOST = 120 };

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct span trimmed(struct span text)
{
    while (text.length && (is_space(*text.at) || strchr(".,;:|&-", *text.at))) {
        text.at++;
        text.length--;
    }
    while (text.length && (is_space(text.at[text.length - 1]) || strchr(",;:|&-", text.at[text.length - 1])))
        text.length--;
    return text;
}

/* Takes a word and the space behind it off the beginning, whatever its case. */
static bool take_word(struct span *text, struct span word)
{
    if (text->length <= word.length || strncasecmp(text->at, word.at, word.length) != 0 || !is_space(text->at[word.length]))
        return false;
    text->at += word.length + 1;
    text->length -= word.length + 1;
    return true;
}

static void add(struct span name, struct arena *arena, struct names *names)
{
    name = trimmed(name);
    while (take_word(&name, SPAN("by")) || take_word(&name, SPAN("and")) || take_word(&name, SPAN("with")))
        name = trimmed(name);
    if (!name.length || name.length > NAME_BYTES_MOST || names->count == NAMES_MOST || memchr(name.at, '@', name.length))
        return;
    static const char *const missing[] = { "none", "null", "n/a", "nan", "unknown", "undefined", "by", "and" };
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (name.length == strlen(missing[i]) && strncasecmp(name.at, missing[i], name.length) == 0)
            return;
    for (size_t i = 0; i < names->count; i++)
        if (span_equal(names->at[i], name))
            return;
    struct span *at = arena_grow(arena, names->at, names->count, &names->room, sizeof *at);
    if (!at)
        return;
    names->at = at;
    names->at[names->count++] = name;
}

/* Length of what stands between two names at `at`; 0 if nothing does. */
static size_t separator(struct span line, size_t at)
{
    static const struct span words[] = { { " and ", 5 }, { " AND ", 5 }, { " And ", 5 }, { " with ", 6 } };
    if (strchr(",;|&\n/", line.at[at]) && line.at[at])
        return 1;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (line.length - at >= words[i].length && memcmp(line.at + at, words[i].at, words[i].length) == 0)
            return words[i].length;
    return 0;
}

void byline_split(struct span line, struct arena *arena, struct names *names)
{
    size_t begin = 0;
    for (size_t at = 0; at < line.length;) {
        size_t length = separator(line, at);
        if (length) {
            add((struct span){ line.at + begin, at - begin }, arena, names);
            begin = at + length;
        }
        at += length ? length : 1;
    }
    add((struct span){ line.at + begin, line.length - begin }, arena, names);
}
