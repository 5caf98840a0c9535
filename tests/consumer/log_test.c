#include "tests/test.h"

#include "consumer/log.h"

#include <unistd.h>

/* What a function writes to standard error. */
static char *captured(void (*speak)(void))
{
    static char text[1 << 16];
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    speak();
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void speak_one(void)
{
    log_info("lane joined", "lane=%d topic=%s", 3, quote("news items").text);
}

static void writes_one_event_a_line(void **state)
{
    (void)state;
    unsetenv("JOURNAL_STREAM");
    char *text = captured(speak_one);
    assert_memory_equal(text, "time=", 5);
    assert_non_null(strstr(text, "Z level=info event=\"lane joined\" lane=3 topic=\"news items\"\n"));
}

static void speaks_as_the_journal_wants_it(void **state)
{
    (void)state;
    setenv("JOURNAL_STREAM", "8:1", 1);
    assert_memory_equal(captured(speak_one), "<6>level=info event=", 20);
    unsetenv("JOURNAL_STREAM");
}

static void speak_often(void)
{
    for (int i = 0; i < 1000; i++)
        log_warning("broker away", "attempt=%d", i);
}

static void leaves_repeats_out(void **state)
{
    (void)state;
    unsigned lines = 0;
    for (char *text = captured(speak_often); (text = strchr(text, '\n')); text++)
        lines++;
    assert_true(lines >= 10 && lines <= 20);     /* 20 where the window ends meanwhile */
}

static void speak_as_librdkafka(void)
{
    for (int i = 0; i < 1000; i++)
        log_kafka(NULL, 3, "FAIL", "[thrd:a \"b\"]: no route");
    log_kafka(NULL, 4, "TERMINATE", "going");
    log_kafka(NULL, 7, "FETCH", "not for everyone");
}

static void passes_on_what_librdkafka_says_within_the_same_limits(void **state)
{
    (void)state;
    unsigned failures = 0;
    char *text = captured(speak_as_librdkafka);
    assert_non_null(strstr(text, " level=error event=\"librdkafka FAIL\" text=\"[thrd:a \\\"b\\\"]: no route\"\n"));
    assert_non_null(strstr(text, " level=warning event=\"librdkafka TERMINATE\" text=going\n"));
    assert_null(strstr(text, "not for everyone"));
    for (; (text = strstr(text, "librdkafka FAIL")); text++)
        failures++;
    assert_true(failures >= 10 && failures <= 20);
}

static void speak_softly(void)
{
    log_debug("batch polled", NULL);
}

static void drops_what_is_below_its_level(void **state)
{
    (void)state;
    assert_string_equal(captured(speak_softly), "");
    log_start(LOG_DEBUG);
    assert_non_null(strstr(captured(speak_softly), "event=\"batch polled\"\n"));
    log_start(LOG_INFO);
}

static void speak_at_length(void)
{
    char text[10000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    log_info("a long one", "text=%s", text);
}

static void cuts_a_line_that_is_too_long(void **state)
{
    (void)state;
    char *text = captured(speak_at_length);
    assert_in_range(strlen(text), 4000, 4096);
    assert_int_equal(text[strlen(text) - 1], '\n');
}

static void quotes_what_would_break_the_line(void **state)
{
    (void)state;
    assert_string_equal(quote("plain").text, "plain");
    assert_string_equal(quote("a\n\"b\"=\\").text, "\"a \\\"b\\\"=\\\\\"");
    assert_string_equal(quote("").text, "\"\"");
    assert_string_equal(quote(NULL).text, "-");
}

static void writes_json_where_it_is_wanted(void **state)
{
    (void)state;
    log_use(LOG_JSON);
    char *text = captured(speak_one);
    log_use(LOG_LOGFMT);
    assert_memory_equal(text, "{\"time\":\"20", 11);
    assert_non_null(strstr(text, "Z\",\"level\":\"info\",\"event\":\"lane joined\",\"lane\":3,\"topic\":\"news items\"}\n"));
}

static void only_numbers_are_numbers_in_json(void **state)
{
    (void)state;
    char object[128];
    log_to_json("a=1 b=-2.50 c=007 d=1e5 e=- f=\"x \\\"y\\\"\" g=1. h=sha256:0 i=\"cut", object, sizeof object);
    assert_string_equal(object, "{\"a\":1,\"b\":-2.50,\"c\":\"007\",\"d\":\"1e5\",\"e\":\"-\",\"f\":\"x \\\"y\\\"\",\"g\":\"1.\","
                                "\"h\":\"sha256:0\",\"i\":\"cut\"}");
}

RUN_TESTS(TEST(writes_one_event_a_line), TEST(speaks_as_the_journal_wants_it), TEST(leaves_repeats_out),
          TEST(passes_on_what_librdkafka_says_within_the_same_limits), TEST(drops_what_is_below_its_level),
          TEST(cuts_a_line_that_is_too_long), TEST(quotes_what_would_break_the_line), TEST(writes_json_where_it_is_wanted),
          TEST(only_numbers_are_numbers_in_json))
