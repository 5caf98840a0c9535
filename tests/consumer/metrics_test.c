#include "tests/test.h"

#include "consumer/exposition.h"
#include "consumer/http.h"
#include "consumer/metrics.h"
#include "consumer/process.h"
#include "consumer/snapshot.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static void writes_what_prometheus_reads(void **state)
{
    (void)state;
    struct tally tally = { .articles = 42, .rejects = { [REJECT_NO_BODY] = 1 }, .aborts = 2, .stages = { [WORK_READ] = 1500000000 },
                           .found = { .claims = { [KIND_DENIAL] = 3 }, .entities = { [ENTITY_GPE] = 4 }, .values = { [VALUE_MONEY] = 5 } } };
    struct histogram commits = { 0 };
    histogram_add(&commits, 5000);
    histogram_add(&commits, 5001);
    histogram_add(&commits, UINT64_C(4000) * 1000000);
    histogram_sum_add(&tally.commits, &commits);
    struct buffer text = { 0 };
    metrics_write_tally(&tally, &text);
    metrics_write_build("sha256:0", &text);
    process_write(&text);
    buffer_put_char(&text, '\0');
    const char *const wanted[] = {
        "# TYPE claimd_articles_total counter\nclaimd_articles_total 42\n",
        "claimd_rejects_total{code=\"no-body\"} 1\n",
        "claimd_rejects_total{code=\"not-json\"} 0\n",
        "claimd_claims_total{kind=\"denial\"} 3\n",
        "claimd_entities_total{type=\"GPE\"} 4\n",
        "claimd_values_total{type=\"MONEY\"} 5\n",
        "claimd_stage_seconds_total{stage=\"read\"} 1.5\n",
        "claimd_stage_seconds_total{stage=\"claims\"} 0\n",
        "claimd_transactions_total{result=\"committed\"} 3\nclaimd_transactions_total{result=\"aborted\"} 2\n",
        "# TYPE claimd_transaction_commit_seconds histogram\nclaimd_transaction_commit_seconds_bucket{le=\"0.005\"} 1\n"
        "claimd_transaction_commit_seconds_bucket{le=\"0.01\"} 2\n",
        "claimd_transaction_commit_seconds_bucket{le=\"3600\"} 2\nclaimd_transaction_commit_seconds_bucket{le=\"+Inf\"} 3\n"
        "claimd_transaction_commit_seconds_sum 4000.010001\nclaimd_transaction_commit_seconds_count 3\n",
        "claimd_build_info{version=\"" CLAIMD_VERSION "\",rules=\"sha256:0\",librdkafka=\"",
        "# TYPE process_start_time_seconds gauge\n",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(text.at, wanted[i]))
            fail_msg("missing:\n%sin:\n%s", wanted[i], text.at);
    free(text.at);
}

static void escapes_what_a_label_may_hold(void **state)
{
    (void)state;
    struct buffer text = { 0 };
    sample_put(&text, "up", 0.25, "a", "x\"y\\z\n", "b", "", NULL);
    buffer_put_char(&text, '\0');
    assert_string_equal(text.at, "up{a=\"x\\\"y\\\\z\\n\",b=\"\"} 0.25\n");
    free(text.at);
}

