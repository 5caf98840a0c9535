#include "view_article.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAINT_MOST = 64 };            /* times the text's length that marks may cover together */

enum layer { LAYER_ROLE, LAYER_ENTITY, LAYER_VALUE, LAYER_CLAIM, LAYER_CUE, LAYER_WHO, LAYER_COUNT };

/* Passages of a record, each as something that is painted over the text: marks[layer][code point] is its number, from 1. */
struct view {
    struct page *page;
    const struct json *json;
    struct arena *arena;
    struct buffer *to;
    struct span text;
    uint32_t *bytes;                 /* where each code point begins, and the end */
    uint32_t length;                 /* in code points */
    uint32_t *marks[LAYER_COUNT];
    uint64_t painted;
    const struct json_value **claims, **entities, **values;
    size_t claim_count, entity_count, value_count;
    uint32_t number;                 /* of the article, from 1 */
};

#define PUT(literal) buffer_put(v->to, SPAN(literal))

static const struct json_value *member(const struct view *v, const struct json_value *value, const char *name)
{
    const struct json_value *found = value ? json_member(v->json, value, name) : NULL;
    return found && found->kind != JSON_KIND_NULL ? found : NULL;
}

static struct span string(const struct view *v, const struct json_value *value, const char *name)
{
    const struct json_value *found = member(v, value, name);
    return found ? json_text(v->json, found, v->arena) : (struct span){ 0 };
}

static double number(const struct view *v, const struct json_value *value, const char *name)
{
    const struct json_value *found = member(v, value, name);
    char digits[64] = "0";
    if (found && found->kind == JSON_KIND_NUMBER && found->length < sizeof digits)
        snprintf(digits, sizeof digits, "%.*s", (int)found->length, v->json->source.at + found->begin);
    return strtod(digits, NULL);
}

/* The items of a list by their place. */
static const struct json_value **items(struct view *v, const char *name, size_t *count)
{
    const struct json_value *list = member(v, v->json->at, name);
    *count = 0;
    for (const struct json_value *item = json_first(v->json, list); item; item = json_next(v->json, list, item))
        ++*count;
    const struct json_value **all = arena_array(v->arena, *count + 1, sizeof *all);
    size_t at = 0;
    for (const struct json_value *item = json_first(v->json, list); item && all; item = json_next(v->json, list, item))
        all[at++] = item;
    return all;
}

static struct span kept(struct page *page, struct span text)
{
    char *copy = text.at ? arena_take(&page->kept, text.length + 1) : NULL;
    return copy ? (struct span){ memcpy(copy, text.at, text.length), text.length } : (struct span){ 0 };
}

/* ── marks ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void paint(struct view *v, enum layer layer, const struct json_value *place, size_t mark)
{
    double begin = number(v, place, "start"), end = number(v, place, "end");
    if (!(begin >= 0 && begin < end && end <= v->length))
        return;
    v->painted += (uint64_t)(end - begin);
    if (v->painted > (uint64_t)PAINT_MOST * v->length)
        return;
    for (uint32_t i = (uint32_t)begin; i < (uint32_t)end; i++)
        v->marks[layer][i] = (uint32_t)mark;
}

static bool is_named(struct span text, const char *name)
{
    return span_equal(text, span_of(name));
}

enum role { ROLE_NONE, ROLE_TITLE, ROLE_BYLINE, ROLE_FURNITURE };

static void paint_all(struct view *v)
{
    size_t count;
    const struct json_value **parts = items(v, "parts", &count);
    for (size_t i = 0; parts && i < count; i++) {
        struct span role = string(v, parts[i], "role");
        paint(v, LAYER_ROLE, parts[i], is_named(role, "title") ? ROLE_TITLE : is_named(role, "byline") ? ROLE_BYLINE
                                     : is_named(role, "furniture") ? ROLE_FURNITURE : ROLE_NONE);
    }
    for (size_t i = 0; i < v->entity_count; i++) {
        const struct json_value *mentions = member(v, v->entities[i], "mentions");
        for (const struct json_value *m = json_first(v->json, mentions); m; m = json_next(v->json, mentions, m))
            paint(v, LAYER_ENTITY, m, i + 1);
    }
    for (size_t i = 0; i < v->value_count; i++)
        paint(v, LAYER_VALUE, v->values[i], i + 1);
    for (size_t i = 0; i < v->claim_count; i++) {
        const struct json_value *content = member(v, v->claims[i], "content");
        for (const struct json_value *piece = json_first(v->json, content); piece; piece = json_next(v->json, content, piece))
            paint(v, LAYER_CLAIM, piece, i + 1);
        if (member(v, v->claims[i], "cue"))
            paint(v, LAYER_CUE, member(v, v->claims[i], "cue"), i + 1);
        if (member(v, v->claims[i], "speaker"))
            paint(v, LAYER_WHO, member(v, v->claims[i], "speaker"), i + 1);
    }
}

/* ── one claim in words ─────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_id(struct view *v, size_t claim)
{
    PUT("a");
    buffer_put_unsigned(v->to, v->number);
    PUT("-c");
    buffer_put_unsigned(v->to, claim);
}

static struct span speaker_of(struct view *v, const struct json_value *claim)
{
    struct span name = string(v, member(v, claim, "speaker"), "name");
    return name.at ? name : is_named(string(v, claim, "form"), "statement") ? SPAN("the article itself") : SPAN("somebody");
}

/* "Ann Lee said, to Dale Post, cited by …" */
static void put_who(struct view *v, const struct json_value *claim)
{
    buffer_put_html(v->to, speaker_of(v, claim));
    struct span cue = string(v, member(v, claim, "cue"), "text");
    if (cue.at) {
        PUT(" · ");
        buffer_put_html(v->to, cue);
    }
    const struct json_value *via = member(v, claim, "via");
    for (const struct json_value *source = json_first(v->json, via); source; source = json_next(v->json, via, source)) {
        PUT(" ← ");
        buffer_put_html(v->to, string(v, source, "name"));
    }
}

