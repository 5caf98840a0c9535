/* claimd test: does extraction find what cases say? For those who add lists and patterns to a language pack. */
#include "case.h"
#include "enrich.h"
#include "input.h"
#include "verb.h"

#include "extract/unicode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

enum { FLAG_UPDATE };

enum { STATUS_DIFFERENT = 1, LINES_MOST = 2000 /* of a section, to be put side by side */ };

struct test {
    struct enricher *enricher;
    bool updates, has_colour;
    size_t cases, different;
    int status;
};

/* ── the difference ─────────────────────────────────────────────────────────────────────────────────────────────────── */

struct lines {
    struct span *at;
    size_t count;
};

/* Without empty lines, and without the spaces at their ends. */
static struct lines lines_of(struct span text)
{
    struct lines lines = { malloc((text.length + 1) * sizeof *lines.at), 0 };
    for (size_t begin = 0, end; lines.at && begin < text.length; begin = end + 1) {
        const char *found = memchr(text.at + begin, '\n', text.length - begin);
        end = found ? (size_t)(found - text.at) : text.length;
        size_t length = end - begin;
        while (length && text.at[begin + length - 1] == ' ')
            length--;
        if (length)
            lines.at[lines.count++] = (struct span){ text.at + begin, length };
    }
    return lines;
}

static bool are_equal(const struct lines *a, const struct lines *b)
{
    bool is_equal = a->count == b->count;
    for (size_t i = 0; is_equal && i < a->count; i++)
        is_equal = span_equal(a->at[i], b->at[i]);
    return is_equal;
}

static void line_print(const struct test *test, char sign, struct span line)
{
    const char *colour = !test->has_colour || sign == ' ' ? "" : sign == '-' ? "\033[31m" : "\033[32m";
    printf("%s%c %.*s%s\n", colour, sign, (int)line.length, line.at, *colour ? "\033[0m" : "");
}

/* common[i][j]: how many lines the rests from i and j have in common, in order. */
static void lines_compare(const struct test *test, const struct lines *a, const struct lines *b)
{
    size_t width = b->count + 1, i = 0, j = 0;
    bool is_long = a->count > LINES_MOST || b->count > LINES_MOST;
    uint16_t *common = is_long ? NULL : calloc((a->count + 1) * width, sizeof *common);
    for (size_t m = a->count; common && m-- > 0;)
        for (size_t n = b->count; n-- > 0;) {
            uint16_t down = common[(m + 1) * width + n], right = common[m * width + n + 1];
            bool is_same = span_equal(a->at[m], b->at[n]);
            common[m * width + n] = is_same ? (uint16_t)(common[(m + 1) * width + n + 1] + 1) : down > right ? down : right;
        }
    while (i < a->count || j < b->count) {
        if (common && i < a->count && j < b->count && span_equal(a->at[i], b->at[j])) {
            line_print(test, ' ', a->at[i]);
            i++, j++;
        } else if (i < a->count && (j == b->count || !common || common[(i + 1) * width + j] >= common[i * width + j + 1])) {
            line_print(test, '-', a->at[i++]);
        } else {
            line_print(test, '+', b->at[j++]);
        }
    }
    free(common);
}

/* True if they differ; then it has been shown. */
static bool section_compare(const struct test *test, const char *name, const struct section *expected, const struct section *found)
{
    struct lines a = lines_of(expected->body), b = lines_of(found->body);
    bool is_different = !are_equal(&a, &b);
    if (is_different) {
        printf("%s: %.*s%s\n", name, (int)expected->name.length, expected->name.at, test->updates ? ", updated" : "");
        lines_compare(test, &a, &b);
    }
    free(a.at);
    free(b.at);
    return is_different;
}

/* ── cases ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_article(const struct section *section)
{
    return span_equal(section->name, SPAN("article"));
}

/* The case with what was found in its sections; a section that ended with an empty line still does. */
static void case_update(const struct test_case *expected, const struct test_case *found, const char *path, struct error *error)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        fail(error, "%s", strerror(errno));
        return;
    }
    fwrite(expected->heading.at, 1, expected->heading.length, file);
    for (size_t i = 0; i < expected->count; i++) {
        const struct section *old = &expected->sections[i], *new = is_article(old) ? old : case_section(found, old->name);
        fprintf(file, "--- %.*s\n%.*s", (int)old->name.length, old->name.at, (int)new->body.length, new->body.at);
        size_t length = new != old ? old->body.length : 0;
        if (length && old->body.at[length - 1] == '\n' && (length == 1 || old->body.at[length - 2] == '\n'))
            fputc('\n', file);
    }
    if (fclose(file) != 0)
        fail(error, "%s", strerror(errno));
}

