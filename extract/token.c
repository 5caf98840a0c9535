#include "token.h"

#include "unicode.h"

/* Words of this article that the vocabulary does not know; they get numbers behind it, in order of appearance. */
struct own_words {
    struct own_word {
        struct span folded;
        uint32_t hash;
    } *at;
    size_t count, room;
    uint32_t *slots;         /* index + 1; 0 where free */
    uint32_t slot_mask;
};

struct tokenizer {
    struct span text;
    const struct vocabulary *vocabulary;
    struct arena *arena;
    struct tokens out;
    size_t room;
    struct own_words own;
    bool is_spaced, is_line_start;
};

static bool own_words_init(struct own_words *own, size_t bytes, struct arena *arena)
{
    size_t slots = 256;
    while (slots < bytes / 8)
        slots *= 2;
    own->slots = arena_array(arena, slots, sizeof *own->slots);
    own->slot_mask = (uint32_t)slots - 1;
    return own->slots;
}

/* An eighth of the text's bytes as slots: more words than that are still found, in longer probes, and never fill it. */
static uint32_t own_words_number(struct tokenizer *t, struct span folded, uint32_t hash)
{
    struct own_words *own = &t->own;
    uint32_t first = vocabulary_size(t->vocabulary);
    uint32_t slot = hash & own->slot_mask;
    for (; own->slots[slot]; slot = (slot + 1) & own->slot_mask) {
        const struct own_word *w = &own->at[own->slots[slot] - 1];
        if (w->hash == hash && span_equal(w->folded, folded))
            return first + own->slots[slot] - 1;
    }
    if (own->count * 4 > (size_t)own->slot_mask * 3) {
        uint32_t mask = own->slot_mask * 2 + 1;
        uint32_t *slots = arena_array(t->arena, (size_t)mask + 1, sizeof *slots);
        if (!slots)
            return WORD_NONE;
        for (size_t i = 0; i < own->count; i++) {
            uint32_t s = own->at[i].hash & mask;
            while (slots[s])
                s = (s + 1) & mask;
            slots[s] = (uint32_t)i + 1;
        }
        own->slots = slots;
        own->slot_mask = mask;
        slot = hash & mask;
        while (slots[slot])
            slot = (slot + 1) & mask;
    }
    struct own_word *words = arena_grow(t->arena, own->at, own->count, &own->room, sizeof *words);
    char *bytes = arena_take(t->arena, folded.length);
    if (!words || !bytes)
        return WORD_NONE;
    own->at = words;
    memcpy(bytes, folded.at, folded.length);
    own->at[own->count] = (struct own_word){ { bytes, folded.length }, hash };
    own->slots[slot] = (uint32_t)++own->count;
    return first + (uint32_t)own->count - 1;
}

static enum letter_case case_of(struct span word)
{
    size_t upper = 0, lower = 0;
    bool is_first_upper = false, is_first = true;
    for (size_t i = 0; i < word.length;) {
        struct character c = character_at(word, i);
        if (c.kind == CHARACTER_UPPER)
            upper++;
        else if (c.kind == CHARACTER_LOWER)
            lower++;
        if (is_first && (c.kind == CHARACTER_UPPER || c.kind == CHARACTER_LOWER)) {
            is_first_upper = c.kind == CHARACTER_UPPER;
            is_first = false;
        }
        i += c.length;
    }
    if (!upper)
        return lower ? CASE_LOWER : CASE_NONE;
    if (!lower)
        return upper > 1 ? CASE_UPPER : CASE_CAPITALISED;
    return upper == 1 && is_first_upper ? CASE_CAPITALISED : CASE_MIXED;
}

static struct token *token_add(struct tokenizer *t, size_t begin, size_t end, enum token_kind kind)
{
    struct token *tokens = arena_grow(t->arena, t->out.at, t->out.count, &t->room, sizeof *tokens);
    if (!tokens)
        return NULL;
    t->out.at = tokens;
    struct token *token = &tokens[t->out.count++];
    struct span text = { t->text.at + begin, end - begin };
    char folded[WORD_BYTES];
    struct span form = { folded, fold(text, folded, sizeof folded) };
    while (form.length > 1 && kind == TOKEN_WORD && form.at[form.length - 1] == '.')
        form.length--;                                          /* "Mr." is the word "mr" */
    uint32_t hash = hash_bytes(form);
    uint32_t word = form.length ? vocabulary_find(t->vocabulary, form, hash) : WORD_NONE;
    uint64_t classes = vocabulary_classes(t->vocabulary, word);
    if (form.length && word == WORD_NONE)
        word = own_words_number(t, form, hash);
    *token = (struct token){
        .begin = (uint32_t)begin,
        .end = (uint32_t)end,
        .hash = hash,
        .word = word,
        .kind = (uint8_t)kind,
        .letters = (uint8_t)(kind == TOKEN_WORD ? case_of(text) : CASE_NONE),
        .mark = (uint8_t)(form.length == 1 ? form.at[0] : 0),
        .is_spaced = t->is_spaced,
        .is_line_start = t->is_line_start,
        .classes = classes,
    };
    t->is_spaced = t->is_line_start = false;
    return token;
}

