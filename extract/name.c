#include "name.h"

#include "document.h"
#include "name_features.h"
#include "pack.h"
#include "tagger.h"

#include <stdlib.h>

/* What the article's other places of a word weigh, in the model's own measure; found on held-out articles. */
static const double VOTE = 2, VOTE_DOUBT = 2, VOTE_OUTSIDE = 0.5;

struct name_rules {
    struct tagger tagger;
    struct name_classes classes;
    uint16_t (*class_of_word)[2];
};

static bool is_class_number(struct span text, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || *number > UINT16_MAX)
            return false;
        *number = *number * 10 + (uint32_t)(text.at[i] - '0');
    }
    return *number > 0 && *number <= UINT16_MAX;
}

/* Rows of a class's number and its words, apart by spaces; ^ before a word with a capital. */
static bool classes_load(struct name_rules *rules, const struct pack_file *file, struct vocabulary *vocabulary, struct error *error)
{
    size_t room = vocabulary_size(vocabulary) + file->content.length / 2 + 1;
    rules->class_of_word = calloc(room, sizeof *rules->class_of_word);
    if (!rules->class_of_word)
        return fail(error, "out of memory");
    struct table table = table_open(file);
    struct table_row row;
    while (table_next(&table, &row)) {
        uint32_t class;
        if (!is_class_number(row.cells[0], &class))
            return table_fail(&table, error, "'%.*s' is no number of a class", (int)row.cells[0].length, row.cells[0].at);
        struct span word;
        while (cell_next(&row.cells[1], &word)) {
            bool is_capital = word.length > 1 && word.at[0] == '^';
            word.at += is_capital;
            word.length -= is_capital;
            uint32_t number = vocabulary_add(vocabulary, word);
            if (!number || number >= room)
                return table_fail(&table, error, "word '%.*s' is empty or too long", (int)word.length, word.at);
            rules->class_of_word[number][is_capital] = (uint16_t)class;
        }
    }
    rules->classes = (struct name_classes){ (const uint16_t (*)[2])rules->class_of_word, vocabulary_size(vocabulary) };
    return true;
}

struct name_rules *name_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    const struct pack_file *classes = pack_find(files, "word-classes.tsv", error);
    const struct pack_file *model = pack_find(files, "entities.model", error);
    if (!classes || !model)
        return NULL;
    struct name_rules *rules = calloc(1, sizeof *rules);
    if (!rules) {
        fail(error, "out of memory");
        return NULL;
    }
    if (classes_load(rules, classes, vocabulary, error) && tagger_open(&rules->tagger, model, NAME_PURPOSE, NAME_LABELS, error))
        return rules;
    name_rules_destroy(rules);
    return NULL;
}

void name_rules_destroy(struct name_rules *rules)
{
    if (!rules)
        return;
    tagger_close(&rules->tagger);
    free(rules->class_of_word);
    free(rules);
}

const struct name_classes *name_rules_classes(const struct name_rules *rules)
{
    return &rules->classes;
}

/* What the model says of the tokens of all runs, one run behind the other. */
struct readings {
    const struct name_view *view;
    const struct tagger *tagger;
    struct arena *arena;
    size_t count;                            /* tokens */
    int16_t *scores;                         /* a row for each token */
    uint8_t *labels;
    int16_t *word_scores;                    /* rows of what a word weighs by itself, in the order met */
    uint32_t *word_rows;                     /* which of them is each token's */
    struct written {
        uint32_t token, row;                 /* where it was met; its row in word_scores + 1 */
    } *written;                              /* of each word */
    uint32_t row_count;
    uint16_t (*votes)[ENTITY_TYPE_COUNT + 1];        /* of each word: how often it is of each type, and no name though it has a capital */
};

/* The row of what a token's word weighs by itself, asked for once for all places where the article writes it alike. */
static uint32_t word_row(struct readings *r, struct tagger_queue *queue, uint32_t token)
{
    struct span text = r->view->text;
    const struct token *tokens = r->view->tokens->at;
    struct written *written = &r->written[r->view->of_token[token]];
    if (written->row && span_equal(token_text(text, &tokens[token]), token_text(text, &tokens[written->token])))
        return written->row - 1;
    struct tagger_request *request = tagger_queue_next(queue);
    request->scores = r->word_scores + (size_t)r->row_count * r->tagger->width;
    memset(request->scores, 0, r->tagger->width * sizeof *request->scores);
    request->count = name_word_features(r->view, token, request->features);
    tagger_queue_put(queue);
    *written = (struct written){ token, ++r->row_count };
    return r->row_count - 1;
}

