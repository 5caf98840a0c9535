#include "tests/test.h"

#include "config/language.h"
#include "extract/coreference.h"
#include "extract/extract.h"

static struct language *language;
static struct arena arena;

struct given {
    const char *name;
    enum entity_type type;
};

/* The stages up to the parts, and the given names in turn where they stand. */
static struct entities join(const char *text, const struct given *given, size_t count, struct document *d)
{
    struct article article = { .body = span_of(text) };
    *d = (struct document){ .article = &article };
    d->text = text_compose(article.title, article.body, &arena);
    d->tokens = tokens_find(d->text.all, language->pack->vocabulary, &arena);
    d->sentences = sentences_find(&d->tokens, &arena);
    d->roles = arena_array(&arena, d->tokens.count, sizeof *d->roles);
    struct names names = { arena_array(&arena, count, sizeof *names.at), count };
    const char *at = d->text.all.at;
    uint32_t token = 0;
    for (size_t i = 0; i < count; i++) {
        at = strstr(at, given[i].name);
        assert_non_null(at);
        size_t begin = (size_t)(at - d->text.all.at), end = begin + strlen(given[i].name);
        while (d->tokens.at[token].begin < begin)
            token++;
        names.at[i] = (struct name){ .first = token, .type = (uint8_t)given[i].type };
        while (token < d->tokens.count && d->tokens.at[token].begin < end)
            token++;
        names.at[i].last = token;
        at += strlen(given[i].name);
    }
    return entities_join(d, &names, language->pack->gazetteer, &arena);
}

/* "Name: mention, mention; Name: …" */
static void expect_entities(const char *text, const struct given *given, size_t count, const char *expected)
{
    struct document d;
    struct entities entities = join(text, given, count, &d);
    char found[4096] = "";
    for (uint32_t e = 0; e < entities.count; e++) {
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%.*s:", e ? "; " : "", (int)entities.at[e].name.length, entities.at[e].name.at);
        for (size_t m = 0; m < entities.mention_count; m++) {
            struct span words = span_slice(d.text.all, entities.mentions[m].range);
            used = strlen(found);
            if (entities.mentions[m].entity == e)
                snprintf(found + used, sizeof found - used, " %.*s", (int)words.length, words.at);
        }
    }
    assert_string_equal(found, expected);
    arena_reset(&arena);
}

#define PERSON(name) { name, ENTITY_PERSON }
#define ORG(name) { name, ENTITY_ORG }
#define expect(text, expected, ...)                                                                  \
    expect_entities(text, (const struct given[]){ __VA_ARGS__ },                                     \
                    sizeof((const struct given[]){ __VA_ARGS__ }) / sizeof(struct given), expected)

static void joins_a_surname_with_the_full_name(void **state)
{
    (void)state;
    expect("Inga Halvorsen spoke. Halvorsen left.", "Inga Halvorsen: Inga Halvorsen Halvorsen", PERSON("Inga Halvorsen"), PERSON("Halvorsen"));
}

static void keeps_two_people_of_one_surname_apart(void **state)
{
    (void)state;
    expect("Inga Halvorsen met Peter Halvorsen.", "Inga Halvorsen: Inga Halvorsen; Peter Halvorsen: Peter Halvorsen",
           PERSON("Inga Halvorsen"), PERSON("Peter Halvorsen"));
}

static void gives_a_surname_to_whoever_of_its_bearers_was_named_last(void **state)
{
    (void)state;
    expect("Tom Harwell and Jane Harwell sued. Tom Harwell said no. Then Harwell left.",
           "Tom Harwell: Tom Harwell Tom Harwell Harwell; Jane Harwell: Jane Harwell", PERSON("Tom Harwell"), PERSON("Jane Harwell"),
           PERSON("Tom Harwell"), PERSON("Harwell"));
}

static void keeps_a_wife_apart_from_whom_the_lists_know(void **state)
{
    (void)state;
    expect("JD Vance came with Usha Vance. Vance waved.", "JD Vance: JD Vance Vance; Usha Vance: Usha Vance", PERSON("JD Vance"),
           PERSON("Usha Vance"), PERSON("Vance"));
}

static void knows_initials_nicknames_and_misspellings(void **state)
{
    (void)state;
    expect("William Brandvold, Bill Brandvold, W. Brandvold and Brandvodl came.",
           "William Brandvold: William Brandvold Bill Brandvold W. Brandvold Brandvodl", PERSON("William Brandvold"), PERSON("Bill Brandvold"),
           PERSON("W. Brandvold"), PERSON("Brandvodl"));
}

static void joins_what_the_lists_know(void **state)
{
    (void)state;
    expect("The US said America would pay the U.S. bill.", "United States: US America U.S.", { "US", ENTITY_GPE }, { "America", ENTITY_GPE },
           { "U.S.", ENTITY_GPE });
}

static void reads_an_acronym_by_its_letters_or_its_brackets(void **state)
{
    (void)state;
    expect("The Harbour Lamp Trust pays. HLT is old.", "Harbour Lamp Trust: Harbour Lamp Trust HLT", ORG("Harbour Lamp Trust"), ORG("HLT"));
    expect("The National Lamp Bureau (BNL) pays. BNL is old.", "National Lamp Bureau: National Lamp Bureau BNL BNL", ORG("National Lamp Bureau"),
           ORG("BNL"), ORG("BNL"));
}

static void passes_over_a_legal_form(void **state)
{
    (void)state;
    expect("Lampworks Inc. rose. Lampworks fell.", "Lampworks Inc.: Lampworks Inc. Lampworks", ORG("Lampworks Inc."), ORG("Lampworks"));
}

static void tells_he_from_she(void **state)
{
    (void)state;
    expect("Mary Halvorsen met John Brandvold. She left. Later he spoke.", "Mary Halvorsen: Mary Halvorsen She; John Brandvold: John Brandvold he",
           PERSON("Mary Halvorsen"), PERSON("John Brandvold"));
}

static void stays_fast_with_many_names(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    char *text = malloc(COUNT * 24 + 1);
    struct given *given = calloc(COUNT, sizeof *given);
    char(*names)[24] = calloc(COUNT, sizeof *names);
    assert_true(text && given && names);
    text[0] = '\0';
    char *end = text;
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof names[i], "Ann Xq%05d", i);
        end += sprintf(end, "%s, ", names[i]);
        given[i] = (struct given){ names[i], ENTITY_PERSON };
    }
    struct document d;
    struct entities entities = join(text, given, COUNT, &d);
    assert_int_equal(entities.mention_count, COUNT);
    arena_reset(&arena);
    free(text);
    free(given);
    free(names);
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
    arena_finish(&arena);
    language_destroy(language);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(joins_a_surname_with_the_full_name),
        TEST(keeps_two_people_of_one_surname_apart),
        TEST(gives_a_surname_to_whoever_of_its_bearers_was_named_last),
        TEST(keeps_a_wife_apart_from_whom_the_lists_know),
        TEST(knows_initials_nicknames_and_misspellings),
        TEST(joins_what_the_lists_know),
        TEST(reads_an_acronym_by_its_letters_or_its_brackets),
        TEST(passes_over_a_legal_form),
        TEST(tells_he_from_she),
        TEST(stays_fast_with_many_names),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
