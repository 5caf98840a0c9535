#include "date_rule.h"

#include <stdlib.h>

static const struct { const char *name; unsigned kind; } kinds[] = {
    { "DAY", KIND_DAY }, { "DAYTH", KIND_DAYTH }, { "MON", KIND_MON }, { "YEAR", KIND_YEAR }, { "YY", KIND_YY }, { "HOUR", KIND_HOUR },
    { "MIN", KIND_MIN }, { "NUM", KIND_NUM }, { "NTH", KIND_NTH }, { "HOURMIN", KIND_HOURMIN }, { "DOTTED", KIND_DOTTED },
    { "QUOTE", KIND_QUOTE }, { "CLITIC", KIND_CLITIC },
};

static const char *const actions[] = {
#define X(name, text) text,
    DATE_ACTIONS(X)
#undef X
};

enum { ALTERNATIVES = 12, ELEMENTS = 40, NODES_MOST = 1 << 15 };

/* One element of patterns: a role, a kind of number or a word each. */
struct element {
    struct alternative {
        bool is_word;
        uint32_t what;
    } alternatives[ALTERNATIVES];
    uint8_t count;
    bool is_glued;
    bool has_word, has_number, has_mark;     /* what a first look at a token can rule out */
    uint64_t roles;
};

/* A node of the trie. Rules whose patterns end here: the upper one counts. */
struct node {
    struct element element;
    uint32_t child, sibling; /* 0 where there is none */
    bool is_end;
    uint8_t type, action;
    unsigned line;
};

struct date_rules {
    struct node *nodes;      /* the first is the root */
    size_t count, room;
};

struct compiler {
    struct date_rules *rules;
    struct vocabulary *vocabulary;
    struct value_lexicon *lexicon;
    struct span words[ELEMENTS];
    size_t count;
    uint8_t type, action;
    unsigned line;
};

