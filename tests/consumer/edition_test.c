#include "tests/test.h"

#include "consumer/worker.h"

#include <pthread.h>
#include <stdlib.h>

#define PACK "pack.folder=" CLAIMD_SOURCE_FOLDER "/config/en"

static struct language *language_make(const char *rules)
{
    struct language *language = calloc(1, sizeof *language);
    assert_non_null(language);
    strcpy(language->rules, rules);
    return language;
}

static void the_last_to_let_go_frees_an_edition(void **state)
{
    (void)state;
    static struct options options;
    struct language *languages[] = { language_make("one"), language_make("two") };
    struct shelf shelf;
    shelf_init(&shelf, edition_of(&options, languages[0]));
    struct edition *held = shelf_take(&shelf);
    assert_false(shelf_has_other(&shelf, held));
    shelf_put(&shelf, edition_of(&options, languages[1]));
    assert_true(shelf_has_other(&shelf, held));
    assert_string_equal(held->language->rules, "one");           /* still there: the sanitizer would tell */
    edition_release(held);
    held = shelf_take(&shelf);
    assert_string_equal(held->language->rules, "two");
    edition_release(held);
    shelf_finish(&shelf);
    free(languages[0]);
    free(languages[1]);
}

static void *take_and_release(void *context)
{
    for (int i = 0; i < 20000; i++)
        edition_release(shelf_take(context));
    return NULL;
}

static void threads_take_while_editions_change(void **state)
{
    (void)state;
    static struct options options;
    struct language *language = language_make("any");
    struct shelf shelf;
    pthread_t thread;
    shelf_init(&shelf, edition_of(&options, language));
    assert_int_equal(pthread_create(&thread, NULL, take_and_release, &shelf), 0);
    for (int i = 0; i < 2000; i++)
        shelf_put(&shelf, edition_of(&options, language));
    pthread_join(thread, NULL);
    shelf_finish(&shelf);
    free(language);
}

static void a_worker_changes_between_two_transactions_and_not_before(void **state)
{
    (void)state;
    static const char *const first[] = { PACK, NULL }, *const other[] = { PACK, "commit.count=7", "input.format=text", NULL };
    struct error error = { "" };
    struct shelf shelf;
    struct lane_settings settings = { .commit_count = 1 };
    shelf_init(&shelf, edition_load(&(struct options_source){ .overrides = first }, &error));
    struct worker *worker = worker_create(&shelf, false);
    assert_non_null(worker);
    const struct message prose = { .value = SPAN("Nobody was at home.") };
    struct outcome outcome = worker_work(worker, &prose);
    assert_false(outcome.is_record);
    shelf_put(&shelf, edition_load(&(struct options_source){ .overrides = other }, &error));
    assert_string_equal(error.text, "");
    assert_false(worker_work(worker, &prose).is_record);
    worker_turn(worker, &settings);
    assert_int_equal(settings.commit_count, 7);
    assert_memory_equal(settings.rules, "sha256:", 7);
    outcome = worker_work(worker, &prose);
    assert_true(outcome.is_record);
    free(outcome.record);
    worker_destroy(worker);
    shelf_finish(&shelf);
}

static void what_is_broken_is_no_edition(void **state)
{
    (void)state;
    static const char *const wrong[] = { PACK, "pack.lists=/nowhere", NULL };
    struct error error = { "" };
    assert_null(edition_load(&(struct options_source){ .overrides = wrong }, &error));
    assert_non_null(strstr(error.text, "/nowhere"));
}

RUN_TESTS(TEST(the_last_to_let_go_frees_an_edition), TEST(threads_take_while_editions_change),
          TEST(a_worker_changes_between_two_transactions_and_not_before), TEST(what_is_broken_is_no_edition))
