#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { OFFSET_UNKNOWN = INT32_MAX, YEAR_FIRST = 1800, YEAR_LAST = 2199, WORDS_MOST = 12 };

struct moment {
    int year, month, day;
    bool has_time;
    int hour, minute, second;
    int32_t offset;          /* minutes east of UTC, or OFFSET_UNKNOWN */
};

struct cursor {
    struct span left;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static void advance(struct cursor *c, size_t length)
{
    c->left.at += length;
    c->left.length -= length;
}

static bool skip(struct cursor *c, const char *any)
{
    if (!c->left.length || !strchr(any, *c->left.at) || !*c->left.at)
        return false;
    advance(c, 1);
    return true;
}

/* A number of `least` to `most` digits. */
static bool read_number(struct cursor *c, size_t least, size_t most, int *number)
{
    size_t length = 0;
    int value = 0;
    while (length < most && length < c->left.length && is_digit(c->left.at[length]))
        value = value * 10 + (c->left.at[length++] - '0');
    if (length < least)
        return false;
    advance(c, length);
    *number = value;
    return true;
}

static bool is_word(struct span word, const char *lower)
{
    if (word.length != strlen(lower))
        return false;
    for (size_t i = 0; i < word.length; i++)
        if ((word.at[i] | 0x20) != lower[i])
            return false;
    return true;
}

static struct span read_word(struct cursor *c)
{
    struct span word = { c->left.at, 0 };
    while (word.length < c->left.length && is_letter(c->left.at[word.length]))
        word.length++;
    advance(c, word.length);
    return word;
}

/* The zones of RFC 2822, and the summer and winter time that feeds of Europe name. */
static const struct zone {
    const char *name;
    int32_t minutes;
} zones[] = {
    { "z", 0 }, { "utc", 0 }, { "gmt", 0 }, { "ut", 0 }, { "est", -300 }, { "edt", -240 }, { "cst", -360 }, { "cdt", -300 }, { "mst", -420 },
    { "mdt", -360 }, { "pst", -480 }, { "pdt", -420 }, { "cet", 60 }, { "cest", 120 }, { "eet", 120 }, { "eest", 180 }, { "msk", 180 },
};

static bool read_sign_offset(struct cursor *c, struct moment *m)
{
    int sign = *c->left.at == '-' ? -1 : 1, hours, minutes = 0;
    advance(c, 1);
    if (!read_number(c, 1, 2, &hours))
        return false;
    skip(c, ":");
    if (c->left.length && is_digit(*c->left.at) && !read_number(c, 2, 2, &minutes))
        return false;
    m->offset = sign * (hours * 60 + minutes);
    return hours <= 14 && minutes < 60;
}

/* Zone, if one follows: a sign and numbers, or a name. Names that are not known leave the offset unknown. */
static bool read_offset(struct cursor *c, struct moment *m)
{
    while (skip(c, " ("))
        ;
    if (!c->left.length)
        return true;
    if (*c->left.at == '+' || *c->left.at == '-')
        return read_sign_offset(c, m);
    struct span name = read_word(c);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (is_word(name, zones[i].name)) {
            m->offset = zones[i].minutes;
            if (c->left.length && (*c->left.at == '+' || *c->left.at == '-'))
                return read_sign_offset(c, m);
        }
    return true;
}

/* HH:MM[:SS[.fraction]] [am|pm] */
static bool read_time(struct cursor *c, struct moment *m)
{
    if (!read_number(c, 1, 2, &m->hour))
        return false;
    skip(c, ":.");
    if (!read_number(c, 2, 2, &m->minute))
        return false;
    skip(c, ":");
    if (c->left.length && is_digit(*c->left.at) && !read_number(c, 2, 2, &m->second))
        return false;
    if (skip(c, ".,"))
        while (skip(c, "0123456789"))
            ;
    m->has_time = true;
    struct cursor before = *c;
    while (skip(c, " "))
        ;
    struct span half = read_word(c);
    if (half.length == 1 && skip(c, "."))
        half.length += read_word(c).length + 1, skip(c, ".");
    bool is_am = is_word(half, "am") || (half.length == 3 && (half.at[0] | 0x20) == 'a' && half.at[1] == '.');
    bool is_pm = is_word(half, "pm") || (half.length == 3 && (half.at[0] | 0x20) == 'p' && half.at[1] == '.');
    if (is_am || is_pm)
        m->hour = m->hour % 12 + (is_pm ? 12 : 0);
    else
        *c = before;
    return read_offset(c, m);
}

static int month_of(struct span word)
{
    static const char *const names[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                                         "november", "december" };
    for (int i = 0; word.length >= 3 && i < 12; i++)
        if (word.length <= strlen(names[i])) {
            struct span beginning = word;
            char lower[16];
            memcpy(lower, names[i], word.length);
            lower[word.length] = '\0';
            if (is_word(beginning, lower))
                return i + 1;
        }
    return is_word(word, "sept") ? 9 : 0;
}

/* 2025-05-21, 2025/05/21, 20250521, with or without a time behind it. */
static bool read_iso(struct cursor c, struct moment *m)
{
    if (!read_number(&c, 4, 4, &m->year))
        return false;
    bool is_apart = skip(&c, "-/.:");
    size_t least = is_apart ? 1 : 2;
    if (!read_number(&c, least, 2, &m->month))
        return false;
    if (is_apart && !skip(&c, "-/.:"))
        return false;
    if (!read_number(&c, least, 2, &m->day))
        return false;
    if (!c.left.length)
        return true;
    while (skip(&c, "Tt /,"))
        ;
    return !c.left.length || (is_digit(*c.left.at) ? read_time(&c, m) : !is_letter(*c.left.at));
}

/* 21/05/2025 and 05/21/2025 where only one reading can be. */
static bool read_slashes(struct cursor c, struct moment *m)
{
    int first, second;
    if (!read_number(&c, 1, 2, &first) || !skip(&c, "/.-") || !read_number(&c, 1, 2, &second) || !skip(&c, "/.-") ||
        !read_number(&c, 4, 4, &m->year))
        return false;
    if ((first <= 12) == (second <= 12) && first != second)
        return false;
    m->day = first > 12 ? first : second;
    m->month = first > 12 ? second : first;
    while (skip(&c, " ,T"))
        ;
    return !c.left.length || !is_digit(*c.left.at) || read_time(&c, m);
}

/* "Wed, 21 May 2025 12:36:25 GMT", "May 21, 2025 at 5:03 p.m. ET": a month's name, a day, a year, maybe a time, in any order. */
static bool read_words(struct cursor c, struct moment *m)
{
    for (int words = 0; c.left.length && words < WORDS_MOST; words++) {
        int number;
        size_t digits = 0;
        if (is_letter(*c.left.at)) {
            struct span word = read_word(&c);
            if (!m->month)
                m->month = month_of(word);
        } else if (is_digit(*c.left.at)) {
            while (digits < c.left.length && is_digit(c.left.at[digits]))
                digits++;
            if (digits < c.left.length && c.left.at[digits] == ':' && digits <= 2)
                return read_time(&c, m) && m->month && m->day && m->year;
            if (digits > 4 || digits == 3 || !read_number(&c, digits, digits, &number))
                return false;
            *(digits == 4 ? &m->year : &m->day) = number;
        } else {
            advance(&c, 1);
        }
    }
    return m->month && m->day && m->year;
}

/* Seconds, or milliseconds, since 1970. */
static bool read_epoch(struct span text, struct moment *m)
{
    size_t digits = 0;
    while (digits < text.length && is_digit(text.at[digits]))
        digits++;
    if ((digits != 9 && digits != 10 && digits != 13) || (digits < text.length && text.at[digits] != '.'))
        return false;
    int64_t seconds = 0;
    for (size_t i = 0; i < (digits == 13 ? 10 : digits); i++)
        seconds = seconds * 10 + (text.at[i] - '0');
    struct tm parts;
    time_t time = (time_t)seconds;
    if (!gmtime_r(&time, &parts))
        return false;
    *m = (struct moment){ parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, true, parts.tm_hour, parts.tm_min, parts.tm_sec, 0 };
    return true;
}

static bool is_possible(const struct moment *m)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = m->year % 4 == 0 && (m->year % 100 != 0 || m->year % 400 == 0);
    if (m->year < YEAR_FIRST || m->year > YEAR_LAST || m->month < 1 || m->month > 12)
        return false;
    if (m->day < 1 || m->day > days[m->month - 1] + (m->month == 2 && is_leap))
        return false;
    return m->hour < 24 && m->minute < 60 && m->second < 61;
}

