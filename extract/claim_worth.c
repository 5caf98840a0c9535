#include "claim_worth.h"

#include <math.h>

enum { WORDS_MOST = 45, LENGTH_MOST = 120, FRAGMENT_SENTENCES = 2 };

void worth_features(const struct view *view, uint32_t first, uint32_t last, struct features *f)
{
    uint32_t numbers = 0, names = 0, words = 0, past = 0, first_person = 0;
    for (uint32_t i = first; i < last && i < first + LENGTH_MOST; i++) {
        const struct token *token = &view->tokens[i];
        numbers += token->kind == TOKEN_NUMBER || is_class(token, WORD_NUMBER_WORD);
        names += i > first && is_capitalised(token) && !is_class(token, WORD_FIRST_PERSON);
        first_person += is_class(token, WORD_FIRST_PERSON);
        past += view->tags[i] % 8 == 2 && is_verbal(view, i);
        if (words++ >= WORDS_MOST)
            continue;
        feature_add(f, 501, token->hash, 0);
        feature_add(f, 502, token->hash, hash_at(view, i + (size_t)1));
        feature_add(f, 503, view->tags[i], tag_at(view, i + (size_t)1));
    }
    feature_add(f, 500, 0, 0);
    feature_add(f, 504, step_of(last - first), 0);
    feature_add(f, 505, numbers < 4 ? numbers : 4, 0);
    feature_add(f, 506, names < 4 ? names : 4, 0);
    feature_add(f, 507, step_of(last - first), numbers > 0);
    feature_add(f, 508, past < 3 ? past : 3, first_person < 3 ? first_person : 3);
    feature_add(f, 509, view->tokens[last - 1].mark, 0);
    feature_add(f, 510, hash_at(view, first), 0);
    feature_add(f, 511, hash_at(view, first), hash_at(view, first + (size_t)1));
    feature_add(f, 512, numbers > 0, names > 0);
}

double worth_of(const struct view *view, uint32_t first, uint32_t last)
{
    struct features features;
    features.count = 0;
    worth_features(view, first, last, &features);
    return 1 / (1 + exp(-(double)linear_score(&view->rules->models[MODEL_WORTH], &features)));
}

/* ── statements ── */

static bool is_stated(const struct value *value)
{
    return value->has_number &&
        (value->type == VALUE_MONEY || value->type == VALUE_PERCENT || value->type == VALUE_QUANTITY || value->type == VALUE_CARDINAL);
}

static bool has_verb(const struct view *view, uint32_t first, uint32_t last)
{
    return view->sums[last].finite > view->sums[first].finite;
}

/* A place between two clauses of a sentence, each with a verb of its own. */
static bool is_clause_end(const struct view *view, uint32_t at, struct piece whole)
{
    const struct token *token = &view->tokens[at];
    bool is_joint = is_mark(view, at, ';') || (token->mark == '-' && token->is_spaced) ||
                    (is_class(token, WORD_CONJUNCTION) && (is_mark(view, at - 1, ',') || is_verbal(view, at + 1))) ||
                    (is_mark(view, at, ',') && is_class(&view->tokens[at + 1], WORD_WHO));
    return is_joint && has_verb(view, whole.first, at) && has_verb(view, at, whole.last);
}

/* The clause of a sentence that a value stands in. */
static struct piece clause_of(const struct view *view, struct piece whole, const struct value *value)
{
    struct piece clause = whole;
    for (uint32_t at = whole.first + 1; at + 1 < whole.last && at < whole.first + LENGTH_MOST; at++) {
        if (!is_clause_end(view, at, whole))
            continue;
        if (at < value->first)
            clause.first = at + 1;
        else if (at >= value->last) {
            clause.last = at;
            break;
        }
    }
    while (clause.last > clause.first + 1 && view->tokens[clause.last - 1].kind == TOKEN_PUNCTUATION &&
           view->tokens[clause.last - 1].mark != ')')
        clause.last--;
    return clause;
}

static struct piece sentence_piece(const struct view *view, const struct sentence *sentence)
{
    struct piece piece = { sentence->first, sentence->last };
    while (piece.last > piece.first + 1 && (view->tokens[piece.last - 1].kind == TOKEN_QUOTE || view->tokens[piece.last - 1].mark == '.'))
        piece.last--;
    while (piece.first + 1 < piece.last && view->tokens[piece.first].kind == TOKEN_QUOTE)
        piece.first++;
    return piece;
}

/* Marks the tokens that belong to findings. */
static uint8_t *findings_mark(const struct view *view, const struct findings *findings)
{
    uint8_t *taken = arena_array(view->arena, view->count + 1, 1);
    for (size_t i = 0; taken && i < findings->count; i++)
        for (uint32_t p = 0; p < findings->at[i].piece_count; p++)
            for (uint32_t t = findings->at[i].pieces[p].first; t < findings->at[i].pieces[p].last && !taken[t]; t++)
                taken[t] = 1;
    return taken;
}

static bool is_free(const struct view *view, const uint8_t *taken, struct piece piece)
{
    for (uint32_t i = piece.first; i < piece.last; i++) {
        const struct quote *quote = quote_at(view, i);
        if (taken[i] || view->document->roles[i] != PART_BODY || (quote && quote->last - quote->first > 3))
            return false;
    }
    return true;
}

static void statement_add(const struct view *view, struct piece **at, size_t *count, size_t *room, struct piece piece)
{
    if (*count && (*at)[*count - 1].last > piece.first)
        return;
    struct piece *grown = arena_grow(view->arena, *at, *count, room, sizeof *grown);
    if (!grown)
        return;
    *at = grown;
    grown[(*count)++] = piece;
}

size_t statements_find(const struct view *view, const struct findings *findings, struct piece **statements)
{
    const struct document *document = view->document;
    size_t count = 0, room = 0;
    uint8_t *taken = findings_mark(view, findings);
    *statements = NULL;
    bool is_fragment = document->sentences.count <= FRAGMENT_SENTENCES;
    for (size_t i = 0; taken && is_fragment && i < document->sentences.count; i++) {
        struct piece whole = sentence_piece(view, &document->sentences.at[i]);
        if (is_free(view, taken, whole))
            statement_add(view, statements, &count, &room, whole);
    }
    for (size_t v = 0; taken && !is_fragment && v < document->values.count; v++) {
        const struct value *value = &document->values.at[v];
        if (!is_stated(value))
            continue;
        struct piece whole = sentence_piece(view, &document->sentences.at[document->sentences.of_token[value->first]]);
        if (value->first < whole.first || value->last > whole.last || !has_verb(view, whole.first, whole.last))
            continue;
        struct piece clause = clause_of(view, whole, value);
        if (clause.last >= value->last && is_free(view, taken, clause))
            statement_add(view, statements, &count, &room, clause);
    }
    return count;
}
