#include "tests/test.h"

#include "config/language.h"
#include "extract/extract.h"

static struct language *language;
static struct arena arena;

static struct document document_of(const char *text, struct article *article)
{
    *article = (struct article){ .id = SPAN("a"), .body = span_of(text) };
    struct document document;
    struct extractor extractor = { .pack = language->pack, .arena = &arena };
    assert_true(extract(&extractor, article, &document));
    return document;
}

/* The claims of a text, a line for each: speaker, those between in brackets, content with " … " between its pieces. */
static void expect(const char *text, const char *expected)
{
    struct article article;
    struct document d = document_of(text, &article);
    char found[4096] = "";
    for (size_t i = 0; i < d.claims.count; i++) {
        const struct claim *c = &d.claims.at[i];
        size_t used = strlen(found);
        used += (size_t)snprintf(found + used, sizeof found - used, "%s%.*s", used ? "\n" : "", (int)c->speaker.name.length, c->speaker.name.at ? c->speaker.name.at : "");
        for (size_t v = 0; v < c->via_count; v++)
            used += (size_t)snprintf(found + used, sizeof found - used, " (%.*s)", (int)c->via[v].name.length, c->via[v].name.at);
        for (size_t p = 0; p < c->content_count; p++) {
            struct span piece = span_slice(d.text.all, c->content[p]);
            used += (size_t)snprintf(found + used, sizeof found - used, "%s%.*s", p ? " … " : ": ", (int)piece.length, piece.at);
        }
    }
    assert_string_equal(found, expected);
    arena_reset(&arena);
}

static struct claim only_claim(const char *text)
{
    struct article article;
    struct document d = document_of(text, &article);
    assert_int_equal(d.claims.count, 1);
    return d.claims.at[0];
}

static void reads_a_quotation_before_and_behind_its_cue(void **state)
{
    (void)state;
    expect("\"The bridge will stay open,\" Anna Lindqvist said.\n\nThe rest is a plan. It was drawn in May.", "Anna Lindqvist: The bridge will stay open,");
    expect("Anna Lindqvist said: \"The bridge will stay open.\"\n\nThe rest is a plan. It was drawn in May.", "Anna Lindqvist: The bridge will stay open.");
}

static void joins_a_content_that_its_cue_interrupts(void **state)
{
    (void)state;
    expect("\"The bridge is safe,\" Anna Lindqvist said, \"and it will stay open.\"\n\nThe rest is a plan. It was drawn in May.",
           "Anna Lindqvist: The bridge is safe, … and it will stay open.");
    expect("\"The bridge is safe,\" Anna Lindqvist said. \"It will stay open.\"\n\nThe rest is a plan. It was drawn in May.",
           "Anna Lindqvist: The bridge is safe, … It will stay open.");
}

static void leaves_that_and_the_full_stop_out_of_an_indirect_content(void **state)
{
    (void)state;
    expect("Anna Lindqvist said on Monday that the bridge was safe.\n\nThe rest is a plan. It was drawn in May.", "Anna Lindqvist: the bridge was safe");
}

static void takes_the_listener_for_no_content(void **state)
{
    (void)state;
    expect("Anna Lindqvist told reporters that the bridge was safe.\n\nThe rest is a plan. It was drawn in May.", "Anna Lindqvist: the bridge was safe");
}

static void finds_the_speaker_behind_according_to(void **state)
{
    (void)state;
    expect("The bridge was closed for repairs, according to Anna Lindqvist.\n\nThe rest is a plan. It was drawn in May.",
           "Anna Lindqvist: The bridge was closed for repairs");
}

static void keeps_the_turn_of_the_one_who_speaks(void **state)
{
    (void)state;
    expect("\"The bridge is safe,\" Peter Holm said.\n\n\"I asked John Smith about the bridge,\" he said.",
           "Peter Holm: The bridge is safe,\nPeter Holm: I asked John Smith about the bridge,");
}

static void takes_up_an_unnamed_speaker_and_a_paper(void **state)
{
    (void)state;
    expect("A senior official in the port said that the bridge was closed. \"It will open again,\" the official said.",
           "A senior official in the port: the bridge was closed\nA senior official in the port: It will open again,");
    expect("Norrland Bank said that the bridge was closed. \"It will open again,\" the statement said.",
           "Norrland Bank: the bridge was closed\nNorrland Bank: It will open again,");
    expect("Norrland Bank said that the bridge was closed. \"It will open again,\" the Swedish bank said.",
           "Norrland Bank: the bridge was closed\nNorrland Bank: It will open again,");
}

static void joins_a_verb_without_subject_to_the_one_before(void **state)
{
    (void)state;
    struct article article;
    struct document d = document_of("\"The bridge is closed,\" Anna Lindqvist said, and warned that the port would follow.", &article);
    assert_int_equal(d.claims.count, 2);
    assert_true(span_equal(d.claims.at[1].speaker.name, span_of("Anna Lindqvist")));
    arena_reset(&arena);
}

