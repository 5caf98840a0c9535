/* What a lane works with: an enricher of the edition in force, and a clock for its stages. */
#ifndef CONSUMER_WORKER_H
#define CONSUMER_WORKER_H

#include "consumer/edition.h"
#include "consumer/lane.h"

/* Reading JSON, the stages of extract, writing the record. */
enum { WORK_READ = 0, WORK_WRITE = STAGE_COUNT + 1, WORK_STAGES };

struct worker;

/* `shelf` has to outlive it; `adds_claims`: outcomes with claims as messages. NULL when memory is short. */
struct worker *worker_create(struct shelf *shelf, bool adds_claims);
void worker_destroy(struct worker *worker);

/* A lane_work and a lane_turn; `context` is the worker. At a turn it takes the newest edition. */
struct outcome worker_work(void *context, const struct message *message);
void worker_turn(void *context, struct lane_settings *settings);

/* Nanoseconds spent in each stage; from any thread. */
const _Atomic uint64_t *worker_stages(const struct worker *worker);

const char *work_name(unsigned stage);

#endif
