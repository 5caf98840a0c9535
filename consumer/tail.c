/* claimd tail: claims as they come, one readable line each. */
#include "follow.h"
#include "json.h"
#include "reader.h"
#include "verb.h"

#include "extract/arena.h"
#include "extract/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { FLAG_LAST, FLAG_ONCE, FLAG_SPEAKER, FLAG_KIND, FLAG_STANCE, FLAG_OUTLET };

enum { RECORD_DEEPEST = 16, LAST_STANDARD = 10, WAIT = 200 /* ms */ };

struct tail {
    const struct call *call;
    struct arena arena;
    struct json json;
    bool has_colour, is_once;
    uint64_t last;
    size_t bad;
};

static struct span text(struct tail *t, const struct json_value *value, const char *name)
{
    const struct json_value *found = value ? json_member(&t->json, value, name) : NULL;
    return found && found->kind != JSON_KIND_NULL ? json_text(&t->json, found, &t->arena) : (struct span){ 0 };
}

static bool contains(struct span text, const char *wanted)
{
    size_t length = strlen(wanted);
    for (size_t i = 0; i + length <= text.length; i++)
        if (strncasecmp(text.at + i, wanted, length) == 0)
            return true;
    return false;
}

/* Speaker and outlet fit by a part of their name, kind and stance by all of it. */
static bool is_wanted(struct tail *t, const struct json_value *article, const struct json_value *claim)
{
    const char *const *flags = t->call->flags;
    if (flags[FLAG_SPEAKER] && !contains(text(t, json_member(&t->json, claim, "speaker"), "name"), flags[FLAG_SPEAKER]))
        return false;
    if (flags[FLAG_OUTLET] && !contains(text(t, article, "publisher"), flags[FLAG_OUTLET]))
        return false;
    if (flags[FLAG_KIND] && !span_equal(text(t, claim, "kind"), span_of(flags[FLAG_KIND])))
        return false;
    return !flags[FLAG_STANCE] || span_equal(text(t, claim, "stance"), span_of(flags[FLAG_STANCE]));
}

/* Without line ends, and without the controls that a terminal would obey. */
static void print(struct tail *t, const char *colour, struct span text)
{
    if (t->has_colour)
        printf("\033[%sm", colour);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_c1 = c == 0xc2 && i + 1 < text.length && (unsigned char)text.at[i + 1] < 0xa0;
        putchar(c < ' ' || c == 0x7f || is_c1 ? ' ' : c);
        i += is_c1;
    }
    if (t->has_colour)
        printf("\033[0m");
}

#define BOLD "1"
#define FAINT "2"
#define RED "31"
#define PLAIN "0"

static void claim_print(struct tail *t, const struct json_value *article, const struct json_value *claim)
{
    struct span time = text(t, article, "published_at"), speaker = text(t, json_member(&t->json, claim, "speaker"), "name");
    struct span stance = text(t, claim, "stance"), outlet = text(t, article, "publisher");
    print(t, FAINT, time.at ? time : SPAN("-"));
    printf("  ");
    print(t, BOLD, speaker.at ? speaker : SPAN("-"));
    const struct json_value *via = json_member(&t->json, claim, "via");
    for (const struct json_value *source = json_first(&t->json, via); source; source = json_next(&t->json, via, source)) {
        printf(" ← ");
        print(t, PLAIN, text(t, source, "name"));
    }
    printf(" (");
    print(t, span_equal(stance, SPAN("neutral")) ? FAINT : RED, stance);
    printf(" ");
    print(t, FAINT, text(t, claim, "kind"));
    printf("): “");
    print(t, PLAIN, text(t, claim, "text"));
    printf("” ");
    print(t, FAINT, text(t, claim, "check_worthiness"));
    if (outlet.at) {
        printf("  ");
        print(t, FAINT, outlet);
    }
    putchar('\n');
}

static void record_print(struct tail *t, struct span record)
{
    struct error error;
    arena_reset(&t->arena);
    if (!record.length)
        return;
    if (!is_utf8(record) || json_read(record, RECORD_DEEPEST, &t->arena, &t->json, &error) != JSON_GOOD ||
        !json_member(&t->json, t->json.at, "claims")) {
        t->bad++;
        return;
    }
    const struct json_value *article = json_member(&t->json, t->json.at, "article"), *claims = json_member(&t->json, t->json.at, "claims");
    for (const struct json_value *claim = json_first(&t->json, claims); claim; claim = json_next(&t->json, claims, claim))
        if (is_wanted(t, article, claim))
            claim_print(t, article, claim);
}

