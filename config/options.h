/*
 * What claimd can be told: one table (options.c) is the source of names, types, defaults, ranges and help.
 *
 * A value comes from the default, the file, the environment (CLAIMD_INPUT_TOPIC for input.topic), -X: the later one holds.
 * A value `@PATH` is read from that file, so that secrets need not stand in the configuration; `@@` begins a real `@`.
 */
#ifndef CONFIG_OPTIONS_H
#define CONFIG_OPTIONS_H

#include "extract/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTIONS_MOST = 64 };

enum input_format { INPUT_JSON, INPUT_TEXT };

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

enum log_format { LOG_LOGFMT, LOG_JSON };

/* To which of a lane's two clients a librdkafka property goes. */
enum setting_scope { SETTING_BOTH, SETTING_CONSUMER, SETTING_PRODUCER };

/* A property of librdkafka: kafka.NAME, kafka.consumer.NAME, kafka.producer.NAME. */
struct setting {
    enum setting_scope scope;
    char *name, *value;
    char *where;             /* "claimd.conf:12", "CLAIMD_KAFKA_DEBUG", "-X" */
};

/* In the order given; a later one of the same name and scope has taken the place of the earlier. */
struct settings {
    struct setting *at;
    size_t count;
};

/* Strings are never NULL: one that is not set is "". Sizes are in bytes, times in milliseconds. Owned. */
struct options {
    char *brokers, *group, *instance;
    uint64_t lanes;
    struct {
        char *topic;
        enum input_format format;
        uint64_t max_bytes;
        char *id, *title, *body, *published_at, *language, *publisher, *url, *authors;   /* RFC 6901 pointers */
    } input;
    struct {
        char *topic;
    } output, claims, dead_letter;              /* `claims`: "" for none */
    struct {
        uint64_t interval, count, bytes;
    } commit;
    struct {
        uint64_t limit;
    } arena;
    struct {
        char *folder, *lists;
    } pack;
    struct {
        char *listen;
    } http;
    struct {
        uint64_t patience;
    } live;
    struct {
        enum log_level level;
        enum log_format format;
    } log;
    struct settings kafka;
    char *where[OPTIONS_MOST];                   /* of each option of the table: as in struct setting; NULL for a default */
};

/* Where values come from. Each may be NULL. */
struct options_source {
    const char *file;
    const char *const *environment;              /* as `environ` */
    const char *const *overrides;                /* "key=value", ends with NULL */
};

/* Fills zeroed memory: all sources in their order, then what is left to find out (pack.folder, lanes). */
bool options_init(struct options *options, const struct options_source *source, struct error *error);
void options_finish(struct options *options);

/* Sets one option. `where` goes in front of the error; not kept. */
bool options_set(struct options *options, const char *name, const char *value, const char *where, struct error *error);

/* Where the value of an option came from: "claimd.conf:12", "-X", … or "default". */
const char *options_where(const struct options *options, const char *name);

/* Is it a value that must not be shown (a password, a key)? `name` with or without "kafka." in front. */
bool is_secret(const char *name);

#endif
