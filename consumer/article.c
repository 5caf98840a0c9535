#include "article.h"

#include "article_names.h"
#include "byline.h"
#include "consumer/html.h"
#include "extract/unicode.h"
#include "timestamp.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { NAMES_MOST = 40, KEY_MOST = 32, DEPTH_MOST = 8 };

struct reading {
    const struct json *json;
    struct arena *arena;
    const struct json_value *found[FIELD_COUNT][NAMES_MOST];     /* by the place of its name in the list */
    const struct json_value *summaries[NAMES_MOST];
    bool is_too_deep;
};

/* ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* A member's name in lower case without "_" and "-"; "" if it is longer than any that is known. */
static void name_fold(const struct json *json, const struct json_value *name, char folded[KEY_MOST])
{
    size_t length = 0;
    folded[0] = '\0';
    for (uint32_t i = 0; i < name->length; i++) {
        char c = json->source.at[name->begin + i];
        if (c == '_' || c == '-')
            continue;
        if (length + 1 == KEY_MOST) {
            folded[0] = '\0';
            return;
        }
        folded[length++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        folded[length] = '\0';
    }
}

static size_t name_place(const char *const *names, const char *folded)
{
    for (size_t i = 0; names[i]; i++)
        if (names[i][0] == folded[0] && strcmp(names[i], folded) == 0)
            return i;
    return NAMES_MOST;
}

/* The member of an object under the first of the names that it has. */
static const struct json_value *member_of(const struct json *json, const struct json_value *object, const char *const *names)
{
    const struct json_value *found = NULL;
    size_t best = NAMES_MOST;
    if (object->kind != JSON_KIND_OBJECT)
        return NULL;
    for (const struct json_value *name = json_first(json, object); name; name = json_next(json, object, name + 1)) {
        char folded[KEY_MOST];
        name_fold(json, name, folded);
        size_t place = name_place(names, folded);
        if (place < NAMES_MOST && place <= best && name[1].kind != JSON_KIND_NULL) {
            best = place;
            found = name + 1;
        }
    }
    return found;
}

static void members_find(struct reading *r, const struct json_value *object)
{
    memset(r->found, 0, sizeof r->found);
    memset(r->summaries, 0, sizeof r->summaries);
    for (const struct json_value *name = json_first(r->json, object); name; name = json_next(r->json, object, name + 1)) {
        char folded[KEY_MOST];
        name_fold(r->json, name, folded);
        size_t place;
        for (int field = 0; field < FIELD_COUNT; field++)
            if ((place = name_place(article_names[field].names, folded)) < NAMES_MOST)
                r->found[field][place] = name + 1;
        if ((place = name_place(article_summaries, folded)) < NAMES_MOST)
            r->summaries[place] = name + 1;
    }
}

/* ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static struct span trimmed(struct span text)
{
    while (text.length && character_at(text, 0).kind == CHARACTER_SPACE) {
        size_t length = character_at(text, 0).length;
        text.at += length;
        text.length -= length;
    }
    while (text.length && character_before(text, text.length).kind == CHARACTER_SPACE)
        text.length -= character_before(text, text.length).length;
    return text;
}

static bool is_missing(struct span text)
{
    for (size_t i = 0; article_missing[i]; i++)
        if (text.length == strlen(article_missing[i]) && strncasecmp(text.at, article_missing[i], text.length) == 0)
            return true;
    return text.length == 0;
}

static const struct span nothing = { 0 };

/* A string without white space around it; nothing if it says that there is none. */
static struct span string_of(struct reading *r, const struct json_value *value)
{
    if (value->kind != JSON_KIND_STRING && value->kind != JSON_KIND_NUMBER)
        return nothing;
    struct span text = trimmed(json_text(r->json, value, r->arena));
    return is_missing(text) ? nothing : text;
}

/* The text of a value: its own, that of the first of a list, or what an object keeps inside. Numbers count as their digits. */
static struct span text_of(struct reading *r, const struct json_value *value, const char *const *inside, unsigned depth)
{
    struct span text = nothing;
    if (!value || depth == 0)
        return nothing;
    if (value->kind == JSON_KIND_OBJECT)
        return text_of(r, member_of(r->json, value, inside), inside, depth - 1);
    if (value->kind != JSON_KIND_ARRAY)
        return string_of(r, value);
    for (const struct json_value *item = json_first(r->json, value); item && !text.at; item = json_next(r->json, value, item))
        text = text_of(r, item, inside, depth - 1);
    return text;
}

static bool contains(const char *text, size_t length, struct span word)
{
    return memmem(text, length, word.at, word.length);
}

/* Bodies that say the same in several forms have a role or media type each: the plain one is wanted, else the first. */
static const struct json_value *form_choose(const struct json *json, const struct json_value *array)
{
    static const char *const types[] = { "contenttype", "mimetype", "type", "role", NULL };
    const struct json_value *first = json_first(json, array);
    if (!first || first->kind != JSON_KIND_OBJECT)
        return NULL;
    const struct json_value *best = NULL;
    for (const struct json_value *item = first; item; item = json_next(json, array, item)) {
        const struct json_value *type = member_of(json, item, types);
        if (!type || type->kind != JSON_KIND_STRING)
            return NULL;
        const char *text = json->source.at + type->begin;
        bool is_form = contains(text, type->length, SPAN("/")) || contains(text, type->length, SPAN("main")) ||
                       contains(text, type->length, SPAN("text"));
        if (!is_form)
            return NULL;
        if (!best || contains(text, type->length, SPAN("plain")))
            best = item;
    }
    return best;
}

static bool is_titled(const struct json *json, const struct json_value *object)
{
    return member_of(json, object, (const char *const[]){ "title", "headline", NULL });
}

struct pieces {
    struct span *at;
    size_t count, room, bytes;
};

static void piece_add(struct reading *r, struct span text, struct pieces *pieces)
{
    struct span *at = arena_grow(r->arena, pieces->at, pieces->count, &pieces->room, sizeof *at);
    if (!at)
        return;
    pieces->at = at;
    pieces->at[pieces->count++] = text;
    pieces->bytes += text.length + 1;
}

/* Adds the paragraphs of a body: a string, paragraphs in a list, forms in a list, or an object that holds one of them. */
static void body_collect(struct reading *r, const struct json_value *value, unsigned depth, struct pieces *pieces)
{
    if (!value || depth == 0)
        return;
    if (value->kind == JSON_KIND_STRING) {
        struct span text = string_of(r, value);
        if (text.at)
            piece_add(r, text, pieces);
    } else if (value->kind == JSON_KIND_OBJECT) {
        if (!is_titled(r->json, value))
            body_collect(r, member_of(r->json, value, article_names[FIELD_BODY].inside), depth - 1, pieces);
    } else if (value->kind == JSON_KIND_ARRAY) {
        const struct json_value *form = form_choose(r->json, value);
        if (form)
            body_collect(r, form, depth - 1, pieces);
        for (const struct json_value *item = form ? NULL : json_first(r->json, value); item; item = json_next(r->json, value, item))
            body_collect(r, item, depth - 1, pieces);
    }
}

/* A body with a line for each paragraph, markup and all. */
static struct span body_of(struct reading *r, const struct json_value *value)
{
    struct pieces pieces = { 0 };
    body_collect(r, value, DEPTH_MOST, &pieces);
    if (pieces.count <= 1)
        return pieces.count ? pieces.at[0] : nothing;
    char *to = arena_take(r->arena, pieces.bytes);
    if (!to)
        return nothing;
    size_t length = 0;
    for (size_t i = 0; i < pieces.count; i++) {
        if (i)
            to[length++] = '\n';
        memcpy(to + length, pieces.at[i].at, pieces.at[i].length);
        length += pieces.at[i].length;
    }
    return (struct span){ to, length };
}

/* Text without markup; what is nested too deep leaves its mark in the reading. */
static struct span plain(struct reading *r, struct span text)
{
    if (!text.at)
        return nothing;
    r->is_too_deep |= html_text(text, r->arena, &text) == HTML_TOO_DEEP;
    text = trimmed(text);
    return is_missing(text) ? nothing : text;
}

/* ── the article among what feeds wrap around it ────────────────────────────────────────────────────────────────────── */

struct search {
    const struct json *json;
    bool is_summary_enough;
    const struct json_value *found;
    size_t count;
};

/* Can a body be in it? An object with a title is rather an article of its own. */
static bool has_text(const struct json *json, const struct json_value *value)
{
    if (!value || value->kind < JSON_KIND_STRING)
        return false;
    if (value->kind == JSON_KIND_STRING)
        return value->length > 0;
    return json_first(json, value) && !is_titled(json, value);
}

static bool is_article(const struct search *s, const struct json_value *object)
{
    struct reading r = { .json = s->json };
    members_find(&r, object);
    for (size_t i = 0; i < NAMES_MOST; i++)
        if (has_text(s->json, r.found[FIELD_BODY][i]) || (s->is_summary_enough && has_text(s->json, r.summaries[i])))
            return true;
    return false;
}

/* Of several articles in a list the first is found, and all are counted. */
static void search(struct search *s, const struct json_value *value, unsigned depth)
{
    if (depth == 0)
        return;
    if (value->kind == JSON_KIND_ARRAY) {
        for (const struct json_value *item = json_first(s->json, value); item; item = json_next(s->json, value, item))
            search(s, item, depth - 1);
    } else if (value->kind == JSON_KIND_OBJECT && is_article(s, value)) {
        s->count++;
        s->found = s->found ? s->found : value;
    } else if (value->kind == JSON_KIND_OBJECT) {
        for (const struct json_value *name = json_first(s->json, value); name; name = json_next(s->json, value, name + 1)) {
            char folded[KEY_MOST];
            name_fold(s->json, name, folded);
            if (name_place(article_wrappers, folded) < NAMES_MOST)
                search(s, name + 1, depth - 1);
        }
    }
}

/* The object that is the article; NULL if there is none, or several of which none comes first. */
static const struct json_value *article_find(const struct json *json, size_t *count)
{
    struct search s = { .json = json };
    search(&s, json->at, DEPTH_MOST);
    if (!s.count) {
        s.is_summary_enough = true;
        search(&s, json->at, DEPTH_MOST);
    }
    *count = s.count;
    return s.count == 1 ? s.found : NULL;
}

/* ── fields ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* The first usable text under the names of a field. */
static struct span field_text(struct reading *r, enum article_field field)
{
    struct span text = nothing;
    for (size_t i = 0; i < NAMES_MOST && !text.at; i++)
        text = text_of(r, r->found[field][i], article_names[field].inside, DEPTH_MOST);
    return text;
}

static bool is_stub(struct span text)
{
    for (size_t i = 0; article_stubs[i]; i++)
        if (text.length >= strlen(article_stubs[i]) && strncasecmp(text.at, article_stubs[i], strlen(article_stubs[i])) == 0)
            return true;
    return false;
}

static bool ends_with(struct span text, struct span end)
{
    return text.length >= end.length && memcmp(text.at + text.length - end.length, end.at, end.length) == 0;
}

/* "[+1234 chars]", "[...]", or an ellipsis behind a letter. */
static bool is_cut_off(struct span text)
{
    if (ends_with(text, SPAN(" chars]")) || ends_with(text, SPAN("[...]")) || ends_with(text, SPAN("[…]")))
        return true;
    size_t mark = ends_with(text, SPAN("…")) ? 3 : ends_with(text, SPAN("...")) ? 3 : 0;
    if (!mark || text.length == mark)
        return false;
    uint8_t kind = character_before(text, text.length - mark).kind;
    return kind == CHARACTER_LOWER || kind == CHARACTER_UPPER || kind == CHARACTER_DIGIT;
}

static struct span summary_of(struct reading *r)
{
    struct span text = nothing;
    for (size_t i = 0; i < NAMES_MOST && !text.at; i++)
        text = plain(r, body_of(r, r->summaries[i]));
    return text;
}

/* The body, else the feed's summary: then the article is cut off. */
static void body_read(struct reading *r, struct article *article)
{
    struct span short_text = nothing;
    for (size_t i = 0; i < NAMES_MOST && !article->body.at; i++) {
        struct span text = plain(r, body_of(r, r->found[FIELD_BODY][i]));
        if (text.at && is_stub(text))
            short_text = text;
        else
            article->body = text;
    }
    article->is_truncated = !article->body.at || is_cut_off(article->body);
    if (!article->body.at)
        article->body = summary_of(r);
    if (!article->body.at)
        article->body = short_text;
}

/* [2025, 5, 21, 12, 36, 25, …]: how feedparser writes a moment, in UTC. */
static struct span moment_of(struct reading *r, const struct json_value *array)
{
    char text[64];
    size_t length = 0;
    int count = 0;
    static const char marks[] = "--T::Z";
    for (const struct json_value *item = json_first(r->json, array); item && count < 6; item = json_next(r->json, array, item), count++) {
        if (item->kind != JSON_KIND_NUMBER || item->length > 4)
            return nothing;
        length += (size_t)snprintf(text + length, sizeof text - length, "%02d%c", atoi(r->json->source.at + item->begin), marks[count]);
    }
    return count == 6 ? timestamp_normalise((struct span){ text, length }, r->arena) : nothing;
}

static struct span published_read(struct reading *r)
{
    struct span date = nothing;
    for (size_t i = 0; i < NAMES_MOST && !date.at; i++) {
        const struct json_value *value = r->found[FIELD_PUBLISHED_AT][i];
        if (!value)
            continue;
        date = value->kind == JSON_KIND_ARRAY ? moment_of(r, value) : nothing;
        struct span text = date.at ? nothing : text_of(r, value, article_names[FIELD_PUBLISHED_AT].inside, DEPTH_MOST);
        if (text.at)
            date = timestamp_normalise(text, r->arena);
    }
    return date;
}

static bool starts_with(struct span text, struct span with)
{
    return text.length >= with.length && strncasecmp(text.at, with.at, with.length) == 0;
}

/* An address stands for its host. */
static struct span host_of(struct span text)
{
    size_t scheme = starts_with(text, SPAN("https://")) ? 8 : starts_with(text, SPAN("http://")) ? 7 : 0;
    if (!scheme)
        return text;
    struct span host = { text.at + scheme, strcspn(text.at + scheme, "/:?#") };
    if (host.length > text.length - scheme)
        host.length = text.length - scheme;
    if (starts_with(host, SPAN("www.")))
        host = (struct span){ host.at + 4, host.length - 4 };
    return host.length ? host : text;
}

static void authors_collect(struct reading *r, const struct json_value *value, unsigned depth, struct names *names)
{
    if (!value || depth == 0)
        return;
    if (value->kind == JSON_KIND_STRING)
        byline_split(plain(r, string_of(r, value)), r->arena, names);
    else if (value->kind == JSON_KIND_OBJECT)
        authors_collect(r, member_of(r->json, value, article_names[FIELD_AUTHORS].inside), depth - 1, names);
    for (const struct json_value *item = value->kind == JSON_KIND_ARRAY ? json_first(r->json, value) : NULL; item; item = json_next(r->json, value, item))
        authors_collect(r, item, depth - 1, names);
}

static void authors_read(struct reading *r, struct article *article)
{
    struct names names = { 0 };
    for (size_t i = 0; i < NAMES_MOST && !names.count; i++)
        authors_collect(r, r->found[FIELD_AUTHORS][i], DEPTH_MOST, &names);
    article->authors = names.at;
    article->author_count = names.count;
}

/* "EN-gb" and "english" in BCP 47; nothing for what is neither a tag nor a known name. */
static struct span language_tag(struct span text, struct arena *arena)
{
    char *tag = arena_take(arena, text.length + 1);
    if (!tag)
        return nothing;
    for (size_t i = 0; i < text.length; i++)
        tag[i] = text.at[i] == '_' ? '-' : text.at[i] >= 'A' && text.at[i] <= 'Z' ? (char)(text.at[i] | 0x20) : text.at[i];
    for (size_t i = 0; article_languages[i].name; i++)
        if (strcmp(article_languages[i].name, tag) == 0)
            return span_of(article_languages[i].tag);
    size_t primary = strspn(tag, "abcdefghijklmnopqrstuvwxyz"), all = strspn(tag, "abcdefghijklmnopqrstuvwxyz0123456789-");
    bool is_tag = (primary == 2 || primary == 3) && all == text.length && (tag[primary] == '-' || !tag[primary]) && strcmp(tag, "und") != 0;
    return is_tag ? (struct span){ tag, text.length } : nothing;
}

/* ── all together ───────────────────────────────────────────────────────────────────────────────────────────────────── */

/* 128 bits of what the article says, for one that has neither id nor address. */
static struct span hash_of(const struct article *article, struct arena *arena)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    enum { BYTES = 16 };
    static const char prefix[] = "sha256:";
    char *text = arena_take(arena, sizeof prefix + 2 * BYTES);
    bool is_good = text && digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) &&
                   EVP_DigestUpdate(digest, article->title.at, article->title.length) && EVP_DigestUpdate(digest, "\n", 1) &&
                   EVP_DigestUpdate(digest, article->body.at, article->body.length) && EVP_DigestFinal_ex(digest, sum, NULL);
    EVP_MD_CTX_free(digest);
    if (!is_good)
        return SPAN("");
    int length = snprintf(text, sizeof prefix, "%s", prefix);
    for (int i = 0; i < BYTES; i++)
        length += snprintf(text + length, 3, "%02x", sum[i]);
    return (struct span){ text, (size_t)length };
}

