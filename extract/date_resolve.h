/* From what a date says to the day, stretch or length of time that it means. */
#ifndef EXTRACT_DATE_RESOLVE_H
#define EXTRACT_DATE_RESOLVE_H

#include "arena.h"
#include "date.h"
#include "date_rule.h"

/* What dates are resolved against: the day of publication, and the last date that the article named. */
struct calendar {
    bool is_known;
    int today;
    int seconds;             /* of the day, at publication; -1 where only the day is known */
    struct moment anchor;
    uint32_t day_end;        /* the token behind the last value that names a day; hours may follow it */
    struct arena *arena;
};

/*
 * The date that begins at token `at`: fills type, tokens, iso, number, unit and is_set of a value, and what was matched.
 * False if none does, or what does is no date after all ("May" the verb).
 */
bool date_read(const struct date_rules *rules, const struct reader *reader, struct calendar *calendar, uint32_t at,
               struct date_match *match, struct value *value);

#endif
