#include "view_page.h"

#include "extract/unicode.h"
#include "view_assets.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { RECORD_DEEPEST = 16, SPEAKERS_MOST = 200, FIGURES_MOST = 100, PAGE_BYTES = 1 << 30 };

#define PUT(buffer, literal) buffer_put((buffer), SPAN(literal))

static const struct span style = { (const char *)view_css, sizeof view_css }, script = { (const char *)view_js, sizeof view_js };

/* The policy's name for a text that stands inline: its SHA-256 in base64. */
static void put_source_hash(struct buffer *to, struct span source)
{
    unsigned char sum[32], text[64];
    EVP_Digest(source.at, source.length, sum, NULL, EVP_sha256(), NULL);
    int length = EVP_EncodeBlock(text, sum, sizeof sum);
    PUT(to, "'sha256-");
    buffer_put(to, (struct span){ (const char *)text, (size_t)length });
    PUT(to, "'");
}

static void put_head(struct buffer *to)
{
    PUT(to, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src ");
    put_source_hash(to, style);
    PUT(to, "; script-src ");
    put_source_hash(to, script);
    PUT(to, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Who says what</title>\n<style>");
    buffer_put(to, style);
    PUT(to, "</style></head><body>\n<a class=\"skip\" href=\"#a1\">Skip to the first article</a>\n<header><h1>Who says what</h1></header>\n<main>\n");
}

static void put_link(struct buffer *to, uint32_t article)
{
    PUT(to, "<a href=\"#a");
    buffer_put_unsigned(to, article);
    PUT(to, "\">");
}

static void put_index(struct buffer *to, const struct page *page)
{
    if (page->heading_count < 2)
        return;
    PUT(to, "<nav aria-label=\"Articles\"><ol>\n");
    for (size_t i = 0; i < page->heading_count; i++) {
        PUT(to, "<li>");
        put_link(to, (uint32_t)i + 1);
        buffer_put_html(to, page->headings[i].title);
        PUT(to, "</a> <span class=\"facts\">");
        buffer_put_html(to, page->headings[i].publisher);
        PUT(to, " ");
        buffer_put_html(to, page->headings[i].day);
        PUT(to, "</span></li>\n");
    }
    PUT(to, "</ol></nav>\n");
}

/* ── speakers ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

static int order(struct span a, struct span b)
{
    int difference = memcmp(a.at ? a.at : "", b.at ? b.at : "", a.length < b.length ? a.length : b.length);
    return difference ? difference : (a.length > b.length) - (a.length < b.length);
}

static int by_speaker(const void *a, const void *b)
{
    const struct said *left = a, *right = b;
    int difference = order(left->speaker, right->speaker);
    if (difference)
        return difference;
    return left->article != right->article ? (left->article < right->article ? -1 : 1) : left->claim < right->claim ? -1 : 1;
}

/* Claims of one speaker: said[first, last). */
struct group {
    size_t first, last;
};

static int by_size(const void *a, const void *b)
{
    const struct group *left = a, *right = b;
    size_t l = left->last - left->first, r = right->last - right->first;
    return l != r ? (l > r ? -1 : 1) : left->first < right->first ? -1 : 1;
}

/* Sorts what was said by speaker; groups in order of their size. */
static struct group *groups_make(struct page *page, size_t *count)
{
    struct group *groups = arena_array(&page->kept, page->said_count + 1, sizeof *groups);
    *count = 0;
    if (!groups || !page->said_count)
        return groups;
    qsort(page->said, page->said_count, sizeof *page->said, by_speaker);
    for (size_t i = 0; i < page->said_count; i++) {
        if (i == 0 || order(page->said[i - 1].speaker, page->said[i].speaker) != 0)
            groups[(*count)++].first = i;
        groups[*count - 1].last = i + 1;
    }
    qsort(groups, *count, sizeof *groups, by_size);
    return groups;
}

static void put_speakers(struct buffer *to, const struct page *page, const struct group *groups, size_t count)
{
    PUT(to, "<details><summary>Speakers</summary>\n<table><tr><th scope=\"col\">Speaker</th><th scope=\"col\">Claims</th></tr>\n");
    for (size_t i = 0; i < count && i < SPEAKERS_MOST; i++) {
        PUT(to, "<tr><th scope=\"row\">");
        buffer_put_html(to, page->said[groups[i].first].speaker);
        PUT(to, "</th><td>");
        for (size_t k = groups[i].first; k < groups[i].last; k++) {
            PUT(to, "<a href=\"#a");
            buffer_put_unsigned(to, page->said[k].article);
            PUT(to, "-c");
            buffer_put_unsigned(to, page->said[k].claim);
            PUT(to, "\">");
            buffer_put_html(to, page->said[k].text);
            PUT(to, "</a><br>");
        }
        PUT(to, "</td></tr>\n");
    }
    PUT(to, "</table></details>\n");
}

/* ── figures ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static int by_object(const void *a, const void *b)
{
    const struct figure *left = a, *right = b;
    int difference = order(left->object, right->object);
    difference = difference ? difference : order(left->unit, right->unit);
    if (difference)
        return difference;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return left->article < right->article ? -1 : left->article > right->article;
}

static bool is_same_subject(const struct figure *a, const struct figure *b)
{
    return span_equal(a->object, b->object) && span_equal(a->unit, b->unit);
}

static void put_figure(struct buffer *to, const struct figure *figure)
{
    PUT(to, "<tr><td class=\"number\">");
    buffer_put_number(to, figure->number);
    PUT(to, "</td><td>");
    buffer_put_html(to, figure->text);
    PUT(to, "</td><td>");
    buffer_put_html(to, figure->speaker);
    PUT(to, "</td><td>");
    put_link(to, figure->article);
    PUT(to, "article ");
    buffer_put_unsigned(to, figure->article);
    PUT(to, "</a></td></tr>\n");
}

/* Different numbers of one thing, side by side. */
static void put_figures(struct buffer *to, struct page *page)
{
    size_t shown = 0;
    if (page->figure_count)
        qsort(page->figures, page->figure_count, sizeof *page->figures, by_object);
    for (size_t first = 0, last; first < page->figure_count && shown < FIGURES_MOST; first = last) {
        for (last = first + 1; last < page->figure_count && is_same_subject(&page->figures[first], &page->figures[last]); last++)
            ;
        if (!(page->figures[first].number < page->figures[last - 1].number))
            continue;
        if (shown++ == 0)
            PUT(to, "<details><summary>Figures side by side</summary>\n<table>\n");
        PUT(to, "<tr><th colspan=\"4\" scope=\"colgroup\">");
        buffer_put_html(to, page->figures[first].object);
        PUT(to, "</th></tr>\n");
        for (size_t i = first; i < last; i++)
            put_figure(to, &page->figures[i]);
    }
    if (shown)
        PUT(to, "</table></details>\n");
}

/* ── the page ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_select(struct buffer *to, const char *name, const char *const *choices)
{
    PUT(to, "<label>");
    buffer_put(to, span_of(name));
    PUT(to, " <select name=\"");
    buffer_put(to, span_of(name));
    PUT(to, "\"><option value=\"\">any</option>");
    for (; *choices; choices++) {
        PUT(to, "<option>");
        buffer_put(to, span_of(*choices));
        PUT(to, "</option>");
    }
    PUT(to, "</select></label>\n");
}

static void put_form(struct buffer *to, const struct page *page, const struct group *groups, size_t count)
{
    static const char *const kinds[] = { "statement", "promise", "prediction", "denial", "request", "question", "opinion", "no_comment", NULL };
    static const char *const stances[] = { "neutral", "distance", "endorse", "deny", NULL };
    PUT(to, "<form role=\"search\"><label>search <input type=\"search\" name=\"words\"></label>\n"
            "<label>speaker <select name=\"speaker\"><option value=\"\">any</option>");
    for (size_t i = 0; i < count && i < SPEAKERS_MOST; i++) {
        PUT(to, "<option>");
        buffer_put_html(to, page->said[groups[i].first].speaker);
        PUT(to, "</option>");
    }
    PUT(to, "</select></label>\n");
    put_select(to, "kind", kinds);
    put_select(to, "stance", stances);
    PUT(to, "<label>worth checking, at least <input type=\"range\" name=\"worth\" min=\"0\" max=\"1\" step=\"0.05\" value=\"0\"></label>\n"
            "<output aria-live=\"polite\"></output></form>\n");
}

static void page_put(struct page *page, struct buffer *to)
{
    size_t count;
    struct group *groups = groups_make(page, &count);
    put_head(to);
    put_form(to, page, groups, groups ? count : 0);
    put_index(to, page);
    if (groups && count)
        put_speakers(to, page, groups, count);
    put_figures(to, page);
    PUT(to, "<p class=\"legend\"><span class=\"claim\">claim</span> · <span class=\"claim distance\">at a distance</span> · "
            "<span class=\"claim endorse\">endorsed</span> · <span class=\"claim deny\">denied</span> · "
            "<span class=\"claim statement\">the article's own figure</span> · <span class=\"cue\">cue</span> · <span class=\"e PERSON\">person</span> · "
            "<span class=\"e ORG\">organisation</span> · <span class=\"e GPE\">place</span> · <span class=\"v\">value</span> · "
            "<span class=\"f\">furniture</span></p>\n");
    buffer_put(to, (struct span){ page->articles.at, page->articles.length });
    PUT(to, "</main>\n<footer>Made by claimd " CLAIMD_VERSION ".</footer>\n<script>");
    buffer_put(to, script);
    PUT(to, "</script></body></html>\n");
}

bool view_page_init(struct page *page)
{
    *page = (struct page){ 0 };
    return arena_init(&page->kept, PAGE_BYTES);
}

void view_page_finish(struct page *page)
{
    free(page->articles.at);
    arena_finish(&page->kept);
}

bool view_page_add(struct page *page, struct span record, struct arena *arena)
{
    struct json json;
    struct error error;
    arena_reset(arena);
    return is_utf8(record) && json_read(record, RECORD_DEEPEST, arena, &json, &error) == JSON_GOOD && view_article_add(page, &json, arena);
}

static bool save(const struct buffer *whole, FILE *file)
{
    return fwrite(whole->at, 1, whole->length, file) == whole->length && fflush(file) == 0;
}

bool view_page_write(struct page *page, FILE *file, struct error *error)
{
    struct buffer whole = { 0 };
    page_put(page, &whole);
    bool is_good = !whole.is_short && !page->articles.is_short && !arena_is_full(&page->kept);
    if (!is_good)
        fail(error, "too many records for one page");
    else if (!save(&whole, file) && errno != EPIPE)
        is_good = fail(error, "%s", strerror(errno));
    free(whole.at);
    return is_good;
}
