/*
 * A lane under errors that a broker can answer, on librdkafka's mock cluster. The mock keeps aborted messages readable, so
 * what is checked is the lane's own ledger: each message counts once, and each has been written.
 */
#include "consumer/lane.h"

#include "tests/test.h"

#include "consumer/log.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

enum { BATCH = 10, PARTITIONS = 2, MESSAGES_MOST = 4000, LONGEST = 240000 };      /* ms */

enum { PRODUCE = 0, FETCH = 1, METADATA = 3, COMMIT_PLAINLY = 8, OFFSET_FETCH = 9, FIND_COORDINATOR = 10, JOIN = 11, HEARTBEAT = 12,
       SYNC = 14, INIT_PRODUCER = 22, ADD_PARTITIONS = 24, ADD_OFFSETS = 25, END_TRANSACTION = 26, COMMIT_OFFSETS = 28 };

struct cluster {
    rd_kafka_t *client;
    rd_kafka_mock_cluster_t *mock;
    struct settings kafka;
    struct lane_settings settings;
    struct lane *lane;
    unsigned fed;
};

static struct setting quick[] = {
    { SETTING_CONSUMER, (char[]){ "fetch.wait.max.ms" }, (char[]){ "5" }, (char[]){ "test" } },
    { SETTING_BOTH, (char[]){ "reconnect.backoff.max.ms" }, (char[]){ "200" }, (char[]){ "test" } },
    { SETTING_CONSUMER, (char[]){ "heartbeat.interval.ms" }, (char[]){ "200" }, (char[]){ "test" } },
    { SETTING_CONSUMER, (char[]){ "session.timeout.ms" }, (char[]){ "4000" }, (char[]){ "test" } },
};

/* librdkafka 2.0.2 now and then forgets an operation of its own when a member is thrown out while it commits. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:librdkafka.so";
}

static atomic_bool is_held;

/* Waits while the feeder writes, so that an error meant for the lane meets the lane. */
static struct outcome work_copy(void *context, const struct message *message)
{
    (void)context;
    while (is_held)
        usleep(1000);
    char *copy = malloc(message->value.length);
    assert_non_null(copy);
    memcpy(copy, message->value.at, message->value.length);
    return (struct outcome){ .is_record = true, .record = copy, .record_length = message->value.length };
}

static void feed(struct cluster *cluster, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char value[32];
        snprintf(value, sizeof value, "%u", cluster->fed);
        assert_int_equal(rd_kafka_producev(cluster->client, RD_KAFKA_V_TOPIC("in"), RD_KAFKA_V_PARTITION((int32_t)(cluster->fed % PARTITIONS)),
                                           RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(value, strlen(value)), RD_KAFKA_V_END), 0);
        cluster->fed++;
    }
    assert_int_equal(rd_kafka_flush(cluster->client, 60000), 0);
}

static bool wait_for(struct cluster *cluster, uint64_t articles)
{
    for (unsigned waited = 0; waited < LONGEST && !lane_has_ended(cluster->lane); waited += 5) {
        if (lane_counts(cluster->lane)->articles >= articles)
            return true;
        usleep(5000);
    }
    return false;
}

static int start(void **state)
{
    static struct cluster cluster;
    struct error error;
    cluster = (struct cluster){ .kafka = { quick, sizeof quick / sizeof *quick } };
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "linger.ms", "0", NULL, 0);
    rd_kafka_conf_set(conf, "reconnect.backoff.max.ms", "200", NULL, 0);
    rd_kafka_conf_set(conf, "log_level", "2", NULL, 0);
    rd_kafka_t *owner = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), NULL, 0);
    cluster.mock = rd_kafka_mock_cluster_new(owner, 1);
    for (const char *const *topic = (const char *const[]){ "in", "out", "dead", NULL }; *topic; topic++)
        rd_kafka_mock_topic_create(cluster.mock, *topic, PARTITIONS, 1);
    const char *brokers = rd_kafka_mock_cluster_bootstraps(cluster.mock);
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, NULL, 0);
    cluster.client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, NULL, 0);
    cluster.settings = (struct lane_settings){
        .brokers = brokers, .kafka = &cluster.kafka, .group = "group", .instance = "", .input = "in", .output = "out", .dead_letter = "dead",
        .output_limit = 1000000, .dead_letter_limit = 1000000, .commit_interval = 20, .commit_count = 1000, .commit_bytes = 1 << 20,
        .rules = "rules", .work = work_copy, .commits_plainly = true,
    };
    log_start(LOG_ERROR);
    cluster.lane = lane_start(&cluster.settings, 0, NULL, &error);
    *state = &cluster;
    return cluster.lane ? 0 : -1;
}

static int stop(void **state)
{
    struct cluster *cluster = *state;
    rd_kafka_t *owner = rd_kafka_mock_cluster_handle(cluster->mock);
    rd_kafka_destroy(cluster->client);
    rd_kafka_mock_cluster_destroy(cluster->mock);
    rd_kafka_destroy(owner);
    return 0;
}

