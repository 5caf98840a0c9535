#include "sink.h"

#include "client.h"
#include "clock.h"
#include "log.h"
#include "rows.h"

#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FRAME_MOST = 128,          /* bytes of a batch of one message around key, value and headers, at the most */
    HEADER_FRAME_MOST = 10,    /* bytes around a header's name and value, at the most */
    END_MARGIN = 5000,         /* ms */
    QUEUE_LEAST = 5000,        /* kB */
    FULL_WAIT = 5,             /* ms */
    RETRY_WAIT = 10,           /* ms */
    NUMBER_ROOM = 24,
};

struct sink {
    struct sink_settings settings;
    rd_kafka_t *client;
    rd_kafka_topic_t *output, *claims, *dead_letter;
    const char *rules;
    int status;
    struct refusal *refusals;
    size_t refusal_count, refusal_room;
};

/* A message's place as a delivery report's opaque: 16 bits of partition, 48 of offset. */
static void *place_pack(const struct message *message)
{
    _Static_assert(sizeof(void *) == sizeof(uint64_t), "a place in the input fits into a pointer");
    return (void *)((uintptr_t)message->partition << 48 | ((uintptr_t)message->offset & 0xffffffffffff));
}

/* A message has several parcels, its claims; it is refused once. */
static void sink_refuse(struct sink *sink, void *place, bool is_too_large)
{
    struct refusal refusal = { (int32_t)((uintptr_t)place >> 48), (int64_t)((uintptr_t)place & 0xffffffffffff), is_too_large };
    const struct refusal *last = sink->refusal_count ? &sink->refusals[sink->refusal_count - 1] : NULL;
    if (last && last->partition == refusal.partition && last->offset == refusal.offset)
        return;
    if (sink->refusal_count == sink->refusal_room) {
        size_t room = sink->refusal_room ? 2 * sink->refusal_room : 64;
        struct refusal *grown = realloc(sink->refusals, room * sizeof *grown);
        if (!grown)
            return;
        sink->refusals = grown;
        sink->refusal_room = room;
    }
    sink->refusals[sink->refusal_count++] = refusal;
}

static void on_delivery(rd_kafka_t *client, const rd_kafka_message_t *report, void *context)
{
    struct sink *sink = context;
    bool is_too_large = report->err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
    (void)client;
    log_debug("not delivered", "topic=%s reason=%s", rd_kafka_topic_name(report->rkt), quote(rd_kafka_err2str(report->err)).text);
    if (!is_too_large && report->err != RD_KAFKA_RESP_ERR_INVALID_RECORD && report->err != RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP)
        return;
    sink_refuse(sink, report->_private, is_too_large);
}

