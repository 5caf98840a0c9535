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

static struct span member_text(const struct json *json, const struct json_value *object, const char *name, struct arena *arena)
{
    const struct json_value *value = json_member(json, object, name);
    return value ? json_text(json, value, arena) : (struct span){ 0 };
}

/*
 * Brokers that the client knows by number; before it has heard of any, those that it begins with. Not the group's
 * coordinator, which is one of them under another name, and none that was never needed.
 */
static bool broker_read(const struct json *json, const struct json_value *broker, bool wants_number, struct arena *arena,
                        struct broker_state *state)
{
    struct span name = member_text(json, broker, "name", arena), now = member_text(json, broker, "state", arena);
    struct span number = member_text(json, broker, "nodeid", arena), source = member_text(json, broker, "source", arena);
    bool has_number = number.length > 0 && *number.at != '-';
    if (!name.length || has_number != wants_number || span_equal(source, SPAN("logical")) || span_equal(now, SPAN("INIT")))
        return false;
    snprintf(state->name, sizeof state->name, "%.*s", (int)name.length, name.at);
    state->is_up = span_equal(now, SPAN("UP")) || span_equal(now, SPAN("UPDATE"));
    return true;
}

static size_t brokers_read(const struct json *json, bool wants_number, struct arena *arena, struct broker_state *states)
{
    size_t count = 0;
    const struct json_value *brokers = json_member(json, json->at, "brokers");
    for (const struct json_value *name = json_first(json, brokers); name && count < BROKERS_MOST;) {
        const struct json_value *broker = json_next(json, brokers, name);
        count += broker_read(json, broker, wants_number, arena, &states[count]);
        name = json_next(json, brokers, broker);
    }
    return count;
}

static void brokers_take(struct snapshot *snapshot, const struct json *json, struct arena *arena)
{
    pthread_mutex_lock(&snapshot->lock);
    snapshot->broker_count = brokers_read(json, true, arena, snapshot->brokers);
    if (snapshot->broker_count == 0)
        snapshot->broker_count = brokers_read(json, false, arena, snapshot->brokers);
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
        brokers_take(snapshot, &json, &arena);
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
