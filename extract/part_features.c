#include "part_features.h"

enum { WORDS_IN_FRONT = 10, WORDS_AT_END = 4, PAIRS_IN_FRONT = 5, TITLE_WORDS = 40 };

/* Numbers of the features' templates; never used again for another one. */
enum template {
    T_BIAS = 1, T_WORD, T_WORD_END, T_WORD_FIRST, T_WORD_LAST, T_PAIR, T_FIRST_PAIR, T_LENGTH, T_SHAPE, T_CAPITALS, T_UPPERS, T_FROM_START,
    T_FROM_END, T_TENTH, T_BEFORE, T_AFTER, T_BEFORE_WORD, T_AFTER_WORD, T_REPEATS, T_RULES, T_RULES_BEFORE, T_RULES_AFTER, T_FLAGS, T_TITLE,
    T_MARKS, T_SHORT_RUN, T_SHAPE_PLACE, T_NUMBERS, T_FUNCTIONS, T_SHAPE_PAIR, T_MARK_LAST, T_LINE_UNITS,
};

static uint32_t bucket(uint32_t n)
{
    static const uint8_t few[] = { 0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 8, 8, 8 };
    return n < sizeof few ? few[n] : n < 18 ? 9 : n < 30 ? 10 : n < 60 ? 11 : 12;
}

static uint32_t share(uint32_t part, uint32_t whole)
{
    return whole ? part * 8 / whole : 9;
}

static bool is_address(const struct document *d, const struct token *token)
{
    return token->mark == '@' || (token->kind == TOKEN_WORD && token->end - token->begin >= 3 &&
                                  (memcmp(d->text.all.at + token->begin, "www", 3) == 0 || memcmp(d->text.all.at + token->begin, "htt", 3) == 0));
}

struct title_words {
    uint32_t words[TITLE_WORDS], count;
    uint64_t low_bits;           /* a bit for the low bits of each: most other words lack it */
};

static bool is_title_word(const struct title_words *title, uint32_t word)
{
    if (!(title->low_bits >> word % 64 & 1))
        return false;
    for (uint32_t i = 0; i < title->count; i++)
        if (title->words[i] == word)
            return true;
    return false;
}

static void unit_sum(const struct document *d, const struct title_words *title, struct part_unit *u)
{
    uint32_t hash = 0;
    for (uint32_t i = u->first; i < u->last; i++) {
        const struct token *token = &d->tokens.at[i];
        u->has_address |= is_address(d, token);
        u->is_quoted |= token->kind == TOKEN_QUOTE;
        u->numbers += token->kind == TOKEN_NUMBER;
        if (token->kind == TOKEN_NUMBER || token->kind == TOKEN_WORD)
            hash = (hash ^ token->hash) * UINT32_C(0x9e3779b1);
        if (token->kind != TOKEN_WORD)
            continue;
        u->words++;
        u->capitals += is_capitalised(token);
        u->uppers += token->letters == CASE_UPPER;
        u->functions += is_class(token, WORD_FUNCTION);
        u->has_verb |= is_class(token, WORD_AUXILIARY | WORD_MODAL);
        u->title_words += is_title_word(title, token->word);
        struct span text = token_text(d->text.all, token);
        u->has_you |= text.length >= 3 && text.length <= 5 && (text.at[0] | 0x20) == 'y' && memcmp(text.at + 1, "ou", 2) == 0;
    }
    u->hash = hash;
    u->is_stopped = d->tokens.at[u->last - 1].is_stop || d->tokens.at[u->last - 1].kind == TOKEN_QUOTE;
}

/* The words that the title or, without one, the first line has. */
static struct title_words title_words(const struct document *d)
{
    struct title_words title = { 0 };
    const struct paragraph *line = d->sentences.paragraphs;
    for (uint32_t i = line ? line->first : 0; line && i < line->last && i < line->first + TITLE_WORDS; i++) {
        const struct token *token = &d->tokens.at[i];
        if (token->kind != TOKEN_WORD || is_class(token, WORD_FUNCTION))
            continue;
        title.words[title.count++] = token->word;
        title.low_bits |= UINT64_C(1) << token->word % 64;
    }
    return title;
}

