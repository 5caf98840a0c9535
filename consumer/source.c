#include "source.h"

#include "client.h"
#include "log.h"

#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdlib.h>
#include <sysexits.h>

enum { ANSWER_WAIT = 10000 };           /* ms for one question to the brokers */

struct source {
    struct source_settings settings;
    rd_kafka_t *client;
    struct progress_table progress;
    uint64_t rebalances;
    bool is_broken;                      /* the offsets of an assignment could not be had */
    struct error broken;
};

rd_kafka_topic_partition_list_t *source_offsets(const struct source *source)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)source->progress.count);
    for (size_t i = 0; i < source->progress.count; i++)
        if (source->progress.at[i].is_touched)
            rd_kafka_topic_partition_list_add(list, source->settings.topic, (int32_t)i)->offset = source->progress.at[i].done;
    return list;
}

/* What the group has committed; waits while a transaction that holds these offsets is open. */
static bool committed_find(struct source *source, rd_kafka_topic_partition_list_t *list, struct error *error)
{
    rd_kafka_resp_err_t response = rd_kafka_committed(source->client, list, ANSWER_WAIT);
    for (int i = 0; !response && i < list->cnt; i++)
        response = list->elems[i].err;
    return !response || fail(error, "cannot read the offsets of group '%s': %s", source->settings.group, rd_kafka_err2str(response));
}

static struct bound bound_of(const struct source *source, int32_t partition)
{
    if (!source->settings.bounds)
        return (struct bound){ 0, INT64_MAX };
    if ((size_t)partition >= source->settings.bound_count)
        return (struct bound){ 0, 0 };
    return source->settings.bounds[partition];
}

/* In a bounded range the group's own offsets tell how far an earlier process has come. */
static bool bounds_apply(struct source *source, rd_kafka_topic_partition_list_t *list, struct error *error)
{
    if (!source->settings.bounds)
        return true;
    if (!committed_find(source, list, error))
        return false;
    for (int i = 0; i < list->cnt; i++) {
        int64_t begin = bound_of(source, list->elems[i].partition).begin;
        list->elems[i].offset = list->elems[i].offset > begin ? list->elems[i].offset : begin;
    }
    return true;
}

static void source_break(struct source *source, const char *what, rd_kafka_resp_err_t response)
{
    source->is_broken = true;
    fail(&source->broken, "%s: %s", what, rd_kafka_err2str(response));
}

static void source_assign(struct source *source, rd_kafka_topic_partition_list_t *list)
{
    for (unsigned tries = 0; !bounds_apply(source, list, &source->broken); tries++) {
        log_warning("offsets of the group not known, asking again", "reason=%s", quote(source->broken.text).text);
        if (tries == 3) {
            source->is_broken = true;
            return;
        }
    }
    rd_kafka_topic_partition_list_t *wanted = rd_kafka_topic_partition_list_new(list->cnt);
    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *part = &list->elems[i];
        struct bound bound = bound_of(source, part->partition);
        if (!progress_assign(&source->progress, part->partition, part->offset, bound.end))
            source_break(source, "assignment", RD_KAFKA_RESP_ERR__FAIL);
        if (part->offset < bound.end)
            rd_kafka_topic_partition_list_add(wanted, part->topic, part->partition)->offset = part->offset;
    }
    rd_kafka_resp_err_t response = rd_kafka_assign(source->client, wanted);
    if (response)
        source_break(source, "assignment", response);
    rd_kafka_topic_partition_list_destroy(wanted);
}

static void on_rebalance(rd_kafka_t *client, rd_kafka_resp_err_t kind, rd_kafka_topic_partition_list_t *list, void *context)
{
    struct source *source = context;
    source->rebalances++;
    if (kind == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        source_assign(source, list);
        log_info("partitions assigned", "topic=%s count=%d", source->settings.topic, list->cnt);
        return;
    }
    bool is_lost = rd_kafka_assignment_lost(client);
    log_info(is_lost ? "partitions lost" : "partitions given back", "topic=%s count=%d", source->settings.topic, list->cnt);
    source->settings.leave(source->settings.context, is_lost);
    progress_revoke(&source->progress);
    rd_kafka_assign(client, NULL);
}

