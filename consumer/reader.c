#include "reader.h"

#include "client.h"

#include <librdkafka/rdkafka.h>
#include <stdlib.h>

enum { METADATA_WAIT = 10000 /* ms */, MARKERS = 16 };

struct reader {
    rd_kafka_t *client;
    rd_kafka_message_t *message;         /* the one that was given last */
    bool *is_at_end;                     /* by partition */
    int partitions, ended;
};

/* Every second offset may be a transaction's marker. */
static int64_t start_of(rd_kafka_t *client, const char *topic, int32_t partition, uint64_t last)
{
    int64_t low = 0, high = 0;
    if (rd_kafka_query_watermark_offsets(client, topic, partition, &low, &high, METADATA_WAIT) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return RD_KAFKA_OFFSET_END;
    uint64_t back = last ? 2 * last + MARKERS : 0;
    return (uint64_t)(high - low) < back ? low : high - (int64_t)back;
}

static bool assign(struct reader *reader, const char *topic, uint64_t last, struct error *error)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(reader->client, topic, NULL);
    rd_kafka_resp_err_t response = rd_kafka_metadata(reader->client, 0, handle, &metadata, METADATA_WAIT);
    rd_kafka_topic_destroy(handle);
    if (response)
        return fail(error, "topic %s: %s", topic, rd_kafka_err2str(response));
    if (metadata->topic_cnt != 1 || metadata->topics[0].err || metadata->topics[0].partition_cnt == 0) {
        response = metadata->topic_cnt == 1 && metadata->topics[0].err ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
        rd_kafka_metadata_destroy(metadata);
        return fail(error, "topic %s: %s", topic, rd_kafka_err2str(response));
    }
    reader->partitions = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    reader->is_at_end = calloc((size_t)reader->partitions, sizeof *reader->is_at_end);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(reader->partitions);
    for (int32_t p = 0; p < reader->partitions; p++)
        rd_kafka_topic_partition_list_add(list, topic, p)->offset = start_of(reader->client, topic, p, last);
    response = rd_kafka_assign(reader->client, list);
    rd_kafka_topic_partition_list_destroy(list);
    return reader->is_at_end && !response ? true : fail(error, "topic %s: %s", topic, rd_kafka_err2str(response));
}

struct reader *reader_open(const struct options *options, const char *topic, uint64_t last, struct error *error)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        fail(error, "out of memory");
        return NULL;
    }
    reader->client = client_create(options->brokers, &options->kafka, options->group, error);
    if (!reader->client || !assign(reader, topic, last, error)) {
        reader_close(reader);
        return NULL;
    }
    return reader;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->message)
        rd_kafka_message_destroy(reader->message);
    if (reader->client)
        client_destroy(reader->client);
    free(reader->is_at_end);
    free(reader);
}

static enum reader_event end_of(struct reader *reader, int32_t partition)
{
    if (partition < 0 || partition >= reader->partitions || reader->is_at_end[partition])
        return READER_NOTHING;
    reader->is_at_end[partition] = true;
    return ++reader->ended == reader->partitions ? READER_END : READER_NOTHING;
}

enum reader_event reader_next(struct reader *reader, int wait, struct span *record, struct error *error)
{
    if (reader->message)
        rd_kafka_message_destroy(reader->message);
    reader->message = rd_kafka_consumer_poll(reader->client, wait);
    const rd_kafka_message_t *message = reader->message;
    if (!message)
        return READER_NOTHING;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
        return end_of(reader, message->partition);
    if (message->err == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || message->err == RD_KAFKA_RESP_ERR__TRANSPORT)
        return READER_NOTHING;                           /* librdkafka tries again */
    if (message->err) {
        fail(error, "%s", rd_kafka_message_errstr(message));
        return READER_FAILED;
    }
    *record = (struct span){ message->payload, message->len };
    return message->payload ? READER_RECORD : READER_NOTHING;
}