static bool is_placeholder(const struct moment *m)
{
    bool is_first = m->month == 1 && m->day == 1 && m->hour == 0 && m->minute == 0 && m->second == 0;
    return is_first && (m->year == 1970 || m->year == 1900);
}

static struct span written(const struct moment *m, struct arena *arena)
{
    enum { ROOM = 40 };
    char *text = arena_take(arena, ROOM);
    if (!text)
        return (struct span){ 0 };
    int length = snprintf(text, ROOM, "%04d-%02d-%02d", m->year, m->month, m->day);
    if (m->has_time)
        length += snprintf(text + length, (size_t)(ROOM - length), "T%02d:%02d:%02d", m->hour, m->minute, m->second);
    if (m->has_time && m->offset == 0)
        length += snprintf(text + length, (size_t)(ROOM - length), "Z");
    else if (m->has_time && m->offset != OFFSET_UNKNOWN)
        length += snprintf(text + length, (size_t)(ROOM - length), "%c%02d:%02d", m->offset < 0 ? '-' : '+', abs(m->offset) / 60,
                           abs(m->offset) % 60);
    return (struct span){ text, (size_t)length };
}

struct span timestamp_normalise(struct span text, struct arena *arena)
{
    static bool (*const readers[])(struct cursor, struct moment *) = { read_iso, read_slashes, read_words };
    struct moment m;
    if (read_epoch(text, &m))
        return is_placeholder(&m) ? (struct span){ 0 } : written(&m, arena);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        m = (struct moment){ .offset = OFFSET_UNKNOWN };
        if (readers[i]((struct cursor){ text }, &m))
            return is_possible(&m) && !is_placeholder(&m) ? written(&m, arena) : (struct span){ 0 };
    }
    return (struct span){ 0 };
}
