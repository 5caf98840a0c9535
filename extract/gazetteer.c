#include "gazetteer.h"

#include "pack.h"
#include "pages.h"
#include "unicode.h"

#include <stdlib.h>

enum { ROOT = 0, LOAD_BYTES = 512, AHEAD = 12, WORD_MOST = (1 << 24) - 1 };

/* What an alias asks of the text that it is found in. */
enum alias_flag { ALIAS_WEAK = 1, ALIAS_UPPER = 2, ALIAS_FIRST_CAPITAL = 4, ALIAS_LAST_CAPITAL = 8 };

struct alias {
    uint32_t entry, next;        /* next meaning of the same words; 0 where none */
    uint32_t begin;              /* its text in the file of the entry */
    uint16_t length;
    uint8_t flags, type;         /* type: of the entry */
};

/* A sequence of words; the root has none. */
struct node {
    uint32_t first_alias, last_alias;
    uint8_t followers;           /* as an edge tells them */
};

/* What a search needs of the node it goes to stands here, too, where memory has just been waited for. */
struct edge {
    uint32_t from;
    uint32_t word : 24, followers : 8;       /* followers: a bit for the low bits of each word that goes on from `to` */
    uint32_t to;                             /* 0 where the slot is free */
    uint32_t alias;                          /* the first of the node `to` */
};

struct nickname {
    uint32_t a, b;               /* words, the smaller number first */
};

struct gazetteer {
    const struct pack_file **files;
    size_t file_count, user_files;           /* the user's stand first */
    struct gazetteer_entry *entries;
    struct alias *aliases;                   /* from 1 */
    struct node *nodes;
    struct edge *edges;                      /* open addressing by from and word */
    size_t entry_count, entry_room, alias_count, alias_room, node_count, node_room;
    uint32_t edge_mask;
    uint32_t and_word;
    struct nickname *nicknames;              /* sorted */
    size_t nickname_count, nickname_room;
};

static const char *const type_names[ENTITY_TYPE_COUNT] = {
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW",
};

static uint32_t edge_slot(const struct gazetteer *g, uint32_t from, uint32_t word)
{
    uint64_t h = (from * UINT64_C(0x9e3779b97f4a7c15)) ^ (word * UINT64_C(0xc2b2ae3d27d4eb4f));
    return (uint32_t)((h ^ h >> 29) * UINT64_C(0xff51afd7ed558ccd) >> 33) & g->edge_mask;
}

/* The edge, or the free slot where it belongs. */
static struct edge *edge_find(const struct gazetteer *g, uint32_t from, uint32_t word)
{
    for (uint32_t slot = edge_slot(g, from, word);; slot = (slot + 1) & g->edge_mask) {
        struct edge *e = &g->edges[slot];
        if (!e->to || (e->from == from && e->word == word))
            return e;
    }
}

/* Hyphens do not count and "&" is "and": "al-Qaeda" and "al Qaeda" are one name. */
static bool is_passed_over(const struct token *token)
{
    return token->mark == '-' && token->kind == TOKEN_PUNCTUATION && token->end - token->begin <= 3;
}

static uint32_t word_of(const struct gazetteer *g, const struct token *token)
{
    return token->mark == '&' ? g->and_word : token->word;
}

static bool is_meant(const struct alias *a, const struct token *first, const struct token *last)
{
    if (a->flags & ALIAS_UPPER)
        return first->letters == CASE_UPPER || first->letters == CASE_MIXED;
    return (!(a->flags & ALIAS_FIRST_CAPITAL) || is_capitalised(first)) && (!(a->flags & ALIAS_LAST_CAPITAL) || is_capitalised(last));
}

/* The first meaning from `alias` on that tokens first and last allow by their case. */
static uint32_t meant(const struct gazetteer *g, uint32_t alias, const struct token *first, const struct token *last)
{
    while (alias && !is_meant(&g->aliases[alias], first, last))
        alias = g->aliases[alias].next;
    return alias;
}

/* ---- loading */

