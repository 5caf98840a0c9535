/* claimd run: the daemon. Lanes work; this thread waits for signals and says how it goes. */
#include "client.h"
#include "enrich.h"
#include "lane.h"
#include "log.h"
#include "topics.h"
#include "verb.h"

#include "config/language.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
    LANES_MOST = 256,
    ANSWER_WAIT = 5000,          /* ms for the brokers to answer a question */
    RETRY_WAIT = 2,              /* s between two questions */
    LEAVE_WAIT = 10,             /* s from the first signal to the end, whatever the brokers do */
    REPORT_WAIT = 30,            /* s between two lines in the log */
};

enum { MAX_BYTES_DEFAULT = 1048588 };      /* Kafka's own max.message.bytes, for brokers that do not tell */

enum { STATUS_SIGNALLED = -1 };              /* told to leave before there was a lane */

enum { INPUT, OUTPUT, DEAD_LETTER, TOPIC_COUNT };

struct daemon {
    const struct options *options;
    struct language *language;
    struct topic topics[TOPIC_COUNT];
    struct lane *lanes[LANES_MOST];
    struct enricher *enrichers[LANES_MOST];
    size_t lane_count;
    sigset_t signals;
    bool has_terminal;
};

/* The counts of all lanes. */
struct sum {
    uint64_t articles, bytes, records, tombstones, rejects, lag;
};

static struct outcome work(void *context, const struct message *message)
{
    return enrich(context, message->value);
}

/* SIGTERM or SIGINT within `seconds`: its number; else 0. */
static int signal_wait(const struct daemon *daemon, time_t seconds)
{
    const struct timespec wait = { .tv_sec = seconds };
    int number = sigtimedwait(&daemon->signals, NULL, &wait);
    return number > 0 ? number : 0;
}

/* ── before the lanes ───────────────────────────────────────────────────────────────────────────────────────────────── */

static int topics_judge(const struct daemon *daemon, struct error *error)
{
    static const char *const options[TOPIC_COUNT] = { "input.topic", "output.topic", "dead-letter.topic" };
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        const struct topic *topic = &daemon->topics[i];
        if (topic->response || !topic->partitions) {
            fail(error, "%s '%s': %s", options[i], topic->name, topic->response ? client_reason(topic->response) : "has no partitions");
            return topic->response ? client_status(topic->response) : EX_UNAVAILABLE;
        }
    }
    return EX_OK;
}

/* Waits for brokers that are away; what they refuse is final. EX_OK, or the exit status with a line in `error`. */
static int topics_learn(struct daemon *daemon, struct error *error)
{
    int status;
    while ((status = topics_ask(daemon->options, daemon->topics, TOPIC_COUNT, ANSWER_WAIT, error)) == EX_UNAVAILABLE) {
        log_warning("brokers do not answer, trying on", "brokers=%s reason=%s", daemon->options->brokers, quote(error->text).text);
        if (signal_wait(daemon, RETRY_WAIT))
            return STATUS_SIGNALLED;
    }
    return status == EX_OK ? topics_judge(daemon, error) : status;
}

static uint64_t limit_of(const struct topic *topic)
{
    return topic->max_bytes ? topic->max_bytes : MAX_BYTES_DEFAULT;
}

