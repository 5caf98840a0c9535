#include "brokers.h"

#include "client.h"
#include "log.h"
#include "topics.h"

#include <librdkafka/rdkafka.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { WAIT = 5000, TRANSACTION_WAIT = 15000 };     /* ms */

enum { INPUT, OUTPUT, DEAD_LETTER, CLAIMS, TOPICS_MOST };

/* KIP-447: one transaction can hold the offsets of a group whose partitions move. Without it two lanes can do the same work. */
enum { TXN_OFFSET_COMMIT_LEAST = 3 };

enum { SCRAM_LEAST = 0x020601ff };                  /* of librdkafka, as rd_kafka_version() tells it */

static const char *const topic_options[TOPICS_MOST] = { "input.topic", "output.topic", "dead-letter.topic", "output.claims.topic" };

struct brokers {
    const struct options *options;
    struct findings *findings;
    struct topic topics[TOPICS_MOST];
    size_t topic_count;                          /* without claims where they have no topic */
    _Atomic int txn_offset_commit;               /* the highest version that a broker told; -1 none yet */
    int trouble;                                 /* why no connection comes about: an error of librdkafka's, 0 none … */
    struct error why;                            /* … in words */
};

/* librdkafka knows the brokers' API versions but tells them only to its log. */
static void on_log(const rd_kafka_t *client, int level, const char *facility, const char *text)
{
    struct brokers *brokers = rd_kafka_opaque(client);
    const char *row = strstr(text, "ApiKey TxnOffsetCommit ");
    int least, most;
    if (row && sscanf(row, "ApiKey TxnOffsetCommit (%*d) Versions %d..%d", &least, &most) == 2)
        atomic_store(&brokers->txn_offset_commit, most);
    if (level < 7)
        log_kafka(client, level, facility, text);
}

/* When the client is polled. That all brokers are down says less than why one is. */
static void on_error(rd_kafka_t *client, int response, const char *reason, void *context)
{
    struct brokers *brokers = context;
    (void)client;
    if (response == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || brokers->trouble)
        return;
    brokers->trouble = response;
    fail(&brokers->why, "%s", reason);
}

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *context)
{
    (void)producer, (void)context;
    rd_kafka_resp_err_t *response = message->_private;
    *response = message->err;
}

static rd_kafka_t *client_open(struct brokers *brokers, rd_kafka_type_t type, enum setting_scope scope, const struct property *properties)
{
    struct error error;
    char reason[256];
    rd_kafka_conf_t *conf = client_configure(brokers->options->brokers, &brokers->options->kafka, scope, properties, &error);
    if (!conf) {
        finding_error(brokers->findings, EX_CONFIG, "%s", error.text);
        return NULL;
    }
    rd_kafka_conf_set_opaque(conf, brokers);
    rd_kafka_conf_set_log_cb(conf, on_log);
    rd_kafka_conf_set_error_cb(conf, on_error);
    if (type == RD_KAFKA_PRODUCER)
        rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_t *client = rd_kafka_new(type, conf, reason, sizeof reason);
    if (!client) {
        rd_kafka_conf_destroy(conf);
        finding_error(brokers->findings, EX_CONFIG, "librdkafka: %s", reason);
    }
    return client;
}

