#include "value_lexicon.h"

#include <stdlib.h>

static const struct {
    const char *name;
} roles[] = {
#define X(name, text) { text },
    VALUE_ROLES(X)
#undef X
};

static const char *const lists[] = { "values/numbers.tsv", "values/units.tsv", "values/currencies.tsv", "values/dates.tsv", "values/change.tsv" };

enum { PHRASE_WORDS = 8, LEXEMES_MOST = 1 << 16 };

/* While the lists are read. */
struct loading {
    struct value_lexicon *lexicon;
    struct vocabulary *vocabulary;
    size_t room, word_room;
};

enum value_role role_of(struct span name)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (span_equal(span_of(roles[i].name), name))
            return (enum value_role)i;
    return ROLE_COUNT;
}

static void *grown(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t more = *room ? *room * 2 : 256;
    void *moved = more <= LEXEMES_MOST ? realloc(items, more * size) : NULL;
    if (moved)
        *room = more;
    return moved;
}

static bool word_add(struct loading *l, struct span word)
{
    uint32_t number = vocabulary_add_text(l->vocabulary, word);
    uint32_t *words = grown(l->lexicon->words, l->lexicon->word_count, &l->word_room, sizeof *words);
    if (!words || !number)
        return false;
    l->lexicon->words = words;
    words[l->lexicon->word_count++] = number;
    return true;
}

/* The words of a phrase stand apart by "_"; a final full stop is no part of a word ("sq."). */
static bool phrase_add(struct loading *l, struct lexeme lexeme, struct span phrase)
{
    if (phrase.length > 1 && phrase.at[0] == '~') {
        lexeme.is_glued = true;
        phrase.at++, phrase.length--;
    }
    if (phrase.length > 1 && phrase.at[0] == '=') {
        phrase.at++, phrase.length--;
        lexeme.exact = phrase;
    }
    lexeme.words = (uint32_t)l->lexicon->word_count;
    while (phrase.length) {
        const char *gap = memchr(phrase.at, '_', phrase.length);
        size_t length = gap ? (size_t)(gap - phrase.at) : phrase.length;
        struct span word = { phrase.at, length };
        if (word.length > 1 && word.at[word.length - 1] == '.')
            word.length--;
        if (!word_add(l, word) || ++lexeme.length > PHRASE_WORDS)
            return false;
        length += gap ? 1 : 0;
        phrase.at += length;
        phrase.length -= length;
    }
    struct lexeme *lexemes = grown(l->lexicon->lexemes, l->lexicon->count, &l->room, sizeof *lexemes);
    if (!lexemes)
        return false;
    l->lexicon->lexemes = lexemes;
    lexemes[l->lexicon->count++] = lexeme;
    return true;
}

static bool list_load(struct loading *l, const struct pack_file *file, struct error *error)
{
    struct table table = table_open(file);
    struct table_row row;
    while (table_next(&table, &row)) {
        struct lexeme lexeme = { .role = (uint8_t)role_of(row.cells[0]), .code = row.cells[1] };
        char number[32] = "";
        memcpy(number, row.cells[2].at, row.cells[2].length < 31 ? row.cells[2].length : 31);
        char *end = number;
        lexeme.number = strtod(number, &end);
        if (lexeme.role == ROLE_COUNT || end == number || *end)
            return table_fail(&table, error, "want a role, a code, a number and words");
        if (span_equal(lexeme.code, SPAN("-")))
            lexeme.code.length = 0;
        struct span phrase;
        if (lexeme.role == ROLE_ENDING) {
            while (cell_next(&row.cells[3], &lexeme.exact) && l->lexicon->ending_count < LEXICON_ENDINGS)
                l->lexicon->endings[l->lexicon->ending_count++] = lexeme;
            continue;
        }
        while (cell_next(&row.cells[3], &phrase))
            if (!phrase_add(l, lexeme, phrase))
                return table_fail(&table, error, "phrase '%.*s' is too long", (int)phrase.length, phrase.at);
    }
    return true;
}

/* By first word, then longer ones first, then in order of the lists. */
static int by_word(const void *a, const void *b, void *context)
{
    const struct lexeme *x = a, *y = b;
    const uint32_t *words = context;
    uint32_t first = words[x->words], second = words[y->words];
    if (first != second)
        return first < second ? -1 : 1;
    if (x->length != y->length)
        return x->length > y->length ? -1 : 1;
    return x->words < y->words ? -1 : 1;
}

