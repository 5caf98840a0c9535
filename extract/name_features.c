#include "name_features.h"

#include "document.h"
#include "tagger.h"
#include "unicode.h"

/* Where else in the article a word stands, and how. */
struct name_word {
    uint32_t hash;
    uint32_t last_seen;                      /* token + 1 */
    uint16_t lower, capital, upper;          /* times, first words of sentences and headlines apart */
    uint16_t initial;                        /* times with a capital where any word has one */
    uint32_t before[4], after[4];            /* words beside it, where it has a capital; the first four kinds */
    uint8_t before_count, after_count;
    uint16_t around;                         /* AROUND_… bits */
    uint64_t bits;                           /* what the gazetteer says, over all places */
};

enum around {
    AROUND_HONORIFIC = 1,                    /* a title before it */
    AROUND_FIRST_NAME = 2,                   /* a first name before it */
    AROUND_SURNAME = 4,                      /* it is a first name with a capital behind it */
    AROUND_IN = 8,                           /* "in", "from", "near" */
    AROUND_THE = 16,
    AROUND_ACRONYM = 32,                     /* "(IT)" */
    AROUND_POSSESSIVE = 64,
};

bool name_may_follow(unsigned from, unsigned to)
{
    bool is_open = from != NAME_LABELS && from != NAME_OUTSIDE && (from - 1) % 4 < NAME_END;
    bool goes_on = to != NAME_LABELS && to != NAME_OUTSIDE && ((to - 1) % 4 == NAME_INSIDE || (to - 1) % 4 == NAME_END);
    if (is_open != goes_on)
        return false;
    return !is_open || (from - 1) / 4 == (to - 1) / 4;
}

static bool is_core(const struct token *token)
{
    return token->kind == TOKEN_NUMBER || (token->kind == TOKEN_WORD && is_capitalised(token));
}

/* What may stand inside a name between two words with capitals. */
static bool is_link(const struct token *token)
{
    if (token->kind == TOKEN_WORD || token->kind == TOKEN_CLITIC)
        return is_class(token, WORD_NAME_LINK) || token->kind == TOKEN_CLITIC;
    switch (token->mark) {
    case '-': case '&': case '/': case '.': case ',': case ':': case '\'': case '"': case '(': case ')': case '!': case '+':
        return true;
    default:
        return false;
    }
}

/* A particle that a name may begin with in lower case: "al-Qaeda", "van Gogh". */
static bool is_particle(const struct token *token)
{
    return token->kind == TOKEN_WORD && token->letters == CASE_LOWER && is_class(token, WORD_NAME_LINK) && !is_class(token, WORD_FUNCTION);
}

enum { LINKS = 3 };          /* in a row, at most */

static uint32_t run_end(const struct tokens *tokens, uint32_t at, uint32_t end)
{
    uint32_t last = at;
    for (uint32_t links = 0; at < end && links <= LINKS; at++) {
        if (is_core(&tokens->at[at]) || is_class(&tokens->at[at], WORD_NAME_NOUN)) {
            last = at + 1;
            links = 0;
        } else if (is_link(&tokens->at[at])) {
            links++;
        } else {
            break;
        }
    }
    return last;
}

/* True if a word has a capital, and not as "The" or "He" have it at a sentence's start. */
static bool has_name_word(const struct tokens *tokens, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last; i++)
        if (tokens->at[i].letters > CASE_CAPITALISED || (is_capitalised(&tokens->at[i]) && !is_class(&tokens->at[i], WORD_FUNCTION)))
            return true;
    return false;
}

/* Where a run begins with the particle before it, or `first`. */
static uint32_t particle_begin(const struct tokens *tokens, uint32_t begin, uint32_t first)
{
    uint32_t before = first - begin;
    if (before >= 2 && tokens->at[first - 1].mark == '-' && is_particle(&tokens->at[first - 2]))
        return first - 2;
    return before >= 1 && is_particle(&tokens->at[first - 1]) ? first - 1 : first;
}

static struct name_runs runs_find(const struct document *d, struct arena *arena)
{
    struct name_runs runs = { 0 };
    size_t room = 0;
    for (size_t s = 0; s < d->sentences.count; s++) {
        const struct sentence *sentence = &d->sentences.at[s];
        for (uint32_t i = sentence->first; i < sentence->last; i++) {
            if (!is_core(&d->tokens.at[i]) || (d->roles && d->roles[i] == PART_FURNITURE))
                continue;
            uint32_t first = i, last = run_end(&d->tokens, i, sentence->last);
            first = particle_begin(&d->tokens, sentence->first, first);
            i = last;
            if (!has_name_word(&d->tokens, first, last))
                continue;
            struct name_run *at = arena_grow(arena, runs.at, runs.count, &room, sizeof *at);
            if (!at)
                return runs;
            runs.at = at;
            runs.at[runs.count++] = (struct name_run){ first, last };
        }
    }
    return runs;
}

