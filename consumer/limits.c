#include "limits.h"

#include "log.h"
#include "topics.h"

#include <inttypes.h>

enum { ANSWER_WAIT = 5000 };       /* ms */

static bool limit_set(uint64_t *limit, const struct topic *topic)
{
    if (!topic->max_bytes || topic->max_bytes == *limit)
        return false;
    log_warning("limit of a topic has changed", "topic=%s from=%" PRIu64 " to=%" PRIu64, topic->name, *limit, topic->max_bytes);
    *limit = topic->max_bytes;
    return true;
}

bool limits_learn(struct sink_settings *settings, struct rd_kafka_s *client)
{
    uint64_t *const limits[] = { &settings->output_limit, &settings->dead_letter_limit, &settings->claims_limit };
    struct topic topics[] = { { .name = settings->output }, { .name = settings->dead_letter }, { .name = settings->claims } };
    size_t count = settings->claims ? 3 : 2;
    struct error error;
    int response;
    bool have_changed = false;
    if (!topics_describe(client, topics, count, ANSWER_WAIT, &response, &error))
        return false;
    for (size_t i = 0; i < count; i++)
        have_changed |= limit_set(limits[i], &topics[i]);
    return have_changed;
}

bool limits_have_refused(const struct sink *sink)
{
    size_t refusals;
    const struct refusal *refusal = sink_refusals(sink, &refusals);
    for (; refusals > 0; refusals--, refusal++)
        if (refusal->is_too_large)
            return true;
    return false;
}
