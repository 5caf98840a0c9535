#include "date_trie.h"
#include "number.h"

#include <stdlib.h>

static const struct { const char *name; unsigned kind; } kinds[] = {
    { "DAY", KIND_DAY }, { "DAYTH", KIND_DAYTH }, { "MON", KIND_MON }, { "YEAR", KIND_YEAR }, { "YY", KIND_YY }, { "HOUR", KIND_HOUR },
    { "MIN", KIND_MIN }, { "NUM", KIND_NUM }, { "NTH", KIND_NTH }, { "HOURMIN", KIND_HOURMIN }, { "DOTTED", KIND_DOTTED },
    { "COMPACT", KIND_COMPACT }, { "QUOTE", KIND_QUOTE }, { "CLITIC", KIND_CLITIC },
};

static const char *const actions[] = {
#define X(name, text) text,
    DATE_ACTIONS(X)
#undef X
};

enum { ELEMENTS = 40, ITEMS_MOST = UINT16_MAX };

/* A node while the trie grows; 0 where there is no child or sibling. */
struct draft {
    uint32_t element, child, sibling, line;
    uint8_t type, action;
};

struct compiler {
    struct date_rules *rules;
    struct vocabulary *vocabulary;
    struct draft *drafts;    /* the first is the root */
    size_t count, room;
    struct span words[ELEMENTS];
    size_t word_count;
    uint8_t type, action;
    unsigned line;
};

static bool make_room(void *items, size_t count, size_t *room, size_t size)
{
    void **array = items;
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 256;
    void *moved = count < ITEMS_MOST ? realloc(*array, more * size) : NULL;
    if (!moved)
        return false;
    *array = moved;
    *room = more;
    return true;
}

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
    return e->count;
}

/* The number of an element, added if it is new; the count if memory is short. */
static size_t element_add(struct date_rules *rules, const struct element *e)
{
    for (size_t i = 0; i < rules->element_count; i++)
        if (memcmp(&rules->elements[i], e, sizeof *e) == 0)
            return i;
    if (!make_room(&rules->elements, rules->element_count, &rules->element_room, sizeof *e))
        return rules->element_count;
    rules->elements[rules->element_count] = *e;
    return rules->element_count++;
}

/* The child of a draft for an element; 0 if memory is short. */
static uint32_t draft_under(struct compiler *c, uint32_t parent, const struct element *e)
{
    uint32_t last = 0;
    size_t element = element_add(c->rules, e);
    if (element == c->rules->element_count)
        return 0;
    for (uint32_t child = c->drafts[parent].child; child; child = c->drafts[child].sibling) {
        if (c->drafts[child].element == element)
            return child;
        last = child;
    }
    if (!make_room(&c->drafts, c->count, &c->room, sizeof *c->drafts))
        return 0;
    uint32_t draft = (uint32_t)c->count++;
    c->drafts[draft] = (struct draft){ .element = (uint32_t)element };
    if (last)
        c->drafts[last].sibling = draft;
    else
        c->drafts[parent].child = draft;
    return draft;
}

static size_t group_end(const struct compiler *c, size_t at)
{
    int depth = 0;
    for (; at < c->word_count; at++) {
        depth += c->words[at].at[0] == '[';
        depth -= c->words[at].at[0] == ']';
        if (depth == 0)
            return at;
    }
    return at;
}

/* Adds words [at, word_count) below `parent`; what stands in brackets both ways. */
static bool pattern_add(struct compiler *c, uint32_t parent, size_t at)
{
    while (at < c->word_count && c->words[at].at[0] == ']')
        at++;
    if (at == c->word_count) {
        struct draft *d = &c->drafts[parent];
        if (parent && !d->line) {
            d->line = c->line;
            d->type = c->type;
            d->action = c->action;
        }
        return parent;
    }
    if (c->words[at].at[0] == '[')
        return pattern_add(c, parent, at + 1) && (pattern_add(c, parent, group_end(c, at) + 1) || parent == 0);
    struct element e;
    if (!element_read(c, c->words[at], &e))
        return false;
    uint32_t next = draft_under(c, parent, &e);
    return next && pattern_add(c, next, at + 1);
}