/* 1 where most of its longer words begin with capitals, 2 where there are no other letters. */
static uint8_t title_case(const struct tokens *tokens, const struct sentence *sentence)
{
    uint32_t capital = 0, upper = 0, words = 0;
    for (uint32_t i = sentence->first; i < sentence->last; i++) {
        const struct token *token = &tokens->at[i];
        if (token->kind != TOKEN_WORD || token->end - token->begin < 4)
            continue;
        words++;
        capital += is_capitalised(token);
        upper += token->letters == CASE_UPPER;
    }
    if (words < 3 || capital * 4 < words * 3)
        return 0;
    return upper * 4 >= words * 3 ? 2 : 1;
}

static void neighbour_add(uint32_t *words, uint8_t *count, uint32_t hash)
{
    for (uint8_t i = 0; i < *count; i++)
        if (words[i] == hash)
            return;
    if (*count < 4)
        words[(*count)++] = hash;
}

static bool is_in(const struct token *token)
{
    return is_class(token, WORD_PREPOSITION) && token->end - token->begin <= 4 && !is_class(token, WORD_NAME_LINK);
}

static void count_up(uint16_t *count)
{
    if (*count < UINT16_MAX)
        ++*count;
}

static void word_note(struct name_view *view, const struct sentence *sentence, uint32_t i, bool is_titled)
{
    const struct token *token = &view->tokens->at[i];
    struct name_word *word = &view->words[view->of_token[i]];
    if (token->kind != TOKEN_WORD)
        return;
    if (token->letters == CASE_LOWER) {
        count_up(&word->lower);
        return;
    }
    bool is_initial = i == sentence->first || token[-1].kind == TOKEN_QUOTE || token[-1].mark == ':';
    if (token->letters == CASE_UPPER)
        count_up(&word->upper);
    if (is_titled || is_initial)
        count_up(&word->initial);
    else
        count_up(&word->capital);
    if (view->matches->bits)
        word->bits |= view->matches->bits[i];
    if (i > sentence->first && !is_titled) {
        const struct token *before = token - 1;
        neighbour_add(word->before, &word->before_count, before->hash);
        if (is_class(before, WORD_HONORIFIC) && is_capitalised(before))
            word->around |= AROUND_HONORIFIC;
        else if (is_class(before, WORD_FIRST_NAME_MALE | WORD_FIRST_NAME_FEMALE) && is_capitalised(before))
            word->around |= AROUND_FIRST_NAME;
        if (is_in(before))
            word->around |= AROUND_IN;
        if (before->hash == view->the)
            word->around |= AROUND_THE;
        if (before->mark == '(' && i + 1 < sentence->last && token[1].mark == ')')
            word->around |= AROUND_ACRONYM;
    }
    if (i + 1 < sentence->last && !is_titled) {
        const struct token *after = token + 1;
        neighbour_add(word->after, &word->after_count, after->hash);
        if (is_class(token, WORD_FIRST_NAME_MALE | WORD_FIRST_NAME_FEMALE) && is_capitalised(after))
            word->around |= AROUND_SURNAME;
        if (after->kind == TOKEN_CLITIC)
            word->around |= AROUND_POSSESSIVE;
    }
}

/* Numbers the article's words by their hashes. */
static bool words_find(struct name_view *view, struct arena *arena)
{
    size_t count = view->tokens->count, slots = 64;
    while (slots < 2 * count)
        slots *= 2;
    view->of_token = arena_array(arena, count, sizeof *view->of_token);
    uint32_t *table = arena_array(arena, slots, sizeof *table);
    if (!view->of_token || !table)
        return false;
    size_t room = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = view->tokens->at[i].hash;
        size_t slot = hash & (slots - 1);
        while (table[slot] && view->words[table[slot] - 1].hash != hash)
            slot = (slot + 1) & (slots - 1);
        if (!table[slot]) {
            struct name_word *words = arena_grow(arena, view->words, view->word_count, &room, sizeof *words);
            if (!words)
                return false;
            view->words = words;
            words[view->word_count] = (struct name_word){ .hash = hash };
            table[slot] = (uint32_t)++view->word_count;
        }
        view->of_token[i] = table[slot] - 1;
    }
    return true;
}

