#include "lane.h"

#include "clock.h"
#include "limits.h"
#include "log.h"
#include "sink.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
    IDLE_WAIT = 100,             /* ms until an idle lane looks up */
    INIT_WAIT = 5000,            /* ms for one try to begin with transactions */
    PAUSE_FIRST = 50,            /* ms between an abort and the next try, doubled each time … */
    PAUSE_MOST = 2000,           /* … up to this */
    TIMEOUT_LEAST = 15000,       /* ms that an unfinished transaction may hold up readers */
    TIMEOUT_MARGIN = 10000,
    TOOK_MOST = 2000,            /* ms that a transaction is kept open longer because commits take long */
    LIMITS_FRESH = 10000,        /* ms that what the brokers said of the topics' limits is believed */
    REFUSALS_MOST = 3,           /* of one message: its record, its reject, its bare reject */
};

struct lane {
    struct lane_settings settings;
    unsigned number;
    void *context;
    pthread_t thread;
    atomic_bool is_stopping, has_ended;
    char member[160], transactional_id[256];
    struct source *source;
    struct sink_settings sink_settings;
    uint64_t limits_read;            /* ms: when the limits in the sink's settings were asked for */
    struct sink *sink;               /* NULL: lost; a new one is made before anything else */
    bool is_open;
    uint64_t opened;                 /* ms */
    uint64_t ending;                 /* µs: when its commit began */
    uint64_t took;                   /* ms of the last commit */
    bool is_idle;                    /* no message waits to be taken */
    struct pending pending;
    bool is_careful;                 /* one message a transaction, until all suspects have passed */
    uint64_t pause;                  /* ms until the next try */
    uint64_t paid;                   /* µs: with a rate, when the next message may be taken */
    struct error error;
    int status;
    struct lane_counts counts;
    struct snapshot snapshot;
};

static int64_t wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void lane_fail(struct lane *lane, int status, const char *reason)
{
    if (lane->status != EX_OK)
        return;
    lane->status = status;
    fail(&lane->error, "lane %u: %s", lane->number, reason);
}

static bool is_running(const struct lane *lane)
{
    return lane->status == EX_OK && !atomic_load_explicit(&lane->is_stopping, memory_order_relaxed);
}

static void lane_rest(struct lane *lane, uint64_t ms)
{
    for (uint64_t end = clock_ms() + ms; is_running(lane) && clock_ms() < end;)
        usleep(20000);
}

static void lane_back_off(struct lane *lane)
{
    lane->pause = lane->pause == 0 ? PAUSE_FIRST : lane->pause * 2 < PAUSE_MOST ? lane->pause * 2 : PAUSE_MOST;
}

static void lane_count(struct lane *lane)
{
    uint64_t took = clock_us() - lane->ending;
    lane->took = took / 1000;
    counts_commit(&lane->counts, &lane->pending, took, wall_ms());
}

static void lane_forget(struct lane *lane)
{
    lane->is_open = false;
    pending_clear(&lane->pending);
}

/* The producer is done for. What it has committed last is asked of the brokers once there is another. */
static void lane_lose(struct lane *lane, const struct error *reason)
{
    log_warning("producer lost, making another", "lane=%u reason=%s", lane->number, quote(reason->text).text);
    count(&lane->counts.producers, 1);
    sink_destroy(lane->sink);
    lane->sink = NULL;
    lane->is_open = false;             /* what it held counts if it turns out to be committed */
    lane_back_off(lane);
}

/* Which messages did the brokers refuse for good? After an abort, when all reports are in. */
static void lane_note_refusals(struct lane *lane)
{
    size_t refusals;
    const struct refusal *refusal = sink_refusals(lane->sink, &refusals);
    for (; refusals > 0; refusals--, refusal++) {
        struct progress *progress = progress_find(source_progress(lane->source), refusal->partition);
        if (progress)
            progress_refuse(progress, refusal->offset, lane->pending.messages == 1, refusal->is_too_large);
        lane->is_careful = true;
    }
}

/* Where size becomes a matter: are the limits other ones by now? Then another producer is due. */
static bool lane_learn_limits(struct lane *lane)
{
    if (clock_ms() - lane->limits_read < LIMITS_FRESH)
        return false;
    lane->limits_read = clock_ms();
    return limits_learn(&lane->sink_settings, source_client(lane->source));
}

