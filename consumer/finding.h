/* What `claimd check` finds: one line each on standard output, and the worst of them as exit status. */
#ifndef CONSUMER_FINDING_H
#define CONSUMER_FINDING_H

/* Exit statuses of what was found so far; the first error's holds. */
struct findings {
    unsigned errors, warnings;
    int status;
};

void finding_good(const char *format, ...) __attribute__((format(printf, 1, 2)));
void finding_warning(struct findings *findings, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `status` is of sysexits.h. */
void finding_error(struct findings *findings, int status, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
