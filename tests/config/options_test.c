#include "tests/test.h"

#include "config/manual.h"
#include "config/option.h"
#include "config/settings.h"

#include <unistd.h>

/* Options from -X alone; `overrides` ends with NULL. */
static bool load(struct options *options, const char *const *overrides, struct error *error)
{
    return options_init(options, &(struct options_source){ .overrides = overrides }, error);
}

/* What is said about one wrong "key=value". */
static const char *complaint(const char *pair)
{
    static struct error error;
    struct options options;
    assert_false(load(&options, (const char *[]){ pair, NULL }, &error));
    return error.text;
}

/* A file with this text; unlinked by the caller. */
static void file_write(char *path, const char *text)
{
    strcpy(path, "/tmp/claimd-options-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
}

static void later_sources_hold(void **state)
{
    (void)state;
    char path[64], where[80];
    file_write(path, "# comment\n\n  group = from-file  \noutput.topic=from-file\nlanes = 3\n");
    const char *environment[] = { "CLAIMD_GROUP=from-environment", "CLAIMD_OUTPUT_TOPIC=from-environment", "HOME=/", NULL };
    const char *overrides[] = { "output.topic=from-X", NULL };
    struct options options;
    struct error error = { "" };
    bool is_good = options_init(&options, &(struct options_source){ path, environment, overrides }, &error);
    unlink(path);
    assert_string_equal(error.text, "");
    assert_true(is_good);
    assert_string_equal(options.input.topic, "articles");
    assert_int_equal(options.lanes, 3);
    assert_string_equal(options.group, "from-environment");
    assert_string_equal(options.output.topic, "from-X");
    snprintf(where, sizeof where, "%s:5", path);
    assert_string_equal(options_where(&options, "lanes"), where);
    assert_string_equal(options_where(&options, "group"), "CLAIMD_GROUP");
    assert_string_equal(options_where(&options, "output.topic"), "-X");
    assert_string_equal(options_where(&options, "brokers"), "default");
    options_finish(&options);
}

static void an_error_in_a_file_names_its_line(void **state)
{
    (void)state;
    char path[64], expected[160];
    file_write(path, "group = a\n\nlanes = many\n");
    struct options options;
    struct error error;
    assert_false(options_init(&options, &(struct options_source){ .file = path }, &error));
    unlink(path);
    snprintf(expected, sizeof expected, "%s:3: lanes is a number from 0 to 256, not 'many'", path);
    assert_string_equal(error.text, expected);
}

static void tells_which_options_differ(void **state)
{
    (void)state;
    struct options a, b;
    struct error error = { "" };
    assert_true(load(&a, (const char *[]){ "lanes=2", "group=one", "kafka.debug=msg", NULL }, &error));
    assert_true(load(&b, (const char *[]){ "lanes=2", "group=two", "log.level=debug", "kafka.consumer.debug=msg", NULL }, &error));
    assert_false(option_differs(option_find("lanes"), &a, &b));
    assert_true(option_differs(option_find("group"), &a, &b));
    assert_true(option_differs(option_find("log.level"), &a, &b));
    assert_false(option_find("group")->is_live);
    assert_true(option_find("log.level")->is_live);
    assert_false(settings_are_equal(&a.kafka, &b.kafka));
    assert_true(settings_are_equal(&a.kafka, &a.kafka));
    options_finish(&a);
    options_finish(&b);
}

static void an_unknown_option_names_the_nearest(void **state)
{
    (void)state;
    assert_string_equal(complaint("input.topik=a"), "-X: unknown option 'input.topik'; did you mean 'input.topic'?");
    assert_string_equal(complaint("comit.intervall=1s"), "-X: unknown option 'comit.intervall'; did you mean 'commit.interval'?");
}

static void a_wrong_value_is_told_what_would_fit(void **state)
{
    (void)state;
    assert_string_equal(complaint("lanes=257"), "-X: lanes is a number from 0 to 256, not '257'");
    assert_string_equal(complaint("lanes=-1"), "-X: lanes is a number from 0 to 256, not '-1'");
    assert_string_equal(complaint("commit.interval=100"), "-X: commit.interval is a time from 1ms to 5s, not '100'");
    assert_string_equal(complaint("commit.bytes=99999999999G"), "-X: commit.bytes is a size from 1k to 1G, not '99999999999G'");
    assert_string_equal(complaint("input.format=xml"), "-X: input.format is json or text, not 'xml'");
    assert_string_equal(complaint("input.body=body"), "-X: input.body is a JSON Pointer such as /article/body, not 'body'");
    assert_non_null(strstr(complaint("input.topic=a b"), "input.topic is a topic's name"));
    assert_non_null(strstr(complaint("group="), "group is a text that is not empty"));
    assert_non_null(strstr(complaint("input.body=0"), "JSON Pointer"));
    assert_string_equal(complaint("group"), "-X: expected key = value");
}

static void units_are_understood(void **state)
{
    (void)state;
    struct options options;
    struct error error;
    const char *pairs[] = { "commit.interval=2s", "commit.bytes=512k", "input.max.bytes=3 M", "input.format=text", NULL };
    assert_true(load(&options, pairs, &error));
    assert_int_equal(options.commit.interval, 2000);
    assert_int_equal(options.commit.bytes, 512 << 10);
    assert_int_equal(options.input.max_bytes, 3 << 20);
    assert_int_equal(options.input.format, INPUT_TEXT);
    options_finish(&options);
}

static void what_breaks_exactly_once_is_refused(void **state)
{
    (void)state;
    assert_non_null(strstr(complaint("kafka.enable.auto.commit=true"), "cannot be set: offsets are committed in the transaction"));
    assert_non_null(strstr(complaint("kafka.producer.transactional.id=x"), "claimd makes it from group, instance and lane"));
    assert_non_null(strstr(complaint("kafka.consumer.isolation.level=read_uncommitted"), "only read_committed"));
    assert_non_null(strstr(complaint("kafka.producer.enable.idempotence=false"), "cannot be set"));
    assert_non_null(strstr(complaint("kafka.group.id=x"), "it is the option group"));
    assert_non_null(strstr(complaint("kafka.=x"), "names no property"));
}

static void properties_of_librdkafka_pass_by_scope(void **state)
{
    (void)state;
    struct options options;
    struct error error;
    const char *pairs[] = { "kafka.debug=msg", "kafka.consumer.fetch.min.bytes=2", "kafka.producer.linger.ms=5", "kafka.debug=eos", NULL };
    assert_true(load(&options, pairs, &error));
    assert_int_equal(options.kafka.count, 3);
    assert_int_equal(options.kafka.at[0].scope, SETTING_CONSUMER);
    assert_string_equal(options.kafka.at[0].name, "fetch.min.bytes");
    assert_int_equal(options.kafka.at[1].scope, SETTING_PRODUCER);
    assert_string_equal(options.kafka.at[2].name, "debug");
    assert_string_equal(options.kafka.at[2].value, "eos");
    options_finish(&options);
}

static void the_environment_names_properties_too(void **state)
{
    (void)state;
    const char *environment[] = { "CLAIMD_KAFKA_SASL_USERNAME=jo", "CLAIMD_DEAD_LETTER_TOPIC=bad", "CLAIMD_SERVICE_HOST=10.0.0.1",
                                  "CLAIMD_PORT_9090_TCP=tcp://10.0.0.1:9090", NULL };
    struct options options;
    struct error error;
    assert_true(options_init(&options, &(struct options_source){ .environment = environment }, &error));
    assert_string_equal(options.kafka.at[0].name, "sasl.username");
    assert_string_equal(options.dead_letter.topic, "bad");
    options_finish(&options);
    environment[0] = "CLAIMD_GROUPE=x";
    assert_false(options_init(&options, &(struct options_source){ .environment = environment }, &error));
    assert_string_equal(error.text, "CLAIMD_GROUPE: unknown option 'groupe'; did you mean 'group'?");
}

static void a_value_may_stand_in_a_file_of_its_own(void **state)
{
    (void)state;
    char path[64], pair[128];
    file_write(path, "sesame = open\n");
    snprintf(pair, sizeof pair, "kafka.sasl.password=@%s", path);
    struct options options;
    struct error error;
    assert_true(load(&options, (const char *[]){ pair, "kafka.sasl.username=@@jo", NULL }, &error));
    unlink(path);
    assert_string_equal(options.kafka.at[0].value, "sesame = open");
    assert_string_equal(options.kafka.at[1].value, "@jo");
    options_finish(&options);
    assert_non_null(strstr(complaint("kafka.sasl.password=@/nowhere/at/all"), "No such file"));
}

static void one_topic_cannot_be_two(void **state)
{
    (void)state;
    assert_string_equal(complaint("output.topic=articles"),
                        "-X: input.topic and output.topic are both 'articles': they have to differ");
}

/* What a printer of the manual writes. Freed by the caller. */
static char *printed(void (*print)(FILE *))
{
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    print(stream);
    fclose(stream);
    return text;
}

static char *file_read(const char *path)
{
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    char *text = calloc(1, 1 << 20);
    assert_true(fread(text, 1, (1 << 20) - 1, stream) > 0);
    fclose(stream);
    return text;
}

static void files_equal(const char *path, void (*print)(FILE *))
{
    char *wanted = printed(print), *found = file_read(path);
    assert_string_equal(wanted, found);
    free(wanted);
    free(found);
}

static void the_files_are_what_the_program_prints(void **state)
{
    (void)state;
    files_equal(CLAIMD_SOURCE_FOLDER "/config/claimd.conf", manual_print_file);
    files_equal(CLAIMD_SOURCE_FOLDER "/deploy/claimd.conf.5", manual_print_page);
}

static void the_printed_file_can_be_read(void **state)
{
    (void)state;
    char path[64], *text = printed(manual_print_file);
    for (char *at = text; (at = strchr(at, '#')); at++)
        if ((at == text || at[-1] == '\n') && at[1] != ' ' && at[1] != '\n')
            *at = ' ';
    char *secret = strstr(text, " kafka.sasl.password");
    assert_non_null(secret);
    *secret = '#';                               /* its file is not there */
    file_write(path, text);
    free(text);
    struct options options;
    struct error error = { "" };
    options_init(&options, &(struct options_source){ .file = path }, &error);
    unlink(path);
    assert_string_equal(error.text, "");
    options_finish(&options);
}

static void passwords_are_covered(void **state)
{
    (void)state;
    struct options options;
    struct error error;
    assert_true(load(&options, (const char *[]){ "kafka.sasl.password=sesame", "kafka.ssl.key.pem=sesame", NULL }, &error));
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    manual_print_values(stream, &options);
    fclose(stream);
    assert_null(strstr(text, "sesame"));
    assert_non_null(strstr(text, "kafka.sasl.password = ********   # -X\n"));
    free(text);
    options_finish(&options);
}

RUN_TESTS(TEST(later_sources_hold), TEST(an_error_in_a_file_names_its_line), TEST(tells_which_options_differ), TEST(an_unknown_option_names_the_nearest),
          TEST(a_wrong_value_is_told_what_would_fit), TEST(units_are_understood), TEST(what_breaks_exactly_once_is_refused),
          TEST(properties_of_librdkafka_pass_by_scope), TEST(the_environment_names_properties_too),
          TEST(a_value_may_stand_in_a_file_of_its_own), TEST(one_topic_cannot_be_two), TEST(the_files_are_what_the_program_prints),
          TEST(the_printed_file_can_be_read), TEST(passwords_are_covered))
