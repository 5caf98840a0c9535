#include "stretch.h"

#include <errno.h>
#include <librdkafka/rdkafka.h>
#include <stdlib.h>
#include <time.h>

enum { ANSWER_WAIT = 10000 };         /* ms */

static bool offset_read(const char *text, int64_t now, int64_t *time)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = { { 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 }, { 'd', 86400000 } };
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (end > text && *end == units[i].unit && !end[1] && !errno && number <= 0 && number > -1000000000) {
            *time = now + number * units[i].ms;
            return true;
        }
    return false;
}

/* "Z", "+01:00": minutes east of UTC. */
static bool zone_read(const char *text, int *minutes)
{
    int hours, rest, length = 0;
    *minutes = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if ((*text != '+' && *text != '-') || sscanf(text + 1, "%2d:%2d%n", &hours, &rest, &length) != 2 || text[1 + length])
        return false;
    *minutes = (*text == '-' ? -1 : 1) * (hours * 60 + rest);
    return true;
}

bool time_read(const char *text, int64_t now, int64_t *time)
{
    struct tm parts = { 0 };
    int minutes = 0;
    double fraction = 0;
    if (*text == '-')
        return offset_read(text, now, time);
    const char *rest = strptime(text, "%Y-%m-%d", &parts);
    if (!rest || (*rest && *rest != 'T' && *rest != ' '))
        return false;
    if (*rest) {
        rest = strptime(rest + 1, "%H:%M:%S", &parts);
        if (rest && *rest == '.')
            fraction = strtod(rest, (char **)(uintptr_t)&rest);
        if (!rest || !zone_read(rest, &minutes))
            return false;
    }
    *time = ((int64_t)timegm(&parts) - minutes * 60) * 1000 + (int64_t)(fraction * 1000);
    return true;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* "0:1200,3:0" into offsets by partition; -1 for those not named. */
static bool places_read(const char *text, int64_t *offsets, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        offsets[i] = -1;
    for (const char *at = text; *at;) {
        unsigned long partition;
        long long offset;
        int length = 0;
        if (sscanf(at, "%lu:%lld%n", &partition, &offset, &length) != 2 || offset < 0 || (at[length] && at[length] != ','))
            return fail(error, "'%s' is neither a time, earliest, latest nor partition:offset,…", text);
        if (partition >= count)
            return fail(error, "there is no partition %lu", partition);
        offsets[partition] = offset;
        at += length + (at[length] == ',');
    }
    return true;
}

/* The first offsets that are not older; the end where there are none. */
static bool times_ask(rd_kafka_t *client, const char *topic, int64_t time, const struct bound *all, int64_t *offsets, size_t count, struct error *error)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(list, topic, (int32_t)i)->offset = time;
    rd_kafka_resp_err_t response = rd_kafka_offsets_for_times(client, list, ANSWER_WAIT);
    for (size_t i = 0; !response && i < count; i++) {
        response = list->elems[i].err;
        offsets[i] = list->elems[i].offset >= 0 ? list->elems[i].offset : all[i].end;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return !response || fail(error, "cannot ask '%s' for a time: %s", topic, rd_kafka_err2str(response));
}

static bool edge_find(rd_kafka_t *client, const char *topic, const char *text, const struct bound *all, int64_t *offsets, size_t count,
                      struct error *error)
{
    int64_t time;
    bool is_earliest = strcmp(text, "earliest") == 0;
    if (!is_earliest && strcmp(text, "latest") != 0)
        return time_read(text, now_ms(), &time) ? times_ask(client, topic, time, all, offsets, count, error)
                                                : places_read(text, offsets, count, error);
    for (size_t i = 0; i < count; i++)
        offsets[i] = is_earliest ? all[i].begin : all[i].end;
    return true;
}

static bool partitions_count(rd_kafka_t *client, const char *topic, size_t *count, struct error *error)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(client, topic, NULL);
    rd_kafka_resp_err_t response = handle ? rd_kafka_metadata(client, 0, handle, &metadata, ANSWER_WAIT) : rd_kafka_last_error();
    if (!response) {
        response = metadata->topics[0].err;
        *count = (size_t)metadata->topics[0].partition_cnt;
        rd_kafka_metadata_destroy(metadata);
    }
    if (handle)
        rd_kafka_topic_destroy(handle);
    return !response || fail(error, "topic '%s': %s", topic, rd_kafka_err2str(response));
}

