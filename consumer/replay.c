/* claimd replay: a range of the input topic once more, under today's rules, beside the live group. */
#include "bounded.h"
#include "reading.h"
#include "signals.h"
#include "verb.h"

#include <stdio.h>
#include <sysexits.h>

enum { FROM, TO, NAME, OUTPUT, CLAIMS, DEAD_LETTER, RATE, DRY_RUN };

static const struct flag flags[] = {
    [FROM] = { "from", 0, "A", "begin: 2025-02-05T09:30:00Z, -24h, earliest, latest or PARTITION:OFFSET,… (earliest)" },
    [TO] = { "to", 0, "B", "end, before this; latest is fixed at the start (latest)" },
    [NAME] = { "name", 0, "NAME", "under this name it goes on where it stopped, and processes share it (GROUP-replay)" },
    [OUTPUT] = { "output", 'o', "TOPIC", "write records to this topic, or - to standard output (output.topic)" },
    [CLAIMS] = { "claims", 0, "TOPIC", "write claims to this topic (output.claims.topic)" },
    [DEAD_LETTER] = { "dead-letter", 0, "TOPIC", "write rejects to this topic (dead-letter.topic)" },
    [RATE] = { "rate", 0, "N", "read at most N messages a second" },
    [DRY_RUN] = { "dry-run", 'n', NULL, "only say what would be read" },
    { NULL, 0, NULL, NULL },
};

static const char *flag_or(const struct call *call, int flag, const char *standard)
{
    return call->flags[flag] ? call->flags[flag] : standard;
}

static int wrong(const char *what)
{
    fprintf(stderr, "claimd replay: %s\n", what);
    return EX_USAGE;
}

static int replay(const struct call *call)
{
    const struct options *options = call->options;
    struct error error;
    char name[256];
    uint64_t rate;
    snprintf(name, sizeof name, "%s-replay", options->group);
    if (!rate_read(call->flags[RATE], &rate))
        return wrong("--rate wants a number of at least 1");
    if (strcmp(flag_or(call, NAME, name), options->group) == 0)
        return wrong("--name is the live group: its offsets would be moved");
    struct language *language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, &error);
    if (!language) {
        fprintf(stderr, "claimd replay: %s\n", error.text);
        return EX_CONFIG;
    }
    signals_hold();
    struct bounded job = { .noun = "replay", .from = flag_or(call, FROM, "earliest"), .to = flag_or(call, TO, "latest"),
                           .is_dry = call->flags[DRY_RUN], .settings = lanes_configure(options, language) };
    job.settings.group = flag_or(call, NAME, name);
    job.settings.output = flag_or(call, OUTPUT, options->output.topic);
    job.settings.claims = flag_or(call, CLAIMS, job.settings.claims);
    job.settings.dead_letter = flag_or(call, DEAD_LETTER, options->dead_letter.topic);
    job.settings.rate = rate;
    int status = strcmp(job.settings.output, "-") == 0 && !job.is_dry ? reading_print(options, language, job.from, job.to)
                                                                       : bounded_run(&job, options, language);
    language_destroy(language);
    return status;
}

const struct verb verb_replay = {
    .name = "replay",
    .summary = "Read a range of the input topic again, exactly once, and end",
    .story = "Runs beside the daemon under a name of its own; the live group is left alone. Started again under the same name it goes on "
             "where it stopped; several processes under one name share the work. Exit status 0: the range is complete. 75: it was asked "
             "to leave before. With --output - records go to standard output, rejects to standard error, and no progress is kept.",
    .flags = flags,
    .run = replay,
};
