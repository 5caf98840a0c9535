/* Articles from files and pipes: batches of lines, or whole files as texts. */
#ifndef CONSUMER_INPUT_H
#define CONSUMER_INPUT_H

#include "config/options.h"
#include "extract/span.h"

/* Lines of one file. The bytes are the batch's own and are used again for the next. */
struct batch {
    char *at;
    size_t length, room;
    const char *name;        /* of the file, "-" for standard input */
    uint64_t first_line;
    bool is_too_large;       /* stands for one line that was longer than allowed and is not here */
    bool is_text;            /* all of it is one article */
};

struct input;

/* No operands: standard input. `is_text`: a file is one article. NULL when memory is short. */
struct input *input_create(char **operands, size_t count, bool is_text, const struct options *options);
void input_destroy(struct input *input);

/*
 * Waits for at least one line and takes what is there, so that a pipe that pauses keeps nobody waiting. False at the end of
 * all files. A file that cannot be read is reported on standard error and passed over.
 */
bool input_read(struct input *input, struct batch *batch);

/* How many files could not be read. */
size_t input_failures(const struct input *input);

/* Bytes read so far, and in all regular files together; 0 if one of them is none. */
uint64_t input_done(const struct input *input);
uint64_t input_size(const struct input *input);

/* The next line of a batch without its end; false when none is left. `at` begins with 0. */
bool batch_line(const struct batch *batch, size_t *at, struct span *line);

#endif