/* Counts equal sentences by their hashes. */
static void count_repeats(struct part_units *units, struct arena *arena)
{
    size_t slots = 16;
    while (slots < units->count * 2)
        slots *= 2;
    uint32_t *slot = arena_array(arena, slots, sizeof *slot);
    if (!slot)
        return;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < units->count; i++) {
            size_t at = units->at[i].hash & (slots - 1);
            while (slot[at] && units->at[slot[at] - 1].hash != units->at[i].hash)
                at = (at + 1) & (slots - 1);
            if (!slot[at])
                slot[at] = (uint32_t)i + 1;
            struct part_unit *first = &units->at[slot[at] - 1];
            if (round == 0)
                first->repeats++;
            else
                units->at[i].repeats = first->repeats;
        }
    }
}

static void note_rules(const struct document *d, const struct parts *marked, struct part_units *units)
{
    size_t u = 0;
    for (size_t p = 0; p < marked->count; p++) {
        const struct part *part = &marked->at[p];
        while (u < units->count && d->tokens.at[units->at[u].last - 1].end <= part->range.begin)
            u++;
        for (size_t k = u; k < units->count && d->tokens.at[units->at[k].first].begin < part->range.end; k++) {
            struct range own = { d->tokens.at[units->at[k].first].begin, d->tokens.at[units->at[k].last - 1].end };
            uint32_t begin = own.begin > part->range.begin ? own.begin : part->range.begin;
            uint32_t end = own.end < part->range.end ? own.end : part->range.end;
            units->at[k].rules |= (uint8_t)(1u << part->role);
            if ((end - begin) * 2 > own.end - own.begin)
                units->at[k].rules |= 0x80;
        }
    }
}

struct part_units part_units_make(const struct document *d, const struct parts *marked, struct arena *arena)
{
    struct part_units units = { .count = d->sentences.count };
    units.at = arena_array(arena, units.count, sizeof *units.at);
    struct title_words title = title_words(d);
    if (!units.at)
        return (struct part_units){ 0 };
    for (size_t i = 0; i < units.count; i++) {
        const struct sentence *s = &d->sentences.at[i];
        const struct paragraph *line = &d->sentences.paragraphs[s->paragraph];
        struct part_unit *u = &units.at[i];
        *u = (struct part_unit){
            .first = s->first,
            .last = s->last,
            .line_units = line->last_sentence - line->first_sentence,
            .is_line_start = i == line->first_sentence,
            .is_line_end = i + 1 == line->last_sentence,
        };
        unit_sum(d, &title, u);
    }
    count_repeats(&units, arena);
    note_rules(d, marked, &units);
    return units;
}

/* A sentence in one number: how long, how ended, how capitalised, where in its line. */
static uint32_t shape_of(const struct part_unit *u)
{
    uint32_t flags = (uint32_t)u->is_stopped << 1 | (uint32_t)u->is_line_start << 2 | (uint32_t)u->is_line_end << 3;
    bool is_title_case = u->words >= 2 && u->capitals * 4 >= (u->words - u->functions) * 3;
    return bucket(u->words) << 8 | flags << 4 | (uint32_t)is_title_case << 1 | (u->words >= 2 && u->uppers * 3 >= u->words * 2);
}

static uint32_t shape_at(const struct part_units *units, size_t unit, int away)
{
    if (away < 0 ? unit < (size_t)-away : unit + (size_t)away >= units->count)
        return 0xffff;
    return shape_of(&units->at[away < 0 ? unit - (size_t)-away : unit + (size_t)away]);
}

/* How many of the neighbours up to four away are short lines without a full stop: the density of a page's furniture. */
static uint32_t short_lines_around(const struct part_units *units, size_t unit)
{
    uint32_t count = 0;
    for (size_t k = unit > 4 ? unit - 4 : 0; k < units->count && k <= unit + 4; k++)
        count += k != unit && units->at[k].words < 10 && !units->at[k].is_stopped && units->at[k].is_line_start && units->at[k].is_line_end;
    return count;
}

