#include "lanes.h"

#include "client.h"
#include "log.h"
#include "topics.h"

#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    ANSWER_WAIT = 5000,              /* ms */
    LIMIT_STANDARD = 1000000,        /* bytes: a little less than what brokers take unless told otherwise */
};

struct lanes {
    struct lane **at;
    struct enricher **enrichers;
    size_t count;
};

static struct outcome work_enrich(void *context, const struct message *message)
{
    return enrich(context, message->value);
}

struct lane_settings lanes_configure(const struct options *options, const struct language *language)
{
    return (struct lane_settings){
        .brokers = options->brokers, .kafka = &options->kafka, .group = options->group, .instance = options->instance,
        .input = options->input.topic, .output = options->output.topic, .dead_letter = options->dead_letter.topic,
        .output_limit = LIMIT_STANDARD, .dead_letter_limit = LIMIT_STANDARD,
        .commit_interval = options->commit.interval, .commit_count = options->commit.count, .commit_bytes = options->commit.bytes,
        .rules = language->rules, .work = work_enrich,
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

int lanes_prepare(struct lane_settings *settings, int *partitions, bool (*should_stop)(void), struct error *error)
{
    static const char *const options[] = { "output.topic", "dead-letter.topic", "input.topic" };
    struct topic topics[] = { { .name = settings->output }, { .name = settings->dead_letter }, { .name = settings->input } };
    size_t count = strcmp(settings->input, settings->dead_letter) == 0 ? 2 : 3;      /* a redrive reads dead letters */
    struct rd_kafka_s *client = client_create(settings->brokers, settings->kafka, settings->group, error);
    int status = client ? EX_UNAVAILABLE : EX_CONFIG, response;
    while (status == EX_UNAVAILABLE) {
        bool has_answer = topics_describe(client, topics, count, ANSWER_WAIT, &response, error);
        status = has_answer ? EX_OK : EX_UNAVAILABLE;
        for (size_t i = 0; status == EX_OK && i < count; i++)
            status = topic_judge(&topics[i], options[i], error);
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
    *partitions = topics[count - 1].partitions;
    settings->output_limit = topics[0].max_bytes ? topics[0].max_bytes : settings->output_limit;
    settings->dead_letter_limit = topics[1].max_bytes ? topics[1].max_bytes : settings->dead_letter_limit;
    return EX_OK;
}

struct lanes *lanes_start(const struct lane_settings *settings, size_t count, const struct options *options,
                          const struct language *language, struct error *error)
{
    struct lanes *lanes = calloc(1, sizeof *lanes);
    if (lanes) {
        lanes->at = calloc(count, sizeof *lanes->at);
        lanes->enrichers = calloc(count, sizeof *lanes->enrichers);
    }
    bool is_good = lanes && lanes->at && lanes->enrichers;
    if (!is_good)
        fail(error, "out of memory");
    while (is_good && lanes->count < count) {
        size_t number = lanes->count;
        lanes->enrichers[number] = enricher_create(options, language);
        if (!lanes->enrichers[number] && !fail(error, "out of memory"))
            break;
        lanes->at[number] = lane_start(settings, (unsigned)number, lanes->enrichers[number], error);
        if (!lanes->at[number])
            break;
        lanes->count++;
    }
    if (is_good && lanes->count == count)
        return lanes;
    struct error ignored;
    if (lanes) {
        if (is_good)
            enricher_destroy(lanes->enrichers[lanes->count]);
        lanes_stop(lanes);
        lanes_join(lanes, &ignored);
    }
    return NULL;
}

size_t lanes_count(const struct lanes *lanes)
{
    return lanes->count;
}

const struct lane *lanes_at(const struct lanes *lanes, size_t which)
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

bool have_lanes_ended(const struct lanes *lanes)
{
    return count_ended(lanes) == lanes->count;
}

static uint64_t peek(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

struct tally lanes_tally(const struct lanes *lanes)
{
    struct tally tally = { 0 };
    for (size_t i = 0; i < lanes->count; i++) {
        const struct lane_counts *counts = lane_counts(lanes->at[i]);
        tally.articles += peek(&counts->articles);
        tally.bytes += peek(&counts->bytes);
        tally.records += peek(&counts->records);
        tally.record_bytes += peek(&counts->record_bytes);
        tally.tombstones += peek(&counts->tombstones);
        tally.skipped += peek(&counts->skipped);
        for (unsigned code = 0; code < REJECT_COUNT; code++) {
            tally.rejects[code] += peek(&counts->rejects[code]);
            tally.all_rejects += peek(&counts->rejects[code]);
        }
        tally.commits += peek(&counts->commits);
        tally.commit_us += peek(&counts->commit_us);
        tally.aborts += peek(&counts->aborts);
        tally.producers += peek(&counts->producers);
        tally.rebalances += peek(&counts->rebalances);
        tally.lag += peek(&counts->lag);
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
        enricher_destroy(lanes->enrichers[i]);
    }
    free(lanes->at);
    free(lanes->enrichers);
    free(lanes);
    return status;
}
