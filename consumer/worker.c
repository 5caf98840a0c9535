#include "worker.h"

#include "log.h"

#include <stdlib.h>
#include <time.h>

struct worker {
    struct shelf *shelf;
    struct edition *edition;             /* held */
    struct enricher *enricher;
    bool adds_claims;
    uint64_t looked;                     /* ns, when the last stage ended */
    _Atomic uint64_t stages[WORK_STAGES];
};

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void stage_end(struct worker *worker, unsigned stage)
{
    uint64_t now = now_ns();
    count(&worker->stages[stage], now - worker->looked);
    worker->looked = now;
}

/* No stage done is the end of reading. */
static void on_stage(void *context, unsigned stages_done)
{
    stage_end(context, stages_done);
}

static struct enricher *enricher_open(struct worker *worker, const struct edition *edition)
{
    struct enricher *enricher = enricher_create(edition->options, edition->language);
    if (enricher)
        enricher_observe(enricher, on_stage, worker);
    if (enricher && worker->adds_claims)
        enricher_add_claims(enricher);
    return enricher;
}

struct worker *worker_create(struct shelf *shelf, bool adds_claims)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return NULL;
    worker->shelf = shelf;
    worker->adds_claims = adds_claims;
    worker->edition = shelf_take(shelf);
    worker->enricher = enricher_open(worker, worker->edition);
    if (worker->enricher)
        return worker;
    worker_destroy(worker);
    return NULL;
}

void worker_destroy(struct worker *worker)
{
    if (!worker)
        return;
    enricher_destroy(worker->enricher);
    edition_release(worker->edition);
    free(worker);
}

/* A reject ends while it is read, or rarely in the middle: what it took since the last stage counts as reading. */
struct outcome worker_work(void *context, const struct message *message)
{
    struct worker *worker = context;
    worker->looked = now_ns();
    struct outcome outcome = enrich(worker->enricher, message->value);
    stage_end(worker, outcome.is_record ? WORK_WRITE : WORK_READ);
    return outcome;
}

static void edition_change(struct worker *worker)
{
    struct edition *next = shelf_take(worker->shelf);
    struct enricher *enricher = enricher_open(worker, next);
    if (!enricher) {
        log_warning("no memory for the new rules, the old hold on", NULL);
        edition_release(next);
        return;
    }
    enricher_destroy(worker->enricher);
    edition_release(worker->edition);
    worker->enricher = enricher;
    worker->edition = next;
}

void worker_turn(void *context, struct lane_settings *settings)
{
    struct worker *worker = context;
    if (!shelf_has_other(worker->shelf, worker->edition))
        return;
    edition_change(worker);
    const struct options *options = worker->edition->options;
    settings->rules = worker->edition->language->rules;
    settings->commit_interval = options->commit.interval;
    settings->commit_count = options->commit.count;
    settings->commit_bytes = options->commit.bytes;
}

const _Atomic uint64_t *worker_stages(const struct worker *worker)
{
    return worker->stages;
}

const char *work_name(unsigned stage)
{
    return stage == WORK_READ ? "read" : stage == WORK_WRITE ? "write" : stage_name((enum stage)(stage - 1));
}