/* As many lanes as asked for, but none that would have no partition. */
static bool lanes_start(struct daemon *daemon, struct error *error)
{
    const struct options *options = daemon->options;
    const struct lane_settings settings = {
        .brokers = options->brokers, .kafka = &options->kafka, .group = options->group, .instance = options->instance,
        .input = options->input.topic, .output = options->output.topic, .dead_letter = options->dead_letter.topic,
        .output_limit = limit_of(&daemon->topics[OUTPUT]), .dead_letter_limit = limit_of(&daemon->topics[DEAD_LETTER]),
        .commit_interval = options->commit.interval, .commit_count = options->commit.count, .commit_bytes = options->commit.bytes,
        .rules = daemon->language->rules, .work = work,
    };
    uint64_t wanted = options->lanes < LANES_MOST ? options->lanes : LANES_MOST;
    uint64_t partitions = (uint64_t)daemon->topics[INPUT].partitions;
    for (uint64_t most = wanted < partitions ? wanted : partitions; daemon->lane_count < most; daemon->lane_count++) {
        struct enricher *enricher = enricher_create(options, daemon->language);
        if (!enricher)
            return fail(error, "out of memory");
        daemon->enrichers[daemon->lane_count] = enricher;
        daemon->lanes[daemon->lane_count] = lane_start(&settings, (unsigned)daemon->lane_count, enricher, error);
        if (!daemon->lanes[daemon->lane_count])
            return false;
    }
    log_info("started", "version=%s rules=%s lanes=%zu input=%s partitions=%d output=%s dead_letter=%s group=%s", CLAIMD_VERSION,
             daemon->language->rules, daemon->lane_count, options->input.topic, daemon->topics[INPUT].partitions, options->output.topic,
             options->dead_letter.topic, options->group);
    return true;
}

/* ── while they work ────────────────────────────────────────────────────────────────────────────────────────────────── */

static uint64_t count_of(const _Atomic uint64_t *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

static struct sum lanes_sum(const struct daemon *daemon)
{
    struct sum sum = { 0 };
    for (size_t i = 0; i < daemon->lane_count; i++) {
        const struct lane_counts *counts = lane_counts(daemon->lanes[i]);
        sum.articles += count_of(&counts->articles);
        sum.bytes += count_of(&counts->bytes);
        sum.records += count_of(&counts->records);
        sum.tombstones += count_of(&counts->tombstones);
        sum.lag += count_of(&counts->lag);
        for (size_t code = 0; code < REJECT_COUNT; code++)
            sum.rejects += count_of(&counts->rejects[code]);
    }
    return sum;
}

/* One line that stays in its place on a terminal; a line in the log now and then where there was something to do. */
static void report(const struct daemon *daemon, struct sum *before, unsigned seconds)
{
    struct sum sum = lanes_sum(daemon);
    double rate = (double)(sum.articles - before->articles) / seconds;
    if (daemon->has_terminal)
        fprintf(stderr, "\r\033[K%" PRIu64 " articles, %.0f/s, %" PRIu64 " rejects, lag %" PRIu64, sum.articles, rate, sum.rejects, sum.lag);
    else if (sum.articles != before->articles)
        log_info("progress", "articles=%" PRIu64 " records=%" PRIu64 " rejects=%" PRIu64 " tombstones=%" PRIu64 " per_second=%.1f lag=%" PRIu64,
                 sum.articles, sum.records, sum.rejects, sum.tombstones, rate, sum.lag);
    *before = sum;
}

static bool has_lost_lane(const struct daemon *daemon)
{
    for (size_t i = 0; i < daemon->lane_count; i++)
        if (lane_has_ended(daemon->lanes[i]))
            return true;
    return false;
}

/* Until a signal comes or a lane cannot go on. */
static void lanes_watch(const struct daemon *daemon)
{
    struct sum before = { 0 };
    unsigned every = daemon->has_terminal ? 1 : REPORT_WAIT;
    for (unsigned seconds = 1; !has_lost_lane(daemon); seconds++) {
        int number = signal_wait(daemon, 1);
        if (number) {
            log_info("leaving", "signal=%s", number == SIGINT ? "SIGINT" : "SIGTERM");
            return;
        }
        if (seconds % every == 0)
            report(daemon, &before, every);
    }
}

/* ── after them ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

/*
 * The end that waits for nobody: a second signal, or brokers that do not let a transaction end. Nothing is lost: what is
 * not committed is aborted by the brokers and read again.
 */
static void *deadline(void *context)
{
    const struct daemon *daemon = context;
    int number = signal_wait(daemon, LEAVE_WAIT);
    if (number)
        _exit(128 + number);
    log_error("left with an open transaction", "seconds=%d", LEAVE_WAIT);
    _exit(EX_TEMPFAIL);
}

static bool are_running(const struct daemon *daemon)
{
    for (size_t i = 0; i < daemon->lane_count; i++)
        if (!lane_has_ended(daemon->lanes[i]))
            return true;
    return false;
}

/* The exit status of the first lane that did not leave because it was asked to. */
static int lanes_join(struct daemon *daemon)
{
    int status = EX_OK;
    for (size_t i = 0; i < daemon->lane_count; i++) {
        struct error error;
        int left = lane_join(daemon->lanes[i], &error);
        if (left == EX_OK)
            continue;
        log_error("lane ended", "lane=%zu status=%d reason=%s", i, left, quote(error.text).text);
        status = status ? status : left;
    }
    daemon->lane_count = 0;
    return status;
}

static int lanes_stop(struct daemon *daemon)
{
    pthread_t watch;
    bool is_watched = pthread_create(&watch, NULL, deadline, daemon) == 0;
    for (size_t i = 0; i < daemon->lane_count; i++)
        lane_stop(daemon->lanes[i]);
    while (are_running(daemon))
        usleep(1000);
    struct sum sum = lanes_sum(daemon);
    if (daemon->has_terminal)
        fputc('\n', stderr);
    log_info("stopped", "articles=%" PRIu64 " records=%" PRIu64 " rejects=%" PRIu64 " tombstones=%" PRIu64, sum.articles, sum.records,
             sum.rejects, sum.tombstones);
    int status = lanes_join(daemon);
    if (is_watched) {
        pthread_cancel(watch);
        pthread_join(watch, NULL);
    }
    return status;
}

/* ── the verb ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* The exit status. From the first lane on every way out goes through lanes_stop. */
static int daemon_run(struct daemon *daemon, struct error *error)
{
    const struct options *options = daemon->options;
    daemon->language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, error);
    if (!daemon->language)
        return EX_CONFIG;
    int status = topics_learn(daemon, error);
    if (status != EX_OK)
        return status;
    bool is_started = lanes_start(daemon, error);
    if (is_started)
        lanes_watch(daemon);
    status = lanes_stop(daemon);
    return is_started ? status : EX_OSERR;
}