static const struct error other_limits = { "max.message.bytes of a topic is another one now" };

static void lane_abort(struct lane *lane, const struct error *reason)
{
    struct error error;
    log_warning("transaction aborted, trying again", "lane=%u articles=%" PRIu64 " reason=%s", lane->number, lane->pending.messages,
                quote(reason->text).text);
    count(&lane->counts.aborts, 1);
    if (sink_abort(lane->sink, &error) != SINK_DONE) {
        lane_lose(lane, &error);
        return;
    }
    if (limits_have_refused(lane->sink) && lane_learn_limits(lane)) {
        lane_lose(lane, &other_limits);
        return;
    }
    lane_note_refusals(lane);
    progress_rewind(source_progress(lane->source));
    lane_forget(lane);
    lane_back_off(lane);
}

/* After anything that the sink was asked for: is the transaction as it should be? */
static bool lane_accept(struct lane *lane, enum sink_result result, const struct error *error)
{
    if (result == SINK_ABORT)
        lane_abort(lane, error);
    else if (result == SINK_FATAL)
        lane_lose(lane, error);
    return result == SINK_DONE;
}

/* Where the plain commit is what counts, its failure makes the transaction one whose outcome is not known. */
static enum sink_result lane_finish(struct lane *lane, struct error *error)
{
    enum sink_result result = sink_commit(lane->sink, lane->source, error);
    bool is_kept = result != SINK_DONE || !lane->settings.commits_plainly || source_commit(lane->source, error);
    return is_kept ? result : SINK_FATAL;
}

static void lane_commit(struct lane *lane)
{
    struct error error;
    lane->ending = clock_us();
    if (!lane_accept(lane, lane_finish(lane, &error), &error))
        return;
    lane_count(lane);
    log_debug("transaction committed", "lane=%u articles=%" PRIu64, lane->number, lane->pending.messages);
    progress_settle(source_progress(lane->source));
    lane->is_careful = lane->is_careful && has_suspects(source_progress(lane->source));
    lane_forget(lane);
    lane->pause = 0;
}

/* Partitions go. While they are still ours, what is done with them is committed. */
static void lane_leave(void *context, bool is_lost)
{
    struct lane *lane = context;
    static const struct error lost = { "the partitions are somebody else's by now" };
    if (!lane->is_open)
        return;
    if (lane->status != EX_OK)
        lane_abort(lane, &lane->error);
    else if (is_lost)
        lane_abort(lane, &lost);
    else
        lane_commit(lane);
}

static bool lane_open(struct lane *lane)
{
    struct error error;
    if (lane->is_open)
        return true;
    if (lane->settings.turn)
        lane->settings.turn(lane->context, &lane->settings);
    if (!lane_accept(lane, sink_begin(lane->sink, lane->settings.rules, &error), &error))
        return false;
    lane->is_open = true;
    lane->opened = clock_ms();
    return true;
}

static struct outcome outcome_refused(const struct progress *progress)
{
    struct outcome outcome = { .reject.code = progress->is_too_large ? REJECT_TOO_LARGE : REJECT_LIMIT };
    snprintf(outcome.reject.detail, sizeof outcome.reject.detail, "%s", progress->is_too_large
             ? "the brokers refuse the record for its size" : "the brokers refuse the record; a compacted topic takes none without a key");
    return outcome;
}

static void reject_too_large(struct outcome *outcome, const struct lane *lane)
{
    const struct sink_settings *settings = &lane->sink_settings;
    char claims[80] = "";
    if (settings->claims)
        snprintf(claims, sizeof claims, ", or a claim into output.claims.topic, which takes %" PRIu64, settings->claims_limit);
    outcome->reject.code = REJECT_TOO_LARGE;
    snprintf(outcome->reject.detail, sizeof outcome->reject.detail, "the record of %zu bytes does not fit into '%.80s', which takes %" PRIu64
             "%s", outcome->record_length, settings->output, settings->output_limit, claims);
}

