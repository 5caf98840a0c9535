#include "progress.h"

#include <stdlib.h>

static const struct progress untouched = { .reached = -1, .end = INT64_MAX, .refused = -1 };

void progress_finish(struct progress_table *table)
{
    free(table->at);
    *table = (struct progress_table){ 0 };
}

static bool progress_reserve(struct progress_table *table, size_t count)
{
    if (count <= table->count)
        return true;
    struct progress *grown = realloc(table->at, count * sizeof *grown);
    if (!grown)
        return false;
    for (size_t i = table->count; i < count; i++)
        grown[i] = untouched;
    *table = (struct progress_table){ grown, count };
    return true;
}

bool progress_assign(struct progress_table *table, int32_t partition, int64_t begin, int64_t end)
{
    if (!progress_reserve(table, (size_t)partition + 1))
        return false;
    struct progress *progress = &table->at[partition];
    progress->is_assigned = true;
    progress->done = begin > 0 ? begin : 0;
    progress->end = end;
    progress->is_finished = progress->done >= end;
    return true;
}

static void progress_forget(struct progress *progress)
{
    struct progress fresh = untouched;
    fresh.suspect_end = progress->suspect_end;
    fresh.refused = progress->refused;
    fresh.refusals = progress->refusals;
    fresh.is_too_large = progress->is_too_large;
    *progress = fresh;
}

void progress_revoke(struct progress_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        progress_forget(&table->at[i]);
}

struct progress *progress_find(const struct progress_table *table, int32_t partition)
{
    bool is_known = partition >= 0 && (size_t)partition < table->count && table->at[partition].is_assigned;
    return is_known ? &table->at[partition] : NULL;
}

enum admission progress_admit(struct progress *progress, int64_t offset)
{
    if (progress->is_finished || offset < progress->done)
        return STALE;
    bool is_missing = progress->is_rewound && offset != progress->done;
    if (is_missing && progress->rewinds < REWINDS_MOST)
        return MISSED;
    if (offset >= progress->end)
        return BEYOND;
    return is_missing ? ADMIT_LATE : ADMIT;
}

static void progress_touch(struct progress *progress, int64_t first)
{
    if (!progress->is_touched)
        progress->first = first;
    progress->is_touched = true;
    progress->is_rewound = false;
    progress->rewinds = 0;
}

void progress_advance(struct progress *progress, int64_t offset)
{
    progress_touch(progress, offset);
    progress->has_messages = true;
    progress->done = offset + 1;
    progress->reached = progress->done;
    progress->is_at_end = false;
    progress->is_finished = progress->done >= progress->end;
}

void progress_meet_end(struct progress *progress, int64_t offset)
{
    progress->is_at_end = true;
    if (offset > progress->reached)
        progress->reached = offset;
}

uint64_t progress_lag(const struct progress *progress, int64_t low, int64_t high)
{
    int64_t begin = progress->is_touched ? progress->first : progress->reached;
    if (!progress->is_assigned || progress->reached < 0)
        return 0;
    begin = begin > low ? begin : low;
    high = high < progress->end ? high : progress->end;
    return high > begin ? (uint64_t)(high - begin) : 0;
}

bool progress_is_waiting(const struct progress *progress, uint64_t lag)
{
    return lag > 0 && (progress->is_touched || !progress->is_at_end);
}

void progress_complete(struct progress *progress)
{
    progress_touch(progress, progress->done);
    progress->done = progress->end;
    progress->is_finished = true;
}

static void progress_go_back(struct progress *progress, int64_t offset, bool is_rewound)
{
    progress->done = offset;
    progress->reached = progress->reached < offset ? progress->reached : offset;
    progress->is_touched = false;
    progress->is_rewound = is_rewound;
    progress->must_seek = true;
    progress->has_messages = false;
    progress->is_at_end = false;
    progress->is_finished = offset >= progress->end;
}

void progress_settle(struct progress_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        struct progress *progress = &table->at[i];
        if (progress->is_touched && progress->done > progress->refused) {
            progress->refused = -1;
            progress->refusals = 0;
        }
        progress->is_touched = false;
        progress->has_messages = false;
    }
}

void progress_rewind(struct progress_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->at[i].is_touched)
            progress_go_back(&table->at[i], table->at[i].first, table->at[i].has_messages);
}

bool progress_recover(struct progress *progress, int64_t committed)
{
    bool is_committed = committed > progress->first;
    progress_go_back(progress, is_committed ? committed : progress->first, !is_committed && progress->has_messages);
    return is_committed;
}

void progress_refuse(struct progress *progress, int64_t offset, bool is_alone, bool is_too_large)
{
    if (!is_alone) {
        progress->suspect_end = offset + 1 > progress->suspect_end ? offset + 1 : progress->suspect_end;
        return;
    }
    progress->refusals = progress->refused == offset ? progress->refusals + 1 : 1;
    progress->refused = offset;
    progress->is_too_large = is_too_large;
}

bool has_suspects(const struct progress_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->at[i].is_assigned && table->at[i].done < table->at[i].suspect_end)
            return true;
    return false;
}

unsigned progress_refusals(const struct progress *progress, int64_t offset)
{
    return progress->refused == offset ? progress->refusals : 0;
}
