#include "lanes.h"

#include "client.h"
#include "clock.h"
#include "log.h"
#include "signals.h"
#include "topics.h"

#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    ANSWER_WAIT = 5000,              /* ms */
    LEAVE_LOOK = 20,                 /* ms */
    LEAVE_MOST = 9800,               /* ms: it is to be over within ten seconds, come what may */
    LIMIT_STANDARD = 1000000,        /* bytes: a little less than what brokers take unless told otherwise */
};

struct lanes {
    struct lane **at;
    struct worker **workers;
    size_t count;
    struct shelf shelf;
};

struct lane_settings lanes_configure(const struct options *options, const struct language *language)
{
    return (struct lane_settings){
        .brokers = options->brokers, .kafka = &options->kafka, .group = options->group, .instance = options->instance,
        .input = options->input.topic, .output = options->output.topic, .claims = *options->claims.topic ? options->claims.topic : NULL,
        .dead_letter = options->dead_letter.topic,
        .output_limit = LIMIT_STANDARD, .claims_limit = LIMIT_STANDARD, .dead_letter_limit = LIMIT_STANDARD,
        .commit_interval = options->commit.interval, .commit_count = options->commit.count, .commit_bytes = options->commit.bytes,
        .rules = language->rules, .work = worker_work, .turn = worker_turn,
    };
}

static int topic_judge(const struct topic *topic, const char *option, struct error *error)
{
    int status = client_status(topic->response);
    if (topic->partitions > 0)
        return EX_OK;
    if (status == EX_NOPERM)
        fail(error, "topic '%s' (%s): not allowed to see it", topic->name, option);
    else if (status == EX_CONFIG)
        fail(error, "topic '%s' (%s) does not exist", topic->name, option);
    return status;
}

/* Those that are asked for, and where each stands. */
struct wanted {
    const char *options[4];
    struct topic topics[4];
    size_t count, output, dead_letter, claims, input;
};

static size_t want(struct wanted *wanted, const char *option, const char *topic)
{
    wanted->options[wanted->count] = option;
    wanted->topics[wanted->count] = (struct topic){ .name = topic };
    return wanted->count++;
}

/* A redrive reads dead letters; claims need no topic. */
static struct wanted topics_want(const struct lane_settings *settings)
{
    struct wanted wanted = { .count = 0 };
    bool is_redrive = strcmp(settings->input, settings->dead_letter) == 0;
    wanted.output = want(&wanted, "output.topic", settings->output);
    wanted.dead_letter = want(&wanted, "dead-letter.topic", settings->dead_letter);
    wanted.claims = settings->claims ? want(&wanted, "output.claims.topic", settings->claims) : wanted.output;
    wanted.input = is_redrive ? wanted.dead_letter : want(&wanted, "input.topic", settings->input);
    return wanted;
}

static uint64_t limit_of(const struct topic *topic)
{
    return topic->max_bytes ? topic->max_bytes : LIMIT_STANDARD;
}

int lanes_prepare(struct lane_settings *settings, int *partitions, bool (*should_stop)(void), struct error *error)
{
    struct wanted wanted = topics_want(settings);
    struct rd_kafka_s *client = client_create(settings->brokers, settings->kafka, settings->group, error);
    int status = client ? EX_UNAVAILABLE : EX_CONFIG, response;
    while (status == EX_UNAVAILABLE) {
        bool has_answer = topics_describe(client, wanted.topics, wanted.count, ANSWER_WAIT, &response, error);
        status = has_answer ? EX_OK : EX_UNAVAILABLE;
        for (size_t i = 0; status == EX_OK && i < wanted.count; i++)
            status = topic_judge(&wanted.topics[i], wanted.options[i], error);
        if (status == EX_UNAVAILABLE && should_stop())
            status = LANES_STOPPED;
        if (status != EX_UNAVAILABLE)
            break;
        log_warning("brokers do not answer, trying on", "brokers=%s", quote(settings->brokers).text);
        sleep(1);
    }
    client_destroy(client);
    if (status != EX_OK)
        return status;
    *partitions = wanted.topics[wanted.input].partitions;
    settings->output_limit = limit_of(&wanted.topics[wanted.output]);
    settings->dead_letter_limit = limit_of(&wanted.topics[wanted.dead_letter]);
    settings->claims_limit = limit_of(&wanted.topics[wanted.claims]);
    return EX_OK;
}

static void lanes_free(struct lanes *lanes)
{
    for (size_t i = 0; lanes->workers && i < lanes->count; i++)
        worker_destroy(lanes->workers[i]);
    if (atomic_load(&lanes->shelf.current))
        shelf_finish(&lanes->shelf);
    free(lanes->at);
    free(lanes->workers);
    free(lanes);
}