/* ── topics ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void topic_judge(struct brokers *brokers, size_t which)
{
    const struct topic *topic = &brokers->topics[which];
    const char *where = options_where(brokers->options, topic_options[which]);
    if (topic->response || topic->partitions == 0)
        finding_error(brokers->findings, client_status(topic->response), "%s: %s: '%s': %s", where, topic_options[which], topic->name,
                      topic->response ? rd_kafka_err2str(topic->response) : "no partitions");
    else if (topic->max_bytes == 0)
        finding_warning(brokers->findings, "%s '%s': partitions %d; its max.message.bytes cannot be read (is DescribeConfigs allowed?)",
                        topic_options[which], topic->name, topic->partitions);
    else
        finding_good("%s '%s': partitions %d, max.message.bytes %llu", topic_options[which], topic->name, topic->partitions,
                     (unsigned long long)topic->max_bytes);
}

static void limits_judge(struct brokers *brokers)
{
    const struct topic *topics = brokers->topics;
    if (topics[DEAD_LETTER].max_bytes && topics[DEAD_LETTER].max_bytes < topics[INPUT].max_bytes)
        finding_warning(brokers->findings, "max.message.bytes of '%s' is below that of '%s': large rejects lose their value",
                        topics[DEAD_LETTER].name, topics[INPUT].name);
    if (topics[OUTPUT].max_bytes && topics[OUTPUT].max_bytes < topics[INPUT].max_bytes)
        finding_warning(brokers->findings, "max.message.bytes of '%s' is below that of '%s', and records are larger than articles: those "
                        "that do not fit are rejected as too-large", topics[OUTPUT].name, topics[INPUT].name);
    if (topics[INPUT].partitions > 0 && brokers->options->lanes > (uint64_t)topics[INPUT].partitions)
        finding_warning(brokers->findings, "%s: lanes: %llu for %d partitions: the others stand idle",
                        options_where(brokers->options, "lanes"), (unsigned long long)brokers->options->lanes, topics[INPUT].partitions);
}

/* Brokers from 4.0 on refuse what librdkafka took for SCRAM up to 2.6.0. */
static void scram_judge(struct brokers *brokers)
{
    const struct settings *kafka = &brokers->options->kafka;
    for (size_t i = 0; i < kafka->count; i++)
        if (strncmp(kafka->at[i].value, "SCRAM-", 6) == 0 && rd_kafka_version() < SCRAM_LEAST)
            finding_warning(brokers->findings, "SCRAM of librdkafka %s works with brokers up to 3.9; from 2.6.1 on with later ones, too",
                            rd_kafka_version_str());
}

/* Why there is no answer, as far as the client knows better than "timed out". */
static void trouble_judge(struct brokers *brokers, rd_kafka_t *consumer, int response, const struct error *error)
{
    rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, 0);       /* has on_error called */
    if (message)
        rd_kafka_message_destroy(message);
    int status = client_status(brokers->trouble ? brokers->trouble : response);
    finding_error(brokers->findings, status, "%s: brokers %s: %s", options_where(brokers->options, "brokers"), brokers->options->brokers,
                  brokers->trouble ? brokers->why.text : error->text);
    if (status == EX_NOPERM)
        scram_judge(brokers);
}

static bool topics_check(struct brokers *brokers, rd_kafka_t *consumer)
{
    struct error error;
    int response;
    if (!topics_describe(consumer, brokers->topics, brokers->topic_count, WAIT, &response, &error)) {
        trouble_judge(brokers, consumer, response, &error);
        return false;
    }
    finding_good("brokers %s answer", brokers->options->brokers);
    for (size_t i = 0; i < brokers->topic_count; i++)
        topic_judge(brokers, i);
    limits_judge(brokers);
    return true;
}

/* ── rights ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void right_judge(struct brokers *brokers, rd_kafka_resp_err_t response, const char *what)
{
    if (response == RD_KAFKA_RESP_ERR_NO_ERROR)
        finding_good("may %s", what);
    else
        finding_error(brokers->findings, client_status(response), "cannot %s: %s", what, rd_kafka_err2str(response));
}

/* Fetches from the end of the input's partitions, without joining the group. */
static rd_kafka_resp_err_t read_try(rd_kafka_t *consumer, rd_kafka_topic_partition_list_t *partitions)
{
    for (int i = 0; i < partitions->cnt; i++)
        partitions->elems[i].offset = RD_KAFKA_OFFSET_END;
    rd_kafka_resp_err_t response = rd_kafka_assign(consumer, partitions);
    rd_kafka_message_t *message = response ? NULL : rd_kafka_consumer_poll(consumer, 1500);
    if (message) {
        response = message->err;
        rd_kafka_message_destroy(message);
    }
    rd_kafka_assign(consumer, NULL);
    return response;
}

static bool is_passing(rd_kafka_resp_err_t response)
{
    return response == RD_KAFKA_RESP_ERR_NOT_COORDINATOR || response == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
           response == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
}

/* A cluster's first group has to wait for its coordinator. */
static rd_kafka_resp_err_t offsets_try(rd_kafka_t *consumer, rd_kafka_topic_partition_list_t *partitions)
{
    rd_kafka_resp_err_t response = RD_KAFKA_RESP_ERR_NO_ERROR;
    for (int attempt = 0; attempt < 20; attempt++) {
        response = rd_kafka_committed(consumer, partitions, WAIT);
        if (!is_passing(response))
            break;
        usleep(250000);
    }
    return response;
}