static void put_facts(struct view *v, const struct json_value *claim)
{
    static const char *const names[] = { "form", "kind", "stance", "polarity", "modality" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (i)
            PUT(" · ");
        buffer_put_html(v->to, string(v, claim, names[i]));
    }
    PUT(" · check-worthiness ");
    buffer_put_rate(v->to, number(v, claim, "check_worthiness"));
    PUT(" · confidence ");
    buffer_put_rate(v->to, number(v, claim, "confidence"));
    PUT(" · rule ");
    buffer_put_html(v->to, string(v, claim, "rule"));
}

static void put_classes(struct view *v, const struct json_value *claim)
{
    buffer_put_html(v->to, string(v, claim, "stance"));
    if (is_named(string(v, claim, "form"), "statement"))
        PUT(" statement");
}

/* The number of a claim in the text: a link to its place in the list, with a card that shows on hovering and focus. */
static void put_reference(struct view *v, size_t claim)
{
    PUT("<span class=\"ref\"><a href=\"#");
    put_id(v, claim);
    PUT("\" aria-describedby=\"");
    put_id(v, claim);
    PUT("-card\">");
    buffer_put_unsigned(v->to, claim);
    PUT("</a><span class=\"card\" role=\"tooltip\" id=\"");
    put_id(v, claim);
    PUT("-card\"><b>");
    put_who(v, v->claims[claim - 1]);
    PUT("</b><br>");
    put_facts(v, v->claims[claim - 1]);
    PUT("</span></span>");
}

static void put_claim(struct view *v, size_t claim)
{
    const struct json_value *value = v->claims[claim - 1];
    PUT("<li id=\"");
    put_id(v, claim);
    PUT("\" class=\"");
    put_classes(v, value);
    PUT("\" data-speaker=\"");
    buffer_put_html(v->to, speaker_of(v, value));
    PUT("\" data-kind=\"");
    buffer_put_html(v->to, string(v, value, "kind"));
    PUT("\" data-stance=\"");
    buffer_put_html(v->to, string(v, value, "stance"));
    PUT("\" data-worth=\"");
    buffer_put_rate(v->to, number(v, value, "check_worthiness"));
    PUT("\"><b>");
    buffer_put_unsigned(v->to, claim);
    PUT(". ");
    put_who(v, value);
    PUT(":</b> <q>");
    buffer_put_html(v->to, string(v, value, "text"));
    PUT("</q><span class=\"facts\">");
    put_facts(v, value);
    PUT("</span></li>\n");
}

/* ── the text ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* Which marks a place of the text carries. */
struct place {
    uint32_t marks[LAYER_COUNT];
};

static struct place place_at(const struct view *v, uint32_t at)
{
    struct place place;
    for (int layer = 0; layer < LAYER_COUNT; layer++)
        place.marks[layer] = v->marks[layer][at];
    return place;
}

static void put_entity_title(struct view *v, const struct json_value *entity)
{
    PUT(" title=\"");
    buffer_put_html(v->to, string(v, entity, "type"));
    PUT(" ");
    buffer_put_html(v->to, string(v, entity, "name"));
    if (string(v, entity, "wikidata").at) {
        PUT(" (");
        buffer_put_html(v->to, string(v, entity, "wikidata"));
        PUT(")");
    }
    PUT("\"");
}

