/* One line that says what is wrong, for a person. */
#ifndef EXTRACT_ERROR_H
#define EXTRACT_ERROR_H

#include <stdbool.h>

/* Owned by the caller. A function that fails writes the line and returns false; one that succeeds leaves it alone. */
struct error {
    char text[512];
};

/* Writes the line (cut where it is too long; `error` may be NULL) and returns false, so that a function can end with it. */
bool fail(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
