#include "page.h"

#include <stdio.h>

/* A line of text in mdoc: nothing in it may be taken for a request or an escape. */
static void put_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else
            putchar(*text == '\n' ? ' ' : *text);
    }
    putchar('\n');
}

static void put_flag(const struct flag *flag)
{
    fputs(".It ", stdout);
    if (flag->letter)
        printf("Fl %c , ", flag->letter);
    printf("Fl -%s", flag->name);
    if (flag->argument)
        printf(" Ar %s", flag->argument);
    putchar('\n');
    put_text(flag->help);
}

static void put_verb(const struct verb *verb)
{
    printf(".It Cm %s", verb->name);
    if (verb->operands)
        printf(" Ar %s", verb->operands);
    printf("\n%s.\n", verb->summary);
    if (verb->story)
        put_text(verb->story);
    if (!verb->flags || !verb->flags->name)
        return;
    puts(".Bl -tag -width Ds -compact");
    for (const struct flag *flag = verb->flags; flag->name; flag++)
        put_flag(flag);
    puts(".El");
}

void page_print(const struct verb *const *verbs, const struct flag *common, size_t common_count)
{
    puts(".\\\" Written by: claimd --page\n"
         ".Dd November 25, 2026\n.Dt CLAIMD 1\n.Os\n"
         ".Sh NAME\n.Nm claimd\n.Nd who is in the news, which numbers, and who claims what\n"
         ".Sh SYNOPSIS\n.Nm\n.Op Fl c Ar FILE\n.Op Fl X Ar KEY=VALUE\n.Ar VERB\n.Op Ar FLAG ...\n.Op Ar OPERAND ...\n"
         ".Sh DESCRIPTION\n.Nm\n"
         "reads news articles from a Kafka topic and writes for each one record to another: the article's text, the people,\n"
         "organisations and places in it, the numbers, and the claims that it reports with those who make them.\n"
         "An article that cannot become a record goes to a dead-letter topic with the reason.\n"
         "Each article has exactly one outcome, in the order of its partition, whatever happens to the process.\n"
         ".Sh VERBS\n.Bl -tag -width Ds");
    for (; *verbs; verbs++)
        put_verb(*verbs);
    puts(".El\n.Sh FLAGS\nAll verbs know these, before or after the verb's name:\n.Bl -tag -width Ds");
    for (size_t i = 0; i < common_count; i++)
        put_flag(&common[i]);
    puts(".El\n.Sh EXIT STATUS\nZero when all went well; 1 when messages were rejected or differences found.\nElse a status of\n.In sysexits.h :\n"
         "64 for a wrong call, 66 for a file that cannot be read, 69 for brokers that do not answer, 77 for a missing permission,\n"
         "78 for a wrong configuration.\n"
         ".Sh EXAMPLES\n"
         ".Dl claimd extract articles.ndjson | jq '.claims[] | [.speaker.name, .text]'\n"
         ".Dl claimd -c /etc/claimd/claimd.conf check\n"
         ".Sh SEE ALSO\n.Xr claimd.conf 5");
}