static bool alternative_read(struct compiler *c, struct span name, struct alternative *a)
{
    if (name.at[0] < 'A' || name.at[0] > 'Z') {
        a->is_word = true;
        a->what = vocabulary_add_text(c->vocabulary, name);
        return a->what;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (span_equal(span_of(kinds[i].name), name)) {
            a->what = kinds[i].kind;
            return true;
        }
    char lower[32];
    size_t n = name.length < sizeof lower ? name.length : sizeof lower;
    for (size_t i = 0; i < n; i++)
        lower[i] = (char)(name.at[i] >= 'A' && name.at[i] <= 'Z' ? name.at[i] | 0x20 : name.at[i]);
    a->what = role_of((struct span){ lower, n });
    return a->what != ROLE_COUNT;
}

static bool element_read(struct compiler *c, struct span text, struct element *e)
{
    memset(e, 0, sizeof *e);
    if (text.length > 1 && text.at[0] == '~') {
        e->is_glued = true;
        text.at++, text.length--;
    }
    while (text.length) {
        const char *bar = memchr(text.at, '|', text.length);
        size_t length = bar ? (size_t)(bar - text.at) : text.length;
        if (e->count == ALTERNATIVES || !length || !alternative_read(c, (struct span){ text.at, length }, &e->alternatives[e->count++]))
            return false;
        length += bar ? 1 : 0;
        text.at += length;
        text.length -= length;
    }
    for (uint8_t i = 0; i < e->count; i++) {
        const struct alternative *a = &e->alternatives[i];
        e->has_word |= a->is_word;
        e->has_mark |= !a->is_word && (a->what == KIND_QUOTE || a->what == KIND_CLITIC);
        e->has_number |= !a->is_word && a->what >= ROLE_COUNT && a->what != KIND_QUOTE && a->what != KIND_CLITIC;
        e->roles |= !a->is_word && a->what < ROLE_COUNT ? ROLE_BIT(a->what) : 0;
    }
    return e->count;
}

static bool is_same(const struct element *a, const struct element *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static uint32_t node_under(struct date_rules *rules, uint32_t parent, const struct element *e)
{
    uint32_t last = 0;
    for (uint32_t child = rules->nodes[parent].child; child; child = rules->nodes[child].sibling) {
        if (is_same(&rules->nodes[child].element, e))
            return child;
        last = child;
    }
    if (rules->count == rules->room) {
        size_t room = rules->room ? rules->room * 2 : 1024;
        struct node *nodes = room <= NODES_MOST ? realloc(rules->nodes, room * sizeof *nodes) : NULL;
        if (!nodes)
            return 0;
        rules->nodes = nodes;
        rules->room = room;
    }
    uint32_t node = (uint32_t)rules->count++;
    rules->nodes[node] = (struct node){ .element = *e };
    if (last)
        rules->nodes[last].sibling = node;
    else
        rules->nodes[parent].child = node;
    return node;
}

static size_t group_end(const struct compiler *c, size_t at)
{
    int depth = 0;
    for (; at < c->count; at++) {
        depth += c->words[at].at[0] == '[';
        depth -= c->words[at].at[0] == ']';
        if (depth == 0)
            return at;
    }
    return at;
}

/* Adds words [at, count) below `node`; what stands in brackets both ways. */
static bool pattern_add(struct compiler *c, uint32_t node, size_t at)
{
    while (at < c->count && c->words[at].at[0] == ']')
        at++;
    if (at == c->count) {
        struct node *n = &c->rules->nodes[node];
        if (node && !n->is_end) {
            n->is_end = true;
            n->type = c->type;
            n->action = c->action;
            n->line = c->line;
        }
        return node;
    }
    if (c->words[at].at[0] == '[')
        return pattern_add(c, node, at + 1) && (pattern_add(c, node, group_end(c, at) + 1) || node == 0);
    struct element e;
    if (!element_read(c, c->words[at], &e))
        return false;
    uint32_t next = node_under(c->rules, node, &e);
    return next && pattern_add(c, next, at + 1);
}

/* "[" and "]" stand glued to their words in the list. */
static bool pattern_split(struct compiler *c, struct span cell)
{
    struct span word;
    c->count = 0;
    while (cell_next(&cell, &word)) {
        while (word.length && c->count < ELEMENTS - 1) {
            bool is_bracket = word.at[0] == '[' || word.at[0] == ']';
            size_t n = is_bracket ? 1 : 0;
            while (!is_bracket && n < word.length && word.at[n] != ']')
                n++;
            c->words[c->count++] = (struct span){ word.at, n };
            word.at += n;
            word.length -= n;
        }
    }
    return c->count && c->count < ELEMENTS - 1;
}

static bool rule_read(struct compiler *c, const struct table_row *row)
{
    static const char *const types[] = { "DATE", "TIME", "DURATION" };
    c->type = 3;
    for (uint8_t i = 0; i < 3; i++)
        if (span_equal(row->cells[0], span_of(types[i])))
            c->type = i;
    for (c->action = 0; c->action < ACTION_COUNT; c->action++)
        if (span_equal(row->cells[1], span_of(actions[c->action])))
            break;
    c->line = row->line;
    return c->type < 3 && c->action < ACTION_COUNT && pattern_split(c, row->cells[2]) && pattern_add(c, 0, 0);
}

struct date_rules *date_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct value_lexicon *lexicon, struct error *error)
{
    const struct pack_file *file = pack_find(files, "values/date-rules.tsv", error);
    struct date_rules *rules = file ? calloc(1, sizeof *rules) : NULL;
    struct element root = { 0 };
    if (!rules || !(rules->nodes = calloc(1024, sizeof *rules->nodes)))
        goto failed;
    rules->room = 1024;
    rules->count = 1;
    rules->nodes[0].element = root;
    struct compiler c = { .rules = rules, .vocabulary = vocabulary, .lexicon = lexicon };
    struct table table = table_open(file);
    struct table_row row;
    while (table_next(&table, &row))
        if (!rule_read(&c, &row)) {
            table_fail(&table, error, "'%.*s' is no rule of dates", (int)row.cells[2].length, row.cells[2].at);
            goto failed;
        }
    for (uint32_t child = rules->nodes[0].child; child; child = rules->nodes[child].sibling)
        for (uint8_t i = 0; i < rules->nodes[child].element.count; i++)
            if (rules->nodes[child].element.alternatives[i].is_word)
                lexicon_mark(lexicon, rules->nodes[child].element.alternatives[i].what, ROLE_BIT(ROLE_LITERAL));
    return rules;
failed:
    date_rules_destroy(rules);
    return NULL;
}

void date_rules_destroy(struct date_rules *rules)
{
    if (rules)
        free(rules->nodes);
    free(rules);
}

static bool number_is(double value, double least, double most)
{
    return value >= least && value <= most;
}

/* Numbers by their digits; DAY and NTH also in words. Returns the tokens taken, 0 for none. */
static uint32_t kind_match(const struct reader *r, uint32_t at, unsigned kind, struct capture *found)
{
    const struct token *token = &r->tokens[at];
    struct span text = token_text(r->text, token);
    if (kind == KIND_QUOTE || kind == KIND_CLITIC)
        return token->kind == (kind == KIND_QUOTE ? TOKEN_QUOTE : TOKEN_CLITIC);
    if (kind == KIND_DOTTED || kind == KIND_HOURMIN) {
        if (token->kind != TOKEN_NUMBER || !memchr(text.at, '.', text.length))
            return 0;
        found->code = text;
        return kind == KIND_DOTTED ? text.length >= 8 : text.length <= 5;
    }
    struct number n;
    if (kind == KIND_NUM || kind == KIND_NTH || token->kind != TOKEN_NUMBER) {
        if (!number_read(r, at, &n) || n.is_least || n.is_ordinal != (kind == KIND_NTH || (kind != KIND_NUM && n.is_ordinal)))
            return 0;
        found->number = n.value;
        bool fits = kind == KIND_NUM || kind == KIND_NTH ||
                    ((kind == KIND_DAY || (kind == KIND_DAYTH && n.is_ordinal)) && number_is(n.value, 1, 31) && !n.is_fraction) ||
                    (kind == KIND_HOUR && number_is(n.value, 1, 12) && !n.is_ordinal) || (kind == KIND_YEAR && number_is(n.value, 1900, 2099) && !n.is_ordinal);
        return fits ? n.last - at : 0;
    }
    struct digits d;
    if (!digits_read(text, &d) || !d.is_plain)
        return 0;
    found->number = d.value;
    const struct lexeme *suffix = lexicon_find(r->lexicon, r->text, r->tokens, at + 1, r->end, ROLE_BIT(ROLE_ORDINAL_SUFFIX));
    switch (kind) {
    case KIND_DAY: return d.count <= 2 && number_is(d.value, 1, 31) ? (suffix ? 2 : 1) : 0;
    case KIND_DAYTH: return suffix && number_is(d.value, 1, 31) ? 2 : 0;
    case KIND_MON: return d.count <= 2 && number_is(d.value, 1, 12);
    case KIND_YEAR: return d.count == 4 && number_is(d.value, 1000, 2199);
    case KIND_YY: return d.count == 2;
    case KIND_HOUR: return d.count <= 2 && number_is(d.value, 0, 24);
    case KIND_MIN: return d.count == 2 && number_is(d.value, 0, 59);
    default: return 0;
    }
}

static uint32_t element_match(const struct reader *r, const struct element *e, uint32_t at, struct capture *found)
{
    const struct token *token = &r->tokens[at];
    if (e->is_glued && token->is_spaced)
        return 0;
    for (uint8_t i = 0; i < e->count; i++) {
        const struct alternative *a = &e->alternatives[i];
        *found = (struct capture){ .kind = (uint8_t)(a->is_word ? KIND_END : a->what), .at = at };
        if (a->is_word) {
            if (token->word == a->what)
                return 1;
            continue;
        }
        uint32_t taken = 0;
        if (a->what >= ROLE_COUNT) {
            taken = kind_match(r, at, a->what, found);
        } else {
            const struct lexeme *lexeme = lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, ROLE_BIT(a->what));
            if (lexeme) {
                found->number = lexeme->number;
                found->code = lexeme->code;
                taken = lexeme->length;
            }
        }
        if (taken)
            return taken;
    }
    return 0;
}

