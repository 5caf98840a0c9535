/* Days of the Gregorian calendar, counted from 1970-01-01, and how they are written. */
#ifndef EXTRACT_DATE_H
#define EXTRACT_DATE_H

#include "span.h"

enum grain { GRAIN_NONE, GRAIN_DAY, GRAIN_WEEK, GRAIN_WEEKEND, GRAIN_MONTH, GRAIN_QUARTER, GRAIN_HALF, GRAIN_SEASON, GRAIN_YEAR, GRAIN_DECADE, GRAIN_CENTURY };

struct civil {
    int year, month, day;
};

/* A stretch of the calendar: its first day and how long it is. */
struct moment {
    enum grain grain;
    int day;
    char season[3];          /* SP SU FA WI */
};

int day_of(int year, int month, int day);
struct civil civil_of(int day);
int weekday_of(int day);                       /* 1 is Monday */
int days_in_month(int year, int month);
int easter_of(int year);

/* The same day so many months on, or the month's last. */
int months_later(int day, int months);

/* The stretch of a grain that a day lies in. */
struct moment moment_of(int day, enum grain grain);

/* Writes it as TIMEX3 does: 2025-02-04, 2025-W07, 2025-01, 2012-FA, 198X. Needs 24 bytes; returns the length. */
size_t moment_write(const struct moment *moment, char *out);

/* The day that an ISO 8601 date begins with; false if it is none. */
bool day_read(struct span iso, int *day);

#endif
