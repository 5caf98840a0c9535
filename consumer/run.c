/*
 * claimd run: the daemon. Starts the lanes, watches them, and leaves when it is asked to or when one of them cannot go on.
 *
 * What is open when it leaves is committed; what cannot be committed in time is left to the brokers to abort. So nothing is
 * ever marked done that is not.
 */
#include "clock.h"
#include "http.h"
#include "lanes.h"
#include "log.h"
#include "monitor.h"
#include "notify.h"
#include "reload.h"
#include "signals.h"
#include "verb.h"

#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    LOOK_INTERVAL = 200,           /* ms */
    SHOW_INTERVAL = 500,           /* ms between progress lines on a terminal … */
    TELL_INTERVAL = 10000,         /* … and between those in a log */
};

struct daemon {
    const struct call *call;
    const struct language *language;
    struct monitor monitor;
    struct lanes *lanes;
};

/* The last time that somebody was told how it goes. */
struct watch {
    bool is_terminal;
    uint64_t at;
    struct tally tally;
};

static void watch_tell(struct watch *watch, const struct lanes *lanes, bool is_last)
{
    uint64_t now = clock_ms(), passed = now - watch->at;
    if (!is_last && passed < (watch->is_terminal ? SHOW_INTERVAL : TELL_INTERVAL))
        return;
    struct tally tally = lanes_tally(lanes);
    double seconds = (double)(passed ? passed : 1) / 1000;
    double speed = (double)(tally.articles - watch->tally.articles) / seconds;
    double megabytes = (double)(tally.bytes - watch->tally.bytes) / seconds / 1e6;
    if (watch->is_terminal)
        fprintf(stderr, "\r%" PRIu64 " articles  %.0f/s  %.1f MB/s  %" PRIu64 " rejects  %" PRIu64 " waiting \033[K%s", tally.articles, speed,
                megabytes, tally.all_rejects, tally.lag, is_last ? "\n" : "");
    else if (is_last || tally.articles > watch->tally.articles)
        log_info("progress", "articles=%" PRIu64 " records=%" PRIu64 " rejects=%" PRIu64 " tombstones=%" PRIu64 " per_second=%.0f lag=%" PRIu64
                 " aborts=%" PRIu64 " rebalances=%" PRIu64, tally.articles, tally.records, tally.all_rejects, tally.tombstones, speed, tally.lag,
                 tally.aborts, tally.rebalances);
    watch->at = now;
    watch->tally = tally;
}

static void reload_lanes(struct daemon *daemon)
{
    notify("RELOADING=1");
    struct edition *next = reload(daemon->call->source, daemon->call->options);
    atomic_store(&daemon->monitor.is_reload_good, next != NULL);
    if (next) {
        atomic_store(&daemon->monitor.health.patience, next->options->live.patience);
        atomic_store(&daemon->monitor.reloaded, time(NULL));
        lanes_change(daemon->lanes, next);
    }
    notify(next ? "READY=1\nSTATUS=Working" : "READY=1\nSTATUS=Working by the old rules: the last reload was refused");
}

static void watch_lanes(struct daemon *daemon)
{
    struct watch watch = { .is_terminal = isatty(STDERR_FILENO), .at = clock_ms() };
    bool has_watchdog = notify_interval() > 0;
    while (!signals_wait(LOOK_INTERVAL) && !has_lane_ended(daemon->lanes)) {
        if (signals_want_reload())
            reload_lanes(daemon);
        watch_tell(&watch, daemon->lanes, false);
        if (has_watchdog && monitor_is_live(&daemon->monitor, NULL))
            notify("WATCHDOG=1");
    }
    notify("STOPPING=1");
    if (signals_have_come())
        log_info("asked to leave, finishing", NULL);
    lanes_leave(daemon->lanes);
    watch_tell(&watch, daemon->lanes, true);
}

/* A daemon that waits for its brokers is started and alive; only its lanes can be dead. */
static bool should_stop_waiting(void)
{
    notify("WATCHDOG=1");
    return signals_have_come();
}

static int run_lanes(struct daemon *daemon, struct error *error)
{
    const struct options *options = daemon->call->options;
    int partitions = 0;
    struct lane_settings settings = lanes_configure(options, daemon->language);
    notify("READY=1\nSTATUS=Waiting for the brokers");
    int status = lanes_prepare(&settings, &partitions, should_stop_waiting, error);
    if (status != EX_OK)
        return status == LANES_STOPPED ? EX_OK : status;
    size_t count = options->lanes < (uint64_t)partitions ? options->lanes : (size_t)partitions;
    daemon->lanes = lanes_start(&settings, count, options, daemon->language, error);
    if (!daemon->lanes)
        return EX_OSERR;
    log_info("started", "version=" CLAIMD_VERSION " lanes=%zu input=%s partitions=%d output=%s rules=%s", count, settings.input, partitions,
             settings.output, settings.rules);
    atomic_store(&daemon->monitor.lanes, daemon->lanes);
    notify("STATUS=Working");
    watch_lanes(daemon);
    return EX_OK;
}

/* Whoever asks how it goes is answered from before the brokers are asked until the lanes have ended. */
static int run_watched(struct daemon *daemon, struct error *error)
{
    const struct options *options = daemon->call->options;
    struct http *http = *options->http.listen ? http_start(options->http.listen, monitor_answer, &daemon->monitor, error) : NULL;
    if (*options->http.listen && !http)
        return EX_CONFIG;
    if (http)
        log_info("answering", "http=%s port=%u", options->http.listen, http_port(http));
    int status = run_lanes(daemon, error);
    http_stop(http);
    return daemon->lanes ? lanes_join(daemon->lanes, error) : status;
}

static int run(const struct call *call)
{
    const struct options *options = call->options;
    struct error error;
    signals_hold_all();
    struct language *language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, &error);
    struct daemon daemon = {
        .call = call, .language = language,
        .monitor = { .topic = options->input.topic, .rules = language ? language->rules : "", .health.patience = options->live.patience,
                     .is_reload_good = true, .reloaded = time(NULL) },
    };
    int status = language ? run_watched(&daemon, &error) : EX_CONFIG;
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
             "seconds; a second one leaves at once. SIGHUP: reads configuration, language pack and lists again; see claimd.conf(5).",
    .run = run,
};
