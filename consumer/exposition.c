#include "exposition.h"

#include <stdarg.h>
#include <stdio.h>

void family_begin(struct buffer *to, const char *name, const char *type, const char *help)
{
    const char *const pieces[] = { "# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n" };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        buffer_put(to, span_of(pieces[i]));
}

static void label_put(struct buffer *to, const char *name, const char *value)
{
    buffer_put(to, span_of(name));
    buffer_put(to, SPAN("=\""));
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            buffer_put_char(to, '\\');
        if (*value == '\n')
            buffer_put(to, SPAN("\\n"));
        else
            buffer_put_char(to, *value);
    }
    buffer_put_char(to, '"');
}

void sample_put(struct buffer *to, const char *name, double number, ...)
{
    va_list labels;
    char between = '{';
    buffer_put(to, span_of(name));
    va_start(labels, number);
    for (const char *label; (label = va_arg(labels, const char *)); between = ',') {
        buffer_put_char(to, between);
        label_put(to, label, va_arg(labels, const char *));
    }
    va_end(labels);
    if (between == ',')
        buffer_put_char(to, '}');
    buffer_put_char(to, ' ');
    buffer_put_number(to, number);
    buffer_put_char(to, '\n');
}

void family_put(struct buffer *to, const char *name, const char *type, const char *help, double number)
{
    family_begin(to, name, type, help);
    sample_put(to, name, number, NULL);
}

void histogram_put(struct buffer *to, const char *name, const char *help, const struct histogram_sum *sum)
{
    char part[64], bound[24];
    uint64_t below = 0;
    family_begin(to, name, "histogram", help);
    snprintf(part, sizeof part, "%s_bucket", name);
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        below += sum->counts[i];
        snprintf(bound, sizeof bound, "%g", i < HISTOGRAM_BUCKETS - 1 ? (double)histogram_bounds[i] / 1000 : 0);
        sample_put(to, part, (double)below, "le", i < HISTOGRAM_BUCKETS - 1 ? bound : "+Inf", NULL);
    }
    snprintf(part, sizeof part, "%s_sum", name);
    sample_put(to, part, (double)sum->sum / 1e6, NULL);
    snprintf(part, sizeof part, "%s_count", name);
    sample_put(to, part, (double)below, NULL);
}