static bool readings_reserve(struct readings *r)
{
    const struct name_runs *runs = &r->view->runs;
    for (size_t i = 0; i < runs->count; i++)
        r->count += runs->at[i].last - runs->at[i].first;
    r->scores = arena_array(r->arena, r->count * r->tagger->width, sizeof *r->scores);
    r->labels = arena_array(r->arena, r->count, sizeof *r->labels);
    r->word_scores = arena_take_raw(r->arena, r->count * r->tagger->width * sizeof *r->word_scores);
    r->word_rows = arena_array(r->arena, r->count, sizeof *r->word_rows);
    r->written = arena_array(r->arena, r->view->word_count, sizeof *r->written);
    return r->scores && r->labels && r->word_scores && r->word_rows && r->written;
}

static void tokens_score(struct readings *r)
{
    const struct name_runs *runs = &r->view->runs;
    struct tagger_queue queue;
    tagger_queue_init(&queue, r->tagger);
    size_t at = 0, width = r->tagger->width;
    for (size_t i = 0; i < runs->count; i++)
        for (uint32_t token = runs->at[i].first; token < runs->at[i].last; token++, at++) {
            r->word_rows[at] = word_row(r, &queue, token);
            struct tagger_request *request = tagger_queue_next(&queue);
            request->scores = r->scores + at * width;
            request->count = name_place_features(r->view, &runs->at[i], token, request->features);
            tagger_queue_put(&queue);
        }
    tagger_queue_finish(&queue);
    for (at = 0; at < r->count; at++)
        tagger_add(r->tagger, r->word_scores + r->word_rows[at] * width, r->scores + at * width);
}

/* The best labels of each run by itself. False if the arena is full. */
static bool read_runs(struct readings *r)
{
    if (!readings_reserve(r))
        return false;
    tokens_score(r);
    const struct name_runs *runs = &r->view->runs;
    size_t first = 0;
    for (size_t i = 0; i < runs->count; i++) {
        size_t count = runs->at[i].last - runs->at[i].first;
        if (!tagger_decode(r->tagger, r->scores + first * r->tagger->width, count, r->labels + first, r->arena))
            return false;
        first += count;
    }
    return true;
}

static unsigned type_of(uint8_t label)
{
    return label == NAME_OUTSIDE ? ENTITY_TYPE_COUNT : (label - 1u) / 4;
}

/* False for no name in a headline, where capitals tell little and many a name passes for none. */
static bool is_vote(const struct readings *r, size_t at, uint32_t token)
{
    return r->labels[at] != NAME_OUTSIDE || !r->view->is_titled[r->view->sentences->of_token[token]];
}

static bool votes_count(struct readings *r)
{
    r->votes = arena_array(r->arena, r->view->word_count, sizeof *r->votes);
    if (!r->votes)
        return false;
    size_t at = 0;
    for (size_t i = 0; i < r->view->runs.count; i++)
        for (uint32_t token = r->view->runs.at[i].first; token < r->view->runs.at[i].last; token++, at++) {
            uint16_t *votes = &r->votes[r->view->of_token[token]][type_of(r->labels[at])];
            if (is_vote(r, at, token) && *votes < UINT16_MAX)
                ++*votes;
        }
    return true;
}

static void score_add(int16_t *score, double weight)
{
    *score = (int16_t)(*score + (int)weight);
}