static bool finish(const struct reading *r, struct article *article, struct reject *reject)
{
    if (arena_is_full(r->arena)) {
        *reject = (struct reject){ REJECT_LIMIT, "the article needs more memory than arena.limit" };
        return false;
    }
    if (!article->body.at) {
        *reject = r->is_too_deep ? (struct reject){ REJECT_TOO_DEEP, "markup nested too deep" } : (struct reject){ REJECT_NO_BODY, "no text" };
        return false;
    }
    if (!article->id.at)
        article->id = article->url.at ? article->url : hash_of(article, r->arena);
    return true;
}

struct article_pointers article_pointers(const struct options *options)
{
    return (struct article_pointers){ {
        [FIELD_ID] = options->input.id, [FIELD_TITLE] = options->input.title, [FIELD_BODY] = options->input.body,
        [FIELD_PUBLISHED_AT] = options->input.published_at, [FIELD_LANGUAGE] = options->input.language,
        [FIELD_PUBLISHER] = options->input.publisher, [FIELD_URL] = options->input.url, [FIELD_AUTHORS] = options->input.authors,
    } };
}

/* A field with a pointer stands there and nowhere else. */
static void pointers_apply(struct reading *r, const struct article_pointers *pointers)
{
    for (int field = 0; field < FIELD_COUNT; field++) {
        if (!pointers->at[field] || !*pointers->at[field])
            continue;
        memset(r->found[field], 0, sizeof r->found[field]);
        r->found[field][0] = json_pointer(r->json, pointers->at[field]);
        if (field == FIELD_BODY)
            memset(r->summaries, 0, sizeof r->summaries);
    }
}

