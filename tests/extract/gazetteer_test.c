#include "tests/test.h"

#include "extract/gazetteer.h"
#include "extract/pack.h"

static struct arena arena;
static struct vocabulary *vocabulary;
static struct gazetteer *gazetteer;
static struct error error;

static bool lists_load(const char *ours, const char *theirs)
{
    static struct pack_file files[3];            /* they outlive the gazetteer */
    files[0] = (struct pack_file){ .name = "gazetteer/things.tsv", .content = span_of(ours) };
    files[1] = (struct pack_file){ .name = "lists/mine.tsv", .content = span_of(theirs) };
    files[2] = (struct pack_file){ .name = "nicknames.tsv", .content = SPAN("william\tbill will\n") };
    struct pack_files pack = { files, 3 };
    vocabulary = vocabulary_create();
    vocabulary_mark(vocabulary, vocabulary_add(vocabulary, SPAN("al")), WORD_NAME_LINK);
    error.text[0] = '\0';
    gazetteer = gazetteer_create(&pack, vocabulary, &error);
    return gazetteer;
}

static void lists_forget(void)
{
    gazetteer_destroy(gazetteer);
    vocabulary_destroy(vocabulary);
    arena_reset(&arena);
}

/* "text=type:name;" of the longest match at each place and its meanings. */
static void expect(const char *text, const char *expected)
{
    struct tokens tokens = tokens_find(span_of(text), vocabulary, &arena);
    struct gazetteer_matches m = gazetteer_find(gazetteer, &tokens, &arena);
    char found[1024] = "";
    for (size_t i = 0; i < tokens.count; i++) {
        if (!m.of_token[i])
            continue;
        const struct gazetteer_match *match = &m.at[m.of_token[i] - 1];
        for (uint32_t alias = match->alias; alias;) {
            struct gazetteer_meaning meaning = gazetteer_alias(gazetteer, alias);
            struct span words = { text + tokens.at[match->first].begin, tokens.at[match->last - 1].end - tokens.at[match->first].begin };
            size_t used = strlen(found);
            snprintf(found + used, sizeof found - used, "%.*s=%d:%.*s%s;", (int)words.length, words.at, meaning.entry->type,
                     (int)meaning.entry->name.length, meaning.entry->name.at, meaning.is_weak ? "~" : "");
            alias = meaning.next;
        }
    }
    assert_string_equal(found, expected);
}

static void finds_names_by_any_alias(void **state)
{
    (void)state;
    assert_true(lists_load("ORG\tNorthern Rail\tNR|~Northern\tQ7\n", ""));
    expect("Northern Rail said NR and Northern would go.", "Northern Rail=3:Northern Rail;NR=3:Northern Rail;Northern=3:Northern Rail~;");
    lists_forget();
}

static void finds_an_acronym_only_in_capitals(void **state)
{
    (void)state;
    assert_true(lists_load("ORG\tWorld Hat Office\tWHO\n", ""));
    expect("Who asked the WHO?", "WHO=3:World Hat Office;");
    lists_forget();
}

static void does_not_count_hyphens(void **state)
{
    (void)state;
    assert_true(lists_load("ORG\tal-Noor\n", ""));
    expect("The al-Noor camp, Al Noor.", "al-Noor=3:al-Noor;Al Noor=3:al-Noor;");
    lists_forget();
}

static void does_not_reach_over_the_end_of_a_line(void **state)
{
    (void)state;
    assert_true(lists_load("GPE\tNew Harbour\n", ""));
    expect("All is New\nHarbour gone", "");
    lists_forget();
}

static void puts_the_users_meaning_first(void **state)
{
    (void)state;
    assert_true(lists_load("GPE\tMercury\n", "ORG\tMercury\n"));
    expect("in Mercury", "Mercury=3:Mercury;Mercury=4:Mercury;");
    lists_forget();
}

static void count_override(void *context, const char *file, unsigned line, struct span alias, const struct gazetteer_entry *ours,
                           const struct gazetteer_entry *theirs)
{
    (void)ours, (void)theirs;
    assert_string_equal(file, "lists/mine.tsv");
    assert_int_equal(line, 2);
    assert_int_equal(alias.length, 7);
    ++*(int *)context;
}

static void tells_what_a_users_list_overrides(void **state)
{
    (void)state;
    int count = 0;
    assert_true(lists_load("GPE\tMercury\nGPE\tVenus\n", "# mine\nORG\tMercury\nGPE\tVenus\n"));
    gazetteer_overrides(gazetteer, count_override, &count);
    assert_int_equal(count, 1);
    lists_forget();
}

static void knows_nicknames_both_ways(void **state)
{
    (void)state;
    assert_true(lists_load("", ""));
    uint32_t bill = vocabulary_add_text(vocabulary, SPAN("Bill")), william = vocabulary_add_text(vocabulary, SPAN("William"));
    assert_true(gazetteer_is_nickname(gazetteer, bill, william));
    assert_true(gazetteer_is_nickname(gazetteer, william, bill));
    assert_false(gazetteer_is_nickname(gazetteer, bill, bill));
    lists_forget();
}

static void names_file_and_line_of_a_mistake(void **state)
{
    (void)state;
    assert_false(lists_load("", "GPE\tHere\nPLACE\tThere\n"));
    assert_string_equal(error.text, "lists/mine.tsv:2: 'PLACE' is no type of entity");
    lists_forget();
    assert_false(lists_load("", "GPE\tHere\t|\n"));
    assert_non_null(strstr(error.text, "lists/mine.tsv:1: "));
    lists_forget();
    assert_false(lists_load("", "GPE\ta b c d e f g h i j k l m n\n"));
    assert_non_null(strstr(error.text, "more than 12 words"));
    lists_forget();
}

static void marks_begin_inside_and_end(void **state)
{
    (void)state;
    assert_true(lists_load("LOC\tBay of Whales\n", ""));
    struct tokens tokens = tokens_find(SPAN("Bay of Whales"), vocabulary, &arena);
    struct gazetteer_matches m = gazetteer_find(gazetteer, &tokens, &arena);
    assert_true(m.bits[0] == gazetteer_bit(ENTITY_LOC, GAZETTEER_BEGIN));
    assert_true(m.bits[1] == gazetteer_bit(ENTITY_LOC, GAZETTEER_INSIDE));
    assert_true(m.bits[2] == gazetteer_bit(ENTITY_LOC, GAZETTEER_END));
    lists_forget();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_names_by_any_alias),
        TEST(finds_an_acronym_only_in_capitals),
        TEST(does_not_count_hyphens),
        TEST(does_not_reach_over_the_end_of_a_line),
        TEST(puts_the_users_meaning_first),
        TEST(tells_what_a_users_list_overrides),
        TEST(knows_nicknames_both_ways),
        TEST(names_file_and_line_of_a_mistake),
        TEST(marks_begin_inside_and_end),
    };
    if (!arena_init(&arena, (size_t)64 << 20))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    return failed;
}
