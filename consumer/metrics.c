#include "metrics.h"

#include "client.h"
#include "exposition.h"
#include "record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PARTITIONS_MOST = 4096 };

#define AT(member) offsetof(struct tally, member)

/* Families with one number each. */
static const struct family {
    const char *name, *type, *help;
    size_t at;
} families[] = {
    { "claimd_articles_total", "counter", "Messages of the input topic that have an outcome.", AT(articles) },
    { "claimd_article_bytes_total", "counter", "Their bytes.", AT(bytes) },
    { "claimd_records_total", "counter", "Records written.", AT(records) },
    { "claimd_record_bytes_total", "counter", "Their bytes.", AT(record_bytes) },
    { "claimd_tombstones_total", "counter", "Tombstones passed on.", AT(tombstones) },
    { "claimd_producers_lost_total", "counter", "Producers that the brokers fenced or gave up, and that were made anew.", AT(producers) },
    { "claimd_rebalances_total", "counter", "Times that partitions came or went.", AT(rebalances) },
};

/* ── what was done ──────────────────────────────────────────────────────────────────────────────────────────────────── */

static void write_found(const struct found *found, struct buffer *to)
{
    family_begin(to, "claimd_claims_total", "counter", "Claims in the records written, by kind.");
    for (unsigned kind = 0; kind < CLAIM_KINDS; kind++)
        sample_put(to, "claimd_claims_total", (double)found->claims[kind], "kind", claim_kind_name((enum claim_kind)kind), NULL);
    family_begin(to, "claimd_entities_total", "counter", "Entities in the records written, by type.");
    for (unsigned type = 0; type < ENTITY_TYPE_COUNT; type++)
        sample_put(to, "claimd_entities_total", (double)found->entities[type], "type", entity_type_name((enum entity_type)type), NULL);
    family_begin(to, "claimd_values_total", "counter", "Values in the records written, by type.");
    for (unsigned type = 0; type < VALUE_TYPES; type++)
        sample_put(to, "claimd_values_total", (double)found->values[type], "type", value_type_name((enum value_type)type), NULL);
}

static void write_transactions(const struct tally *tally, struct buffer *to)
{
    family_begin(to, "claimd_transactions_total", "counter", "Transactions that ended; what was in aborted ones is done again.");
    sample_put(to, "claimd_transactions_total", (double)histogram_sum_count(&tally->commits), "result", "committed", NULL);
    sample_put(to, "claimd_transactions_total", (double)tally->aborts, "result", "aborted", NULL);
    histogram_put(to, "claimd_transaction_commit_seconds", "What it took to commit a transaction.", &tally->commits);
    histogram_put(to, "claimd_latency_seconds", "From the timestamp of an article's message to the commit of its outcome.",
                  &tally->latency);
}

void metrics_write_tally(const struct tally *tally, struct buffer *to)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        family_put(to, families[i].name, families[i].type, families[i].help,
                   (double)*(const uint64_t *)((uintptr_t)tally + families[i].at));
    family_begin(to, "claimd_rejects_total", "counter", "Messages on the dead-letter topic, by the code of their reason.");
    for (unsigned code = 0; code < REJECT_COUNT; code++)
        sample_put(to, "claimd_rejects_total", (double)tally->rejects[code], "code", reject_name((enum reject_code)code), NULL);
    write_found(&tally->found, to);
    family_begin(to, "claimd_stage_seconds_total", "counter", "Time spent in each stage of enriching articles.");
    for (unsigned stage = 0; stage < WORK_STAGES; stage++)
        sample_put(to, "claimd_stage_seconds_total", (double)tally->stages[stage] / 1e9, "stage", work_name(stage), NULL);
    write_transactions(tally, to);
}

/* ── what is known ──────────────────────────────────────────────────────────────────────────────────────────────────── */

static size_t count_of(const struct lanes *lanes)
{
    return lanes ? lanes_count(lanes) : 0;
}

static void write_lag(struct lanes *lanes, const char *topic, struct buffer *to)
{
    char number[16];
    struct partition_lag *lags = calloc(PARTITIONS_MOST, sizeof *lags);
    family_begin(to, "claimd_lag_messages", "gauge", "Messages of the partitions of this process whose outcomes are not committed yet.");
    for (size_t i = 0; lags && i < count_of(lanes); i++) {
        size_t count = snapshot_partitions(lane_snapshot(lanes_at(lanes, i)), lags, PARTITIONS_MOST);
        for (size_t j = 0; j < count; j++) {
            snprintf(number, sizeof number, "%" PRId32, lags[j].partition);
            sample_put(to, "claimd_lag_messages", (double)lags[j].lag, "topic", topic, "partition", number, NULL);
        }
    }
    free(lags);
}

static struct broker_state *broker_find(struct broker_state *states, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(states[i].name, name) == 0)
            return &states[i];
    return NULL;
}

/* A broker is up if some lane is connected to it. */
static size_t brokers_join(struct lanes *lanes, struct broker_state *all)
{
    struct broker_state states[BROKERS_MOST];
    size_t count = 0;
    for (size_t i = 0; i < count_of(lanes); i++) {
        size_t found = snapshot_brokers(lane_snapshot(lanes_at(lanes, i)), states, BROKERS_MOST);
        for (size_t j = 0; j < found; j++) {
            struct broker_state *known = broker_find(all, count, states[j].name);
            if (known)
                known->is_up = known->is_up || states[j].is_up;
            else if (count < BROKERS_MOST)
                all[count++] = states[j];
        }
    }
    return count;
}

static void write_brokers(struct lanes *lanes, struct buffer *to)
{
    struct broker_state all[BROKERS_MOST];
    size_t count = brokers_join(lanes, all);
    family_begin(to, "claimd_broker_up", "gauge", "Brokers that the lanes need: 1 if one is connected to it, else 0.");
    for (size_t i = 0; i < count; i++)
        sample_put(to, "claimd_broker_up", all[i].is_up, "broker", all[i].name, NULL);
}

void metrics_write_cluster(struct lanes *lanes, const char *topic, struct buffer *to)
{
    write_lag(lanes, topic, to);
    write_brokers(lanes, to);
}

void metrics_write_build(const char *rules, struct buffer *to)
{
    family_begin(to, "claimd_build_info", "gauge", "Version and rules, always 1.");
    sample_put(to, "claimd_build_info", 1, "version", CLAIMD_VERSION, "rules", rules, "librdkafka", client_version(), NULL);
}