static bool is_letter(struct character c)
{
    return c.kind == CHARACTER_LOWER || c.kind == CHARACTER_UPPER;
}

static bool is_word_part(struct character c)
{
    return is_letter(c) || c.kind == CHARACTER_DIGIT || c.kind == CHARACTER_MARK || c.kind == CHARACTER_IGNORED;
}

static struct character peek(const struct tokenizer *t, size_t at)
{
    return at < t->text.length ? character_at(t->text, at) : (struct character){ 0 };
}

/* A clitic that begins with the apostrophe at `at`: its length with the apostrophe, or 0. */
static size_t clitic_length(const struct tokenizer *t, size_t at, struct character apostrophe)
{
    static const char *const clitics[] = { "s", "re", "ve", "ll", "d", "m" };
    size_t first = at + apostrophe.length;
    for (size_t i = 0; i < sizeof clitics / sizeof *clitics; i++) {
        size_t n = strlen(clitics[i]);
        if (first + n > t->text.length)
            continue;
        bool is_same = true;
        for (size_t k = 0; k < n; k++)
            is_same &= (t->text.at[first + k] | 0x20) == clitics[i][k];
        if (is_same && !is_word_part(peek(t, first + n)))
            return apostrophe.length + n;
    }
    return 0;
}

/* Letters from `at` on; an apostrophe between letters belongs to them ("O'Neill") unless a clitic begins with it. */
static size_t letters_end(const struct tokenizer *t, size_t at)
{
    while (at < t->text.length) {
        struct character c = character_at(t->text, at);
        if (is_word_part(c)) {
            at += c.length;
            continue;
        }
        bool is_joint = c.kind == CHARACTER_APOSTROPHE && is_letter(peek(t, at + c.length)) && !clitic_length(t, at, c);
        bool is_ampersand = c.code == '&' && is_letter(peek(t, at + 1));                     /* "AT&T" */
        if (!is_joint && !is_ampersand)
            return at;
        at += c.length;
    }
    return at;
}

/* "n't" at a word's end: where it begins, or `end`. */
static size_t negation_begin(const struct tokenizer *t, size_t begin, size_t end)
{
    char last[16];
    size_t from = end - begin > 5 ? end - 5 : begin;
    while (from < end && ((unsigned char)t->text.at[from] & 0xc0) == 0x80)
        from++;
    size_t length = fold((struct span){ t->text.at + from, end - from }, last, sizeof last);
    if (length < 4 || memcmp(last + length - 3, "n't", 3) != 0)
        return end;
    size_t at = end;
    for (int i = 0; i < 3; i++)
        at -= character_before(t->text, at).length;
    return at;
}

/* The end of a word from `end` on if it goes on as an abbreviation with stops inside: "U.S.", "a.m.", "Ph.D.". */
static size_t stopped_end(const struct tokenizer *t, size_t begin, size_t end)
{
    size_t letters = code_points((struct span){ t->text.at + begin, end - begin });
    size_t stops = 0;
    size_t at = end;
    while (letters <= 2 && peek(t, at).code == '.' && is_letter(peek(t, at + 1))) {
        size_t next = letters_end(t, at + 1);
        letters = code_points((struct span){ t->text.at + at + 1, next - at - 1 });
        if (letters > 2)
            break;
        stops++;
        at = next;
    }
    if (stops == 0)
        return end;
    return peek(t, at).code == '.' ? at + 1 : at;
}

static bool is_abbreviation(const struct tokenizer *t, size_t begin, size_t end)
{
    struct span word = { t->text.at + begin, end - begin };
    struct character first = character_at(word, 0);
    if (first.length == word.length)
        return first.kind == CHARACTER_UPPER;                       /* an initial */
    char folded[32];
    struct span form = { folded, fold(word, folded, sizeof folded) };
    if (form.length > 8)
        return false;
    uint32_t known = vocabulary_find(t->vocabulary, form, hash_bytes(form));
    return vocabulary_classes(t->vocabulary, known) & (WORD_ABBREVIATION | WORD_ENDING_ABBREVIATION);
}

