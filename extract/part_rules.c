#include "part_rules.h"

#include "document.h"
#include "pack.h"
#include "pattern.h"

#include <stdlib.h>

enum { REACH = 600, OPENING_SENTENCES = 6 };

/* Where a rule may begin to match. */
enum place { PLACE_ANY, PLACE_SENTENCE, PLACE_LINE, PLACE_OPENING };

struct rule {
    char *name;
    enum part_role role;
    enum place place;
    struct pattern *pattern;
};

/* A rule under one of the words that it may begin with. */
struct entry {
    uint32_t rule, next;         /* the next entry of the same word, index + 1; 0: none */
};

struct part_rules {
    struct rule *rules;
    size_t count, room;
    struct entry *entries;
    size_t entry_count, entry_room;
    uint32_t *of_word;           /* the first entry of each word, index + 1 */
    size_t word_count;
    uint32_t any_word;           /* that of the rules without words */
};

static void *room_for_one(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t more = *room ? *room * 2 : 64;
    void *bigger = realloc(items, more * size);
    if (bigger)
        *room = more;
    return bigger;
}

static bool enter(struct part_rules *r, uint32_t *first, uint32_t rule)
{
    struct entry *entries = room_for_one(r->entries, r->entry_count, &r->entry_room, sizeof *entries);
    if (!entries)
        return false;
    r->entries = entries;
    while (*first)                                  /* at the end, so that rules are tried in the file's order */
        first = &r->entries[*first - 1].next;
    *first = (uint32_t)r->entry_count + 1;
    r->entries[r->entry_count++] = (struct entry){ rule, 0 };
    return true;
}

static bool enter_word(struct part_rules *r, uint32_t word, uint32_t rule)
{
    if (word >= r->word_count) {
        uint32_t *of_word = realloc(r->of_word, (word + 1) * sizeof *of_word);
        if (!of_word)
            return false;
        memset(of_word + r->word_count, 0, (word + 1 - r->word_count) * sizeof *of_word);
        r->of_word = of_word;
        r->word_count = word + 1;
    }
    return enter(r, &r->of_word[word], rule);
}

static bool place_read(struct span cell, enum place *place)
{
    static const char *const names[] = { "any", "sentence", "line", "opening" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (span_equal(cell, span_of(names[i]))) {
            *place = (enum place)i;
            return true;
        }
    }
    return false;
}

static bool rule_read(const struct table_row *row, struct rule *rule, struct error *error)
{
    if (row->count != 5)
        return fail(error, "a rule has five cells: role, rule, place, first words, pattern");
    if (span_equal(row->cells[0], SPAN("byline")))
        rule->role = PART_BYLINE;
    else if (span_equal(row->cells[0], SPAN("furniture")))
        rule->role = PART_FURNITURE;
    else
        return fail(error, "unknown role '%.*s'", (int)row->cells[0].length, row->cells[0].at);
    if (!place_read(row->cells[2], &rule->place))
        return fail(error, "unknown place '%.*s'", (int)row->cells[2].length, row->cells[2].at);
    rule->pattern = pattern_create(row->cells[4], error);
    if (!rule->pattern)
        return false;
    rule->name = strndup(row->cells[1].at, row->cells[1].length);
    return rule->name || fail(error, "out of memory");
}

static bool rule_add(struct part_rules *r, struct vocabulary *vocabulary, const struct table_row *row, struct error *error)
{
    struct rule *rules = room_for_one(r->rules, r->count, &r->room, sizeof *rules);
    if (!rules)
        return fail(error, "out of memory");
    r->rules = rules;
    struct rule *rule = &r->rules[r->count++];
    *rule = (struct rule){ 0 };
    if (!rule_read(row, rule, error))
        return false;
    struct span words = row->cells[3], word;
    while (cell_next(&words, &word)) {
        bool is_entered = span_equal(word, SPAN("*")) ? enter(r, &r->any_word, (uint32_t)r->count - 1)
                                                      : enter_word(r, vocabulary_add_text(vocabulary, word), (uint32_t)r->count - 1);
        if (!is_entered)
            return fail(error, "out of memory");
    }
    return true;
}

