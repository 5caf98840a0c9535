/*
 * Sorts the words of much text into classes that behave alike: writes config/en/word-classes.tsv.
 *
 *     make-classes CLASSES LEAST ROUNDS < text > word-classes.tsv
 *
 * The exchange algorithm on the two-sided class model: what word comes before and behind a class. Each word in turn, the most
 * frequent first, goes to the class that makes the text likeliest. A word with a capital is another word than without.
 * No chance in it: equal text gives equal classes.
 */
#include "extract/token.h"
#include "extract/unicode.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct spelling {
    struct span folded;          /* in the text's own copy */
    uint32_t hash, count, class;
    bool is_capital;
    size_t first[2];             /* its neighbours before and behind, in `pairs` */
};

struct pair {
    uint32_t of, beside, count;
};

struct sorter {
    uint32_t classes;
    struct spelling *forms;
    size_t form_count, form_room;
    uint32_t *slots;
    size_t slot_mask;
    uint32_t *text;              /* forms in order */
    size_t length, room;
    struct pair *pairs[2];       /* before and behind, by `of` */
    size_t pair_count[2];
    uint32_t *beside[2];         /* [form][class]: how often a form stands before or behind a class */
    uint64_t *sizes;
};

static void *enough(void *memory)
{
    if (!memory) {
        fputs("make-classes: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static double f(double x)
{
    return x > 0 ? x * log(x) : 0;
}

static uint32_t form_number(struct sorter *s, struct span folded, bool is_capital)
{
    uint32_t hash = hash_bytes(folded) * 2 + is_capital;
    size_t slot = hash & s->slot_mask;
    for (; s->slots[slot]; slot = (slot + 1) & s->slot_mask) {
        struct spelling *known = &s->forms[s->slots[slot] - 1];
        if (known->hash == hash && known->is_capital == is_capital && span_equal(known->folded, folded))
            return s->slots[slot] - 1;
    }
    if (s->form_count == s->form_room) {
        s->form_room = s->form_room ? s->form_room * 2 : 1 << 16;
        s->forms = enough(realloc(s->forms, s->form_room * sizeof *s->forms));
    }
    char *copy = enough(malloc(folded.length + 1));
    memcpy(copy, folded.at, folded.length);
    s->forms[s->form_count] = (struct spelling){ .folded = { copy, folded.length }, .hash = hash, .is_capital = is_capital };
    s->slots[slot] = (uint32_t)++s->form_count;
    return (uint32_t)s->form_count - 1;
}

static void text_add(struct sorter *s, struct span line, const struct vocabulary *none, struct arena *arena)
{
    struct tokens tokens = tokens_find(line, none, arena);
    for (size_t i = 0; i <= tokens.count; i++) {
        char folded[WORD_BYTES];
        struct span form = SPAN("\n");
        bool is_capital = false;
        if (i < tokens.count) {
            const struct token *token = &tokens.at[i];
            form = (struct span){ folded, fold(token_text(line, token), folded, sizeof folded) };
            while (form.length > 1 && token->kind == TOKEN_WORD && form.at[form.length - 1] == '.')
                form.length--;
            if (token->kind == TOKEN_NUMBER)
                form = SPAN("0");
            is_capital = is_capitalised(token);
        }
        if (s->length == s->room) {
            s->room = s->room ? s->room * 2 : 1 << 20;
            s->text = enough(realloc(s->text, s->room * sizeof *s->text));
        }
        uint32_t number = form_number(s, form, is_capital);
        s->forms[number].count++;
        s->text[s->length++] = number;
    }
    arena_reset(arena);
}

static int by_count(const void *a, const void *b)
{
    const struct spelling *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    size_t shorter = x->folded.length < y->folded.length ? x->folded.length : y->folded.length;
    int order = memcmp(x->folded.at, y->folded.at, shorter);
    if (order || x->folded.length != y->folded.length)
        return order ? order : x->folded.length < y->folded.length ? -1 : 1;
    return (int)x->is_capital - (int)y->is_capital;
}

/* Orders forms by frequency and renames them in the text; the rare ones all become the number behind the last one. */
static void rank(struct sorter *s, uint32_t least)
{
    uint32_t *new_number = enough(malloc(s->form_count * sizeof *new_number));
    for (size_t i = 0; i < s->form_count; i++)
        s->forms[i].class = (uint32_t)i;
    qsort(s->forms, s->form_count, sizeof *s->forms, by_count);
    size_t kept = 0;
    while (kept < s->form_count && s->forms[kept].count >= least)
        kept++;
    for (size_t i = 0; i < s->form_count; i++)
        new_number[s->forms[i].class] = (uint32_t)(i < kept ? i : kept);
    for (size_t i = 0; i < s->length; i++)
        s->text[i] = new_number[s->text[i]];
    s->form_count = kept;
    free(new_number);
}

static int by_form(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->of != y->of)
        return x->of < y->of ? -1 : 1;
    return (x->beside > y->beside) - (x->beside < y->beside);
}

static void count_pairs(struct sorter *s, int side)
{
    struct pair *pairs = enough(malloc(s->length * sizeof *pairs));
    size_t count = 0;
    for (size_t i = 1; i < s->length; i++)
        if (s->text[i - 1] < s->form_count && s->text[i] < s->form_count)
            pairs[count++] = (struct pair){ s->text[side ? i - 1 : i], s->text[side ? i : i - 1], 1 };
    qsort(pairs, count, sizeof *pairs, by_form);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && by_form(&pairs[kept - 1], &pairs[i]) == 0)
            pairs[kept - 1].count++;
        else
            pairs[kept++] = pairs[i];
    }
    s->pairs[side] = pairs;
    s->pair_count[side] = kept;
    size_t at = 0;
    for (size_t form = 0; form < s->form_count; form++) {
        while (at < kept && pairs[at].of < form)
            at++;
        s->forms[form].first[side] = at;
    }
}

