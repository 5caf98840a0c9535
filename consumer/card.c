#include "card.h"

#include "flow.h"
#include "json.h"

#include <stdlib.h>

enum { DEEPEST = 32, LABEL = 15, VALUES_MOST = 12 };

/* A record that is being shown. */
struct card {
    struct json json;
    struct arena *arena;
    struct flow flow;
    const struct card_style *style;
};

static const struct json_value *member(const struct card *card, const struct json_value *holder, const char *name)
{
    return json_member(&card->json, holder, name);
}

/* Empty where there is none, and for null. */
static struct span text(const struct card *card, const struct json_value *holder, const char *name)
{
    const struct json_value *found = member(card, holder, name);
    if (!found || found->kind == JSON_KIND_NULL || found->kind == JSON_KIND_ARRAY || found->kind == JSON_KIND_OBJECT)
        return SPAN("");
    return json_text(&card->json, found, card->arena);
}

static const struct json_value *first(const struct card *card, const struct json_value *list)
{
    return list ? json_first(&card->json, list) : NULL;
}

static const struct json_value *next(const struct card *card, const struct json_value *list, const struct json_value *item)
{
    return json_next(&card->json, list, item);
}

static unsigned count(const struct card *card, const struct json_value *list)
{
    unsigned found = 0;
    for (const struct json_value *item = first(card, list); item; item = next(card, list, item))
        found++;
    return found;
}

static void put(struct card *card, enum colour colour, struct span words)
{
    flow_put(&card->flow, colour, words, false);
}

static void glue(struct card *card, enum colour colour, struct span words)
{
    flow_put(&card->flow, colour, words, true);
}

