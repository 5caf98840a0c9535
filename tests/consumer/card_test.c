#include "tests/test.h"

#include "consumer/card.h"

static char *card(const char *record, bool has_colour)
{
    char *text;
    size_t size;
    struct arena arena;
    FILE *stream = open_memstream(&text, &size);
    assert_true(arena_init(&arena, 1 << 24));
    bool is_record = card_print(stream, span_of(record), &(struct card_style){ .has_colour = has_colour, .claims_most = 1 }, &arena);
    arena_finish(&arena);
    fclose(stream);
    if (is_record)
        return text;
    free(text);
    return NULL;
}

static const char record[] =
    "{\"article\":{\"title\":\"Eels walk\",\"publisher\":\"Field Notes\",\"published_at\":\"2025-01-29\"},"
    "\"text\":\"Eels walk\\nÄh. SHARE THIS\",\"parts\":[{\"role\":\"furniture\",\"start\":14,\"end\":24}],"
    "\"entities\":[{\"type\":\"PERSON\",\"name\":\"Ann Lee\",\"mentions\":[1,2]},{\"type\":\"ORG\",\"name\":\"Bank\",\"mentions\":[1]}],"
    "\"values\":[{\"text\":\"about 5 km\",\"number\":5,\"comparator\":\"~\",\"unit\":\"km\"},{\"text\":\"today\",\"iso\":\"2025-01-29\"}],"
    "\"claims\":[{\"form\":\"direct\",\"kind\":\"denial\",\"text\":\"No.\",\"cue\":{\"text\":\"said\"},\"speaker\":{\"name\":\"Ann Lee\"},"
    "\"via\":[{\"name\":\"UNN\"}],\"stance\":\"deny\",\"check_worthiness\":0.25},{},{}]}";

static void shows_who_how_much_and_who_claims_what(void **state)
{
    (void)state;
    char *text = card(record, false);
    assert_non_null(text);
    assert_string_equal(text, "── Field Notes ── 2025-01-29 ──\n"
                              "Eels walk\n"
                              "people         Ann Lee ×2\n"
                              "organisations  Bank\n"
                              "values         about 5 km → ~ 5 km; today → 2025-01-29\n"
                              "claims         Ann Lee said ← by way of UNN denial deny check 0.25\n"
                              "                 “No.”\n"
                              "               … and 2 claims more\n"
                              "left out       SHARE THIS\n\n");
    free(text);
}

static void colours_only_where_asked(void **state)
{
    (void)state;
    char *plain = card(record, false), *coloured = card(record, true);
    assert_null(strchr(plain, '\033'));
    assert_non_null(strstr(coloured, "\033[1;34mAnn Lee\033[0m"));
    free(plain);
    free(coloured);
}

static void refuses_what_is_no_record(void **state)
{
    (void)state;
    assert_null(card("[1]", false));
    assert_null(card("{", false));
}

static void takes_control_characters_off_the_terminal(void **state)
{
    (void)state;
    char *text = card("{\"article\":{\"title\":\"a\\u001b[31mb\\u009b31m\"}}", false);
    assert_null(strchr(text, '\033'));
    assert_null(strstr(text, "\xc2\x9b"));
    free(text);
}

RUN_TESTS(TEST(shows_who_how_much_and_who_claims_what), TEST(colours_only_where_asked), TEST(refuses_what_is_no_record),
          TEST(takes_control_characters_off_the_terminal))
