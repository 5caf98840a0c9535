/* The properties of librdkafka that pass through the configuration: kafka.NAME, kafka.consumer.NAME, kafka.producer.NAME. */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "options.h"

/* Is it the name of such a property? It begins with "kafka.". */
bool is_setting(const char *name);

/* What cannot be set, and why: what would break exactly-once, and what an option of claimd's own sets. */
struct refusal {
    const char *name, *reason;
};

extern const struct refusal setting_refusals[];
extern const size_t setting_refusal_count;

/*
 * Sets one, in the place of an earlier one of the same name and scope. False with a line in `error` where
 * it is refused.
 */
bool settings_set(struct settings *settings, const char *name, const char *value, const char *where, struct error *error);

/* Are all the same, in the same order? */
bool settings_are_equal(const struct settings *a, const struct settings *b);
void settings_finish(struct settings *settings);

#endif