bool article_read(const struct json *json, const struct article_pointers *pointers, struct arena *arena, struct article *article,
                  struct reject *reject)
{
    struct reading r = { .json = json, .arena = arena };
    size_t count;
    const struct json_value *object = article_find(json, &count);
    bool has_pointer = pointers->at[FIELD_BODY] && *pointers->at[FIELD_BODY];
    if (!object && !has_pointer) {
        reject->code = REJECT_NO_BODY;
        snprintf(reject->detail, sizeof reject->detail, count ? "%zu articles in one message" : "no member that holds a text", count);
        return false;
    }
    members_find(&r, object ? object : json->at);
    pointers_apply(&r, pointers);
    *article = (struct article){ .id = field_text(&r, FIELD_ID), .url = field_text(&r, FIELD_URL) };
    if (!article->url.at && (starts_with(article->id, SPAN("https://")) || starts_with(article->id, SPAN("http://"))))
        article->url = article->id;
    article->title = plain(&r, field_text(&r, FIELD_TITLE));
    article->publisher = host_of(plain(&r, field_text(&r, FIELD_PUBLISHER)));
    article->published_at = published_read(&r);
    struct span language = field_text(&r, FIELD_LANGUAGE);
    article->language = language.at ? language_tag(language, arena) : nothing;
    authors_read(&r, article);
    body_read(&r, article);
    return finish(&r, article, reject);
}

bool article_read_text(struct span text, struct arena *arena, struct article *article, struct reject *reject)
{
    struct reading r = { .arena = arena };
    *article = (struct article){ .body = trimmed(text) };
    if (!article->body.length)
        article->body = nothing;
    article->is_truncated = article->body.at && is_cut_off(article->body);
    return finish(&r, article, reject);
}