static void input_check(struct brokers *brokers, rd_kafka_t *consumer)
{
    char what[600];
    const struct topic *input = &brokers->topics[INPUT];
    if (input->partitions == 0)
        return;
    rd_kafka_topic_partition_list_t *partitions = rd_kafka_topic_partition_list_new(input->partitions);
    rd_kafka_topic_partition_list_add_range(partitions, input->name, 0, input->partitions - 1);
    rd_kafka_resp_err_t offsets = offsets_try(consumer, partitions), reading = read_try(consumer, partitions);
    bool is_group_refused = reading == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;     /* to the first question the answer is silence */
    snprintf(what, sizeof what, "keep offsets of group '%s'", brokers->options->group);
    right_judge(brokers, is_group_refused ? reading : offsets, what);
    snprintf(what, sizeof what, "read '%s'", input->name);
    if (!is_group_refused)
        right_judge(brokers, reading, what);
    rd_kafka_topic_partition_list_destroy(partitions);
}

static rd_kafka_resp_err_t error_take(rd_kafka_error_t *error)
{
    rd_kafka_resp_err_t response = error ? rd_kafka_error_code(error) : RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_error_destroy(error);
    return response;
}

static void write_try(struct brokers *brokers, rd_kafka_t *producer, const char *topic)
{
    char what[300];
    rd_kafka_resp_err_t response = error_take(rd_kafka_begin_transaction(producer)), delivered = RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!response)
        response = rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY("claimd-check", 12), RD_KAFKA_V_VALUE(NULL, 0),
                                     RD_KAFKA_V_OPAQUE(&delivered), RD_KAFKA_V_END);
    if (!response)
        response = rd_kafka_flush(producer, WAIT);
    rd_kafka_purge(producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(producer, WAIT);
    error_take(rd_kafka_abort_transaction(producer, WAIT));
    snprintf(what, sizeof what, "write to '%s'", topic);
    right_judge(brokers, delivered ? delivered : response, what);
}

static void output_check(struct brokers *brokers, bool writes)
{
    char id[300], what[400];
    snprintf(id, sizeof id, "%.250s-check", brokers->options->group);
    const struct property properties[] = { { "transactional.id", id }, { NULL, NULL } };
    rd_kafka_t *producer = client_open(brokers, RD_KAFKA_PRODUCER, SETTING_PRODUCER, properties);
    if (!producer)
        return;
    snprintf(what, sizeof what, "begin transactions as '%s'", id);
    rd_kafka_resp_err_t response = error_take(rd_kafka_init_transactions(producer, TRANSACTION_WAIT));
    right_judge(brokers, response, what);
    for (size_t i = OUTPUT; !response && writes && i < brokers->topic_count; i++)
        if (brokers->topics[i].partitions > 0)
            write_try(brokers, producer, brokers->topics[i].name);
    rd_kafka_destroy(producer);
}

/* ── all ────────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void versions_judge(struct brokers *brokers)
{
    int most = atomic_load(&brokers->txn_offset_commit);
    if (most >= TXN_OFFSET_COMMIT_LEAST)
        finding_good("brokers know transactions of consumer groups (TxnOffsetCommit up to version %d)", most);
    else if (most >= 0)
        finding_error(brokers->findings, EX_CONFIG, "brokers are too old: TxnOffsetCommit up to version %d, exactly-once needs %d (Kafka 2.5)",
                      most, TXN_OFFSET_COMMIT_LEAST);
    else
        finding_warning(brokers->findings, "the brokers' API versions are not known");
}

void brokers_check(const struct options *options, bool writes, struct findings *findings)
{
    struct brokers brokers = {
        .options = options,
        .findings = findings,
        .topics = { { .name = options->input.topic }, { .name = options->output.topic }, { .name = options->dead_letter.topic },
                    { .name = options->claims.topic } },
        .topic_count = *options->claims.topic ? TOPICS_MOST : CLAIMS,
        .txn_offset_commit = -1,
    };
    const struct property properties[] = {
        { "group.id", options->group }, { "enable.auto.commit", "false" }, { "isolation.level", "read_committed" },
        { "debug", "feature" }, { NULL, NULL },
    };
    rd_kafka_t *consumer = client_open(&brokers, RD_KAFKA_CONSUMER, SETTING_CONSUMER, properties);
    if (!consumer)
        return;
    rd_kafka_poll_set_consumer(consumer);
    if (topics_check(&brokers, consumer)) {
        versions_judge(&brokers);
        input_check(&brokers, consumer);
        output_check(&brokers, writes);
    }
    rd_kafka_destroy(consumer);
}
