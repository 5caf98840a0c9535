/* Any message has one outcome, and what is found in it lies inside it and in order. The first byte chooses the format. */
#include "fuzz.h"

#include "consumer/enrich.h"
#include "consumer/json.h"
#include "consumer/record.h"
#include "extract/unicode.h"

static void check_range(const struct document *d, struct range range)
{
    HOLDS(range.begin < range.end && range.end <= d->text.all.length);
    HOLDS((d->text.all.at[range.begin] & 0xc0) != 0x80);
    HOLDS(range.end == d->text.all.length || ((unsigned char)d->text.all.at[range.end] & 0xc0) != 0x80);
}

static void check_tokens(const struct document *d)
{
    for (size_t i = 0; i < d->tokens.count; i++) {
        check_range(d, (struct range){ d->tokens.at[i].begin, d->tokens.at[i].end });
        HOLDS(i == 0 || d->tokens.at[i - 1].end <= d->tokens.at[i].begin);
    }
    for (size_t i = 0; i < d->sentences.count; i++) {
        HOLDS(d->sentences.at[i].first < d->sentences.at[i].last);
        HOLDS(d->sentences.at[i].first == (i ? d->sentences.at[i - 1].last : 0));
    }
    HOLDS(d->tokens.count == (d->sentences.count ? d->sentences.at[d->sentences.count - 1].last : 0));
}

static void check_findings(const struct document *d)
{
    for (size_t i = 0; i < d->parts.count; i++)
        check_range(d, d->parts.at[i].range);
    for (size_t i = 0; i < d->entities.mention_count; i++) {
        check_range(d, d->entities.mentions[i].range);
        HOLDS(d->entities.mentions[i].entity < d->entities.count);
        HOLDS(i == 0 || d->entities.mentions[i - 1].range.end <= d->entities.mentions[i].range.begin);
    }
    for (size_t i = 0; i < d->values.count; i++) {
        check_range(d, d->values.at[i].range);
        HOLDS(i == 0 || d->values.at[i - 1].range.end <= d->values.at[i].range.begin);
    }
    for (size_t i = 0; i < d->claims.count; i++) {
        const struct claim *claim = &d->claims.at[i];
        HOLDS(claim->content_count > 0);
        HOLDS(claim->check_worthiness >= 0 && claim->check_worthiness <= 1 && claim->confidence >= 0 && claim->confidence <= 1);
        for (size_t k = 0; k < claim->content_count; k++) {
            check_range(d, claim->content[k]);
            HOLDS(k == 0 || claim->content[k - 1].end <= claim->content[k].begin);
        }
        for (size_t k = 0; k < claim->entity_count; k++)
            HOLDS(claim->entities[k] < d->entities.count);
        for (size_t k = 0; k < claim->value_count; k++)
            HOLDS(claim->values[k] < d->values.count);
        HOLDS(claim->form != FORM_STATEMENT || !claim->speaker.is_known);
    }
}

static bool write(const struct document *d, const char *rules, struct arena *arena, struct buffer *to)
{
    check_tokens(d);
    check_findings(d);
    return record_write(d, rules, arena, to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct enricher *enrichers[2];
    static struct options options[2];
    static struct arena arena;
    struct error error;
    if (!enrichers[0]) {
        struct language *language = language_load(CLAIMD_SOURCE_FOLDER "/config/en", NULL, &error);
        HOLDS(language && arena_init(&arena, 64 << 20));
        for (int i = 0; i < 2; i++) {
            HOLDS(options_init(&options[i], &(struct options_source){ 0 }, &error));
            options[i].input.format = i ? INPUT_TEXT : INPUT_JSON;
            HOLDS(enrichers[i] = enricher_create(&options[i], language));
            enricher_write(enrichers[i], write);
        }
    }
    if (!size)
        return 0;
    struct outcome outcome = enrich(enrichers[*data & 1], (struct span){ (const char *)data + 1, size - 1 });
    if (outcome.is_record) {
        struct json json;
        struct span record = { outcome.record, outcome.record_length };
        arena_reset(&arena);
        HOLDS(is_utf8(record));
        HOLDS(json_read(record, 16, &arena, &json, &error) != JSON_BAD);
    }
    free(outcome.record);
    return 0;
}
