/*
 * Memory that runs out: every request of an article's arena, and every allocation of the house's own code, fails once.
 * The linker puts the functions below in the place of the allocator's (CMakeLists.txt), in this program only.
 */
#include "tests/test.h"

#include "config/language.h"
#include "config/options.h"
#include "consumer/article.h"
#include "consumer/enrich.h"
#include "consumer/record.h"

enum { STEPS_MOST = 100000 };

/* Allocations until one fails; 0 is never. */
static unsigned fail_after;
static bool has_failed;

static bool fails_now(void)
{
    if (fail_after == 0 || --fail_after > 0)
        return false;
    return has_failed = true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails_now() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
    return fails_now() ? NULL : __real_strdup(text);
}

static const char message[] =
    "{\"id\":\"1\",\"title\":\"Harbour bridge to \\u0022reopen\\u0022\",\"published_at\":\"2025-03-27\",\"authors\":[\"Ann Lee\"],\"text\":\""
    "The bridge will reopen on Friday, Mayor Gloria Tran told the Averil Courier.\\n\\n“We lost $38 million,” Tran said. "
    "“At least 17 of its 31 bearings are cracked.” She denied that the city (COA) had known.\\n\\nREAD MORE: Bridges\"}";

static struct language *language;
static struct options options;

static int load(void **state)
{
    (void)state;
    struct error error;
    language = language_load(CLAIMD_SOURCE_FOLDER "/config/en", NULL, &error);
    return language && options_init(&options, &(struct options_source){ 0 }, &error) ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    language_destroy(language);
    options_finish(&options);
    return 0;
}

/* The line of enrich.c on an arena of the test's own. False if it was full. */
static bool write_record(struct arena *arena, struct buffer *record)
{
    struct article_pointers pointers = article_pointers(&options);
    struct extractor extractor = { .pack = language->pack, .arena = arena };
    struct article article;
    struct document document;
    struct reject reject;
    struct error error;
    struct json json;
    return json_read((struct span){ message, strlen(message) }, 64, arena, &json, &error) == JSON_GOOD &&
           article_read(&json, &pointers, arena, &article, &reject) && extract(&extractor, &article, &document) &&
           record_write(&document, language->rules, arena, record);
}

static void a_full_arena_is_told_wherever_it_happens(void **state)
{
    (void)state;
    struct arena arena;
    struct buffer whole = { 0 };
    assert_true(arena_init(&arena, 64 << 20));
    assert_true(write_record(&arena, &whole));
    unsigned step = 1;
    for (bool is_done = false; !is_done; step++) {
        struct buffer record = { 0 };
        assert_true(step < STEPS_MOST);
        arena_reset(&arena);
        arena.fail_after = step;
        bool is_written = write_record(&arena, &record);
        is_done = arena.fail_after > 0;
        assert_int_equal(is_written, is_done);
        if (is_done)
            assert_memory_equal(record.at, whole.at, whole.length);
        free(record.at);
    }
    print_message("%u requests of an article's arena, each failed once\n", step - 2);
    free(whole.at);
    arena_finish(&arena);
}

static void an_article_has_one_outcome_whatever_allocation_fails(void **state)
{
    (void)state;
    unsigned made = 0, refused = 0;
    for (unsigned step = 1; has_failed || step == 1; step++) {
        has_failed = false;
        fail_after = step;
        struct enricher *enricher = enricher_create(&options, language);
        struct outcome outcome = { 0 };
        if (enricher)
            outcome = enrich(enricher, (struct span){ message, strlen(message) });
        fail_after = 0;
        assert_true(enricher || has_failed);
        assert_true(!has_failed || !outcome.is_record || outcome.record);
        if (enricher && !outcome.is_record)
            assert_int_equal(outcome.reject.code, REJECT_LIMIT);
        made += outcome.is_record;
        refused += !outcome.is_record;
        free(outcome.record);
        enricher_destroy(enricher);
    }
    assert_true(made > 0 && refused > 0);
}

static void options_are_refused_whatever_allocation_fails(void **state)
{
    (void)state;
    const char *overrides[] = { "group=a", "kafka.client.id=b", "input.topic=c", NULL };
    unsigned step = 1;
    for (has_failed = true; has_failed; step++) {
        struct options given = { 0 };
        struct error error = { "" };
        has_failed = false;
        fail_after = step;
        bool is_good = options_init(&given, &(struct options_source){ .overrides = overrides }, &error);
        fail_after = 0;
        assert_int_equal(is_good, !has_failed);
        assert_true(is_good || *error.text);
        options_finish(&given);
    }
    assert_true(step > 3);
}

static void a_language_pack_is_refused_whatever_allocation_fails(void **state)
{
    (void)state;
    unsigned step = 1;
    for (has_failed = true; has_failed; step++) {
        struct error error = { "" };
        has_failed = false;
        fail_after = step;
        struct language *other = language_load(CLAIMD_SOURCE_FOLDER "/config/en", NULL, &error);
        fail_after = 0;
        if (!other != has_failed || (!other && !*error.text))
            fail_msg("allocation %u: %s", step, other ? "loaded" : *error.text ? error.text : "refused without a reason");
        language_destroy(other);
    }
    print_message("%u allocations of loading, each failed once\n", step - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_full_arena_is_told_wherever_it_happens), TEST(an_article_has_one_outcome_whatever_allocation_fails),
        TEST(options_are_refused_whatever_allocation_fails), TEST(a_language_pack_is_refused_whatever_allocation_fails),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
