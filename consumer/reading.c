#include "reading.h"

#include "client.h"
#include "consumer/enrich.h"
#include "signals.h"

#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

enum { POLL_WAIT = 500, SIGNAL_EVERY = 1024 };

static bool range_assign(rd_kafka_t *client, const struct stretch *range, size_t *open, struct error *error)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)range->count);
    for (size_t i = 0; i < range->count; i++)
        if (range->bounds[i].begin < range->bounds[i].end)
            rd_kafka_topic_partition_list_add(list, range->topic, (int32_t)i)->offset = range->bounds[i].begin;
    *open = (size_t)list->cnt;
    rd_kafka_resp_err_t response = rd_kafka_assign(client, list);
    rd_kafka_topic_partition_list_destroy(list);
    return !response || fail(error, "cannot read '%s': %s", range->topic, rd_kafka_err2str(response));
}

/* A partition is done with the first offset at or behind its end, be it a message's, or the partition's own end. */
static bool is_end(const struct stretch *range, const rd_kafka_message_t *handle, bool *is_done)
{
    bool is_behind = handle->offset >= range->bounds[handle->partition].end;
    if (!is_behind || is_done[handle->partition])
        return false;
    return is_done[handle->partition] = true;
}

static bool message_take(const rd_kafka_message_t *handle, const struct stretch *range, reading_take *take, void *context)
{
    struct message message = {
        .topic = range->topic, .partition = handle->partition, .offset = handle->offset, .timestamp = rd_kafka_message_timestamp(handle, NULL),
        .key = { handle->key, handle->key_len }, .value = { handle->payload, handle->len },
        .handle = (rd_kafka_message_t *)(uintptr_t)handle,
    };
    return take(context, &message);
}

static bool range_read(rd_kafka_t *client, const struct stretch *range, size_t open, bool *is_done, reading_take *take, void *context,
                       struct error *error)
{
    bool is_good = true;
    for (uint64_t i = 0; is_good && open > 0; i++) {
        rd_kafka_message_t *handle = rd_kafka_consumer_poll(client, POLL_WAIT);
        if ((!handle || i % SIGNAL_EVERY == 0) && signals_have_come())
            is_good = fail(error, "asked to leave before the end");
        if (!handle)
            continue;
        if (handle->err && client_status(handle->err) != EX_UNAVAILABLE)
            is_good = fail(error, "cannot read '%s': %s", range->topic, rd_kafka_message_errstr(handle));
        bool has_place = !handle->err || handle->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
        if (has_place && is_end(range, handle, is_done))
            open--;
        else if (is_good && !handle->err && !is_done[handle->partition] && !message_take(handle, range, take, context))
            is_good = fail(error, "stopped");
        if (has_place && !handle->err && handle->offset + 1 >= range->bounds[handle->partition].end && !is_done[handle->partition]) {
            is_done[handle->partition] = true;
            open--;
        }
        rd_kafka_message_destroy(handle);
    }
    return is_good;
}

bool reading_run(rd_kafka_t *client, const struct stretch *range, reading_take *take, void *context, struct error *error)
{
    size_t open;
    bool *is_done = calloc(range->count + 1, sizeof *is_done);
    if (!is_done)
        return fail(error, "out of memory");
    rd_kafka_poll_set_consumer(client);
    bool is_good = range_assign(client, range, &open, error) && range_read(client, range, open, is_done, take, context, error);
    rd_kafka_assign(client, NULL);
    free(is_done);
    return is_good;
}

static bool print(void *context, const struct message *message)
{
    if (!message->value.at)
        return true;
    struct outcome outcome = enrich(context, message->value);
    if (!outcome.is_record) {
        fprintf(stderr, "%s:%" PRId32 ":%" PRId64 ": %s: %s\n", message->topic, message->partition, message->offset, reject_name(outcome.reject.code),
                outcome.reject.detail);
        return true;
    }
    fwrite(outcome.record, 1, outcome.record_length, stdout);
    free(outcome.record);
    return putchar('\n') != EOF && !ferror(stdout);
}

int reading_print(const struct options *options, const struct language *language, const char *from, const char *to)
{
    struct error error = { "out of memory" };
    struct stretch range = { 0 };
    struct enricher *enricher = enricher_create(options, language);
    rd_kafka_t *client = enricher ? client_create(options->brokers, &options->kafka, options->group, &error) : NULL;
    bool is_good = client && stretch_find(client, options->input.topic, from, to, &range, &error)
                && reading_run(client, &range, print, enricher, &error);
    if (is_good && fflush(stdout) != 0)
        is_good = fail(&error, "cannot write to standard output");
    if (!is_good)
        fprintf(stderr, "claimd replay: %s\n", error.text);
    stretch_finish(&range);
    client_destroy(client);
    enricher_destroy(enricher);
    return is_good ? EX_OK : EX_UNAVAILABLE;
}
