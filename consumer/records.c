#include "records.h"

#include "client.h"
#include "reading.h"

#include <errno.h>

enum { TOPIC_MOST = 250, EDGE_MOST = 512 };

static const char prefix[] = "kafka:";

/* What an operand says. */
struct topic_range {
    char topic[TOPIC_MOST], from[EDGE_MOST], to[EDGE_MOST];
};

struct taking {
    records_take *take;
    void *context;
    struct error *error;
    bool has_failed;
};

bool is_topic_range(const char *operand)
{
    return strncmp(operand, prefix, sizeof prefix - 1) == 0;
}

/* Copies up to, not including, `end`. */
static bool piece_read(char *to, size_t room, const char *begin, const char *end)
{
    size_t length = (size_t)(end - begin);
    if (length == 0 || length >= room)
        return false;
    memcpy(to, begin, length);
    to[length] = '\0';
    return true;
}

static bool range_read(const char *operand, struct topic_range *range, struct error *error)
{
    const char *topic = operand + sizeof prefix - 1, *end = operand + strlen(operand);
    const char *at = strchr(topic, '@'), *dots = at ? strstr(at, "..") : NULL;
    *range = (struct topic_range){ .from = "earliest", .to = "latest" };
    bool is_good = piece_read(range->topic, sizeof range->topic, topic, at ? at : end);
    if (is_good && at)
        is_good = piece_read(range->from, sizeof range->from, at + 1, dots ? dots : end);
    if (is_good && dots)
        is_good = piece_read(range->to, sizeof range->to, dots + 2, end);
    return is_good || fail(error, "'%s': a range of a topic is kafka:TOPIC, kafka:TOPIC@FROM or kafka:TOPIC@FROM..TO", operand);
}

static bool on_message(void *context, const struct message *message)
{
    struct taking *taking = context;
    if (!message->value.at || taking->take(taking->context, message->value, taking->error))
        return true;
    struct error reason = *taking->error;
    taking->has_failed = true;
    return fail(taking->error, "%s:%d:%lld: %.200s", message->topic, (int)message->partition, (long long)message->offset, reason.text);
}

bool records_read(const char *operand, const struct options *options, records_take *take, void *context, struct error *error)
{
    struct topic_range range;
    struct error why = { "" }, ended = { "" };
    struct taking taking = { take, context, &why, false };
    if (!range_read(operand, &range, error))
        return false;
    struct stretch stretch = { 0 };
    struct rd_kafka_s *client = client_create(options->brokers, &options->kafka, options->group, error);
    bool is_found = client && stretch_find(client, range.topic, range.from, range.to, &stretch, error);
    bool is_good = is_found && reading_run(client, &stretch, on_message, &taking, &ended);
    if (is_found && !is_good)
        fail(error, "%s", taking.has_failed ? why.text : ended.text);
    stretch_finish(&stretch);
    client_destroy(client);
    return is_good;
}

/* A line end inside a record is white space of JSON. */
static bool line_write(void *context, struct span record, struct error *error)
{
    FILE *stream = context;
    for (size_t i = 0; i < record.length;) {
        const char *end = memchr(record.at + i, '\n', record.length - i);
        size_t length = end ? (size_t)(end - record.at) - i : record.length - i;
        fwrite(record.at + i, 1, length, stream);
        if (end)
            putc(' ', stream);
        i += length + (end != NULL);
    }
    return putc('\n', stream) != EOF || fail(error, "temporary file: %s", strerror(errno));
}

FILE *records_spool(const char *operand, const struct options *options, struct error *error)
{
    FILE *stream = tmpfile();
    if (!stream) {
        fail(error, "temporary file: %s", strerror(errno));
        return NULL;
    }
    bool is_good = records_read(operand, options, line_write, stream, error);
    if (is_good && fflush(stream) != 0)
        is_good = fail(error, "temporary file: %s", strerror(errno));
    if (is_good)
        return stream;
    fclose(stream);
    return NULL;
}
