#include "option.h"

#define AT(member) offsetof(struct options, member)
#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

const struct option option_table[] = {
    { "Kafka", "brokers", AT(brokers), OPTION_TEXT, "localhost:9092", .least = 1, .help =
      "The brokers to begin with, host:port, apart by commas; the others are learned from them." },
    { NULL, "group", AT(group), OPTION_TEXT, "claimd", .least = 1, .help =
      "The consumer group. All copies of claimd that share the work have the same." },
    { NULL, "instance", AT(instance), OPTION_TEXT, "", .help =
      "The name of this copy in its group: the same after a restart, unlike all others. With it a copy keeps its partitions "
      "over a restart; one that leaves for good is missed after session.timeout.ms. Not set: a new member with each start." },
    { NULL, "lanes", AT(lanes), OPTION_COUNT, "0", 0, 256, .help =
      "Threads, each with a consumer and a transactional producer of its own. 0: as many as there are cores. Lanes beyond "
      "the partitions of the input topic stand idle." },

    { "Topics", "input.topic", AT(input.topic), OPTION_TOPIC, "articles", .help =
      "Articles come from here." },
    { NULL, "output.topic", AT(output.topic), OPTION_TOPIC, "articles.enriched", .help =
      "Records go here, each under its article's key." },
    { NULL, "output.claims.topic", AT(claims.topic), OPTION_TOPIC, "", .help =
      "Each claim also goes here, as a flat message under the claim's key (claim.schema.json), in the transaction of its record. "
      "Not set: nowhere." },
    { NULL, "dead-letter.topic", AT(dead_letter.topic), OPTION_TOPIC, "articles.rejected", .help =
      "Messages that cannot become records go here as they came, with the reason in their headers." },

    { "Transactions", "commit.interval", AT(commit.interval), OPTION_TIME, "100ms", 1, 5000, .is_live = true, .help =
      "A transaction is committed when it is this old. Readers of the output see a record that much later." },
    { NULL, "commit.count", AT(commit.count), OPTION_COUNT, "100000", 1, 10000000, .is_live = true, .help =
      "It is also committed when it holds so many articles." },
    { NULL, "commit.bytes", AT(commit.bytes), OPTION_SIZE, "64M", KIB, GIB, .is_live = true, .help =
      "And when it holds so many bytes of articles and records. Many small transactions are slow: leave it to the interval." },

    { "Articles", "input.format", AT(input.format), OPTION_CHOICE, "json", .choices = { "json", "text" }, .is_live = true, .help =
      "json: a message is a JSON object in one of the shapes that feeds use. text: a message is the text of an article." },
    { NULL, "input.max.bytes", AT(input.max_bytes), OPTION_SIZE, "8M", KIB, 512 * MIB, .is_live = true, .help =
      "A longer message is rejected as too-large." },
    { NULL, "input.id", AT(input.id), OPTION_POINTER, "", .is_live = true, .help =
      "Where an article's id stands, as a JSON Pointer (RFC 6901) such as /meta/guid. Not set, here and with the options that "
      "follow: under the names that feeds use for it." },
    { NULL, "input.title", AT(input.title), OPTION_POINTER, "", .is_live = true, .help = "Where its headline stands." },
    { NULL, "input.body", AT(input.body), OPTION_POINTER, "", .is_live = true, .help = "Where its text stands." },
    { NULL, "input.published_at", AT(input.published_at), OPTION_POINTER, "", .is_live = true, .help =
      "Where the time of publication stands." },
    { NULL, "input.language", AT(input.language), OPTION_POINTER, "", .is_live = true, .help = "Where its language stands." },
    { NULL, "input.publisher", AT(input.publisher), OPTION_POINTER, "", .is_live = true, .help = "Where its publisher's name stands." },
    { NULL, "input.url", AT(input.url), OPTION_POINTER, "", .is_live = true, .help = "Where its address stands." },
    { NULL, "input.authors", AT(input.authors), OPTION_POINTER, "", .is_live = true, .help =
      "Where its authors stand: a string, or a list of strings or objects with a name." },

    { "Extraction", "arena.limit", AT(arena.limit), OPTION_SIZE, "512M", MIB, 64 * GIB, .is_live = true, .help =
      "Memory that a lane may use for one article; an article that needs more is rejected as limit. It is taken only when an "
      "article needs it: most are content with 1 MB." },
    { NULL, "pack.folder", AT(pack.folder), OPTION_TEXT, "", .is_live = true, .help =
      "The language pack. Not set: the one that came with the program." },
    { NULL, "pack.lists", AT(pack.lists), OPTION_TEXT, "", .is_live = true, .help =
      "A folder with lists of your own, read after the pack's." },

    { "Watching", "http.listen", AT(http.listen), OPTION_TEXT, "", .help =
      "Where /metrics (Prometheus), /livez and /readyz are answered: host:port, the host in figures, such as 127.0.0.1:9644. Not "
      "set: nowhere." },
    { NULL, "live.patience", AT(live.patience), OPTION_TIME, "5min", 1000, 3600000, .is_live = true, .help =
      "A lane that commits nothing for so long although messages wait counts as dead: /livez says so, and the watchdog of "
      "systemd is not fed any more." },
    { NULL, "log.level", AT(log.level), OPTION_CHOICE, "info", .choices = { "error", "warning", "info", "debug" }, .is_live = true, .help =
      "What is worth a line on standard error." },
    { NULL, "log.format", AT(log.format), OPTION_CHOICE, "logfmt", .choices = { "logfmt", "json" }, .is_live = true, .help =
      "logfmt: key=value pairs. json: an object a line." },
};

const size_t option_count = sizeof option_table / sizeof *option_table;
_Static_assert(sizeof option_table / sizeof *option_table <= OPTIONS_MOST, "options.h has room for the sources of all options");
