#include "options.h"

#include "place.h"
#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { KIND_TEXT, KIND_TOPIC, KIND_POINTER, KIND_COUNT, KIND_SIZE, KIND_TIME, KIND_CHOICE };

enum { CHOICES_MOST = 6, VALUE_MOST = 1 << 20, LINE_MOST = 4096 };

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

#define AT(member) offsetof(struct options, member)

/* The table. A row is an option: its name, where it lives, its kind, default, range or choices, and what it is for. */
static const struct option {
    const char *name;
    size_t at;
    enum kind kind;
    const char *standard;
    uint64_t least, most;
    const char *choices[CHOICES_MOST];          /* in the order of their enum */
    const char *help;
} table[] = {
    { "brokers", AT(brokers), KIND_TEXT, "localhost:9092", .help =
      "Brokers to begin with, host:port, apart by commas." },
    { "group", AT(group), KIND_TEXT, "claimd", .help =
      "The consumer group. All copies of claimd that share the work have the same." },
    { "instance", AT(instance), KIND_TEXT, "", .help =
      "The name of this copy within its group; the same after a restart, different from all others. Not set: the host's name." },
    { "lanes", AT(lanes), KIND_COUNT, "0", 0, 256, .help =
      "Threads, each with a consumer and a transactional producer of its own. 0: as many as there are cores. More lanes than "
      "partitions stand idle." },
    { "input.topic", AT(input.topic), KIND_TOPIC, "articles", .help =
      "The topic that articles come from." },
    { "output.topic", AT(output.topic), KIND_TOPIC, "articles.enriched", .help =
      "The topic that records go to." },
    { "dead-letter.topic", AT(dead_letter.topic), KIND_TOPIC, "articles.rejected", .help =
      "The topic for messages that cannot become records: as they came, with the reason in the headers." },
    { "commit.interval", AT(commit.interval), KIND_TIME, "100ms", 1, 60000, .help =
      "A transaction is committed when it is this old. Readers of the output see records this much later." },
    { "commit.count", AT(commit.count), KIND_COUNT, "100000", 1, 10000000, .help =
      "… or when it holds this many articles." },
    { "commit.bytes", AT(commit.bytes), KIND_SIZE, "64M", 1, GIB, .help =
      "… or this many bytes of articles and records. Small transactions are slow ones: best left to the interval." },
    { "input.format", AT(input.format), KIND_CHOICE, "json", .choices = { "json", "text" }, .help =
      "json: a message is a JSON object in any of the shapes that feeds use. text: a message is the text of an article." },
    { "input.max.bytes", AT(input.max_bytes), KIND_SIZE, "8M", KIB, 512 * MIB, .help =
      "A longer message is rejected as too-large." },
    { "input.id", AT(input.id), KIND_POINTER, "", .help =
      "Where an article's id stands: a JSON Pointer (RFC 6901) such as /meta/guid. Not set, as with those that follow: under "
      "the names that feeds use." },
    { "input.title", AT(input.title), KIND_POINTER, "", .help =
      "Where its headline stands." },
    { "input.body", AT(input.body), KIND_POINTER, "", .help =
      "Where its text stands." },
    { "input.published_at", AT(input.published_at), KIND_POINTER, "", .help =
      "Where the time of its publication stands." },
    { "input.language", AT(input.language), KIND_POINTER, "", .help =
      "Where its language stands." },
    { "input.publisher", AT(input.publisher), KIND_POINTER, "", .help =
      "Where its publisher's name stands." },
    { "input.url", AT(input.url), KIND_POINTER, "", .help =
      "Where its address stands." },
    { "input.authors", AT(input.authors), KIND_POINTER, "", .help =
      "Where its authors stand: a string, or a list of strings or objects." },
    { "arena.limit", AT(arena.limit), KIND_SIZE, "512M", MIB, 64 * GIB, .help =
      "Memory that one article may take in a lane while it is worked on; one that needs more is rejected as limit. It is only "
      "taken when an article needs it." },
    { "pack.folder", AT(pack.folder), KIND_TEXT, "", .help =
      "The language pack. Not set: the one that came with the program." },
    { "pack.lists", AT(pack.lists), KIND_TEXT, "", .help =
      "A folder of lists of your own that are read after the pack's." },
    { "log.level", AT(log.level), KIND_CHOICE, "info", .choices = { "error", "warning", "info", "debug" }, .help =
      "What is worth a line on standard error." },
};

enum { OPTION_COUNT = sizeof table / sizeof *table };
_Static_assert((int)OPTION_COUNT <= (int)OPTIONS_MOST, "room for the sources of all options");

static const struct option *option_find(const char *name)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

static char **text_at(const struct options *options, const struct option *option)
{
    return (char **)((uintptr_t)options + option->at);
}

static uint64_t *number_at(const struct options *options, const struct option *option)
{
    return (uint64_t *)((uintptr_t)options + option->at);
}

static bool is_text(const struct option *option)
{
    return option->kind == KIND_TEXT || option->kind == KIND_TOPIC || option->kind == KIND_POINTER;
}

