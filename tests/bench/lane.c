/*
 * What the line costs: the lanes of `claimd run` over a topic's messages, with their work or with none.
 *
 *     lane copy|enrich COUNT KEY=VALUE…        ends after COUNT outcomes and prints what they took
 */
#include "consumer/lanes.h"
#include "consumer/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static struct outcome work_copy(void *context, const struct message *message)
{
    (void)context;
    char *copy = malloc(message->value.length + 1);
    if (copy)
        memcpy(copy, message->value.at, message->value.length);
    return (struct outcome){ .is_record = true, .record = copy, .record_length = message->value.length };
}

static double wall(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Of this program alone: ru_maxrss would count what its parent held when it forked. */
static long peak_kb(void)
{
    char line[128];
    long peak = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status) && sscanf(line, "VmHWM: %ld", &peak) != 1)
        ;
    if (status)
        fclose(status);
    return peak;
}

static bool never(void)
{
    return false;
}

static int die(const char *reason)
{
    fprintf(stderr, "lane: %s\n", reason);
    return EX_SOFTWARE;
}

int main(int argc, char **argv)
{
    struct error error = { "usage: lane copy|enrich COUNT KEY=VALUE…" };
    struct options options = { 0 };
    if (argc < 3)
        return die(error.text);
    const struct options_source source = { .environment = (const char *const *)environ, .overrides = (const char *const *)argv + 3 };
    if (!options_init(&options, &source, &error))
        return die(error.text);
    log_start(LOG_WARNING);
    struct language *language = language_load(options.pack.folder, NULL, &error);
    int partitions;
    if (!language)
        return die(error.text);
    struct lane_settings settings = lanes_configure(&options, language);
    if (strcmp(argv[1], "copy") == 0)
        settings.work = work_copy;
    if (lanes_prepare(&settings, &partitions, never, &error) != EX_OK)
        return die(error.text);

    uint64_t count = strtoull(argv[2], NULL, 10);
    double cpu_begun = cpu(), begun = 0;
    struct lanes *lanes = lanes_start(&settings, options.lanes, &options, language, &error);
    struct tally tally = { 0 };
    uint64_t before = 0;
    while (lanes && tally.articles < count && !has_lane_ended(lanes)) {
        usleep(5000);
        tally = lanes_tally(lanes);
        if (begun == 0 && tally.articles > 0) {
            begun = wall();
            before = tally.articles;
        }
    }
    double seconds = wall() - begun, cpu_seconds = cpu() - cpu_begun;
    if (!lanes)
        return die(error.text);
    lanes_stop(lanes);
    if (lanes_join(lanes, &error) != EX_OK)
        return die(error.text);
    printf("{\"articles\": %" PRIu64 ", \"per_second\": %.0f, \"cpu_us\": %.2f, \"peak_mb\": %ld, \"commits\": %" PRIu64 "}\n", tally.articles,
           (double)(tally.articles - before) / seconds, cpu_seconds * 1e6 / (double)tally.articles, peak_kb() / 1024,
           histogram_sum_count(&tally.commits));
    language_destroy(language);
    options_finish(&options);
    return EX_OK;
}
