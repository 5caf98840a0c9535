#include "client.h"

#include "log.h"

#include "config/nearest.h"

#include <librdkafka/rdkafka.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* News from a client's background: most mends itself, but whoever operates it wants to know why nothing comes. */
static void on_error(rd_kafka_t *client, int response, const char *reason, void *context)
{
    (void)client, (void)context;
    switch (response) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        log_warning("brokers out of reach, trying on", "reason=%s", quote(reason).text);
        break;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__SSL:
        log_error("brokers refuse the connection, trying on", "reason=%s", quote(reason).text);
        break;
    case RD_KAFKA_RESP_ERR__RESOLVE:
        log_warning("name of a broker unknown, trying on", "reason=%s", quote(reason).text);
        break;
    default:
        log_debug("client error", "reason=%s", quote(reason).text);
    }
}

/* The property that was meant by a name that librdkafka does not know. The caller frees it. */
static char *property_nearest(rd_kafka_conf_t *conf, const char *name)
{
    size_t count, best = SIZE_MAX;
    char *nearest = NULL;
    const char **pairs = rd_kafka_conf_dump(conf, &count);           /* names and values by turns */
    for (size_t i = 0; i + 1 < count; i += 2) {
        size_t edits = edits_between(name, pairs[i]);
        if (edits >= best)
            continue;
        best = edits;
        free(nearest);
        nearest = strdup(pairs[i]);
    }
    rd_kafka_conf_dump_free(pairs, count);
    return nearest;
}

static bool property_unknown(rd_kafka_conf_t *conf, const char *where, const char *name, struct error *error)
{
    char *nearest = property_nearest(conf, name);
    fail(error, "%s: librdkafka %s knows no '%s'; did you mean kafka.%s?", where, rd_kafka_version_str(), name, nearest ? nearest : "…");
    free(nearest);
    return false;
}

static bool property_set(rd_kafka_conf_t *conf, const char *where, const char *name, const char *value, struct error *error)
{
    char reason[256];
    switch (rd_kafka_conf_set(conf, name, value, reason, sizeof reason)) {
    case RD_KAFKA_CONF_OK:
        return true;
    case RD_KAFKA_CONF_UNKNOWN:
        return property_unknown(conf, where, name, error);
    case RD_KAFKA_CONF_INVALID:
    default:
        return fail(error, "%s: kafka.%s: %s", where, name, is_secret(name) ? "not a value that librdkafka takes" : reason);
    }
}

static bool user_set(rd_kafka_conf_t *conf, const struct settings *kafka, enum setting_scope scope, struct error *error)
{
    for (size_t i = 0; i < kafka->count; i++) {
        const struct setting *setting = &kafka->at[i];
        if (setting->scope != SETTING_BOTH && setting->scope != scope)
            continue;
        if (!property_set(conf, setting->where, setting->name, setting->value, error))
            return false;
    }
    return true;
}

rd_kafka_conf_t *client_configure(const char *brokers, const struct settings *kafka, enum setting_scope scope,
                                  const struct property *properties, struct error *error)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, log_kafka);
    rd_kafka_conf_set_error_cb(conf, on_error);
    bool is_set = property_set(conf, "brokers", "bootstrap.servers", brokers, error)
               && property_set(conf, "claimd", "client.id", "claimd", error)
               && property_set(conf, "claimd", "socket.nagle.disable", "true", error);
    for (; is_set && properties->name; properties++)
        is_set = !*properties->value || property_set(conf, "claimd", properties->name, properties->value, error);
    if (is_set && user_set(conf, kafka, scope, error))
        return conf;
    rd_kafka_conf_destroy(conf);
    return NULL;
}

int client_status(int response)
{
    switch (response) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        return EX_NOPERM;
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
        return EX_CONFIG;
    default:
        return EX_UNAVAILABLE;
    }
}

const char *client_reason(int response)
{
    return rd_kafka_err2str((rd_kafka_resp_err_t)response);
}

const char *client_version(void)
{
    return rd_kafka_version_str();
}

rd_kafka_t *client_create(const char *brokers, const struct settings *kafka, const char *group, struct error *error)
{
    const struct property properties[] = { { "group.id", group }, { "isolation.level", "read_committed" }, { "auto.offset.reset", "earliest" },
                                           { "enable.auto.commit", "false" }, { "enable.partition.eof", "true" }, { 0 } };
    char reason[256];
    rd_kafka_conf_t *conf = client_configure(brokers, kafka, SETTING_CONSUMER, properties, error);
    if (!conf)
        return NULL;
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
    if (client)
        return client;
    rd_kafka_conf_destroy(conf);
    fail(error, "consumer: %s", reason);
    return NULL;
}

void client_destroy(rd_kafka_t *client)
{
    if (client)
        rd_kafka_destroy(client);
}