bool is_secret(const char *name)
{
    static const char *const words[] = { "password", "secret", "key.pem", "jaas", "oauthbearer.config", "token" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

/* Edits that make one word of the other: the nearest name is the one that was meant. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t row[LONGEST + 1], length = strlen(b);
    if (length > LONGEST || strlen(a) > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t change = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            size_t gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < gap ? change : gap;
        }
    }
    return row[length];
}

static const char *nearest_name(const char *name)
{
    size_t best = SIZE_MAX;
    const char *nearest = table[0].name;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        size_t edits = distance(name, table[i].name);
        if (edits < best) {
            best = edits;
            nearest = table[i].name;
        }
    }
    return nearest;
}

/* ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

struct unit {
    const char *name;
    uint64_t factor;
};

static const struct unit sizes[] = { { "", 1 }, { "B", 1 }, { "k", KIB }, { "K", KIB }, { "M", MIB }, { "G", GIB }, { NULL, 0 } };
static const struct unit times[] = { { "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { NULL, 0 } };
static const struct unit counts[] = { { "", 1 }, { NULL, 0 } };

static bool number_parse(const char *value, const struct unit *units, uint64_t *number)
{
    if (!isdigit((unsigned char)*value))
        return false;
    char *end;
    errno = 0;
    unsigned long long digits = strtoull(value, &end, 10);
    while (*end == ' ')
        end++;
    for (; units->name; units++)
        if (strcmp(units->name, end) == 0)
            return errno == 0 && !__builtin_mul_overflow((uint64_t)digits, units->factor, number);
    return false;
}

static const struct unit *units_of(const struct option *option)
{
    return option->kind == KIND_SIZE ? sizes : option->kind == KIND_TIME ? times : counts;
}

/* A number as a person writes it: the largest unit that divides it. */
static const char *number_print(const struct option *option, uint64_t number, char text[32])
{
    const struct unit *units = units_of(option), *best = units;
    for (const struct unit *unit = units; unit->name; unit++)
        if (number >= unit->factor && number % unit->factor == 0 && unit->factor > best->factor)
            best = unit;
    snprintf(text, 32, "%llu%s", (unsigned long long)(number / best->factor), best->name);
    return text;
}

static bool number_set(struct options *options, const struct option *option, const char *value, const char *where, struct error *error)
{
    static const char *const examples[] = { [KIND_COUNT] = "a whole number", [KIND_SIZE] = "a size such as 512k, 8M or 1G",
                                            [KIND_TIME] = "a time such as 100ms, 5s or 1min" };
    uint64_t number;
    if (!number_parse(value, units_of(option), &number))
        return fail(error, "%s: %s is %s, not '%s'", where, option->name, examples[option->kind], value);
    char least[32], most[32];
    if (number < option->least || number > option->most)
        return fail(error, "%s: %s is from %s to %s, not %s", where, option->name, number_print(option, option->least, least),
                    number_print(option, option->most, most), value);
    *number_at(options, option) = number;
    return true;
}

static bool choice_set(struct options *options, const struct option *option, const char *value, const char *where, struct error *error)
{
    char known[128] = "";
    for (unsigned i = 0; i < CHOICES_MOST && option->choices[i]; i++) {
        if (strcmp(option->choices[i], value) == 0) {
            *(unsigned *)((uintptr_t)options + option->at) = i;
            return true;
        }
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "", option->choices[i]);
    }
    return fail(error, "%s: %s is one of %s, not '%s'", where, option->name, known, value);
}

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

static bool text_set(struct options *options, const struct option *option, const char *value, const char *where, struct error *error)
{
    if (option->kind == KIND_TOPIC && !is_topic(value))
        return fail(error, "%s: %s is a topic's name (letters, digits, '.', '_', '-', at most 249), not '%s'", where, option->name, value);
    if (option->kind == KIND_POINTER && !is_pointer(value))
        return fail(error, "%s: %s is a JSON Pointer such as /article/body ('~' is written ~0, '/' in a name ~1), not '%s'", where,
                    option->name, value);
    char *copy = strdup(value);
    if (!copy)
        return fail(error, "out of memory");
    free(*text_at(options, option));
    *text_at(options, option) = copy;
    return true;
}

static bool value_set(struct options *options, const struct option *option, const char *value, const char *where, struct error *error)
{
    if (is_text(option))
        return text_set(options, option, value, where, error);
    if (option->kind == KIND_CHOICE)
        return choice_set(options, option, value, where, error);
    return number_set(options, option, value, where, error);
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
        return fail(error, "%s: unknown option '%s'; did you mean '%s'?", where, name, nearest_name(name));
    char *copy = strdup(where);
    if (!copy || !value_set(options, option, value, where, error)) {
        free(copy);
        return copy ? false : fail(error, "out of memory");
    }
    free(options->where[option - table]);
    options->where[option - table] = copy;
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
    const char *where = option ? options->where[option - table] : NULL;
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
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (is_variable(table[i].name, variable, length))
            return options_set(options, table[i].name, variable + length + 1, where, error);
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
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (!value_set(options, &table[i], table[i].standard, "default", error))
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
    char host[256] = "";
    if (gethostname(host, sizeof host - 1) != 0 || !*host)
        strcpy(host, "claimd");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->lanes == 0)
        options->lanes = cores > 256 ? 256 : cores > 0 ? (uint64_t)cores : 1;
    return text_default(&options->instance, strdup(host), error) && text_default(&options->pack.folder, place_find("en"), error);
}

bool options_init(struct options *options, const struct options_source *source, struct error *error)
{
    *options = (struct options){ 0 };
    if (defaults_load(options, error) && (!source->file || file_load(options, source->file, error)) &&
        environment_load(options, source->environment, error) && overrides_load(options, source->overrides, error) &&
        rest_find(options, error))
        return true;
    options_finish(options);
    return false;
}

void options_finish(struct options *options)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (is_text(&table[i]))
            free(*text_at(options, &table[i]));
        free(options->where[i]);
    }
    settings_finish(&options->kafka);
    *options = (struct options){ 0 };
}

void options_print(FILE *stream)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        fprintf(stream, "# %s\n#%s = %s\n\n", table[i].help, table[i].name, table[i].standard);
}