static size_t word_take(struct tokenizer *t, size_t begin)
{
    size_t end = letters_end(t, begin);
    size_t stopped = stopped_end(t, begin, end);
    if (stopped != end) {
        token_add(t, begin, stopped, TOKEN_WORD);
        return stopped;
    }
    size_t negation = negation_begin(t, begin, end);
    if (negation != end) {
        token_add(t, begin, negation, TOKEN_WORD);
        token_add(t, negation, end, TOKEN_CLITIC);
        return end;
    }
    if (peek(t, end).code == '.' && is_abbreviation(t, begin, end))
        end++;
    token_add(t, begin, end, TOKEN_WORD);
    return end;
}

static bool is_group_mark(struct character c)
{
    return c.code == ',' || c.code == '.' || c.code == 0x202f || c.code == 0x2009 || c.code == 0xa0;
}

/* Digits with group and decimal marks between them; a thin or no-break space only before exactly three digits. */
static size_t number_end(const struct tokenizer *t, size_t at)
{
    while (at < t->text.length) {
        struct character c = character_at(t->text, at);
        if (c.kind == CHARACTER_DIGIT || c.kind == CHARACTER_IGNORED) {
            at += c.length;
            continue;
        }
        if (!is_group_mark(c) || peek(t, at + c.length).kind != CHARACTER_DIGIT)
            return at;
        if (c.code != ',' && c.code != '.') {
            size_t digits = 0, next = at + c.length;
            for (; peek(t, next).kind == CHARACTER_DIGIT; next += peek(t, next).length)
                digits++;
            if (digits != 3)
                return at;
        }
        at += c.length;
    }
    return at;
}

/* A run of one mark ("...", "--", "!!!") is one token of at most 8 marks. */
static size_t mark_end(const struct tokenizer *t, size_t at, struct character c)
{
    size_t end = at + c.length;
    if (c.code != '.' && c.code != '-' && c.code != '!' && c.code != '?' && c.code != '*' && c.code != '_' && c.code != '=')
        return end;
    for (int i = 1; i < 8 && peek(t, end).code == c.code; i++)
        end += c.length;
    return end;
}

static bool is_quotation_mark(struct character c)
{
    switch (c.code) {
    case '"': case 0x201c: case 0x201d: case 0x201e: case 0x201f: case 0xab: case 0xbb: case 0x2039: case 0x203a:
    case 0x201a: case 0x300c: case 0x300d: case 0xff02:
        return true;
    default:
        return c.kind == CHARACTER_APOSTROPHE;
    }
}

static size_t other_take(struct tokenizer *t, size_t at, struct character c)
{
    if (c.kind == CHARACTER_APOSTROPHE && !t->is_spaced && t->out.count) {
        size_t length = clitic_length(t, at, c);
        if (length) {
            token_add(t, at, at + length, TOKEN_CLITIC);
            return at + length;
        }
    }
    size_t end = mark_end(t, at, c);
    bool is_mark = c.kind == CHARACTER_PUNCTUATION || c.kind == CHARACTER_APOSTROPHE;
    token_add(t, at, end, is_quotation_mark(c) ? TOKEN_QUOTE : is_mark ? TOKEN_PUNCTUATION : TOKEN_SYMBOL);
    return end;
}

struct tokens tokens_find(struct span text, const struct vocabulary *vocabulary, struct arena *arena)
{
    struct tokenizer t = { .text = text, .vocabulary = vocabulary, .arena = arena, .is_spaced = true, .is_line_start = true };
    t.room = text.length / 4 + 16;
    t.out.at = arena_array(arena, t.room, sizeof *t.out.at);
    if (!t.out.at || !own_words_init(&t.own, text.length, arena))
        return (struct tokens){ 0 };
    size_t at = 0;
    while (at < text.length && !arena_is_full(arena)) {
        struct character c = character_at(text, at);
        if (c.kind == CHARACTER_SPACE) {
            t.is_spaced = true;
            t.is_line_start |= c.code == '\n';
            at += c.length;
        } else if (is_letter(c)) {
            at = word_take(&t, at);
        } else if (c.kind == CHARACTER_DIGIT) {
            size_t end = number_end(&t, at);
            token_add(&t, at, end, TOKEN_NUMBER);
            at = end;
        } else if (c.kind == CHARACTER_IGNORED || c.kind == CHARACTER_MARK) {
            at += c.length;
        } else {
            at = other_take(&t, at, c);
        }
    }
    t.out.word_count = vocabulary_size(vocabulary) + (uint32_t)t.own.count;
    return t.out;
}