static void pause_shortly(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = WAIT * 1000000L }, NULL);
}

static int file_tail(struct tail *t, const char *path)
{
    struct error error;
    struct follow *follow = follow_open(path, t->last, &error);
    enum follow_event event = FOLLOW_FAILED;
    struct span line;
    while (follow && (event = follow_next(follow, &line, &error)) != FOLLOW_FAILED && !ferror(stdout)) {
        if (event == FOLLOW_LINE) {
            record_print(t, line);
            continue;
        }
        fflush(stdout);
        if (t->is_once || !follow_may_grow(follow)) {
            record_print(t, follow_rest(follow));
            break;
        }
        pause_shortly();
    }
    follow_close(follow);
    if (event != FOLLOW_FAILED)
        return EX_OK;
    fprintf(stderr, "claimd: %s\n", error.text);
    return EX_NOINPUT;
}

static int topic_tail(struct tail *t, const char *topic)
{
    struct error error;
    struct reader *reader = reader_open(t->call->options, topic, t->last, &error);
    enum reader_event event = READER_FAILED;
    struct span record;
    while (reader && (event = reader_next(reader, WAIT, &record, &error)) != READER_FAILED && !ferror(stdout)) {
        if (event == READER_RECORD)
            record_print(t, record);
        else
            fflush(stdout);
        if (event == READER_END && t->is_once)
            break;
    }
    reader_close(reader);
    if (event != READER_FAILED)
        return EX_OK;
    fprintf(stderr, "claimd: %s\n", error.text);
    return EX_UNAVAILABLE;
}

static int tail_run(const struct call *call)
{
    struct tail tail = { .call = call, .has_colour = isatty(STDOUT_FILENO), .is_once = call->flags[FLAG_ONCE], .last = LAST_STANDARD };
    const char *last = call->flags[FLAG_LAST];
    char *end = NULL;
    if (last)
        tail.last = strtoull(last, &end, 10);
    if (call->operand_count > 1 || (last && (*last < '0' || *last > '9' || *end))) {
        fprintf(stderr, last ? "claimd: --last wants a number\n" : "claimd: tail wants one file at the most\n");
        return EX_USAGE;
    }
    if (!arena_init(&tail.arena, call->options->arena.limit)) {
        fprintf(stderr, "claimd: out of memory\n");
        return EX_OSERR;
    }
    int status = call->operand_count ? file_tail(&tail, call->operands[0]) : topic_tail(&tail, call->options->output.topic);
    fflush(stdout);
    if (tail.bad)
        fprintf(stderr, "claimd: %zu lines were no records\n", tail.bad);
    arena_finish(&tail.arena);
    return status == EX_OK && tail.bad ? EX_DATAERR : status;
}

static const struct flag flags[] = {
    [FLAG_LAST] = { "last", 'n', "N", "begin with the last N records (default: 10; of a topic, of each partition, roughly)" },
    [FLAG_ONCE] = { "once", '1', NULL, "end where the records end for now" },
    [FLAG_SPEAKER] = { "speaker", 0, "NAME", "only claims of speakers whose name holds this" },
    [FLAG_KIND] = { "kind", 0, "KIND", "only claims of a kind: statement, promise, denial …" },
    [FLAG_STANCE] = { "stance", 0, "STANCE", "only claims with this stance: neutral, distance, endorse, deny" },
    [FLAG_OUTLET] = { "outlet", 0, "NAME", "only claims in outlets whose name holds this" },
    { NULL, 0, NULL, NULL },
};

const struct verb verb_tail = {
    .name = "tail",
    .operands = "[FILE]",
    .summary = "Print claims as they come, one line each",
    .story = "Follows the output topic, or a file of records, or standard input (-): when it was published, who says it through whom, the\n"
             "article's stance, the kind, the words, how much it is worth checking, and the outlet.",
    .flags = flags,
    .run = tail_run,
};