/* 0: librdkafka may free the text. */
static int on_statistics(rd_kafka_t *client, char *json, size_t length, void *context)
{
    struct source *source = context;
    (void)client;
    if (source->settings.snapshot)
        snapshot_read_statistics(source->settings.snapshot, (struct span){ json, length });
    return 0;
}

static bool source_connect(struct source *source, struct error *error)
{
    const struct source_settings *settings = &source->settings;
    const struct property properties[] = {
        { "group.id", settings->group },
        { "group.instance.id", settings->member },
        { "partition.assignment.strategy", "range" },
        { "enable.auto.commit", "false" },
        { "enable.auto.offset.store", "false" },
        { "isolation.level", "read_committed" },
        { "auto.offset.reset", "earliest" },
        { "queued.max.messages.kbytes", "65536" },
        { "enable.partition.eof", "true" },
        { "statistics.interval.ms", "2000" },
        { 0 },
    };
    rd_kafka_conf_t *conf = client_configure(settings->brokers, settings->kafka, SETTING_CONSUMER, properties, error);
    if (!conf)
        return false;
    rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
    rd_kafka_conf_set_stats_cb(conf, on_statistics);
    rd_kafka_conf_set_opaque(conf, source);
    char reason[256];
    source->client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
    if (!source->client) {
        rd_kafka_conf_destroy(conf);
        return fail(error, "consumer: %s", reason);
    }
    rd_kafka_poll_set_consumer(source->client);
    return true;
}

static bool source_subscribe(struct source *source, struct error *error)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, source->settings.topic, RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t response = rd_kafka_subscribe(source->client, list);
    rd_kafka_topic_partition_list_destroy(list);
    return !response || fail(error, "cannot subscribe to '%s': %s", source->settings.topic, rd_kafka_err2str(response));
}

struct source *source_open(const struct source_settings *settings, struct error *error)
{
    struct source *source = calloc(1, sizeof *source);
    if (!source) {
        fail(error, "out of memory");
        return NULL;
    }
    source->settings = *settings;
    if (source_connect(source, error) && source_subscribe(source, error))
        return source;
    source_close(source);
    return NULL;
}

static bool is_denied(rd_kafka_resp_err_t response)
{
    return client_status(response) == EX_NOPERM;
}

