#include "edition.h"

#include <stdlib.h>

static void edition_destroy(struct edition *edition)
{
    if (edition->is_ours) {
        language_destroy((struct language *)(uintptr_t)edition->language);
        options_finish((struct options *)(uintptr_t)edition->options);
        free((struct options *)(uintptr_t)edition->options);
    }
    free(edition);
}

struct edition *edition_of(const struct options *options, const struct language *language)
{
    struct edition *edition = calloc(1, sizeof *edition);
    if (!edition)
        return NULL;
    edition->options = options;
    edition->language = language;
    atomic_init(&edition->holders, 1);
    return edition;
}

struct edition *edition_load(const struct options_source *source, struct error *error)
{
    struct options *options = calloc(1, sizeof *options);
    struct edition *edition = options ? edition_of(options, NULL) : NULL;
    if (!edition) {
        free(options);
        fail(error, "out of memory");
        return NULL;
    }
    edition->is_ours = true;
    if (options_init(options, source, error)
        && (edition->language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, error)))
        return edition;
    edition_destroy(edition);
    return NULL;
}

void edition_release(struct edition *edition)
{
    if (edition && atomic_fetch_sub(&edition->holders, 1) == 1)
        edition_destroy(edition);
}

void shelf_init(struct shelf *shelf, struct edition *first)
{
    pthread_mutex_init(&shelf->lock, NULL);
    atomic_init(&shelf->current, first);
}

void shelf_put(struct shelf *shelf, struct edition *next)
{
    pthread_mutex_lock(&shelf->lock);
    struct edition *last = atomic_exchange(&shelf->current, next);
    pthread_mutex_unlock(&shelf->lock);
    edition_release(last);
}

void shelf_finish(struct shelf *shelf)
{
    edition_release(atomic_load(&shelf->current));
    pthread_mutex_destroy(&shelf->lock);
}

/* Under the lock: between looking and holding nobody may let go of it. */
struct edition *shelf_take(struct shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    struct edition *edition = atomic_load(&shelf->current);
    atomic_fetch_add(&edition->holders, 1);
    pthread_mutex_unlock(&shelf->lock);
    return edition;
}

bool shelf_has_other(const struct shelf *shelf, const struct edition *held)
{
    return atomic_load_explicit(&shelf->current, memory_order_acquire) != held;
}
