#include "tests/test.h"

#include "config/language.h"
#include "consumer/language_guess.h"

static struct language *language;

static struct article settled(const char *told, const char *body)
{
    struct language_guess *guess = language_guess_create(language->pack->vocabulary);
    static char tag[16];
    struct article article = { .body = span_of(body), .language = span_of(told) };
    language_settle(guess, &article);
    snprintf(tag, sizeof tag, "%.*s", (int)article.language.length, article.language.at ? article.language.at : "");
    if (article.language.at)
        article.language = span_of(tag);
    language_guess_destroy(guess);
    return article;
}

static const char *const english = "The council of the valley said on Monday that it had opened the gates of the dam because the water was higher than "
                                   "at any time in the last ten years, and that nobody in the villages below would have to leave their homes.";
static const char *const german = "Der Rat des Tals teilte am Montag mit, dass die Tore des Damms geöffnet worden seien, weil das Wasser höher stehe als "
                                  "jemals in den vergangenen zehn Jahren; niemand in den Dörfern unterhalb müsse sein Haus verlassen, hieß es weiter.";
static const char *const russian = "Совет долины сообщил в понедельник, что ворота плотины открыты, потому что вода стоит выше, чем когда-либо за последние "
                                   "десять лет, и что никому в деревнях ниже по течению не придётся покидать свои дома, говорится в сообщении.";

static void believes_the_feed(void **state)
{
    (void)state;
    assert_true(settled("de", english).is_skipped);
    assert_false(settled("en-gb", german).is_skipped);
}

static void knows_english_by_its_small_words(void **state)
{
    (void)state;
    struct article article = settled(NULL, english);
    assert_false(article.is_skipped);
    assert_string_equal(article.language.at, "en");
}

static void knows_other_languages_of_some_length(void **state)
{
    (void)state;
    struct article article = settled(NULL, german);
    assert_true(article.is_skipped);
    assert_string_equal(article.language.at, "de");
    assert_true(settled(NULL, russian).is_skipped);
}

static void takes_what_is_short_or_doubtful_for_english(void **state)
{
    (void)state;
    assert_false(settled(NULL, "Guten Morgen.").is_skipped);
    assert_false(settled(NULL, "").is_skipped);
    assert_false(settled(NULL, "1,200 3,400 5,600 7,800 9,000 1,200 3,400 5,600 7,800 9,000 1,200 3,400 5,600 7,800 9,000 1,200 3,400 5,600 7,800").is_skipped);
    assert_null(settled(NULL, "Guten Morgen.").language.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(believes_the_feed), TEST(knows_english_by_its_small_words), TEST(knows_other_languages_of_some_length),
                                        TEST(takes_what_is_short_or_doubtful_for_english) };
    struct error error;
    language = language_load(CLAIMD_SOURCE_FOLDER "/config/en", NULL, &error);
    if (!language) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    language_destroy(language);
    return failed;
}
