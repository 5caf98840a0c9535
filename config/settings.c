#include "settings.h"

#include <stdlib.h>
#include <string.h>

const struct refusal setting_refusals[] = {
    { "bootstrap.servers", "it is the option brokers" },
    { "metadata.broker.list", "it is the option brokers" },
    { "group.id", "it is the option group" },
    { "group.instance.id", "claimd makes it from group, instance and lane, so that a lane keeps its partitions over a restart" },
    { "transactional.id", "claimd makes it from group, instance and lane, so that a new process fences the old one" },
    { "enable.auto.commit", "offsets are committed in the transaction of the records; else articles are lost or come twice" },
    { "enable.auto.offset.store", "offsets are committed in the transaction of the records; else articles are lost or come twice" },
    { "auto.commit.interval.ms", "offsets are committed in the transaction of the records; see commit.interval" },
    { "isolation.level", "only read_committed waits for the offsets of a transaction that is still open" },
    { "enable.idempotence", "a transactional producer is idempotent; without it retries write records twice" },
    { "max.in.flight", "a transactional producer keeps it at 5 or less; more lets retries change the order" },
    { "max.in.flight.requests.per.connection", "a transactional producer keeps it at 5 or less; more lets retries change the order" },
    { "acks", "a transactional producer waits for all in-sync replicas; fewer lose records with their leader" },
    { "request.required.acks", "a transactional producer waits for all in-sync replicas; fewer lose records with their leader" },
    { "enable.gapless.guarantee", "it ends the producer where a transaction can be aborted and tried again" },
    { "enable.partition.eof", "the lanes see the end of a partition by its watermark" },
};

const size_t setting_refusal_count = sizeof setting_refusals / sizeof *setting_refusals;

bool is_setting(const char *name)
{
    return strncmp(name, "kafka.", 6) == 0;
}

static bool setting_refuse(const char *name, const char *property, const char *where, struct error *error)
{
    for (size_t i = 0; i < setting_refusal_count; i++)
        if (strcmp(property, setting_refusals[i].name) == 0)
            return fail(error, "%s: %s cannot be set: %s", where, name, setting_refusals[i].reason);
    return true;
}

/* Takes the scope off the name; the rest is librdkafka's own. */
static const char *setting_property(const char *name, enum setting_scope *scope)
{
    static const struct {
        const char *prefix;
        enum setting_scope scope;
    } prefixes[] = {
        { "kafka.consumer.", SETTING_CONSUMER },
        { "kafka.producer.", SETTING_PRODUCER },
        { "kafka.", SETTING_BOTH },
    };
    size_t i = 0;
    while (strncmp(name, prefixes[i].prefix, strlen(prefixes[i].prefix)) != 0)
        i++;
    *scope = prefixes[i].scope;
    return name + strlen(prefixes[i].prefix);
}

static void setting_finish(struct setting *setting)
{
    free(setting->name);
    free(setting->value);
    free(setting->where);
}

static void setting_remove(struct settings *settings, size_t at)
{
    setting_finish(&settings->at[at]);
    settings->count--;
    memmove(&settings->at[at], &settings->at[at + 1], (settings->count - at) * sizeof *settings->at);
}

static bool setting_add(struct settings *settings, struct setting setting)
{
    struct setting *grown = realloc(settings->at, (settings->count + 1) * sizeof *grown);
    if (!grown || !setting.name || !setting.value || !setting.where) {
        settings->at = grown ? grown : settings->at;
        setting_finish(&setting);
        return false;
    }
    settings->at = grown;
    settings->at[settings->count++] = setting;
    return true;
}

bool settings_set(struct settings *settings, const char *name, const char *value, const char *where, struct error *error)
{
    enum setting_scope scope;
    const char *property = setting_property(name, &scope);
    if (!*property)
        return fail(error, "%s: '%s' names no property of librdkafka", where, name);
    if (!setting_refuse(name, property, where, error))
        return false;
    for (size_t i = 0; i < settings->count; i++)
        if (settings->at[i].scope == scope && strcmp(settings->at[i].name, property) == 0)
            setting_remove(settings, i--);
    if (!setting_add(settings, (struct setting){ scope, strdup(property), strdup(value), strdup(where) }))
        return fail(error, "out of memory");
    return true;
}

bool settings_are_equal(const struct settings *a, const struct settings *b)
{
    bool are_equal = a->count == b->count;
    for (size_t i = 0; are_equal && i < a->count; i++)
        are_equal = a->at[i].scope == b->at[i].scope && strcmp(a->at[i].name, b->at[i].name) == 0
                 && strcmp(a->at[i].value, b->at[i].value) == 0;
    return are_equal;
}

void settings_finish(struct settings *settings)
{
    for (size_t i = 0; i < settings->count; i++)
        setting_finish(&settings->at[i]);
    free(settings->at);
    *settings = (struct settings){ 0 };
}
