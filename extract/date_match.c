#include "date_trie.h"
#include "digits.h"
#include "number_words.h"

/* One match while it is looked for. */
struct walk {
    const struct date_rules *rules;
    const struct reader *reader;
    struct date_match *best;
    struct capture path[CAPTURES];
    unsigned count;
    struct number_memo { uint32_t at; bool is_read; struct number number; } number, range;
};

/* Several elements ask for the number at one token. */
static const struct number *number_at(struct walk *w, uint32_t at, bool is_range)
{
    struct number_memo *memo = is_range ? &w->range : &w->number;
    if (memo->at != at) {
        memo->at = at;
        memo->is_read = is_range ? number_range_read(w->reader, at, &memo->number) : number_read(w->reader, at, &memo->number);
    }
    return memo->is_read ? &memo->number : NULL;
}

static bool number_is(double value, double least, double most)
{
    return value >= least && value <= most;
}

/* Any number, or one in words where a day, an hour or a year may stand. Returns the tokens taken, 0 for none. */
static uint32_t words_match(struct walk *w, uint32_t at, unsigned kind, struct capture *found)
{
    struct number year;
    if (kind == KIND_YEAR && words_year(w->reader, at, &year)) {
        found->number = year.value;
        return year.last - at;
    }
    const struct number *n = number_at(w, at, kind == KIND_NUM);
    if (!n || (n->is_least && kind != KIND_NUM))
        return 0;
    found->number = n->value;
    found->max = n->is_range ? n->max : 0;
    found->code = n->is_least ? SPAN(">") : (struct span){ 0 };
    bool is_fitting = false;
    switch (kind) {
    case KIND_NUM: is_fitting = !n->is_ordinal; break;
    case KIND_NTH: is_fitting = n->is_ordinal; break;
    case KIND_DAY: is_fitting = number_is(n->value, 1, 31) && !n->is_fraction; break;
    case KIND_DAYTH: is_fitting = number_is(n->value, 1, 31) && n->is_ordinal; break;
    case KIND_HOUR: is_fitting = number_is(n->value, 1, 12) && !n->is_ordinal && !n->is_fraction; break;
    case KIND_MIN: is_fitting = number_is(n->value, 1, 59) && !n->is_ordinal && !n->is_fraction; break;
    case KIND_YEAR: is_fitting = number_is(n->value, 1500, 2099) && !n->is_ordinal; break;
    default: break;
    }
    return is_fitting ? n->last - at : 0;
}

static bool is_compact_date(const struct digits *d)
{
    int value = d->count == 8 ? (int)d->value : 0;
    return number_is(value / 10000, 1900, 2099) && number_is(value / 100 % 100, 1, 12) && number_is(value % 100, 1, 31);
}

/* Numbers by their digits alone. */
static uint32_t digits_match(const struct reader *r, uint32_t at, unsigned kind, struct capture *found)
{
    struct digits d;
    struct span text = text_at(r, at);
    found->code = text;
    if (kind == KIND_DOTTED || kind == KIND_HOURMIN)
        return memchr(text.at, '.', text.length) && (kind == KIND_DOTTED ? text.length >= 8 : text.length <= 5);
    if (!digits_read(text, &d) || !d.is_plain)
        return 0;
    found->number = d.value;
    bool has_suffix = phrase_at(r, at + 1, ROLE_BIT(ROLE_ORDINAL_SUFFIX));
    switch (kind) {
    case KIND_DAY: return d.count <= 2 && number_is(d.value, 1, 31) ? 1u + has_suffix : 0;
    case KIND_DAYTH: return has_suffix && number_is(d.value, 1, 31) ? 2 : 0;
    case KIND_MON: return d.count <= 2 && number_is(d.value, 1, 12);
    case KIND_YEAR: return d.count == 4 && number_is(d.value, 1000, 2199);
    case KIND_YY: return d.count == 2;
    case KIND_HOUR: return d.count <= 2 && number_is(d.value, 0, 24);
    case KIND_MIN: return d.count == 2 && number_is(d.value, 0, 59);
    case KIND_COMPACT: return is_compact_date(&d);
    default: return 0;
    }
}

static uint32_t kind_match(struct walk *w, uint32_t at, unsigned kind, struct capture *found)
{
    const struct reader *r = w->reader;
    uint8_t token = r->tokens[at].kind;
    if (kind == KIND_QUOTE || kind == KIND_CLITIC)
        return token == (kind == KIND_QUOTE ? TOKEN_QUOTE : TOKEN_CLITIC);
    bool is_any = kind == KIND_NUM || kind == KIND_NTH;
    return token == TOKEN_NUMBER && !is_any ? digits_match(r, at, kind, found) : words_match(w, at, kind, found);
}