static bool room_for_one(void **items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 1024;
    void *bigger = realloc(*items, more * size);
    if (!bigger)
        return false;
    *items = bigger;
    *room = more;
    return true;
}

static bool edges_grow(struct gazetteer *g)
{
    if (g->edges && g->node_count * 3 < (size_t)g->edge_mask * 2)
        return true;
    struct edge *old = g->edges;
    size_t old_size = old ? (size_t)g->edge_mask + 1 : 0;
    size_t size = old ? old_size * 2 : 1 << 12;
    if (!(g->edges = pages_take(size, sizeof *g->edges))) {
        g->edges = old;
        return false;
    }
    g->edge_mask = (uint32_t)size - 1;
    for (size_t i = 0; i < old_size; i++)
        if (old[i].to)
            *edge_find(g, old[i].from, old[i].word) = old[i];
    free(old);
    return true;
}

static bool node_add(struct gazetteer *g, uint32_t from, uint32_t word, uint32_t *to)
{
    *to = edge_find(g, from, word)->to;
    if (*to)
        return true;
    void *nodes = g->nodes;
    bool is_room = room_for_one(&nodes, g->node_count, &g->node_room, sizeof *g->nodes);
    g->nodes = nodes;
    if (!is_room || !edges_grow(g))
        return false;
    *to = (uint32_t)g->node_count;
    g->nodes[g->node_count++] = (struct node){ 0 };
    *edge_find(g, from, word) = (struct edge){ .from = from, .word = word & WORD_MOST, .to = *to };
    return true;
}

static bool alias_add(struct gazetteer *g, uint32_t node, struct alias alias)
{
    void *aliases = g->aliases;
    bool is_room = room_for_one(&aliases, g->alias_count, &g->alias_room, sizeof *g->aliases);
    g->aliases = aliases;
    if (!is_room)
        return false;
    uint32_t number = (uint32_t)g->alias_count++;
    g->aliases[number] = alias;
    struct node *n = &g->nodes[node];
    if (n->first_alias)
        g->aliases[n->last_alias].next = number;
    else
        n->first_alias = number;
    n->last_alias = number;
    return true;
}

static bool entry_add(struct gazetteer *g, struct gazetteer_entry entry)
{
    void *entries = g->entries;
    bool is_room = room_for_one(&entries, g->entry_count, &g->entry_room, sizeof *g->entries);
    g->entries = entries;
    if (is_room)
        g->entries[g->entry_count++] = entry;
    return is_room;
}

/* One file on its way in. Its tokens are found once; words that the vocabulary lacks are added when a name needs them. */
struct loader {
    struct gazetteer *g;
    struct vocabulary *vocabulary;
    const struct pack_file *file;
    struct table table;
    struct tokens tokens;
    size_t at;                   /* next token */
    uint32_t known;              /* size of the vocabulary when the tokens were found */
    uint32_t *added;             /* the vocabulary's number of each of the file's own words; 0 where not yet added */
    struct error *error;
};

static bool loader_word(struct loader *l, const struct token *token, uint32_t *word)
{
    if (token->word < l->known) {
        *word = word_of(l->g, token);
        return *word != WORD_NONE;
    }
    uint32_t *added = &l->added[token->word - l->known];
    if (!*added) {
        char folded[WORD_BYTES];
        struct span form = { folded, fold(token_text(l->file->content, token), folded, sizeof folded) };
        while (form.length > 1 && token->kind == TOKEN_WORD && form.at[form.length - 1] == '.')
            form.length--;
        *added = vocabulary_add(l->vocabulary, form);
    }
    *word = *added;
    return *word != WORD_NONE;
}

static uint8_t case_flags(const struct token *tokens, size_t count)
{
    const struct token *first = &tokens[0], *last = &tokens[count - 1];
    uint8_t flags = 0;
    if (count == 1 && first->letters == CASE_UPPER)
        flags |= ALIAS_UPPER;
    if (is_capitalised(first))
        flags |= ALIAS_FIRST_CAPITAL;
    if (is_capitalised(last))
        flags |= ALIAS_LAST_CAPITAL;
    return flags;
}

