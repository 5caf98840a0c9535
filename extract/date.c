#include "date.h"

#include <stdio.h>

/* H. Hinnant, "chrono-compatible low-level date algorithms": eras of 400 years that begin in March. */
int day_of(int year, int month, int day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct civil civil_of(int day)
{
    day += 719468;
    int era = (day >= 0 ? day : day - 146096) / 146097;
    int of_era = day - era * 146097;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153;
    struct civil c = { year + era * 400, month < 10 ? month + 3 : month - 9, of_year - (153 * month + 2) / 5 + 1 };
    c.year += c.month <= 2;
    return c;
}

int weekday_of(int day)
{
    return ((day + 3) % 7 + 7) % 7 + 1;
}

int days_in_month(int year, int month)
{
    int next = month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1);
    return next - day_of(year, month, 1);
}

/* Anonymous Gregorian algorithm (Meeus, Jones, Butcher). */
int easter_of(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return day_of(year, n / 31, n % 31 + 1);
}

int months_later(int day, int months)
{
    struct civil c = civil_of(day);
    int month = c.year * 12 + c.month - 1 + months;
    int year = month / 12;
    month = month % 12 + 1;
    int last = days_in_month(year, month);
    return day_of(year, month, c.day < last ? c.day : last);
}

struct moment moment_of(int day, enum grain grain)
{
    struct civil c = civil_of(day);
    struct moment m = { .grain = grain, .day = day };
    int monday = day - weekday_of(day) + 1;
    switch (grain) {
    case GRAIN_WEEK: m.day = monday; break;
    case GRAIN_WEEKEND: m.day = monday + 5; break;
    case GRAIN_MONTH: m.day = day_of(c.year, c.month, 1); break;
    case GRAIN_QUARTER: m.day = day_of(c.year, (c.month - 1) / 3 * 3 + 1, 1); break;
    case GRAIN_HALF: m.day = day_of(c.year, c.month < 7 ? 1 : 7, 1); break;
    case GRAIN_YEAR: m.day = day_of(c.year, 1, 1); break;
    case GRAIN_DECADE: m.day = day_of(c.year / 10 * 10, 1, 1); break;
    case GRAIN_CENTURY: m.day = day_of(c.year / 100 * 100, 1, 1); break;
    case GRAIN_NONE: case GRAIN_DAY: case GRAIN_SEASON: default: break;
    }
    return m;
}

size_t moment_write(const struct moment *m, char *out)
{
    enum { ROOM = 24 };
    struct civil c = civil_of(m->day), thursday = civil_of(m->day - weekday_of(m->day) + 4);
    int week = (day_of(thursday.year, thursday.month, thursday.day) - day_of(thursday.year, 1, 1)) / 7 + 1;
    int n = 0;
    switch (m->grain) {
    case GRAIN_DAY: n = snprintf(out, ROOM, "%04d-%02d-%02d", c.year, c.month, c.day); break;
    case GRAIN_WEEK: n = snprintf(out, ROOM, "%04d-W%02d", thursday.year, week); break;
    case GRAIN_WEEKEND: n = snprintf(out, ROOM, "%04d-W%02d-WE", thursday.year, week); break;
    case GRAIN_MONTH: n = snprintf(out, ROOM, "%04d-%02d", c.year, c.month); break;
    case GRAIN_QUARTER: n = snprintf(out, ROOM, "%04d-Q%d", c.year, (c.month + 2) / 3); break;
    case GRAIN_HALF: n = snprintf(out, ROOM, "%04d-H%d", c.year, c.month < 7 ? 1 : 2); break;
    case GRAIN_SEASON: n = snprintf(out, ROOM, "%04d-%.2s", c.year, m->season); break;
    case GRAIN_YEAR: n = snprintf(out, ROOM, "%04d", c.year); break;
    case GRAIN_DECADE: n = snprintf(out, ROOM, "%03dX", c.year / 10); break;
    case GRAIN_CENTURY: n = snprintf(out, ROOM, "%02dXX", c.year / 100); break;
    case GRAIN_NONE: default: break;
    }
    return n > 0 ? (size_t)n : 0;
}

bool day_read(struct span iso, int *day)
{
    int field[3] = { 0 };
    if (!iso.at || iso.length < 10 || iso.at[4] != '-' || iso.at[7] != '-')
        return false;
    for (int i = 0; i < 10; i++) {
        if (i == 4 || i == 7)
            continue;
        if (iso.at[i] < '0' || iso.at[i] > '9')
            return false;
        int *f = &field[i < 4 ? 0 : i < 7 ? 1 : 2];
        *f = *f * 10 + (iso.at[i] - '0');
    }
    if (field[0] < 1 || field[1] < 1 || field[1] > 12 || field[2] < 1 || field[2] > days_in_month(field[0], field[1]))
        return false;
    *day = day_of(field[0], field[1], field[2]);
    return true;
}