static void daemon_finish(struct daemon *daemon)
{
    for (size_t i = 0; i < LANES_MOST; i++)
        enricher_destroy(daemon->enrichers[i]);
    language_destroy(daemon->language);
}

static int run(const struct call *call)
{
    struct daemon daemon = { .options = call->options, .has_terminal = isatty(STDERR_FILENO) };
    struct error error = { "" };
    log_start(call->options->log.level);
    daemon.topics[INPUT].name = call->options->input.topic;
    daemon.topics[OUTPUT].name = call->options->output.topic;
    daemon.topics[DEAD_LETTER].name = call->options->dead_letter.topic;
    sigemptyset(&daemon.signals);
    sigaddset(&daemon.signals, SIGTERM);
    sigaddset(&daemon.signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &daemon.signals, NULL);       /* before the first thread: all inherit it */
    int status = daemon_run(&daemon, &error);
    if (status == STATUS_SIGNALLED)
        status = EX_OK;
    else if (*error.text && status != EX_OK)
        fprintf(stderr, "claimd: %s\n", error.text);
    daemon_finish(&daemon);
    return status;
}

const struct verb verb_run = {
    .name = "run",
    .summary = "Enrich the articles of a topic, day and night, exactly once",
    .story = "Reads input.topic and writes one outcome for each message, in one transaction with its offset: a record to\n"
             "output.topic or a reject to dead-letter.topic. SIGTERM and SIGINT finish the transaction and end it with status\n"
             "0 within ten seconds; a second signal ends it at once. Started in any number of copies, they share the partitions.",
    .run = run,
};
