#include "command.h"

#include "flow.h"
#include "log.h"
#include "page.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { COMMON_COUNT = 3, FIRST_LONG = 256 };

/* Every verb knows these, before or after its name. */
static const struct flag common[COMMON_COUNT] = {
    { "config", 'c', "FILE", "read options from a file of lines key = value" },
    { "option", 'X', "KEY=VALUE", "set one option; goes before file and environment" },
    { "help", 'h', NULL, "show this help" },
};

/* A command line as it is read. */
struct command {
    const struct verb *const *verbs;
    const struct verb *verb;
    struct call call;
    struct options_source source;
    char **overrides;
    size_t override_count;
    bool is_help, is_version, is_page;
};

static int complain(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One line that says what is wrong and what to do. */
static int complain(const struct command *command, const char *format, ...)
{
    const char *verb = command->verb ? command->verb->name : "";
    va_list arguments;
    va_start(arguments, format);
    fputs("claimd: ", stderr);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "; see claimd %s%s--help\n", verb, *verb ? " " : "");
    va_end(arguments);
    return EX_USAGE;
}

/* ── help ───────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static void flag_print(const struct flag *flag)
{
    char left[64], letter[8] = "    ";
    if (flag->letter)
        snprintf(letter, sizeof letter, "-%c, ", flag->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, flag->name, flag->argument ? " " : "", flag->argument ? flag->argument : "");
    printf("  %-26s %s\n", left, flag->help);
}

static void common_print(void)
{
    for (size_t i = 0; i < COMMON_COUNT; i++)
        flag_print(&common[i]);
}

static int help_print(const struct command *command)
{
    puts("claimd reads news articles and publishes for each one record of who is in it, which numbers, and who claims what.\n\n"
         "usage: claimd [-c FILE] [-X KEY=VALUE] VERB …\n");
    for (size_t i = 0; command->verbs[i]; i++)
        printf("  %-10s %s\n", command->verbs[i]->name, command->verbs[i]->summary);
    putchar('\n');
    common_print();
    puts("      --version              show the version\n"
         "      --page                 print the manual page claimd(1)\n\nclaimd VERB --help tells more; options are in claimd.conf(5).");
    return EX_OK;
}

static int verb_help_print(const struct verb *verb)
{
    printf("usage: claimd %s [FLAG…]%s%s\n\n%s.\n", verb->name, verb->operands ? " " : "", verb->operands ? verb->operands : "",
           verb->summary);
    if (verb->story) {
        struct flow flow = { .stream = stdout };
        putchar('\n');
        flow_put(&flow, COLOUR_PLAIN, span_of(verb->story), false);
        flow_end(&flow);
    }
    putchar('\n');
    for (const struct flag *flag = verb->flags; flag && flag->name; flag++)
        flag_print(flag);
    common_print();
    return EX_OK;
}

/* ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* getopt's two tables for the common flags and the verb's. A long flag's value is FIRST_LONG + its place. */
struct tables {
    char letters[2 * (COMMON_COUNT + FLAGS_MOST) + 3];
    struct option names[COMMON_COUNT + FLAGS_MOST + 3];
    const struct flag *flags[COMMON_COUNT + FLAGS_MOST];
    size_t count;
};

static void tables_add(struct tables *tables, const struct flag *flag)
{
    if (flag->letter) {
        size_t length = strlen(tables->letters);
        tables->letters[length] = flag->letter;
        tables->letters[length + 1] = flag->argument ? ':' : '\0';
    }
    tables->names[tables->count] = (struct option){ flag->name, flag->argument ? required_argument : no_argument, NULL,
                                                    FIRST_LONG + (int)tables->count };
    tables->flags[tables->count++] = flag;
}

/* Before the verb's name flags end at the first operand; after it they may stand anywhere. */
static void tables_make(struct tables *tables, const struct verb *verb)
{
    *tables = (struct tables){ 0 };
    strcpy(tables->letters, verb ? ":" : "+:");
    for (size_t i = 0; i < COMMON_COUNT; i++)
        tables_add(tables, &common[i]);
    for (const struct flag *flag = verb ? verb->flags : NULL; flag && flag->name; flag++)
        tables_add(tables, flag);
    if (!verb) {
        tables->names[tables->count] = (struct option){ "version", no_argument, NULL, 'V' };
        tables->names[tables->count + 1] = (struct option){ "page", no_argument, NULL, 'P' };
    }
}

