#include "monitor.h"

#include "exposition.h"
#include "metrics.h"
#include "process.h"

enum { GOOD = 200, MISSING = 404, UNAVAILABLE = 503 };

bool monitor_is_live(struct monitor *monitor, struct buffer *why)
{
    struct lanes *lanes = atomic_load(&monitor->lanes);
    return !lanes || health_is_live(&monitor->health, lanes, why);
}

static unsigned answer_live(struct monitor *monitor, struct buffer *body)
{
    if (!monitor_is_live(monitor, body))
        return UNAVAILABLE;
    buffer_put(body, SPAN("good\n"));
    return GOOD;
}

static unsigned answer_ready(struct monitor *monitor, struct buffer *body)
{
    struct lanes *lanes = atomic_load(&monitor->lanes);
    if (!lanes)
        buffer_put(body, SPAN("the brokers have not answered yet\n"));
    if (!lanes || !health_is_ready(lanes, body))
        return UNAVAILABLE;
    buffer_put(body, SPAN("good\n"));
    return GOOD;
}

static unsigned answer_metrics(struct monitor *monitor, struct buffer *body)
{
    struct lanes *lanes = atomic_load(&monitor->lanes);
    struct edition *edition = lanes ? lanes_edition(lanes) : NULL;
    struct tally tally = lanes ? lanes_tally(lanes) : (struct tally){ 0 };
    metrics_write_tally(&tally, body);
    metrics_write_cluster(lanes, monitor->topic, body);
    family_put(body, "claimd_lanes", "gauge", "Lanes of this process.", lanes ? (double)lanes_count(lanes) : 0);
    family_put(body, "claimd_live", "gauge", "1 as long as /livez says so, else 0.", monitor_is_live(monitor, NULL));
    family_put(body, "claimd_config_last_reload_successful", "gauge", "Was the last reload good? 1 before the first.",
               atomic_load(&monitor->is_reload_good));
    family_put(body, "claimd_config_last_reload_success_timestamp_seconds", "gauge", "When it was loaded last, in seconds since 1970.",
               (double)atomic_load(&monitor->reloaded));
    metrics_write_build(edition ? edition->language->rules : monitor->rules, body);
    edition_release(edition);
    process_write(body);
    return GOOD;
}

unsigned monitor_answer(void *context, const char *path, struct buffer *body)
{
    struct monitor *monitor = context;
    if (strcmp(path, "/livez") == 0)
        return answer_live(monitor, body);
    if (strcmp(path, "/readyz") == 0)
        return answer_ready(monitor, body);
    if (strcmp(path, "/metrics") == 0)
        return answer_metrics(monitor, body);
    buffer_put(body, SPAN("/metrics, /livez, /readyz\n"));
    return MISSING;
}
