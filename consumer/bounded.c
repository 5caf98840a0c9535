#include "bounded.h"

#include "client.h"
#include "clock.h"
#include "log.h"
#include "signals.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    LOOK_INTERVAL = 200,          /* ms */
    ASK_INTERVAL = 1000,          /* ms between questions whether the range is complete */
    SHOW_INTERVAL = 500,          /* ms between progress lines on a terminal … */
    TELL_INTERVAL = 10000,        /* … and between those in a log */
    TRIES_MOST = 10,
    BAR_WIDTH = 24,
};

struct watch {
    const struct bounded *job;
    const struct stretch *range;
    struct rd_kafka_s *client;
    struct lanes *lanes;
    bool is_terminal;
    uint64_t begun, told, asked;  /* ms */
    uint64_t left_first, left;    /* offsets, when it began and now */
};

static void rejects_list(const struct tally *tally, char *text, size_t room)
{
    size_t length = 0;
    *text = '\0';
    for (unsigned code = 0; code < REJECT_COUNT && length < room; code++)
        if (tally->rejects[code])
            length += (size_t)snprintf(text + length, room - length, "%s%s:%" PRIu64, length ? "," : "", reject_name(code), tally->rejects[code]);
}

static void bar_show(const struct watch *watch, const struct tally *tally, double speed, double megabytes, const char *rejects)
{
    uint64_t total = stretch_size(watch->range), done = total - watch->left;
    char bar[BAR_WIDTH + 1];
    for (unsigned i = 0; i < BAR_WIDTH; i++)
        bar[i] = total == 0 || i * total < done * BAR_WIDTH ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    double rest = speed > 0 ? (double)watch->left / speed : 0;
    fprintf(stderr, "\r[%s] %" PRIu64 " of %" PRIu64 "  %.0f/s  %.1f MB/s  %d:%02d left  %s%s\033[K%s", bar, done, total, speed, megabytes, (int)rest / 60,
            (int)rest % 60, *rejects ? "rejects " : "", rejects, watch->left == 0 ? "\n" : "");
    (void)tally;
}

static void watch_tell(struct watch *watch, bool is_last)
{
    char rejects[256];
    uint64_t now = clock_ms();
    if (!is_last && now - watch->told < (watch->is_terminal ? SHOW_INTERVAL : TELL_INTERVAL))
        return;
    watch->told = now;
    struct tally tally = lanes_tally(watch->lanes);
    double seconds = (double)(now - watch->begun + 1) / 1000;
    double speed = (double)tally.articles / seconds, megabytes = (double)tally.bytes / seconds / 1e6;
    rejects_list(&tally, rejects, sizeof rejects);
    if (watch->is_terminal)
        bar_show(watch, &tally, speed, megabytes, rejects);
    else
        log_info("progress", "job=%s name=%s left=%" PRIu64 " of=%" PRIu64 " articles=%" PRIu64 " records=%" PRIu64 " skipped=%" PRIu64
                 " per_second=%.0f mb_per_second=%.1f rejects=%s", watch->job->noun, watch->job->settings.group, watch->left,
                 stretch_size(watch->range), tally.articles, tally.records, tally.skipped, speed, megabytes, *rejects ? rejects : "none");
}

/* Other processes of the same name may do part of it: what the group has committed tells. */
static bool is_complete(struct watch *watch)
{
    struct error error;
    uint64_t now = clock_ms();
    if (now - watch->asked < ASK_INTERVAL)
        return false;
    watch->asked = now;
    if (!stretch_left(watch->client, watch->range, &watch->left, &error))
        log_warning("brokers do not say how far it is, asking again", "reason=%s", quote(error.text).text);
    return watch->left == 0;
}

static int watch_lanes(struct watch *watch, struct error *error)
{
    bool is_done = false;
    while (!is_done && !signals_wait(LOOK_INTERVAL) && !has_lane_ended(watch->lanes)) {
        is_done = is_complete(watch);
        watch_tell(watch, false);
    }
    lanes_leave(watch->lanes);
    watch_tell(watch, true);
    int status = lanes_join(watch->lanes, error);
    if (is_done)
        return EX_OK;
    if (status == EX_OK)
        fail(error, "left before the range was complete; under the same name it goes on");
    return status == EX_OK ? EX_TEMPFAIL : status;
}

/* A new group has no coordinator yet: the first answer may take a while. */
static bool left_find(const struct bounded *job, struct rd_kafka_s *client, const struct stretch *range, uint64_t *left, struct error *error)
{
    for (unsigned tries = 0; !stretch_left(client, range, left, error); tries++) {
        if (tries == TRIES_MOST || signals_wait(ASK_INTERVAL))
            return false;
        log_debug("brokers do not say how far it is, asking again", "job=%s reason=%s", job->noun, quote(error->text).text);
    }
    return true;
}

static int range_run(struct bounded *job, const struct stretch *range, struct rd_kafka_s *client, int partitions, const struct options *options,
                     const struct language *language, struct error *error)
{
    struct watch watch = { .job = job, .range = range, .client = client, .is_terminal = isatty(STDERR_FILENO), .begun = clock_ms() };
    if (!left_find(job, client, range, &watch.left, error))
        return EX_UNAVAILABLE;
    uint64_t size = stretch_size(range);
    fprintf(stderr, "%s '%s': %" PRIu64 " offsets of %s, %" PRIu64 " to do%s\n", job->noun, job->settings.group, size, range->topic, watch.left,
            size && watch.left == 0 ? "; under another --name it would be done again" : "");
    if (range->removed)
        fprintf(stderr, "%" PRIu64 " more are gone from the topic by its retention\n", range->removed);
    for (size_t i = 0; job->is_dry && i < range->count; i++)
        printf("%s:%zu:%" PRId64 " to %" PRId64 "\n", range->topic, i, range->bounds[i].begin, range->bounds[i].end);
    if (job->is_dry || watch.left == 0)
        return EX_OK;
    size_t count = options->lanes < (uint64_t)partitions ? options->lanes : (size_t)partitions;
    job->settings.bounds = range->bounds;
    job->settings.bound_count = range->count;
    job->settings.rate = job->settings.rate ? (job->settings.rate + count - 1) / count : 0;
    watch.lanes = lanes_start(&job->settings, count, options, language, error);
    return watch.lanes ? watch_lanes(&watch, error) : EX_OSERR;
}

int bounded_run(struct bounded *job, const struct options *options, const struct language *language)
{
    struct error error;
    struct stretch range = { 0 };
    int partitions = 0, status = lanes_prepare(&job->settings, &partitions, signals_have_come, &error);
    struct rd_kafka_s *client = NULL;
    if (status == LANES_STOPPED)
        return EX_TEMPFAIL;
    if (status == EX_OK) {
        client = client_create(options->brokers, &options->kafka, job->settings.group, &error);
        status = !client ? EX_CONFIG : stretch_find(client, job->settings.input, job->from, job->to, &range, &error) ? EX_OK : EX_USAGE;
    }
    if (status == EX_OK)
        status = range_run(job, &range, client, partitions, options, language, &error);
    if (status != EX_OK)
        fprintf(stderr, "claimd %s: %s\n", job->noun, error.text);
    stretch_finish(&range);
    client_destroy(client);
    return status;
}

bool rate_read(const char *text, uint64_t *rate)
{
    char *end;
    *rate = text ? strtoull(text, &end, 10) : 0;
    return !text || (*rate > 0 && !*end && *text != '-');
}
