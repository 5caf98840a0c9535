/*
 * claimd diff: what changes in the claims when the rules do.
 *
 * The old records stay in their file, which is mapped; of each only its id's hash and place are kept. The new ones pass by.
 * Those of a topic are written to a temporary file first.
 */
#include "input.h"
#include "json.h"
#include "records.h"
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { FLAG_SHOW };

enum { STATUS_DIFFERENT = 1, RECORD_DEEPEST = 16, PATHS_MOST = 16 };

/* What is compared of a claim, beside its intermediaries; the last two are measured, not said. */
static const char *const paths[] = { "text",   "speaker/name", "form",     "kind",       "cue/text",         "stance",
                                     "polarity", "modality",     "rule",     "confidence", "check_worthiness", NULL };

struct old_record {
    uint64_t hash;           /* of the article's id */
    struct span line;
    bool is_seen;
};

struct count {
    size_t same, changed, gone, added;
};

struct comparison {
    struct span file;
    struct old_record *old;  /* by hash, then by place */
    size_t old_count;
    struct arena arena;
    bool shows;
    struct count articles, claims;
    size_t changed_in[PATHS_MOST];
    size_t entities[2], values[2];
};

/* ── records ────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* A record with its claims, each under the hash that it is matched by. */
struct claims {
    struct json json;
    struct span id, title;
    struct item {
        uint64_t id, text;
        const struct json_value *claim;
        bool is_matched;
    } *at;
    size_t count;
};

static struct span value_at(struct comparison *c, const struct json *json, const struct json_value *value, const char *path)
{
    while (value && *path) {
        char name[32];
        size_t length = strcspn(path, "/");
        snprintf(name, sizeof name, "%.*s", (int)length, path);
        value = json_member(json, value, name);
        path += length + (path[length] == '/');
    }
    return value ? json_text(json, value, &c->arena) : (struct span){ 0 };
}