bool lexicon_init(struct value_lexicon *lexicon, struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    struct loading l = { .lexicon = lexicon, .vocabulary = vocabulary };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct pack_file *file = pack_find(files, lists[i], error);
        if (!file || !list_load(&l, file, error))
            return false;
    }
    if (lexicon->count == 0)
        return fail(error, "values/: the lists are empty");
    qsort_r(lexicon->lexemes, lexicon->count, sizeof *lexicon->lexemes, by_word, lexicon->words);
    lexicon->size = vocabulary_size(vocabulary);
    lexicon->roles = calloc(lexicon->size, sizeof *lexicon->roles);
    lexicon->first = calloc(lexicon->size + 1, sizeof *lexicon->first);
    lexicon->keys = calloc(lexicon->count, sizeof *lexicon->keys);
    if (!lexicon->roles || !lexicon->first || !lexicon->keys)
        return fail(error, "out of memory");
    for (size_t i = 0; i < lexicon->count; i++) {
        const struct lexeme *lexeme = &lexicon->lexemes[i];
        uint32_t word = lexicon->words[lexeme->words];
        lexicon->keys[i] = (struct lexeme_key){ lexeme->role, lexeme->length, lexeme->is_glued, lexeme->exact.length > 0, lexeme->words };
        lexicon->first[word + 1] = (uint32_t)i + 1;
        lexicon->roles[word] |= ROLE_BIT(lexeme->role);
    }
    for (uint32_t word = 1; word <= lexicon->size; word++)
        if (lexicon->first[word] < lexicon->first[word - 1])
            lexicon->first[word] = lexicon->first[word - 1];
    return true;
}

void lexicon_finish(struct value_lexicon *lexicon)
{
    free(lexicon->lexemes);
    free(lexicon->keys);
    free(lexicon->words);
    free(lexicon->roles);
    free(lexicon->first);
    *lexicon = (struct value_lexicon){ 0 };
}

/* Folded as its lists are; the longest ending of all settles it ("s" is of the plural, "ss" is not). */
bool lexicon_has_ending(const struct value_lexicon *lexicon, struct span word, const char *code)
{
    const struct lexeme *best = NULL;
    size_t length = 0;
    for (size_t i = 0; i < lexicon->ending_count; i++) {
        struct span ending = lexicon->endings[i].exact;
        if (ending.length > length && word.length > ending.length + 1 &&
            memcmp(word.at + word.length - ending.length, ending.at, ending.length) == 0) {
            best = &lexicon->endings[i];
            length = ending.length;
        }
    }
    return best && span_equal(best->code, span_of(code));
}

/* Letter for letter, nothing between its tokens: "=A_$" is "A$" and not "a $". */
static bool is_written(struct span text, struct span exact)
{
    size_t at = 0;
    for (size_t i = 0; i < exact.length; i++)
        if (exact.at[i] != '_' && (at == text.length || text.at[at++] != exact.at[i]))
            return false;
    return at == text.length;
}

static bool is_here(const struct value_lexicon *lexicon, const struct lexeme_key *key, struct span text, const struct token *tokens,
                    uint32_t at, uint32_t end)
{
    if (key->length > end - at || (key->is_glued && tokens[at].is_spaced))
        return false;
    for (uint32_t i = 1; i < key->length; i++)
        if (tokens[at + i].word != lexicon->words[key->words + i])
            return false;
    if (!key->is_exact)
        return true;
    struct range range = { tokens[at].begin, tokens[at + key->length - 1].end };
    return is_written(span_slice(text, range), lexicon->lexemes[key - lexicon->keys].exact);
}

const struct lexeme *lexicon_find(const struct value_lexicon *lexicon, struct span text, const struct token *tokens, uint32_t at,
                                  uint32_t end, uint64_t wanted)
{
    if (at >= end || !(lexicon_roles(lexicon, &tokens[at]) & wanted))
        return NULL;
    uint32_t word = tokens[at].word;
    const struct lexeme_key *last = &lexicon->keys[lexicon->first[word + 1]];
    for (const struct lexeme_key *key = &lexicon->keys[lexicon->first[word]]; key < last; key++)
        if ((ROLE_BIT(key->role) & wanted) && is_here(lexicon, key, text, tokens, at, end))
            return &lexicon->lexemes[key - lexicon->keys];
    return NULL;
}
