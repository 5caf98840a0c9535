#include "record.h"

#include "offset.h"

/* Writing JSON by hand, in the order of the contract: a document model would cost more than extracting. */
struct writer {
    const struct document *document;
    struct buffer *to;
    struct offsets offsets;
};

#define NAMES(function, argument, ...) \
    const char *function(enum argument index) \
    { \
        static const char *const names[] = { __VA_ARGS__ }; \
        return names[index]; \
    }

NAMES(entity_type_name, entity_type, "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW")
NAMES(value_type_name, value_type, "DATE", "TIME", "DURATION", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL")
NAMES(comparator_name, comparator, NULL, "=", ">", ">=", "<", "<=", "~")
NAMES(claim_form_name, claim_form, "direct", "indirect", "mixed", "statement")
NAMES(claim_kind_name, claim_kind, "statement", "promise", "prediction", "denial", "request", "question", "opinion", "no_comment")
NAMES(stance_name, stance, "neutral", "distance", "endorse", "deny")
NAMES(polarity_name, polarity, "affirmed", "negated")
NAMES(modality_name, modality, "none", "possible", "obligation", "conditional", "future")
NAMES(part_role_name, part_role, "title", "body", "byline", "furniture")
static NAMES(mention_kind_name, mention_kind, "name", "pronoun")

#undef NAMES

#define PUT(writer, literal) buffer_put((writer)->to, SPAN(literal))

static void put_name(struct writer *w, const char *name)
{
    buffer_put_json(w->to, span_of(name));
}

static void put_comma(struct writer *w, size_t index)
{
    if (index)
        buffer_put_char(w->to, ',');
}

/* "start":…,"end":… */
static void put_range(struct writer *w, struct range range)
{
    PUT(w, "\"start\":");
    buffer_put_unsigned(w->to, offset_of(&w->offsets, range.begin));
    PUT(w, ",\"end\":");
    buffer_put_unsigned(w->to, offset_of(&w->offsets, range.end));
}

/* "start":…,"end":…,"text":… */
static void put_passage(struct writer *w, struct range range)
{
    put_range(w, range);
    PUT(w, ",\"text\":");
    buffer_put_json(w->to, span_slice(w->document->text.all, range));
}

/* The id of the item at an index: its letter and its number, from 1. */
static void put_id(struct writer *w, char letter, size_t index)
{
    buffer_put_char(w->to, '"');
    buffer_put_char(w->to, letter);
    buffer_put_unsigned(w->to, index + 1);
    buffer_put_char(w->to, '"');
}

static void put_article(struct writer *w)
{
    const struct article *article = w->document->article;
    PUT(w, ",\"article\":{\"title\":");
    buffer_put_json(w->to, article->title);
    PUT(w, ",\"url\":");
    buffer_put_json(w->to, article->url);
    PUT(w, ",\"publisher\":");
    buffer_put_json(w->to, article->publisher);
    PUT(w, ",\"authors\":[");
    for (size_t i = 0; i < article->author_count; i++) {
        put_comma(w, i);
        buffer_put_json(w->to, article->authors[i]);
    }
    PUT(w, "],\"published_at\":");
    buffer_put_json(w->to, article->published_at);
    PUT(w, ",\"language\":");
    buffer_put_json(w->to, article->language);
    PUT(w, ",\"truncated\":");
    buffer_put(w->to, article->is_truncated ? SPAN("true") : SPAN("false"));
    PUT(w, "},\"text\":");
    buffer_put_json(w->to, w->document->text.all);
}

static void put_parts(struct writer *w)
{
    const struct parts *parts = &w->document->parts;
    PUT(w, ",\"parts\":[");
    for (size_t i = 0; i < parts->count; i++) {
        put_comma(w, i);
        PUT(w, "{\"role\":");
        put_name(w, part_role_name(parts->at[i].role));
        buffer_put_char(w->to, ',');
        put_range(w, parts->at[i].range);
        if (parts->at[i].rule) {
            PUT(w, ",\"rule\":");
            put_name(w, parts->at[i].rule);
        }
        buffer_put_char(w->to, '}');
    }
    buffer_put_char(w->to, ']');
}

static void put_mention(struct writer *w, const struct mention *mention)
{
    buffer_put_char(w->to, '{');
    put_passage(w, mention->range);
    PUT(w, ",\"kind\":");
    put_name(w, mention_kind_name(mention->kind));
    buffer_put_char(w->to, '}');
}

static void put_entity(struct writer *w, size_t index, const uint32_t *mentions, size_t count)
{
    const struct entity *entity = &w->document->entities.at[index];
    PUT(w, "{\"id\":");
    put_id(w, 'e', index);
    PUT(w, ",\"type\":");
    put_name(w, entity_type_name(entity->type));
    PUT(w, ",\"name\":");
    buffer_put_json(w->to, entity->name);
    if (entity->wikidata.at) {
        PUT(w, ",\"wikidata\":");
        buffer_put_json(w->to, entity->wikidata);
    }
    PUT(w, ",\"mentions\":[");
    for (size_t i = 0; i < count; i++) {
        put_comma(w, i);
        put_mention(w, &w->document->entities.mentions[mentions[i]]);
    }
    PUT(w, "]}");
}

/* Mentions stand in the order of the text; a counting sort brings them to their entities. */
static void put_entities(struct writer *w, struct arena *arena)
{
    const struct entities *all = &w->document->entities;
    uint32_t *end = arena_array(arena, all->count + 1, sizeof *end);
    uint32_t *order = arena_array(arena, all->mention_count, sizeof *order);
    if (!end || !order)
        return;
    for (size_t i = 0; i < all->mention_count; i++)
        end[all->mentions[i].entity + 1]++;
    for (size_t i = 1; i <= all->count; i++)
        end[i] += end[i - 1];
    for (size_t i = 0; i < all->mention_count; i++)
        order[end[all->mentions[i].entity]++] = (uint32_t)i;
    PUT(w, ",\"entities\":[");
    for (size_t i = 0; i < all->count; i++) {
        uint32_t begin = i ? end[i - 1] : 0;
        put_comma(w, i);
        put_entity(w, i, order + begin, end[i] - begin);
    }
    buffer_put_char(w->to, ']');
}

static void put_time(struct writer *w, const struct value *value)
{
    PUT(w, ",\"iso\":");
    buffer_put_json(w->to, value->iso);
    if (value->is_set)
        PUT(w, ",\"set\":true");
}

static void put_amount(struct writer *w, const struct value *value)
{
    PUT(w, ",\"number\":");
    if (value->has_number)
        buffer_put_number(w->to, value->number);
    else
        PUT(w, "null");
    if (value->has_number_max) {
        PUT(w, ",\"number_max\":");
        buffer_put_number(w->to, value->number_max);
    }
    PUT(w, ",\"comparator\":");
    buffer_put_json(w->to, span_of(comparator_name(value->comparator)));
    PUT(w, ",\"unit\":");
    buffer_put_json(w->to, value->unit);
    PUT(w, ",\"object\":");
    buffer_put_json(w->to, is_empty(value->object) ? (struct span){ 0 } : span_slice(w->document->text.all, value->object));
    if (value->change)
        buffer_put(w->to, value->change == CHANGE_UP ? SPAN(",\"change\":\"up\"") : SPAN(",\"change\":\"down\""));
}

static void put_values(struct writer *w)
{
    const struct values *values = &w->document->values;
    PUT(w, ",\"values\":[");
    for (size_t i = 0; i < values->count; i++) {
        const struct value *value = &values->at[i];
        bool is_time = value->type == VALUE_DATE || value->type == VALUE_TIME || value->type == VALUE_DURATION;
        put_comma(w, i);
        PUT(w, "{\"id\":");
        put_id(w, 'v', i);
        PUT(w, ",\"type\":");
        put_name(w, value_type_name(value->type));
        buffer_put_char(w->to, ',');
        put_passage(w, value->range);
        if (!is_time || value->has_number)
            put_amount(w, value);
        if (is_time)
            put_time(w, value);
        buffer_put_char(w->to, '}');
    }
    buffer_put_char(w->to, ']');
}

static void put_content(struct writer *w, const struct claim *claim)
{
    PUT(w, ",\"content\":[");
    for (size_t i = 0; i < claim->content_count; i++) {
        put_comma(w, i);
        buffer_put_char(w->to, '{');
        put_range(w, claim->content[i]);
        buffer_put_char(w->to, '}');
    }
    PUT(w, "],\"text\":\"");
    for (size_t i = 0; i < claim->content_count; i++) {
        if (i)
            buffer_put_char(w->to, ' ');
        buffer_put_escaped(w->to, span_slice(w->document->text.all, claim->content[i]));
    }
    buffer_put_char(w->to, '"');
}

static void put_cue(struct writer *w, const struct claim *claim)
{
    if (is_empty(claim->cue)) {
        PUT(w, ",\"cue\":null");
        return;
    }
    PUT(w, ",\"cue\":{");
    put_passage(w, claim->cue);
    PUT(w, ",\"lemma\":");
    buffer_put_json(w->to, claim->lemma);
    buffer_put_char(w->to, '}');
}

static void put_entity_id(struct writer *w, uint32_t entity)
{
    PUT(w, "{\"entity\":");
    if (entity == ENTITY_NONE)
        PUT(w, "null");
    else
        put_id(w, 'e', entity);
}

static void put_speaker(struct writer *w, const struct speaker *speaker)
{
    PUT(w, ",\"speaker\":");
    if (!speaker->is_known) {
        PUT(w, "null");
        return;
    }
    put_entity_id(w, speaker->entity);
    PUT(w, ",\"name\":");
    buffer_put_json(w->to, speaker->name);
    if (!is_empty(speaker->range)) {
        buffer_put_char(w->to, ',');
        put_passage(w, speaker->range);
    }
    buffer_put_char(w->to, '}');
}

static void put_via(struct writer *w, const struct claim *claim)
{
    PUT(w, ",\"via\":[");
    for (size_t i = 0; i < claim->via_count; i++) {
        put_comma(w, i);
        put_entity_id(w, claim->via[i].entity);
        PUT(w, ",\"name\":");
        buffer_put_json(w->to, claim->via[i].name);
        buffer_put_char(w->to, '}');
    }
    buffer_put_char(w->to, ']');
}

static void put_ids(struct writer *w, char letter, const uint32_t *indices, size_t count)
{
    buffer_put_char(w->to, '[');
    for (size_t i = 0; i < count; i++) {
        put_comma(w, i);
        put_id(w, letter, indices[i]);
    }
    buffer_put_char(w->to, ']');
}

static void put_claim(struct writer *w, const struct claim *claim)
{
    PUT(w, "{\"id\":");
    buffer_put_hash(w->to, claim->id);
    PUT(w, ",\"key\":");
    buffer_put_hash(w->to, claim->key);
    PUT(w, ",\"form\":");
    put_name(w, claim_form_name(claim->form));
    PUT(w, ",\"kind\":");
    put_name(w, claim_kind_name(claim->kind));
    put_content(w, claim);
    put_cue(w, claim);
    put_speaker(w, &claim->speaker);
    put_via(w, claim);
    PUT(w, ",\"stance\":");
    put_name(w, stance_name(claim->stance));
    PUT(w, ",\"polarity\":");
    put_name(w, polarity_name(claim->polarity));
    PUT(w, ",\"modality\":");
    put_name(w, modality_name(claim->modality));
    PUT(w, ",\"entities\":");
    put_ids(w, 'e', claim->entities, claim->entity_count);
    PUT(w, ",\"values\":");
    put_ids(w, 'v', claim->values, claim->value_count);
    PUT(w, ",\"check_worthiness\":");
    buffer_put_rate(w->to, claim->check_worthiness);
    PUT(w, ",\"confidence\":");
    buffer_put_rate(w->to, claim->confidence);
    PUT(w, ",\"rule\":");
    buffer_put_json(w->to, span_of(claim->rule));
    buffer_put_char(w->to, '}');
}

static void put_claims(struct writer *w)
{
    PUT(w, ",\"claims\":[");
    for (size_t i = 0; i < w->document->claims.count; i++) {
        put_comma(w, i);
        put_claim(w, &w->document->claims.at[i]);
    }
    buffer_put_char(w->to, ']');
}

static void put_end(struct writer *w, const char *rules)
{
    PUT(w, ",\"fingerprint\":{\"simhash\":");
    if (w->document->article->is_skipped)
        PUT(w, "null");
    else
        buffer_put_hash(w->to, w->document->simhash);
    PUT(w, "},\"claimd\":{\"version\":\"" CLAIMD_VERSION "\",\"rules\":");
    put_name(w, rules);
    if (w->document->article->is_skipped)
        PUT(w, ",\"skipped\":\"language\"");
    PUT(w, "}}");
}

bool record_write(const struct document *document, const char *rules, struct arena *arena, struct buffer *to)
{
    struct writer w = { .document = document, .to = to };
    if (!offsets_init(&w.offsets, document->text.all, arena))
        return false;
    PUT(&w, "{\"schema\":\"claimd/1\",\"id\":");
    buffer_put_json(to, document->article->id);
    put_article(&w);
    put_parts(&w);
    put_entities(&w, arena);
    put_values(&w);
    put_claims(&w);
    put_end(&w, rules);
    return !arena_is_full(arena) && !to->is_short;
}
