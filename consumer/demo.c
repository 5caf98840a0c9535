/* claimd demo: the whole line on a broker inside the process, for a person to watch. */
#include "broker.h"
#include "card.h"
#include "lanes.h"
#include "log.h"
#include "verb.h"
#include "view_page.h"

#include "config/place.h"
#include "config/settings.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { JSON, STAY, ARTICLES, PAGE };

/* One lane: this broker lets a second one that comes late wait for a session time-out, and does some work twice then. */
enum { LANES = 1, PARTITIONS = 4, CLAIMS_SHOWN = 4, CARD_MEMORY = 64 << 20, PAGE_RECORDS = 200, POLL_WAIT = 200 /* ms */, PATIENCE = 180 /* s */ };

static const struct flag flags[] = {
    [JSON] = { "json", 0, NULL, "print the records as lines of JSON" },
    [STAY] = { "stay", 0, NULL, "keep the broker for other clients until Ctrl-C" },
    [ARTICLES] = { "articles", 0, "FILE", "send the articles of this file, one a line, instead of the samples" },
    [PAGE] = { "page", 0, "FILE", "write the records as a page to read there (default: a new file in the folder for temporary files)" },
    { NULL, 0, NULL, NULL },
};

/* The line, and what has come out of it. */
struct demo {
    const struct call *call;
    struct language *language;
    struct broker *broker;
    struct settings kafka;                       /* none of the user's: they are for another broker */
    struct lane_settings settings;
    struct lanes *lanes;
    struct arena arena;                          /* for the cards */
    struct card_style style;
    struct page page;                            /* the first PAGE_RECORDS records, for reading */
    bool is_page_written;
    unsigned fed, records, rejects;
};

static volatile sig_atomic_t is_stopping;

static void on_signal(int signal_number)
{
    (void)signal_number;
    is_stopping = 1;
}

/* ── the line ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool broker_prepare(struct demo *demo, struct error *error)
{
    const struct options *options = demo->call->options;
    const char *const topics[] = { options->input.topic, options->output.topic, options->dead_letter.topic, NULL };
    const char *claims = options->claims.topic;
    demo->broker = broker_start(error);
    for (size_t i = 0; demo->broker && topics[i]; i++)
        if (!broker_topic(demo->broker, topics[i], PARTITIONS, error))
            return false;
    if (demo->broker && *claims && !broker_topic(demo->broker, claims, PARTITIONS, error))
        return false;
    return demo->broker && broker_watch(demo->broker, topics + 1, error);
}

static bool line_start(struct demo *demo, struct error *error)
{
    const struct options *options = demo->call->options;
    if (!settings_set(&demo->kafka, "kafka.consumer.fetch.wait.max.ms", "5", "demo", error))
        return false;
    demo->settings = lanes_configure(options, demo->language);
    demo->settings.brokers = broker_address(demo->broker);
    demo->settings.kafka = &demo->kafka;
    demo->settings.instance = "demo";
    demo->settings.commits_plainly = true;
    demo->lanes = lanes_start(&demo->settings, LANES, options, demo->language, error);
    return demo->lanes != NULL;
}

static int line_stop(struct demo *demo)
{
    struct error error;
    if (!demo->lanes)
        return EX_OK;
    lanes_stop(demo->lanes);
    int status = lanes_join(demo->lanes, &error);
    if (status != EX_OK)
        fprintf(stderr, "claimd: %s\n", error.text);
    return status;
}

/* ── articles in ────────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool stream_feed(struct demo *demo, FILE *stream, struct error *error)
{
    char *line = NULL, key[32];
    size_t room = 0;
    ssize_t length;
    bool is_good = true;
    while (is_good && (length = getline(&line, &room, stream)) >= 0) {
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            length--;
        if (length == 0)
            continue;
        snprintf(key, sizeof key, "article-%u", ++demo->fed);
        is_good = broker_feed(demo->broker, demo->call->options->input.topic, span_of(key), (struct span){ line, (size_t)length }, error);
    }
    free(line);
    return is_good;
}

static bool articles_feed(struct demo *demo, struct error *error)
{
    static const char broken[] = "{\"id\": \"cut-off\", \"title\": \"The line went dead in the mid";
    const char *given = demo->call->flags[ARTICLES];
    char *path = given ? strdup(given) : place_find("demo/articles.ndjson");
    FILE *stream = path ? fopen(path, "r") : NULL;
    bool is_good = stream ? stream_feed(demo, stream, error) : fail(error, "%s: %s", path ? path : "articles", strerror(errno));
    if (stream)
        fclose(stream);
    free(path);
    if (!is_good || given)
        return is_good;
    demo->fed++;
    return broker_feed(demo->broker, demo->call->options->input.topic, SPAN("broken"), SPAN(broken), error);
}

/* ── outcomes out ───────────────────────────────────────────────────────────────────────────────────────────────────── */

static void reject_print(struct demo *demo, struct span key, struct span reason)
{
    demo->rejects++;
    fprintf(demo->call->flags[JSON] ? stderr : stdout, "── rejected: message '%.*s' is on the dead-letter topic: %.*s\n\n", (int)key.length,
            key.at, (int)reason.length, reason.at ? reason.at : "");
}

