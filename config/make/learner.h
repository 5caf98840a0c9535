/* Learning the tables of extract/linear.h: likelihood, AdaGrad with decay, one thread. Equal steps give equal bytes. */
#ifndef CONFIG_MAKE_LEARNER_H
#define CONFIG_MAKE_LEARNER_H

#include "extract/linear.h"

struct model {
    unsigned bits;           /* 2^bits rows */
    uint32_t classes;        /* weights in a row: 1 or LINEAR_CLASSES */
    float *weights, *squares;
    uint8_t *seen;           /* how often a feature was learned from: rare ones are left out */
};

/* Memory is never given back; the program ends without it. */
void model_init(struct model *model, unsigned bits, uint32_t classes);

/* What features weigh for a class. */
float model_score(const struct model *model, const struct features *features, uint32_t class);

/* Moves weights against the gradient of the loss. */
void model_step(struct model *model, const struct features *features, uint32_t class, float gradient);

/* Turns scores into probabilities in place. */
void softmax(float *scores, size_t count);

/* One table behind the other. */
bool models_write(const struct model *models, size_t count, const char *path, struct error *error);

#endif
