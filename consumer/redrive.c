/* claimd redrive: dead letters through today's rules again. */
#include "bounded.h"
#include "signals.h"
#include "verb.h"

#include <stdio.h>
#include <sysexits.h>

enum { CODES, FROM, TO, NAME, RATE, DRY_RUN };

static const struct flag flags[] = {
    [CODES] = { "code", 0, "CODE,…", "only dead letters with these codes, such as not-json (all)" },
    [FROM] = { "from", 0, "A", "begin in the dead-letter topic: a time, -24h, earliest, latest or PARTITION:OFFSET,… (earliest)" },
    [TO] = { "to", 0, "B", "end, before this; latest is fixed at the start (latest)" },
    [NAME] = { "name", 0, "NAME", "under this name it goes on where it stopped (GROUP-redrive, and the codes)" },
    [RATE] = { "rate", 0, "N", "read at most N messages a second" },
    [DRY_RUN] = { "dry-run", 'n', NULL, "only say what would be read" },
    { NULL, 0, NULL, NULL },
};

static bool is_listed(struct span word, const char *list)
{
    while (*list) {
        size_t length = strcspn(list, ",");
        if (span_equal(word, (struct span){ list, length }))
            return true;
        list += length + (list[length] == ',');
    }
    return false;
}

/* A dead letter whose value did not fit into the topic has nothing to try again. */
static bool is_wanted(const void *codes, const struct message *message)
{
    struct span code = message_header(message, "claimd-error");
    return code.at && message->value.length > 0 && (!codes || is_listed(code, codes));
}

static bool are_codes(const char *list)
{
    while (list && *list) {
        size_t length = strcspn(list, ",");
        unsigned code = 0;
        while (code < REJECT_COUNT && !span_equal((struct span){ list, length }, span_of(reject_name(code))))
            code++;
        if (code == REJECT_COUNT)
            return false;
        list += length + (list[length] == ',');
    }
    return true;
}

static int wrong(const char *what)
{
    fprintf(stderr, "claimd redrive: %s\n", what);
    return EX_USAGE;
}

static int redrive(const struct call *call)
{
    const struct options *options = call->options;
    const char *codes = call->flags[CODES];
    struct error error;
    char name[256];
    uint64_t rate;
    snprintf(name, sizeof name, "%s-redrive%s%s", options->group, codes ? "-" : "", codes ? codes : "");
    if (!rate_read(call->flags[RATE], &rate))
        return wrong("--rate wants a number of at least 1");
    if (!are_codes(codes))
        return wrong("--code knows not-utf8, not-json, no-body, too-large, too-deep and limit");
    if (call->flags[NAME] && strcmp(call->flags[NAME], options->group) == 0)
        return wrong("--name is the live group");
    struct language *language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, &error);
    if (!language) {
        fprintf(stderr, "claimd redrive: %s\n", error.text);
        return EX_CONFIG;
    }
    signals_hold();
    struct bounded job = { .noun = "redrive", .from = call->flags[FROM] ? call->flags[FROM] : "earliest",
                           .to = call->flags[TO] ? call->flags[TO] : "latest", .is_dry = call->flags[DRY_RUN],
                           .settings = lanes_configure(options, language) };
    job.settings.group = call->flags[NAME] ? call->flags[NAME] : name;
    job.settings.input = options->dead_letter.topic;
    job.settings.rate = rate;
    job.settings.is_redrive = true;
    job.settings.is_wanted = is_wanted;
    job.settings.wanted = codes;
    int status = bounded_run(&job, options, language);
    language_destroy(language);
    return status;
}

const struct verb verb_redrive = {
    .name = "redrive",
    .summary = "Put dead letters through today's rules again, exactly once, and end",
    .story = "A dead letter that becomes a record goes to the output topic; one that fails again becomes a new dead letter with one more "
             "in its header claimd-attempts. Dead letters stay in their topic until its retention removes them; the name keeps which "
             "ones have been tried. Exit status 0: all of the range have been; 75: it was asked to leave before.",
    .flags = flags,
    .run = redrive,
};
