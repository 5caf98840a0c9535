#include "case.h"

#include "record.h"

/* ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static struct span line_take(struct span *text)
{
    const char *end = text->length ? memchr(text->at, '\n', text->length) : NULL;
    struct span line = { text->at, end ? (size_t)(end - text->at) : text->length };
    size_t taken = line.length + (end != NULL);
    *text = (struct span){ text->at + taken, text->length - taken };
    return line;
}

static bool is_heading(struct span line)
{
    return line.length > 4 && memcmp(line.at, "--- ", 4) == 0 && !memchr(line.at + 4, ' ', line.length - 4);
}

static bool is_known(struct span name)
{
    static const char *const names[] = { "article", "parts", "entities", "values", "claims", NULL };
    for (size_t i = 0; names[i]; i++)
        if (span_equal(name, span_of(names[i])))
            return true;
    return false;
}

static bool section_begin(struct test_case *test_case, struct span name, struct span rest, struct error *error)
{
    if (!is_known(name))
        return fail(error, "there is no section '%.*s'", (int)name.length, name.at);
    if (case_section(test_case, name))
        return fail(error, "there are two sections '%.*s'", (int)name.length, name.at);
    test_case->sections[test_case->count++] = (struct section){ name, { rest.at, 0 } };
    return true;
}

bool case_read(struct span text, struct test_case *test_case, struct error *error)
{
    *test_case = (struct test_case){ .heading = { text.at, 0 } };
    while (text.length) {
        struct span line = line_take(&text), *body = test_case->count ? &test_case->sections[test_case->count - 1].body : &test_case->heading;
        if (!is_heading(line))
            body->length = (size_t)(text.at - body->at);
        else if (!section_begin(test_case, (struct span){ line.at + 4, line.length - 4 }, text, error))
            return false;
    }
    return true;
}

const struct section *case_section(const struct test_case *test_case, struct span name)
{
    for (size_t i = 0; i < test_case->count; i++)
        if (span_equal(test_case->sections[i].name, name))
            return &test_case->sections[i];
    return NULL;
}

/* ── the article ────────────────────────────────────────────────────────────────────────────────────────────────────── */

static struct span trim_lines(struct span text)
{
    while (text.length && *text.at == '\n')
        text = (struct span){ text.at + 1, text.length - 1 };
    while (text.length && text.at[text.length - 1] == '\n')
        text.length--;
    return text;
}

static void put_member(struct buffer *to, struct span line)
{
    const char *colon = memmem(line.at, line.length, ": ", 2);
    size_t length = colon ? (size_t)(colon - line.at) : line.length;
    struct span name = { line.at, length }, value = { line.at + length, 0 };
    if (colon)
        value = (struct span){ colon + 2, line.length - length - 2 };
    buffer_put_char(to, ',');
    buffer_put_json(to, span_equal(name, SPAN("published")) ? SPAN("published_at") : name);
    buffer_put_char(to, ':');
    buffer_put_json(to, value);
}

void case_article_write(const struct test_case *test_case, struct span id, struct buffer *to)
{
    const struct section *article = case_section(test_case, SPAN("article"));
    struct span rest = article ? article->body : SPAN("");
    buffer_put(to, SPAN("{\"id\":"));
    buffer_put_json(to, id);
    while (rest.length) {
        struct span line = line_take(&rest);
        if (!line.length)
            break;
        put_member(to, line);
    }
    buffer_put(to, SPAN(",\"text\":"));
    buffer_put_json(to, trim_lines(rest));
    buffer_put_char(to, '}');
}

/* ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* Line ends stand as \n, so that an annotation stays a line. */
static void put_words(struct buffer *to, struct span words)
{
    for (size_t i = 0; i < words.length; i++) {
        if (words.at[i] == '\n')
            buffer_put(to, SPAN("\\n"));
        else
            buffer_put_char(to, words.at[i]);
    }
}

/* A place in the text: its words in quotation marks, and which of several equal ones it is. */
static void put_place(struct buffer *to, struct span text, struct range range)
{
    struct span words = span_slice(text, range);
    size_t count = 0, which = 0;
    buffer_put_char(to, '"');
    put_words(to, words);
    buffer_put_char(to, '"');
    for (const char *at = text.at; words.length && (at = memmem(at, text.length - (size_t)(at - text.at), words.at, words.length)); at += words.length) {
        count++;
        which = at == words.at ? count : which;
    }
    if (count < 2 || !which)
        return;
    buffer_put_char(to, '#');
    buffer_put_unsigned(to, which);
}

static bool is_plain(struct span value)
{
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.at[i];
        bool is_word = c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (!is_word && !strchr("_.:/+-", c))
            return false;
    }
    return true;
}

/* " name=value", in quotation marks where it needs them; nothing for what is unknown or usual. */
static void put_fact(struct buffer *to, const char *name, struct span value, const char *usual)
{
    if (!value.at || span_equal(value, span_of(usual)))
        return;
    bool is_bare = is_plain(value);
    buffer_put_char(to, ' ');
    buffer_put(to, span_of(name));
    buffer_put(to, is_bare ? SPAN("=") : SPAN("=\""));
    put_words(to, value);
    if (!is_bare)
        buffer_put_char(to, '"');
}

