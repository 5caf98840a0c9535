#include "html.h"

#include <gumbo.h>
#include <setjmp.h>
#include <strings.h>

/* The parser's time grows with the square of depth and of attributes, so both are counted before it sees the markup. */
enum { DEPTH_MOST = 512, ATTRIBUTES_MOST = 512, ROUNDS_MOST = 2, NAME_MOST = 16 };

enum effect { EFFECT_NONE, EFFECT_LINE, EFFECT_SPACE, EFFECT_DROP, EFFECT_UNKNOWN };

/* What an element does to the text: stands on lines of its own, apart from its neighbour by a space, or not in it at all. */
static enum effect effect_of(GumboTag tag)
{
    static const unsigned char effects[GUMBO_TAG_LAST] = {
#define LINE(name) [GUMBO_TAG_##name] = EFFECT_LINE
        LINE(ADDRESS), LINE(ARTICLE), LINE(ASIDE), LINE(BLOCKQUOTE), LINE(BODY), LINE(BR), LINE(CAPTION), LINE(CENTER), LINE(DD), LINE(DETAILS),
        LINE(DIR), LINE(DIV), LINE(DL), LINE(DT), LINE(FIELDSET), LINE(FIGCAPTION), LINE(FIGURE), LINE(FOOTER), LINE(FORM), LINE(H1), LINE(H2),
        LINE(H3), LINE(H4), LINE(H5), LINE(H6), LINE(HEADER), LINE(HGROUP), LINE(HR), LINE(LEGEND), LINE(LI), LINE(LISTING), LINE(MAIN),
        LINE(MENU), LINE(NAV), LINE(OL), LINE(P), LINE(PLAINTEXT), LINE(PRE), LINE(SECTION), LINE(SUMMARY), LINE(TABLE), LINE(TBODY),
        LINE(TFOOT), LINE(THEAD), LINE(TR), LINE(UL), LINE(XMP),
#undef LINE
        [GUMBO_TAG_TD] = EFFECT_SPACE, [GUMBO_TAG_TH] = EFFECT_SPACE,
#define DROP(name) [GUMBO_TAG_##name] = EFFECT_DROP
        DROP(APPLET), DROP(AUDIO), DROP(BUTTON), DROP(CANVAS), DROP(HEAD), DROP(IFRAME), DROP(MAP), DROP(NOFRAMES), DROP(NOSCRIPT), DROP(OBJECT),
        DROP(SCRIPT), DROP(SELECT), DROP(STYLE), DROP(SVG), DROP(TEMPLATE), DROP(VIDEO),
#undef DROP
    };
    return (unsigned)tag < GUMBO_TAG_LAST ? (enum effect)effects[tag] : EFFECT_NONE;
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The element whose tag begins at `at`, a "<"; GUMBO_TAG_UNKNOWN if none of HTML does. */
static GumboTag tag_at(struct span text, size_t at)
{
    size_t begin = at + 1 + (at + 1 < text.length && text.at[at + 1] == '/'), end = begin;
    while (end < text.length && end - begin < NAME_MOST && (is_letter(text.at[end]) || (text.at[end] >= '1' && text.at[end] <= '6')))
        end++;
    if (end == begin || end == text.length || !text.at[end] || !strchr(" \t\r\n/>", text.at[end]))
        return GUMBO_TAG_UNKNOWN;
    return gumbo_tagn_enum(text.at + begin, (unsigned)(end - begin));
}

static bool begins(struct span text, size_t at, struct span with)
{
    return text.length - at >= with.length && strncasecmp(text.at + at, with.at, with.length) == 0;
}

/* "&amp;", "&#8217;", "&#x2019;" */
static bool is_reference(struct span text, size_t at)
{
    size_t end = at + 1;
    if (end < text.length && text.at[end] == '#')
        end++;
    size_t begin = end;
    while (end < text.length && end - begin < 10 && (is_letter(text.at[end]) || (text.at[end] >= '0' && text.at[end] <= '9')))
        end++;
    return end > begin && end < text.length && text.at[end] == ';';
}

struct traits {
    bool has_tags, has_blocks, has_references;
    bool is_too_deep;
};

static bool is_leaf(GumboTag tag)
{
    static const unsigned char leaves[GUMBO_TAG_LAST] = {
        [GUMBO_TAG_P] = 1,  [GUMBO_TAG_BR] = 1,  [GUMBO_TAG_IMG] = 1, [GUMBO_TAG_HR] = 1,    [GUMBO_TAG_LI] = 1,    [GUMBO_TAG_DT] = 1,
        [GUMBO_TAG_DD] = 1, [GUMBO_TAG_TD] = 1,  [GUMBO_TAG_TH] = 1,  [GUMBO_TAG_TR] = 1,    [GUMBO_TAG_INPUT] = 1, [GUMBO_TAG_META] = 1,
        [GUMBO_TAG_LINK] = 1, [GUMBO_TAG_WBR] = 1, [GUMBO_TAG_AREA] = 1, [GUMBO_TAG_COL] = 1, [GUMBO_TAG_EMBED] = 1, [GUMBO_TAG_SOURCE] = 1,
        [GUMBO_TAG_TRACK] = 1, [GUMBO_TAG_PARAM] = 1, [GUMBO_TAG_BASE] = 1, [GUMBO_TAG_OPTION] = 1,
    };
    return leaves[tag];
}

/* Counts what could be attributes up to the end of a tag; more than are allowed are as bad as depth. */
static bool has_many_attributes(struct span text, size_t at)
{
    size_t count = 0;
    char quote = 0;
    for (; at < text.length && (quote || text.at[at] != '>'); at++) {
        char c = text.at[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (strchr(" \t\r\n/", c) || !c)
            count++;
    }
    return count > ATTRIBUTES_MOST;
}

static void look_at_tag(struct span text, size_t at, struct traits *traits, size_t *depth)
{
    bool is_end = at + 1 < text.length && text.at[at + 1] == '/';
    if (!is_end && (at + 1 == text.length || !is_letter(text.at[at + 1]))) {
        traits->has_tags |= begins(text, at, SPAN("<!--")) || begins(text, at, SPAN("<!DOCTYPE")) || begins(text, at, SPAN("<![CDATA["));
        return;
    }
    GumboTag tag = tag_at(text, at);
    if (tag != GUMBO_TAG_UNKNOWN) {
        traits->has_tags = true;
        traits->has_blocks |= effect_of(tag) == EFFECT_LINE;
    }
    if (is_end)
        *depth -= *depth > 0;
    else if (tag == GUMBO_TAG_UNKNOWN || !is_leaf(tag))
        ++*depth;
}

static struct traits look(struct span text)
{
    struct traits traits = { 0 };
    size_t depth = 0, deepest = 0, checked = 0;
    for (size_t at = 0; at < text.length; at++) {
        const char *next = memchr(text.at + at, '<', text.length - at);
        if (!next)
            break;
        at = (size_t)(next - text.at);
        look_at_tag(text, at, &traits, &depth);
        deepest = depth > deepest ? depth : deepest;
        if (at >= checked && at + 1 < text.length && is_letter(text.at[at + 1])) {
            traits.is_too_deep |= has_many_attributes(text, at);
            const char *end = memchr(text.at + at, '>', text.length - at);
            checked = end ? (size_t)(end - text.at) : text.length;
        }
    }
    for (size_t at = 0; at < text.length && !traits.has_references; at++) {
        const char *next = memchr(text.at + at, '&', text.length - at);
        if (!next)
            break;
        at = (size_t)(next - text.at);
        traits.has_references = is_reference(text, at);
    }
    traits.is_too_deep |= deepest > DEPTH_MOST;
    return traits;
}

bool is_html(struct span text)
{
    struct traits traits = look(text);
    return traits.has_tags || traits.has_references;
}

/* The text as it grows. White space is owed until a character follows. */
struct sink {
    char *at;
    size_t length;
    bool keeps_lines;
    bool owes_line, owes_space;
};

static void put_text(struct sink *sink, const char *text)
{
    for (; *text; text++) {
        char c = *text;
        if (c == '\n' && sink->keeps_lines) {
            sink->at[sink->length++] = c;
            continue;
        }
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
            sink->owes_space = true;
            continue;
        }
        if (sink->length && sink->owes_line)
            sink->at[sink->length++] = '\n';
        else if (sink->length && sink->owes_space && sink->at[sink->length - 1] != '\n')
            sink->at[sink->length++] = ' ';
        sink->owes_line = sink->owes_space = false;
        sink->at[sink->length++] = c;
    }
}

static void put_effect(struct sink *sink, enum effect effect)
{
    sink->owes_line |= effect == EFFECT_LINE;
    sink->owes_space |= effect == EFFECT_SPACE;
}

static const GumboVector *children(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_DOCUMENT)
        return &node->v.document.children;
    if (node->type == GUMBO_NODE_ELEMENT && effect_of(node->v.element.tag) != EFFECT_DROP)
        return &node->v.element.children;
    return NULL;
}

