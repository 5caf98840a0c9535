/*
 * claimd audit: has each input message of a range exactly one outcome, in order?
 *
 * Two bits for each offset of the range (is there, has an outcome; with output.claims.topic a number more, the claims that
 * are missing) and one offset for each pair of an input and an outcome partition: memory does not grow with messages.
 * Outcomes are known by their header claimd-source; how many claims belong to a record its header claimd-claims tells.
 */
#include "client.h"
#include "reading.h"
#include "reject.h"
#include "signals.h"
#include "verb.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

enum { FROM, TO };

enum { STATUS_FAULTS = 1 };

static const struct flag flags[] = {
    [FROM] = { "from", 0, "A", "begin in the input topic: a time, -24h, earliest, latest or PARTITION:OFFSET,… (earliest)" },
    [TO] = { "to", 0, "B", "end, before this; latest is fixed at the start (latest)" },
    { NULL, 0, NULL, NULL },
};

/* What is known of one input partition. */
struct ledger {
    int64_t begin;
    uint64_t *is_there, *has_outcome;    /* bits, by offset from `begin` */
    int32_t *claims;                     /* by offset from `begin`: those told by the record less those found */
    int64_t known_from;                  /* before this offset, retention may have removed outcomes … */
    int64_t claims_known_from;           /* … or claims */
};

/* One topic of outcomes, or of claims; `first` and `last` by outcome partition and input partition; -1: none yet. */
struct outcomes {
    struct stretch stretch;
    int64_t *first, *last;
    bool *is_cut;                        /* by outcome partition: retention has removed its beginning */
};

enum topic_kind { RECORDS, REJECTS, CLAIMS };

struct audit {
    struct stretch input;
    struct ledger *ledgers;
    struct outcomes *reading;
    enum topic_kind kind;                /* of what is being read */
    uint64_t claims, claims_lost, claims_doubled, claims_misplaced;
    uint64_t messages, records, tombstones, rejects, redriven, foreign, lost, doubled, misplaced, unknowable;
};

static bool bit_get(const uint64_t *bits, uint64_t at)
{
    return bits[at / 64] >> (at % 64) & 1;
}

static void bit_set(uint64_t *bits, uint64_t at)
{
    bits[at / 64] |= UINT64_C(1) << (at % 64);
}

static bool ledgers_open(struct audit *audit, bool has_claims)
{
    audit->ledgers = calloc(audit->input.count + 1, sizeof *audit->ledgers);
    for (size_t i = 0; audit->ledgers && i < audit->input.count; i++) {
        struct ledger *ledger = &audit->ledgers[i];
        size_t offsets = (size_t)(audit->input.bounds[i].end - audit->input.bounds[i].begin), words = offsets / 64 + 1;
        ledger->begin = audit->input.bounds[i].begin;
        ledger->is_there = calloc(words, sizeof *ledger->is_there);
        ledger->has_outcome = calloc(words, sizeof *ledger->has_outcome);
        ledger->claims = has_claims ? calloc(offsets + 1, sizeof *ledger->claims) : NULL;
        if (!ledger->is_there || !ledger->has_outcome || (has_claims && !ledger->claims))
            return false;
    }
    return audit->ledgers;
}

static void ledgers_close(struct audit *audit)
{
    for (size_t i = 0; audit->ledgers && i < audit->input.count; i++) {
        free(audit->ledgers[i].is_there);
        free(audit->ledgers[i].has_outcome);
        free(audit->ledgers[i].claims);
    }
    free(audit->ledgers);
}

static bool note_input(void *context, const struct message *message)
{
    struct audit *audit = context;
    struct ledger *ledger = &audit->ledgers[message->partition];
    bit_set(ledger->is_there, (uint64_t)(message->offset - ledger->begin));
    audit->messages++;
    return true;
}

/* "topic:partition:offset", the topic being that of the input. */
static bool source_read(const struct audit *audit, struct span source, int32_t *partition, int64_t *offset)
{
    char text[64];
    size_t topic = strlen(audit->input.topic);
    if (!source.at || source.length <= topic + 1 || source.length - topic - 1 >= sizeof text
        || memcmp(source.at, audit->input.topic, topic) != 0 || source.at[topic] != ':')
        return false;
    memcpy(text, source.at + topic + 1, source.length - topic - 1);
    text[source.length - topic - 1] = '\0';
    char end;
    return sscanf(text, "%" SCNd32 ":%" SCNd64 "%c", partition, offset, &end) == 2 && *partition >= 0
        && (size_t)*partition < audit->input.count;
}

static void fault(const struct audit *audit, const char *what, size_t partition, int64_t offset)
{
    printf("%s %s:%zu:%" PRId64 "\n", what, audit->input.topic, partition, offset);
}