/* Adds to a token's scores what its word is elsewhere in the article. True if it is something else there, too. */
static bool vote(const struct readings *r, size_t at, uint32_t token)
{
    const struct token *t = &r->view->tokens->at[token];
    if (t->kind != TOKEN_WORD || !is_capitalised(t) || is_class(t, WORD_FUNCTION))
        return false;
    const uint16_t *votes = r->votes[r->view->of_token[token]];
    unsigned own = type_of(r->labels[at]), own_vote = is_vote(r, at, token), all = 0;
    for (unsigned type = 0; type <= ENTITY_TYPE_COUNT; type++)
        all += votes[type];
    if (votes[own] == all)
        return false;
    double unit = VOTE / (double)r->tagger->scale / (all - own_vote + VOTE_DOUBT);
    int16_t *scores = r->scores + at * r->tagger->width;
    for (unsigned type = 0; type < ENTITY_TYPE_COUNT; type++)
        for (unsigned position = 0; position < 4; position++)
            score_add(&scores[name_label(type, position)], unit * ((int)votes[type] - (int)(type == own ? own_vote : 0)));
    int outside = (int)votes[ENTITY_TYPE_COUNT] - (int)(own == ENTITY_TYPE_COUNT ? own_vote : 0);
    score_add(&scores[NAME_OUTSIDE], unit * VOTE_OUTSIDE * outside);
    return true;
}

/* Reads the runs again whose words are something else in other places. False if the arena is full. */
static bool read_again(struct readings *r)
{
    if (!votes_count(r))
        return false;
    const struct name_runs *runs = &r->view->runs;
    size_t width = r->tagger->width;
    size_t at = 0;
    for (size_t i = 0; i < runs->count; i++) {
        size_t first = at;
        bool is_doubtful = false;
        for (uint32_t token = runs->at[i].first; token < runs->at[i].last; token++, at++)
            is_doubtful |= vote(r, at, token);
        if (is_doubtful && !tagger_decode(r->tagger, r->scores + first * width, at - first, r->labels + first, r->arena))
            return false;
    }
    return true;
}

/* The first token of a name behind a title that can be nothing else: "Mrs", "Dr.". */
static uint32_t behind_titles(const struct tokens *tokens, uint32_t first, uint32_t last)
{
    while (first + 1 < last && is_class(&tokens->at[first], WORD_HONORIFIC) && is_class(&tokens->at[first], WORD_ABBREVIATION))
        first++;
    return first;
}

/* A person's name goes on in lower case behind a hyphen: "Lai Ching-te", "Lee Jae-myung". */
static uint32_t behind_syllable(const struct tokens *tokens, uint32_t first, uint32_t last)
{
    const struct token *hyphen = &tokens->at[last], *syllable = hyphen + 1;
    if (last - first < 2 || last + 1 >= tokens->count || hyphen->mark != '-' || hyphen[-1].end != hyphen->begin || hyphen->end != syllable->begin)
        return last;
    return syllable->letters == CASE_LOWER && is_class(syllable, WORD_NAME_SYLLABLE) ? last + 2 : last;
}

/* Adds the names that a run's labels tell. */
static void names_add(struct names *names, size_t *room, const struct tokens *tokens, const struct name_run *run, const uint8_t *labels,
                      struct arena *arena)
{
    for (uint32_t i = run->first, first = i; i < run->last; i++) {
        unsigned label = labels[i - run->first];
        if (label == NAME_OUTSIDE)
            continue;
        unsigned position = (label - 1) % 4;
        if (position == NAME_BEGIN || position == NAME_SINGLE)
            first = i;
        if (position != NAME_END && position != NAME_SINGLE)
            continue;
        struct name *at = arena_grow(arena, names->at, names->count, room, sizeof *at);
        if (!at)
            return;
        names->at = at;
        uint8_t type = (uint8_t)((label - 1) / 4);
        uint32_t last = type == ENTITY_PERSON ? behind_syllable(tokens, first, i + 1) : i + 1;
        names->at[names->count++] = (struct name){ behind_titles(tokens, first, i + 1), last, type };
    }
}

struct names names_find(const struct document *document, const struct gazetteer_matches *matches, const struct name_rules *rules,
                        struct arena *arena)
{
    struct names names = { 0 };
    size_t room = document->tokens.count / 8 + 16;
    names.at = arena_array(arena, room, sizeof *names.at);
    struct name_view view = name_view_make(document, matches, &rules->classes, arena);
    if (arena_is_full(arena))
        return names;
    struct readings readings = { .view = &view, .tagger = &rules->tagger, .arena = arena };
    if (!read_runs(&readings) || !read_again(&readings))
        return names;
    const uint8_t *labels = readings.labels;
    for (size_t i = 0; i < view.runs.count; i++) {
        names_add(&names, &room, &document->tokens, &view.runs.at[i], labels, arena);
        labels += view.runs.at[i].last - view.runs.at[i].first;
    }
    return names;
}