struct name_view name_view_make(const struct document *d, const struct gazetteer_matches *matches, const struct name_classes *classes,
                                struct arena *arena)
{
    struct name_view view = {
        .text = d->text.all, .tokens = &d->tokens, .sentences = &d->sentences, .matches = matches, .classes = classes,
        .the = hash_bytes(SPAN("the")),
    };
    view.is_titled = arena_array(arena, d->sentences.count, sizeof *view.is_titled);
    if (!view.is_titled || !words_find(&view, arena))
        return view;
    for (size_t s = 0; s < d->sentences.count; s++) {
        const struct sentence *sentence = &d->sentences.at[s];
        view.is_titled[s] = title_case(&d->tokens, sentence);
        for (uint32_t i = sentence->first; i < sentence->last; i++)
            word_note(&view, sentence, i, view.is_titled[s]);
    }
    view.runs = runs_find(d, arena);
    return view;
}

/* Templates of features. A number may be given up, never used again for something else under the same NAME_PURPOSE. */
enum template {
    T_BIAS = 1, T_WORD, T_CASED, T_SHAPE, T_SHORT_SHAPE, T_PREFIX, T_SUFFIX = T_PREFIX + 4, T_CLASS = T_SUFFIX + 4,
    T_BEFORE, T_BEFORE_2, T_AFTER, T_AFTER_2, T_SHAPE_BEFORE, T_SHAPE_AFTER, T_CLASS_BEFORE, T_CLASS_AFTER, T_CLASS_BEFORE_2,
    T_CLASS_AFTER_2, T_CLASS_BEFORE_HERE, T_CLASS_HERE_AFTER, T_CLASSES_BEFORE, T_CLASSES_HERE, T_CLASSES_AFTER, T_LIST, T_LISTS,
    T_LISTS_CASE, T_LISTS_BEFORE, T_LISTS_AFTER, T_BEFORE_LISTS, T_AFTER_LISTS, T_SEEN, T_SEEN_CASE, T_PLACE, T_PLACE_CASE,
    T_OTHER_BEFORE, T_OTHER_AFTER, T_OTHER_AROUND, T_OTHER_LISTS, T_RUN_BEFORE, T_RUN_AFTER, T_RUN_LENGTH, T_FIRST_OF_RUN, T_LAST_OF_RUN,
};

enum { EDGE = 0x5eed };      /* stands for a word beyond the sentence */

struct cursor {
    const struct name_view *view;
    const struct sentence *sentence;
    uint32_t *out;
    size_t count;
};

static void add(struct cursor *c, uint32_t template, uint32_t value)
{
    if (c->count < NAME_FEATURES)
        c->out[c->count++] = feature(template, value);
}

static void add_pair(struct cursor *c, uint32_t template, uint32_t a, uint32_t b)
{
    if (c->count < NAME_FEATURES)
        c->out[c->count++] = feature_pair(template, a, b);
}

static const struct token *token_near(const struct cursor *c, uint32_t i, int step)
{
    int64_t at = (int64_t)i + step;
    return at < c->sentence->first || at >= c->sentence->last ? NULL : &c->view->tokens->at[at];
}

static uint32_t word_of(const struct token *token)
{
    if (!token)
        return EDGE;
    return token->kind == TOKEN_NUMBER ? 0xd161 + (token->end - token->begin) : token->hash;
}

/* The word with its letter case. */
static uint32_t cased(const struct token *token)
{
    return token ? word_of(token) * 8 + token->letters : EDGE;
}

static uint32_t class_of(const struct cursor *c, const struct token *token)
{
    return token && token->word < c->view->classes->count ? c->view->classes->of_word[token->word][is_capitalised(token)] : 0;
}

static uint64_t lists_of(const struct cursor *c, uint32_t i, int step)
{
    return c->view->matches->bits && token_near(c, i, step) ? c->view->matches->bits[(int64_t)i + step] : 0;
}

static uint32_t folded_bits(uint64_t bits)
{
    return (uint32_t)(bits ^ bits >> 32) * UINT32_C(0x9e3779b1) ^ (uint32_t)(bits >> 32);
}

/* Those of words.tsv that the model was told when it was trained. */
static uint64_t own_classes(const struct token *token)
{
    return token->classes & WORD_OWN_CLASSES & ~WORD_NAME_SYLLABLE;
}