static size_t tables_find(const struct tables *tables, int found)
{
    if (found >= FIRST_LONG)
        return (size_t)(found - FIRST_LONG);
    size_t at = 0;
    while (tables->flags[at]->letter != found)
        at++;
    return at;
}

static void flag_take(struct command *command, size_t at)
{
    if (at == 0)
        command->source.file = optarg;
    else if (at == 1)
        command->overrides[command->override_count++] = strdup(optarg);      /* its own: secrets_cover hides what stands in argv */
    else if (at == 2)
        command->is_help = true;
    else
        command->call.flags[at - COMMON_COUNT] = optarg ? optarg : "";
}

/* Reads flags from argv[optind] on. */
static int flags_read(struct command *command, int argc, char **argv)
{
    struct tables tables;
    tables_make(&tables, command->verb);
    opterr = 0;
    int found;
    while ((found = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        if (found == ':')
            return complain(command, "%s needs a value", argv[optind - 1]);
        if (found == '?' && optopt > 0 && optopt < FIRST_LONG)
            return complain(command, "unknown flag -%c", optopt);
        if (found == '?')
            return complain(command, "unknown flag %s", argv[optind - 1]);
        if (found == 'V' && !command->verb)
            command->is_version = true;
        else if (found == 'P' && !command->verb)
            command->is_page = true;
        else
            flag_take(command, tables_find(&tables, found));
    }
    return EX_OK;
}

static const struct verb *verb_find(const struct verb *const *verbs, const char *name)
{
    while (*verbs && strcmp((*verbs)->name, name) != 0)
        verbs++;
    return *verbs;
}

static int unknown_verb(const struct command *command, const char *name)
{
    char known[256] = "";
    for (size_t i = 0; command->verbs[i]; i++) {
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "", command->verbs[i]->name);
    }
    return complain(command, "unknown verb '%s': it is one of %s", name, known);
}

/* Passwords given with -X would be seen by everyone in the list of processes. */
static void secrets_cover(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (!equals)
            continue;
        *equals = '\0';
        bool has_secret = is_secret(argv[i]);
        *equals = '=';
        if (has_secret)
            memset(equals + 1, '*', strlen(equals + 1));
    }
}

static int verb_call(struct command *command, int argc, char **argv)
{
    struct options options;
    struct error error;
    command->source.environment = (const char *const *)environ;
    command->source.overrides = (const char *const *)command->overrides;
    bool is_good = options_init(&options, &command->source, &error);
    secrets_cover(argc, argv);
    if (!is_good) {
        fprintf(stderr, "claimd: %s\n", error.text);
        return EX_CONFIG;
    }
    command->call.options = &options;
    command->call.source = &command->source;
    log_start(options.log.level);
    log_use(options.log.format);
    int status = command->verb->run(&command->call);
    options_finish(&options);
    return status;
}

static int command_read(struct command *command, int argc, char **argv)
{
    int status = flags_read(command, argc, argv);
    if (status != EX_OK || command->is_help || command->is_version || command->is_page)
        return status;
    if (optind == argc)
        return complain(command, "what shall it do?");
    const char *name = argv[optind];
    command->verb = verb_find(command->verbs, name);
    if (!command->verb)
        return unknown_verb(command, name);
    argv += optind;                              /* the verb in the program's place; 0 lets getopt begin anew, with its other order */
    argc -= optind;
    optind = 0;
    status = flags_read(command, argc, argv);
    command->call.operands = argv + optind;
    command->call.operand_count = (size_t)(argc - optind);
    if (status == EX_OK && !command->verb->operands && command->call.operand_count > 0 && !command->is_help)
        return complain(command, "%s takes no '%s'", name, argv[optind]);
    return status;
}

int command_run(const struct verb *const *verbs, int argc, char **argv)
{
    struct command command = { .verbs = verbs, .overrides = calloc((size_t)argc + 1, sizeof(char *)) };
    if (!command.overrides)
        return EX_OSERR;
    optind = 0;
    int status = command_read(&command, argc, argv);
    if (status == EX_OK && command.is_version)
        puts("claimd " CLAIMD_VERSION);
    else if (status == EX_OK && command.is_page)
        page_print(verbs, common, COMMON_COUNT);
    else if (status == EX_OK && command.is_help)
        status = command.verb ? verb_help_print(command.verb) : help_print(&command);
    else if (status == EX_OK)
        status = verb_call(&command, argc, argv);
    for (size_t i = 0; i < command.override_count; i++)
        free(command.overrides[i]);
    free(command.overrides);
    return status;
}
