/*
 * What the end-to-end tests need of Kafka beside claimd.
 *
 *     kafka create BROKERS TOPIC PARTITIONS [NAME=VALUE…]
 *     kafka grow BROKERS TOPIC PARTITIONS
 *     kafka alter BROKERS TOPIC NAME=VALUE
 *     kafka produce BROKERS TOPIC         lines {"key":…,"value":…,"partition":…,"headers":{…}}; or {"do":"begin"|"commit"|"abort"}
 *     kafka consume BROKERS TOPIC         all that is committed, as such lines with partition and offset; other bytes as "hex"
 *     kafka follow BROKERS TOPIC…         for ever, for each message that is committed: when it showed (ms) and its claimd-source
 */
#include <jansson.h>
#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_WAIT = 120000 };           /* ms: machines that run tests may be busy */

static void die(const char *what, const char *reason)
{
    fprintf(stderr, "kafka: %s: %s\n", what, reason);
    exit(1);
}

static rd_kafka_t *client(rd_kafka_type_t type, const char *brokers, const char *const *properties)
{
    char reason[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, NULL, 0);
    rd_kafka_conf_set(conf, "log_level", "2", NULL, 0);
    for (; *properties; properties += 2)
        if (rd_kafka_conf_set(conf, properties[0], properties[1], reason, sizeof reason))
            die(properties[0], reason);
    rd_kafka_t *made = rd_kafka_new(type, conf, reason, sizeof reason);
    if (!made)
        die("client", reason);
    return made;
}

static void check(rd_kafka_error_t *error, const char *what)
{
    if (error)
        die(what, rd_kafka_error_string(error));
}

static rd_kafka_event_t *await(rd_kafka_queue_t *queue, const char *what)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, ANSWER_WAIT);
    if (!event)
        die(what, "no answer");
    if (rd_kafka_event_error(event))
        die(what, rd_kafka_event_error_string(event));
    return event;
}

/* Brokers answer for a topic a little later than its maker is told that it is there. */
static bool is_known(rd_kafka_t *producer, const char *name, int partitions)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(producer, name, NULL);
    rd_kafka_resp_err_t response = rd_kafka_metadata(producer, 0, topic, &metadata, ANSWER_WAIT);
    rd_kafka_topic_destroy(topic);
    if (response)
        return false;
    int led = 0;
    for (int i = 0; i < metadata->topics[0].partition_cnt; i++)
        led += metadata->topics[0].partitions[i].leader >= 0;
    rd_kafka_metadata_destroy(metadata);
    return led >= partitions;
}

static void await_topic(rd_kafka_t *producer, const char *name, int partitions)
{
    for (int waited = 0; !is_known(producer, name, partitions); waited += 50) {
        if (waited > ANSWER_WAIT)
            die(name, "no leaders");
        usleep(50000);
    }
}

static void create(const char *brokers, const char *name, int partitions, char **properties)
{
    char reason[256];
    rd_kafka_t *producer = client(RD_KAFKA_PRODUCER, brokers, (const char *const[]){ NULL });
    rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new(name, partitions, -1, reason, sizeof reason);
    for (; topic && *properties; properties++) {
        char *equals = strchr(*properties, '=');
        *equals = '\0';
        rd_kafka_NewTopic_set_config(topic, *properties, equals + 1);
    }
    rd_kafka_queue_t *queue = rd_kafka_queue_new(producer);
    rd_kafka_CreateTopics(producer, &topic, 1, NULL, queue);
    rd_kafka_event_t *event = await(queue, "create");
    size_t count;
    const rd_kafka_topic_result_t **results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    if (rd_kafka_topic_result_error(results[0]))
        die(name, rd_kafka_topic_result_error_string(results[0]));
    rd_kafka_event_destroy(event);
    rd_kafka_NewTopic_destroy(topic);
    rd_kafka_queue_destroy(queue);
    await_topic(producer, name, partitions);
    rd_kafka_destroy(producer);
}

static void grow(const char *brokers, const char *name, size_t partitions)
{
    char reason[256];
    rd_kafka_t *producer = client(RD_KAFKA_PRODUCER, brokers, (const char *const[]){ NULL });
    rd_kafka_NewPartitions_t *more = rd_kafka_NewPartitions_new(name, partitions, reason, sizeof reason);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(producer);
    rd_kafka_CreatePartitions(producer, &more, 1, NULL, queue);
    rd_kafka_event_destroy(await(queue, "grow"));
    rd_kafka_NewPartitions_destroy(more);
    rd_kafka_queue_destroy(queue);
    await_topic(producer, name, (int)partitions);
    rd_kafka_destroy(producer);
}

