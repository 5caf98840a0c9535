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
    struct arena *arena;
};

/* Fills type, iso, number, unit and is_set of a value. False for what is no date after all ("May" the verb). */
bool date_resolve(const struct date_match *match, const struct reader *reader, struct calendar *calendar, struct value *value);

/* -1 where the words around speak of the past, 1 of the future, 0 where nothing tells. */
int tense_of(const struct reader *reader, uint32_t first, uint32_t last);

#endif
