#include "tests/test.h"

#include "config/language.h"
#include "extract/extract.h"
#include "extract/name.h"

static struct language *language;
static struct arena arena;

static const char *const types[] = { "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW" };

/* The stages up to the names, the text being the body of an article. */
static struct names names_of(const char *text, struct document *d)
{
    struct article article = { .body = span_of(text) };
    *d = (struct document){ .article = &article };
    d->text = text_compose(article.title, article.body, &arena);
    d->tokens = tokens_find(d->text.all, language->pack->vocabulary, &arena);
    d->sentences = sentences_find(&d->tokens, &arena);
    struct gazetteer_matches matches = gazetteer_find(language->pack->gazetteer, &d->tokens, &arena);
    return names_find(d, &matches, language->pack->names, &arena);
}

static void expect(const char *text, const char *expected)
{
    struct document d;
    struct names names = names_of(text, &d);
    char found[4096] = "";
    for (size_t i = 0; i < names.count; i++) {
        struct range range = { d.tokens.at[names.at[i].first].begin, d.tokens.at[names.at[i].last - 1].end };
        struct span name = span_slice(d.text.all, range);
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%s %.*s", used ? "; " : "", types[names.at[i].type], (int)name.length, name.at);
    }
    assert_string_equal(found, expected);
    arena_reset(&arena);
}

static void leaves_titles_and_possessive_endings_outside(void **state)
{
    (void)state;
    expect("The prime minister met President Emmanuel Macron in Paris on Monday.", "PERSON Emmanuel Macron; GPE Paris");
    expect("Ukraine's president thanked Germany’s chancellor.", "GPE Ukraine; GPE Germany");
    expect("Mr Halvorsen and Mrs Halvorsen live in Oslo, Dr. Anna Lindqvist said.",
           "PERSON Halvorsen; PERSON Halvorsen; GPE Oslo; PERSON Anna Lindqvist");
}

static void keeps_hyphenated_words_apart(void **state)
{
    (void)state;
    expect("The Kyiv-based group opposed the US-led coalition.", "GPE Kyiv; GPE US");
}

static void goes_on_behind_a_hyphen_where_a_given_name_does(void **state)
{
    (void)state;
    expect("They met Lee Jae-myung in Busan.", "PERSON Lee Jae-myung; GPE Busan");
    expect("The law that Donald Trump-backed senators wrote is dead.", "PERSON Donald Trump");
}

static void tells_a_country_from_its_adjective(void **state)
{
    (void)state;
    expect("Russian forces left Russia for Belarus, Ukrainian officials said.", "NORP Russian; GPE Russia; GPE Belarus; NORP Ukrainian");
}

static void reads_initials_and_particles(void **state)
{
    (void)state;
    expect("Former President George W. Bush spoke to Ursula von der Leyen.", "PERSON George W. Bush; PERSON Ursula von der Leyen");
}

static void takes_the_longer_of_two_names(void **state)
{
    (void)state;
    expect("She studied at the University of Michigan and joined Bank of America.", "ORG University of Michigan; ORG Bank of America");
}

static void finds_no_names_where_there_are_none(void **state)
{
    (void)state;
    expect("", "");
    expect("The weather was fine. Nobody complained, and it rained later.", "");
}

static void learns_from_the_article_what_a_surname_is(void **state)
{
    (void)state;
    expect("Radoslaw Brzezinka spoke in Warsaw. Brzezinka said he was glad.", "PERSON Radoslaw Brzezinka; GPE Warsaw; PERSON Brzezinka");
}

static void finds_the_same_names_twice(void **state)
{
    (void)state;
    char text[20000] = "";
    for (int i = 0; i < 100; i++)
        strcat(text, "In Geneva, Amnesty International asked the European Union for help, Maria Svensson said on Friday. ");
    struct document d;
    struct names names = names_of(text, &d);
    assert_int_equal(names.count, 400);
    struct name first[400];
    memcpy(first, names.at, sizeof first);
    arena_reset(&arena);
    names = names_of(text, &d);
    assert_int_equal(names.count, 400);
    assert_memory_equal(first, names.at, sizeof first);
    arena_reset(&arena);
}

static void survives_a_line_that_never_ends(void **state)
{
    (void)state;
    size_t words = 50000;
    char *text = malloc(words * 6 + 1);
    assert_non_null(text);
    for (size_t i = 0; i < words; i++)
        memcpy(text + i * 6, "Trump ", 7);
    struct document d;
    names_of(text, &d);
    assert_false(arena_is_full(&arena));
    arena_reset(&arena);
    free(text);
}

static void returns_early_wherever_memory_ends(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 400; n++) {
        arena.fail_after = n;
        struct document d;
        struct article article = {
            .title = SPAN("Sanna Virtanen wins"),
            .body = SPAN("Sanna Virtanen of the Finnish party won in Helsinki. Virtanen spoke."),
        };
        bool is_done = extract(&(struct extractor){ .pack = language->pack, .arena = &arena }, &article, &d);
        assert_int_equal(is_done, !arena_is_full(&arena));
        arena.fail_after = 0;
        arena_reset(&arena);
        if (is_done)
            return;
    }
}

static int load(void **state)
{
    (void)state;
    language = language_load(CLAIMD_SOURCE_FOLDER "/config/en", NULL, NULL);
    return language && arena_init(&arena, (size_t)256 << 20) ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    language_destroy(language);
    arena_finish(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(leaves_titles_and_possessive_endings_outside), TEST(keeps_hyphenated_words_apart),
        TEST(goes_on_behind_a_hyphen_where_a_given_name_does), TEST(tells_a_country_from_its_adjective),
        TEST(reads_initials_and_particles), TEST(takes_the_longer_of_two_names), TEST(finds_no_names_where_there_are_none),
        TEST(learns_from_the_article_what_a_surname_is), TEST(finds_the_same_names_twice), TEST(survives_a_line_that_never_ends),
        TEST(returns_early_wherever_memory_ends),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
