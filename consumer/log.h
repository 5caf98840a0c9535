/*
 * Events on standard error, one a line, as logfmt:
 *
 *     time=2025-02-05T09:30:00.123Z level=info event="transaction committed" lane=2 articles=812
 *
 * Under systemd the level stands in front as the journal wants it (<6>) and the time is left out. Safe for all threads.
 * An event that comes again and again is written ten times in ten seconds at the most; the next line after that says how
 * many were left out.
 */
#ifndef CONSUMER_LOG_H
#define CONSUMER_LOG_H

#include "config/options.h"

/* Events above this level are dropped. Until it is called it is LOG_INFO. */
void log_start(enum log_level most);

/* Of the lines from now on; before, LOG_LOGFMT. */
void log_use(enum log_format format);

/* A line of key=value pairs as a JSON object: numbers stay numbers, all else becomes strings. Cut where `room` ends. */
size_t log_to_json(const char *pairs, char *object, size_t room);

/* Is it worth to prepare an event of this level? */
bool log_is_on(enum log_level level);

/*
 * `event` is a short lower-case fact that is always the same string for the same kind of event; `format` makes its
 * key=value pairs, NULL for none. Strings from outside go through quote().
 */
void log_event(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));

#define log_error(...) log_event(LOG_ERROR, __VA_ARGS__)
#define log_warning(...) log_event(LOG_WARNING, __VA_ARGS__)
#define log_info(...) log_event(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_event(LOG_DEBUG, __VA_ARGS__)

/* A value that is safe in a line: in quotation marks where it has to be, cut where it is long. Use as quote(s).text. */
struct quoted {
    char text[512];
};

struct quoted quote(const char *text);

/* For rd_kafka_conf_set_log_cb. */
struct rd_kafka_s;
void log_kafka(const struct rd_kafka_s *client, int level, const char *facility, const char *text);

#endif
