/*
 * claimd extract: the line without Kafka.
 *
 * Each worker takes a batch of lines (one reads at a time), enriches it, waits for its turn, and writes. So records leave
 * in the order of the lines, as soon as they can, and no more memory is taken than a batch for each worker.
 */
#include "enrich.h"
#include "explain.h"
#include "input.h"
#include "rows.h"
#include "verb.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { FLAG_JOBS, FLAG_TEXT, FLAG_ROWS, FLAG_CSV, FLAG_EXPLAIN };

enum { JOBS_MOST = 256, STATUS_REJECTS = 1, PROGRESS_LEAST = 32 << 20, PROGRESS_MILLISECONDS = 200 };

struct line {
    const struct options *options;
    const struct language *language;
    document_writer *write;              /* NULL: records */
    struct input *input;
    pthread_mutex_t reading, writing;
    pthread_cond_t turned;
    uint64_t tickets, turn;              /* batches read, batches written */
    bool is_broken;                      /* nobody reads what is written, or memory is short: no more batches */
    bool shows_progress;
    int64_t shown_at, began_at;
    int status;
};

struct worker {
    struct line *line;
    struct enricher *enricher;
    struct batch batch;
    uint64_t ticket;
    struct buffer records, rejects;
};

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void progress_show(struct line *line, bool is_last)
{
    int64_t now = milliseconds();
    if (!line->shows_progress || (!is_last && now - line->shown_at < PROGRESS_MILLISECONDS))
        return;
    line->shown_at = now;
    double done = (double)input_done(line->input), seconds = (double)(now - line->began_at + 1) / 1000;
    fprintf(stderr, "\r%3.0f %%  %.0f MB  %.1f MB/s%s", 100 * done / (double)input_size(line->input), done / 1e6, done / 1e6 / seconds,
            is_last ? "\n" : "");
}

static void put_reject(struct worker *w, uint64_t number, const struct reject *reject)
{
    char place[64], text[400];
    snprintf(place, sizeof place, ":%" PRIu64, number);
    int length = snprintf(text, sizeof text, "%s: %s: %s\n", w->batch.is_text ? "" : place, reject_name(reject->code), reject->detail);
    buffer_put(&w->rejects, span_of(w->batch.name));
    buffer_put(&w->rejects, (struct span){ text, (size_t)length });
}

static void enrich_line(struct worker *w, struct span message, uint64_t number)
{
    struct outcome outcome = enrich(w->enricher, message);
    if (!outcome.is_record) {
        put_reject(w, number, &outcome.reject);
        return;
    }
    buffer_put(&w->records, (struct span){ outcome.record, outcome.record_length });
    if (outcome.record_length)
        buffer_put_char(&w->records, '\n');
    free(outcome.record);
}

static bool is_blank(struct span line)
{
    for (size_t i = 0; i < line.length; i++)
        if (line.at[i] != ' ' && line.at[i] != '\t')
            return false;
    return true;
}

static void enrich_batch(struct worker *w)
{
    w->records.length = w->rejects.length = 0;
    struct span message;
    uint64_t number = w->batch.first_line;
    if (w->batch.is_too_large)
        put_reject(w, number, &(struct reject){ REJECT_TOO_LARGE, "longer than input.max.bytes" });
    else if (w->batch.is_text)
        enrich_line(w, (struct span){ w->batch.at, w->batch.length }, 0);
    else
        for (size_t at = 0; batch_line(&w->batch, &at, &message); number++)
            if (!is_blank(message))
                enrich_line(w, message, number);
}

/* False when nobody reads any more; that is no error worth a word, others are. */
static bool write_all(int file, const struct buffer *bytes)
{
    for (size_t at = 0; at < bytes->length;) {
        ssize_t written = write(file, bytes->at + at, bytes->length - at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            if (errno != EPIPE)
                fprintf(stderr, "claimd: standard output: %s\n", strerror(errno));
            return false;
        }
        at += (size_t)written;
    }
    return true;
}

static bool take_batch(struct worker *w)
{
    struct line *line = w->line;
    pthread_mutex_lock(&line->reading);
    bool has_batch = !__atomic_load_n(&line->is_broken, __ATOMIC_ACQUIRE) && input_read(line->input, &w->batch);
    if (has_batch)
        w->ticket = line->tickets++;
    pthread_mutex_unlock(&line->reading);
    return has_batch;
}

static void give_batch(struct worker *w)
{
    struct line *line = w->line;
    pthread_mutex_lock(&line->writing);
    while (line->turn != w->ticket)
        pthread_cond_wait(&line->turned, &line->writing);
    bool is_short = w->records.is_short || w->rejects.is_short;
    if (is_short)
        fprintf(stderr, "claimd: out of memory\n");
    if (!line->is_broken && (is_short || !write_all(STDOUT_FILENO, &w->records))) {
        __atomic_store_n(&line->is_broken, true, __ATOMIC_RELEASE);
        line->status = is_short ? EX_OSERR : EX_IOERR;
    }
    if (w->rejects.length && line->status == EX_OK)
        line->status = STATUS_REJECTS;
    write_all(STDERR_FILENO, &w->rejects);
    progress_show(line, false);
    line->turn++;
    pthread_cond_broadcast(&line->turned);
    pthread_mutex_unlock(&line->writing);
}

static void *work(void *context)
{
    struct worker *w = context;
    while (take_batch(w)) {
        enrich_batch(w);
        give_batch(w);
    }
    return NULL;
}