/* "[" and "]" stand glued to their words in the list. */
static bool pattern_split(struct compiler *c, struct span cell)
{
    struct span word;
    c->word_count = 0;
    while (cell_next(&cell, &word)) {
        while (word.length && c->word_count < ELEMENTS - 1) {
            bool is_bracket = word.at[0] == '[' || word.at[0] == ']';
            size_t n = is_bracket ? 1 : 0;
            while (!is_bracket && n < word.length && word.at[n] != ']')
                n++;
            c->words[c->word_count++] = (struct span){ word.at, n };
            word.at += n;
            word.length -= n;
        }
    }
    return c->word_count && c->word_count < ELEMENTS - 1;
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
    if (c->line > UINT16_MAX)
        return false;
    return c->type < 3 && c->action < ACTION_COUNT && pattern_split(c, row->cells[2]) && pattern_add(c, 0, 0);
}

static struct look look_of(const struct element *e)
{
    struct look look = { 0, 0 };
    for (uint8_t i = 0; i < e->count; i++) {
        uint32_t what = e->alternatives[i].what;
        if (e->alternatives[i].is_word)
            look.words |= word_bit(what);
        else
            look.roles |= what < ROLE_COUNT ? ROLE_BIT(what) :
                          what == KIND_QUOTE ? LOOK_QUOTE : what == KIND_CLITIC ? LOOK_CLITIC : LOOK_NUMBER;
    }
    return look;
}

/* Lays the children of each draft side by side, the trie's levels one after another. */
static bool trie_lay(struct compiler *c)
{
    struct date_rules *rules = c->rules;
    uint32_t *drafts = calloc(c->count, sizeof *drafts);
    rules->nodes = calloc(c->count, sizeof *rules->nodes);
    rules->looks = calloc(c->count, sizeof *rules->looks);
    rules->count = 1;
    for (size_t i = 0; drafts && rules->nodes && rules->looks && i < rules->count; i++) {
        struct node *node = &rules->nodes[i];
        const struct draft *d = &c->drafts[drafts[i]];
        *node = (struct node){ .element = (uint16_t)d->element, .child = (uint32_t)rules->count, .line = (uint16_t)d->line, .type = d->type,
                               .action = d->action };
        if (i)
            rules->looks[i] = look_of(&rules->elements[d->element]);
        for (uint32_t child = d->child; child; child = c->drafts[child].sibling, node->children++) {
            struct look look = look_of(&rules->elements[c->drafts[child].element]);
            node->below.roles |= look.roles;
            node->below.words |= look.words;
            drafts[rules->count++] = child;
        }
    }
    free(drafts);
    return drafts && rules->nodes && rules->looks;
}

static bool rules_read(struct compiler *c, const struct pack_file *file, struct error *error)
{
    struct table table = table_open(file);
    struct table_row row;
    if (!make_room(&c->drafts, 0, &c->room, sizeof *c->drafts))
        return fail(error, "out of memory");
    c->drafts[c->count++] = (struct draft){ 0 };
    while (table_next(&table, &row))
        if (!rule_read(c, &row))
            return table_fail(&table, error, "'%.*s' is no rule of dates", (int)row.cells[2].length, row.cells[2].at);
    return trie_lay(c) || fail(error, "out of memory");
}

struct date_rules *date_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    const struct pack_file *file = pack_find(files, "values/date-rules.tsv", error);
    struct compiler c = { .rules = file ? calloc(1, sizeof *c.rules) : NULL, .vocabulary = vocabulary };
    bool is_read = c.rules && rules_read(&c, file, error);
    if (file && !c.rules)
        fail(error, "out of memory");
    free(c.drafts);
    if (is_read)
        return c.rules;
    date_rules_destroy(c.rules);
    return NULL;
}

void date_rules_destroy(struct date_rules *rules)
{
    if (!rules)
        return;
    free(rules->elements);
    free(rules->nodes);
    free(rules->looks);
    free(rules->begins);
    free(rules->lists);
    free(rules->gates);
    free(rules->is_literal);
    free(rules);
}