static enum sink_result lane_reject(struct lane *lane, const struct message *message, const struct reject *reject, unsigned refusals,
                                    struct error *error)
{
    enum sink_result result = sink_reject(lane->sink, message, reject, refusals > 1, error);
    if (result == SINK_DONE)
        lane->pending.rejects[reject->code]++;
    return result;
}

/* Is it too large by what the topic takes now? */
static enum sink_result lane_measure(struct lane *lane, enum sink_result result, struct error *error)
{
    if (result != SINK_TOO_LARGE || !lane_learn_limits(lane))
        return result;
    *error = other_limits;
    return SINK_FATAL;
}

/* Exactly one outcome for one message. */
static enum sink_result lane_write(struct lane *lane, const struct message *message, const struct progress *progress, struct error *error)
{
    unsigned refusals = progress_refusals(progress, message->offset);
    if (!message->value.at && !refusals && !lane->settings.is_redrive) {
        enum sink_result result = lane_measure(lane, sink_tombstone(lane->sink, message, error), error);
        lane->pending.tombstones += result == SINK_DONE;
        if (result != SINK_TOO_LARGE)
            return result;
        refusals = 1;
    }
    struct outcome outcome = refusals ? outcome_refused(progress) : lane->settings.work(lane->context, message);
    if (outcome.is_record) {
        enum sink_result result = lane_measure(lane, sink_record(lane->sink, message, &outcome, error), error);
        free(outcome.claims);
        if (result == SINK_DONE)
            pending_record(&lane->pending, outcome.record_length + outcome.claims_length, &outcome.found);
        if (result != SINK_TOO_LARGE)
            return result;
        reject_too_large(&outcome, lane);
    }
    return lane_reject(lane, message, &outcome.reject, refusals, error);
}

static void lane_take(struct lane *lane, const struct message *message, struct progress *progress)
{
    struct error error;
    progress_advance(progress, message->offset);       /* first: whatever fails from here on brings the message back */
    if (!lane_open(lane))
        return;
    pending_add(&lane->pending, message->value.length, message->timestamp);
    if (lane->settings.is_wanted && !lane->settings.is_wanted(lane->settings.wanted, message)) {
        lane->pending.skipped++;
        return;
    }
    enum sink_result result = lane_write(lane, message, progress, &error);
    if (result == SINK_TOO_LARGE || progress_refusals(progress, message->offset) >= REFUSALS_MOST)
        lane_fail(lane, EX_UNAVAILABLE, "the dead-letter topic refuses even a message without value");
    else
        lane_accept(lane, result, &error);
}

/* A message, or the news that the partition ends before `message->offset`, against the offset table. */
static void lane_consider(struct lane *lane, const struct message *message, bool is_end)
{
    struct progress *progress = progress_find(source_progress(lane->source), message->partition);
    if (!progress)
        return;
    if (is_end)
        progress_meet_end(progress, message->offset);
    if (is_end && message->offset < progress->end)
        return;
    switch (progress_admit(progress, message->offset)) {
    case STALE:
        return;
    case MISSED:
        progress->rewinds++;
        progress->must_seek = true;
        return;
    case BEYOND:
        progress_complete(progress);
        lane_open(lane);
        return;
    case ADMIT_LATE:
        log_warning("messages gone from the topic before they could be tried again", "topic=%s partition=%" PRId32 " from=%" PRId64 " to=%" PRId64,
                    message->topic, message->partition, progress->done, message->offset);
        lane_take(lane, message, progress);
        return;
    case ADMIT:
        lane_take(lane, message, progress);
        return;
    }
}

/* By time: at its interval; where commits are slow and messages wait, a transaction stays open as long as the last one took. */
static bool lane_is_old(const struct lane *lane)
{
    uint64_t age = clock_ms() - lane->opened, more = lane->took < TOOK_MOST ? lane->took : TOOK_MOST;
    return age >= lane->settings.commit_interval + (lane->is_idle ? 0 : more);
}

static bool lane_is_due(const struct lane *lane)
{
    const struct lane_settings *settings = &lane->settings;
    return lane->pending.messages >= settings->commit_count || lane->pending.bytes + lane->pending.out_bytes >= settings->commit_bytes
        || lane->is_careful || lane_is_old(lane);
}

