#include "option.h"

#include "nearest.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct option *option_find(const char *name)
{
    for (size_t i = 0; i < option_count; i++)
        if (strcmp(option_table[i].name, name) == 0)
            return &option_table[i];
    return NULL;
}

const struct option *option_nearest(const char *name)
{
    const struct option *nearest = &option_table[0];
    for (size_t i = 1; i < option_count; i++)
        if (edits_between(name, option_table[i].name) < edits_between(name, nearest->name))
            nearest = &option_table[i];
    return nearest;
}

bool option_is_text(const struct option *option)
{
    return option->kind == OPTION_TEXT || option->kind == OPTION_TOPIC || option->kind == OPTION_POINTER;
}

char **option_text(const struct options *options, const struct option *option)
{
    return (char **)((uintptr_t)options + option->at);
}

static uint64_t *option_number(const struct options *options, const struct option *option)
{
    return (uint64_t *)((uintptr_t)options + option->at);
}

static unsigned *option_choice(const struct options *options, const struct option *option)
{
    return (unsigned *)((uintptr_t)options + option->at);
}

/* ── numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static const struct unit {
    const char *name;
    uint64_t factor;
} counts[] = { { "", 1 }, { NULL, 0 } },
  sizes[] = { { "", 1 }, { "k", 1 << 10 }, { "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 }, { NULL, 0 } },
  times[] = { { "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { NULL, 0 } };

static const struct unit *units_of(const struct option *option)
{
    return option->kind == OPTION_SIZE ? sizes : option->kind == OPTION_TIME ? times : counts;
}

static bool number_parse(const char *value, const struct unit *unit, uint64_t *number)
{
    if (!isdigit((unsigned char)*value))
        return false;
    char *end;
    errno = 0;
    uint64_t digits = strtoull(value, &end, 10);
    while (*end == ' ')
        end++;
    while (unit->name && strcmp(unit->name, end) != 0)
        unit++;
    return unit->name && errno == 0 && !__builtin_mul_overflow(digits, unit->factor, number);
}

/* With the largest unit that divides it. */
static struct option_line number_print(const struct option *option, uint64_t number)
{
    const struct unit *best = units_of(option);
    for (const struct unit *unit = best; unit->name; unit++)
        if (unit->factor > best->factor && number >= unit->factor && number % unit->factor == 0)
            best = unit;
    struct option_line line;
    snprintf(line.text, sizeof line.text, "%llu%s", (unsigned long long)(number / best->factor), best->name);
    return line;
}

/* ── kinds ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* The rule of Kafka's brokers. */
static bool is_topic(const char *value)
{
    size_t length = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    return length > 0 && length <= 249 && !value[length] && strcmp(value, ".") != 0 && strcmp(value, "..") != 0;
}

static bool is_pointer(const char *value)
{
    if (*value && *value != '/')
        return false;
    for (; *value; value++)
        if (*value == '~' && value[1] != '0' && value[1] != '1')
            return false;
    return true;
}

static bool is_fitting_text(const struct option *option, const char *value)
{
    if (option->kind == OPTION_TOPIC)
        return is_topic(value) || (!*value && !*option->standard);
    if (option->kind == OPTION_POINTER)
        return is_pointer(value);
    return strlen(value) >= option->least;
}

static bool text_set(const struct option *option, struct options *options, const char *value, struct error *error)
{
    char **member = option_text(options, option), *copy = strdup(value);
    if (!copy)
        return fail(error, "out of memory");
    free(*member);
    *member = copy;
    return true;
}

static struct option_line choices_print(const struct option *option)
{
    struct option_line line = { "" };
    for (size_t i = 0, length = 0; i < OPTION_CHOICES && option->choices[i]; i++, length = strlen(line.text))
        snprintf(line.text + length, sizeof line.text - length, "%s%s", i > 0 ? " or " : "", option->choices[i]);
    return line;
}

struct option_line option_range(const struct option *option)
{
    static const char *const kinds[] = {
        [OPTION_TEXT] = "a text", [OPTION_TOPIC] = "a topic's name: letters, digits, '.', '_' and '-', 249 at the most",
        [OPTION_POINTER] = "a JSON Pointer such as /article/body", [OPTION_COUNT] = "a number", [OPTION_SIZE] = "a size",
        [OPTION_TIME] = "a time", [OPTION_CHOICE] = "",
    };
    struct option_line line;
    if (option->kind == OPTION_CHOICE)
        return choices_print(option);
    if (option_is_text(option))
        snprintf(line.text, sizeof line.text, "%s%s", kinds[option->kind], option->least > 0 ? " that is not empty" : "");
    else
        snprintf(line.text, sizeof line.text, "%s from %.40s to %.40s", kinds[option->kind], number_print(option, option->least).text,
                 number_print(option, option->most).text);
    return line;
}

struct option_line option_value(const struct option *option, const struct options *options)
{
    struct option_line line;
    if (!option_is_text(option) && option->kind != OPTION_CHOICE)
        return number_print(option, *option_number(options, option));
    const char *text = option->kind == OPTION_CHOICE ? option->choices[*option_choice(options, option)] : *option_text(options, option);
    snprintf(line.text, sizeof line.text, "%s", text);
    return line;
}

bool option_differs(const struct option *option, const struct options *a, const struct options *b)
{
    if (option_is_text(option))
        return strcmp(*option_text(a, option), *option_text(b, option)) != 0;
    return strcmp(option_value(option, a).text, option_value(option, b).text) != 0;
}

static bool is_number_set(const struct option *option, struct options *options, const char *value)
{
    uint64_t number;
    if (!number_parse(value, units_of(option), &number) || number < option->least || number > option->most)
        return false;
    *option_number(options, option) = number;
    return true;
}

static bool is_choice_set(const struct option *option, struct options *options, const char *value)
{
    for (unsigned i = 0; i < OPTION_CHOICES && option->choices[i]; i++)
        if (strcmp(option->choices[i], value) == 0) {
            *option_choice(options, option) = i;
            return true;
        }
    return false;
}

bool option_set(const struct option *option, struct options *options, const char *value, const char *where, struct error *error)
{
    if (option_is_text(option) && is_fitting_text(option, value))
        return text_set(option, options, value, error);
    if (option->kind == OPTION_CHOICE && is_choice_set(option, options, value))
        return true;
    if (!option_is_text(option) && option->kind != OPTION_CHOICE && is_number_set(option, options, value))
        return true;
    return fail(error, "%s: %s is %s, not '%s'", where, option->name, option_range(option).text, value);
}