static bool alias_load(struct loader *l, struct span text, bool is_weak)
{
    if (text.length && text.at[0] == '~') {
        is_weak = true;
        text.at++, text.length--;
    }
    uint32_t begin = (uint32_t)(text.at - l->file->content.at), end = begin + (uint32_t)text.length;
    while (l->at < l->tokens.count && l->tokens.at[l->at].begin < begin)
        l->at++;
    size_t first = l->at, count = 0;
    uint32_t node = ROOT, word;
    for (; l->at < l->tokens.count && l->tokens.at[l->at].end <= end; l->at++) {
        const struct token *token = &l->tokens.at[l->at];
        if (is_passed_over(token))
            continue;
        if (++count > GAZETTEER_TOKENS)
            return table_fail(&l->table, l->error, "'%.*s' has more than %d words", (int)text.length, text.at, GAZETTEER_TOKENS);
        if (!loader_word(l, token, &word) || !node_add(l->g, node, word, &node))
            return table_fail(&l->table, l->error, "'%.*s' cannot be added", (int)text.length, text.at);
    }
    if (!count || text.length > UINT16_MAX)
        return table_fail(&l->table, l->error, "a name or alias is empty");
    uint8_t flags = (uint8_t)(case_flags(&l->tokens.at[first], l->at - first) | (is_weak ? ALIAS_WEAK : 0));
    if (!(flags & ALIAS_FIRST_CAPITAL) && loader_word(l, &l->tokens.at[first], &word))
        vocabulary_mark(l->vocabulary, word, WORD_ALIAS_SMALL);
    uint32_t entry = (uint32_t)l->g->entry_count - 1;
    struct alias alias = { entry, 0, begin, (uint16_t)text.length, flags, l->g->entries[entry].type };
    return alias_add(l->g, node, alias) || table_fail(&l->table, l->error, "out of memory");
}

static bool aliases_load(struct loader *l, struct span cell, bool is_weak)
{
    while (cell.length) {
        const char *bar = memchr(cell.at, '|', cell.length);
        struct span alias = { cell.at, bar ? (size_t)(bar - cell.at) : cell.length };
        if (!alias_load(l, alias, is_weak))
            return false;
        size_t taken = alias.length + (bar ? 1 : 0);
        cell.at += taken;
        cell.length -= taken;
    }
    return true;
}

static bool tags_read(struct loader *l, struct span cell, struct gazetteer_entry *entry, bool *is_weak)
{
    struct span tag;
    while (cell_next(&cell, &tag)) {
        if (span_equal(tag, SPAN("male")))
            entry->gender = GENDER_MALE;
        else if (span_equal(tag, SPAN("female")))
            entry->gender = GENDER_FEMALE;
        else if (span_equal(tag, SPAN("weak")))
            *is_weak = true;
        else if (tag.length > 5 && memcmp(tag.at, "home:", 5) == 0)
            entry->home = (struct span){ tag.at + 5, tag.length - 5 };
        else
            return table_fail(&l->table, l->error, "unknown tag '%.*s'", (int)tag.length, tag.at);
    }
    return true;
}

static bool row_load(struct loader *l, const struct table_row *row, uint16_t file)
{
    unsigned type = 0;
    while (type < ENTITY_TYPE_COUNT && !span_equal(row->cells[0], span_of(type_names[type])))
        type++;
    if (type == ENTITY_TYPE_COUNT)
        return table_fail(&l->table, l->error, "'%.*s' is no type of entity", (int)row->cells[0].length, row->cells[0].at);
    struct gazetteer_entry entry = { .name = row->cells[1], .type = (uint8_t)type, .file = file, .line = row->line };
    if (row->cells[3].length)
        entry.wikidata = row->cells[3];
    bool is_weak = false;
    if (!tags_read(l, row->cells[4], &entry, &is_weak))
        return false;
    if (!entry_add(l->g, entry))
        return table_fail(&l->table, l->error, "out of memory");
    return alias_load(l, row->cells[1], is_weak) && aliases_load(l, row->cells[2], is_weak);
}

