#include "tests/test.h"

#include "consumer/article.h"

static struct arena arena;
static struct article article;
static struct reject reject;

static bool map_with(const char *source, const struct article_pointers *pointers)
{
    struct json json;
    struct error error;
    arena_reset(&arena);
    reject = (struct reject){ 0 };
    assert_int_equal(json_read(span_of(source), 64, &arena, &json, &error), JSON_GOOD);
    return article_read(&json, pointers, &arena, &article, &reject);
}

static bool map(const char *source)
{
    return map_with(source, &(struct article_pointers){ 0 });
}

static bool is_text(struct span found, const char *wanted)
{
    return found.at && span_equal(found, span_of(wanted));
}

#define assert_span(found, wanted) assert_true(is_text(found, wanted))

static void reads_a_plain_object(void **state)
{
    (void)state;
    assert_true(map("{\"id\":7,\"title\":\" A dam holds \",\"text\":\"It held.\",\"published_at\":\"2025-02-05\",\"source\":\"Dale Post\","
                    "\"url\":\"ftp://x\",\"authors\":\"By Ann Lee and Bo Kim\",\"lang\":\"EN_gb\"}"));
    assert_span(article.id, "7");
    assert_span(article.title, "A dam holds");
    assert_span(article.body, "It held.");
    assert_span(article.published_at, "2025-02-05");
    assert_span(article.publisher, "Dale Post");
    assert_span(article.url, "ftp://x");
    assert_span(article.language, "en-gb");
    assert_int_equal(article.author_count, 2);
    assert_span(article.authors[1], "Bo Kim");
    assert_false(article.is_truncated);
}

static void reads_ninjs_of_every_version(void **state)
{
    (void)state;
    assert_true(map("{\"uri\":\"http://n.example/1\",\"versioncreated\":\"2013-07-09T10:37:00Z\",\"byline\":\"Ann Lee\",\"headline\":\"A dam\","
                    "\"body_text\":\"It held.\",\"body_xhtml\":\"<p>It held</p>\"}"));
    assert_span(article.id, "http://n.example/1");
    assert_span(article.url, "http://n.example/1");
    assert_span(article.body, "It held.");
    assert_true(map("{\"uri\":\"urn:1\",\"headlines\":[{\"role\":\"main\",\"value\":\"A dam\"}],\"by\":\"Ann Lee\",\"bodies\":["
                    "{\"role\":\"html\",\"contentType\":\"text/html\",\"value\":\"<p>It held!</p>\"},"
                    "{\"role\":\"text\",\"contentType\":\"text/plain\",\"value\":\"It held.\"}]}"));
    assert_span(article.title, "A dam");
    assert_span(article.body, "It held.");
    assert_null(article.url.at);
}

static void reads_linked_data_with_a_graph(void **state)
{
    (void)state;
    assert_true(map("{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"Dale Post\",\"description\":\"All of it\"},"
                    "{\"@type\":\"NewsArticle\",\"headline\":\"A dam\",\"articleBody\":\"It held.\",\"datePublished\":\"2025-02-05T08:00:00+01:00\","
                    "\"author\":[{\"@type\":\"Person\",\"name\":\"Ann Lee\"},{\"name\":\"Bo Kim\"}],\"publisher\":{\"name\":\"Dale Post\"},"
                    "\"inLanguage\":\"en-US\",\"mainEntityOfPage\":{\"@id\":\"https://dale.example/1\"}}]}"));
    assert_span(article.title, "A dam");
    assert_span(article.url, "https://dale.example/1");
    assert_span(article.id, "https://dale.example/1");
    assert_span(article.publisher, "Dale Post");
    assert_span(article.published_at, "2025-02-05T08:00:00+01:00");
    assert_int_equal(article.author_count, 2);
}

static void reads_what_the_well_known_services_send(void **state)
{
    (void)state;
    assert_true(map("{\"maintext\":\"It held.\",\"date_publish\":\"2017-07-17 17:03:00\",\"source_domain\":\"www.dale.example\",\"authors\":[],"
                    "\"title\":\"A dam\",\"url\":\"https://www.dale.example/1\",\"description\":\"Short\",\"language\":\"en\"}"));
    assert_span(article.body, "It held.");
    assert_span(article.published_at, "2017-07-17T17:03:00");
    assert_true(map("{\"source\":{\"id\":null,\"name\":\"Dale Post\"},\"author\":\"Ann Lee\",\"title\":\"A dam\",\"publishedAt\":\"2025-02-05T08:00:00Z\","
                    "\"description\":\"Short\",\"content\":\"It held for… [+1234 chars]\"}"));
    assert_span(article.publisher, "Dale Post");
    assert_true(article.is_truncated);
    assert_true(map("{\"title\":{\"rendered\":\"A dam &#8211; still\"},\"content\":{\"rendered\":\"<p>It</p><p>held.</p>\",\"protected\":false},"
                    "\"date_gmt\":\"2025-02-05T08:00:00\",\"link\":\"https://dale.example/1\",\"guid\":{\"rendered\":\"https://dale.example/?p=1\"}}"));
    assert_span(article.title, "A dam – still");
    assert_span(article.body, "It\nheld.");
    assert_span(article.id, "https://dale.example/?p=1");
    assert_true(map("{\"title\":\"A dam\",\"link\":\"https://dale.example/1\",\"published_parsed\":[2025,5,21,12,36,25,2,141,0],"
                    "\"content\":[{\"type\":\"text/html\",\"value\":\"<p>It held.</p>\"}],\"summary\":\"Short\",\"tags\":[]}"));
    assert_span(article.body, "It held.");
}