static bool watermarks_ask(rd_kafka_t *client, const char *topic, struct bound *all, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t response = rd_kafka_query_watermark_offsets(client, topic, (int32_t)i, &all[i].begin, &all[i].end, ANSWER_WAIT);
        if (response)
            return fail(error, "topic '%s', partition %zu: %s", topic, i, rd_kafka_err2str(response));
    }
    return true;
}

/* The part of what was asked for that is there. */
static void bounds_cut(struct stretch *range, const struct bound *all, const int64_t *begins, const int64_t *ends)
{
    for (size_t i = 0; i < range->count; i++) {
        struct bound *bound = &range->bounds[i];
        *bound = (struct bound){ 0 };
        if (begins[i] < 0 || ends[i] < 0)
            continue;
        int64_t last = ends[i] < all[i].end ? ends[i] : all[i].end;
        if (begins[i] < all[i].begin)
            range->removed += (uint64_t)((last < all[i].begin ? last : all[i].begin) - begins[i]);
        bound->begin = begins[i] > all[i].begin ? begins[i] : all[i].begin;
        bound->end = last > bound->begin ? last : bound->begin;
    }
}

bool stretch_find(rd_kafka_t *client, const char *topic, const char *from, const char *to, struct stretch *range, struct error *error)
{
    size_t count = 0;
    if (!partitions_count(client, topic, &count, error))
        return false;
    struct bound *all = calloc(count, sizeof *all);
    int64_t *begins = calloc(count, sizeof *begins), *ends = calloc(count, sizeof *ends);
    struct stretch found = { .topic = topic, .bounds = calloc(count, sizeof *found.bounds), .count = count };
    bool is_found = all && begins && ends && found.bounds ? watermarks_ask(client, topic, all, count, error) : fail(error, "out of memory");
    is_found = is_found && edge_find(client, topic, from, all, begins, count, error) && edge_find(client, topic, to, all, ends, count, error);
    if (is_found) {
        bounds_cut(&found, all, begins, ends);
        *range = found;
    } else {
        free(found.bounds);
    }
    free(all);
    free(begins);
    free(ends);
    return is_found;
}

void stretch_finish(struct stretch *range)
{
    free(range->bounds);
    *range = (struct stretch){ 0 };
}

uint64_t stretch_size(const struct stretch *range)
{
    uint64_t size = 0;
    for (size_t i = 0; i < range->count; i++)
        size += (uint64_t)(range->bounds[i].end - range->bounds[i].begin);
    return size;
}

bool stretch_left(rd_kafka_t *client, const struct stretch *range, uint64_t *left, struct error *error)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)range->count);
    for (size_t i = 0; i < range->count; i++)
        rd_kafka_topic_partition_list_add(list, range->topic, (int32_t)i);
    rd_kafka_resp_err_t response = rd_kafka_committed(client, list, ANSWER_WAIT);
    uint64_t sum = 0;
    for (size_t i = 0; !response && i < range->count; i++) {
        struct bound bound = range->bounds[i];
        int64_t done = list->elems[i].offset > bound.begin ? list->elems[i].offset : bound.begin;
        response = list->elems[i].err;
        sum += done < bound.end ? (uint64_t)(bound.end - done) : 0;
    }
    rd_kafka_topic_partition_list_destroy(list);
    if (response)
        return fail(error, "cannot read how far it is: %s", rd_kafka_err2str(response));
    *left = sum;
    return true;
}
