#include "options.h"

#include "option.h"
#include "place.h"
#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VALUE_MOST = 1 << 20, LINE_MOST = 4096 };

bool is_secret(const char *name)
{
    static const char *const words[] = { "password", "secret", "key.pem", "jaas", "oauthbearer.config", "token" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

/* ── one option ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* The content of @PATH without the line end at its end. Malloc'd. */
static char *value_read(const char *path, const char *name, const char *where, struct error *error)
{
    FILE *stream = fopen(path, "rb");
    char *value = stream ? malloc(VALUE_MOST + 1) : NULL;
    if (!value) {
        fail(error, "%s: %s = @%s: %s", where, name, path, strerror(errno));
        if (stream)
            fclose(stream);
        return NULL;
    }
    size_t length = fread(value, 1, VALUE_MOST, stream);
    bool is_read = !ferror(stream);
    fclose(stream);
    if (!is_read || memchr(value, '\0', length)) {
        fail(error, "%s: %s = @%s: %s", where, name, path, is_read ? "not a text file" : "cannot be read");
        free(value);
        return NULL;
    }
    while (length > 0 && (value[length - 1] == '\n' || value[length - 1] == '\r'))
        length--;
    value[length] = '\0';
    return value;
}

static bool known_set(struct options *options, const char *name, const char *value, const char *where, struct error *error)
{
    if (is_setting(name))
        return settings_set(&options->kafka, name, value, where, error);
    const struct option *option = option_find(name);
    if (!option)
        return fail(error, "%s: unknown option '%s'; did you mean '%s'?", where, name, option_nearest(name)->name);
    char *copy = strdup(where);
    if (!copy || !option_set(option, options, value, where, error)) {
        free(copy);
        return copy ? false : fail(error, "out of memory");
    }
    free(options->where[option - option_table]);
    options->where[option - option_table] = copy;
    return true;
}

bool options_set(struct options *options, const char *name, const char *value, const char *where, struct error *error)
{
    if (value[0] != '@')
        return known_set(options, name, value, where, error);
    if (value[1] == '@')
        return known_set(options, name, value + 1, where, error);
    char *content = value_read(value + 1, name, where, error);
    bool is_set = content && known_set(options, name, content, where, error);
    free(content);
    return is_set;
}

const char *options_where(const struct options *options, const char *name)
{
    const struct option *option = option_find(name);
    const char *where = option ? options->where[option - option_table] : NULL;
    return where ? where : "default";
}

/* ── sources ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* Cuts spaces off both ends, in place. */
static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* "key = value", in place. */
static bool pair_set(struct options *options, char *pair, const char *where, struct error *error)
{
    char *equals = strchr(pair, '=');
    if (!equals)
        return fail(error, "%s: expected key = value", where);
    *equals = '\0';
    return options_set(options, trim(pair), trim(equals + 1), where, error);
}

static bool file_load(struct options *options, const char *path, struct error *error)
{
    FILE *stream = fopen(path, "r");
    if (!stream)
        return fail(error, "%s: %s", path, strerror(errno));
    char line[LINE_MOST], where[512];
    bool is_good = true;
    for (unsigned number = 1; is_good && fgets(line, sizeof line, stream); number++) {
        snprintf(where, sizeof where, "%s:%u", path, number);
        char *text = trim(line);
        if (strlen(line) == sizeof line - 1)
            is_good = fail(error, "%s: a line of more than %d bytes", where, LINE_MOST - 2);
        else if (*text && *text != '#')
            is_good = pair_set(options, text, where, error);
    }
    if (is_good && ferror(stream))
        is_good = fail(error, "%s: %s", path, strerror(errno));
    fclose(stream);
    return is_good;
}

/* The name that an environment variable gives an option: input.topic is INPUT_TOPIC. */
static bool is_variable(const char *option, const char *variable, size_t length)
{
    if (strlen(option) != length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (variable[i] != (isalnum((unsigned char)option[i]) ? toupper((unsigned char)option[i]) : '_'))
            return false;
    return true;
}

/* Kubernetes sets such variables for a service that is called claimd: they are not meant for us. */
static bool is_service_link(const char *variable)
{
    return strncmp(variable, "SERVICE_", 8) == 0 || strncmp(variable, "PORT=", 5) == 0 || strncmp(variable, "PORT_", 5) == 0;
}

/* `variable` is what follows CLAIMD_: "INPUT_TOPIC=articles". */
static bool variable_set(struct options *options, const char *variable, struct error *error)
{
    size_t length = strcspn(variable, "=");
    char name[128], where[160];
    if (!variable[length] || length >= sizeof name || is_service_link(variable))
        return true;
    snprintf(where, sizeof where, "CLAIMD_%.*s", (int)length, variable);
    for (size_t i = 0; i < option_count; i++)
        if (is_variable(option_table[i].name, variable, length))
            return options_set(options, option_table[i].name, variable + length + 1, where, error);
    for (size_t i = 0; i <= length; i++)
        name[i] = i == length ? '\0' : variable[i] == '_' ? '.' : (char)tolower((unsigned char)variable[i]);
    return options_set(options, name, variable + length + 1, where, error);
}

static bool environment_load(struct options *options, const char *const *environment, struct error *error)
{
    for (; environment && *environment; environment++)
        if (strncmp(*environment, "CLAIMD_", 7) == 0 && !variable_set(options, *environment + 7, error))
            return false;
    return true;
}

static bool overrides_load(struct options *options, const char *const *overrides, struct error *error)
{
    for (; overrides && *overrides; overrides++) {
        char *pair = strdup(*overrides);
        bool is_good = pair ? pair_set(options, pair, "-X", error) : fail(error, "out of memory");
        free(pair);
        if (!is_good)
            return false;
    }
    return true;
}

static bool defaults_load(struct options *options, struct error *error)
{
    for (size_t i = 0; i < option_count; i++)
        if (!option_set(&option_table[i], options, option_table[i].standard, "default", error))
            return false;
    return true;
}

static bool text_default(char **text, char *found, struct error *error)
{
    if (**text) {
        free(found);
        return true;
    }
    free(*text);
    *text = found ? found : strdup("");
    return found ? true : fail(error, "out of memory");
}

/* What only the machine can tell. */
static bool rest_find(struct options *options, struct error *error)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->lanes == 0)
        options->lanes = cores > 256 ? 256 : cores > 0 ? (uint64_t)cores : 1;
    return text_default(&options->pack.folder, place_find("en"), error);
}

/* Records in the input topic would be read as articles, for ever. */
static bool topics_differ(const struct options *options, struct error *error)
{
    const struct {
        const char *name, *topic;
    } topics[] = { { "input.topic", options->input.topic }, { "output.topic", options->output.topic },
                   { "dead-letter.topic", options->dead_letter.topic }, { "output.claims.topic", options->claims.topic } };
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(topics[i].topic, topics[j].topic) == 0)
                return fail(error, "%s: %s and %s are both '%s': they have to differ", options_where(options, topics[i].name),
                            topics[j].name, topics[i].name, topics[i].topic);
    return true;
}

bool options_init(struct options *options, const struct options_source *source, struct error *error)
{
    *options = (struct options){ 0 };
    if (defaults_load(options, error) && (!source->file || file_load(options, source->file, error)) &&
        environment_load(options, source->environment, error) && overrides_load(options, source->overrides, error) &&
        topics_differ(options, error) && rest_find(options, error))
        return true;
    options_finish(options);
    return false;
}

void options_finish(struct options *options)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_is_text(&option_table[i]))
            free(*option_text(options, &option_table[i]));
        free(options->where[i]);
    }
    settings_finish(&options->kafka);
    *options = (struct options){ 0 };
}