/* What a consumer says instead of a message. Most mends itself. */
static enum source_event source_hear(struct source *source, const rd_kafka_message_t *handle, struct error *error)
{
    if (handle->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
        return SOURCE_END;
    char reason[256];
    rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(source->client, reason, sizeof reason);
    if (fatal) {
        fail(error, "consumer of '%s': %s", source->settings.topic, reason);
        return SOURCE_FATAL;
    }
    if (is_denied(handle->err))
        log_error("a right is missing, trying on", "reason=%s", quote(rd_kafka_message_errstr(handle)).text);
    else
        log_warning("consumer in trouble, trying on", "reason=%s", quote(rd_kafka_message_errstr(handle)).text);
    return SOURCE_NOTHING;
}

static struct message message_of(rd_kafka_message_t *handle)
{
    return (struct message){
        .topic = rd_kafka_topic_name(handle->rkt),
        .partition = handle->partition,
        .offset = handle->offset,
        .timestamp = rd_kafka_message_timestamp(handle, NULL),
        .key = { handle->key, handle->key_len },
        .value = { handle->payload, handle->len },
        .handle = handle,
    };
}

enum source_event source_poll(struct source *source, int wait, struct message *message, struct error *error)
{
    rd_kafka_message_t *handle = rd_kafka_consumer_poll(source->client, wait);
    if (source->is_broken) {
        if (handle)
            rd_kafka_message_destroy(handle);
        fail(error, "%s", source->broken.text);
        return SOURCE_FATAL;
    }
    if (!handle)
        return SOURCE_NOTHING;
    enum source_event event = handle->err ? source_hear(source, handle, error) : SOURCE_MESSAGE;
    if (event == SOURCE_END)
        *message = (struct message){ .partition = handle->partition, .offset = handle->offset };
    if (event == SOURCE_MESSAGE)
        *message = message_of(handle);
    else
        rd_kafka_message_destroy(handle);
    return event;
}

void source_release(struct message *message)
{
    if (message->handle)
        rd_kafka_message_destroy(message->handle);
    *message = (struct message){ 0 };
}

struct progress_table *source_progress(struct source *source)
{
    return &source->progress;
}

bool source_seek(struct source *source, struct error *error)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    for (size_t i = 0; i < source->progress.count; i++) {
        struct progress *progress = &source->progress.at[i];
        if (!progress->must_seek)
            continue;
        progress->must_seek = false;
        if (progress->is_assigned)
            rd_kafka_topic_partition_list_add(list, source->settings.topic, (int32_t)i)->offset = progress->done;
    }
    /* Local work, no question to the brokers. -1: librdkafka 2.0.2 takes a wait in ms for one in µs. */
    rd_kafka_error_t *trouble = list->cnt ? rd_kafka_seek_partitions(source->client, list, -1) : NULL;
    rd_kafka_resp_err_t response = rd_kafka_error_code(trouble);
    rd_kafka_error_destroy(trouble);
    for (int i = 0; !response && i < list->cnt; i++)
        response = list->elems[i].err;
    rd_kafka_topic_partition_list_destroy(list);
    return !response || fail(error, "cannot go back in '%s': %s", source->settings.topic, rd_kafka_err2str(response));
}

bool source_recover(struct source *source, bool *is_done, struct error *error)
{
    rd_kafka_topic_partition_list_t *list = source_offsets(source);
    bool is_known = list->cnt == 0 || committed_find(source, list, error);
    *is_done = is_known && list->cnt > 0;
    for (int i = 0; is_known && i < list->cnt; i++)
        *is_done &= progress_recover(&source->progress.at[list->elems[i].partition], list->elems[i].offset);
    rd_kafka_topic_partition_list_destroy(list);
    return is_known;
}

bool source_commit(struct source *source, struct error *error)
{
    rd_kafka_topic_partition_list_t *list = source_offsets(source);
    rd_kafka_resp_err_t response = list->cnt ? rd_kafka_commit(source->client, list, false) : RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_topic_partition_list_destroy(list);
    return !response || fail(error, "cannot commit to group '%s': %s", source->settings.group, rd_kafka_err2str(response));
}

struct lag source_lag(struct source *source)
{
    struct lag sum = { 0 };
    snapshot_begin(source->settings.snapshot);
    for (size_t i = 0; i < source->progress.count; i++) {
        const struct progress *progress = &source->progress.at[i];
        int64_t low, high;
        if (!progress->is_assigned || progress->reached < 0
            || rd_kafka_get_watermark_offsets(source->client, source->settings.topic, (int32_t)i, &low, &high))
            continue;
        uint64_t lag = progress_lag(progress, low, high);
        sum.all += lag;
        sum.waiting += progress_is_waiting(progress, lag) ? lag : 0;
        snapshot_add_partition(source->settings.snapshot, (struct partition_lag){ (int32_t)i, lag });
    }
    snapshot_end(source->settings.snapshot);
    return sum;
}

uint64_t source_rebalances(const struct source *source)
{
    return source->rebalances;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    if (source->client) {
        rd_kafka_consumer_close(source->client);
        rd_kafka_destroy(source->client);
    }
    progress_finish(&source->progress);
    free(source);
}

rd_kafka_t *source_client(struct source *source)
{
    return source->client;
}

struct span message_header(const struct message *message, const char *name)
{
    rd_kafka_headers_t *headers;
    const void *value;
    size_t length;
    if (!message->handle || rd_kafka_message_headers(message->handle, &headers)
        || rd_kafka_header_get_last(headers, name, &value, &length))
        return (struct span){ 0 };
    return (struct span){ value, length };
}