static uint64_t hash_of(struct span text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static size_t length_of(const struct json *json, const char *name)
{
    size_t length = 0;
    const struct json_value *list = json_member(json, json->at, name);
    for (const struct json_value *item = json_first(json, list); item; item = json_next(json, list, item))
        length++;
    return length;
}

static int by_id(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    return left->id != right->id ? (left->id < right->id ? -1 : 1) : left->claim < right->claim ? -1 : left->claim > right->claim;
}

static int by_text(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    if (left->is_matched != right->is_matched)
        return left->is_matched - right->is_matched;
    return left->text != right->text ? (left->text < right->text ? -1 : 1) : left->claim < right->claim ? -1 : left->claim > right->claim;
}

static int by_place(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    return left->claim < right->claim ? -1 : left->claim > right->claim;
}

static bool record_read(struct comparison *c, struct span line, struct claims *claims)
{
    struct error error;
    *claims = (struct claims){ 0 };
    if (json_read(line, RECORD_DEEPEST, &c->arena, &claims->json, &error) != JSON_GOOD)
        return false;
    const struct json *json = &claims->json;
    const struct json_value *list = json_member(json, json->at, "claims");
    claims->id = value_at(c, json, json->at, "id");
    claims->title = value_at(c, json, json->at, "article/title");
    claims->at = arena_array(&c->arena, length_of(json, "claims"), sizeof *claims->at);
    for (const struct json_value *claim = json_first(json, list); claim && claims->at; claim = json_next(json, list, claim))
        claims->at[claims->count++] = (struct item){ .id = hash_of(value_at(c, json, claim, "id")), .text = hash_of(value_at(c, json, claim, "text")),
                                                     .claim = claim };
    return claims->id.at && !arena_is_full(&c->arena);
}

/* ── what is said about it ──────────────────────────────────────────────────────────────────────────────────────────── */

static void print_claim(struct comparison *c, char mark, const struct claims *claims, const struct item *item)
{
    struct span speaker = value_at(c, &claims->json, item->claim, "speaker/name"), text = value_at(c, &claims->json, item->claim, "text");
    if (!speaker.at || json_member(&claims->json, item->claim, "speaker")->kind == JSON_KIND_NULL)
        speaker = SPAN("(no speaker)");
    printf("  %c %.*s: ", mark, (int)speaker.length, speaker.at);
    for (size_t i = 0; i < text.length; i++)
        putchar((unsigned char)text.at[i] < ' ' ? ' ' : text.at[i]);
    putchar('\n');
}

static void print_change(const char *what, struct span before, struct span after)
{
    if (strcmp(what, "text") != 0)
        printf("      %s: %.*s → %.*s\n", what, (int)before.length, before.at ? before.at : "", (int)after.length, after.at ? after.at : "");
}

/* The names of the intermediaries, one behind the other. */
static struct span via_of(struct comparison *c, const struct json *json, const struct json_value *claim)
{
    const struct json_value *list = json_member(json, claim, "via");
    char *names = arena_take(&c->arena, list ? list->length + 1 : 1);
    size_t length = 0;
    for (const struct json_value *via = json_first(json, list); via && names; via = json_next(json, list, via)) {
        struct span name = value_at(c, json, via, "name");
        if (length)
            names[length++] = '<';
        memcpy(names + length, name.at ? name.at : "", name.length);
        length += name.length;
    }
    return (struct span){ names, length };
}

/* Compares two claims that are one; true if nothing is different. */
static bool claim_compare(struct comparison *c, const struct claims *before, const struct item *old, const struct claims *after,
                          const struct item *new, bool says)
{
    bool is_same = true;
    for (size_t i = 0; i <= sizeof paths / sizeof *paths - 1; i++) {
        bool is_via = !paths[i];
        struct span left = is_via ? via_of(c, &before->json, old->claim) : value_at(c, &before->json, old->claim, paths[i]);
        struct span right = is_via ? via_of(c, &after->json, new->claim) : value_at(c, &after->json, new->claim, paths[i]);
        if (span_equal(left, right))
            continue;
        is_same = false;
        if (says)
            print_change(is_via ? "via" : paths[i], left, right);
        else
            c->changed_in[i]++;
    }
    return is_same;
}

static void heading(const struct comparison *c, const struct claims *claims, bool *is_said)
{
    if (c->shows && !*is_said)
        printf("%.*s  %.*s\n", (int)claims->id.length, claims->id.at, (int)claims->title.length, claims->title.at ? claims->title.at : "");
    *is_said = true;
}

/* Pairs what has the same key in two lists that are sorted by it, and compares the pairs. */
static void claims_pair(struct comparison *c, struct claims *before, struct claims *after, bool by_words, bool *is_said)
{
    int (*order)(const void *, const void *) = by_words ? by_text : by_id;
    qsort(before->at, before->count, sizeof *before->at, order);
    qsort(after->at, after->count, sizeof *after->at, order);
    for (size_t i = 0, j = 0; i < before->count && j < after->count;) {
        struct item *old = &before->at[i], *new = &after->at[j];
        if (old->is_matched || new->is_matched)
            break;                                           /* sorted behind the others */
        uint64_t left = by_words ? old->text : old->id, right = by_words ? new->text : new->id;
        if (left != right) {
            if (left < right)
                i++;
            else
                j++;
            continue;
        }
        i++;
        j++;
        bool is_same = claim_compare(c, before, old, after, new, false);
        c->claims.same += is_same;
        c->claims.changed += !is_same;
        old->is_matched = new->is_matched = true;
        if (is_same)
            continue;
        heading(c, after, is_said);
        if (c->shows) {
            print_claim(c, '~', after, new);
            claim_compare(c, before, old, after, new, true);
        }
    }
}

/* Those that are left without a partner, in the order of the text. */
static size_t claims_rest(struct comparison *c, struct claims *claims, char mark, bool *is_said)
{
    size_t count = 0;
    if (claims->count)
        qsort(claims->at, claims->count, sizeof *claims->at, by_place);
    for (size_t i = 0; i < claims->count; i++) {
        if (claims->at[i].is_matched)
            continue;
        count++;
        heading(c, claims, is_said);
        if (c->shows)
            print_claim(c, mark, claims, &claims->at[i]);
    }
    return count;
}

static void totals_add(struct comparison *c, const struct claims *claims, int side)
{
    c->entities[side] += claims->json.count ? length_of(&claims->json, "entities") : 0;
    c->values[side] += claims->json.count ? length_of(&claims->json, "values") : 0;
}

/* By id first; then words that changed their speaker, and so their id. Either side may be empty. */
static bool records_compare(struct comparison *c, struct claims *before, struct claims *after)
{
    bool is_said = false;
    if (before->count && after->count) {
        claims_pair(c, before, after, false, &is_said);
        claims_pair(c, before, after, true, &is_said);
    }
    c->claims.gone += claims_rest(c, before, '-', &is_said);
    c->claims.added += claims_rest(c, after, '+', &is_said);
    totals_add(c, before, 0);
    totals_add(c, after, 1);
    return !is_said;
}

/* ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static int by_hash(const void *a, const void *b)
{
    const struct old_record *left = a, *right = b;
    return left->hash != right->hash ? (left->hash < right->hash ? -1 : 1) : left->line.at < right->line.at ? -1 : left->line.at > right->line.at;
}

static bool file_map(struct comparison *c, int file, const char *name, struct error *error)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return fail(error, "%s: %s", name, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fail(error, "%s: the old records have to be in a file or in a topic", name);
    if (status.st_size == 0)
        return true;
    void *at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (at == MAP_FAILED)
        return fail(error, "%s: %s", name, strerror(errno));
    c->file = (struct span){ at, (size_t)status.st_size };
    return true;
}

static bool old_map(struct comparison *c, const char *operand, const struct options *options, struct error *error)
{
    errno = 0;
    FILE *stream = is_topic_range(operand) ? records_spool(operand, options, error) : fopen(operand, "rb");
    if (!stream)
        return is_topic_range(operand) ? false : fail(error, "%s: %s", operand, strerror(errno));
    bool is_mapped = file_map(c, fileno(stream), operand, error);
    fclose(stream);
    return is_mapped;
}

static bool old_index(struct comparison *c, const char *path, struct error *error)
{
    struct batch all = { .at = (char *)(uintptr_t)c->file.at, .length = c->file.length };
    struct claims claims;
    struct span line;
    size_t room = 0, number = 0;
    for (size_t at = 0; batch_line(&all, &at, &line);) {
        number++;
        arena_reset(&c->arena);
        if (line.length == 0)
            continue;
        if (!record_read(c, line, &claims))
            return fail(error, "%s:%zu: not a record", path, number);
        if (c->old_count == room) {
            room = room ? room * 2 : 1024;
            struct old_record *more = realloc(c->old, room * sizeof *more);
            if (!more)
                return fail(error, "out of memory");
            c->old = more;
        }
        c->old[c->old_count++] = (struct old_record){ .hash = hash_of(claims.id), .line = line };
    }
    if (c->old_count)
        qsort(c->old, c->old_count, sizeof *c->old, by_hash);
    return true;
}

/* The first old record of that article that has no partner yet. */
static struct old_record *old_find(struct comparison *c, struct span id)
{
    uint64_t hash = hash_of(id);
    size_t low = 0, high = c->old_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c->old[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->old_count && c->old[low].hash == hash; low++)
        if (!c->old[low].is_seen)
            return &c->old[low];
    return NULL;
}

static bool new_compare(struct comparison *c, struct span line)
{
    struct claims before = { 0 }, after;
    arena_reset(&c->arena);
    if (!record_read(c, line, &after))
        return false;
    struct old_record *old = old_find(c, after.id);
    if (!old) {
        c->articles.added++;
        records_compare(c, &before, &after);
        return true;
    }
    old->is_seen = true;
    if (!record_read(c, old->line, &before))
        return false;
    if (records_compare(c, &before, &after))
        c->articles.same++;
    else
        c->articles.changed++;
    return true;
}

static bool new_take(void *context, struct span record, struct error *error)
{
    return new_compare(context, record) || fail(error, "not a record");
}

static bool new_read(struct comparison *c, char **path, const struct options *options, struct error *error)
{
    if (is_topic_range(*path))
        return records_read(*path, options, new_take, c, error);
    struct input *input = input_create(path, 1, false, options);
    struct batch batch = { 0 };
    bool is_good = input != NULL;
    while (is_good && input_read(input, &batch)) {
        struct span line;
        uint64_t number = batch.first_line;
        is_good = !batch.is_too_large;
        for (size_t at = 0; is_good && batch_line(&batch, &at, &line); number++)
            is_good = !line.length || new_compare(c, line);
        if (!is_good)
            fail(error, "%s:%llu: not a record", *path, (unsigned long long)number - 1);
    }
    if (is_good && input_failures(input))
        is_good = fail(error, "%s: cannot be read", *path);
    free(batch.at);
    input_destroy(input);
    return is_good;
}

static void rest_compare(struct comparison *c)
{
    for (size_t i = 0; i < c->old_count; i++) {
        struct claims before, after = { 0 };
        arena_reset(&c->arena);
        if (c->old[i].is_seen || !record_read(c, c->old[i].line, &before))
            continue;
        c->articles.gone++;
        records_compare(c, &before, &after);
    }
}

static bool summary_print(const struct comparison *c)
{
    const struct count *rows[] = { &c->articles, &c->claims };
    const char *names[] = { "articles", "claims" };
    for (int i = 0; i < 2; i++)
        printf("%-10s same %zu, changed %zu, gone %zu, new %zu\n", names[i], rows[i]->same, rows[i]->changed, rows[i]->gone, rows[i]->added);
    bool is_first = true;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (!c->changed_in[i])
            continue;
        printf("%s%s %zu", is_first ? "changed in " : ", ", paths[i] ? paths[i] : "via", c->changed_in[i]);
        is_first = false;
    }
    printf("%sentities   %zu → %zu\nvalues     %zu → %zu\n", is_first ? "" : "\n", c->entities[0], c->entities[1], c->values[0], c->values[1]);
    return !(c->articles.gone || c->articles.added || c->claims.changed || c->claims.gone || c->claims.added);
}