static void put_value_title(struct view *v, const struct json_value *value)
{
    static const char *const names[] = { "type", "comparator", "number", "number_max", "unit", "object", "iso" };
    PUT(" title=\"");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct span text = string(v, value, names[i]);
        if (!text.at)
            continue;
        buffer_put_html(v->to, text);
        PUT(" ");
    }
    PUT("\"");
}

/* Text whose characters all carry the same marks. */
static void put_stretch(struct view *v, uint32_t begin, uint32_t end, const struct place *p)
{
    struct span text = { v->text.at + v->bytes[begin], v->bytes[end] - v->bytes[begin] };
    const struct json_value *entity = p->marks[LAYER_ENTITY] ? v->entities[p->marks[LAYER_ENTITY] - 1] : NULL;
    bool is_plain = !entity && !p->marks[LAYER_VALUE] && !p->marks[LAYER_CLAIM] && !p->marks[LAYER_CUE] && !p->marks[LAYER_WHO] &&
                    p->marks[LAYER_ROLE] <= ROLE_TITLE;
    if (is_plain) {
        buffer_put_html(v->to, text);
        return;
    }
    PUT("<span class=\"");
    if (p->marks[LAYER_ROLE] == ROLE_FURNITURE)
        PUT("f ");
    if (p->marks[LAYER_ROLE] == ROLE_BYLINE)
        PUT("b ");
    if (p->marks[LAYER_CUE])
        PUT("cue ");
    if (p->marks[LAYER_WHO])
        PUT("who ");
    if (p->marks[LAYER_VALUE])
        PUT("v ");
    if (entity) {
        PUT("e ");
        buffer_put_html(v->to, string(v, entity, "type"));
        PUT(" ");
    }
    if (p->marks[LAYER_CLAIM]) {
        PUT("claim ");
        put_classes(v, v->claims[p->marks[LAYER_CLAIM] - 1]);
        PUT("\" data-claim=\"");
        put_id(v, p->marks[LAYER_CLAIM]);
    }
    PUT("\"");
    if (entity)
        put_entity_title(v, entity);
    else if (p->marks[LAYER_VALUE])
        put_value_title(v, v->values[p->marks[LAYER_VALUE] - 1]);
    PUT(">");
    buffer_put_html(v->to, text);
    PUT("</span>");
}

static void put_line(struct view *v, uint32_t begin, uint32_t end, uint32_t *claim)
{
    for (uint32_t at = begin; at < end;) {
        struct place place = place_at(v, at);
        uint32_t next = at + 1;
        for (struct place other; next < end && (other = place_at(v, next), memcmp(&other, &place, sizeof place) == 0); next++)
            ;
        if (place.marks[LAYER_CLAIM] && place.marks[LAYER_CLAIM] != *claim)
            put_reference(v, place.marks[LAYER_CLAIM]);
        *claim = place.marks[LAYER_CLAIM] ? place.marks[LAYER_CLAIM] : *claim;
        put_stretch(v, at, next, &place);
        at = next;
    }
}

/* A paragraph for each line; the title is a heading. */
static void put_text(struct view *v)
{
    uint32_t claim = 0;
    PUT("<div class=\"text\" dir=\"auto\">\n");
    for (uint32_t begin = 0; begin < v->length;) {
        uint32_t end = begin;
        while (end < v->length && v->text.at[v->bytes[end]] != '\n')
            end++;
        if (end > begin) {
            bool is_title = v->marks[LAYER_ROLE][begin] == ROLE_TITLE;
            if (is_title)
                PUT("<h2>");
            else
                PUT("<p>");
            put_line(v, begin, end, &claim);
            if (is_title)
                PUT("</h2>\n");
            else
                PUT("</p>\n");
        }
        begin = end + 1;
    }
    PUT("</div>\n");
}

/* ── the page's own ─────────────────────────────────────────────────────────────────────────────────────────────────── */

static void page_keep_claims(struct view *v)
{
    struct page *page = v->page;
    for (size_t i = 0; i < v->claim_count; i++) {
        struct span speaker = string(v, member(v, v->claims[i], "speaker"), "name");
        struct said *said = speaker.at ? arena_grow(&page->kept, page->said, page->said_count, &page->said_room, sizeof *said) : NULL;
        if (!said)
            continue;
        page->said = said;
        page->said[page->said_count++] = (struct said){ kept(page, speaker), kept(page, string(v, v->claims[i], "text")), v->number, (uint32_t)i + 1 };
    }
}

/* Who says a value: the speaker of the first claim that speaks of it. */
static struct span value_speaker(struct view *v, struct span id)
{
    for (size_t i = 0; i < v->claim_count; i++) {
        const struct json_value *values = member(v, v->claims[i], "values");
        for (const struct json_value *value = json_first(v->json, values); value; value = json_next(v->json, values, value))
            if (span_equal(json_text(v->json, value, v->arena), id))
                return speaker_of(v, v->claims[i]);
    }
    return (struct span){ 0 };
}

