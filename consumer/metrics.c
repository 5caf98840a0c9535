#include "metrics.h"

#include "reject.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* ── counters ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

#define AT(member) offsetof(struct tally, member)

/* A family of metrics with one number. */
static const struct family {
    const char *name, *type, *help;
    size_t at;
} families[] = {
    { "claimd_articles_total", "counter", "Messages of the input topic that have an outcome.", AT(articles) },
    { "claimd_article_bytes_total", "counter", "Their bytes.", AT(bytes) },
    { "claimd_records_total", "counter", "Records written.", AT(records) },
    { "claimd_record_bytes_total", "counter", "Their bytes.", AT(record_bytes) },
    { "claimd_tombstones_total", "counter", "Tombstones passed on.", AT(tombstones) },
    { "claimd_transactions_committed_total", "counter", "Transactions committed.", AT(commits) },
    { "claimd_transactions_aborted_total", "counter", "Transactions aborted and done again.", AT(aborts) },
    { "claimd_producers_lost_total", "counter", "Producers that the brokers fenced or gave up, and that were made anew.", AT(producers) },
    { "claimd_rebalances_total", "counter", "Times that partitions came or went.", AT(rebalances) },
    { "claimd_lag_messages", "gauge", "Messages that wait in the partitions of this process.", AT(lag) },
};

static void put_head(struct buffer *to, const char *name, const char *type, const char *help)
{
    char line[512];
    snprintf(line, sizeof line, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
    buffer_put(to, span_of(line));
}

static void put_sample(struct buffer *to, const char *name, const char *labels, uint64_t number)
{
    char line[512];
    snprintf(line, sizeof line, "%s%s %" PRIu64 "\n", name, labels, number);
    buffer_put(to, span_of(line));
}

static void put_seconds(struct buffer *to, const char *name, double seconds)
{
    char line[256];
    snprintf(line, sizeof line, "%s %.6f\n", name, seconds);
    buffer_put(to, span_of(line));
}

static void put_rejects(const struct tally *tally, struct buffer *to)
{
    char labels[64];
    put_head(to, "claimd_rejects_total", "counter", "Messages on the dead-letter topic, by the code of their reason.");
    for (int code = 0; code < REJECT_COUNT; code++) {
        snprintf(labels, sizeof labels, "{code=\"%s\"}", reject_name((enum reject_code)code));
        put_sample(to, "claimd_rejects_total", labels, tally->rejects[code]);
    }
}

/* ── the process ────────────────────────────────────────────────────────────────────────────────────────────────────── */

static uint64_t resident_bytes(void)
{
    unsigned long long total = 0, resident = 0;
    FILE *stream = fopen("/proc/self/statm", "r");
    if (stream && fscanf(stream, "%llu %llu", &total, &resident) != 2)
        resident = 0;
    if (stream)
        fclose(stream);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t open_files(void)
{
    uint64_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count > 3 ? count - 3 : 0;            /* ".", ".." and the folder itself */
}

static double cpu_seconds(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void put_process(struct buffer *to)
{
    put_head(to, "process_cpu_seconds_total", "counter", "User and system time of the process.");
    put_seconds(to, "process_cpu_seconds_total", cpu_seconds());
    put_head(to, "process_resident_memory_bytes", "gauge", "Memory of the process.");
    put_sample(to, "process_resident_memory_bytes", "", resident_bytes());
    put_head(to, "process_open_fds", "gauge", "Open files and connections of the process.");
    put_sample(to, "process_open_fds", "", open_files());
}

void metrics_write(const struct tally *tally, size_t lane_count, const char *rules, struct buffer *to)
{
    char labels[256];
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        put_head(to, families[i].name, families[i].type, families[i].help);
        put_sample(to, families[i].name, "", *(const uint64_t *)((uintptr_t)tally + families[i].at));
    }
    put_rejects(tally, to);
    put_head(to, "claimd_transaction_seconds_total", "counter", "Time spent in committing transactions.");
    put_seconds(to, "claimd_transaction_seconds_total", (double)tally->commit_us / 1e6);
    put_head(to, "claimd_lanes", "gauge", "Lanes of this process.");
    put_sample(to, "claimd_lanes", "", lane_count);
    put_head(to, "claimd_build_info", "gauge", "Version and rules, always 1.");
    snprintf(labels, sizeof labels, "{version=\"%s\",rules=\"%s\"}", CLAIMD_VERSION, rules);
    put_sample(to, "claimd_build_info", labels, 1);
    put_process(to);
}

/* ── health ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* A lane that has ended, or stands still although messages wait; NULL for one that is well. */
static const char *lane_illness(struct metrics *metrics, size_t which, uint64_t now)
{
    const struct lane *lane = lanes_at(metrics->lanes, which);
    const struct lane_counts *counts = lane_counts(lane);
    uint64_t articles = atomic_load(&counts->articles), since = atomic_load(&metrics->seen[which].since);
    if (lane_has_ended(lane))
        return "has ended";
    if (since == 0 || articles != atomic_load(&metrics->seen[which].articles) || atomic_load(&counts->lag) == 0) {
        atomic_store(&metrics->seen[which].articles, articles);
        atomic_store(&metrics->seen[which].since, now);
        return NULL;
    }
    return now > since + metrics->patience ? "makes no progress although messages wait" : NULL;
}

bool metrics_is_live(struct metrics *metrics, struct buffer *why)
{
    char line[128];
    bool is_live = true;
    uint64_t now = now_ms();
    for (size_t i = 0; i < lanes_count(metrics->lanes) && i < METRICS_LANES; i++) {
        const char *illness = lane_illness(metrics, i, now);
        if (!illness)
            continue;
        is_live = false;
        snprintf(line, sizeof line, "lane %zu %s\n", i, illness);
        if (why)
            buffer_put(why, span_of(line));
    }
    return is_live;
}

static unsigned answer_live(struct metrics *metrics, struct buffer *body)
{
    if (!metrics_is_live(metrics, body))
        return 503;
    buffer_put(body, SPAN("good\n"));
    return 200;
}

/* Ready is who has joined the group and has lost no lane. */
static unsigned answer_ready(const struct metrics *metrics, struct buffer *body)
{
    bool has_joined = lanes_tally(metrics->lanes).rebalances > 0;
    if (!has_joined || has_lane_ended(metrics->lanes)) {
        buffer_put(body, has_joined ? SPAN("a lane has ended\n") : SPAN("not in its group yet\n"));
        return 503;
    }
    buffer_put(body, SPAN("good\n"));
    return 200;
}

unsigned metrics_answer(void *context, const char *path, struct buffer *body)
{
    struct metrics *metrics = context;
    if (strcmp(path, "/livez") == 0)
        return answer_live(metrics, body);
    if (strcmp(path, "/readyz") == 0)
        return answer_ready(metrics, body);
    if (strcmp(path, "/metrics") != 0) {
        buffer_put(body, SPAN("/metrics, /livez, /readyz\n"));
        return 404;
    }
    struct tally tally = lanes_tally(metrics->lanes);
    metrics_write(&tally, lanes_count(metrics->lanes), metrics->rules, body);
    return 200;
}