/* Within an outcome partition, outcomes of one input partition stand in its order. */
static void note_order(struct audit *audit, const struct message *message, int32_t partition, int64_t offset, bool is_inside)
{
    struct outcomes *outcomes = audit->reading;
    size_t pair = (size_t)message->partition * audit->input.count + (size_t)partition;
    if (outcomes->first[pair] < 0)
        outcomes->first[pair] = offset;
    if (offset < outcomes->last[pair] && is_inside) {
        *(audit->kind == CLAIMS ? &audit->claims_misplaced : &audit->misplaced) += 1;
        fault(audit, audit->kind == CLAIMS ? "misplaced claim" : "misplaced", (size_t)partition, offset);
    }
    outcomes->last[pair] = offset > outcomes->last[pair] ? offset : outcomes->last[pair];
}

/* A record tells how many claims it has, where there is a topic for them. */
static void note_claims_told(struct ledger *ledger, const struct message *message, int64_t offset)
{
    char number[16];
    struct span told = message_header(message, "claimd-claims");
    if (!ledger->claims || !told.at || told.length >= sizeof number)
        return;
    memcpy(number, told.at, told.length);
    number[told.length] = '\0';
    ledger->claims[offset - ledger->begin] += (int32_t)strtol(number, NULL, 10);
}

static void note_inside(struct audit *audit, struct ledger *ledger, const struct message *message, int32_t partition, int64_t offset)
{
    if (audit->kind == CLAIMS) {
        audit->claims++;
        ledger->claims[offset - ledger->begin]--;
        return;
    }
    *(audit->kind == REJECTS ? &audit->rejects : message->value.at ? &audit->records : &audit->tombstones) += 1;
    if (bit_get(ledger->has_outcome, (uint64_t)(offset - ledger->begin))) {
        audit->doubled++;
        fault(audit, "doubled", (size_t)partition, offset);
    }
    bit_set(ledger->has_outcome, (uint64_t)(offset - ledger->begin));
    note_claims_told(ledger, message, offset);
}

static bool note_outcome(void *context, const struct message *message)
{
    struct audit *audit = context;
    int32_t partition;
    int64_t offset;
    if (!source_read(audit, message_header(message, "claimd-source"), &partition, &offset)) {
        audit->foreign++;
        return true;
    }
    struct ledger *ledger = &audit->ledgers[partition];
    bool is_inside = offset >= ledger->begin && offset < audit->input.bounds[partition].end;
    if (message_header(message, "claimd-attempts").at) {
        audit->redriven += is_inside && audit->kind != CLAIMS;
        return true;
    }
    note_order(audit, message, partition, offset, is_inside);
    if (is_inside)
        note_inside(audit, ledger, message, partition, offset);
    return true;
}

/* Where an outcome partition has lost its beginning, what stood before its first outcome of a partition is not known. */
static void note_retention(struct audit *audit, const struct outcomes *outcomes)
{
    for (size_t q = 0; q < outcomes->stretch.count; q++)
        for (size_t p = 0; outcomes->is_cut[q] && p < audit->input.count; p++) {
            int64_t first = outcomes->first[q * audit->input.count + p];
            int64_t known = first < 0 ? INT64_MAX : first;
            int64_t *from = audit->kind == CLAIMS ? &audit->ledgers[p].claims_known_from : &audit->ledgers[p].known_from;
            if (*from < known)
                *from = known;
        }
}

static bool outcomes_read(struct audit *audit, const struct options *options, const char *topic, enum topic_kind kind, struct error *error)
{
    struct outcomes outcomes = { 0 };
    struct rd_kafka_s *client = client_create(options->brokers, &options->kafka, options->group, error);
    bool is_good = client && stretch_find(client, topic, "earliest", "latest", &outcomes.stretch, error);
    size_t pairs = outcomes.stretch.count * audit->input.count;
    outcomes.first = calloc(pairs + 1, sizeof *outcomes.first);
    outcomes.last = calloc(pairs + 1, sizeof *outcomes.last);
    outcomes.is_cut = calloc(outcomes.stretch.count + 1, sizeof *outcomes.is_cut);
    if (is_good && (!outcomes.first || !outcomes.last || !outcomes.is_cut))
        is_good = fail(error, "out of memory");
    for (size_t i = 0; is_good && i < pairs; i++)
        outcomes.first[i] = outcomes.last[i] = -1;
    for (size_t i = 0; is_good && i < outcomes.stretch.count; i++)
        outcomes.is_cut[i] = outcomes.stretch.bounds[i].begin > 0;
    audit->reading = &outcomes;
    audit->kind = kind;
    is_good = is_good && reading_run(client, &outcomes.stretch, note_outcome, audit, error);
    if (is_good)
        note_retention(audit, &outcomes);
    free(outcomes.first);
    free(outcomes.last);
    free(outcomes.is_cut);
    stretch_finish(&outcomes.stretch);
    client_destroy(client);
    return is_good;
}

