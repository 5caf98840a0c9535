/* The command line: finds the verb, its flags and the options, and runs it. */
#ifndef CONSUMER_COMMAND_H
#define CONSUMER_COMMAND_H

#include "verb.h"

/* `verbs` ends with NULL. Returns the exit status; a wrong call is one line on standard error and EX_USAGE or EX_CONFIG. */
int command_run(const struct verb *const *verbs, int argc, char **argv);

#endif