static int diff_run(const struct call *call)
{
    struct comparison c = { .shows = call->flags[FLAG_SHOW] };
    struct error error = { "out of memory" };
    int status = EX_DATAERR;
    if (call->operand_count != 2) {
        fprintf(stderr, "claimd: diff wants the old records and the new ones: two files, or ranges of topics\n");
        return EX_USAGE;
    }
    if (arena_init(&c.arena, call->options->arena.limit) && old_map(&c, call->operands[0], call->options, &error) && old_index(&c, call->operands[0], &error) &&
        new_read(&c, &call->operands[1], call->options, &error)) {
        rest_compare(&c);
        status = summary_print(&c) ? EX_OK : STATUS_DIFFERENT;
    } else {
        fprintf(stderr, "claimd: %s\n", error.text);
    }
    if (c.file.at)
        munmap((void *)(uintptr_t)c.file.at, c.file.length);
    free(c.old);
    arena_finish(&c.arena);
    return status;
}

static const struct flag flags[] = {
    [FLAG_SHOW] = { "show", 's', NULL, "show what is different, claim by claim" },
    { NULL, 0, NULL, NULL },
};

const struct verb verb_diff = {
    .name = "diff",
    .operands = "OLD NEW",
    .summary = "Say what changed between two files or topics of records",
    .story = "Compares records article by article and claim by claim: same, changed in what, gone, new. A claim keeps its id as long as "
             "speaker and words are the same; words that got another speaker count as changed. Exit status 1 if anything is different. A range of a topic is kafka:TOPIC, "
             "kafka:TOPIC@FROM or kafka:TOPIC@FROM..TO, its ends as with replay: kafka:articles.enriched@-24h.",
    .flags = flags,
    .run = diff_run,
};
