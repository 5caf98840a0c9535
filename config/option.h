/* The option table: the one source of names, kinds, defaults, ranges and help, for the loader, the file and the manual. */
#ifndef CONFIG_OPTION_H
#define CONFIG_OPTION_H

#include "options.h"

enum option_kind {
    OPTION_TEXT,             /* at least `least` bytes */
    OPTION_TOPIC,            /* a topic's name */
    OPTION_POINTER,          /* RFC 6901 */
    OPTION_COUNT,            /* uint64_t, from `least` to `most`, as are the next two */
    OPTION_SIZE,             /* bytes; written 512k, 8M, 1G */
    OPTION_TIME,             /* milliseconds; written 100ms, 5s, 1min */
    OPTION_CHOICE,           /* an enum: the place in `choices` */
};

enum { OPTION_CHOICES = 6 };

struct option {
    const char *section;     /* the heading that begins with this option, or NULL */
    const char *name;
    size_t at;               /* of its member in struct options */
    enum option_kind kind;
    const char *standard;
    uint64_t least, most;
    const char *choices[OPTION_CHOICES];
    bool is_live;            /* may change while claimd runs */
    const char *help;
};

extern const struct option option_table[];
extern const size_t option_count;

const struct option *option_find(const char *name);

/* The known name that takes the fewest edits. */
const struct option *option_nearest(const char *name);

bool option_is_text(const struct option *option);
char **option_text(const struct options *options, const struct option *option);

/* Sets the member. An error begins with `where`. */
bool option_set(const struct option *option, struct options *options, const char *value, const char *where, struct error *error);

struct option_line {
    char text[256];
};

/* What a value may be, for a person: "a time from 1ms to 5s". */
struct option_line option_range(const struct option *option);

/* Is its value another? */
bool option_differs(const struct option *option, const struct options *a, const struct options *b);

/* The value in force, as it would be written. */
struct option_line option_value(const struct option *option, const struct options *options);

#endif