static bool file_load(struct gazetteer *g, uint16_t number, struct vocabulary *vocabulary, struct error *error)
{
    struct loader l = { .g = g, .vocabulary = vocabulary, .file = g->files[number], .error = error };
    struct span content = l.file->content;
    if (!is_utf8(content) || content.length > UINT32_MAX / 2)
        return fail(error, "%s: not UTF-8, or too large", l.file->name);
    struct arena arena;
    if (!arena_init(&arena, (size_t)LOAD_BYTES * (content.length + 4096)))
        return fail(error, "out of memory");
    l.tokens = tokens_find(content, vocabulary, &arena);
    l.known = vocabulary_size(vocabulary);
    l.added = arena_array(&arena, l.tokens.word_count - l.known + 1, sizeof *l.added);
    l.table = table_open(l.file);
    bool is_good = !arena_is_full(&arena) || fail(error, "%s: out of memory", l.file->name);
    struct table_row row;
    while (is_good && table_next(&l.table, &row))
        is_good = row_load(&l, &row, number);
    arena_finish(&arena);
    return is_good;
}

static int nickname_compare(const void *left, const void *right)
{
    const struct nickname *l = left, *r = right;
    return l->a != r->a ? (l->a < r->a ? -1 : 1) : (l->b > r->b) - (l->b < r->b);
}

static struct nickname nickname_of(uint32_t a, uint32_t b)
{
    return a < b ? (struct nickname){ a, b } : (struct nickname){ b, a };
}

static bool nicknames_load(struct gazetteer *g, struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    const struct pack_file *file = pack_find(files, "nicknames.tsv", error);
    if (!file)
        return false;
    struct table table = table_open(file);
    struct table_row row;
    while (table_next(&table, &row)) {
        uint32_t name = vocabulary_add_text(vocabulary, row.cells[0]);
        struct span word;
        while (cell_next(&row.cells[1], &word)) {
            void *items = g->nicknames;
            uint32_t nickname = vocabulary_add_text(vocabulary, word);
            bool is_room = room_for_one(&items, g->nickname_count, &g->nickname_room, sizeof *g->nicknames);
            g->nicknames = items;
            if (!is_room || !name || !nickname)
                return table_fail(&table, error, "cannot be added");
            g->nicknames[g->nickname_count++] = nickname_of(name, nickname);
        }
    }
    if (g->nickname_count)
        qsort(g->nicknames, g->nickname_count, sizeof *g->nicknames, nickname_compare);
    return true;
}

bool gazetteer_is_nickname(const struct gazetteer *g, uint32_t a, uint32_t b)
{
    struct nickname key = nickname_of(a, b);
    return g->nickname_count && bsearch(&key, g->nicknames, g->nickname_count, sizeof key, nickname_compare);
}

