#include "claim_kind.h"

enum { WORDS_MOST = 28 };

static uint32_t group_has(const struct view *view, const struct cue *cue, uint64_t classes)
{
    for (uint32_t i = cue->first; i < cue->last; i++)
        if (is_class(&view->tokens[i], classes))
            return view->tokens[i].hash;
    return 0;
}

void attribute_cue_features(const struct view *view, const struct finding *finding, struct features *f)
{
    const struct cue *cue = &finding->cue;
    bool has_cue = cue->class != CUE_NONE;
    uint32_t first = finding->pieces[0].first, lemma = has_cue ? cue->hash : 1, class = (uint32_t)cue->class;
    const struct quote *quote = quote_at(view, first);
    uint32_t state =
        (finding->is_before ? 1u : 0) + (quote && quote->first == first ? 2u : 0) + (is_word(view, first, view->rules->word_to) ? 4u : 0);
    feature_add(f, 400, 0, 0);
    feature_add(f, 401, lemma, 0);
    feature_add(f, 402, has_cue ? hash_at(view, cue->head) : 1, 0);
    feature_add(f, 403, lemma, state);
    feature_add(f, 404, class, state);
    if (!has_cue)
        return;
    feature_add(f, 405, lemma, hash_at(view, first));
    feature_add(f, 406, group_has(view, cue, WORD_NEGATION), class);
    feature_add(f, 407, group_has(view, cue, WORD_ADVERB), 0);
    feature_add(f, 408, group_has(view, cue, WORD_MODAL), lemma);
    feature_add(f, 409, hash_at(view, cue->first > cue->begin ? cue->first - 1 : UINT32_MAX), 0);
    feature_add(f, 410, lemma, hash_at(view, cue->last));
    feature_add(f, 411, hash_at(view, cue->head - (size_t)1), lemma);
    feature_add(f, 412, hash_at(view, cue->head + (size_t)1), class);
    feature_add(f, 413, hash_at(view, first - (size_t)1), class);
}

void attribute_content_features(const struct view *view, const struct finding *finding, struct features *f)
{
    uint32_t first = finding->pieces[0].first, last = finding->pieces[0].last, class = (uint32_t)finding->cue.class;
    const struct piece *end = &finding->pieces[finding->piece_count - 1];
    feature_add(f, 421, hash_at(view, first), class);
    feature_add(f, 422, hash_at(view, first), hash_at(view, first + (size_t)1));
    feature_add(f, 423, tag_at(view, first), tag_at(view, first + (size_t)1));
    feature_add(f, 424, hash_at(view, first + (size_t)2), 0);
    feature_add(f, 425, view->tokens[end->last - 1].mark, 0);
    feature_add(f, 426, step_of(last - first), class);
    uint32_t subject = hash_at(view, first), modal = 0;
    for (uint32_t i = first; i < last && i < first + WORDS_MOST && !modal; i++)
        if (is_class(&view->tokens[i], WORD_MODAL | WORD_AUXILIARY))
            modal = view->tokens[i].hash;
    feature_add(f, 430, modal, class);
    feature_add(f, 431, modal, subject);
    feature_add(f, 432, modal, tag_at(view, first));
    feature_add(f, 433, modal, finding->cue.class == CUE_NONE ? 0 : finding->cue.hash);
    for (uint32_t i = first, words = 0; i < last && words < WORDS_MOST; i++) {
        const struct token *token = &view->tokens[i];
        if (token->kind != TOKEN_WORD && token->kind != TOKEN_CLITIC)
            continue;
        feature_add(f, 427, token->hash, 0);
        if (i + 1 < last)
            feature_add(f, 429, token->hash, hash_at(view, i + (size_t)1));
        if (is_class(token, WORD_MODAL | WORD_NEGATION))
            feature_add(f, 428, token->hash, step_of(i - first));
        words++;
    }
}

static uint32_t value_best(const int16_t *sums, enum attribute attribute)
{
    struct attribute_values values = attribute_values(attribute);
    uint32_t best = 0;
    for (uint32_t value = 1; value < values.count; value++)
        if (sums[values.class + value] > sums[values.class + best])
            best = value;
    return best;
}

void attributes_tell(const struct view *view, const struct finding *finding, struct claim *claim)
{
    const struct linear *linear = &view->rules->models[MODEL_ATTRIBUTES];
    int16_t sums[LINEAR_CLASSES] = { 0 };
    struct features features;
    features.count = 0;
    attribute_cue_features(view, finding, &features);
    linear_rows_add(linear, &features, sums);
    claim->stance = (enum stance)value_best(sums, ATTRIBUTE_STANCE);
    features.count = 0;
    attribute_content_features(view, finding, &features);
    linear_rows_add(linear, &features, sums);
    claim->kind = (enum claim_kind)value_best(sums, ATTRIBUTE_KIND);
    claim->polarity = claim->kind == KIND_NO_COMMENT ? POLARITY_NEGATED : (enum polarity)value_best(sums, ATTRIBUTE_POLARITY);
    claim->modality = (enum modality)value_best(sums, ATTRIBUTE_MODALITY);
}
