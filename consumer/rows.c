#include "rows.h"

#include "offset.h"
#include "record.h"

/* One row: what it is about, and where it stands. */
struct row {
    const struct document *document;
    const struct offsets *offsets;
    struct arena *arena;
    const char *rules;
    size_t index;
    const uint32_t *mention_counts;      /* by entity */
    const uint32_t *claim_of_value;      /* the first that speaks of it, as index + 1; 0 where none does */
};

enum cell_kind { CELL_TEXT, CELL_COUNT, CELL_NUMBER, CELL_RATE, CELL_HASH, CELL_LIST, CELL_FLAG };

/* What a column holds; zeroed: nothing is known. */
struct cell {
    enum cell_kind kind;
    bool is_known;
    struct span text;
    uint64_t count;
    double number;
    const struct span *list;             /* `count` long */
};

struct column {
    const char *name;
    struct cell (*get)(const struct row *row);
};

/* ── cells ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static struct cell text(struct span span)
{
    return (struct cell){ .is_known = span.at != NULL, .text = span };
}

static struct cell name(const char *string)
{
    return text(span_of(string));
}

static struct cell count(uint64_t number)
{
    return (struct cell){ .kind = CELL_COUNT, .is_known = true, .count = number };
}

static struct cell number(bool is_known, double value)
{
    return (struct cell){ .kind = CELL_NUMBER, .is_known = is_known, .number = value };
}

static struct cell rate(double value)
{
    return (struct cell){ .kind = CELL_RATE, .is_known = true, .number = value };
}

static struct cell hash(uint64_t value)
{
    return (struct cell){ .kind = CELL_HASH, .is_known = true, .count = value };
}

static struct cell flag(bool value)
{
    return (struct cell){ .kind = CELL_FLAG, .is_known = true, .count = value };
}

static struct cell list(const struct span *items, size_t length)
{
    return (struct cell){ .kind = CELL_LIST, .is_known = true, .list = items, .count = items ? length : 0 };
}

static struct cell passage(const struct row *row, struct range range)
{
    return is_empty(range) ? (struct cell){ 0 } : text(span_slice(row->document->text.all, range));
}

static struct cell offset(const struct row *row, uint32_t byte)
{
    return count(offset_of(row->offsets, byte));
}

/* "e7": the id that the record gives it. */
static struct cell id(const struct row *row, char letter, size_t index)
{
    struct buffer digits = { .at = (char[24]){ letter }, .length = 1, .room = 24 };
    buffer_put_unsigned(&digits, index + 1);
    char *copy = arena_take(row->arena, digits.length);
    return copy ? text((struct span){ memcpy(copy, digits.at, digits.length), digits.length }) : (struct cell){ 0 };
}

