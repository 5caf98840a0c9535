#include "gold.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const forms[] = { "direct", "indirect", "mixed", "statement", NULL };
static const char *const kinds[] = { "statement", "promise", "prediction", "denial", "request", "question", "opinion", "no_comment", NULL };
static const char *const stances[] = { "neutral", "distance", "endorse", "deny", NULL };
static const char *const polarities[] = { "affirmed", "negated", NULL };
static const char *const modalities[] = { "none", "possible", "obligation", "conditional", "future", NULL };

static int name_index(const char *name, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

static struct range place_read(const char *cell)
{
    struct range range = { 0 };
    if (cell && sscanf(cell, "%u %u", &range.begin, &range.end) != 2)
        return (struct range){ 0 };
    return range;
}

static struct span text_read(char *cell)
{
    char *to = cell;
    for (const char *from = cell; *from; from++) {
        char c = *from;
        if (c == '\\' && from[1])
            c = *++from == 'n' ? '\n' : *from == 't' ? '\t' : *from;
        *to++ = c;
    }
    return (struct span){ cell, (size_t)(to - cell) };
}

static void claim_read(struct gold_claim *claim, char *line)
{
    char *cells[8];
    for (int i = 0; i < 8; i++)
        cells[i] = strsep(&line, "\t");
    claim->form = cells[1] ? name_index(cells[1], forms) : -1;
    claim->kind = cells[2] ? name_index(cells[2], kinds) : -1;
    claim->stance = cells[3] ? name_index(cells[3], stances) : -1;
    claim->polarity = cells[4] ? name_index(cells[4], polarities) : -1;
    claim->modality = cells[5] ? name_index(cells[5], modalities) : -1;
    claim->cue = place_read(cells[6]);
    claim->speaker = place_read(cells[7]);
    for (char *cell; claim->content_count < GOLD_PIECES && (cell = strsep(&line, "\t"));)
        claim->content[claim->content_count++] = place_read(cell);
}

static void names_read(struct gold_claim *claim, char *line)
{
    strsep(&line, "\t");
    char *name = strsep(&line, "\t");
    claim->is_named = true;
    claim->speaker_name = span_of(name && strcmp(name, "-") ? strdup(name) : NULL);
    for (char *cell; claim->via_count < GOLD_VIA && (cell = strsep(&line, "\t"));)
        claim->via[claim->via_count++] = span_of(strdup(cell));
}

static void *grown(void *items, size_t count, size_t size)
{
    if (count & (count - 1))
        return items;
    void *bigger = realloc(items, (count ? 2 * count : 1) * size);
    if (!bigger)
        abort();
    return bigger;
}

bool gold_read(struct gold *gold, const char *path, struct error *error)
{
    FILE *stream = fopen(path, "r");
    if (!stream)
        return fail(error, "%s: %s", path, strerror(errno));
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, stream)) > 0;) {
        line[length - 1] = '\0';
        struct gold_article *article = gold->count ? &gold->articles[gold->count - 1] : NULL;
        if (line[0] == 'A') {
            gold->articles = grown(gold->articles, gold->count, sizeof *gold->articles);
            char *day = strrchr(line, '\t') + 1;
            gold->articles[gold->count++] = (struct gold_article){
                .is_polnear = strncmp(line + 2, "polnear", 7) == 0, .worth = -1, .day = span_of(strcmp(day, "-") ? strdup(day) : NULL) };
        } else if (line[0] == 'T' && article) {
            article->text = text_read(strdup(line + 2));
        } else if (line[0] == 'C' && article) {
            article->claims = grown(article->claims, article->claim_count, sizeof *article->claims);
            article->claims[article->claim_count] = (struct gold_claim){ 0 };
            claim_read(&article->claims[article->claim_count++], line);
        } else if (line[0] == 'N' && article && article->claim_count) {
            names_read(&article->claims[article->claim_count - 1], line);
        } else if (line[0] == 'W' && article) {
            article->worth = line[2] == '1';
        }
    }
    free(line);
    fclose(stream);
    return true;
}