static bool names_word(const struct element *e, uint32_t word)
{
    for (uint8_t i = 0; i < e->count; i++)
        if (e->alternatives[i].is_word && e->alternatives[i].what == word)
            return true;
    return false;
}

/* The list of the root's children that a look may match, made or found again; 0 if there are none or memory is short. */
static uint16_t list_of(struct date_rules *rules, uint64_t roles, uint32_t word)
{
    const struct node *root = &rules->nodes[0];
    size_t first = rules->list_count;
    for (uint32_t i = root->child; i < root->child + root->children; i++) {
        if (!(rules->looks[i].roles & roles) && !names_word(&rules->elements[rules->nodes[i].element], word))
            continue;
        if (!make_room(&rules->lists, rules->list_count + 1, &rules->list_room, sizeof *rules->lists)) {
            rules->is_memory_short = true;
            return 0;
        }
        rules->lists[rules->list_count++] = (uint16_t)i;
    }
    size_t length = rules->list_count - first;
    if (!length)
        return 0;
    rules->lists[rules->list_count++] = 0;
    for (size_t i = 1; i < first; i++)
        if (rules->lists[i - 1] == 0 && i + length < first &&
            memcmp(&rules->lists[i], &rules->lists[first], (length + 1) * sizeof *rules->lists) == 0) {
            rules->list_count = first;
            return (uint16_t)i;
        }
    return (uint16_t)first;
}

/* What has to follow the first token: anything, where a rule ends with it or an element may take several tokens. */
static struct look gate_of(const struct date_rules *rules, uint16_t list)
{
    struct look gate = { 0, 0 };
    for (const uint16_t *child = &rules->lists[list]; *child; child++) {
        const struct node *n = &rules->nodes[*child];
        if (n->line || rules->looks[*child].roles)
            return (struct look){ UINT64_MAX, UINT64_MAX };
        gate.roles |= n->below.roles;
        gate.words |= n->below.words;
    }
    return gate;
}

static bool gates_make(struct date_rules *rules)
{
    rules->gates = calloc(rules->list_count, sizeof *rules->gates);
    for (size_t i = 1; rules->gates && i < rules->list_count; i++)
        if (rules->lists[i - 1] == 0 && rules->lists[i])
            rules->gates[i] = gate_of(rules, (uint16_t)i);
    return rules->gates;
}

static bool literals_mark(struct date_rules *rules)
{
    rules->is_literal = calloc(rules->size, 1);
    for (size_t e = 0; rules->is_literal && e < rules->element_count; e++)
        for (uint8_t i = 0; i < rules->elements[e].count; i++)
            if (rules->elements[e].alternatives[i].is_word)
                rules->is_literal[rules->elements[e].alternatives[i].what] = 1;
    return rules->is_literal;
}

bool date_rules_index(struct date_rules *rules, const struct vocabulary *vocabulary, const struct value_lexicon *lexicon,
                      struct error *error)
{
    rules->size = vocabulary_size(vocabulary);
    rules->begins = calloc(rules->size, sizeof *rules->begins);
    if (!rules->begins || !make_room(&rules->lists, 0, &rules->list_room, sizeof *rules->lists))
        return fail(error, "out of memory");
    rules->lists[rules->list_count++] = 0;
    rules->digits = list_of(rules, LOOK_NUMBER, WORD_NONE);
    rules->quote = list_of(rules, LOOK_QUOTE, WORD_NONE);
    for (uint32_t word = 1; word < rules->size; word++) {
        struct span text = vocabulary_word(vocabulary, word);
        bool is_digit = text.length && text.at[0] >= '0' && text.at[0] <= '9';
        uint64_t roles = word < lexicon->size ? lexicon->roles[word] : 0;
        rules->begins[word] = list_of(rules, roles | (is_digit || (roles & NUMBER_ROLES) ? LOOK_NUMBER : 0), word);
    }
    if (rules->is_memory_short || !gates_make(rules) || !literals_mark(rules))
        return fail(error, "out of memory");
    return rules->digits || fail(error, "values/date-rules.tsv: no rule begins with a number");
}
