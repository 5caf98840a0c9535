/*
 * What may change while claimd runs: options and language pack, read together as one edition.
 *
 * A shelf holds the current edition. Whoever works by it holds it, too; a new one takes its place on the shelf at once, and
 * each reader takes that when it is ready to. The last to let go of an edition frees it.
 */
#ifndef CONSUMER_EDITION_H
#define CONSUMER_EDITION_H

#include "config/language.h"
#include "config/options.h"

#include <pthread.h>
#include <stdatomic.h>

struct edition {
    const struct options *options;
    const struct language *language;
    bool is_ours;                            /* both are freed with it */
    atomic_uint holders;
};

/* Reads both anew. NULL with one line in `error`. The caller holds it. */
struct edition *edition_load(const struct options_source *source, struct error *error);

/* What is loaded already and outlives the edition. NULL when memory is short. */
struct edition *edition_of(const struct options *options, const struct language *language);

void edition_release(struct edition *edition);

struct shelf {
    pthread_mutex_t lock;
    struct edition *_Atomic current;
};

/* The shelf takes over the caller's hold. */
void shelf_init(struct shelf *shelf, struct edition *first);
void shelf_put(struct shelf *shelf, struct edition *next);
void shelf_finish(struct shelf *shelf);

/* The caller holds it. */
struct edition *shelf_take(struct shelf *shelf);

/* Is there another than the one that the caller holds? Costs nothing. */
bool shelf_has_other(const struct shelf *shelf, const struct edition *held);

#endif