static uint64_t less(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t more(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static bool sink_connect(struct sink *sink, struct error *error)
{
    const struct sink_settings *settings = &sink->settings;
    char timeout[NUMBER_ROOM], message_most[NUMBER_ROOM], batch_most[NUMBER_ROOM], queue_most[NUMBER_ROOM];
    snprintf(timeout, sizeof timeout, "%" PRIu64, settings->transaction_timeout);
    uint64_t claims_limit = settings->claims ? settings->claims_limit : settings->output_limit;
    uint64_t most = more(more(settings->output_limit, settings->dead_letter_limit), claims_limit);
    uint64_t least = less(less(settings->output_limit, settings->dead_letter_limit), claims_limit);
    snprintf(message_most, sizeof message_most, "%" PRIu64, less(more(most, 1000), 1000000000));
    snprintf(batch_most, sizeof batch_most, "%" PRIu64, more(less(least, 1000000), 1));
    snprintf(queue_most, sizeof queue_most, "%" PRIu64, less(more(2 * most / 1000, QUEUE_LEAST), 2000000));
    const struct property properties[] = {
        { "transactional.id", settings->transactional_id },
        { "transaction.timeout.ms", timeout },
        { "message.timeout.ms", timeout },
        { "message.max.bytes", message_most },
        { "batch.size", batch_most },             /* a batch has to fit into the smallest of the topics */
        { "linger.ms", "100" },                   /* nobody sees a record before the commit, which lingers no longer */
        { "queue.buffering.max.kbytes", queue_most },  /* five full batches: with more, librdkafka 2.0.2 spins until one is answered */
        { "compression.type", "lz4" },
        { "partitioner", "murmur2_random" },
        { "delivery.report.only.error", "true" },
        { 0 },
    };
    rd_kafka_conf_t *conf = client_configure(settings->brokers, settings->kafka, SETTING_PRODUCER, properties, error);
    if (!conf)
        return false;
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_conf_set_opaque(conf, sink);
    char reason[256];
    sink->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (!sink->client) {
        rd_kafka_conf_destroy(conf);
        return fail(error, "producer: %s", reason);
    }
    sink->output = rd_kafka_topic_new(sink->client, settings->output, NULL);
    sink->dead_letter = rd_kafka_topic_new(sink->client, settings->dead_letter, NULL);
    sink->claims = settings->claims ? rd_kafka_topic_new(sink->client, settings->claims, NULL) : NULL;
    return (sink->output && sink->dead_letter && (sink->claims || !settings->claims)) || fail(error, "topic: %s", rd_kafka_err2str(rd_kafka_last_error()));
}

struct sink *sink_create(const struct sink_settings *settings, struct error *error)
{
    struct sink *sink = calloc(1, sizeof *sink);
    if (!sink) {
        fail(error, "out of memory");
        return NULL;
    }
    sink->settings = *settings;
    if (sink_connect(sink, error))
        return sink;
    sink_destroy(sink);
    return NULL;
}

void sink_destroy(struct sink *sink)
{
    if (!sink)
        return;
    if (sink->output)
        rd_kafka_topic_destroy(sink->output);
    if (sink->claims)
        rd_kafka_topic_destroy(sink->claims);
    if (sink->dead_letter)
        rd_kafka_topic_destroy(sink->dead_letter);
    if (sink->client)
        rd_kafka_destroy(sink->client);
    free(sink->refusals);
    free(sink);
}

/* What librdkafka's error asks for; the error is destroyed. Whatever fits nowhere is cured by a new producer. */
static enum sink_result sink_judge(struct sink *sink, rd_kafka_error_t *trouble, const char *what, bool *is_retriable, struct error *error)
{
    *is_retriable = false;
    if (!trouble)
        return SINK_DONE;
    fail(error, "%s: %s", what, rd_kafka_error_string(trouble));
    sink->status = client_status(rd_kafka_error_code(trouble));
    bool needs_abort = rd_kafka_error_txn_requires_abort(trouble);
    *is_retriable = rd_kafka_error_is_retriable(trouble) && !rd_kafka_error_is_fatal(trouble) && !needs_abort;
    rd_kafka_error_destroy(trouble);
    if (*is_retriable)
        rd_kafka_poll(sink->client, RETRY_WAIT);
    return needs_abort || *is_retriable ? SINK_ABORT : SINK_FATAL;
}

enum sink_result sink_init(struct sink *sink, int wait, struct error *error)
{
    bool is_retriable;
    return sink_judge(sink, rd_kafka_init_transactions(sink->client, wait), "cannot begin with transactions", &is_retriable, error);
}

int sink_status(const struct sink *sink)
{
    return sink->status;
}

enum sink_result sink_begin(struct sink *sink, const char *rules, struct error *error)
{
    bool is_retriable;
    sink->refusal_count = 0;
    sink->rules = rules;
    return sink_judge(sink, rd_kafka_begin_transaction(sink->client), "cannot begin a transaction", &is_retriable, error);
}

static bool is_named(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names;
}

/* The message's own headers but for those that are ours to set, with the bytes that they take. */
static rd_kafka_headers_t *headers_pass(const struct message *message, const char *const *ours, size_t *bytes)
{
    rd_kafka_headers_t *given, *headers = rd_kafka_headers_new(8);
    const char *name;
    const void *value;
    size_t length;
    if (!message->handle || rd_kafka_message_headers(message->handle, &given))
        return headers;
    for (size_t i = 0; !rd_kafka_header_get_all(given, i, &name, &value, &length); i++) {
        if (is_named(name, ours))
            continue;
        rd_kafka_header_add(headers, name, -1, value, value ? (ssize_t)length : 0);
        *bytes += strlen(name) + length + HEADER_FRAME_MOST;
    }
    return headers;
}

static void header_put(rd_kafka_headers_t *headers, const char *name, struct span value, size_t *bytes)
{
    rd_kafka_header_add(headers, name, -1, value.at, (ssize_t)value.length);
    *bytes += strlen(name) + value.length + HEADER_FRAME_MOST;
}

/* topic:partition:offset of the input; a dead letter that is tried again keeps that of its first time. */
static void header_put_source(struct sink *sink, const struct message *message, rd_kafka_headers_t *headers, size_t *bytes)
{
    char place[320];
    struct span source = sink->settings.is_redrive ? message_header(message, "claimd-source") : (struct span){ 0 };
    if (!source.at) {
        snprintf(place, sizeof place, "%s:%" PRId32 ":%" PRId64, message->topic, message->partition, message->offset);
        source = span_of(place);
    }
    header_put(headers, "claimd-source", source, bytes);
    header_put(headers, "claimd-version", SPAN(CLAIMD_VERSION), bytes);
    header_put(headers, "claimd-rules", span_of(sink->rules), bytes);
}

static void header_put_attempts(const struct message *message, rd_kafka_headers_t *headers, size_t *bytes)
{
    char number[NUMBER_ROOM];
    struct span before = message_header(message, "claimd-attempts");
    unsigned long attempts = 1;
    if (before.at && before.length < sizeof number) {
        memcpy(number, before.at, before.length);
        number[before.length] = 0;
        attempts = strtoul(number, NULL, 10);
    }
    snprintf(number, sizeof number, "%lu", attempts + 1);
    header_put(headers, "claimd-attempts", span_of(number), bytes);
}

/* What is to be written. `is_ours`: the value was malloc'd and goes with the message. */
struct parcel {
    rd_kafka_topic_t *topic;
    struct span key, value;
    rd_kafka_headers_t *headers;
    bool is_ours;
};

static enum sink_result sink_trouble(struct sink *sink, const char *topic, rd_kafka_resp_err_t response, struct error *error)
{
    fail(error, "cannot write to '%s': %s", topic, rd_kafka_err2str(response));
    return rd_kafka_fatal_error(sink->client, NULL, 0) ? SINK_FATAL : SINK_ABORT;
}

/* Hands a parcel to the producer; on failure it is thrown away. */
static enum sink_result sink_send(struct sink *sink, const struct message *message, const struct parcel *parcel, struct error *error)
{
    rd_kafka_resp_err_t response;
    do {
        response = rd_kafka_producev(sink->client, RD_KAFKA_V_RKT(parcel->topic), RD_KAFKA_V_PARTITION(RD_KAFKA_PARTITION_UA),
                                     RD_KAFKA_V_MSGFLAGS(parcel->is_ours ? RD_KAFKA_MSG_F_FREE : RD_KAFKA_MSG_F_COPY),
                                     RD_KAFKA_V_KEY(parcel->key.at, parcel->key.length),
                                     RD_KAFKA_V_VALUE((void *)(uintptr_t)parcel->value.at, parcel->value.length),
                                     RD_KAFKA_V_HEADERS(parcel->headers), RD_KAFKA_V_OPAQUE(place_pack(message)), RD_KAFKA_V_END);
        if (response == RD_KAFKA_RESP_ERR__QUEUE_FULL)
            rd_kafka_poll(sink->client, FULL_WAIT);
    } while (response == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    if (!response)
        return SINK_DONE;
    rd_kafka_headers_destroy(parcel->headers);
    if (parcel->is_ours)
        free((void *)(uintptr_t)parcel->value.at);
    if (response == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
        return SINK_TOO_LARGE;
    return sink_trouble(sink, rd_kafka_topic_name(parcel->topic), response, error);
}

static bool does_fit(struct span key, size_t value_length, size_t header_bytes, uint64_t limit)
{
    return FRAME_MOST + key.length + value_length + header_bytes <= limit;
}

static size_t claims_count(const struct outcome *outcome)
{
    struct span claims = { outcome->claims, outcome->claims_length }, key, row;
    size_t at = 0, found = 0;
    while (claim_message_next(claims, &at, &key, &row))
        found++;
    return found;
}

static bool do_claims_fit(const struct sink *sink, const struct outcome *outcome, size_t header_bytes)
{
    struct span claims = { outcome->claims, outcome->claims_length }, key, row;
    size_t at = 0;
    while (claim_message_next(claims, &at, &key, &row))
        if (!does_fit(key, row.length, header_bytes, sink->settings.claims_limit))
            return false;
    return true;
}

/* Whatever fails here, the record is written already: only an abort undoes it. */
static enum sink_result sink_claims(struct sink *sink, const struct message *message, const struct outcome *outcome,
                                    const rd_kafka_headers_t *headers, struct error *error)
{
    struct span claims = { outcome->claims, outcome->claims_length }, key, row;
    enum sink_result result = SINK_DONE;
    size_t at = 0;
    while (result == SINK_DONE && claim_message_next(claims, &at, &key, &row)) {
        struct parcel parcel = { sink->claims, key, row, rd_kafka_headers_copy(headers), false };
        result = sink_send(sink, message, &parcel, error);
    }
    if (result != SINK_TOO_LARGE)
        return result;
    sink_refuse(sink, place_pack(message), true);
    fail(error, "a claim is too large");
    return SINK_ABORT;
}

enum sink_result sink_record(struct sink *sink, const struct message *message, const struct outcome *outcome, struct error *error)
{
    static const char *const ours[] = { "claimd-source", "claimd-version", "claimd-rules", "claimd-error", "claimd-error-detail",
                                        "claimd-attempts", "claimd-claims", "content-type", NULL };
    char number[NUMBER_ROOM];
    size_t bytes = 0;
    rd_kafka_headers_t *headers = headers_pass(message, ours, &bytes), *claim_headers = NULL;
    header_put_source(sink, message, headers, &bytes);
    header_put(headers, "content-type", SPAN("application/json"), &bytes);
    if (sink->settings.is_redrive)
        header_put_attempts(message, headers, &bytes);
    if (sink->claims) {
        claim_headers = rd_kafka_headers_copy(headers);
        snprintf(number, sizeof number, "%zu", claims_count(outcome));
        header_put(headers, "claimd-claims", span_of(number), &bytes);
    }
    enum sink_result result = SINK_TOO_LARGE;
    if (!does_fit(message->key, outcome->record_length, bytes, sink->settings.output_limit) ||
        (sink->claims && !do_claims_fit(sink, outcome, bytes))) {
        rd_kafka_headers_destroy(headers);
        free(outcome->record);
    } else {
        struct parcel parcel = { sink->output, message->key, { outcome->record, outcome->record_length }, headers, true };
        result = sink_send(sink, message, &parcel, error);
    }
    if (sink->claims && result == SINK_DONE)
        result = sink_claims(sink, message, outcome, claim_headers, error);
    if (claim_headers)
        rd_kafka_headers_destroy(claim_headers);
    return result;
}

enum sink_result sink_tombstone(struct sink *sink, const struct message *message, struct error *error)
{
    static const char *const ours[] = { "claimd-source", "claimd-version", "claimd-rules", NULL };
    size_t bytes = 0;
    rd_kafka_headers_t *headers = headers_pass(message, ours, &bytes);
    header_put_source(sink, message, headers, &bytes);
    if (!does_fit(message->key, 0, bytes, sink->settings.output_limit)) {
        rd_kafka_headers_destroy(headers);
        return SINK_TOO_LARGE;
    }
    struct parcel parcel = { sink->output, message->key, { 0 }, headers, false };
    return sink_send(sink, message, &parcel, error);
}

static rd_kafka_headers_t *headers_reject(struct sink *sink, const struct message *message, const struct reject *reject, bool is_bare,
                                          size_t *bytes)
{
    static const char *const ours[] = { "claimd-source", "claimd-version", "claimd-rules", "claimd-error", "claimd-error-detail",
                                        "claimd-attempts", NULL };
    char detail[512];
    rd_kafka_headers_t *headers = is_bare ? rd_kafka_headers_new(8) : headers_pass(message, ours, bytes);
    snprintf(detail, sizeof detail, "%s%s", reject->detail,
             is_bare ? "; the dead-letter topic does not take the message itself: read it at claimd-source" : "");
    header_put(headers, "claimd-error", span_of(reject_name(reject->code)), bytes);
    header_put(headers, "claimd-error-detail", span_of(detail), bytes);
    header_put_source(sink, message, headers, bytes);
    if (sink->settings.is_redrive)
        header_put_attempts(message, headers, bytes);
    return headers;
}

enum sink_result sink_reject(struct sink *sink, const struct message *message, const struct reject *reject, bool is_bare,
                             struct error *error)
{
    size_t bytes = 0;
    uint64_t limit = sink->settings.dead_letter_limit;
    rd_kafka_headers_t *headers = headers_reject(sink, message, reject, is_bare, &bytes);
    if (!is_bare && !does_fit(message->key, message->value.length, bytes, limit)) {
        rd_kafka_headers_destroy(headers);
        return sink_reject(sink, message, reject, true, error);
    }
    struct parcel parcel = { sink->dead_letter, message->key, is_bare ? SPAN("") : message->value, headers, false };
    if (is_bare && !does_fit(message->key, 0, bytes, limit))
        parcel.key = (struct span){ 0 };
    return sink_send(sink, message, &parcel, error);
}

/*
 * How long it is worth waiting for the end of a transaction: once it has timed out, the brokers abort it by themselves, and a
 * producer that still waits does so for ever (librdkafka 2.0.2 can, after an abort that meets a lost sequence number).
 */
static uint64_t sink_deadline(const struct sink *sink)
{
    return clock_ms() + sink->settings.transaction_timeout + END_MARGIN;
}

static int wait_until(uint64_t deadline)
{
    uint64_t now = clock_ms();
    return now < deadline ? (int)(deadline - now) : 0;
}

/* The offsets join the transaction under the group's present generation: a member that is out is refused. */
static enum sink_result sink_send_offsets(struct sink *sink, struct source *source, uint64_t deadline, struct error *error)
{
    rd_kafka_topic_partition_list_t *offsets = source_offsets(source);
    rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata(source_client(source));
    enum sink_result result;
    bool is_retriable;
    do
        result = sink_judge(sink, rd_kafka_send_offsets_to_transaction(sink->client, offsets, group, wait_until(deadline)),
                            "cannot add the offsets", &is_retriable, error);
    while (is_retriable && clock_ms() < deadline);
    rd_kafka_consumer_group_metadata_destroy(group);
    rd_kafka_topic_partition_list_destroy(offsets);
    return is_retriable ? SINK_FATAL : result;
}

enum sink_result sink_commit(struct sink *sink, struct source *source, struct error *error)
{
    bool is_retriable;
    uint64_t deadline = sink_deadline(sink);
    enum sink_result result = sink_send_offsets(sink, source, deadline, error);
    if (result != SINK_DONE)
        return result;
    do
        result = sink_judge(sink, rd_kafka_commit_transaction(sink->client, wait_until(deadline)), "cannot commit", &is_retriable, error);
    while (is_retriable && clock_ms() < deadline);
    return is_retriable ? SINK_FATAL : result;
}

enum sink_result sink_abort(struct sink *sink, struct error *error)
{
    enum sink_result result;
    bool is_retriable;
    uint64_t deadline = sink_deadline(sink);
    do
        result = sink_judge(sink, rd_kafka_abort_transaction(sink->client, wait_until(deadline)), "cannot abort", &is_retriable, error);
    while (is_retriable && clock_ms() < deadline);
    return result == SINK_ABORT ? SINK_FATAL : result;
}

void sink_serve(struct sink *sink)
{
    rd_kafka_poll(sink->client, 0);
}

const struct refusal *sink_refusals(const struct sink *sink, size_t *count)
{
    *count = sink->refusal_count;
    return sink->refusals;
}