static void enter(struct sink *sink, const GumboNode *node)
{
    if (node->type == GUMBO_NODE_ELEMENT)
        put_effect(sink, effect_of(node->v.element.tag));
    else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
        put_text(sink, node->v.text.text);
}

static void leave(struct sink *sink, const GumboNode *node)
{
    if (node->type == GUMBO_NODE_ELEMENT)
        put_effect(sink, effect_of(node->v.element.tag));
}

/* Goes through the tree in the order of the text, without recursion. */
static void walk(struct sink *sink, const GumboNode *root)
{
    const GumboNode *node = root;
    enter(sink, node);
    for (;;) {
        const GumboVector *inside = children(node);
        if (inside && inside->length) {
            node = inside->data[0];
            enter(sink, node);
            continue;
        }
        for (;;) {
            leave(sink, node);
            if (node == root)
                return;
            const GumboVector *around = children(node->parent);
            size_t next = node->index_within_parent + 1;
            if (around && next < around->length) {
                node = around->data[next];
                enter(sink, node);
                break;
            }
            node = node->parent;
        }
    }
}

/* The parser does not look whether it got memory, so a full arena leaves it by a long jump. */
struct parser {
    struct arena *arena;
    jmp_buf full;
};

static void *parser_take(void *context, size_t size)
{
    struct parser *parser = context;
    void *bytes = arena_take(parser->arena, size);
    if (!bytes)
        longjmp(parser->full, 1);
    return bytes;
}

