#include "tests/test.h"

#include "consumer/http.h"
#include "consumer/metrics.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static void writes_what_prometheus_reads(void **state)
{
    (void)state;
    struct tally tally = { .articles = 42, .rejects = { [REJECT_NO_BODY] = 1 }, .commit_us = 1500000, .lag = 4 };
    struct buffer text = { 0 };
    metrics_write(&tally, 2, "sha256:0", &text);
    buffer_put_char(&text, '\0');
    assert_non_null(strstr(text.at, "# TYPE claimd_articles_total counter\nclaimd_articles_total 42\n"));
    assert_non_null(strstr(text.at, "claimd_rejects_total{code=\"no-body\"} 1\n"));
    assert_non_null(strstr(text.at, "claimd_rejects_total{code=\"not-json\"} 0\n"));
    assert_non_null(strstr(text.at, "claimd_transaction_seconds_total 1.500000\n"));
    assert_non_null(strstr(text.at, "claimd_lag_messages 4\n"));
    assert_non_null(strstr(text.at, "claimd_lanes 2\n"));
    assert_non_null(strstr(text.at, "claimd_build_info{version=\"" CLAIMD_VERSION "\",rules=\"sha256:0\"} 1\n"));
    free(text.at);
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
    assert_int_equal(write(connection, request, strlen(request)), (ssize_t)strlen(request));
    size_t length = 0;
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

static void an_address_that_cannot_be_is_told(void **state)
{
    (void)state;
    struct error error;
    assert_null(http_start("9644", echo, NULL, &error));
    assert_string_equal(error.text, "http.listen is host:port such as 127.0.0.1:9644, not '9644'");
    assert_null(http_start("somewhere:80", echo, NULL, &error));
    assert_null(http_start("203.0.113.9:80", echo, NULL, &error));       /* nobody's own */
}

RUN_TESTS(TEST(writes_what_prometheus_reads), TEST(answers_get_and_nothing_else), TEST(an_address_that_cannot_be_is_told))