/* ── columns ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

#define COLUMN(title, ...) \
    static struct cell get_##title(const struct row *row) \
    { \
        const struct document *d = row->document; \
        (void)d; \
        return __VA_ARGS__; \
    }

#define CLAIM (&d->claims.at[row->index])
#define ENTITY (&d->entities.at[row->index])
#define VALUE (&d->values.at[row->index])

COLUMN(article, text(d->article->id))
COLUMN(url, text(d->article->url))
COLUMN(publisher, text(d->article->publisher))
COLUMN(published_at, text(d->article->published_at))
COLUMN(title, text(d->article->title))
COLUMN(rules, name(row->rules))

static const struct entity *speaker_entity(const struct row *row)
{
    const struct speaker *speaker = &row->document->claims.at[row->index].speaker;
    return speaker->is_known && speaker->entity != ENTITY_NONE ? &row->document->entities.at[speaker->entity] : NULL;
}

static struct cell claim_text(const struct row *row)
{
    const struct claim *claim = &row->document->claims.at[row->index];
    size_t length = 0;
    for (size_t i = 0; i < claim->content_count; i++)
        length += claim->content[i].end - claim->content[i].begin + 1;
    char *joined = arena_take(row->arena, length + 1);
    if (!joined)
        return (struct cell){ 0 };
    length = 0;
    for (size_t i = 0; i < claim->content_count; i++) {
        struct span piece = span_slice(row->document->text.all, claim->content[i]);
        if (i)
            joined[length++] = ' ';
        memcpy(joined + length, piece.at, piece.length);
        length += piece.length;
    }
    return text((struct span){ joined, length });
}

static struct cell claim_via(const struct row *row)
{
    const struct claim *claim = &row->document->claims.at[row->index];
    struct span *items = arena_array(row->arena, claim->via_count, sizeof *items);
    for (size_t i = 0; items && i < claim->via_count; i++)
        items[i] = claim->via[i].name;
    return list(items, claim->via_count);
}

static struct cell claim_entities(const struct row *row)
{
    const struct claim *claim = &row->document->claims.at[row->index];
    struct span *items = arena_array(row->arena, claim->entity_count, sizeof *items);
    for (size_t i = 0; items && i < claim->entity_count; i++)
        items[i] = row->document->entities.at[claim->entities[i]].name;
    return list(items, claim->entity_count);
}

static struct cell claim_values(const struct row *row)
{
    const struct claim *claim = &row->document->claims.at[row->index];
    struct span *items = arena_array(row->arena, claim->value_count, sizeof *items);
    for (size_t i = 0; items && i < claim->value_count; i++)
        items[i] = span_slice(row->document->text.all, row->document->values.at[claim->values[i]].range);
    return list(items, claim->value_count);
}

COLUMN(claim, hash(CLAIM->id))
COLUMN(key, hash(CLAIM->key))
COLUMN(form, name(claim_form_name(CLAIM->form)))
COLUMN(kind, name(claim_kind_name(CLAIM->kind)))
COLUMN(claim_text, claim_text(row))
COLUMN(claim_start, CLAIM->content_count ? offset(row, CLAIM->content[0].begin) : (struct cell){ 0 })
COLUMN(claim_end, CLAIM->content_count ? offset(row, CLAIM->content[CLAIM->content_count - 1].end) : (struct cell){ 0 })
COLUMN(cue, passage(row, CLAIM->cue))
COLUMN(lemma, text(CLAIM->lemma))
COLUMN(speaker, CLAIM->speaker.is_known ? text(CLAIM->speaker.name) : (struct cell){ 0 })
COLUMN(speaker_type, speaker_entity(row) ? name(entity_type_name(speaker_entity(row)->type)) : (struct cell){ 0 })
COLUMN(speaker_wikidata, speaker_entity(row) ? text(speaker_entity(row)->wikidata) : (struct cell){ 0 })
COLUMN(speaker_words, passage(row, CLAIM->speaker.range))
COLUMN(via, claim_via(row))
COLUMN(stance, name(stance_name(CLAIM->stance)))
COLUMN(polarity, name(polarity_name(CLAIM->polarity)))
COLUMN(modality, name(modality_name(CLAIM->modality)))
COLUMN(claim_entities, claim_entities(row))
COLUMN(claim_values, claim_values(row))
COLUMN(check_worthiness, rate(CLAIM->check_worthiness))
COLUMN(confidence, rate(CLAIM->confidence))
COLUMN(claim_rule, name(CLAIM->rule))

COLUMN(entity, id(row, 'e', row->index))
COLUMN(entity_type, name(entity_type_name(ENTITY->type)))
COLUMN(entity_name, text(ENTITY->name))
COLUMN(wikidata, text(ENTITY->wikidata))
COLUMN(mentions, count(row->mention_counts[row->index]))
COLUMN(entity_start, offset(row, d->entities.mentions[ENTITY->first_mention].range.begin))
COLUMN(entity_end, offset(row, d->entities.mentions[ENTITY->first_mention].range.end))

COLUMN(value, id(row, 'v', row->index))
COLUMN(value_type, name(value_type_name(VALUE->type)))
COLUMN(value_text, passage(row, VALUE->range))
COLUMN(value_start, offset(row, VALUE->range.begin))
COLUMN(value_end, offset(row, VALUE->range.end))
COLUMN(number, number(VALUE->has_number, VALUE->number))
COLUMN(number_max, number(VALUE->has_number_max, VALUE->number_max))
COLUMN(comparator, name(comparator_name(VALUE->comparator)))
COLUMN(unit, text(VALUE->unit))
COLUMN(object, passage(row, VALUE->object))
COLUMN(change, VALUE->change == CHANGE_NONE ? (struct cell){ 0 } : name(VALUE->change == CHANGE_UP ? "up" : "down"))
COLUMN(iso, text(VALUE->iso))
COLUMN(set, flag(VALUE->is_set))
COLUMN(value_claim, row->claim_of_value[row->index] ? hash(d->claims.at[row->claim_of_value[row->index] - 1].id) : (struct cell){ 0 })

static const struct column claim_columns[] = {
    { "claim", get_claim }, { "key", get_key }, { "article", get_article }, { "url", get_url }, { "publisher", get_publisher },
    { "published_at", get_published_at }, { "title", get_title }, { "speaker", get_speaker }, { "speaker_type", get_speaker_type },
    { "speaker_wikidata", get_speaker_wikidata }, { "speaker_text", get_speaker_words }, { "via", get_via }, { "cue", get_cue },
    { "lemma", get_lemma }, { "text", get_claim_text }, { "start", get_claim_start }, { "end", get_claim_end }, { "form", get_form },
    { "kind", get_kind }, { "stance", get_stance }, { "polarity", get_polarity }, { "modality", get_modality },
    { "entities", get_claim_entities }, { "values", get_claim_values }, { "check_worthiness", get_check_worthiness },
    { "confidence", get_confidence }, { "rule", get_claim_rule }, { "rules", get_rules }, { NULL, NULL },
};

static const struct column entity_columns[] = {
    { "article", get_article }, { "url", get_url }, { "publisher", get_publisher }, { "published_at", get_published_at }, { "entity", get_entity },
    { "type", get_entity_type }, { "name", get_entity_name }, { "wikidata", get_wikidata }, { "mentions", get_mentions },
    { "start", get_entity_start }, { "end", get_entity_end }, { "rules", get_rules }, { NULL, NULL },
};

static const struct column value_columns[] = {
    { "article", get_article }, { "url", get_url }, { "publisher", get_publisher }, { "published_at", get_published_at }, { "value", get_value },
    { "type", get_value_type }, { "text", get_value_text }, { "start", get_value_start }, { "end", get_value_end }, { "number", get_number },
    { "number_max", get_number_max }, { "comparator", get_comparator }, { "unit", get_unit }, { "object", get_object }, { "change", get_change },
    { "iso", get_iso }, { "set", get_set }, { "claim", get_value_claim }, { "rules", get_rules }, { NULL, NULL },
};

static const struct {
    const char *name;
    const struct column *columns;
} kinds[ROWS_COUNT] = {
    [ROWS_CLAIMS] = { "claims", claim_columns },
    [ROWS_ENTITIES] = { "entities", entity_columns },
    [ROWS_VALUES] = { "values", value_columns },
};

/* ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_scalar(const struct cell *cell, struct buffer *to)
{
    if (cell->kind == CELL_COUNT)
        buffer_put_unsigned(to, cell->count);
    else if (cell->kind == CELL_NUMBER)
        buffer_put_number(to, cell->number);
    else if (cell->kind == CELL_RATE)
        buffer_put_rate(to, cell->number);
    else if (cell->kind == CELL_FLAG)
        buffer_put(to, cell->count ? SPAN("true") : SPAN("false"));
}

static void put_json(const struct cell *cell, struct buffer *to)
{
    if (!cell->is_known) {
        buffer_put(to, SPAN("null"));
    } else if (cell->kind == CELL_TEXT) {
        buffer_put_json(to, cell->text);
    } else if (cell->kind == CELL_HASH) {
        buffer_put_hash(to, cell->count);
    } else if (cell->kind == CELL_LIST) {
        buffer_put_char(to, '[');
        for (size_t i = 0; i < cell->count; i++) {
            if (i)
                buffer_put_char(to, ',');
            buffer_put_json(to, cell->list[i]);
        }
        buffer_put_char(to, ']');
    } else {
        put_scalar(cell, to);
    }
}

/* As RFC 4180 wants it: in quotation marks, which are doubled inside. */
static void put_quoted(struct span text, struct buffer *to)
{
    for (size_t at = 0; at < text.length;) {
        const char *mark = memchr(text.at + at, '"', text.length - at);
        size_t end = mark ? (size_t)(mark - text.at) + 1 : text.length;
        buffer_put(to, (struct span){ text.at + at, end - at });
        if (mark)
            buffer_put_char(to, '"');
        at = end;
    }
}