/* How a token looks: letters, digits and marks by kind; the short form counts each run once. */
static void shapes(struct span text, uint32_t *full, uint32_t *brief)
{
    uint32_t h = 17, b = 17, last = 0;
    for (size_t i = 0; i < text.length;) {
        struct character ch = character_at(text, i);
        uint32_t kind = ch.kind >= CHARACTER_LOWER && ch.kind <= CHARACTER_DIGIT ? ch.kind : ch.code;
        if (i < 32)
            h = (h ^ kind) * UINT32_C(0x01000193);
        if (kind != last)
            b = (b ^ kind) * UINT32_C(0x01000193);
        last = kind;
        i += ch.length;
    }
    *full = h;
    *brief = b;
}

static uint32_t quick_shape(const struct token *token)
{
    if (!token)
        return EDGE;
    uint32_t mark = token->kind == TOKEN_PUNCTUATION || token->kind == TOKEN_QUOTE || token->kind == TOKEN_SYMBOL ? token->mark : 0;
    uint32_t is_short = token->kind == TOKEN_WORD && token->end - token->begin <= 2;
    return token->kind * 4096u + token->letters * 512u + is_short * 256u + mark;
}

static unsigned char lower(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20) : byte;
}

static void add_affixes(struct cursor *c, struct span word)
{
    uint32_t h = 5;
    size_t at = 0;
    for (uint32_t n = 0; n < 4 && at < word.length; n++) {
        for (uint32_t length = character_at(word, at).length; length > 0; length--)
            h = (h ^ lower(word.at[at++])) * UINT32_C(0x01000193);
        if (n > 0)
            add(c, T_PREFIX + n, h);
    }
    h = 7;
    at = word.length;
    for (uint32_t n = 0; n < 4 && at > 0; n++) {
        for (size_t length = character_before(word, at).length; length > 0; length--)
            h = (h ^ lower(word.at[--at])) * UINT32_C(0x01000193);
        if (n > 0)
            add(c, T_SUFFIX + n, h);
    }
}

static void add_words(struct cursor *c, uint32_t i)
{
    add(c, T_BEFORE, cased(token_near(c, i, -1)));
    add(c, T_BEFORE_2, cased(token_near(c, i, -2)));
    add(c, T_AFTER, cased(token_near(c, i, 1)));
    add(c, T_AFTER_2, cased(token_near(c, i, 2)));
}

static void add_looks(struct cursor *c, uint32_t i)
{
    uint32_t full, brief;
    shapes(token_text(c->view->text, token_near(c, i, 0)), &full, &brief);
    add_pair(c, T_SHAPE_BEFORE, quick_shape(token_near(c, i, -1)), brief);
    add_pair(c, T_SHAPE_AFTER, brief, quick_shape(token_near(c, i, 1)));
}

static void add_classes(struct cursor *c, uint32_t i)
{
    uint32_t here = class_of(c, token_near(c, i, 0));
    uint32_t before = class_of(c, token_near(c, i, -1)), after = class_of(c, token_near(c, i, 1));
    add(c, T_CLASS_BEFORE, before);
    add(c, T_CLASS_AFTER, after);
    add(c, T_CLASS_BEFORE_2, class_of(c, token_near(c, i, -2)));
    add(c, T_CLASS_AFTER_2, class_of(c, token_near(c, i, 2)));
    add_pair(c, T_CLASS_BEFORE_HERE, before, here);
    add_pair(c, T_CLASS_HERE_AFTER, here, after);
    const struct token *other = token_near(c, i, -1);
    if (other && own_classes(other))
        add(c, T_CLASSES_BEFORE, folded_bits(own_classes(other)));
    other = token_near(c, i, 1);
    if (other && own_classes(other))
        add(c, T_CLASSES_AFTER, folded_bits(own_classes(other)));
}

static void add_lists(struct cursor *c, uint32_t i)
{
    uint64_t here = lists_of(c, i, 0), before = lists_of(c, i, -1), after = lists_of(c, i, 1);
    const struct token *token = token_near(c, i, 0);
    for (uint64_t rest = here; rest; rest &= rest - 1)
        add(c, T_LIST, (uint32_t)__builtin_ctzll(rest));
    add(c, T_LISTS, folded_bits(here));
    add_pair(c, T_LISTS_CASE, folded_bits(here), token->letters);
    add_pair(c, T_LISTS_BEFORE, folded_bits(before), folded_bits(here));
    add_pair(c, T_LISTS_AFTER, folded_bits(here), folded_bits(after));
    if (here) {
        add_pair(c, T_BEFORE_LISTS, word_of(token_near(c, i, -1)), folded_bits(here));
        add_pair(c, T_AFTER_LISTS, folded_bits(here), word_of(token_near(c, i, 1)));
    }
}

