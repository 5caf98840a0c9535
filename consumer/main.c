/* claimd [-c FILE] [-X KEY=VALUE] VERB [FLAGS] [OPERANDS] */
#include "command.h"
#include "verb.h"

#include <locale.h>
#include <string.h>

/* In the order of the help. A new verb is a file of its own and a line here. */
static const struct verb *const verbs[] = {
    &verb_run,
    &verb_replay,
    &verb_redrive,
    &verb_audit,
    &verb_extract,
    &verb_diff,
    &verb_test,
    &verb_view,
    &verb_tail,
    &verb_demo,
    &verb_check,
    &verb_options,
    NULL,
};

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C");
    return command_run(verbs, argc, argv);
}