static bool has_prefix(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static void files_choose(struct gazetteer *g, struct pack_files *files, const char *prefix)
{
    for (size_t i = 0; i < files->count; i++) {
        if (has_prefix(files->at[i].name, prefix)) {
            files->at[i].is_used = true;
            g->files[g->file_count++] = &files->at[i];
        }
    }
}

static uint8_t follower_bit(uint32_t word)
{
    return (uint8_t)(1u << word % 8);
}

/* Lets words and edges tell by themselves what else the search would have to look for. */
static void edges_complete(struct gazetteer *g, struct vocabulary *vocabulary)
{
    for (size_t i = 0; i <= g->edge_mask; i++) {
        const struct edge *edge = &g->edges[i];
        if (edge->to)
            g->nodes[edge->from].followers |= follower_bit(edge->word);
        if (edge->to && edge->from == ROOT)
            vocabulary_mark(vocabulary, edge->word, WORD_ALIAS_FIRST);
    }
    for (size_t i = 0; i <= g->edge_mask; i++) {
        struct edge *edge = &g->edges[i];
        edge->alias = g->nodes[edge->to].first_alias;
        edge->followers = g->nodes[edge->to].followers;
    }
}

/* Loading made the aliases grow; now that they stay as they are, they get large pages. */
static void aliases_settle(struct gazetteer *g)
{
    struct alias *settled = pages_take(g->alias_count, sizeof *settled);
    if (!settled)
        return;
    memcpy(settled, g->aliases, g->alias_count * sizeof *settled);
    free(g->aliases);
    g->aliases = settled;
    g->alias_room = g->alias_count;
}

struct gazetteer *gazetteer_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    struct gazetteer *g = calloc(1, sizeof *g);
    if (!g || !(g->files = calloc(files->count + 1, sizeof *g->files)) || !(g->nodes = calloc(1024, sizeof *g->nodes)) ||
        !(g->aliases = calloc(1024, sizeof *g->aliases)) || !edges_grow(g)) {
        fail(error, "out of memory");
        goto failed;
    }
    g->node_room = g->alias_room = 1024;
    g->node_count = g->alias_count = 1;
    g->and_word = vocabulary_add(vocabulary, SPAN("and"));
    files_choose(g, files, "lists/");
    g->user_files = g->file_count;
    files_choose(g, files, "gazetteer/");
    for (size_t i = 0; i < g->file_count; i++)
        if (!file_load(g, (uint16_t)i, vocabulary, error))
            goto failed;
    if (!nicknames_load(g, files, vocabulary, error))
        goto failed;
    edges_complete(g, vocabulary);
    aliases_settle(g);
    return g;
failed:
    gazetteer_destroy(g);
    return NULL;
}

void gazetteer_destroy(struct gazetteer *g)
{
    if (!g)
        return;
    free(g->edges);
    free(g->nodes);
    free(g->aliases);
    free(g->entries);
    free(g->files);
    free(g->nicknames);
    free(g);
}

/* ---- finding */

/* True if an alias may begin with the token by what is known without a look at the lists. */
static bool is_possible_start(const struct token *token)
{
    if (is_capitalised(token))
        return is_class(token, WORD_ALIAS_FIRST);
    return is_class(token, WORD_ALIAS_SMALL) && (token->kind == TOKEN_NUMBER || is_class(token, WORD_NAME_LINK));
}

/* The longest alias that begins at each place, and the shorter ones behind it. */
static bool match_at(const struct gazetteer *g, const struct tokens *tokens, size_t first, struct gazetteer_matches *m, size_t *room,
                     struct arena *arena)
{
    struct gazetteer_match found[GAZETTEER_TOKENS];
    size_t count = 0;
    uint32_t node = ROOT, followers = UINT32_MAX;
    for (size_t i = first, taken = 0; i < tokens->count && taken < GAZETTEER_TOKENS; i++) {
        const struct token *token = &tokens->at[i];
        if (i > first && token->is_line_start)
            break;
        if (i > first && is_passed_over(token) && !token->is_spaced)
            continue;
        uint32_t word = word_of(g, token);
        if (!(followers & follower_bit(word)))
            break;
        const struct edge *edge = edge_find(g, node, word);
        if (!edge->to)
            break;
        node = edge->to;
        followers = edge->followers;
        taken++;
        uint32_t alias = meant(g, edge->alias, &tokens->at[first], token);
        if (alias)
            found[count++] = (struct gazetteer_match){ (uint32_t)first, (uint32_t)i + 1, alias };
    }
    if (count)
        m->of_token[first] = (uint32_t)m->count + 1;
    while (count) {
        struct gazetteer_match *at = arena_grow(arena, m->at, m->count, room, sizeof *at);
        if (!at)
            return false;
        m->at = at;
        m->at[m->count++] = found[--count];
    }
    return true;
}