static bool case_compare(struct test *test, const char *name, const struct test_case *expected, struct span record, struct error *error)
{
    struct test_case found;
    bool is_different = false;
    if (!case_read(record, &found, error))
        return false;
    for (size_t i = 0; i < expected->count; i++)
        if (!is_article(&expected->sections[i]))
            is_different |= section_compare(test, name, &expected->sections[i], case_section(&found, expected->sections[i].name));
    test->different += is_different;
    if (is_different && test->updates)
        case_update(expected, &found, name, error);
    return !*error->text;
}

static bool case_run(struct test *test, const char *name, struct span text, struct error *error)
{
    struct test_case expected;
    struct buffer article = { 0 };
    if (!is_utf8(text))
        return fail(error, "not UTF-8");
    if (!case_read(text, &expected, error))
        return false;
    if (!case_section(&expected, SPAN("article")))
        return fail(error, "it has no section 'article'");
    case_article_write(&expected, span_of(name), &article);
    struct outcome outcome = enrich(test->enricher, (struct span){ article.at, article.length });
    bool is_good = outcome.is_record ? case_compare(test, name, &expected, (struct span){ outcome.record, outcome.record_length }, error)
                                     : fail(error, "%s: %s", reject_name(outcome.reject.code), outcome.reject.detail);
    free(outcome.record);
    free(article.at);
    return is_good;
}

static void cases_run(struct test *test, struct input *input)
{
    struct batch batch = { 0 };
    while (input_read(input, &batch)) {
        struct error error = { "" };
        test->cases++;
        if (case_run(test, batch.name, (struct span){ batch.at, batch.length }, &error))
            continue;
        fprintf(stderr, "claimd test: %s: %s\n", batch.name, error.text);
        test->status = EX_DATAERR;
    }
    free(batch.at);
}

/* A view, which owns nothing: cases become JSON under the usual names, whatever the feed's are. */
static struct options as_cases(const struct options *options)
{
    static char none[] = "";
    struct options plain = *options;
    plain.input.format = INPUT_JSON;
    plain.input.id = plain.input.title = plain.input.body = plain.input.published_at = none;
    plain.input.language = plain.input.publisher = plain.input.url = plain.input.authors = none;
    return plain;
}

static int test_run(const struct call *call)
{
    struct error error = { "out of memory" };
    const struct options *options = call->options;
    const char *no_colour = getenv("NO_COLOR");
    struct test test = { .updates = call->flags[FLAG_UPDATE], .has_colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour) };
    if (!call->operand_count) {
        fputs("claimd test: which cases?\n", stderr);
        return EX_USAGE;
    }
    struct options plain = as_cases(options);
    struct language *language = language_load(options->pack.folder, *options->pack.lists ? options->pack.lists : NULL, &error);
    struct input *input = language ? input_create(call->operands, call->operand_count, true, options) : NULL;
    test.enricher = input ? enricher_create(&plain, language) : NULL;
    if (test.enricher) {
        enricher_write(test.enricher, case_write);
        cases_run(&test, input);
        printf("%zu case%s, %zu differ%s\n", test.cases, test.cases == 1 ? "" : "s", test.different, test.updates ? "ed and updated" : "");
        test.status = test.status ? test.status : input_failures(input) ? EX_NOINPUT : test.different && !test.updates ? STATUS_DIFFERENT : EX_OK;
    } else {
        fprintf(stderr, "claimd test: %s\n", error.text);
        test.status = language ? EX_OSERR : EX_CONFIG;
    }
    enricher_destroy(test.enricher);
    input_destroy(input);
    language_destroy(language);
    return test.status;
}

static const struct flag flags[] = {
    [FLAG_UPDATE] = { "update", 'u', NULL, "write into the cases what is found now" },
    { NULL, 0, NULL, NULL },
};

const struct verb verb_test = {
    .name = "test",
    .operands = "FILE…",
    .summary = "See whether cases, texts with what is expected of them, still hold",
    .story = "A case is a text file with sections, each begun by a line --- NAME: the article, and one or more of parts, entities, values and "
             "claims, which are compared whole. What differs is shown line by line: - expected, + found. Exit status 1 if anything differs. "
             "Write a case with empty sections, let --update fill them in, and read what it wrote before you believe it. -X "
             "pack.lists=FOLDER adds lists of names of your own, -X pack.folder=FOLDER takes a language pack of your own.",
    .flags = flags,
    .run = test_run,
};