static void put_number(struct buffer *to, const char *name, bool is_known, double number)
{
    if (!is_known)
        return;
    buffer_put_char(to, ' ');
    buffer_put(to, span_of(name));
    buffer_put_char(to, '=');
    buffer_put_number(to, number);
}

static void put_part(struct buffer *to, struct span text, const struct part *part)
{
    if (part->role == PART_BODY)
        return;
    buffer_put(to, span_of(part_role_name(part->role)));
    if (part->rule) {
        buffer_put_char(to, ' ');
        buffer_put(to, span_of(part->rule));
    }
    buffer_put(to, SPAN(": "));
    put_place(to, text, part->range);
    buffer_put_char(to, '\n');
}

static void put_entity(struct buffer *to, const struct document *d, uint32_t index)
{
    const struct entity *entity = &d->entities.at[index];
    buffer_put(to, span_of(entity_type_name(entity->type)));
    buffer_put(to, SPAN(" \""));
    put_words(to, entity->name);
    buffer_put_char(to, '"');
    if (entity->wikidata.at) {
        buffer_put_char(to, ' ');
        buffer_put(to, entity->wikidata);
    }
    buffer_put_char(to, ':');
    for (size_t i = 0; i < d->entities.mention_count; i++) {
        const struct mention *mention = &d->entities.mentions[i];
        if (mention->entity != index)
            continue;
        buffer_put(to, mention->kind == MENTION_PRONOUN ? SPAN(" ~") : SPAN(" "));
        put_place(to, d->text.all, mention->range);
    }
    buffer_put_char(to, '\n');
}

static void put_value(struct buffer *to, struct span text, const struct value *value)
{
    bool is_time = value->type == VALUE_DATE || value->type == VALUE_TIME || value->type == VALUE_DURATION;
    buffer_put(to, span_of(value_type_name(value->type)));
    buffer_put_char(to, ' ');
    put_place(to, text, value->range);
    buffer_put_char(to, ':');
    put_number(to, "number", value->has_number, value->number);
    put_number(to, "number_max", value->has_number_max, value->number_max);
    if (!is_time || value->has_number) {
        put_fact(to, "comparator", span_of(comparator_name(value->comparator)), "=");
        put_fact(to, "unit", value->unit, NULL);
        put_fact(to, "object", is_empty(value->object) ? (struct span){ 0 } : span_slice(text, value->object), NULL);
    }
    if (is_time)
        put_fact(to, "iso", value->iso, NULL);
    put_fact(to, "set", value->is_set ? SPAN("True") : (struct span){ 0 }, NULL);
    if (value->change)
        put_fact(to, "change", value->change == CHANGE_UP ? SPAN("up") : SPAN("down"), NULL);
    buffer_put_char(to, '\n');
}

/* In quotation marks, always. */
static void put_name(struct buffer *to, const char *what, struct span name)
{
    buffer_put_char(to, ' ');
    buffer_put(to, span_of(what));
    buffer_put(to, SPAN("=\""));
    put_words(to, name);
    buffer_put_char(to, '"');
}

static void put_claim(struct buffer *to, struct span text, const struct claim *claim)
{
    buffer_put(to, span_of(claim_form_name(claim->form)));
    for (size_t i = 0; i < claim->content_count; i++) {
        buffer_put(to, i ? SPAN(" | ") : SPAN(" "));
        put_place(to, text, claim->content[i]);
    }
    buffer_put_char(to, ':');
    if (!is_empty(claim->cue)) {
        buffer_put(to, SPAN(" cue="));
        put_place(to, text, claim->cue);
    }
    if (claim->speaker.is_known)
        put_name(to, "speaker", claim->speaker.name);
    for (size_t i = 0; i < claim->via_count; i++)
        put_name(to, "via", claim->via[i].name);
    put_fact(to, "kind", span_of(claim_kind_name(claim->kind)), "statement");
    put_fact(to, "stance", span_of(stance_name(claim->stance)), "neutral");
    put_fact(to, "polarity", span_of(polarity_name(claim->polarity)), "affirmed");
    put_fact(to, "modality", span_of(modality_name(claim->modality)), "none");
    buffer_put_char(to, '\n');
}

bool case_write(const struct document *d, const char *rules, struct arena *arena, struct buffer *to)
{
    (void)rules, (void)arena;
    buffer_put(to, SPAN("--- parts\n"));
    for (size_t i = 0; i < d->parts.count; i++)
        put_part(to, d->text.all, &d->parts.at[i]);
    buffer_put(to, SPAN("--- entities\n"));
    for (uint32_t i = 0; i < d->entities.count; i++)
        put_entity(to, d, i);
    buffer_put(to, SPAN("--- values\n"));
    for (size_t i = 0; i < d->values.count; i++)
        put_value(to, d->text.all, &d->values.at[i]);
    buffer_put(to, SPAN("--- claims\n"));
    for (size_t i = 0; i < d->claims.count; i++)
        put_claim(to, d->text.all, &d->claims.at[i]);
    return !to->is_short;
}
