/* What claimd can do: a table of verbs (main.c), each with the flags that it knows. */
#ifndef CONSUMER_VERB_H
#define CONSUMER_VERB_H

#include "config/options.h"

#include <stdbool.h>
#include <stddef.h>

enum { FLAGS_MOST = 16 };

/* "-j, --jobs N": `argument` is NULL for a switch. `letter` is 0 where there is none. */
struct flag {
    const char *name;
    char letter;
    const char *argument;
    const char *help;
};

/* What the person asked for. */
struct call {
    const struct options *options;
    const struct options_source *source;   /* where they came from: to read them again */
    const char *flags[FLAGS_MOST];   /* by the place in the verb's flags: NULL not given; a switch that is given is "" */
    char **operands;                 /* ends with NULL */
    size_t operand_count;
};

struct verb {
    const char *name;
    const char *operands;            /* "[FILE…]"; NULL: it takes none */
    const char *summary;             /* one line for claimd --help */
    const char *story;               /* a paragraph for claimd VERB --help; may be NULL */
    const struct flag *flags;        /* ends with a flag without name; may be NULL */
    int (*run)(const struct call *call);   /* the exit status */
};

extern const struct verb verb_run, verb_extract, verb_diff, verb_test, verb_view, verb_tail, verb_demo, verb_check, verb_options, verb_replay, verb_redrive, verb_audit;

#endif