/* ── head ───────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_head(struct card *card, const struct json_value *record)
{
    const struct json_value *article = member(card, record, "article");
    flow_begin(&card->flow, 0, "");
    put(card, COLOUR_FAINT, SPAN("──"));
    put(card, COLOUR_FAINT, text(card, article, "publisher"));
    put(card, COLOUR_FAINT, SPAN("──"));
    put(card, COLOUR_FAINT, text(card, article, "published_at"));
    put(card, COLOUR_FAINT, SPAN("──"));
    flow_begin(&card->flow, 0, "");
    put(card, COLOUR_BOLD, text(card, article, "title"));
    flow_end(&card->flow);
}

/* ── entities ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

static const struct row {
    const char *label, *types;
    enum colour colour;
} rows[] = {
    { "people", " PERSON ", COLOUR_BLUE },
    { "organisations", " ORG ", COLOUR_CYAN },
    { "places", " GPE LOC FAC ", COLOUR_GREEN },
    { "others", " NORP PRODUCT EVENT WORK_OF_ART LAW ", COLOUR_PLAIN },
};

static bool is_in_row(const struct row *row, struct span type)
{
    const char *found = memmem(row->types, strlen(row->types), type.at, type.length);
    return type.length > 0 && found && found[-1] == ' ' && found[type.length] == ' ';
}

static void put_entity(struct card *card, const struct json_value *entity, enum colour colour)
{
    char times[32];
    unsigned mentions = count(card, member(card, entity, "mentions"));
    put(card, colour, text(card, entity, "name"));
    if (mentions > 1) {
        snprintf(times, sizeof times, "×%u", mentions);
        put(card, COLOUR_FAINT, span_of(times));
    }
}

static void put_entities(struct card *card, const struct json_value *record, const struct row *row)
{
    const struct json_value *entities = member(card, record, "entities");
    bool has_begun = false;
    for (const struct json_value *entity = first(card, entities); entity; entity = next(card, entities, entity)) {
        if (!is_in_row(row, text(card, entity, "type")))
            continue;
        if (has_begun)
            glue(card, COLOUR_FAINT, SPAN(","));
        else
            flow_begin(&card->flow, LABEL, row->label);
        has_begun = true;
        put_entity(card, entity, row->colour);
    }
}

/* ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_reading(struct card *card, const struct json_value *item)
{
    struct span number = text(card, item, "number"), most = text(card, item, "number_max"), unit = text(card, item, "unit");
    struct span iso = text(card, item, "iso"), comparator = text(card, item, "comparator");
    if (!number.length && !iso.length)
        return;
    put(card, COLOUR_FAINT, SPAN("→"));
    if (iso.length) {
        put(card, COLOUR_FAINT, iso);
        return;
    }
    if (comparator.length && !span_equal(comparator, SPAN("=")))
        put(card, COLOUR_FAINT, comparator);
    put(card, COLOUR_FAINT, number);
    if (most.length) {
        put(card, COLOUR_FAINT, SPAN("–"));
        put(card, COLOUR_FAINT, most);
    }
    put(card, COLOUR_FAINT, unit);
}

static void put_values(struct card *card, const struct json_value *record)
{
    char more[32];
    const struct json_value *values = member(card, record, "values");
    unsigned shown = 0, total = count(card, values);
    for (const struct json_value *item = first(card, values); item && shown < VALUES_MOST; item = next(card, values, item), shown++) {
        if (shown == 0)
            flow_begin(&card->flow, LABEL, "values");
        else
            glue(card, COLOUR_FAINT, SPAN(";"));
        put(card, COLOUR_YELLOW, text(card, item, "text"));
        put_reading(card, item);
    }
    if (shown < total) {
        snprintf(more, sizeof more, "… and %u more", total - shown);
        put(card, COLOUR_FAINT, span_of(more));
    }
}

/* ── claims ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_unless(struct card *card, enum colour colour, struct span word, struct span usual)
{
    if (word.length && !span_equal(word, usual))
        put(card, colour, word);
}

static void put_claim(struct card *card, const struct json_value *claim, const char *label)
{
    const struct json_value *speaker = member(card, claim, "speaker"), *via = member(card, claim, "via");
    struct span name = text(card, speaker, "name"), form = text(card, claim, "form"), check = text(card, claim, "check_worthiness");
    bool is_statement = span_equal(form, SPAN("statement"));
    flow_begin(&card->flow, LABEL, label);
    put(card, name.length ? COLOUR_BLUE : COLOUR_FAINT, name.length ? name : is_statement ? SPAN("the article") : SPAN("somebody"));
    put(card, COLOUR_FAINT, text(card, member(card, claim, "cue"), "text"));
    for (const struct json_value *link = first(card, via); link; link = next(card, via, link)) {
        put(card, COLOUR_FAINT, SPAN("← by way of"));
        put(card, COLOUR_CYAN, text(card, link, "name"));
    }
    put_unless(card, COLOUR_FAINT, text(card, claim, "kind"), SPAN("statement"));
    put_unless(card, COLOUR_RED, text(card, claim, "stance"), SPAN("neutral"));
    put_unless(card, COLOUR_RED, text(card, claim, "polarity"), SPAN("affirmed"));
    put(card, COLOUR_FAINT, SPAN("check"));
    put(card, COLOUR_FAINT, check);
    flow_begin(&card->flow, LABEL + 2, "");
    put(card, COLOUR_PLAIN, span_equal(form, SPAN("direct")) ? SPAN("“") : SPAN("‹"));
    glue(card, COLOUR_PLAIN, text(card, claim, "text"));
    glue(card, COLOUR_PLAIN, span_equal(form, SPAN("direct")) ? SPAN("”") : SPAN("›"));
}

static void put_claims(struct card *card, const struct json_value *record)
{
    char more[64];
    const struct json_value *claims = member(card, record, "claims");
    unsigned shown = 0, total = count(card, claims);
    for (const struct json_value *claim = first(card, claims); claim && shown < card->style->claims_most; claim = next(card, claims, claim), shown++)
        put_claim(card, claim, shown == 0 ? "claims" : "");
    if (shown < total) {
        snprintf(more, sizeof more, "… and %u claims more", total - shown);
        flow_begin(&card->flow, LABEL, "");
        put(card, COLOUR_FAINT, span_of(more));
    }
}

/* ── furniture ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

static size_t number(const struct card *card, const struct json_value *holder, const char *name)
{
    struct span digits = text(card, holder, name);
    size_t read = 0;
    for (size_t i = 0; i < digits.length && digits.at[i] >= '0' && digits.at[i] <= '9' && read < SIZE_MAX / 16; i++)
        read = read * 10 + (size_t)(digits.at[i] - '0');
    return read;
}

/* The piece of a text between two code points. */
static struct span piece(struct span whole, size_t start, size_t end)
{
    struct span found = { whole.at, 0 };
    size_t points = 0;
    for (size_t i = 0; i <= whole.length; i++) {
        if (i < whole.length && ((unsigned char)whole.at[i] & 0xc0) == 0x80)
            continue;
        if (points == start)
            found.at = whole.at + i;
        if (points++ == end)
            found.length = (size_t)(whole.at + i - found.at);
    }
    return found;
}

static void put_furniture(struct card *card, const struct json_value *record)
{
    struct span whole = text(card, record, "text");
    const struct json_value *parts = member(card, record, "parts");
    bool has_begun = false;
    for (const struct json_value *part = first(card, parts); part; part = next(card, parts, part)) {
        if (!span_equal(text(card, part, "role"), SPAN("furniture")))
            continue;
        if (has_begun)
            put(card, COLOUR_FAINT, SPAN("·"));
        else
            flow_begin(&card->flow, LABEL, "left out");
        has_begun = true;
        put(card, COLOUR_FAINT, piece(whole, number(card, part, "start"), number(card, part, "end")));
    }
}

bool card_print(FILE *stream, struct span record, const struct card_style *style, struct arena *arena)
{
    struct error error;
    struct card card = { .arena = arena, .style = style, .flow = { .stream = stream, .has_colour = style->has_colour } };
    arena_reset(arena);
    if (json_read(record, DEEPEST, arena, &card.json, &error) != JSON_GOOD || card.json.at[0].kind != JSON_KIND_OBJECT)
        return false;
    put_head(&card, card.json.at);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_entities(&card, card.json.at, &rows[i]);
    put_values(&card, card.json.at);
    put_claims(&card, card.json.at);
    put_furniture(&card, card.json.at);
    flow_end(&card.flow);
    fputc('\n', stream);
    return !arena_is_full(arena);
}