struct part_rules *part_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    const struct pack_file *file = pack_find(files, "furniture.tsv", error);
    if (!file)
        return NULL;
    struct part_rules *r = calloc(1, sizeof *r);
    if (!r) {
        fail(error, "out of memory");
        return NULL;
    }
    struct table table = table_open(file);
    struct table_row row;
    struct error what;
    while (table_next(&table, &row)) {
        if (!rule_add(r, vocabulary, &row, &what)) {
            table_fail(&table, error, "%s", what.text);
            part_rules_destroy(r);
            return NULL;
        }
    }
    return r;
}

void part_rules_destroy(struct part_rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->count; i++) {
        pattern_destroy(r->rules[i].pattern);
        free(r->rules[i].name);
    }
    free(r->rules);
    free(r->entries);
    free(r->of_word);
    free(r);
}

struct search {
    const struct document *d;
    const struct part_rules *rules;
    struct matcher *matcher;
    uint32_t opening_end;        /* tokens before it belong to the opening */
};

static bool is_place(const struct search *s, enum place place, uint32_t i)
{
    const struct document *d = s->d;
    bool is_first = d->sentences.at[d->sentences.of_token[i]].first == i;
    switch (place) {
    case PLACE_ANY: return true;
    case PLACE_SENTENCE: return is_first;
    case PLACE_LINE: return d->tokens.at[i].is_line_start;
    case PLACE_OPENING: return is_first && i < s->opening_end;
    }
    return false;
}

/* The first rule in a list that matches from token `i` on; NULL if none does. */
static const struct rule *rule_at(const struct search *s, uint32_t entry, uint32_t i, struct range *found)
{
    const struct document *d = s->d;
    const struct paragraph *line = &d->sentences.paragraphs[d->sentences.at[d->sentences.of_token[i]].paragraph];
    struct range within = { d->tokens.at[i].begin, d->tokens.at[line->last - 1].end };
    bool is_line_end = within.end - within.begin <= REACH;
    if (!is_line_end)
        for (within.end = within.begin + REACH; ((unsigned char)d->text.all.at[within.end] & 0xc0) == 0x80;)
            within.end--;
    for (; entry; entry = s->rules->entries[entry - 1].next) {
        const struct rule *rule = &s->rules->rules[s->rules->entries[entry - 1].rule];
        if (is_place(s, rule->place, i) && pattern_match(rule->pattern, s->matcher, d->text.all, within, is_line_end, found))
            return rule;
    }
    return NULL;
}

static uint32_t opening_end(const struct document *d)
{
    size_t first = 0;
    while (first < d->sentences.count && d->tokens.at[d->sentences.at[first].first].begin < d->text.body.begin)
        first++;
    size_t last = first + OPENING_SENTENCES;
    return last < d->sentences.count ? d->sentences.at[last].first : (uint32_t)d->tokens.count;
}

struct parts part_rules_find(const struct document *d, const struct part_rules *rules, struct arena *arena)
{
    struct parts out = { 0 };
    size_t room = 0;
    struct search s = { d, rules, matcher_create(arena), opening_end(d) };
    if (!s.matcher)
        return out;
    for (uint32_t i = 0; i < d->tokens.count; i++) {
        const struct token *token = &d->tokens.at[i];
        if (token->begin < d->text.body.begin)
            continue;
        struct range found;
        uint32_t entry = token->word < rules->word_count ? rules->of_word[token->word] : 0;
        const struct rule *rule = entry ? rule_at(&s, entry, i, &found) : NULL;
        if (!rule && rules->any_word && d->sentences.at[d->sentences.of_token[i]].first == i)
            rule = rule_at(&s, rules->any_word, i, &found);
        if (!rule)
            continue;
        while (found.end > found.begin && d->text.all.at[found.end - 1] == ' ')
            found.end--;
        struct part *parts = arena_grow(arena, out.at, out.count, &room, sizeof *parts);
        if (!parts)
            return out;
        out.at = parts;
        parts[out.count++] = (struct part){ rule->role, found, rule->name };
        while (i + 1 < d->tokens.count && d->tokens.at[i + 1].begin < found.end)
            i++;
    }
    return out;
}
