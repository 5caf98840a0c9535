#include "broker.h"

#include "client.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdlib.h>

enum { FEED_WAIT = 60000, ASK_WAIT = 60000 };         /* ms */

struct broker {
    rd_kafka_t *owner;                               /* it lives as long as this client, which does nothing else */
    rd_kafka_mock_cluster_t *cluster;
    rd_kafka_t *feeder, *watcher;
};

static rd_kafka_t *client_open(const struct broker *broker, rd_kafka_type_t type, const struct property *properties, struct error *error)
{
    static const struct settings none;
    char reason[256];
    const char *address = broker->cluster ? broker_address(broker) : "";
    rd_kafka_conf_t *conf = client_configure(address, &none, SETTING_BOTH, properties, error);
    rd_kafka_t *client = conf ? rd_kafka_new(type, conf, reason, sizeof reason) : NULL;
    if (conf && !client) {
        rd_kafka_conf_destroy(conf);
        fail(error, "librdkafka: %s", reason);
    }
    return client;
}

struct broker *broker_start(struct error *error)
{
    static const struct property none[] = { { NULL, NULL } };
    struct broker *broker = calloc(1, sizeof *broker);
    if (!broker) {
        fail(error, "out of memory");
        return NULL;
    }
    if ((broker->owner = client_open(broker, RD_KAFKA_PRODUCER, none, error)) && (broker->cluster = rd_kafka_mock_cluster_new(broker->owner, 1)) &&
        (broker->feeder = client_open(broker, RD_KAFKA_PRODUCER, none, error)))
        return broker;
    if (broker->owner && !broker->cluster)
        fail(error, "librdkafka cannot start a mock cluster");
    broker_stop(broker);
    return NULL;
}

void broker_stop(struct broker *broker)
{
    if (!broker)
        return;
    if (broker->watcher)
        rd_kafka_destroy(broker->watcher);
    if (broker->feeder)
        rd_kafka_destroy(broker->feeder);
    if (broker->cluster)
        rd_kafka_mock_cluster_destroy(broker->cluster);
    if (broker->owner)
        rd_kafka_destroy(broker->owner);
    free(broker);
}

const char *broker_address(const struct broker *broker)
{
    return rd_kafka_mock_cluster_bootstraps(broker->cluster);
}

bool broker_topic(struct broker *broker, const char *topic, int partitions, struct error *error)
{
    rd_kafka_resp_err_t response = rd_kafka_mock_topic_create(broker->cluster, topic, partitions, 1);
    return response ? fail(error, "topic '%s': %s", topic, rd_kafka_err2str(response)) : true;
}

bool broker_feed(struct broker *broker, const char *topic, struct span key, struct span value, struct error *error)
{
    rd_kafka_resp_err_t response =
        rd_kafka_producev(broker->feeder, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                          RD_KAFKA_V_KEY(key.at, key.length), RD_KAFKA_V_VALUE((void *)(uintptr_t)value.at, value.length), RD_KAFKA_V_END);
    if (!response)
        response = rd_kafka_flush(broker->feeder, FEED_WAIT);
    return response ? fail(error, "topic '%s': %s", topic, rd_kafka_err2str(response)) : true;
}

static bool partitions_add(struct broker *broker, const char *topic, rd_kafka_topic_partition_list_t *partitions, struct error *error)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(broker->watcher, topic, NULL);
    rd_kafka_resp_err_t response = rd_kafka_metadata(broker->watcher, 0, handle, &metadata, ASK_WAIT);
    rd_kafka_topic_destroy(handle);
    if (response)
        return fail(error, "topic '%s': %s", topic, rd_kafka_err2str(response));
    for (int i = 0; i < metadata->topics[0].partition_cnt; i++)
        rd_kafka_topic_partition_list_add(partitions, topic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_metadata_destroy(metadata);
    return true;
}

bool broker_watch(struct broker *broker, const char *const *topics, struct error *error)
{
    static const struct property properties[] = {
        { "group.id", "demo-reader" }, { "enable.auto.commit", "false" }, { "isolation.level", "read_committed" },
        { "fetch.wait.max.ms", "5" }, { NULL, NULL },
    };
    broker->watcher = client_open(broker, RD_KAFKA_CONSUMER, properties, error);
    if (!broker->watcher)
        return false;
    rd_kafka_poll_set_consumer(broker->watcher);
    rd_kafka_topic_partition_list_t *partitions = rd_kafka_topic_partition_list_new(8);
    bool is_good = true;
    for (; is_good && *topics; topics++)
        is_good = partitions_add(broker, *topics, partitions, error);
    if (is_good && rd_kafka_assign(broker->watcher, partitions))
        is_good = fail(error, "cannot read from the broker");
    rd_kafka_topic_partition_list_destroy(partitions);
    return is_good;
}

static struct span header_of(const rd_kafka_message_t *message, const char *name)
{
    rd_kafka_headers_t *headers;
    const void *value = NULL;
    size_t length = 0;
    if (rd_kafka_message_headers(message, &headers) || rd_kafka_header_get_last(headers, name, &value, &length))
        return (struct span){ NULL, 0 };
    return (struct span){ value, length };
}

bool broker_next(struct broker *broker, int wait, broker_reader *read, void *context)
{
    rd_kafka_message_t *message = rd_kafka_consumer_poll(broker->watcher, wait);
    bool is_one = message && !message->err;
    if (is_one)
        read(context, rd_kafka_topic_name(message->rkt), (struct span){ message->key, message->key_len },
             (struct span){ message->payload, message->len }, header_of(message, "claimd-error-detail"));
    if (message)
        rd_kafka_message_destroy(message);
    return is_one;
}