static uint64_t lists_of(const struct gazetteer *g, uint32_t alias, const struct token *first, const struct token *last)
{
    uint64_t lists = 0;
    for (; alias; alias = meant(g, g->aliases[alias].next, first, last)) {
        unsigned type = g->aliases[alias].type;
        bool is_weak = g->aliases[alias].flags & ALIAS_WEAK;
        if (!is_weak || type + GAZETTEER_WEAK < GAZETTEER_LISTS)
            lists |= gazetteer_bit(type + (is_weak ? GAZETTEER_WEAK : 0), GAZETTEER_BEGIN);
    }
    return lists;
}

static void bits_set(const struct gazetteer *g, const struct tokens *tokens, const struct gazetteer_match *match, uint64_t *bits)
{
    uint64_t lists = lists_of(g, match->alias, &tokens->at[match->first], &tokens->at[match->last - 1]);
    if (match->last - match->first == 1) {
        bits[match->first] |= lists << GAZETTEER_SINGLE;
        return;
    }
    bits[match->first] |= lists << GAZETTEER_BEGIN;
    for (uint32_t i = match->first + 1; i + 1 < match->last; i++)
        bits[i] |= lists << GAZETTEER_INSIDE;
    bits[match->last - 1] |= lists << GAZETTEER_END;
}

struct gazetteer_matches gazetteer_find(const struct gazetteer *g, const struct tokens *tokens, struct arena *arena)
{
    struct gazetteer_matches m = { 0 };
    size_t room = 0, covered = 0;
    m.bits = arena_array(arena, tokens->count, sizeof *m.bits);
    m.of_token = arena_array(arena, tokens->count, sizeof *m.of_token);
    if (!m.bits || !m.of_token)
        return (struct gazetteer_matches){ 0 };
    for (size_t i = 0; i < tokens->count; i++) {
        if (i + AHEAD < tokens->count && is_possible_start(&tokens->at[i + AHEAD]))
            __builtin_prefetch(&g->edges[edge_slot(g, ROOT, tokens->at[i + AHEAD].word)]);
        if (!is_possible_start(&tokens->at[i]))
            continue;
        if (!match_at(g, tokens, i, &m, &room, arena))
            return m;
        if (m.of_token[i] && i >= covered) {
            const struct gazetteer_match *longest = &m.at[m.of_token[i] - 1];
            bits_set(g, tokens, longest, m.bits);
            covered = longest->last;
        }
    }
    return m;
}

struct gazetteer_meaning gazetteer_alias(const struct gazetteer *g, uint32_t alias)
{
    if (!alias)
        return (struct gazetteer_meaning){ 0 };
    const struct alias *a = &g->aliases[alias];
    return (struct gazetteer_meaning){ &g->entries[a->entry], a->next, a->flags & ALIAS_WEAK };
}

uint32_t gazetteer_look_up(const struct gazetteer *g, const struct tokens *tokens, uint32_t first, uint32_t last)
{
    uint32_t node = ROOT, alias = 0;
    for (uint32_t i = first; i < last; i++) {
        if (i > first && is_passed_over(&tokens->at[i]))
            continue;
        const struct edge *edge = edge_find(g, node, word_of(g, &tokens->at[i]));
        if (!edge->to)
            return 0;
        node = edge->to;
        alias = edge->alias;
    }
    return last > first ? meant(g, alias, &tokens->at[first], &tokens->at[last - 1]) : 0;
}

void gazetteer_overrides(const struct gazetteer *g, gazetteer_override *tell, void *context)
{
    for (size_t i = 1; i < g->alias_count; i++) {
        const struct alias *a = &g->aliases[i];
        const struct gazetteer_entry *theirs = &g->entries[a->entry];
        if (theirs->file >= g->user_files)
            continue;
        const struct pack_file *file = g->files[theirs->file];
        for (uint32_t next = a->next; next; next = g->aliases[next].next) {
            const struct gazetteer_entry *ours = &g->entries[g->aliases[next].entry];
            if (ours->file >= g->user_files && (ours->type != theirs->type || !span_equal(ours->name, theirs->name)))
                tell(context, file->name, theirs->line, (struct span){ file->content.at + a->begin, a->length }, ours, theirs);
        }
    }
}
