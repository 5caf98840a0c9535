#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH_BYTES = 128 << 10 };

struct input {
    char **names;
    size_t count, next;      /* files, and which one is opened next */
    int file;                /* -1: none is open */
    const char *name;
    uint64_t line;           /* of the first byte that is carried over or read next */
    char *carry;             /* what was read behind the last line of a batch */
    size_t carried, carry_room;
    bool is_text, is_skipping;
    uint64_t limit, done, size;
    size_t failures;
};

static char *standard_input[] = { (char[]){ "-" }, NULL };

static bool is_standard(const char *name)
{
    return strcmp(name, "-") == 0;
}

static uint64_t size_of(const struct input *input)
{
    uint64_t size = 0;
    for (size_t i = 0; i < input->count; i++) {
        struct stat status;
        int failed = is_standard(input->names[i]) ? fstat(STDIN_FILENO, &status) : stat(input->names[i], &status);
        if (!failed && !S_ISREG(status.st_mode))
            return 0;
        size += failed ? 0 : (uint64_t)status.st_size;
    }
    return size;
}

struct input *input_create(char **operands, size_t count, bool is_text, const struct options *options)
{
    struct input *input = calloc(1, sizeof *input);
    if (!input)
        return NULL;
    input->names = count ? operands : standard_input;
    input->count = count ? count : 1;
    input->file = -1;
    input->is_text = is_text;
    input->limit = options->input.max_bytes;
    input->size = size_of(input);
    return input;
}

static void file_close(struct input *input)
{
    if (input->file > STDIN_FILENO)
        close(input->file);
    input->file = -1;
}

void input_destroy(struct input *input)
{
    if (!input)
        return;
    file_close(input);
    free(input->carry);
    free(input);
}

static void complain(struct input *input)
{
    fprintf(stderr, "claimd: %s: %s\n", input->name, strerror(errno));
    input->failures++;
}

static bool file_open(struct input *input)
{
    while (input->file < 0) {
        if (input->next == input->count)
            return false;
        input->name = input->names[input->next++];
        input->file = is_standard(input->name) ? STDIN_FILENO : open(input->name, O_RDONLY | O_CLOEXEC);
        input->line = 1;
        input->is_skipping = false;
        if (input->file < 0)
            complain(input);
    }
    return true;
}

static bool grow(char **at, size_t *room, size_t wanted)
{
    if (*room >= wanted)
        return true;
    char *more = realloc(*at, wanted);
    if (!more)
        return false;
    *at = more;
    *room = wanted;
    return true;
}

/* Bytes behind those of the batch; 0 at the file's end. A file that breaks off is at its end. */
static size_t fill(struct input *input, struct batch *batch)
{
    ssize_t got;
    do
        got = read(input->file, batch->at + batch->length, batch->room - batch->length);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        complain(input);
    if (got <= 0)
        return 0;
    input->done += (uint64_t)got;
    batch->length += (size_t)got;
    return (size_t)got;
}

/* Ends the batch behind its byte `end`; what follows is kept for the next. */
static bool cut(struct input *input, struct batch *batch, size_t end)
{
    size_t rest = batch->length - end;
    if (!grow(&input->carry, &input->carry_room, rest > BATCH_BYTES ? rest : BATCH_BYTES))
        return false;
    memcpy(input->carry, batch->at + end, rest);
    input->carried = rest;
    batch->length = end;
    return true;
}

static uint64_t count_lines(struct span text)
{
    uint64_t lines = 0;
    for (const char *at = text.at, *end = at + text.length; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
        lines++;
    return lines;
}

/* Throws away the rest of a line that is too long. */
static void skip_line(struct input *input, struct batch *batch)
{
    size_t got = batch->length;
    while (input->is_skipping) {
        char *end = got ? memchr(batch->at, '\n', got) : NULL;
        if (end) {
            size_t behind = (size_t)(end - batch->at) + 1;
            memmove(batch->at, batch->at + behind, got - behind);
            batch->length = got - behind;
            input->is_skipping = false;
            input->line++;
            return;
        }
        batch->length = 0;
        got = fill(input, batch);
        if (!got)
            return;
    }
}

static bool too_large(struct input *input, struct batch *batch)
{
    input->is_skipping = true;
    batch->is_too_large = true;
    batch->length = 0;
    return true;
}

/* Lines up to the last that is complete; at the file's end also the one that is not. */
static bool read_lines(struct input *input, struct batch *batch)
{
    batch->length = input->carried;
    if (input->carried)
        memcpy(batch->at, input->carry, input->carried);
    input->carried = 0;
    skip_line(input, batch);
    size_t searched = 0;
    for (;;) {
        const char *end = memrchr(batch->at + searched, '\n', batch->length - searched);
        if (end && !input->is_text)
            return cut(input, batch, (size_t)(end - batch->at) + 1);
        searched = batch->length;
        if (batch->length > input->limit)
            return too_large(input, batch);
        if (batch->length == batch->room && !grow(&batch->at, &batch->room, batch->room * 2))
            return false;
        if (!fill(input, batch)) {
            file_close(input);
            return batch->length > 0 || input->is_text;
        }
    }
}

bool input_read(struct input *input, struct batch *batch)
{
    batch->is_too_large = false;
    batch->is_text = input->is_text;
    if (!grow(&batch->at, &batch->room, BATCH_BYTES))
        return false;
    while (input->carried || file_open(input)) {
        if (input->is_text)
            input->is_skipping = false;
        bool has_lines = read_lines(input, batch);
        batch->name = input->name;
        batch->first_line = input->line;
        input->line += count_lines((struct span){ batch->at, batch->length });
        if (input->is_text && batch->is_too_large)
            file_close(input);
        if (has_lines)
            return true;
    }
    return false;
}

size_t input_failures(const struct input *input)
{
    return input->failures;
}

uint64_t input_done(const struct input *input)
{
    return input->done;
}

uint64_t input_size(const struct input *input)
{
    return input->size;
}

bool batch_line(const struct batch *batch, size_t *at, struct span *line)
{
    if (*at >= batch->length)
        return false;
    const char *begin = batch->at + *at;
    const char *end = memchr(begin, '\n', batch->length - *at);
    size_t length = end ? (size_t)(end - begin) : batch->length - *at;
    *at += length + 1;
    if (length && begin[length - 1] == '\r')
        length--;
    *line = (struct span){ begin, length };
    return true;
}
