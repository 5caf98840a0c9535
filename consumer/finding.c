#include "finding.h"

#include <stdarg.h>
#include <stdio.h>

static void finding_print(const char *weight, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

static void finding_print(const char *weight, const char *format, va_list arguments)
{
    printf("%-8s ", weight);
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
}

void finding_good(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    finding_print("good", format, arguments);
    va_end(arguments);
}

void finding_warning(struct findings *findings, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    finding_print("warning", format, arguments);
    va_end(arguments);
    findings->warnings++;
}

void finding_error(struct findings *findings, int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    finding_print("error", format, arguments);
    va_end(arguments);
    if (findings->errors++ == 0)
        findings->status = status;
}