static size_t word_features(const struct document *d, const struct part_unit *u, uint32_t *out)
{
    size_t n = 0;
    uint32_t before = 0, marks = 0, count = 0;
    for (uint32_t i = u->first; i < u->last && count < WORDS_IN_FRONT; i++, count++) {
        const struct token *token = &d->tokens.at[i];
        uint32_t hash = token->kind == TOKEN_NUMBER ? 1 : token->hash;
        out[n++] = feature(T_WORD, hash);
        if (count < PAIRS_IN_FRONT)
            out[n++] = feature_pair(T_PAIR, before, hash);
        before = hash;
        if (token->mark && token->kind != TOKEN_WORD)
            marks |= token->mark == ':' ? 1 : token->mark == '|' ? 2 : token->mark == '@' ? 4 : token->mark == '(' ? 8 : token->mark == '/' ? 16 : 0;
    }
    uint32_t tail = u->last - u->first > WORDS_AT_END ? u->last - WORDS_AT_END : u->first;
    for (uint32_t i = tail; i < u->last; i++)
        out[n++] = feature(T_WORD_END, d->tokens.at[i].kind == TOKEN_NUMBER ? 1 : d->tokens.at[i].hash);
    const struct token *first = &d->tokens.at[u->first], *last = &d->tokens.at[u->last - 1];
    out[n++] = feature_pair(T_WORD_FIRST, first->hash, u->is_line_start);
    out[n++] = feature_pair(T_FIRST_PAIR, first->hash, bucket(u->words) << 1 | u->is_stopped);
    out[n++] = feature(T_WORD_LAST, last->hash);
    out[n++] = feature(T_MARK_LAST, last->mark);
    out[n++] = feature(T_MARKS, marks);
    return n;
}

size_t part_features(const struct document *d, const struct part_units *units, size_t unit, uint32_t *out)
{
    const struct part_unit *u = &units->at[unit];
    size_t n = word_features(d, u, out);
    uint32_t shape = shape_of(u);
    uint32_t from_start = unit < 12 ? (uint32_t)unit : 12, from_end = bucket((uint32_t)(units->count - 1 - unit));
    bool is_only_line = units->at[0].line_units == units->count || d->sentences.paragraph_count <= 2;
    out[n++] = feature(T_BIAS, is_only_line);
    out[n++] = feature(T_LENGTH, bucket(u->words));
    out[n++] = feature(T_SHAPE, shape);
    out[n++] = feature_pair(T_SHAPE_PLACE, shape, from_start < 4 ? from_start : from_end < 4 ? 16 + from_end : 32);
    out[n++] = feature_pair(T_SHAPE_PAIR, shape, shape_at(units, unit, 1));
    out[n++] = feature_pair(T_CAPITALS, share(u->capitals, u->words), bucket(u->words) / 3);
    out[n++] = feature_pair(T_UPPERS, share(u->uppers, u->words), bucket(u->words) / 3);
    out[n++] = feature_pair(T_FUNCTIONS, share(u->functions, u->words), bucket(u->words) / 3);
    out[n++] = feature(T_NUMBERS, bucket(u->numbers));
    out[n++] = feature(T_FROM_START, from_start);
    out[n++] = feature(T_FROM_END, from_end);
    out[n++] = feature_pair(T_TENTH, (uint32_t)(unit * 10 / units->count), is_only_line);
    out[n++] = feature(T_BEFORE, shape_at(units, unit, -1));
    out[n++] = feature(T_AFTER, shape_at(units, unit, 1));
    out[n++] = feature(T_BEFORE_WORD, unit ? d->tokens.at[units->at[unit - 1].first].hash : 0);
    out[n++] = feature(T_AFTER_WORD, unit + 1 < units->count ? d->tokens.at[units->at[unit + 1].first].hash : 0);
    out[n++] = feature_pair(T_REPEATS, bucket(u->repeats), bucket(u->words) / 3);
    out[n++] = feature(T_RULES, u->rules);
    out[n++] = feature(T_RULES_BEFORE, unit ? units->at[unit - 1].rules : 0);
    out[n++] = feature(T_RULES_AFTER, unit + 1 < units->count ? units->at[unit + 1].rules : 0);
    out[n++] = feature(T_FLAGS, (uint32_t)u->is_quoted | (uint32_t)u->has_you << 1 | (uint32_t)u->has_verb << 2 | (uint32_t)u->has_address << 3 |
                                    (uint32_t)u->is_stopped << 4);
    out[n++] = feature_pair(T_TITLE, share(u->title_words, u->words), from_start);
    out[n++] = feature_pair(T_SHORT_RUN, short_lines_around(units, unit), shape >> 4);
    out[n++] = feature_pair(T_LINE_UNITS, bucket(u->line_units), u->is_stopped);
    return n;
}