static void alter(const char *brokers, const char *name, char *setting)
{
    char *equals = strchr(setting, '=');
    *equals = '\0';
    rd_kafka_t *producer = client(RD_KAFKA_PRODUCER, brokers, (const char *const[]){ NULL });
    rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name);
    rd_kafka_ConfigResource_set_config(resource, setting, equals + 1);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(producer);
    rd_kafka_AlterConfigs(producer, &resource, 1, NULL, queue);
    rd_kafka_event_destroy(await(queue, "alter"));
    rd_kafka_ConfigResource_destroy(resource);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(producer);
}

static size_t unhex(const char *hex, unsigned char *bytes)
{
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        bytes[i] = (unsigned char)byte;
    }
    return length;
}

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *report, void *context)
{
    (void)producer, (void)context;
    if (report->err && report->err != RD_KAFKA_RESP_ERR__PURGE_QUEUE && report->err != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
        die("delivery", rd_kafka_err2str(report->err));
}

static void message_send(rd_kafka_t *producer, rd_kafka_topic_t *topic, const json_t *line)
{
    const json_t *key = json_object_get(line, "key"), *value = json_object_get(line, "value"), *hex = json_object_get(line, "hex");
    json_t *partition = json_object_get(line, "partition"), *given = json_object_get(line, "headers"), *header;
    rd_kafka_headers_t *headers = rd_kafka_headers_new(4);
    const char *name;
    json_object_foreach(given, name, header)
        rd_kafka_header_add(headers, name, -1, json_string_value(header), (ssize_t)json_string_length(header));
    size_t length = hex ? strlen(json_string_value(hex)) / 2 : json_string_length(value);
    unsigned char *bytes = hex ? malloc(length + 1) : NULL;
    if (hex)
        unhex(json_string_value(hex), bytes);
    rd_kafka_resp_err_t response;
    while ((response = rd_kafka_producev(producer, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition ? (int)json_integer_value(partition) : RD_KAFKA_PARTITION_UA),
                                         RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(json_string_value(key), json_string_length(key)),
                                         RD_KAFKA_V_VALUE(hex ? (void *)bytes : (void *)(uintptr_t)json_string_value(value), length),
                                         RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END)) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(producer, 100);
    if (response)
        die("produce", rd_kafka_err2str(response));
    rd_kafka_poll(producer, 0);
    free(bytes);
}

static void produce(const char *brokers, const char *name)
{
    bool is_begun = false;
    char id[64];
    snprintf(id, sizeof id, "feed-%ld", (long)getpid());
    char *line = NULL;
    size_t room = 0;
    ssize_t length = getline(&line, &room, stdin);
    bool has_transactions = length > 0 && strstr(line, "\"do\"");
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, NULL, 0);
    rd_kafka_conf_set(conf, "log_level", "2", NULL, 0);
    rd_kafka_conf_set(conf, "enable.idempotence", "true", NULL, 0);
    rd_kafka_conf_set(conf, "message.max.bytes", "20000000", NULL, 0);
    rd_kafka_conf_set(conf, "partitioner", "murmur2_random", NULL, 0);
    if (has_transactions)
        rd_kafka_conf_set(conf, "transactional.id", id, NULL, 0);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_t *producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, NULL, 0);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(producer, name, NULL);
    if (has_transactions)
        check(rd_kafka_init_transactions(producer, ANSWER_WAIT), "transactions");
    for (; length > 0; length = getline(&line, &room, stdin)) {
        json_error_t error;
        json_t *object = json_loads(line, JSON_ALLOW_NUL, &error);
        const char *order = json_string_value(json_object_get(object, "do"));
        if (!object)
            die("line", error.text);
        if (!order) {
            message_send(producer, topic, object);
        } else if (strcmp(order, "begin") == 0) {
            check(rd_kafka_begin_transaction(producer), order);
            is_begun = true;
        } else if (strcmp(order, "hang") == 0) {
            rd_kafka_flush(producer, ANSWER_WAIT);
            pause();
        } else {
            if (strcmp(order, "abort") == 0)
                rd_kafka_flush(producer, ANSWER_WAIT);
            check(strcmp(order, "commit") == 0 ? rd_kafka_commit_transaction(producer, -1) : rd_kafka_abort_transaction(producer, -1), order);
            is_begun = false;
        }
        json_decref(object);
    }
    if (is_begun)
        check(rd_kafka_commit_transaction(producer, -1), "commit");
    if (rd_kafka_flush(producer, ANSWER_WAIT))
        die("produce", "not all delivered");
    free(line);
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(producer);
}

