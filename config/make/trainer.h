/*
 * Makes the models that extract/tagger.h reads: a conditional random field over hashed features.
 *
 * Trained by stochastic gradient steps (AdaGrad, cumulative L1), one sequence after another in an order that the seed
 * fixes, in one thread: equal data and options give equal bytes. A token may allow several labels: the likelihood is
 * then that of all paths through them, so that a corpus that lacks a type need not say that there is none.
 */
#ifndef CONFIG_MAKE_TRAINER_H
#define CONFIG_MAKE_TRAINER_H

#include "extract/error.h"
#include "extract/tagger.h"

struct trainer;

struct training {
    unsigned epochs;
    unsigned least;              /* features of fewer tokens are left out */
    double rate;                 /* of the gradient steps */
    double l1;                   /* for each sequence of weight 1 */
    double dropout;              /* share of a token's features left out in each step */
    uint64_t seed;
    bool is_quiet;               /* else a line for each epoch on standard error */
};

/* True if a label may follow another; the number of labels stands for the start as `from` and for the end as `to`. */
typedef bool transition_rule(unsigned from, unsigned to);

struct trainer *trainer_create(unsigned label_count, transition_rule *is_allowed);
void trainer_destroy(struct trainer *trainer);

/* Begins a sequence. `weight` is that of its gradient. */
void trainer_begin(struct trainer *trainer, double weight);

/* Adds a token to the sequence begun: its features, and the labels it may have as bits. Aborts when memory is short. */
void trainer_token(struct trainer *trainer, const uint32_t *features, size_t count, uint64_t allowed);

void trainer_run(struct trainer *trainer, const struct training *training);

/* Writes the model. False with `error`. */
bool trainer_write(const struct trainer *trainer, const char *path, const char *purpose, struct error *error);

#endif