static void finds_the_article_inside_a_wrapper(void **state)
{
    (void)state;
    assert_true(map("{\"payload\":{\"after\":{\"headline\":\"A dam\",\"body\":\"It held.\"}}}"));
    assert_span(article.title, "A dam");
    assert_true(map("{\"meta\":{},\"item\":{\"headline\":\"A dam\",\"body\":{\"content\":[\"It\",\"held.\"]}}}"));
    assert_span(article.body, "It\nheld.");
    assert_true(map("[{\"title\":\"A dam\",\"content\":\"It held.\"}]"));
    assert_span(article.body, "It held.");
}

static void refuses_several_articles_in_one_message(void **state)
{
    (void)state;
    assert_false(map("{\"articles\":[{\"title\":\"a\",\"content\":\"A.\"},{\"title\":\"b\",\"content\":\"B.\"}]}"));
    assert_int_equal(reject.code, REJECT_NO_BODY);
    assert_non_null(strstr(reject.detail, "2 articles"));
}

static void takes_a_summary_where_there_is_nothing_else(void **state)
{
    (void)state;
    assert_true(map("{\"title\":\"A dam\",\"description\":\"It held.\",\"text\":\"None\"}"));
    assert_span(article.body, "It held.");
    assert_true(article.is_truncated);
    assert_true(map("{\"title\":\"A dam\",\"description\":\"It held.\",\"content\":\"Full text is unavailable in this version\"}"));
    assert_span(article.body, "It held.");
}

static void takes_the_words_for_nothing_as_nothing(void **state)
{
    (void)state;
    assert_false(map("{\"title\":\"A dam\",\"text\":\"null\"}"));
    assert_int_equal(reject.code, REJECT_NO_BODY);
    assert_true(map("{\"text\":\"It held.\",\"url\":\"None\",\"publisher\":\"N/A\",\"authors\":\"None\",\"language\":\"null\",\"title\":\"\","
                    "\"published_at\":\"None\",\"id\":null}"));
    assert_null(article.url.at);
    assert_null(article.publisher.at);
    assert_null(article.language.at);
    assert_null(article.title.at);
    assert_null(article.published_at.at);
    assert_int_equal(article.author_count, 0);
}

static void makes_an_id_that_stays_the_same(void **state)
{
    (void)state;
    char first[64];
    assert_true(map("{\"title\":\"A dam\",\"text\":\"It held.\"}"));
    snprintf(first, sizeof first, "%.*s", (int)article.id.length, article.id.at);
    assert_true(map("{\"text\":\"It held.\",\"title\":\"A dam\",\"other\":1}"));
    assert_span(article.id, first);
    assert_true(map("{\"text\":\"It held!\",\"title\":\"A dam\"}"));
    assert_false(span_equal(article.id, span_of(first)));
}

static void knows_names_in_any_case(void **state)
{
    (void)state;
    assert_true(map("{\"ID\":\"1\",\"Title\":\"A dam\",\"BODY\":\"It held.\",\"Published-At\":\"2025-02-05\"}"));
    assert_span(article.title, "A dam");
    assert_span(article.published_at, "2025-02-05");
}

static void goes_where_the_options_point(void **state)
{
    (void)state;
    struct article_pointers pointers = { { [FIELD_BODY] = "/data/lines", [FIELD_TITLE] = "/data/kicker" } };
    assert_true(map_with("{\"title\":\"no\",\"data\":{\"kicker\":\"A dam\",\"lines\":[\"It\",\"held.\"]},\"text\":\"no\",\"url\":\"https://d.example\"}",
                         &pointers));
    assert_span(article.title, "A dam");
    assert_span(article.body, "It\nheld.");
    assert_span(article.url, "https://d.example");
    assert_false(map_with("{\"text\":\"no\"}", &pointers));
}

static void tells_what_the_feed_cut_off(void **state)
{
    (void)state;
    assert_true(map("{\"text\":\"The dam held for thre…\"}"));
    assert_true(article.is_truncated);
    assert_true(map("{\"text\":\"The dam held. […]\"}"));
    assert_true(article.is_truncated);
    assert_true(map("{\"text\":\"\\\"The dam…\\\"\"}"));
    assert_false(article.is_truncated);
}

static void survives_every_shortage_of_memory(void **state)
{
    (void)state;
    struct json json;
    struct error error;
    for (uint64_t n = 1; n < 60; n++) {
        arena_reset(&arena);
        arena.fail_after = 0;
        json_read(span_of("{\"title\":\"A \\u0041\",\"body\":[\"<p>It</p>\",\"held\"],\"authors\":[\"Ann Lee\",{\"name\":\"Bo\"}],\"date\":\"2025-02-05\"}"), 64,
                  &arena, &json, &error);
        arena.fail_after = n;
        bool is_good = article_read(&json, &(struct article_pointers){ 0 }, &arena, &article, &reject);
        assert_true(is_good || reject.code == REJECT_LIMIT);
    }
    arena.fail_after = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_a_plain_object), TEST(reads_ninjs_of_every_version), TEST(reads_linked_data_with_a_graph),
        TEST(reads_what_the_well_known_services_send), TEST(finds_the_article_inside_a_wrapper), TEST(refuses_several_articles_in_one_message),
        TEST(takes_a_summary_where_there_is_nothing_else), TEST(takes_the_words_for_nothing_as_nothing), TEST(makes_an_id_that_stays_the_same),
        TEST(knows_names_in_any_case), TEST(goes_where_the_options_point), TEST(tells_what_the_feed_cut_off),
        TEST(survives_every_shortage_of_memory),
    };
    arena_init(&arena, 4 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_finish(&arena);
    return failed;
}
