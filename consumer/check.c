/* claimd check: is everything in order? */
#include "brokers.h"
#include "finding.h"
#include "verb.h"

#include "config/language.h"

#include <stdio.h>
#include <sysexits.h>

enum { OFFLINE, WRITE };

static const struct flag flags[] = {
    [OFFLINE] = { "offline", 0, NULL, "ask no brokers" },
    [WRITE] = { "write", 0, NULL, "also write to the output topics, in a transaction that is aborted" },
    { NULL, 0, NULL, NULL },
};

static void language_check(const struct options *options, struct findings *findings)
{
    struct error error;
    struct language *language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, &error);
    if (language)
        finding_good("language pack %s, %s", options->pack.folder, language->rules);
    else
        finding_error(findings, EX_CONFIG, "%s", error.text);
    language_destroy(language);
}

static int check(const struct call *call)
{
    struct findings findings = { .status = EX_OK };
    finding_good("configuration");               /* a wrong one has not come so far */
    language_check(call->options, &findings);
    if (!call->flags[OFFLINE])
        brokers_check(call->options, call->flags[WRITE], &findings);
    return findings.status;
}

const struct verb verb_check = {
    .name = "check",
    .summary = "See whether configuration, language pack and brokers are in order",
    .story = "One finding a line: good, warning or error, with file and line number where there is one. Nothing is written\n"
             "unless --write is given, and nobody's work is disturbed. The exit status is that of the first error.",
    .flags = flags,
    .run = check,
};