/* Unknown is empty; the items of a list stand apart by "|". */
static void put_csv(const struct cell *cell, struct buffer *to)
{
    if (!cell->is_known)
        return;
    if (cell->kind == CELL_TEXT || cell->kind == CELL_LIST) {
        const struct span *items = cell->kind == CELL_LIST ? cell->list : &cell->text;
        size_t length = cell->kind == CELL_LIST ? cell->count : 1;
        buffer_put_char(to, '"');
        for (size_t i = 0; i < length; i++) {
            if (i)
                buffer_put_char(to, '|');
            put_quoted(items[i], to);
        }
        buffer_put_char(to, '"');
    } else if (cell->kind == CELL_HASH) {
        buffer_put_hash(to, cell->count);
    } else {
        put_scalar(cell, to);
    }
}

static void put_row(const struct column *columns, bool is_csv, const struct row *row, struct buffer *to)
{
    for (const struct column *column = columns; column->name; column++) {
        struct cell cell = column->get(row);
        if (!is_csv) {
            buffer_put_char(to, column == columns ? '{' : ',');
            buffer_put_json(to, span_of(column->name));
            buffer_put_char(to, ':');
            put_json(&cell, to);
        } else {
            if (column != columns)
                buffer_put_char(to, ',');
            put_csv(&cell, to);
        }
    }
    if (!is_csv)
        buffer_put_char(to, '}');
}

