/* claimd view: records as one HTML page that needs nothing else. */
#include "client.h"
#include "input.h"
#include "reader.h"
#include "reading.h"
#include "verb.h"
#include "view_page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

enum { FLAG_OUTPUT, FLAG_TOPIC, FLAG_LAST, FLAG_FROM };

enum { LAST_STANDARD = 20, LAST_MOST = 10000, WAIT = 200 /* ms */ };

static int records_read(struct page *page, struct input *input, struct arena *arena)
{
    struct batch batch = { 0 };
    int status = EX_OK;
    while (input_read(input, &batch)) {
        struct span line;
        uint64_t number = batch.first_line;
        for (size_t at = 0; batch_line(&batch, &at, &line); number++)
            if (line.length && !view_page_add(page, line, arena)) {
                fprintf(stderr, "claimd: %s:%llu: not a record\n", batch.name, (unsigned long long)number);
                status = EX_DATAERR;
            }
    }
    free(batch.at);
    return status ? status : input_failures(input) ? EX_NOINPUT : EX_OK;
}

/* The last records of the output topic: the latest that came, whatever their partition. */
static int last_read(struct page *page, const struct options *options, size_t last, struct arena *arena)
{
    struct error error;
    struct buffer *latest = calloc(last + 1, sizeof *latest);        /* a ring */
    struct reader *reader = latest ? reader_open(options, options->output.topic, last, &error) : NULL;
    enum reader_event event = READER_FAILED;
    struct span record;
    size_t count = 0;
    while (reader && (event = reader_next(reader, WAIT, &record, &error)) != READER_FAILED && event != READER_END) {
        if (event != READER_RECORD || !last)
            continue;
        struct buffer *place = &latest[count++ % last];
        place->length = 0;
        buffer_put(place, record);
    }
    reader_close(reader);
    size_t bad = 0;
    for (size_t i = count > last ? count - last : 0; event == READER_END && i < count; i++)
        bad += !view_page_add(page, (struct span){ latest[i % last].at, latest[i % last].length }, arena);
    for (size_t i = 0; latest && i < last; i++)
        free(latest[i].at);
    free(latest);
    if (event != READER_END)
        fprintf(stderr, "claimd: %s\n", error.text);
    if (bad)
        fprintf(stderr, "claimd: %zu messages were no records\n", bad);
    return event != READER_END ? EX_UNAVAILABLE : bad ? EX_DATAERR : EX_OK;
}

/* How many records to show of a topic; SIZE_MAX if that is no number. */
static size_t last_of(const struct call *call)
{
    const char *flag = call->flags[FLAG_LAST];
    char *end;
    if (!flag)
        return LAST_STANDARD;
    unsigned long last = strtoul(flag, &end, 10);
    return *flag >= '0' && *flag <= '9' && !*end && last <= LAST_MOST ? last : SIZE_MAX;
}

struct gathering {
    struct page *page;
    struct arena *arena;
    size_t bad, count;
};

static bool gather(void *context, const struct message *message)
{
    struct gathering *gathering = context;
    if (message->value.at)
        gathering->bad += !view_page_add(gathering->page, message->value, gathering->arena);
    return ++gathering->count < LAST_MOST;
}

/* The records of the output topic from a place on, to where it ends now. */
static int range_read(struct page *page, const struct options *options, const char *from, struct arena *arena)
{
    struct error error;
    struct stretch range = { 0 };
    struct gathering gathering = { .page = page, .arena = arena };
    struct rd_kafka_s *client = client_create(options->brokers, &options->kafka, options->group, &error);
    bool is_good = client && stretch_find(client, options->output.topic, from, "latest", &range, &error) &&
                   (reading_run(client, &range, gather, &gathering, &error) || gathering.count == LAST_MOST);
    stretch_finish(&range);
    client_destroy(client);
    if (!is_good)
        fprintf(stderr, "claimd: %s\n", error.text);
    else if (gathering.count == LAST_MOST)
        fprintf(stderr, "claimd: there are more than these %d records\n", LAST_MOST);
    if (gathering.bad)
        fprintf(stderr, "claimd: %zu messages were no records\n", gathering.bad);
    return !is_good ? EX_UNAVAILABLE : gathering.bad ? EX_DATAERR : EX_OK;
}

static int page_read(struct page *page, const struct call *call, struct arena *arena)
{
    if (call->flags[FLAG_FROM])
        return range_read(page, call->options, call->flags[FLAG_FROM], arena);
    if (call->flags[FLAG_TOPIC])
        return last_read(page, call->options, last_of(call), arena);
    struct input *input = input_create(call->operands, call->operand_count, false, call->options);
    int status = input ? records_read(page, input, arena) : EX_OSERR;
    input_destroy(input);
    return status;
}

static int page_save(struct page *page, const char *path)
{
    struct error error;
    FILE *file = path ? fopen(path, "wb") : stdout;
    bool is_good = file ? view_page_write(page, file, &error) : fail(&error, "%s", strerror(errno));
    if (path && file && fclose(file) != 0 && is_good)
        is_good = fail(&error, "%s", strerror(errno));
    if (!is_good)
        fprintf(stderr, "claimd: %s: %s\n", path ? path : "standard output", error.text);
    return is_good ? EX_OK : EX_IOERR;
}

/* NULL, or what is wrong with the flags. */
static const char *complaint(const struct call *call)
{
    const char *const *flags = call->flags;
    if (flags[FLAG_TOPIC] && call->operand_count)
        return "--topic wants no files";
    if ((flags[FLAG_LAST] || flags[FLAG_FROM]) && !flags[FLAG_TOPIC])
        return "--last and --from want --topic";
    if (flags[FLAG_LAST] && flags[FLAG_FROM])
        return "--last or --from?";
    return last_of(call) == SIZE_MAX ? "--last wants a number up to 10000" : NULL;
}

static int view_run(const struct call *call)
{
    struct page page = { 0 };
    struct arena arena = { 0 };
    int status = EX_OSERR;
    if (complaint(call)) {
        fprintf(stderr, "claimd: %s\n", complaint(call));
        return EX_USAGE;
    }
    if (arena_init(&arena, call->options->arena.limit) && view_page_init(&page)) {
        status = page_read(&page, call, &arena);
        int saved = status == EX_UNAVAILABLE ? EX_OK : page_save(&page, call->flags[FLAG_OUTPUT]);
        status = saved == EX_OK ? status : saved;
    }
    view_page_finish(&page);
    arena_finish(&arena);
    return status;
}

static const struct flag flags[] = {
    [FLAG_OUTPUT] = { "output", 'o', "FILE", "write the page there instead of to standard output" },
    [FLAG_TOPIC] = { "topic", 't', NULL, "show the last records of the output topic instead of files" },
    [FLAG_LAST] = { "last", 'n', "N", "how many of them (default: 20)" },
    [FLAG_FROM] = { "from", 0, "A", "instead of the last, all from there on: a time, -24h, earliest or PARTITION:OFFSET,…" },
    { NULL, 0, NULL, NULL },
};

const struct verb verb_view = {
    .name = "view",
    .operands = "[FILE…]",
    .summary = "Make an HTML page of records, for reading",
    .story = "Reads records, one a line, from the files or from standard input, and writes one page that holds all it needs: the articles with "
             "their claims, names and values marked in place, who says what, and figures on one thing side by side.",
    .flags = flags,
    .run = view_run,
};
