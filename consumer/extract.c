/* claimd extract: the line without Kafka. */
#include "enrich.h"
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static int extract_stream(FILE *in, const char *name, struct enricher *enricher)
{
    char *line = NULL;
    size_t room = 0, number = 0;
    ssize_t length;
    int status = EX_OK;
    while ((length = getline(&line, &room, in)) >= 0) {
        number++;
        while (length && (line[length - 1] == '\n' || line[length - 1] == '\r' || line[length - 1] == ' '))
            length--;
        if (!length)
            continue;
        struct outcome outcome = enrich(enricher, (struct span){ line, (size_t)length });
        if (outcome.is_record) {
            fwrite(outcome.record, 1, outcome.record_length, stdout);
            putchar('\n');
            free(outcome.record);
        } else {
            fprintf(stderr, "%s:%zu: %s: %s\n", name, number, reject_name(outcome.reject.code), outcome.reject.detail);
            status = 1;
        }
    }
    free(line);
    return status;
}

static int extract_files(const struct call *call)
{
    struct error error;
    int status = EX_OK;
    struct language *language = language_load(call->options->pack.folder, *call->options->pack.lists ? call->options->pack.lists : NULL, &error);
    struct enricher *enricher = language ? enricher_create(call->options, language) : NULL;
    if (!enricher) {
        fprintf(stderr, "claimd: %s\n", language ? "out of memory" : error.text);
        language_destroy(language);
        return EX_CONFIG;
    }
    if (call->operand_count == 0)
        status = extract_stream(stdin, "-", enricher);
    for (size_t i = 0; i < call->operand_count; i++) {
        FILE *in = fopen(call->operands[i], "rb");
        if (!in) {
            fprintf(stderr, "claimd: %s: %s\n", call->operands[i], strerror(errno));
            status = EX_NOINPUT;
            continue;
        }
        int result = extract_stream(in, call->operands[i], enricher);
        status = status ? status : result;
        fclose(in);
    }
    enricher_destroy(enricher);
    language_destroy(language);
    return status;
}

const struct verb verb_extract = { .name = "extract", .operands = "[FILE…]", .summary = "Make records of articles: JSON lines in, JSON lines out",
                                   .run = extract_files };
