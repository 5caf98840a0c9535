#include "topics.h"

#include "client.h"

#include <librdkafka/rdkafka.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { TOPICS_MOST = 8 };

static bool partitions_ask(rd_kafka_t *client, struct topic *topic, int wait, int *response, struct error *error)
{
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(client, topic->name, NULL);
    rd_kafka_resp_err_t answer = handle ? rd_kafka_metadata(client, 0, handle, &metadata, wait) : rd_kafka_last_error();
    if (answer == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt == 1) {
        topic->response = metadata->topics[0].err;
        topic->partitions = topic->response ? 0 : metadata->topics[0].partition_cnt;
    }
    if (metadata)
        rd_kafka_metadata_destroy(metadata);
    if (handle)
        rd_kafka_topic_destroy(handle);
    *response = answer;
    return answer == RD_KAFKA_RESP_ERR_NO_ERROR ? true : fail(error, "%s", rd_kafka_err2str(answer));
}

static uint64_t max_bytes_of(const rd_kafka_ConfigResource_t *resource)
{
    size_t count;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &count);
    for (size_t i = 0; i < count; i++) {
        const char *value = rd_kafka_ConfigEntry_value(entries[i]);
        if (value && strcmp(rd_kafka_ConfigEntry_name(entries[i]), "max.message.bytes") == 0)
            return strtoull(value, NULL, 10);
    }
    return 0;
}

static void limits_take(const rd_kafka_event_t *event, struct topic *topics, size_t topic_count)
{
    size_t count = 0;
    const rd_kafka_DescribeConfigs_result_t *result = rd_kafka_event_DescribeConfigs_result((rd_kafka_event_t *)(uintptr_t)event);
    const rd_kafka_ConfigResource_t **resources = result ? rd_kafka_DescribeConfigs_result_resources(result, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < topic_count; j++)
            if (strcmp(rd_kafka_ConfigResource_name(resources[i]), topics[j].name) == 0)
                topics[j].max_bytes = max_bytes_of(resources[i]);
}

/* Not every broker tells everyone: then the limits stay 0. */
static void limits_ask(rd_kafka_t *client, struct topic *topics, size_t count, int wait)
{
    char reason[128];
    rd_kafka_ConfigResource_t *resources[TOPICS_MOST];
    for (size_t i = 0; i < count; i++)
        resources[i] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topics[i].name);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    rd_kafka_AdminOptions_set_request_timeout(options, wait, reason, sizeof reason);
    rd_kafka_DescribeConfigs(client, resources, count, options, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, wait + 1000);
    if (event) {
        limits_take(event, topics, count);
        rd_kafka_event_destroy(event);
    }
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    rd_kafka_ConfigResource_destroy_array(resources, count);
}

bool topics_describe(rd_kafka_t *client, struct topic *topics, size_t count, int wait, int *response, struct error *error)
{
    if (count > TOPICS_MOST)
        return fail(error, "more than %d topics", TOPICS_MOST);
    for (size_t i = 0; i < count; i++) {
        topics[i].partitions = topics[i].response = 0;
        topics[i].max_bytes = 0;
        if (!partitions_ask(client, &topics[i], wait, response, error))
            return false;
    }
    limits_ask(client, topics, count, wait);
    return true;
}

int topics_ask(const struct options *options, struct topic *topics, size_t count, int wait, struct error *error)
{
    static const struct property none[] = { { NULL, NULL } };
    char reason[256];
    rd_kafka_conf_t *conf = client_configure(options->brokers, &options->kafka, SETTING_CONSUMER, none, error);
    if (!conf)
        return EX_CONFIG;
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
    if (!client) {
        rd_kafka_conf_destroy(conf);
        fail(error, "librdkafka: %s", reason);
        return EX_CONFIG;
    }
    int response = 0;
    bool is_answered = topics_describe(client, topics, count, wait, &response, error);
    rd_kafka_destroy(client);
    return is_answered ? EX_OK : client_status(response);
}