/* Whether an element may match a token, by its roles and kind alone. */
static bool may_match(const struct element *e, const struct token *token, uint64_t roles, bool is_number)
{
    if ((e->roles & roles) || (e->has_number && is_number) || (e->has_mark && (token->kind == TOKEN_QUOTE || token->kind == TOKEN_CLITIC)))
        return true;
    for (uint8_t i = 0; e->has_word && i < e->count; i++)
        if (e->alternatives[i].is_word && e->alternatives[i].what == token->word)
            return true;
    return false;
}

/* Walks the trie; `path` holds what was found on the way, the longest match is copied out. */
static void walk(const struct date_rules *rules, const struct reader *r, uint32_t node, uint32_t at, struct date_match *path, struct date_match *best)
{
    const struct node *n = &rules->nodes[node];
    if (n->is_end && at > best->last) {
        *best = *path;
        best->type = (enum value_type)n->type;
        best->action = (enum date_action)n->action;
        best->last = at;
    }
    if (at >= r->end || path->count == CAPTURES)
        return;
    const struct token *token = &r->tokens[at];
    uint64_t roles = lexicon_roles(r->lexicon, token);
    bool is_number = token->kind == TOKEN_NUMBER || (roles & NUMBER_ROLES);
    for (uint32_t child = n->child; child; child = rules->nodes[child].sibling) {
        if (!may_match(&rules->nodes[child].element, token, roles, is_number))
            continue;
        struct capture found;
        uint32_t taken = element_match(r, &rules->nodes[child].element, at, &found);
        if (!taken)
            continue;
        path->captures[path->count++] = found;
        walk(rules, r, child, at + taken, path, best);
        path->count--;
    }
}

bool date_match(const struct date_rules *rules, const struct reader *reader, uint32_t at, struct date_match *match)
{
    struct date_match path;                                   /* 16 captures: not worth zeroing at every token */
    path.first = match->first = match->last = at;
    path.count = match->count = 0;
    walk(rules, reader, 0, at, &path, match);
    return match->last > at;
}

const struct capture *captured(const struct date_match *match, unsigned kind, unsigned nth)
{
    for (unsigned i = 0; i < match->count; i++)
        if (match->captures[i].kind == kind && nth-- == 0)
            return &match->captures[i];
    return NULL;
}
