/*
 * What the work costs, in processor time of its thread, so that other work on the machine counts little.
 *
 *     stages CONFIG_FOLDER FILE.ndjson [ROUNDS]      nanoseconds a byte of message for each stage
 *     stages CONFIG_FOLDER FILE.ndjson each          for each message: its nanoseconds, and "record" or the code of its reject
 */
#include "consumer/enrich.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* JSON in before the stages of extract.h, record out behind them. */
struct clock {
    double last, spent[STAGE_COUNT + 2];
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void stage_done(void *context, unsigned stages_done)
{
    struct clock *clock = context;
    double time = now();
    clock->spent[stages_done] += time - clock->last;
    clock->last = now();
}

static void messages_run(struct enricher *enricher, FILE *file)
{
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
        double began = now();
        struct outcome outcome = enrich(enricher, (struct span){ line, (size_t)(length - (line[length - 1] == '\n')) });
        printf("%.0f %s\n", now() - began, outcome.is_record ? "record" : reject_name(outcome.reject.code));
        free(outcome.record);
    }
    free(line);
}

static double rounds_run(struct enricher *enricher, struct clock *clock, FILE *file, long rounds)
{
    double bytes = 0;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    for (long round = 0; round < rounds; round++) {
        rewind(file);
        while ((length = getline(&line, &room, file)) > 0) {
            clock->last = now();
            struct outcome outcome = enrich(enricher, (struct span){ line, (size_t)length });
            clock->spent[STAGE_COUNT + 1] += now() - clock->last;
            bytes += (double)length;
            free(outcome.record);
        }
    }
    free(line);
    return bytes;
}

static void stages_print(struct enricher *enricher, FILE *file, long rounds)
{
    struct clock clock = { 0 };
    enricher_observe(enricher, stage_done, &clock);
    double bytes = rounds_run(enricher, &clock, file, rounds);
    for (unsigned i = 0; i < STAGE_COUNT + 2; i++)
        printf("%-12s %7.2f ns/byte\n", i == 0 ? "json in" : i > STAGE_COUNT ? "record out" : stage_name((enum stage)(i - 1)),
               clock.spent[i] / bytes);
}

int main(int argc, char **argv)
{
    struct error error = { 0 };
    struct options options = { 0 };
    struct language *language = argc > 2 ? language_load(argv[1], NULL, &error) : NULL;
    FILE *file = argc > 2 ? fopen(argv[2], "rb") : NULL;
    if (!language || !file || !options_init(&options, &(struct options_source){ 0 }, &error)) {
        fprintf(stderr, "usage: stages CONFIG_FOLDER FILE.ndjson [ROUNDS | each] %s\n", error.text);
        return 1;
    }
    struct enricher *enricher = enricher_create(&options, language);
    if (argc > 3 && strcmp(argv[3], "each") == 0)
        messages_run(enricher, file);
    else
        stages_print(enricher, file, argc > 3 ? strtol(argv[3], NULL, 10) : 1);
    enricher_destroy(enricher);
    options_finish(&options);
    language_destroy(language);
    fclose(file);
    return 0;
}