static int lane_wait(const struct lane *lane)
{
    uint64_t now = clock_ms(), due = lane->opened + lane->settings.commit_interval;
    if (!lane->is_open)
        return IDLE_WAIT;
    return due <= now ? 0 : due - now < IDLE_WAIT ? (int)(due - now) : IDLE_WAIT;
}

static bool lane_begin(struct lane *lane, struct error *error)
{
    lane->sink = sink_create(&lane->sink_settings, error);
    if (!lane->sink) {
        lane_fail(lane, EX_CONFIG, error->text);
        return false;
    }
    enum sink_result result = SINK_ABORT;
    while (is_running(lane) && result == SINK_ABORT) {
        result = sink_init(lane->sink, INIT_WAIT, error);
        if (result == SINK_ABORT)
            log_warning("transactions not ready, trying on", "lane=%u reason=%s", lane->number, quote(error->text).text);
    }
    return result == SINK_DONE;
}

/* Makes the next producer, which ends the last one's transaction, and learns what became of it. */
static void lane_recreate(struct lane *lane)
{
    struct error error = { "" };
    lane_rest(lane, lane->pause);
    if (!lane_begin(lane, &error)) {
        if (lane->sink && is_running(lane))
            lane_lose(lane, &error);
        return;
    }
    bool is_done = false;
    while (is_running(lane) && !source_recover(lane->source, &is_done, &error)) {
        log_warning("outcome of the last transaction not known, asking again", "lane=%u reason=%s", lane->number, quote(error.text).text);
        lane_rest(lane, PAUSE_MOST);
    }
    if (is_done)
        lane_count(lane);
    lane_forget(lane);
}

/* False: the lane is to end. */
static bool lane_has_producer(struct lane *lane)
{
    while (is_running(lane) && !lane->sink)
        lane_recreate(lane);
    return is_running(lane);
}

static bool needs_seek(struct lane *lane)
{
    const struct progress_table *table = source_progress(lane->source);
    for (size_t i = 0; i < table->count; i++)
        if (table->at[i].must_seek)
            return true;
    return false;
}

/* Puts right what the last event left behind: a pause, a producer, places to go back to. */
static bool lane_mend(struct lane *lane)
{
    struct error error;
    if (!lane_has_producer(lane))
        return false;
    if (needs_seek(lane))
        lane_rest(lane, lane->pause);
    if (!needs_seek(lane) || source_seek(lane->source, &error))
        return true;
    lane_fail(lane, EX_UNAVAILABLE, error.text);
    return false;
}

/* With a rate: waits until the next message may be taken. */
static void lane_pace(struct lane *lane)
{
    if (!lane->settings.rate)
        return;
    uint64_t now = clock_us(), step = 1000000 / lane->settings.rate;
    lane->paid = (lane->paid + 1000000 < now ? now - 1000000 : lane->paid) + step;
    if (lane->paid > now)
        usleep((useconds_t)(lane->paid - now));
}

static void lane_look(struct lane *lane)
{
    struct lag lag = source_lag(lane->source);
    atomic_store_explicit(&lane->counts.lag, lag.all, memory_order_relaxed);
    atomic_store_explicit(&lane->counts.waiting, lag.waiting, memory_order_relaxed);
    atomic_store_explicit(&lane->counts.rebalances, source_rebalances(lane->source), memory_order_relaxed);
}

static void lane_step(struct lane *lane)
{
    struct error error;
    struct message message = { 0 };
    enum source_event event = source_poll(lane->source, lane_wait(lane), &message, &error);
    if (event == SOURCE_FATAL)
        lane_fail(lane, EX_UNAVAILABLE, error.text);
    else if (lane_has_producer(lane)) {                /* it may have been lost when partitions went, within the poll */
        if (event == SOURCE_NOTHING)
            sink_serve(lane->sink);
        else
            lane_consider(lane, &message, event == SOURCE_END);
    }
    source_release(&message);
    lane->is_idle = event != SOURCE_MESSAGE;
    if (!lane->is_idle)
        lane_pace(lane);
    if (lane->is_open && lane->status == EX_OK && lane_is_due(lane)) {
        lane_look(lane);                               /* whoever watches has to know what a commit that never ends holds up */
        lane_commit(lane);
    }
}

