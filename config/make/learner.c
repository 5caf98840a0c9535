#include "learner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SEEN_BITS = 24, SEEN_MASK = (1 << SEEN_BITS) - 1 };

/* A feature that was seen once only is not learned: it makes others of its row worse. */
enum { LEAST_SEEN = 2 };

static const float RATE = 0.07f, DECAY = 1e-4f;

static void *enough(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

void model_init(struct model *model, unsigned bits, uint32_t classes)
{
    size_t count = (size_t)classes << bits;
    *model = (struct model){ .bits = bits, .classes = classes };
    model->weights = enough(calloc(count, sizeof *model->weights));
    model->squares = enough(calloc(count, sizeof *model->squares));
    model->seen = enough(calloc((size_t)1 << SEEN_BITS, 1));
}

static size_t place_of(const struct model *model, uint32_t feature, uint32_t class)
{
    return (size_t)(feature & ((1u << model->bits) - 1)) * model->classes + class;
}

float model_score(const struct model *model, const struct features *features, uint32_t class)
{
    float sum = 0;
    for (uint32_t i = 0; i < features->count; i++)
        sum += model->weights[place_of(model, features->at[i], class)];
    return sum;
}

void model_step(struct model *model, const struct features *features, uint32_t class, float gradient)
{
    if (fabsf(gradient) < 1e-4f)
        return;
    for (uint32_t i = 0; i < features->count; i++) {
        uint8_t *seen = &model->seen[features->at[i] & SEEN_MASK];
        if (*seen < LEAST_SEEN && ++*seen < LEAST_SEEN)
            continue;
        size_t at = place_of(model, features->at[i], class);
        model->squares[at] += gradient * gradient;
        model->weights[at] -= RATE * (gradient / sqrtf(model->squares[at] + 0.1f) + DECAY * model->weights[at]);
    }
}

void softmax(float *scores, size_t count)
{
    float most = scores[0], sum = 0;
    for (size_t i = 1; i < count; i++)
        most = fmaxf(most, scores[i]);
    for (size_t i = 0; i < count; i++)
        sum += scores[i] = expf(scores[i] - most);
    for (size_t i = 0; i < count; i++)
        scores[i] /= sum;
}

static bool model_write(const struct model *model, FILE *stream)
{
    size_t count = (size_t)model->classes << model->bits;
    unsigned bits = model->bits;
    while ((size_t)1 << bits < count)
        bits++;
    float most = 0.01f;
    for (size_t i = 0; i < count; i++)
        most = fmaxf(most, fabsf(model->weights[i]));
    float scale = fminf(most, 4) / INT8_MAX;
    fprintf(stream, "claimd-linear 1 %u %.6g\n", bits, (double)scale);
    for (size_t i = 0; i < count; i++)
        fputc((int8_t)fmaxf(-INT8_MAX, fminf(INT8_MAX, roundf(model->weights[i] / scale))), stream);
    return !ferror(stream);
}

bool models_write(const struct model *models, size_t count, const char *path, struct error *error)
{
    FILE *stream = fopen(path, "wb");
    bool is_good = stream != NULL;
    for (size_t i = 0; is_good && i < count; i++)
        is_good = model_write(&models[i], stream);
    if (stream)
        is_good &= fclose(stream) == 0;
    return is_good || fail(error, "%s: cannot be written", path);
}
