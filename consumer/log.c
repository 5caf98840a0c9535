#include "log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MOST = 4096, EVENTS_MOST = 64, REPEATS_MOST = 10, WINDOW_SECONDS = 10 };

static const struct {
    const char *name;
    int priority;            /* syslog's */
} levels[] = { [LOG_ERROR] = { "error", 3 }, [LOG_WARNING] = { "warning", 4 }, [LOG_INFO] = { "info", 6 }, [LOG_DEBUG] = { "debug", 7 } };

static _Atomic int most_level = LOG_INFO, format_in_use = LOG_LOGFMT;

void log_start(enum log_level most)
{
    atomic_store(&most_level, (int)most);
}

void log_use(enum log_format format)
{
    atomic_store(&format_in_use, (int)format);
}

bool log_is_on(enum log_level level)
{
    return (int)level <= atomic_load_explicit(&most_level, memory_order_relaxed);
}

/* ── repeats ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* How often an event was seen in its window. The oldest makes room when there are too many kinds. */
struct repeats {
    uint64_t event;          /* its hash; 0 is a free place */
    time_t since;
    uint64_t count, left_out;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct repeats seen[EVENTS_MOST];

static uint64_t event_hash(const char *event)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *event; event++)
        hash = (hash ^ (unsigned char)*event) * UINT64_C(1099511628211);
    return hash | 1;
}

static struct repeats *repeats_find(uint64_t event)
{
    struct repeats *oldest = &seen[0];
    for (size_t i = 0; i < EVENTS_MOST; i++) {
        if (seen[i].event == event)
            return &seen[i];
        if (seen[i].since < oldest->since)
            oldest = &seen[i];
    }
    *oldest = (struct repeats){ .event = event };
    return oldest;
}

/* Shall it be written? Then `left_out` tells how many were not since the last. */
static bool is_due(const char *event, time_t now, uint64_t *left_out)
{
    pthread_mutex_lock(&lock);
    struct repeats *repeats = repeats_find(event_hash(event));
    if (now - repeats->since >= WINDOW_SECONDS) {
        repeats->since = now;
        repeats->count = 0;
    }
    bool due = ++repeats->count <= REPEATS_MOST;
    *left_out = due ? repeats->left_out : 0;
    repeats->left_out = due ? 0 : repeats->left_out + 1;
    pthread_mutex_unlock(&lock);
    return due;
}

/* ── lines ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* A line in the making; what is too long is cut. */
struct line {
    char text[LINE_MOST];
    size_t length;
    int prefix;              /* for the journal; -1 none */
};

static void line_add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void line_add_list(struct line *line, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

static void line_add_list(struct line *line, const char *format, va_list arguments)
{
    size_t room = sizeof line->text - 1 - line->length;      /* one for the line end */
    int length = vsnprintf(line->text + line->length, room, format, arguments);
    if (length > 0)
        line->length += (size_t)length < room ? (size_t)length : room - 1;
}

static void line_add(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    line_add_list(line, format, arguments);
    va_end(arguments);
}

static void line_begin(struct line *line, enum log_level level, struct timespec now)
{
    struct tm utc;
    char time[32];
    if (getenv("JOURNAL_STREAM")) {
        line->prefix = levels[level].priority;
    } else {
        strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", gmtime_r(&now.tv_sec, &utc));
        line_add(line, "time=%s.%03ldZ ", time, now.tv_nsec / 1000000);
    }
    line_add(line, "level=%s", levels[level].name);
}

/* In one write, so that lines of several threads do not mix. Nobody to tell if it fails. */
static void line_write(struct line *line)
{
    char out[2 * LINE_MOST];
    int length = line->prefix >= 0 ? snprintf(out, sizeof out, "<%d>", line->prefix) : 0;
    line->text[line->length] = '\0';
    if (atomic_load(&format_in_use) == LOG_JSON)
        length += (int)log_to_json(line->text, out + length, sizeof out - 1 - (size_t)length);
    else
        length += snprintf(out + length, sizeof out - 1 - (size_t)length, "%s", line->text);
    out[length++] = '\n';
    ssize_t written = write(STDERR_FILENO, out, (size_t)length);
    (void)written;
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    uint64_t left_out;
    struct timespec now;
    if (!log_is_on(level))
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    if (!is_due(event, now.tv_sec, &left_out))
        return;
    struct line line = { .prefix = -1 };
    line_begin(&line, level, now);
    line_add(&line, " event=%s", quote(event).text);
    if (left_out > 0)
        line_add(&line, " repeated=%llu", (unsigned long long)left_out);
    if (format) {
        va_list arguments;
        va_start(arguments, format);
        line_add(&line, " ");
        line_add_list(&line, format, arguments);
        va_end(arguments);
    }
    line_write(&line);
}

struct quoted quote(const char *text)
{
    struct quoted quoted;
    if (!text || !*text)
        text = text ? "" : "-";
    bool is_plain = *text && !text[strcspn(text, " \t\r\n\"=\\")];
    size_t length = 0;
    if (!is_plain)
        quoted.text[length++] = '"';
    for (; *text && length < sizeof quoted.text - 4; text++) {
        if (*text == '"' || *text == '\\')
            quoted.text[length++] = '\\';
        quoted.text[length++] = (unsigned char)*text < ' ' ? ' ' : *text;
    }
    if (!is_plain)
        quoted.text[length++] = '"';
    quoted.text[length] = '\0';
    return quoted;
}

void log_kafka(const struct rd_kafka_s *client, int level, const char *facility, const char *text)
{
    (void)client;
    enum log_level ours = level <= 3 ? LOG_ERROR : level <= 4 ? LOG_WARNING : level <= 6 ? LOG_INFO : LOG_DEBUG;
    char event[64];
    snprintf(event, sizeof event, "librdkafka %s", facility);
    log_event(ours, event, "text=%s", quote(text).text);
}