static void page_keep_figures(struct view *v)
{
    enum { FIGURES_MOST = 200 };
    struct page *page = v->page;
    for (size_t i = 0; i < v->value_count && i < FIGURES_MOST; i++) {
        struct span object = string(v, v->values[i], "object");
        if (!object.at || !member(v, v->values[i], "number"))
            continue;
        struct figure *figures = arena_grow(&page->kept, page->figures, page->figure_count, &page->figure_room, sizeof *figures);
        if (!figures)
            return;
        page->figures = figures;
        page->figures[page->figure_count++] = (struct figure){
            kept(page, object), kept(page, string(v, v->values[i], "unit")), kept(page, string(v, v->values[i], "text")),
            kept(page, value_speaker(v, string(v, v->values[i], "id"))), number(v, v->values[i], "number"), v->number };
    }
}

static bool page_keep_heading(struct view *v, const struct json_value *article)
{
    struct page *page = v->page;
    struct heading *headings = arena_grow(&page->kept, page->headings, page->heading_count, &page->heading_room, sizeof *headings);
    if (!headings)
        return false;
    struct span title = string(v, article, "title"), day = string(v, article, "published_at");
    page->headings = headings;
    page->headings[page->heading_count++] = (struct heading){ kept(page, title.length ? title : string(v, v->json->at, "id")),
                                                              kept(page, string(v, article, "publisher")),
                                                              kept(page, (struct span){ day.at, day.length > 10 ? 10 : day.length }) };
    return true;
}

static bool is_web(struct span url)
{
    return url.length > 8 && (memcmp(url.at, "https://", 8) == 0 || memcmp(url.at, "http://", 7) == 0);
}

static void put_meta(struct view *v, const struct json_value *article)
{
    struct span url = string(v, article, "url"), publisher = string(v, article, "publisher"), time = string(v, article, "published_at");
    const struct json_value *authors = member(v, article, "authors");
    PUT("<p class=\"meta\">");
    buffer_put_html(v->to, publisher.at ? publisher : SPAN("unknown publisher"));
    if (time.at) {
        PUT(" · ");
        buffer_put_html(v->to, time);
    }
    for (const struct json_value *author = json_first(v->json, authors); author; author = json_next(v->json, authors, author)) {
        PUT(" · ");
        buffer_put_html(v->to, json_text(v->json, author, v->arena));
    }
    if (is_web(url)) {
        PUT(" · <a rel=\"noreferrer\" href=\"");
        buffer_put_html(v->to, url);
        PUT("\">source</a>");
    }
    if (string(v, member(v, v->json->at, "claimd"), "skipped").at)
        PUT(" · not analysed: another language");
    PUT("</p>\n");
}

static bool view_init(struct view *v)
{
    v->text = string(v, v->json->at, "text");
    v->bytes = arena_array(v->arena, v->text.length + 1, sizeof *v->bytes);
    for (size_t i = 0; v->bytes && i < v->text.length; i++)
        if (((unsigned char)v->text.at[i] & 0xc0) != 0x80)
            v->bytes[v->length++] = (uint32_t)i;
    if (v->bytes)
        v->bytes[v->length] = (uint32_t)v->text.length;
    for (int layer = 0; layer < LAYER_COUNT; layer++)
        v->marks[layer] = arena_array(v->arena, v->length + 1, sizeof *v->marks[layer]);
    v->claims = items(v, "claims", &v->claim_count);
    v->entities = items(v, "entities", &v->entity_count);
    v->values = items(v, "values", &v->value_count);
    return v->text.at && !arena_is_full(v->arena);
}

bool view_article_add(struct page *page, const struct json *record, struct arena *arena)
{
    struct view view = { .page = page, .json = record, .arena = arena, .to = &page->articles, .number = (uint32_t)page->heading_count + 1 };
    struct view *v = &view;
    const struct json_value *article = json_member(record, record->at, "article");
    if (!article || !view_init(v) || !page_keep_heading(v, article))
        return false;
    paint_all(v);
    page_keep_claims(v);
    page_keep_figures(v);
    PUT("<article id=\"a");
    buffer_put_unsigned(v->to, v->number);
    PUT("\"><div>\n");
    put_meta(v, article);
    put_text(v);
    PUT("</div><aside aria-label=\"Claims\"><h3>");
    buffer_put(v->to, v->claim_count ? SPAN("Who says what") : SPAN("No claims"));
    PUT("</h3><ol class=\"claims\">\n");
    for (size_t i = 0; i < v->claim_count; i++)
        put_claim(v, i + 1);
    PUT("</ol></aside></article>\n");
    return true;
}
