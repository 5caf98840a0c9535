/* The option table written out for people: config/claimd.conf and the page claimd.conf(5) are these two. */
#ifndef CONFIG_MANUAL_H
#define CONFIG_MANUAL_H

#include "options.h"

#include <stdio.h>

/* A configuration file with every option, commented out, at its default. */
void manual_print_file(FILE *stream);

/* The manual page, as mdoc. */
void manual_print_page(FILE *stream);

/* The options in force, "key = value", each with the place that it came from. Secrets are covered. */
void manual_print_values(FILE *stream, const struct options *options);

#endif