static void parser_give(void *context, void *bytes)
{
    (void)context;
    (void)bytes;
}

static bool parse(struct span markup, bool keeps_lines, struct arena *arena, struct span *text)
{
    struct parser parser = { .arena = arena };
    if (setjmp(parser.full))
        return false;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = parser_take;
    options.deallocator = parser_give;
    options.userdata = &parser;
    options.max_errors = 0;
    struct sink sink = { .keeps_lines = keeps_lines };
    sink.at = parser_take(&parser, markup.length * 2 + 64);       /* no reference is shorter than half of what it stands for */
    walk(&sink, gumbo_parse_with_options(&options, markup.at, markup.length)->document);
    *text = (struct span){ sink.at, sink.length };
    return true;
}

/* Character references alone: the markup is what a text area would hold. */
static bool resolve(struct span text, struct arena *arena, struct span *resolved)
{
    const struct span before = SPAN("<textarea>\n");
    char *markup = arena_take(arena, before.length + text.length + 1);
    if (!markup)
        return false;
    memcpy(markup, before.at, before.length);
    memcpy(markup + before.length, text.at, text.length);
    return parse((struct span){ markup, before.length + text.length }, true, arena, resolved);
}

/* A comment that never ends was opened by mistake: its mark goes, its text stays. */
static bool open_comment_drop(struct span *markup, struct arena *arena)
{
    const struct span mark = SPAN("<!--");
    const char *last = NULL, *end = markup->at + markup->length;
    for (const char *at = markup->at; (at = memmem(at, (size_t)(end - at), mark.at, mark.length)); last = at, at += mark.length)
        ;
    if (!last || memmem(last, (size_t)(end - last), "-->", 3))
        return true;
    char *copy = arena_take(arena, markup->length);
    if (!copy)
        return false;
    memcpy(copy, markup->at, markup->length);
    memset(copy + (last - markup->at), ' ', mark.length);
    markup->at = copy;
    return true;
}

enum html_result html_text(struct span markup, struct arena *arena, struct span *text)
{
    for (int round = 0; round < ROUNDS_MOST; round++) {
        struct traits traits = look(markup);
        if (!traits.has_tags && !traits.has_references)
            break;
        if (traits.has_tags && traits.is_too_deep)
            return HTML_TOO_DEEP;
        if (traits.has_tags && !open_comment_drop(&markup, arena))
            return HTML_NO_MEMORY;
        bool is_good = traits.has_tags ? parse(markup, !traits.has_blocks, arena, &markup) : resolve(markup, arena, &markup);
        if (!is_good)
            return HTML_NO_MEMORY;
    }
    *text = markup;
    return HTML_GOOD;
}
