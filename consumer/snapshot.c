#include "snapshot.h"

#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 16, MEMORY = 64 << 20 };

void snapshot_init(struct snapshot *snapshot)
{
    *snapshot = (struct snapshot){ .lock = PTHREAD_MUTEX_INITIALIZER };
}

void snapshot_finish(struct snapshot *snapshot)
{
    free(snapshot->partitions);
    pthread_mutex_destroy(&snapshot->lock);
}

void snapshot_begin(struct snapshot *snapshot)
{
    if (!snapshot)
        return;
    pthread_mutex_lock(&snapshot->lock);
    snapshot->partition_count = 0;
}

/* Without memory it is not told. */
void snapshot_add_partition(struct snapshot *snapshot, struct partition_lag lag)
{
    if (!snapshot)
        return;
    if (snapshot->partition_count == snapshot->partition_room) {
        size_t room = snapshot->partition_room ? 2 * snapshot->partition_room : 16;
        struct partition_lag *grown = realloc(snapshot->partitions, room * sizeof *grown);
        if (!grown)
            return;
        snapshot->partitions = grown;
        snapshot->partition_room = room;
    }
    snapshot->partitions[snapshot->partition_count++] = lag;
}

void snapshot_end(struct snapshot *snapshot)
{
    if (snapshot)
        pthread_mutex_unlock(&snapshot->lock);
}

/* A broker that was never needed has no connection, and one without a name is the group's coordinator by another. */
static bool broker_read(const struct json *json, const struct json_value *broker, struct arena *arena, struct broker_state *state)
{
    const struct json_value *name = json_member(json, broker, "name"), *number = json_member(json, broker, "nodeid");
    const struct json_value *now = json_member(json, broker, "state");
    if (!name || !now || !number || json->source.at[number->begin] == '-')
        return false;
    struct span text = json_text(json, name, arena), word = json_text(json, now, arena);
    snprintf(state->name, sizeof state->name, "%.*s", (int)text.length, text.at ? text.at : "");
    state->is_up = span_equal(word, SPAN("UP")) || span_equal(word, SPAN("UPDATE"));
    return *state->name && !span_equal(word, SPAN("INIT"));
}

static void brokers_read(struct snapshot *snapshot, const struct json *json, struct arena *arena)
{
    const struct json_value *brokers = json_member(json, json->at, "brokers");
    pthread_mutex_lock(&snapshot->lock);
    snapshot->broker_count = 0;
    for (const struct json_value *name = json_first(json, brokers); name && snapshot->broker_count < BROKERS_MOST;) {
        const struct json_value *broker = json_next(json, brokers, name);
        snapshot->broker_count += broker_read(json, broker, arena, &snapshot->brokers[snapshot->broker_count]);
        name = json_next(json, brokers, broker);
    }
    pthread_mutex_unlock(&snapshot->lock);
}

void snapshot_read_statistics(struct snapshot *snapshot, struct span text)
{
    struct arena arena;
    struct json json;
    struct error error;
    if (!arena_init(&arena, MEMORY))
        return;
    if (json_read(text, DEEPEST, &arena, &json, &error) == JSON_GOOD)
        brokers_read(snapshot, &json, &arena);
    arena_finish(&arena);
}

size_t snapshot_partitions(struct snapshot *snapshot, struct partition_lag *to, size_t room)
{
    pthread_mutex_lock(&snapshot->lock);
    size_t count = snapshot->partition_count < room ? snapshot->partition_count : room;
    if (count > 0)
        memcpy(to, snapshot->partitions, count * sizeof *to);
    pthread_mutex_unlock(&snapshot->lock);
    return count;
}

size_t snapshot_brokers(struct snapshot *snapshot, struct broker_state *to, size_t room)
{
    pthread_mutex_lock(&snapshot->lock);
    size_t count = snapshot->broker_count < room ? snapshot->broker_count : room;
    if (count > 0)
        memcpy(to, snapshot->brokers, count * sizeof *to);
    pthread_mutex_unlock(&snapshot->lock);
    return count;
}
