#include "manual.h"

#include "option.h"
#include "settings.h"

#include <string.h>

enum { COLUMNS = 100 };

/* ── the file ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* Words in lines of comment. */
static void comment_print(FILE *stream, const char *text)
{
    size_t column = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column == 0 || column + 1 + length > COLUMNS) {
            fputs(column > 0 ? "\n#" : "#", stream);
            column = 1;
        }
        fprintf(stream, " %.*s", (int)length, text);
        column += 1 + length;
        text += length + strspn(text + length, " ");
    }
    fputc('\n', stream);
}

static void section_print(FILE *stream, const char *name)
{
    fprintf(stream, "\n# ── %s ", name);
    for (size_t column = strlen(name) + 6; column < COLUMNS; column++)
        fputs("─", stream);
    fputc('\n', stream);
}

struct story {
    char text[1024];
};

/* What an option is for and what it can be. */
static struct story option_story(const struct option *option)
{
    struct story story;
    bool is_free = option->kind == OPTION_TEXT || option->kind == OPTION_POINTER;
    if (is_free)
        snprintf(story.text, sizeof story.text, "%s", option->help);
    else
        snprintf(story.text, sizeof story.text, "%s (%s)", option->help, option_range(option).text);
    return story;
}

static void option_print(FILE *stream, const struct option *option)
{
    if (option->section)
        section_print(stream, option->section);
    fputc('\n', stream);
    comment_print(stream, option_story(option).text);
    fprintf(stream, "#%s =%s%s\n", option->name, *option->standard ? " " : "", option->standard);
}

void manual_print_file(FILE *stream)
{
    fputs("# claimd.conf: what claimd can be told. See claimd.conf(5).\n"
          "#\n"
          "# One option a line: key = value. Lines that begin with # are comments; those that read like options show the\n"
          "# default. The environment (CLAIMD_INPUT_TOPIC for input.topic) goes before this file, -X input.topic=NAME before\n"
          "# both. A value @PATH is read from that file, so that passwords need not stand here; @@ begins a real @.\n"
          "#\n"
          "# SIGHUP (systemctl reload claimd) reads it again. What it says of transactions, articles, extraction and logs holds\n"
          "# from then on; what it says of brokers, topics and lanes after a restart.\n",
          stream);
    for (size_t i = 0; i < option_count; i++)
        option_print(stream, &option_table[i]);
    section_print(stream, "librdkafka");
    fputs("\n# Whatever librdkafka knows: kafka.NAME for both clients of a lane, kafka.consumer.NAME and kafka.producer.NAME for\n"
          "# one. What would break exactly-once is refused with the reason.\n"
          "#kafka.security.protocol = SASL_SSL\n"
          "#kafka.sasl.mechanism = SCRAM-SHA-512\n"
          "#kafka.sasl.username = claimd\n"
          "#kafka.sasl.password = @/etc/claimd/password\n"
          "#kafka.producer.compression.type = zstd\n",
          stream);
}

/* ── the page ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* A text of the table as a line of mdoc: nothing in it may begin with a control character. */
static void page_text(FILE *stream, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stream);
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stream);
        else
            fputc(*text, stream);
    }
    fputc('\n', stream);
}

static void page_option(FILE *stream, const struct option *option)
{
    if (option->section)
        fprintf(stream, "%s.Ss %s\n.Bl -tag -width Ds\n", option == option_table ? "" : ".El\n", option->section);
    fprintf(stream, ".It Ic %s\n", option->name);
    page_text(stream, option_story(option).text);
    if (*option->standard)
        fprintf(stream, "Default:\n.Ql %s .\n", option->standard);
}

static void page_live_options(FILE *stream)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].is_live)
            fprintf(stream, ".It\n.Ic %s\n", option_table[i].name);
}

static void page_refusals(FILE *stream)
{
    fputs(".Bl -tag -width Ds\n", stream);
    for (size_t i = 0; i < setting_refusal_count; i++) {
        fprintf(stream, ".It Ic kafka.%s\n", setting_refusals[i].name);
        page_text(stream, setting_refusals[i].reason);
    }
    fputs(".El\n", stream);
}

void manual_print_page(FILE *stream)
{
    fputs(".\\\" Written by: claimd options --page\n"
          ".Dd November 25, 2026\n.Dt CLAIMD.CONF 5\n.Os\n"
          ".Sh NAME\n.Nm claimd.conf\n.Nd configuration of claimd\n"
          ".Sh DESCRIPTION\n"
          "One option a line,\n.Ql key = value .\nEmpty lines and lines that begin with\n.Ql #\nare passed over.\n"
          "The file is the one given with\n.Fl c .\n"
          "An option can also be set in the environment, as\n.Ev CLAIMD_INPUT_TOPIC\nfor\n.Ic input.topic ,\n"
          "and on the command line, with\n.Fl X Ar key=value .\n"
          "The command line goes before the environment, the environment before the file.\n.Pp\n"
          "A value\n.Ql @PATH\nis read from that file, without the line end at its end: the place for passwords.\n"
          "A value that begins with an\n.Ql @\nof its own has two.\n"
          "Passwords and keys are never shown or logged.\n"
          ".Sh OPTIONS\n",
          stream);
    for (size_t i = 0; i < option_count; i++)
        page_option(stream, &option_table[i]);
    fputs(".El\n.Sh RELOAD\n.Dv SIGHUP\nmakes\n.Cm claimd run\nread configuration, language pack and lists again. Each lane changes over between "
          "two transactions. Where something is wrong, all stays as it is, and a line in the log says why.\nThese hold after a reload, "
          "the others after a restart:\n.Bl -item -compact -offset indent\n",
          stream);
    page_live_options(stream);
    fputs(".El\n.Sh LIBRDKAFKA\n"
          "Whatever librdkafka knows is set by\n.Ic kafka. Ns Ar NAME\nfor both clients of a lane, by\n.Ic kafka.consumer. Ns Ar NAME\nand\n"
          ".Ic kafka.producer. Ns Ar NAME\nfor one of them.\nThese are refused, because articles would be lost or come twice, or because "
          "an option of claimd sets them:\n",
          stream);
    page_refusals(stream);
    fputs(".Sh EXAMPLES\n.Bd -literal\nbrokers = kafka-1:9093,kafka-2:9093\ninput.topic = wire\noutput.topic = wire.enriched\n"
          "kafka.security.protocol = SASL_SSL\nkafka.sasl.mechanism = SCRAM-SHA-512\nkafka.sasl.username = claimd\n"
          "kafka.sasl.password = @/etc/claimd/password\n.Ed\n.Sh SEE ALSO\n.Xr claimd 1\n",
          stream);
}

/* ── what is in force ───────────────────────────────────────────────────────────────────────────────────────────────── */

static void setting_print(FILE *stream, const struct setting *setting)
{
    static const char *const scopes[] = { [SETTING_BOTH] = "", [SETTING_CONSUMER] = "consumer.", [SETTING_PRODUCER] = "producer." };
    fprintf(stream, "kafka.%s%s = %s   # %s\n", scopes[setting->scope], setting->name, is_secret(setting->name) ? "********" : setting->value,
            setting->where);
}

void manual_print_values(FILE *stream, const struct options *options)
{
    for (size_t i = 0; i < option_count; i++)
        fprintf(stream, "%s = %s   # %s\n", option_table[i].name, option_value(&option_table[i], options).text,
                options_where(options, option_table[i].name));
    for (size_t i = 0; i < options->kafka.count; i++)
        setting_print(stream, &options->kafka.at[i]);
}
