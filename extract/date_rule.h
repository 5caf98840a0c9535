/* What dates look like: the patterns of values/date-rules.tsv as one trie over tokens. The notation is told there. */
#ifndef EXTRACT_DATE_RULE_H
#define EXTRACT_DATE_RULE_H

#include "number.h"
#include "value.h"

#define DATE_ACTIONS(X) \
    X(CALENDAR, "calendar") X(SLASHED, "slashed") X(DOTTED, "dotted") X(DAYS, "span-of-days") X(MONTHS, "span-of-months") \
    X(YEARS, "span-of-years") X(RELATIVE, "relative") X(VAGUE, "vague") X(WEEK_AFTER, "week-after") X(HOLIDAY, "holiday") \
    X(SEASON, "season") X(QUARTER, "quarter") X(HALF, "half") X(FISCAL, "fiscal") X(DECADE, "decade") X(CENTURY, "century") \
    X(NTH_OF, "nth-of") X(NTH_WEEKDAY, "nth-weekday") X(WEEK_NUMBER, "week-number") X(WEEK_OF, "week-of") X(DAYWORD, "dayword") \
    X(NOW, "now") X(AGO, "ago") X(AHEAD, "ahead") X(AFTER, "after") X(DURATION, "duration") X(VAGUE_DURATION, "vague-duration") \
    X(PAST_PERIOD, "past-period") X(SET, "set") X(PART, "part") X(VAGUE_PART, "vague-part") X(CLOCK, "clock") \
    X(HALF_PAST, "half-past") X(QUARTER_PAST, "quarter-past") X(QUARTER_TO, "quarter-to")

enum date_action {
#define X(name, text) ACTION_##name,
    DATE_ACTIONS(X)
#undef X
    ACTION_COUNT
};

/* Kinds of numbers that patterns name beside the roles of the lists. */
enum { KIND_DAY = ROLE_COUNT, KIND_DAYTH, KIND_MON, KIND_YEAR, KIND_YY, KIND_HOUR, KIND_MIN, KIND_NUM, KIND_NTH, KIND_HOURMIN, KIND_DOTTED,
       KIND_QUOTE, KIND_CLITIC, KIND_END };

enum { CAPTURES = 16 };

/* What an element of a pattern found. */
struct capture {
    uint8_t kind;            /* a role or a kind of number */
    double number;
    struct span code;
    uint32_t at;             /* token */
};

struct date_match {
    enum value_type type;
    enum date_action action;
    uint32_t first, last;
    struct capture captures[CAPTURES];
    unsigned count;
};

struct date_rules;

struct date_rules *date_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct value_lexicon *lexicon, struct error *error);
void date_rules_destroy(struct date_rules *rules);

/* The longest match that begins at token `at`. */
bool date_match(const struct date_rules *rules, const struct reader *reader, uint32_t at, struct date_match *match);

/* The nth capture of a kind, from 0; NULL if there are fewer. */
const struct capture *captured(const struct date_match *match, unsigned kind, unsigned nth);

#endif