/* All that was written, by what it says: nothing is missing. */
static void assert_all_written(struct cluster *cluster)
{
    static bool is_seen[MESSAGES_MOST];
    char reason[256];
    memset(is_seen, 0, sizeof is_seen);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", cluster->settings.brokers, NULL, 0);
    rd_kafka_conf_set(conf, "group.id", "reader", NULL, 0);
    rd_kafka_conf_set(conf, "enable.partition.eof", "true", NULL, 0);
    rd_kafka_t *reader = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(PARTITIONS);
    for (int i = 0; i < PARTITIONS; i++)
        rd_kafka_topic_partition_list_add(list, "out", i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(reader, list);
    rd_kafka_topic_partition_list_destroy(list);
    for (int open = PARTITIONS; open > 0;) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(reader, 60000);
        assert_non_null(message);
        char value[32] = "";
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
            open--;
        else if (!message->err)
            memcpy(value, message->payload, message->len < 31 ? message->len : 31);
        if (*value)
            is_seen[atoi(value) % MESSAGES_MOST] = true;
        rd_kafka_message_destroy(message);
    }
    rd_kafka_consumer_close(reader);
    rd_kafka_destroy(reader);
    for (unsigned i = 0; i < cluster->fed; i++)
        if (!is_seen[i])
            fail_msg("message %u has no outcome", i);
}

static void assert_leaves_in_order(struct cluster *cluster)
{
    struct error error;
    uint64_t articles = lane_counts(cluster->lane)->articles;
    lane_stop(cluster->lane);
    assert_int_equal(lane_join(cluster->lane, &error), EX_OK);
    assert_int_equal(articles, cluster->fed);
    assert_all_written(cluster);
}

/* Each is answered once while messages flow; after another error where the lane asks this only then. */
static const struct injection {
    int16_t request;
    rd_kafka_resp_err_t answer;
    enum { AT_ONCE, AFTER_REBALANCE, AFTER_FENCING } when;
} injections[] = {
    { PRODUCE, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, AT_ONCE },
    { PRODUCE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, AT_ONCE },
    { PRODUCE, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, AT_ONCE },
    { PRODUCE, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, AT_ONCE },
    { PRODUCE, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, AT_ONCE },
    { PRODUCE, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, AT_ONCE },
    { PRODUCE, RD_KAFKA_RESP_ERR__TRANSPORT, AT_ONCE },
    { ADD_PARTITIONS, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, AT_ONCE },
    { ADD_PARTITIONS, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, AT_ONCE },
    { ADD_PARTITIONS, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, AT_ONCE },
    { ADD_PARTITIONS, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, AT_ONCE },
    { ADD_PARTITIONS, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, AT_ONCE },
    { ADD_PARTITIONS, RD_KAFKA_RESP_ERR__TRANSPORT, AT_ONCE },
    { ADD_OFFSETS, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, AT_ONCE },
    { ADD_OFFSETS, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, AT_ONCE },
    { ADD_OFFSETS, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, AT_ONCE },
    { ADD_OFFSETS, RD_KAFKA_RESP_ERR__TRANSPORT, AT_ONCE },
    { COMMIT_OFFSETS, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, AT_ONCE },
    { COMMIT_OFFSETS, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, AT_ONCE },
    { COMMIT_OFFSETS, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, AT_ONCE },
    { COMMIT_OFFSETS, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, AT_ONCE },
    { COMMIT_OFFSETS, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, AT_ONCE },
    { COMMIT_OFFSETS, RD_KAFKA_RESP_ERR__TRANSPORT, AT_ONCE },
    { END_TRANSACTION, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, AT_ONCE },
    { END_TRANSACTION, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, AT_ONCE },
    { END_TRANSACTION, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, AT_ONCE },
    { END_TRANSACTION, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, AT_ONCE },
    { END_TRANSACTION, RD_KAFKA_RESP_ERR__TRANSPORT, AT_ONCE },
    { FETCH, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, AT_ONCE },
    { FETCH, RD_KAFKA_RESP_ERR_UNKNOWN, AT_ONCE },
    { FETCH, RD_KAFKA_RESP_ERR__TRANSPORT, AT_ONCE },
    { HEARTBEAT, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, AT_ONCE },
    { HEARTBEAT, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, AT_ONCE },
    { HEARTBEAT, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, AT_ONCE },
    { METADATA, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, AT_ONCE },
    { METADATA, RD_KAFKA_RESP_ERR__TRANSPORT, AT_ONCE },
    { COMMIT_PLAINLY, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, AT_ONCE },
    { COMMIT_PLAINLY, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, AT_ONCE },
    { COMMIT_PLAINLY, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, AT_ONCE },
    { INIT_PRODUCER, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, AFTER_FENCING },
    { INIT_PRODUCER, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, AFTER_FENCING },
    { INIT_PRODUCER, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, AFTER_FENCING },
    { INIT_PRODUCER, RD_KAFKA_RESP_ERR__TRANSPORT, AFTER_FENCING },
    { FIND_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, AFTER_FENCING },
    { FIND_COORDINATOR, RD_KAFKA_RESP_ERR__TRANSPORT, AFTER_FENCING },
    { OFFSET_FETCH, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, AFTER_FENCING },
    { OFFSET_FETCH, RD_KAFKA_RESP_ERR__TRANSPORT, AFTER_FENCING },
    { OFFSET_FETCH, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, AFTER_REBALANCE },
    { JOIN, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, AFTER_REBALANCE },
    { JOIN, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, AFTER_REBALANCE },
    { JOIN, RD_KAFKA_RESP_ERR__TRANSPORT, AFTER_REBALANCE },
    { SYNC, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, AFTER_REBALANCE },
    { SYNC, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, AFTER_REBALANCE },
    { SYNC, RD_KAFKA_RESP_ERR__TRANSPORT, AFTER_REBALANCE },
};

