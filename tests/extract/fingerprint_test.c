#include "tests/test.h"

#include "config/language.h"
#include "extract/extract.h"

enum { WORDS = 400, WORD_ROOM = 12 };

static struct language *language;
static struct arena arena;

/* A text of invented words by chance from a seed, some often and most seldom; `changed` of them are others. */
static uint64_t simhash_of(unsigned seed, unsigned changed, const char *last)
{
    static char body[WORDS * WORD_ROOM + 256];
    size_t length = 0;
    uint64_t state = seed;
    for (unsigned i = 0; i < WORDS; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        unsigned number = (unsigned)(state >> 40) % ((unsigned)(state >> 33) % 300 + 1);
        bool is_changed = changed && i % (WORDS / changed) == 7;
        length += (size_t)snprintf(body + length, sizeof body - length, "%cq%uz%s", is_changed ? 'y' : 'a' + (int)(seed % 20), number,
                                   i % 15 == 14 ? ".\n" : " ");
    }
    length += (size_t)snprintf(body + length, sizeof body - length, "%s", last);
    struct article article = { .body = { body, length } };
    struct document document;
    arena_reset(&arena);
    assert_true(extract(&(struct extractor){ .pack = language->pack, .arena = &arena }, &article, &document));
    return document.simhash;
}

static int distance(uint64_t a, uint64_t b)
{
    return __builtin_popcountll(a ^ b);
}

/* Of a hundred texts, how many stay as near when so many of their 400 words are changed. */
static unsigned near_count(unsigned changed, int most)
{
    unsigned near = 0;
    for (unsigned seed = 1; seed <= 100; seed++)
        near += distance(simhash_of(seed, 0, ""), simhash_of(seed, changed, "")) <= most;
    return near;
}

static void moves_few_bits_for_few_changed_words(void **state)
{
    (void)state;
    assert_true(near_count(1, 3) >= 98);
    assert_true(near_count(4, 6) >= 95);
}

static void a_word_of_all_articles_makes_none_alike(void **state)
{
    (void)state;
    static const char said[] = "said said said said said said said said said said said said said said said said said said said said";
    for (unsigned seed = 1; seed < 19; seed++)
        assert_true(distance(simhash_of(seed, 0, said), simhash_of(seed + 1, 0, said)) > 6);
}

static void tells_other_texts_apart(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed < 19; seed++)
        assert_true(distance(simhash_of(seed, 0, ""), simhash_of(seed + 1, 0, "")) > 3);
}

static void leaves_furniture_out(void **state)
{
    (void)state;
    assert_int_equal(distance(simhash_of(1, 0, ""), simhash_of(1, 0, "\nAdvertisement\n")), 0);
}

static void is_zero_without_words(void **state)
{
    (void)state;
    struct article article = { .body = SPAN("… ?!") };
    struct document document;
    arena_reset(&arena);
    assert_true(extract(&(struct extractor){ .pack = language->pack, .arena = &arena }, &article, &document));
    assert_true(document.simhash == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(moves_few_bits_for_few_changed_words),
        TEST(a_word_of_all_articles_makes_none_alike),
        TEST(tells_other_texts_apart),
        TEST(leaves_furniture_out),
        TEST(is_zero_without_words),
    };
    struct error error = { 0 };
    language = language_load("config/en", NULL, &error);
    if (!language || !arena_init(&arena, (size_t)1 << 30)) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    language_destroy(language);
    return failed;
}