/* As librdkafka tells them, and shortened. */
static void knows_the_brokers_that_are_needed(void **state)
{
    (void)state;
    static const char statistics[] =
        "{ \"name\": \"c\", \"brokers\":{ "
        "\"h1:9092/1\": { \"name\":\"h1:9092/1\", \"nodeid\":1, \"state\":\"UP\", \"rtt\": { \"avg\":1 }, \"req\":{ \"Fetch\":2 } } ,"
        "\"h2:9092/2\": { \"name\":\"h2:9092/2\", \"nodeid\":2, \"state\":\"TRY_CONNECT\" } ,"
        "\"h3:9092/3\": { \"name\":\"h3:9092/3\", \"nodeid\":3, \"state\":\"INIT\" } ,"
        "\"h1:9092/bootstrap\": { \"name\":\"h1:9092/bootstrap\", \"nodeid\":-1, \"source\":\"configured\", \"state\":\"UP\" } ,"
        "\"GroupCoordinator\": { \"name\":\"GroupCoordinator\", \"nodeid\":1, \"source\":\"logical\", \"state\":\"UP\" } }, \"topics\":{ } }";
    struct snapshot snapshot;
    struct broker_state brokers[4];
    snapshot_init(&snapshot);
    snapshot_read_statistics(&snapshot, SPAN(statistics));
    assert_int_equal(snapshot_brokers(&snapshot, brokers, 4), 2);
    assert_string_equal(brokers[0].name, "h1:9092/1");
    assert_true(brokers[0].is_up);
    assert_string_equal(brokers[1].name, "h2:9092/2");
    assert_false(brokers[1].is_up);
    snapshot_read_statistics(&snapshot, SPAN("{ \"brok"));
    assert_int_equal(snapshot_brokers(&snapshot, brokers, 1), 1);
    snapshot_read_statistics(&snapshot, SPAN("{\"brokers\":{\"h1:9092/bootstrap\":{\"name\":\"h1:9092/bootstrap\",\"nodeid\":-1,\"state\":\"DOWN\"}}}"));
    assert_int_equal(snapshot_brokers(&snapshot, brokers, 4), 1);
    assert_string_equal(brokers[0].name, "h1:9092/bootstrap");
    snapshot_finish(&snapshot);
}

static unsigned echo(void *context, const char *path, struct buffer *body)
{
    (void)context;
    buffer_put(body, span_of(path));
    return strcmp(path, "/known") == 0 ? 200 : 404;
}

/* What the listener answers to these bytes. */
static const char *asked(const struct http *http, const char *request)
{
    static char answer[4096];
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(http)), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(connection, (struct sockaddr *)&address, sizeof address), 0);
    size_t length = strlen(request);
    for (ssize_t written; length > 0 && (written = write(connection, request, length)) > 0; request += written)
        length -= (size_t)written;                   /* it may hang up in the middle */
    length = 0;
    ssize_t more;
    while ((more = read(connection, answer + length, sizeof answer - 1 - length)) > 0)
        length += (size_t)more;
    answer[length] = '\0';
    close(connection);
    return answer;
}

static void answers_get_and_nothing_else(void **state)
{
    (void)state;
    struct error error = { "" };
    struct http *http = http_start("127.0.0.1:0", echo, NULL, &error);
    assert_string_equal(error.text, "");
    assert_non_null(strstr(asked(http, "GET /known HTTP/1.0\r\n\r\n"), "200 OK"));
    assert_non_null(strstr(asked(http, "GET /known HTTP/1.0\r\n\r\n"), "\r\n\r\n/known"));
    assert_non_null(strstr(asked(http, "GET /other HTTP/1.0\r\n\r\n"), "404"));
    assert_non_null(strstr(asked(http, "DELETE /known HTTP/1.0\r\n\r\n"), "405"));
    http_stop(http);
}

static void a_request_that_is_too_long_is_not_read_to_its_end(void **state)
{
    (void)state;
    static char request[1 << 16] = "GET /";
    struct error error = { "" };
    struct http *http = http_start("127.0.0.1:0", echo, NULL, &error);
    assert_string_equal(error.text, "");
    memset(request + 5, 'a', 40000);
    strcpy(request + 5 + 40000, " HTTP/1.0\r\n\r\n");
    signal(SIGPIPE, SIG_IGN);
    assert_null(strstr(asked(http, request), "200 OK"));
    assert_non_null(strstr(asked(http, "GET /known HTTP/1.0\r\n\r\n"), "200 OK"));
    http_stop(http);
}

static void an_address_that_cannot_be_is_told(void **state)
{
    (void)state;
    struct error error;
    assert_null(http_start("9644", echo, NULL, &error));
    assert_string_equal(error.text, "http.listen is host:port such as 127.0.0.1:9644, not '9644'");
    assert_null(http_start("somewhere:80", echo, NULL, &error));
    assert_null(http_start("203.0.113.9:80", echo, NULL, &error));       /* nobody's own */
}

RUN_TESTS(TEST(writes_what_prometheus_reads), TEST(escapes_what_a_label_may_hold), TEST(knows_the_brokers_that_are_needed),
          TEST(answers_get_and_nothing_else), TEST(a_request_that_is_too_long_is_not_read_to_its_end), TEST(an_address_that_cannot_be_is_told))