static uint32_t alternative_match(struct walk *w, uint32_t at, const struct alternative *a, struct capture *found)
{
    const struct reader *r = w->reader;
    *found = (struct capture){ .kind = (uint8_t)(a->is_word ? KIND_WORD : a->what), .at = at };
    if (a->is_word)
        return r->tokens[at].word == a->what;
    if (a->what >= ROLE_COUNT)
        return kind_match(w, at, a->what, found);
    const struct lexeme *lexeme = phrase_at(r, at, ROLE_BIT(a->what));
    if (!lexeme)
        return 0;
    found->number = lexeme->number;
    found->code = lexeme->code;
    return lexeme->length;
}

static uint32_t element_match(struct walk *w, const struct element *e, uint32_t at, struct capture *found)
{
    if (e->is_glued && w->reader->tokens[at].is_spaced)
        return 0;
    for (uint8_t i = 0; i < e->count; i++) {
        uint32_t taken = alternative_match(w, at, &e->alternatives[i], found);
        if (taken)
            return taken;
    }
    return 0;
}

static struct look look_at(const struct date_rules *rules, const struct reader *r, uint32_t at)
{
    const struct token *t = &r->tokens[at];
    uint64_t roles = roles_at(r, at);
    bool is_word = roles & (NUMBER_ROLES ^ ROLE_BIT(ROLE_ARTICLE));
    bool is_article = (roles & ROLE_BIT(ROLE_ARTICLE)) && (roles_at(r, at + 1) & (NUMBER_ROLES | ROLE_BIT(ROLE_DOZEN)));
    if (t->kind == TOKEN_NUMBER || is_word || is_article)
        roles |= LOOK_NUMBER;
    else if (t->kind == TOKEN_QUOTE)
        roles |= LOOK_QUOTE;
    else if (t->kind == TOKEN_CLITIC)
        roles |= LOOK_CLITIC;
    bool is_literal = t->word < rules->size && rules->is_literal[t->word];
    return (struct look){ roles, is_literal ? word_bit(t->word) : 0 };
}

static void best_set(struct walk *w, const struct node *n, uint32_t at)
{
    struct date_match *best = w->best;
    if (!n->line || at < best->last || (at == best->last && n->line >= best->line))
        return;
    best->type = (enum value_type)n->type;
    best->action = (enum date_action)n->action;
    best->line = n->line;
    best->last = at;
    best->count = w->count;
    memcpy(best->captures, w->path, w->count * sizeof *w->path);
}

static void step(struct walk *w, uint32_t node, uint32_t at);

/* All that may follow a node at token `at`. */
static void walk(struct walk *w, const struct node *n, uint32_t at)
{
    best_set(w, n, at);
    if (at >= w->reader->end || w->count == CAPTURES || !n->children)
        return;
    struct look look = look_at(w->rules, w->reader, at);
    if (!is_overlap(look, n->below))
        return;
    for (uint32_t child = n->child; child < n->child + n->children; child++)
        if (is_overlap(look, w->rules->looks[child]))
            step(w, child, at);
}

static void step(struct walk *w, uint32_t node, uint32_t at)
{
    const struct node *n = &w->rules->nodes[node];
    uint32_t taken = element_match(w, &w->rules->elements[n->element], at, &w->path[w->count]);
    if (!taken)
        return;
    w->count++;
    walk(w, n, at + taken);
    w->count--;
}

/* Most "the", "in" and "at" end here. */
static bool is_gate_open(const struct date_rules *rules, const struct reader *r, uint16_t list, uint32_t next)
{
    const struct look *gate = &rules->gates[list];
    return gate->roles == UINT64_MAX || (next < r->end && is_overlap(look_at(rules, r, next), *gate));
}

bool date_match(const struct date_rules *rules, const struct reader *r, uint32_t at, struct date_match *match)
{
    const struct token *t = &r->tokens[at];
    match->first = match->last = at;
    match->line = match->count = 0;
    uint16_t list = t->kind == TOKEN_QUOTE ? rules->quote : t->word < rules->size ? rules->begins[t->word] : 0;
    if (!list && t->kind == TOKEN_NUMBER)
        list = rules->digits;
    if (!list || !is_gate_open(rules, r, list, at + 1))
        return false;
    struct walk w;
    w.rules = rules, w.reader = r, w.best = match, w.count = 0;
    w.number.at = w.range.at = UINT32_MAX;
    struct look look = look_at(rules, r, at);
    for (const uint16_t *child = &rules->lists[list]; *child; child++)
        if (is_overlap(look, rules->looks[*child]))
            step(&w, *child, at);
    return match->last > at;
}

bool date_may_begin(const struct date_rules *rules, uint32_t word)
{
    return word < rules->size && rules->begins[word];
}

const struct capture *captured(const struct date_match *match, unsigned kind, unsigned nth)
{
    for (unsigned i = 0; i < match->count; i++)
        if (match->captures[i].kind == kind && nth-- == 0)
            return &match->captures[i];
    return NULL;
}