static void record_print(struct demo *demo, struct span record)
{
    demo->records++;
    if (demo->call->flags[JSON])
        printf("%.*s\n", (int)record.length, record.at);
    else
        card_print(stdout, record, &demo->style, &demo->arena);
    if (demo->records <= PAGE_RECORDS)
        view_page_add(&demo->page, record, &demo->arena);
}

/* Nobody else knows the name of a temporary file beforehand. */
static FILE *page_open(const char *wanted, char *path, size_t room)
{
    const char *folder = getenv("TMPDIR");
    if (wanted) {
        snprintf(path, room, "%s", wanted);
        return fopen(path, "w");
    }
    snprintf(path, room, "%s/claimd-demo-XXXXXX.html", folder && *folder ? folder : "/tmp");
    int file = mkstemps(path, 5);
    return file < 0 ? NULL : fdopen(file, "w");
}

/* Once there is an outcome of each article. With --json only where it is asked for. */
static void page_offer(struct demo *demo)
{
    char path[4096];
    struct error error;
    const char *wanted = demo->call->flags[PAGE];
    if (demo->is_page_written || demo->records + demo->rejects < demo->fed || (demo->call->flags[JSON] && !wanted))
        return;
    demo->is_page_written = true;
    FILE *file = page_open(wanted, path, sizeof path);
    bool is_good = file ? view_page_write(&demo->page, file, &error) : fail(&error, "%s", strerror(errno));
    if (file)
        fclose(file);
    if (is_good)
        fprintf(stderr, "The same as a page, with every claim in its place:  %s\n", path);
    else
        fprintf(stderr, "claimd: %s: %s\n", path, error.text);
}

static void outcome_print(void *context, const char *topic, struct span key, struct span value, struct span reason)
{
    struct demo *demo = context;
    if (strcmp(topic, demo->call->options->dead_letter.topic) == 0)
        reject_print(demo, key, reason);
    else if (value.at)
        record_print(demo, value);
    fflush(stdout);
}

/* Until each article has its outcome; with --stay, until a signal. */
static bool outcomes_wait(struct demo *demo, struct error *error)
{
    time_t begin = time(NULL);
    bool stays = demo->call->flags[STAY] != NULL;
    while (!is_stopping && (stays || demo->records + demo->rejects < demo->fed)) {
        broker_next(demo->broker, POLL_WAIT, outcome_print, demo);
        page_offer(demo);
        if (has_lane_ended(demo->lanes))
            return fail(error, "a lane has ended");
        if (!stays && time(NULL) - begin > PATIENCE)
            return fail(error, "%u articles have no outcome after %d s", demo->fed - demo->records - demo->rejects, PATIENCE);
    }
    return true;
}

/* ── the verb ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void introduce(const struct demo *demo)
{
    const struct options *options = demo->call->options;
    fprintf(stderr,
            "A broker inside this process listens on %s. It is for trying out: it keeps nothing.\n"
            "%u messages wait in '%s'; a lane reads them, records go to '%s', rejects to '%s'.\n",
            broker_address(demo->broker), demo->fed, options->input.topic, options->output.topic, options->dead_letter.topic);
    if (demo->call->flags[STAY])
        fprintf(stderr, "From another terminal:  kcat -b %s -t %s -P < articles.ndjson\nand:  kcat -b %s -t %s -C\nCtrl-C ends it.\n",
                broker_address(demo->broker), options->input.topic, broker_address(demo->broker), options->output.topic);
    fputs("The lane joins its group, which takes a few seconds.\n\n", stderr);
}

static bool demo_run(struct demo *demo, struct error *error)
{
    const struct options *options = demo->call->options;
    demo->language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, error);
    if (!demo->language || !broker_prepare(demo, error) || !articles_feed(demo, error))
        return false;
    introduce(demo);
    return line_start(demo, error) && outcomes_wait(demo, error);
}

static void demo_finish(struct demo *demo)
{
    broker_stop(demo->broker);
    settings_finish(&demo->kafka);
    language_destroy(demo->language);
    view_page_finish(&demo->page);
    arena_finish(&demo->arena);
}

static int demo(const struct call *call)
{
    const char *no_colour = getenv("NO_COLOR");
    struct demo demo = { .call = call, .style = { isatty(STDOUT_FILENO) && !(no_colour && *no_colour), CLAIMS_SHOWN } };
    struct error error;
    if (!arena_init(&demo.arena, CARD_MEMORY) || !view_page_init(&demo.page)) {
        arena_finish(&demo.arena);
        return EX_OSERR;
    }
    bool is_quiet = strcmp(options_where(call->options, "log.level"), "default") == 0;
    if (is_quiet)
        log_start(LOG_WARNING);
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    bool is_good = demo_run(&demo, &error);
    int status = line_stop(&demo);
    if (is_good)
        fprintf(stderr, "%u messages: %u records, %u rejects. The broker ends here, with all that was in it.\n", demo.fed, demo.records,
                demo.rejects);
    else
        fprintf(stderr, "claimd: %s\n", error.text);
    demo_finish(&demo);
    return is_good ? status : status ? status : EX_SOFTWARE;
}

const struct verb verb_demo = {
    .name = "demo",
    .summary = "Show the whole line on a broker inside the process",
    .story = "Starts a broker in this process, sends in sample articles, runs a lane on it and shows the records that they\n"
             "publish. The broker is for trying out and keeps nothing: exactly-once needs a real Kafka.",
    .flags = flags,
    .run = demo,
};
