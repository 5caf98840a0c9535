#include "enrich.h"

#include "article.h"
#include "language_guess.h"
#include "extract/unicode.h"
#include "record.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>

enum { JSON_DEEPEST = 512 };

struct enricher {
    const struct options *options;
    const struct language *language;
    struct article_pointers pointers;
    struct arena arena;
    struct extractor extractor;
    struct language_guess *guess;
    document_writer *write;
    bool adds_claims;
};

struct enricher *enricher_create(const struct options *options, const struct language *language)
{
    struct enricher *e = calloc(1, sizeof *e);
    if (!e || !arena_init(&e->arena, options->arena.limit) || !(e->guess = language_guess_create(language->pack->vocabulary))) {
        enricher_destroy(e);
        return NULL;
    }
    e->options = options;
    e->language = language;
    e->pointers = article_pointers(options);
    e->extractor = (struct extractor){ .pack = language->pack, .arena = &e->arena };
    e->write = record_write;
    return e;
}

void enricher_destroy(struct enricher *e)
{
    if (!e)
        return;
    language_guess_destroy(e->guess);
    arena_finish(&e->arena);
    free(e);
}

void enricher_write(struct enricher *e, document_writer *write)
{
    e->write = write;
}

void enricher_add_claims(struct enricher *e)
{
    e->adds_claims = true;
}

void enricher_observe(struct enricher *e, stage_observer *observe, void *context)
{
    e->extractor.observe = observe;
    e->extractor.context = context;
}

static bool refuse(struct reject *reject, enum reject_code code, const char *detail)
{
    reject->code = code;
    snprintf(reject->detail, sizeof reject->detail, "%.200s", detail);
    return false;
}

static bool read_json(struct enricher *e, struct span message, struct article *article, struct reject *reject)
{
    static const enum reject_code codes[] = { [JSON_BAD] = REJECT_NOT_JSON, [JSON_TOO_DEEP] = REJECT_TOO_DEEP, [JSON_NO_MEMORY] = REJECT_LIMIT };
    struct json json;
    struct error error;
    enum json_result result = json_read(message, JSON_DEEPEST, &e->arena, &json, &error);
    if (result != JSON_GOOD)
        return refuse(reject, codes[result], error.text);
    return article_read(&json, &e->pointers, &e->arena, article, reject);
}

static bool read_article(struct enricher *e, struct span message, struct article *article, struct reject *reject)
{
    if (message.length > e->options->input.max_bytes)
        return refuse(reject, REJECT_TOO_LARGE, "longer than input.max.bytes");
    if (!is_utf8(message))
        return refuse(reject, REJECT_NOT_UTF8, "not UTF-8");
    if (message.length >= 3 && memcmp(message.at, "\xef\xbb\xbf", 3) == 0)
        message = (struct span){ message.at + 3, message.length - 3 };
    if (e->options->input.format == INPUT_TEXT)
        return article_read_text(message, &e->arena, article, reject);
    return read_json(e, message, article, reject);
}

static void count_found(const struct document *document, struct found *found)
{
    for (size_t i = 0; i < document->entities.count; i++)
        found->entities[document->entities.at[i].type]++;
    for (size_t i = 0; i < document->values.count; i++)
        found->values[document->values.at[i].type]++;
    for (size_t i = 0; i < document->claims.count; i++)
        found->claims[document->claims.at[i].kind]++;
}

/* Records are some three times as long as their articles: room is taken once. */
static bool write_outcome(struct enricher *e, size_t message_length, const struct document *document, struct outcome *outcome)
{
    struct buffer record = { 0 }, claims = { 0 };
    buffer_reserve(&record, message_length * 3 + 1024);
    if (!e->write(document, e->language->rules, &e->arena, &record) ||
        (e->adds_claims && !claim_messages_write(document, e->language->rules, &e->arena, &claims))) {
        free(record.at);
        free(claims.at);
        return false;
    }
    *outcome = (struct outcome){ .is_record = true, .record = record.at, .record_length = record.length, .claims = claims.at,
                                 .claims_length = claims.length };
    count_found(document, &outcome->found);
    return true;
}

struct outcome enrich(struct enricher *e, struct span message)
{
    struct outcome outcome = { 0 };
    struct article article;
    struct document document;
    arena_reset(&e->arena);
    if (!read_article(e, message, &article, &outcome.reject))
        return outcome;
    language_settle(e->guess, &article);
    if (!extract(&e->extractor, &article, &document) || !write_outcome(e, message.length, &document, &outcome))
        refuse(&outcome.reject, REJECT_LIMIT, "the article needs more memory than arena.limit");
    return outcome;
}