static size_t row_count(const struct document *d, enum rows_kind kind)
{
    return kind == ROWS_CLAIMS ? d->claims.count : kind == ROWS_ENTITIES ? d->entities.count : d->values.count;
}

static const uint32_t *count_mentions(const struct document *d, struct arena *arena)
{
    uint32_t *counts = arena_array(arena, d->entities.count, sizeof *counts);
    for (size_t i = 0; counts && i < d->entities.mention_count; i++)
        counts[d->entities.mentions[i].entity]++;
    return counts;
}

static const uint32_t *find_claims(const struct document *d, struct arena *arena)
{
    uint32_t *claims = arena_array(arena, d->values.count, sizeof *claims);
    for (size_t i = d->claims.count; claims && i-- > 0;)
        for (size_t k = 0; k < d->claims.at[i].value_count; k++)
            claims[d->claims.at[i].values[k]] = (uint32_t)i + 1;
    return claims;
}

static bool row_begin(struct row *row, struct offsets *offsets, const struct document *d, const char *rules, struct arena *arena)
{
    *row = (struct row){ .document = d, .offsets = offsets, .arena = arena, .rules = rules };
    row->mention_counts = count_mentions(d, arena);
    row->claim_of_value = find_claims(d, arena);
    return offsets_init(offsets, d->text.all, arena) && !arena_is_full(arena);
}

static bool write(enum rows_kind kind, bool is_csv, const struct document *d, const char *rules, struct arena *arena, struct buffer *to)
{
    struct offsets offsets;
    struct row row;
    if (!row_begin(&row, &offsets, d, rules, arena))
        return false;
    for (; row.index < row_count(d, kind); row.index++) {
        if (row.index)
            buffer_put_char(to, '\n');
        put_row(kinds[kind].columns, is_csv, &row, to);
    }
    return !arena_is_full(arena) && !to->is_short;
}

/* The key in quotation marks, the row, a line end, which stands in no row. */
enum { KEY_LENGTH = 16, KEY_FRAME = KEY_LENGTH + 2 };

bool claim_messages_write(const struct document *d, const char *rules, struct arena *arena, struct buffer *to)
{
    struct offsets offsets;
    struct row row;
    if (!row_begin(&row, &offsets, d, rules, arena))
        return false;
    for (; row.index < d->claims.count; row.index++) {
        buffer_put_hash(to, d->claims.at[row.index].key);
        put_row(claim_columns, false, &row, to);
        buffer_put_char(to, '\n');
    }
    return !arena_is_full(arena) && !to->is_short;
}

bool claim_message_next(struct span messages, size_t *at, struct span *key, struct span *row)
{
    const char *begin = messages.at + *at, *end = *at < messages.length ? memchr(begin, '\n', messages.length - *at) : NULL;
    if (!end)
        return false;
    *key = (struct span){ begin + 1, KEY_LENGTH };
    *row = (struct span){ begin + KEY_FRAME, (size_t)(end - begin) - KEY_FRAME };
    *at = (size_t)(end - messages.at) + 1;
    return true;
}

#define WRITER(name, kind, is_csv) \
    static bool name(const struct document *d, const char *rules, struct arena *arena, struct buffer *to) \
    { \
        return write(kind, is_csv, d, rules, arena, to); \
    }

WRITER(claims_json, ROWS_CLAIMS, false)
WRITER(claims_csv, ROWS_CLAIMS, true)
WRITER(entities_json, ROWS_ENTITIES, false)
WRITER(entities_csv, ROWS_ENTITIES, true)
WRITER(values_json, ROWS_VALUES, false)
WRITER(values_csv, ROWS_VALUES, true)

rows_write *rows_writer(enum rows_kind kind, bool is_csv)
{
    static rows_write *const writers[ROWS_COUNT][2] = {
        [ROWS_CLAIMS] = { claims_json, claims_csv }, [ROWS_ENTITIES] = { entities_json, entities_csv }, [ROWS_VALUES] = { values_json, values_csv },
    };
    return writers[kind][is_csv];
}

bool rows_kind_find(const char *name, enum rows_kind *kind)
{
    for (int i = 0; i < ROWS_COUNT; i++)
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = (enum rows_kind)i;
            return true;
        }
    return false;
}

void rows_header(enum rows_kind kind, struct buffer *to)
{
    for (const struct column *column = kinds[kind].columns; column->name; column++) {
        if (column != kinds[kind].columns)
            buffer_put_char(to, ',');
        buffer_put(to, span_of(column->name));
    }
}