static json_t *text_or_hex(json_t *line, const char *name, const void *bytes, size_t length)
{
    json_t *text = bytes ? json_stringn(bytes, length) : json_null();
    if (text)
        return text;
    char *hex = malloc(2 * length + 1);
    for (size_t i = 0; i < length; i++)
        sprintf(hex + 2 * i, "%02x", ((const unsigned char *)bytes)[i]);
    json_object_set_new(line, name, json_string(hex));
    free(hex);
    return NULL;
}

static void print(const rd_kafka_message_t *message)
{
    json_t *line = json_pack("{s:i,s:I,s:I}", "partition", message->partition, "offset", (json_int_t)message->offset,
                             "time", (json_int_t)rd_kafka_message_timestamp(message, NULL));
    json_object_set_new(line, "key", text_or_hex(line, "key_hex", message->key, message->key_len));
    json_object_set_new(line, "value", text_or_hex(line, "hex", message->payload, message->len));
    json_t *pairs = json_array();
    rd_kafka_headers_t *headers;
    const char *name;
    const void *value;
    size_t length;
    if (!rd_kafka_message_headers(message, &headers))
        for (size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &length); i++)
            json_array_append_new(pairs, json_pack("[s,o]", name, json_stringn(value, length)));
    json_object_set_new(line, "headers", pairs);
    json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(line);
}

static rd_kafka_t *reader(const char *brokers)
{
    return client(RD_KAFKA_CONSUMER, brokers, (const char *const[]){
        "group.id", "test", "isolation.level", "read_committed", "enable.partition.eof", "true", "enable.auto.commit", "false",
        "auto.offset.reset", "earliest", "fetch.wait.max.ms", "20", NULL });
}

/* All partitions of the topic join the list, from their beginning. */
static void list_topic(rd_kafka_t *consumer, const char *name, rd_kafka_topic_partition_list_t *list)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(consumer, name, NULL);
    if (rd_kafka_metadata(consumer, 0, topic, &metadata, ANSWER_WAIT))
        die(name, "no metadata");
    for (int i = 0; i < metadata->topics[0].partition_cnt; i++)
        rd_kafka_topic_partition_list_add(list, name, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(topic);
}

static void follow(const char *brokers, char **names)
{
    rd_kafka_t *consumer = reader(brokers);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
    for (; *names; names++)
        list_topic(consumer, *names, list);
    rd_kafka_assign(consumer, list);
    for (;;) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, 1000);
        rd_kafka_headers_t *headers;
        const void *source;
        size_t length;
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        if (message && !message->err && !rd_kafka_message_headers(message, &headers)
            && !rd_kafka_header_get_last(headers, "claimd-source", &source, &length)) {
            printf("%lld %.*s\n", (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000, (int)length, (const char *)source);
            fflush(stdout);
        }
        if (message)
            rd_kafka_message_destroy(message);
    }
}

static void consume(const char *brokers, const char *name)
{
    rd_kafka_t *consumer = reader(brokers);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
    list_topic(consumer, name, list);
    rd_kafka_assign(consumer, list);
    for (int left = list->cnt; left > 0;) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, ANSWER_WAIT);
        if (!message)
            die(name, "no end in sight");
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
            left--;
        else if (!message->err)
            print(message);
        rd_kafka_message_destroy(message);
    }
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (argc > 4 && strcmp(verb, "create") == 0)
        create(argv[2], argv[3], atoi(argv[4]), argv + 5);
    else if (argc > 4 && strcmp(verb, "grow") == 0)
        grow(argv[2], argv[3], (size_t)atoi(argv[4]));
    else if (argc > 4 && strcmp(verb, "alter") == 0)
        alter(argv[2], argv[3], argv[4]);
    else if (argc > 3 && strcmp(verb, "produce") == 0)
        produce(argv[2], argv[3]);
    else if (argc > 3 && strcmp(verb, "consume") == 0)
        consume(argv[2], argv[3]);
    else if (argc > 3 && strcmp(verb, "follow") == 0)
        follow(argv[2], argv + 3);
    else
        die("usage", "kafka create|grow|alter|produce|consume|follow BROKERS TOPIC …");
    return 0;
}
