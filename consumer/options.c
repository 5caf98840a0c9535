/* claimd options: what it can be told, and what it was told. */
#include "verb.h"

#include "config/manual.h"

#include <sysexits.h>

enum { IN_FORCE, PAGE };

static const struct flag flags[] = {
    [IN_FORCE] = { "in-force", 'f', NULL, "print the values in force and where they come from" },
    [PAGE] = { "page", 0, NULL, "print the manual page claimd.conf(5)" },
    { NULL, 0, NULL, NULL },
};

static int options(const struct call *call)
{
    if (call->flags[IN_FORCE])
        manual_print_values(stdout, call->options);
    else if (call->flags[PAGE])
        manual_print_page(stdout);
    else
        manual_print_file(stdout);
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

const struct verb verb_options = {
    .name = "options",
    .summary = "Print a configuration file with all options at their defaults",
    .flags = flags,
    .run = options,
};
