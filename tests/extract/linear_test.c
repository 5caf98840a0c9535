#include "tests/test.h"

#include "extract/linear.h"

static const char first[] = "claimd-linear 1 1 0.5\n\x02\xff", second[] = "claimd-linear 1 5 1\n0123456789abcdef0123456789abcdef";

static void reads_tables_that_stand_one_behind_the_other(void **state)
{
    (void)state;
    char both[sizeof first + sizeof second];
    memcpy(both, first, sizeof first - 1);
    memcpy(both + sizeof first - 1, second, sizeof second - 1);
    struct span rest = { both, sizeof first + sizeof second - 2 };
    struct linear a, b;
    struct error error;
    assert_true(linear_take(&a, "m", &rest, &error));
    assert_true(linear_take(&b, "m", &rest, &error));
    assert_int_equal(rest.length, 0);
    assert_int_equal(a.weights[0], 2);
    assert_int_equal(a.weights[1], -1);
    assert_int_equal(b.weights[15], 'f');
}

static void refuses_a_table_that_is_short_or_that_more_follows(void **state)
{
    (void)state;
    struct linear linear;
    struct error error;
    assert_false(linear_load(&linear, "m", (struct span){ second, sizeof second - 2 }, &error));
    assert_string_equal(error.text, "m: 31 weights instead of 32");
    assert_false(linear_load(&linear, "m", (struct span){ second, sizeof second }, &error));
    assert_string_equal(error.text, "m: 1 bytes too many");
    assert_false(linear_load(&linear, "m", (struct span){ 0 }, &error));
    assert_false(linear_load(&linear, "m", SPAN("claimd-linear 1 25 1\n"), &error));
}

static void adds_a_row_for_each_feature(void **state)
{
    (void)state;
    struct span rest = { second, sizeof second - 1 };
    struct linear linear;
    struct error error;
    assert_true(linear_take(&linear, "m", &rest, &error));
    struct features features = { .count = 2, .at = { 7, 123456789 } };
    int16_t sums[LINEAR_CLASSES] = { 1 };
    linear_rows_add(&linear, &features, sums);
    assert_int_equal(sums[0], 1 + 2 * '0');
    assert_int_equal(sums[15], 2 * 'f');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_tables_that_stand_one_behind_the_other),
        cmocka_unit_test(refuses_a_table_that_is_short_or_that_more_follows),
        cmocka_unit_test(adds_a_row_for_each_feature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