static bool lane_connect(struct lane *lane)
{
    struct error error = { "" };
    if (!lane_begin(lane, &error)) {
        if (is_running(lane))
            lane_fail(lane, sink_status(lane->sink), error.text);
        return false;
    }
    const struct lane_settings *settings = &lane->settings;
    const struct source_settings source = {
        .brokers = settings->brokers, .kafka = settings->kafka, .group = settings->group, .topic = settings->input, .member = lane->member,
        .bounds = settings->bounds, .bound_count = settings->bound_count, .snapshot = &lane->snapshot, .leave = lane_leave, .context = lane,
    };
    lane->source = source_open(&source, &error);
    if (!lane->source)
        lane_fail(lane, EX_CONFIG, error.text);
    return lane->source;
}

static void *lane_run(void *context)
{
    struct lane *lane = context;
    uint64_t looked = 0;
    bool is_connected = lane_connect(lane);
    while (is_connected && is_running(lane)) {
        if (lane_mend(lane))
            lane_step(lane);
        if (clock_ms() - looked >= IDLE_WAIT) {
            lane_look(lane);
            looked = clock_ms();
        }
    }
    if (lane->is_open && lane->status == EX_OK)
        lane_commit(lane);
    source_close(lane->source);
    sink_destroy(lane->sink);
    atomic_store(&lane->has_ended, true);
    return NULL;
}

/* Static membership and a stable transactional id go together; without a name both are new with each start. */
static void lane_name(struct lane *lane)
{
    const struct lane_settings *settings = &lane->settings;
    char host[64] = "";
    if (*settings->instance) {
        snprintf(lane->member, sizeof lane->member, "%s-%u", settings->instance, lane->number);
        snprintf(lane->transactional_id, sizeof lane->transactional_id, "%s-%s-%u", settings->group, settings->instance, lane->number);
        return;
    }
    gethostname(host, sizeof host - 1);
    snprintf(lane->transactional_id, sizeof lane->transactional_id, "%s-%s-%ld-%" PRIx64 "-%u", settings->group, host, (long)getpid(),
             clock_us(), lane->number);
}

struct lane *lane_start(const struct lane_settings *settings, unsigned number, void *context, struct error *error)
{
    struct lane *lane = calloc(1, sizeof *lane);
    if (!lane) {
        fail(error, "out of memory");
        return NULL;
    }
    lane->settings = *settings;
    lane->number = number;
    lane->context = context;
    lane_name(lane);
    snapshot_init(&lane->snapshot);
    uint64_t timeout = settings->commit_interval + TIMEOUT_MARGIN;
    lane->limits_read = clock_ms();
    lane->sink_settings = (struct sink_settings){
        .brokers = settings->brokers, .kafka = settings->kafka, .output = settings->output, .dead_letter = settings->dead_letter,
        .claims = settings->claims, .output_limit = settings->output_limit, .dead_letter_limit = settings->dead_letter_limit,
        .claims_limit = settings->claims_limit,
        .transactional_id = lane->transactional_id, .transaction_timeout = timeout > TIMEOUT_LEAST ? timeout : TIMEOUT_LEAST,
        .is_redrive = settings->is_redrive,
    };
    if (pthread_create(&lane->thread, NULL, lane_run, lane) == 0)
        return lane;
    snapshot_finish(&lane->snapshot);
    free(lane);
    fail(error, "cannot start a thread");
    return NULL;
}

void lane_stop(struct lane *lane)
{
    atomic_store(&lane->is_stopping, true);
}

bool lane_has_ended(const struct lane *lane)
{
    return atomic_load(&lane->has_ended);
}

const struct lane_counts *lane_counts(const struct lane *lane)
{
    return &lane->counts;
}

struct snapshot *lane_snapshot(struct lane *lane)
{
    return &lane->snapshot;
}

int lane_join(struct lane *lane, struct error *error)
{
    pthread_join(lane->thread, NULL);
    int status = lane->status;
    if (status != EX_OK)
        *error = lane->error;
    snapshot_finish(&lane->snapshot);
    pending_finish(&lane->pending);
    free(lane);
    return status;
}
