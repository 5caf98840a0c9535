#include "consumer/progress.h"

#include "tests/test.h"

static struct progress_table table;

static struct progress *assigned(int64_t begin, int64_t end)
{
    progress_finish(&table);
    assert_true(progress_assign(&table, 2, begin, end));
    return progress_find(&table, 2);
}

static void knows_only_partitions_that_are_ours(void **state)
{
    (void)state;
    assigned(-1001, INT64_MAX);
    assert_null(progress_find(&table, 1));
    assert_null(progress_find(&table, 3));
    assert_null(progress_find(&table, -1));
    progress_revoke(&table);
    assert_null(progress_find(&table, 2));
}

static void takes_each_message_once_and_allows_gaps(void **state)
{
    (void)state;
    struct progress *p = assigned(-1001, INT64_MAX);
    assert_int_equal(progress_admit(p, 7), ADMIT);
    progress_advance(p, 7);
    assert_int_equal(progress_admit(p, 7), STALE);
    assert_int_equal(progress_admit(p, 9), ADMIT);
    assert_int_equal(p->done, 8);
}

static void goes_back_to_the_first_message_of_an_aborted_transaction(void **state)
{
    (void)state;
    struct progress *p = assigned(0, INT64_MAX);
    progress_advance(p, 3);
    progress_settle(&table);
    progress_advance(p, 5);
    progress_advance(p, 8);
    progress_rewind(&table);
    assert_true(p->must_seek);
    assert_int_equal(p->done, 5);
    assert_int_equal(progress_admit(p, 3), STALE);
    assert_int_equal(progress_admit(p, 9), MISSED);
    assert_int_equal(progress_admit(p, 5), ADMIT);
    progress_advance(p, 5);
    assert_int_equal(progress_admit(p, 9), ADMIT);
}

static void leaves_untouched_partitions_where_they_are(void **state)
{
    (void)state;
    struct progress *p = assigned(0, INT64_MAX);
    progress_advance(p, 3);
    progress_settle(&table);
    progress_rewind(&table);
    assert_false(p->must_seek);
    assert_int_equal(p->done, 4);
}

static void gives_up_a_message_that_is_gone_after_some_rewinds(void **state)
{
    (void)state;
    struct progress *p = assigned(0, INT64_MAX);
    progress_advance(p, 5);
    progress_rewind(&table);
    for (p->rewinds = 0; p->rewinds < REWINDS_MOST; p->rewinds++)
        assert_int_equal(progress_admit(p, 6), MISSED);
    assert_int_equal(progress_admit(p, 6), ADMIT_LATE);
}

static void learns_from_the_brokers_what_an_unknown_commit_did(void **state)
{
    (void)state;
    struct progress *p = assigned(0, INT64_MAX);
    progress_advance(p, 5);
    progress_recover(p, 6);
    assert_int_equal(p->done, 6);
    assert_int_equal(progress_admit(p, 8), ADMIT);
    progress_advance(p, 8);
    progress_recover(p, 6);
    assert_int_equal(p->done, 8);
    assert_int_equal(progress_admit(p, 9), MISSED);
    progress_advance(p, 8);
    progress_recover(p, -1001);
    assert_int_equal(p->done, 8);
}

static void completes_a_range_by_its_last_message_or_by_what_lies_behind(void **state)
{
    (void)state;
    struct progress *p = assigned(0, 10);
    progress_advance(p, 9);
    assert_true(p->is_finished);
    p = assigned(0, 10);
    progress_advance(p, 4);
    assert_int_equal(progress_admit(p, 12), BEYOND);
    progress_complete(p);
    assert_true(p->is_finished);
    assert_int_equal(p->done, 10);
    assert_int_equal(progress_admit(p, 13), STALE);
    progress_rewind(&table);
    assert_false(p->is_finished);
    assert_int_equal(p->done, 4);
    assert_int_equal(progress_admit(p, 12), MISSED);
    assert_true(assigned(10, 10)->is_finished);
}

static void tries_suspects_alone_and_counts_refusals_of_the_culprit(void **state)
{
    (void)state;
    struct progress *p = assigned(0, INT64_MAX);
    progress_advance(p, 5);
    progress_advance(p, 6);
    progress_refuse(p, 5, false, true);
    progress_refuse(p, 6, false, true);
    progress_rewind(&table);
    assert_true(has_suspects(&table));
    assert_int_equal(progress_refusals(p, 6), 0);
    progress_advance(p, 5);
    progress_settle(&table);
    progress_advance(p, 6);
    progress_refuse(p, 6, true, true);
    progress_rewind(&table);
    assert_int_equal(progress_refusals(p, 6), 1);
    progress_revoke(&table);
    assert_true(progress_assign(&table, 2, 6, INT64_MAX));
    assert_int_equal(progress_refusals(p, 6), 1);
    progress_advance(p, 6);
    progress_settle(&table);
    assert_int_equal(progress_refusals(p, 6), 0);
    assert_false(has_suspects(&table));
}

static void counts_as_lag_what_is_not_committed(void **state)
{
    (void)state;
    struct progress *p = assigned(0, INT64_MAX);
    assert_int_equal(progress_lag(p, 0, 100), 0);                /* not known yet where it stands */
    progress_advance(p, 10);
    progress_advance(p, 11);
    assert_int_equal(progress_lag(p, 0, 100), 90);
    progress_settle(&table);
    assert_int_equal(progress_lag(p, 0, 100), 88);
    assert_int_equal(progress_lag(p, 60, 100), 40);              /* retention was faster */
    progress_meet_end(p, 100);                                   /* what lay behind were no messages */
    assert_int_equal(progress_lag(p, 0, 100), 0);
}

static void does_not_wait_for_what_others_hold_up(void **state)
{
    (void)state;
    struct progress *p = assigned(0, INT64_MAX);
    progress_advance(p, 10);
    assert_true(progress_is_waiting(p, progress_lag(p, 0, 20)));
    progress_settle(&table);
    assert_true(progress_is_waiting(p, progress_lag(p, 0, 20)));
    progress_meet_end(p, 12);                                    /* the end for readers, in front of an open transaction */
    assert_int_equal(progress_lag(p, 0, 20), 8);
    assert_false(progress_is_waiting(p, 8));
    progress_advance(p, 12);
    assert_true(progress_is_waiting(p, progress_lag(p, 0, 20)));
    progress_rewind(&table);
    assert_true(progress_is_waiting(p, progress_lag(p, 0, 20)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_only_partitions_that_are_ours),
        cmocka_unit_test(takes_each_message_once_and_allows_gaps),
        cmocka_unit_test(goes_back_to_the_first_message_of_an_aborted_transaction),
        cmocka_unit_test(leaves_untouched_partitions_where_they_are),
        cmocka_unit_test(gives_up_a_message_that_is_gone_after_some_rewinds),
        cmocka_unit_test(learns_from_the_brokers_what_an_unknown_commit_did),
        cmocka_unit_test(completes_a_range_by_its_last_message_or_by_what_lies_behind),
        cmocka_unit_test(tries_suspects_alone_and_counts_refusals_of_the_culprit),
        cmocka_unit_test(counts_as_lag_what_is_not_committed),
        cmocka_unit_test(does_not_wait_for_what_others_hold_up),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    progress_finish(&table);
    return failed;
}