static bool input_read(struct audit *audit, const struct options *options, const char *from, const char *to, struct error *error)
{
    struct rd_kafka_s *client = client_create(options->brokers, &options->kafka, options->group, error);
    bool is_good = client && stretch_find(client, options->input.topic, from, to, &audit->input, error)
                && (ledgers_open(audit, *options->claims.topic) || fail(error, "out of memory"))
                && reading_run(client, &audit->input, note_input, audit, error);
    client_destroy(client);
    return is_good;
}

static void claims_close_out(struct audit *audit, size_t partition)
{
    const struct ledger *ledger = &audit->ledgers[partition];
    int64_t begin = ledger->begin > ledger->known_from ? ledger->begin : ledger->known_from;
    for (int64_t offset = begin; ledger->claims && offset < audit->input.bounds[partition].end; offset++) {
        int32_t missing = ledger->claims[offset - ledger->begin];
        bool is_lost = missing > 0 && offset >= ledger->claims_known_from, is_doubled = missing < 0;
        audit->claims_lost += is_lost ? (uint64_t)missing : 0;
        audit->claims_doubled += is_doubled ? (uint64_t)-missing : 0;
        if (is_lost || is_doubled)
            fault(audit, is_lost ? "lost claim" : "doubled claim", partition, offset);
    }
}

static void ledgers_close_out(struct audit *audit)
{
    for (size_t p = 0; p < audit->input.count; p++) {
        const struct ledger *ledger = &audit->ledgers[p];
        for (int64_t offset = ledger->begin; offset < audit->input.bounds[p].end; offset++) {
            uint64_t at = (uint64_t)(offset - ledger->begin);
            if (!bit_get(ledger->is_there, at) || bit_get(ledger->has_outcome, at))
                continue;
            if (offset < ledger->known_from) {
                audit->unknowable++;
                continue;
            }
            audit->lost++;
            fault(audit, "lost", p, offset);
        }
        claims_close_out(audit, p);
    }
}

static int audit_tell(const struct audit *audit)
{
    printf("%" PRIu64 " messages: %" PRIu64 " records, %" PRIu64 " tombstones, %" PRIu64 " rejects; %" PRIu64 " lost, %" PRIu64 " doubled, %" PRIu64
           " misplaced\n", audit->messages, audit->records, audit->tombstones, audit->rejects, audit->lost, audit->doubled, audit->misplaced);
    if (audit->ledgers[0].claims)
        printf("%" PRIu64 " claims: %" PRIu64 " lost, %" PRIu64 " doubled, %" PRIu64 " misplaced\n", audit->claims, audit->claims_lost,
               audit->claims_doubled, audit->claims_misplaced);
    if (audit->redriven)
        printf("%" PRIu64 " outcomes of redrives beside them\n", audit->redriven);
    if (audit->foreign)
        printf("%" PRIu64 " messages in the outcome topics are not from this input\n", audit->foreign);
    if (audit->unknowable || audit->input.removed)
        printf("unknowable: %" PRIu64 " whose outcome retention may have removed, %" PRIu64 " offsets gone from the input\n", audit->unknowable,
               audit->input.removed);
    bool has_faults = audit->lost || audit->doubled || audit->misplaced || audit->claims_lost || audit->claims_doubled || audit->claims_misplaced;
    return has_faults ? STATUS_FAULTS : EX_OK;
}

static int audit(const struct call *call)
{
    const struct options *options = call->options;
    struct error error;
    struct audit audit = { 0 };
    signals_hold();
    bool is_good = input_read(&audit, options, call->flags[FROM] ? call->flags[FROM] : "earliest", call->flags[TO] ? call->flags[TO] : "latest", &error)
                && outcomes_read(&audit, options, options->output.topic, RECORDS, &error)
                && outcomes_read(&audit, options, options->dead_letter.topic, REJECTS, &error)
                && (!*options->claims.topic || outcomes_read(&audit, options, options->claims.topic, CLAIMS, &error));
    int status = EX_UNAVAILABLE;
    if (is_good) {
        ledgers_close_out(&audit);
        status = audit_tell(&audit);
    } else {
        fprintf(stderr, "claimd audit: %s\n", error.text);
    }
    ledgers_close(&audit);
    stretch_finish(&audit.input);
    return status;
}

const struct verb verb_audit = {
    .name = "audit",
    .summary = "Prove that each input message of a range has exactly one outcome, in order",
    .story = "Reads the range of the input topic, and the output, claims and dead-letter topics. Each message that is lost, doubled or out of "
             "order is a line; then come the counts. Exit status 1 if there is any. What retention has removed is unknowable, not lost. The range "
             "should end before what the daemon has yet to do. An output topic that is compacted cannot be audited.",
    .flags = flags,
    .run = audit,
};
