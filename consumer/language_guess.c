#include "language_guess.h"

#include "extract/unicode.h"

#include <libexttextcat/textcat.h>
#include <stdlib.h>

#define FINGERPRINTS "/usr/share/libexttextcat/"

/* Bytes and words that are looked at; shares are in percent of the words. English news has 35 to 50 % function words. */
enum { SAMPLE_BYTES = 1024, BYTES_MOST = 4096, WORDS_LEAST = 30, LETTERS_LEAST = 150, ENGLISH_SURE = 20, ENGLISH_POSSIBLE = 8, TAG_MOST = 8 };

struct language_guess {
    const struct vocabulary *vocabulary;
    void *textcat;
    bool is_tried;
    char tag[TAG_MOST];
};

struct language_guess *language_guess_create(const struct vocabulary *vocabulary)
{
    struct language_guess *guess = calloc(1, sizeof *guess);
    if (guess)
        guess->vocabulary = vocabulary;
    return guess;
}

void language_guess_destroy(struct language_guess *guess)
{
    if (!guess)
        return;
    if (guess->textcat)
        textcat_Done(guess->textcat);
    free(guess);
}

struct sample {
    size_t letters, words, function_words;
};

static void count_word(const struct vocabulary *vocabulary, struct span word, struct sample *sample)
{
    char folded[WORD_BYTES];
    struct span form = { folded, fold(word, folded, sizeof folded) };
    uint64_t classes;
    vocabulary_look_up(vocabulary, form, hash_bytes(form), &classes);
    sample->words++;
    sample->function_words += (classes & WORD_FUNCTION) != 0;
}

static struct sample sample_of(const struct vocabulary *vocabulary, struct span text)
{
    struct sample sample = { 0 };
    size_t begin = 0;
    for (size_t at = 0; at < text.length && at < SAMPLE_BYTES;) {
        struct character c = character_at(text, at);
        bool is_letter = c.kind == CHARACTER_LOWER || c.kind == CHARACTER_UPPER || c.kind == CHARACTER_MARK;
        sample.letters += is_letter;
        if (!is_letter && at > begin)
            count_word(vocabulary, (struct span){ text.at + begin, at - begin }, &sample);
        at += c.length;
        if (!is_letter)
            begin = at;
    }
    return sample;
}

/* The first language of "[sv--utf8][no--utf8]"; NULL where English is among them or none is told. */
static const char *foreign_tag(struct language_guess *guess, const char *answer)
{
    size_t length = 0;
    if (*answer != '[' || strstr(answer, "[en-") || strstr(answer, "[sco-"))
        return NULL;
    while (answer[length + 1] >= 'a' && answer[length + 1] <= 'z' && length + 1 < TAG_MOST) {
        guess->tag[length] = answer[length + 1];
        length++;
    }
    guess->tag[length] = '\0';
    return length ? guess->tag : NULL;
}

static const char *guess_foreign(struct language_guess *guess, struct span text)
{
    if (!guess->is_tried) {
        guess->is_tried = true;
        guess->textcat = special_textcat_Init(FINGERPRINTS "fpdb.conf", FINGERPRINTS);
    }
    if (!guess->textcat)
        return NULL;
    size_t length = text.length < BYTES_MOST ? text.length : BYTES_MOST;
    while (length < text.length && ((unsigned char)text.at[length] & 0xc0) == 0x80)
        length--;
    return foreign_tag(guess, textcat_Classify(guess->textcat, text.at, length));
}

static bool is_english(struct span tag)
{
    return tag.length >= 2 && memcmp(tag.at, "en", 2) == 0 && (tag.length == 2 || tag.at[2] == '-');
}

void language_settle(struct language_guess *guess, struct article *article)
{
    if (article->language.at) {
        article->is_skipped = !is_english(article->language);
        return;
    }
    struct sample sample = sample_of(guess->vocabulary, article->body);
    if (sample.words >= WORDS_LEAST && sample.function_words * 100 >= sample.words * ENGLISH_SURE)
        article->language = SPAN("en");
    if (sample.letters < LETTERS_LEAST || sample.function_words * 100 >= sample.words * ENGLISH_POSSIBLE)
        return;
    const char *tag = guess_foreign(guess, article->body);
    if (tag) {
        article->language = span_of(tag);
        article->is_skipped = true;
    }
}
