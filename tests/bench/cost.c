/*
 * What each message costs: `cost CONFIG_FOLDER < FILE.ndjson` prints a line for each, its nanoseconds of processor time and what
 * became of it ("record" or the code of its reject). A message may hold any byte but a line end.
 */
#include "consumer/enrich.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void measure(struct enricher *enricher, struct span message)
{
    double began = now();
    struct outcome outcome = enrich(enricher, message);
    printf("%.0f %s\n", now() - began, outcome.is_record ? "record" : reject_name(outcome.reject.code));
    free(outcome.record);
}

int main(int argc, char **argv)
{
    struct error error = { 0 };
    struct options options = { 0 };
    struct language *language = argc == 2 ? language_load(argv[1], NULL, &error) : NULL;
    if (!language || !options_init(&options, &(struct options_source){ 0 }, &error)) {
        fprintf(stderr, "usage: cost CONFIG_FOLDER < FILE.ndjson %s\n", error.text);
        return 1;
    }
    struct enricher *enricher = enricher_create(&options, language);
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; enricher && (length = getline(&line, &room, stdin)) > 0;)
        measure(enricher, (struct span){ line, (size_t)(length - (line[length - 1] == '\n')) });
    free(line);
    enricher_destroy(enricher);
    options_finish(&options);
    language_destroy(language);
    return 0;
}