static uint32_t few(uint32_t count)
{
    return count < 2 ? count : count < 4 ? 2 : 3;
}

static void add_article(struct cursor *c, uint32_t i)
{
    const struct name_word *word = &c->view->words[c->view->of_token[i]];
    const struct token *token = token_near(c, i, 0);
    bool is_initial = i == c->sentence->first || token[-1].kind == TOKEN_QUOTE || token[-1].mark == ':';
    uint32_t place = (is_initial ? 1u : 0u) + 2u * c->view->is_titled[c->view->sentences->of_token[i]];
    uint32_t seen = few(word->lower) + 4 * few(word->capital) + (word->upper ? 16u : 0);
    add_pair(c, T_SEEN, seen, place);
    add_pair(c, T_SEEN_CASE, seen, place * 8 + token->letters);
    add_pair(c, T_PLACE, place, token->letters);
    add_pair(c, T_PLACE_CASE, place, word_of(token));
}

/* What stands beside the word in other places, and what the lists say of it there. */
static void add_elsewhere(struct cursor *c, const struct name_word *word)
{
    for (uint8_t k = 0; k < word->before_count; k++)
        add(c, T_OTHER_BEFORE, word->before[k]);
    for (uint8_t k = 0; k < word->after_count; k++)
        add(c, T_OTHER_AFTER, word->after[k]);
    for (uint32_t bit = 1; bit <= AROUND_POSSESSIVE; bit *= 2)
        if (word->around & bit)
            add(c, T_OTHER_AROUND, bit);
    for (uint64_t rest = word->bits; rest; rest &= rest - 1)
        add(c, T_OTHER_LISTS, (uint32_t)__builtin_ctzll(rest));
}

/* The words on both sides of the run, from wherever in it. */
static void add_run(struct cursor *c, const struct name_run *run, uint32_t i)
{
    uint32_t before = word_of(token_near(c, run->first, -1)), after = word_of(token_near(c, run->last, 0));
    uint32_t from_first = i - run->first, to_last = run->last - 1 - i;
    add_pair(c, T_RUN_BEFORE, before, from_first < 3 ? from_first : 3);
    add_pair(c, T_RUN_AFTER, after, to_last < 3 ? to_last : 3);
    uint32_t length = run->last - run->first;
    add_pair(c, T_RUN_LENGTH, length < 6 ? length : 6, from_first < 6 ? from_first : 6);
    if (i != run->first)
        add(c, T_FIRST_OF_RUN, word_of(token_near(c, run->first, 0)));
    if (i + 1 != run->last)
        add(c, T_LAST_OF_RUN, word_of(token_near(c, run->last, -1)));
}

size_t name_word_features(const struct name_view *view, uint32_t i, uint32_t *features)
{
    struct cursor c = { .view = view, .out = features, .sentence = &view->sentences->at[view->sentences->of_token[i]] };
    const struct token *token = &view->tokens->at[i];
    struct span text = token_text(view->text, token);
    uint32_t full, brief;
    shapes(text, &full, &brief);
    add(&c, T_BIAS, 0);
    add(&c, T_WORD, word_of(token));
    add_pair(&c, T_CASED, word_of(token), token->letters);
    add(&c, T_SHAPE, full);
    add(&c, T_SHORT_SHAPE, brief);
    if (token->kind == TOKEN_WORD)
        add_affixes(&c, text);
    add(&c, T_CLASS, class_of(&c, token));
    if (own_classes(token))
        add_pair(&c, T_CLASSES_HERE, folded_bits(own_classes(token)), token->letters);
    add_elsewhere(&c, &view->words[view->of_token[i]]);
    return c.count;
}

size_t name_place_features(const struct name_view *view, const struct name_run *run, uint32_t token, uint32_t *features)
{
    struct cursor c = { .view = view, .out = features, .sentence = &view->sentences->at[view->sentences->of_token[token]] };
    add_words(&c, token);
    add_looks(&c, token);
    add_classes(&c, token);
    add_lists(&c, token);
    add_article(&c, token);
    add_run(&c, run, token);
    return c.count;
}
