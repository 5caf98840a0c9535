#include "claim_view.h"

/* Words whose own form says how a sentence is built. */
static bool is_function_word(const struct token *token)
{
    return is_class(token, WORD_FUNCTION | WORD_DETERMINER | WORD_PREPOSITION | WORD_CONJUNCTION | WORD_AUXILIARY | WORD_MODAL |
                           WORD_NEGATION | WORD_HE | WORD_SHE | WORD_IT | WORD_THEY | WORD_WHO | WORD_FIRST_PERSON | WORD_POSSESSIVE);
}

static uint32_t ending_of(struct span word)
{
    static const struct span endings[] = {
        { "ly", 2 }, { "ed", 2 }, { "ing", 3 }, { "tion", 4 }, { "ment", 4 }, { "er", 2 }, { "ers", 3 }, { "al", 2 }, { "ous", 3 },
        { "ive", 3 }, { "ity", 3 }, { "able", 4 }, { "ful", 3 }, { "est", 3 }, { "ist", 3 }, { "man", 3 }, { "ies", 3 }, { "es", 2 },
            { "s", 1 },
    };
    for (uint32_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.length > endings[i].length + 2 &&
            memcmp(word.at + word.length - endings[i].length, endings[i].at, endings[i].length) == 0)
            return i + 1;
    return 0;
}

/* The form of a cue: base 0, -s 1, -ed 2, -ing 3, other 4. */
static uint32_t inflection_of(struct span word, struct span lemma)
{
    char last = word.at[word.length - 1];
    return word.length == lemma.length ? 0 : last == 's' ? 1 : last == 'd' ? 2 : last == 'g' ? 3 : 4;
}

static uint32_t tag_of(const struct view *view, size_t at)
{
    const struct token *token = &view->tokens[at];
    const struct document *document = view->document;
    struct span word = token_text(document->text.all, token);
    if (token->kind == TOKEN_NUMBER)
        return 10;
    if (token->kind == TOKEN_QUOTE)
        return 11;
    if (token->kind == TOKEN_SYMBOL)
        return 12;
    uint32_t mention = document->entities.of_token[at];
    if (mention && document->entities.mentions[mention - 1].kind == MENTION_NAME)
        return 20 + document->entities.at[document->entities.mentions[mention - 1].entity].type;
    if (token->kind != TOKEN_WORD || is_function_word(token))
        return token->hash;
    if (is_class(token, WORD_MONTH | WORD_WEEKDAY) && is_capitalised(token))
        return 13;
    if (view->cues[at]) {
        const struct cue_entry *entry = &view->rules->entries[view->cues[at] - 1];
        return 100 + (uint32_t)entry->class * 8 + inflection_of(word, entry->lemma);
    }
    if (is_class(token, WORD_HONORIFIC))
        return 14;
    if (is_class(token, WORD_ADVERB))
        return 50;
    if (is_class(token, WORD_NUMBER_WORD))
        return 10;
    uint16_t source = source_at(view, at);
    if (source & (SOURCE_PERSON | SOURCE_GROUP | SOURCE_BODY | SOURCE_DOCUMENT))
        return source & SOURCE_PERSON ? 15 : source & SOURCE_GROUP ? 16 : source & SOURCE_BODY ? 17 : 18;
    return (is_capitalised(token) ? 80 : 50) + ending_of(word);
}

static bool has_verb_form(const struct view *view, size_t at)
{
    const struct token *token = &view->tokens[at];
    if (is_class(token, WORD_AUXILIARY | WORD_MODAL))
        return true;
    if (token->kind != TOKEN_WORD || token->letters != CASE_LOWER)
        return false;
    enum cue_class class = cue_class_at(view, at);
    if (class != CUE_NONE && class < CUE_NOUN)
        return true;
    struct span word = token_text(view->document->text.all, token);
    return word.length > 4 && memcmp(word.at + word.length - 2, "ed", 2) == 0;
}

static bool has_noun_form(const struct view *view, size_t at)
{
    const struct token *token = &view->tokens[at];
    if (view->document->entities.of_token[at])
        return true;
    if (token->kind == TOKEN_NUMBER || (token->mark == '-' && !token->is_spaced) || token->mark == '&' || token->mark == '$' ||
        token->mark == '%')
        return true;
    if (token->kind == TOKEN_CLITIC)
        return token->end - token->begin <= 4 && token->mark == 0 && view->document->text.all.at[token->end - 1] == 's';
    if (token->kind != TOKEN_WORD)
        return false;
    if (is_class(token, WORD_DETERMINER | WORD_POSSESSIVE | WORD_HONORIFIC))
        return true;
    return !is_function_word(token) && !is_class(token, WORD_ADVERB) && (!view->cues[at] || cue_class_at(view, at) >= CUE_NOUN);
}

static void words_sort(struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        struct sums s = view->sums[i];
        bool is_noun = has_noun_form(view, i), is_verb = has_verb_form(view, i);
        view->sorts[i] = (uint8_t)((is_noun ? SORT_NOMINAL : 0) | (is_verb ? SORT_VERBAL : 0));
        s.verbs += is_verb;
        s.finite += is_verb && !is_participle(view, i);
        s.commas += is_mark(view, i, ',');
        s.conjunctions += is_class(&view->tokens[i], WORD_CONJUNCTION);
        s.prepositions += is_class(&view->tokens[i], WORD_PREPOSITION);
        s.phrases += is_noun && i > 0 && !is_nominal(view, i - 1);
        view->sums[i + 1] = s;
    }
}

struct view view_make(const struct document *document, const struct claim_rules *rules, struct arena *arena)
{
    struct view view =
        { .document = document, .rules = rules, .arena = arena, .tokens = document->tokens.at, .count = document->tokens.count };
    view.quotes = quotes_find(document->text.all, &document->tokens, &document->sentences, arena);
    view.tags = arena_array(arena, view.count, sizeof *view.tags);
    view.cues = arena_array(arena, view.count, sizeof *view.cues);
    view.sorts = arena_array(arena, view.count, sizeof *view.sorts);
    view.sums = arena_array(arena, view.count + 1, sizeof *view.sums);
    if (arena_is_full(arena))
        return view;
    for (size_t i = 0; i < view.count; i++)
        if (view.tokens[i].word < rules->word_count)
            view.cues[i] = rules->cue_of_word[view.tokens[i].word];
    for (size_t i = 0; i < view.count; i++)
        view.tags[i] = tag_of(&view, i);
    words_sort(&view);
    return view;
}