/* Takes a form out of its class (sign -1) or puts it in (1). */
static void shift(struct sorter *s, uint32_t form, int sign)
{
    uint32_t class = s->forms[form].class;
    s->sizes[class] += (uint64_t)((int64_t)sign * s->forms[form].count);
    for (int side = 0; side < 2; side++)
        for (size_t p = s->forms[form].first[side]; p < s->pair_count[side] && s->pairs[side][p].of == form; p++)
            s->beside[side][(size_t)s->pairs[side][p].beside * s->classes + class] += (uint32_t)(sign * (int)s->pairs[side][p].count);
}

static uint32_t best_class(const struct sorter *s, uint32_t form, double *gains, const double *table, uint32_t table_size)
{
    for (uint32_t c = 0; c < s->classes; c++)
        gains[c] = 2 * (f((double)s->sizes[c]) - f((double)s->sizes[c] + s->forms[form].count));
    for (int side = 0; side < 2; side++)
        for (size_t p = s->forms[form].first[side]; p < s->pair_count[side] && s->pairs[side][p].of == form; p++) {
            const uint32_t *row = s->beside[side] + (size_t)s->pairs[side][p].beside * s->classes;
            uint32_t n = s->pairs[side][p].count;
            double alone = f(n);
            for (uint32_t c = 0; c < s->classes; c++)
                if (row[c])
                    gains[c] += (row[c] + n < table_size ? table[row[c] + n] - table[row[c]] : f((double)row[c] + n) - f(row[c])) - alone;
        }
    uint32_t best = 0;
    for (uint32_t c = 1; c < s->classes; c++)
        if (gains[c] > gains[best])
            best = c;
    return best;
}

static void exchange(struct sorter *s, unsigned rounds)
{
    enum { TABLE = 1 << 16 };
    double *table = enough(malloc(TABLE * sizeof *table)), *gains = enough(malloc(s->classes * sizeof *gains));
    for (uint32_t i = 0; i < TABLE; i++)
        table[i] = f(i);
    for (uint32_t i = 0; i < s->form_count; i++) {
        s->forms[i].class = i % s->classes;
        shift(s, i, 1);
    }
    for (unsigned round = 0; round < rounds; round++) {
        size_t moved = 0;
        for (uint32_t i = 0; i < s->form_count; i++) {
            uint32_t old = s->forms[i].class;
            shift(s, i, -1);
            s->forms[i].class = best_class(s, i, gains, table, TABLE);
            shift(s, i, 1);
            moved += s->forms[i].class != old;
        }
        fprintf(stderr, "round=%u words=%zu moved=%zu\n", round + 1, s->form_count, moved);
        if (moved * 200 < s->form_count)
            break;
    }
    free(table);
    free(gains);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: make-classes CLASSES LEAST ROUNDS < text > word-classes.tsv\n", stderr);
        return 1;
    }
    struct sorter s = { .classes = (uint32_t)atoi(argv[1]), .slot_mask = (1 << 22) - 1 };
    s.slots = enough(calloc(s.slot_mask + 1, sizeof *s.slots));
    struct vocabulary *none = enough(vocabulary_create());
    struct arena arena;
    if (!arena_init(&arena, (size_t)1 << 30))
        return 1;
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;)
        if (is_utf8((struct span){ line, (size_t)length }))
            text_add(&s, (struct span){ line, (size_t)length }, none, &arena);
    fprintf(stderr, "tokens=%zu forms=%zu\n", s.length, s.form_count);
    rank(&s, (uint32_t)atoi(argv[2]));
    s.sizes = enough(calloc(s.classes, sizeof *s.sizes));
    for (int side = 0; side < 2; side++) {
        count_pairs(&s, side);
        s.beside[side] = enough(calloc(s.form_count * s.classes, sizeof(uint32_t)));
    }
    exchange(&s, (unsigned)atoi(argv[3]));
    printf("# Classes of words that behave alike, by make-classes. Columns: class, words (folded; ^ before a word with a capital).\n");
    for (uint32_t c = 0; c < s.classes; c++) {
        int count = 0;
        for (size_t i = 0; i < s.form_count; i++) {
            const struct spelling *form = &s.forms[i];
            if (form->class != c || form->folded.at[0] == '\n' || memchr(form->folded.at, ' ', form->folded.length) ||
                memchr(form->folded.at, '\t', form->folded.length) || form->folded.at[0] == '^')
                continue;
            if (count++)
                putchar(' ');
            else
                printf("%u\t", c + 1);
            printf("%s%.*s", form->is_capital ? "^" : "", (int)form->folded.length, form->folded.at);
        }
        if (count)
            putchar('\n');
    }
    return fflush(stdout) != 0;
}