/* Runs the workers, the first in this thread; as many as can be made. */
static bool line_run(struct line *line, size_t jobs)
{
    struct worker *workers = calloc(jobs, sizeof *workers);
    pthread_t *threads = calloc(jobs, sizeof *threads);
    size_t made = 0, started = 1;
    while (workers && threads && made < jobs && (workers[made].enricher = enricher_create(line->options, line->language)))
        workers[made++].line = line;
    for (size_t i = 0; line->write && i < made; i++)
        enricher_write(workers[i].enricher, line->write);
    while (started < made && pthread_create(&threads[started], NULL, work, &workers[started]) == 0)
        started++;
    if (made)
        work(&workers[0]);
    for (size_t i = 1; i < started && made; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < made; i++) {
        enricher_destroy(workers[i].enricher);
        free(workers[i].batch.at);
        free(workers[i].records.at);
        free(workers[i].rejects.at);
    }
    free(workers);
    free(threads);
    return made > 0;
}

static size_t jobs_of(const struct call *call)
{
    const char *flag = call->flags[FLAG_JOBS];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (!flag)
        return cores < 1 ? 1 : cores > JOBS_MOST ? JOBS_MOST : (size_t)cores;
    char *end;
    unsigned long jobs = strtoul(flag, &end, 10);
    return *flag >= '0' && *flag <= '9' && !*end && jobs <= JOBS_MOST ? jobs : 0;
}

/* What the flags ask for; false with a word about it. */
static bool writer_choose(const struct call *call, struct line *line)
{
    enum rows_kind kind;
    const char *rows = call->flags[FLAG_ROWS];
    if (call->flags[FLAG_EXPLAIN] && (rows || call->flags[FLAG_CSV])) {
        fprintf(stderr, "claimd: --explain and --rows do not go together\n");
        return false;
    }
    if (call->flags[FLAG_EXPLAIN])
        line->write = explain_write;
    if (!rows && !call->flags[FLAG_CSV])
        return true;
    if (!rows || !rows_kind_find(rows, &kind)) {
        fprintf(stderr, rows ? "claimd: --rows wants claims, entities or values\n" : "claimd: --csv wants --rows\n");
        return false;
    }
    line->write = rows_writer(kind, call->flags[FLAG_CSV]);
    if (call->flags[FLAG_CSV]) {
        struct buffer header = { 0 };
        rows_header(kind, &header);
        buffer_put_char(&header, '\n');
        write_all(STDOUT_FILENO, &header);
        free(header.at);
    }
    return true;
}

static void line_extract(struct line *line, const struct call *call, size_t jobs)
{
    line->input = input_create(call->operands, call->operand_count, line->options->input.format == INPUT_TEXT, line->options);
    if (line->input) {
        line->began_at = milliseconds();
        line->shows_progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO) && input_size(line->input) >= PROGRESS_LEAST;
    }
    if (!line->input || !line_run(line, jobs)) {
        fprintf(stderr, "claimd: out of memory\n");
        line->status = EX_OSERR;
        return;
    }
    progress_show(line, true);
    if (input_failures(line->input))
        line->status = EX_NOINPUT;
}

static int extract_run(const struct call *call)
{
    struct error error;
    struct options options = *call->options;                 /* a view: owns nothing */
    struct line line = { .options = &options, .reading = PTHREAD_MUTEX_INITIALIZER, .writing = PTHREAD_MUTEX_INITIALIZER,
                         .turned = PTHREAD_COND_INITIALIZER };
    if (call->flags[FLAG_TEXT])
        options.input.format = INPUT_TEXT;
    size_t jobs = jobs_of(call);
    if (!jobs) {
        fprintf(stderr, "claimd: --jobs wants a number from 1 to %d\n", JOBS_MOST);
        return EX_USAGE;
    }
    struct language *language = language_load(options.pack.folder, *options.pack.lists ? options.pack.lists : NULL, &error);
    line.language = language;
    if (!language) {
        fprintf(stderr, "claimd: %s\n", error.text);
        line.status = EX_CONFIG;
    } else if (!writer_choose(call, &line)) {
        line.status = EX_USAGE;
    } else {
        line_extract(&line, call, jobs);
    }
    input_destroy(line.input);
    language_destroy(language);
    return line.status;
}

static const struct flag flags[] = {
    [FLAG_JOBS] = { "jobs", 'j', "N", "work on N cores (default: all)" },
    [FLAG_TEXT] = { "text", 't', NULL, "each file is the text of one article" },
    [FLAG_ROWS] = { "rows", 'r', "KIND", "instead of records, a flat row for each of their claims, entities or values" },
    [FLAG_CSV] = { "csv", 0, NULL, "rows as CSV with a header line instead of JSON" },
    [FLAG_EXPLAIN] = { "explain", 'e', NULL, "instead of records, for reading: how each claim was found, and the steps to its speaker" },
    { NULL, 0, NULL, NULL },
};

const struct verb verb_extract = {
    .name = "extract",
    .operands = "[FILE…]",
    .summary = "Make records of articles: JSON lines in, JSON lines out",
    .story = "Reads one article a line from the files, or from standard input (also named -), and writes one record a line, in order, each "
             "as soon as it is made. Lines that cannot become records are reported on standard error with their place and reason; then "
             "the exit status is 1.",
    .flags = flags,
    .run = extract_run,
};