static struct lanes *lanes_create(size_t count, const struct options *options, const struct language *language, struct error *error)
{
    struct edition *edition = edition_of(options, language);
    struct lanes *lanes = calloc(1, sizeof *lanes);
    if (!edition || !lanes) {
        edition_release(edition);
        free(lanes);
        fail(error, "out of memory");
        return NULL;
    }
    shelf_init(&lanes->shelf, edition);
    lanes->at = calloc(count, sizeof *lanes->at);
    lanes->workers = calloc(count, sizeof *lanes->workers);
    if (lanes->at && lanes->workers)
        return lanes;
    lanes_free(lanes);
    fail(error, "out of memory");
    return NULL;
}

static bool lane_add(struct lanes *lanes, const struct lane_settings *settings, struct error *error)
{
    size_t number = lanes->count;
    struct worker *worker = worker_create(&lanes->shelf, settings->claims);
    if (!worker)
        return fail(error, "out of memory");
    lanes->at[number] = lane_start(settings, (unsigned)number, worker, error);
    if (!lanes->at[number]) {
        worker_destroy(worker);
        return false;
    }
    lanes->workers[lanes->count++] = worker;
    return true;
}

struct lanes *lanes_start(const struct lane_settings *settings, size_t count, const struct options *options,
                          const struct language *language, struct error *error)
{
    struct error ignored;
    struct lanes *lanes = lanes_create(count, options, language, error);
    while (lanes && lanes->count < count)
        if (!lane_add(lanes, settings, error)) {
            lanes_stop(lanes);
            lanes_join(lanes, &ignored);
            return NULL;
        }
    return lanes;
}

void lanes_change(struct lanes *lanes, struct edition *edition)
{
    shelf_put(&lanes->shelf, edition);
}

struct edition *lanes_edition(struct lanes *lanes)
{
    return shelf_take(&lanes->shelf);
}

size_t lanes_count(const struct lanes *lanes)
{
    return lanes->count;
}

struct lane *lanes_at(const struct lanes *lanes, size_t which)
{
    return lanes->at[which];
}

void lanes_stop(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        lane_stop(lanes->at[i]);
}

static size_t count_ended(const struct lanes *lanes)
{
    size_t ended = 0;
    for (size_t i = 0; i < lanes->count; i++)
        ended += lane_has_ended(lanes->at[i]);
    return ended;
}

bool has_lane_ended(const struct lanes *lanes)
{
    return count_ended(lanes) > 0;
}

void lanes_leave(struct lanes *lanes)
{
    uint64_t begun = clock_ms();
    lanes_stop(lanes);
    while (count_ended(lanes) < lanes->count) {
        signals_wait(LEAVE_LOOK);
        if (clock_ms() - begun < LEAVE_MOST)
            continue;
        log_error("not done in time, leaving; open transactions are the brokers' to abort", NULL);
        _exit(EX_TEMPFAIL);
    }
}

static uint64_t peek(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void tally_add_found(struct tally *tally, const struct lane_counts *counts)
{
    for (unsigned type = 0; type < ENTITY_TYPE_COUNT; type++)
        tally->found.entities[type] += peek(&counts->entities[type]);
    for (unsigned type = 0; type < VALUE_TYPES; type++)
        tally->found.values[type] += peek(&counts->values[type]);
    for (unsigned kind = 0; kind < CLAIM_KINDS; kind++)
        tally->found.claims[kind] += peek(&counts->claims[kind]);
}

static void tally_add(struct tally *tally, const struct lane_counts *counts)
{
    tally->articles += peek(&counts->articles);
    tally->bytes += peek(&counts->bytes);
    tally->records += peek(&counts->records);
    tally->record_bytes += peek(&counts->record_bytes);
    tally->tombstones += peek(&counts->tombstones);
    tally->skipped += peek(&counts->skipped);
    for (unsigned code = 0; code < REJECT_COUNT; code++) {
        tally->rejects[code] += peek(&counts->rejects[code]);
        tally->all_rejects += peek(&counts->rejects[code]);
    }
    tally_add_found(tally, counts);
    histogram_sum_add(&tally->commits, &counts->commits);
    histogram_sum_add(&tally->latency, &counts->latency);
    tally->aborts += peek(&counts->aborts);
    tally->producers += peek(&counts->producers);
    tally->rebalances += peek(&counts->rebalances);
    tally->lag += peek(&counts->lag);
}

struct tally lanes_tally(const struct lanes *lanes)
{
    struct tally tally = { 0 };
    for (size_t i = 0; i < lanes->count; i++) {
        tally_add(&tally, lane_counts(lanes->at[i]));
        for (unsigned stage = 0; stage < WORK_STAGES; stage++)
            tally.stages[stage] += peek(&worker_stages(lanes->workers[i])[stage]);
    }
    return tally;
}

int lanes_join(struct lanes *lanes, struct error *error)
{
    int status = EX_OK;
    for (size_t i = 0; i < lanes->count; i++) {
        struct error reason;
        int ended = lane_join(lanes->at[i], &reason);
        if (status == EX_OK && ended != EX_OK) {
            status = ended;
            *error = reason;
        }
    }
    lanes_free(lanes);
    return status;
}
