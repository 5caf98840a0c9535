#include "tests/test.h"

#include "config/options.h"

static void later_sources_hold(void **state)
{
    (void)state;
    const char *environment[] = { "CLAIMD_GROUP=from-environment", "CLAIMD_OUTPUT_TOPIC=from-environment", "HOME=/", NULL };
    const char *overrides[] = { "output.topic=from-X", NULL };
    struct options options;
    struct error error;
    assert_true(options_init(&options, &(struct options_source){ .environment = environment, .overrides = overrides }, &error));
    assert_string_equal(options.input.topic, "articles");
    assert_string_equal(options.group, "from-environment");
    assert_string_equal(options.output.topic, "from-X");
    assert_string_equal(options_where(&options, "group"), "CLAIMD_GROUP");
    options_finish(&options);
}

RUN_TESTS(TEST(later_sources_hold))