static void inject(struct cluster *cluster, const struct injection *injection)
{
    if (injection->when == AFTER_FENCING)
        rd_kafka_mock_push_request_errors(cluster->mock, END_TRANSACTION, 1, RD_KAFKA_RESP_ERR_PRODUCER_FENCED);
    if (injection->when == AFTER_REBALANCE)
        rd_kafka_mock_push_request_errors(cluster->mock, HEARTBEAT, 1, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS);
    rd_kafka_mock_push_request_errors(cluster->mock, injection->request, 1, injection->answer);
}

static void forget_injections(struct cluster *cluster)
{
    for (int16_t request = PRODUCE; request <= COMMIT_OFFSETS; request++)
        rd_kafka_mock_clear_request_errors(cluster->mock, request);
}

/* Until the other error has led to the request that it is for. */
static bool wait_for_effect(const struct cluster *cluster, const struct injection *injection, uint64_t rebalances, uint64_t producers)
{
    for (unsigned waited = 0; waited < LONGEST && !lane_has_ended(cluster->lane); waited += 5) {
        const struct lane_counts *counts = lane_counts(cluster->lane);
        if (injection->when == AT_ONCE || (injection->when == AFTER_FENCING && counts->producers > producers)
            || (injection->when == AFTER_REBALANCE && counts->rebalances > rebalances))
            return true;
        usleep(5000);
    }
    return false;
}

static void loses_and_doubles_nothing_whatever_single_error_a_broker_answers(void **state)
{
    struct cluster *cluster = *state;
    feed(cluster, BATCH);
    assert_true(wait_for(cluster, cluster->fed));
    for (size_t i = 0; i < sizeof injections / sizeof *injections; i++) {
        is_held = true;
        feed(cluster, BATCH);
        uint64_t rebalances = lane_counts(cluster->lane)->rebalances, producers = lane_counts(cluster->lane)->producers;
        inject(cluster, &injections[i]);
        is_held = false;
        if (!wait_for_effect(cluster, &injections[i], rebalances, producers) || !wait_for(cluster, cluster->fed))
            fail_msg("stuck after %s to request %d", rd_kafka_err2name(injections[i].answer), injections[i].request);
        forget_injections(cluster);
    }
    assert_true(lane_counts(cluster->lane)->producers > 0);
    assert_true(lane_counts(cluster->lane)->aborts > 0);
    assert_leaves_in_order(cluster);
}

static unsigned seed = 7, rounds = 20;

/* Answers come late, or not at all: the broker does what it is asked, and is gone before it can say so. */
static void trouble_answers(struct cluster *cluster, unsigned *random)
{
    switch (rand_r(random) % 4) {
    case 0:
        rd_kafka_mock_broker_set_rtt(cluster->mock, 1, rand_r(random) % 200);
        break;
    case 1:
        rd_kafka_mock_broker_set_rtt(cluster->mock, 1, 100);
        usleep((useconds_t)(rand_r(random) % 150000));
        rd_kafka_mock_broker_set_down(cluster->mock, 1);
        usleep((useconds_t)(rand_r(random) % 100000));
        rd_kafka_mock_broker_set_up(cluster->mock, 1);
        break;
    default:
        break;
    }
}

static void loses_and_doubles_nothing_under_a_storm_of_errors(void **state)
{
    struct cluster *cluster = *state;
    for (unsigned round = 0; round < rounds; round++) {
        is_held = true;
        feed(cluster, BATCH);
        for (unsigned i = 0; i < 3; i++)
            inject(cluster, &injections[(size_t)rand_r(&seed) % (sizeof injections / sizeof *injections)]);
        is_held = false;
        trouble_answers(cluster, &seed);
        usleep((useconds_t)(rand_r(&seed) % 200000));
        rd_kafka_mock_broker_set_rtt(cluster->mock, 1, 0);
        forget_injections(cluster);
    }
    assert_true(wait_for(cluster, cluster->fed));
    assert_leaves_in_order(cluster);
}

/* lane_test [SEED [ROUNDS]]: another storm, a longer one */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(loses_and_doubles_nothing_whatever_single_error_a_broker_answers, start, stop),
        cmocka_unit_test_setup_teardown(loses_and_doubles_nothing_under_a_storm_of_errors, start, stop),
    };
    if (argc > 1)
        seed = (unsigned)atoi(argv[1]);
    if (argc > 2)
        rounds = (unsigned)atoi(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