static void hands_a_medium_on_within_a_turn(void **state)
{
    (void)state;
    expect("Anna Lindqvist told Reuters that the bridge was closed. \"It will open again,\" Lindqvist said.",
           "Anna Lindqvist (Reuters): the bridge was closed\nAnna Lindqvist (Reuters): It will open again,");
    expect("Anna Lindqvist said on Sunday that the bridge was closed.", "Anna Lindqvist: the bridge was closed");
}

static void names_the_medium_between(void **state)
{
    (void)state;
    expect("Anna Lindqvist told Fox News that the bridge was safe.\n\nThe rest is a plan. It was drawn in May.",
           "Anna Lindqvist (Fox News): the bridge was safe");
}

static void tells_denial_promise_and_request(void **state)
{
    (void)state;
    struct claim denial = only_claim("Anna Lindqvist denied that the bridge was unsafe.\n\nThe rest is a plan. It was drawn in May.");
    assert_int_equal(denial.stance, STANCE_DENY);
    struct claim promise = only_claim("Anna Lindqvist vowed to keep the bridge open.\n\nThe rest is a plan. It was drawn in May.");
    assert_int_equal(promise.kind, KIND_PROMISE);
    struct claim request = only_claim("Anna Lindqvist urged the council to close the bridge.\n\nThe rest is a plan. It was drawn in May.");
    assert_int_equal(request.kind, KIND_REQUEST);
    arena_reset(&arena);
}

static void gives_one_key_to_one_quotation_in_different_marks(void **state)
{
    (void)state;
    struct claim a = only_claim("\"The bridge isn't safe,\" Anna Lindqvist said.\n\nThe rest is a plan. It was drawn in May.");
    struct claim b = only_claim("Anna Lindqvist said: “The  bridge isn’t safe.”\n\nThe rest is a plan. It was drawn in June.");
    assert_true(a.key == b.key);
    arena_reset(&arena);
}

static void takes_a_line_that_stands_alone_for_a_statement(void **state)
{
    (void)state;
    struct claim claim = only_claim("The repairs of the bridge cost forty million dollars.");
    assert_int_equal(claim.form, FORM_STATEMENT);
    assert_false(claim.speaker.is_known);
    arena_reset(&arena);
}

static void survives_an_arena_that_fails_at_any_request(void **state)
{
    (void)state;
    const char *text = "\"The bridge is safe,\" Anna Lindqvist told Fox News. She denied that 40 people were hurt.";
    struct article article = { .id = SPAN("a"), .body = span_of(text) };
    struct extractor extractor = { .pack = language->pack, .arena = &arena };
    bool is_done = false;
    for (uint64_t n = 1; !is_done && n < 10000; n++) {
        struct document document;
        arena_reset(&arena);
        arena.fail_after = n;
        is_done = extract(&extractor, &article, &document);
    }
    assert_true(is_done);
    arena.fail_after = 0;
    arena_reset(&arena);
}

static void takes_bounded_time_over_five_thousand_cues_in_a_sentence(void **state)
{
    (void)state;
    size_t length = 0;
    char *text = malloc(5000 * 16 + 1);
    for (int i = 0; i < 5000; i++)
        length += (size_t)sprintf(text + length, "%s", i % 3 ? "he said that " : "\"so\" she told ");
    struct article article;
    struct document d = document_of(text, &article);
    for (size_t i = 0; i < d.claims.count; i++)
        assert_true(d.claims.at[i].content[0].end <= length);
    free(text);
    arena_reset(&arena);
}

static int set_up(void **state)
{
    (void)state;
    struct error error;
    language = language_load(CLAIMD_SOURCE_FOLDER "/config/en", NULL, &error);
    return language && arena_init(&arena, (size_t)1 << 30) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    language_destroy(language);
    arena_finish(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_a_quotation_before_and_behind_its_cue), TEST(joins_a_content_that_its_cue_interrupts),
        TEST(leaves_that_and_the_full_stop_out_of_an_indirect_content), TEST(takes_the_listener_for_no_content),
        TEST(finds_the_speaker_behind_according_to), TEST(names_the_medium_between), TEST(keeps_the_turn_of_the_one_who_speaks),
        TEST(takes_up_an_unnamed_speaker_and_a_paper), TEST(joins_a_verb_without_subject_to_the_one_before), TEST(hands_a_medium_on_within_a_turn), TEST(tells_denial_promise_and_request),
        TEST(gives_one_key_to_one_quotation_in_different_marks), TEST(takes_a_line_that_stands_alone_for_a_statement),
        TEST(survives_an_arena_that_fails_at_any_request), TEST(takes_bounded_time_over_five_thousand_cues_in_a_sentence),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
