/*
 * claimd run: the daemon. Starts the lanes, watches them, and leaves when it is asked to or when one of them cannot go on.
 *
 * What is open when it leaves is committed; what cannot be committed in time is left to the brokers to abort. So nothing is
 * ever marked done that is not.
 */
#include "http.h"
#include "lanes.h"
#include "log.h"
#include "metrics.h"
#include "notify.h"
#include "signals.h"
#include "verb.h"

#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK_INTERVAL = 200,           /* ms */
    SHOW_INTERVAL = 500,           /* ms between progress lines on a terminal … */
    TELL_INTERVAL = 10000,         /* … and between those in a log */
    LEAVE_MOST = 10000,            /* ms from the first signal to the end, come what may */
    PATIENCE = 300000,             /* ms that a lane may stand still although messages wait */
};

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The last time that somebody was told how it goes. */
struct watch {
    bool is_terminal;
    uint64_t at;
    struct tally tally;
};

static void watch_tell(struct watch *watch, const struct lanes *lanes, bool is_last)
{
    uint64_t now = now_ms(), passed = now - watch->at;
    if (!is_last && passed < (watch->is_terminal ? SHOW_INTERVAL : TELL_INTERVAL))
        return;
    struct tally tally = lanes_tally(lanes);
    double seconds = (double)(passed ? passed : 1) / 1000;
    double speed = (double)(tally.articles - watch->tally.articles) / seconds;
    double megabytes = (double)(tally.bytes - watch->tally.bytes) / seconds / 1e6;
    if (watch->is_terminal)
        fprintf(stderr, "\r%" PRIu64 " articles  %.0f/s  %.1f MB/s  %" PRIu64 " rejects  %" PRIu64 " waiting \033[K%s", tally.articles, speed, megabytes,
                tally.all_rejects, tally.lag, is_last ? "\n" : "");
    else if (is_last || tally.articles > watch->tally.articles)
        log_info("progress", "articles=%" PRIu64 " records=%" PRIu64 " rejects=%" PRIu64 " tombstones=%" PRIu64 " per_second=%.0f lag=%" PRIu64
                 " aborts=%" PRIu64 " rebalances=%" PRIu64, tally.articles, tally.records, tally.all_rejects, tally.tombstones, speed, tally.lag,
                 tally.aborts, tally.rebalances);
    watch->at = now;
    watch->tally = tally;
}

/* A transaction that cannot be finished in time is aborted by the brokers; its articles come again. */
static void leave(struct lanes *lanes)
{
    uint64_t begun = now_ms();
    lanes_stop(lanes);
    while (!have_lanes_ended(lanes)) {
        signals_wait(LOOK_INTERVAL / 10);
        if (now_ms() - begun < LEAVE_MOST - LOOK_INTERVAL)
            continue;
        log_error("not done in time, leaving; open transactions are the brokers' to abort", NULL);
        _exit(EX_TEMPFAIL);
    }
}

static void watch_lanes(struct lanes *lanes, struct metrics *metrics)
{
    struct watch watch = { .is_terminal = isatty(STDERR_FILENO), .at = now_ms() };
    bool has_watchdog = notify_interval() > 0;
    while (!signals_wait(LOOK_INTERVAL) && !has_lane_ended(lanes)) {
        watch_tell(&watch, lanes, false);
        if (has_watchdog && metrics_is_live(metrics, NULL))
            notify("WATCHDOG=1");
    }
    notify("STOPPING=1");
    if (signals_have_come())
        log_info("asked to leave, finishing", NULL);
    leave(lanes);
    watch_tell(&watch, lanes, true);
}

/* Whoever asks how it goes is answered as long as the lanes run. */
static int attend_lanes(struct lanes *lanes, const struct options *options, const struct language *language, struct error *error)
{
    struct metrics metrics = { .lanes = lanes, .rules = language->rules, .patience = PATIENCE };
    struct http *http = NULL;
    bool is_heard = true;
    if (*options->http.listen)
        is_heard = (http = http_start(options->http.listen, metrics_answer, &metrics, error));
    if (is_heard) {
        notify("READY=1");
        watch_lanes(lanes, &metrics);
    } else {
        leave(lanes);
    }
    http_stop(http);
    struct error unheard;
    int status = lanes_join(lanes, is_heard ? error : &unheard);
    return is_heard ? status : EX_CONFIG;
}

static int run_lanes(const struct options *options, const struct language *language, struct error *error)
{
    int partitions = 0;
    struct lane_settings settings = lanes_configure(options, language);
    int status = lanes_prepare(&settings, &partitions, signals_have_come, error);
    if (status != EX_OK)
        return status == LANES_STOPPED ? EX_OK : status;
    size_t count = options->lanes < (uint64_t)partitions ? options->lanes : (size_t)partitions;
    struct lanes *lanes = lanes_start(&settings, count, options, language, error);
    if (!lanes)
        return EX_OSERR;
    log_info("started", "version=" CLAIMD_VERSION " lanes=%zu input=%s partitions=%d output=%s rules=%s", count, settings.input, partitions,
             settings.output, settings.rules);
    return attend_lanes(lanes, options, language, error);
}

static int run(const struct call *call)
{
    const struct options *options = call->options;
    struct error error;
    signals_hold();
    struct language *language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, &error);
    int status = language ? run_lanes(options, language, &error) : EX_CONFIG;
    if (status != EX_OK)
        log_error("cannot go on", "status=%d reason=%s", status, quote(error.text).text);
    else
        log_info("left", NULL);
    language_destroy(language);
    return status;
}

const struct verb verb_run = {
    .name = "run",
    .summary = "Read articles from the input topic and write their records, until told to stop",
    .story = "Runs as many lanes as option lanes says. Each article's record, or its reject, and its offset are committed in one "
             "transaction: exactly once, in order per partition. SIGTERM or SIGINT: finishes what is begun and leaves within ten "
             "seconds; a second one leaves at once.",
    .run = run,
};
