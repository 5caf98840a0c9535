#include "token.h"

#include "own_words.h"
#include "unicode.h"

enum { ABBREVIATION_BYTES = 8, BYTES_A_TOKEN = 4, PENDING = 16 };

struct tokenizer {
    struct span text;
    const struct vocabulary *vocabulary;
    struct arena *arena;
    struct tokens out;
    size_t room;
    struct own_words own;
    bool is_spaced, is_line_start;
    struct form forms[PENDING];  /* of the latest tokens, by their number: the one that is being made, and those not yet looked up */
    size_t settled;              /* tokens whose words are looked up */
};

/* Where the next token's form is made. */
static struct form *form_next(struct tokenizer *t)
{
    return &t->forms[t->out.count % PENDING];
}

/* Looks up the word of the first token that waits for it; by now it should be near. */
static void settle(struct tokenizer *t)
{
    const struct form *form = &t->forms[t->settled % PENDING];
    struct token *token = &t->out.at[t->settled++];
    struct span folded = { form->bytes, form->length };
    uint64_t classes;
    if (!form->length)
        return;
    token->word = vocabulary_look_up(t->vocabulary, folded, token->hash, &classes);
    token->classes = classes;
    if (!token->word)
        token->word = vocabulary_size(t->vocabulary) + own_words_number(&t->own, folded, token->hash);
}

/* True for what ends a sentence; `form` is folded, so that "…" is "...". */
static bool is_stop(const struct form *form, enum token_kind kind)
{
    char last = form->length ? form->bytes[form->length - 1] : 0;
    if (kind == TOKEN_WORD)
        return last == '.' && form->length > 1;
    return kind == TOKEN_PUNCTUATION && (last == '.' || last == '!' || last == '?');
}

/* Adds the token whose form has just been made. */
static void token_put(struct tokenizer *t, size_t begin, size_t end, enum token_kind kind)
{
    struct form *form = form_next(t);
    if (t->out.count == t->room) {
        struct token *tokens = arena_grow(t->arena, t->out.at, t->out.count, &t->room, sizeof *tokens);
        if (!tokens)
            return;
        t->out.at = tokens;
    }
    struct token *token = &t->out.at[t->out.count++];
    *token = (struct token){
        .begin = (uint32_t)begin,
        .end = (uint32_t)end,
        .kind = (uint8_t)kind,
        .letters = (uint8_t)(kind == TOKEN_WORD ? form->letters : CASE_NONE),
        .mark = (uint8_t)(form->length == 1 ? form->bytes[0] : 0),
        .is_spaced = t->is_spaced,
        .is_line_start = t->is_line_start,
        .is_stop = is_stop(form, kind),
    };
    t->is_spaced = t->is_line_start = false;
    while (form->length > 1 && kind == TOKEN_WORD && form->bytes[form->length - 1] == '.')
        form->length--;                                         /* "Mr." is the word "mr" */
    token->hash = form->length ? hash_bytes((struct span){ form->bytes, form->length }) : 0;
    vocabulary_expect(t->vocabulary, token->hash);
    if (t->out.count - t->settled == PENDING)
        settle(t);
}

static void token_add(struct tokenizer *t, size_t begin, size_t end, enum token_kind kind)
{
    form_make((struct span){ t->text.at + begin, end - begin }, form_next(t));
    token_put(t, begin, end, kind);
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
        if (c.kind != CHARACTER_APOSTROPHE && c.code != '&')
            return at;
        if (!is_letter(peek(t, at + c.length)) || (c.code != '&' && clitic_length(t, at, c)))      /* "AT&T" */
            return at;
        at += c.length;
    }
    return at;
}

/* "n't" at a word's end: where it begins, or `end`. */
static size_t negation_begin(const struct tokenizer *t, size_t begin, size_t end)
{
    size_t at = end;
    if (end - begin < 4 || (t->text.at[end - 1] | 0x20) != 't')
        return end;
    struct character apostrophe = character_before(t->text, end - 1);
    if (apostrophe.kind != CHARACTER_APOSTROPHE)
        return end;
    at -= 1u + apostrophe.length;
    return at > begin + 1 && (t->text.at[at - 1] | 0x20) == 'n' ? at - 1 : end;
}

/* The end of a word from `end` on if it goes on as an abbreviation with stops inside: "U.S.", "a.m.", "Ph.D.". */
static size_t stopped_end(const struct tokenizer *t, size_t begin, size_t end)
{
    size_t stops = 0;
    size_t at = end;
    if (end - begin == 2 && character_at(t->text, begin).kind == CHARACTER_LOWER)
        return end;                                                 /* "it.He" */
    while (code_points((struct span){ t->text.at + begin, at - begin }) <= 2 && is_letter(peek(t, at + 1))) {
        size_t next = letters_end(t, at + 1);
        if (code_points((struct span){ t->text.at + at + 1, next - at - 1 }) > 2)
            break;
        stops++;
        begin = at + 1;
        at = next;
        if (peek(t, at).code != '.')
            return at;
    }
    return stops ? at + 1 : end;
}

/* True if the full stop behind text[begin, end) belongs to it. */
static bool is_abbreviation(const struct tokenizer *t, size_t begin, size_t end)
{
    struct span word = { t->text.at + begin, end - begin };
    struct character first = character_at(word, 0);
    if (first.length == word.length)
        return first.kind == CHARACTER_UPPER;                       /* an initial */
    struct form form;
    form_make(word, &form);
    if (form.length > ABBREVIATION_BYTES)
        return false;
    struct span folded = { form.bytes, form.length };
    uint64_t classes;
    vocabulary_look_up(t->vocabulary, folded, hash_bytes(folded), &classes);
    if (classes & WORD_NUMBER_ABBREVIATION)
        return peek(t, end + 1).code == ' ' && peek(t, end + 2).kind == CHARACTER_DIGIT;
    if (form.letters == CASE_LOWER)
        return classes & WORD_SMALL_ABBREVIATION;
    return classes & (WORD_ABBREVIATION | WORD_ENDING_ABBREVIATION | WORD_SMALL_ABBREVIATION);
}

/* True if a run of ASCII letters that ends before byte `end` is surely a whole word. */
static bool is_whole(struct span text, size_t end)
{
    if (end == text.length)
        return true;
    unsigned char next = (unsigned char)text.at[end];
    return next == ' ' || next == '\n' || next == ',' || next == '-' || next == '"' || next == ')';
}

static size_t word_take(struct tokenizer *t, size_t begin)
{
    size_t end = form_letters(t->text, begin, form_next(t));
    if (is_whole(t->text, end)) {
        token_put(t, begin, end, TOKEN_WORD);
        return end;
    }
    end = letters_end(t, begin);
    if (end < t->text.length && t->text.at[end] == '.') {
        size_t stopped = stopped_end(t, begin, end);
        if (stopped == end && is_abbreviation(t, begin, end))
            stopped++;
        if (stopped != end) {
            token_add(t, begin, stopped, TOKEN_WORD);
            return stopped;
        }
    }
    size_t negation = negation_begin(t, begin, end);
    token_add(t, begin, negation, TOKEN_WORD);
    if (negation != end)
        token_add(t, negation, end, TOKEN_CLITIC);
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
    t.room = text.length / BYTES_A_TOKEN + 16;
    t.out.at = arena_take_raw(arena, t.room * sizeof *t.out.at);
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
    while (t.settled < t.out.count)
        settle(&t);
    t.out.word_count = vocabulary_size(vocabulary) + (uint32_t)t.own.count;
    return t.out;
}
