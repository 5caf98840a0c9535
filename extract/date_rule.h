/* What dates look like: the patterns of values/date-rules.tsv as one trie over tokens. The notation is told there. */
#ifndef EXTRACT_DATE_RULE_H
#define EXTRACT_DATE_RULE_H

#include "value.h"
#include "value_reader.h"

#define DATE_ACTIONS(X) \
    X(CALENDAR, "calendar") X(SLASHED, "slashed") X(DOTTED, "dotted") X(DAYS, "span-of-days") X(MONTHS, "span-of-months") \
    X(YEARS, "span-of-years") X(RELATIVE, "relative") X(VAGUE, "vague") X(WEEK_AFTER, "week-after") X(HOLIDAY, "holiday") \
    X(SEASON, "season") X(QUARTER, "quarter") X(HALF, "half") X(FISCAL, "fiscal") X(DECADE, "decade") X(CENTURY, "century") \
    X(NTH_OF, "nth-of") X(NTH_DAY, "nth-day") X(NTH_WEEKDAY, "nth-weekday") X(LAST_OF, "last-of") X(WEEK_NUMBER, "week-number") \
    X(WEEK_OF, "week-of") X(DAYWORD, "dayword") X(AGO, "ago") X(AHEAD, "ahead") X(FORTH, "forth") X(BACK, "back") X(LATER, "later") \
    X(EARLIER, "earlier") X(FROM, "from") X(UNTIL, "until") X(DURATION, "duration") X(PAST_PERIOD, "past-period") X(SET, "set") \
    X(PART, "part") X(CLOCK, "clock") X(PAST_HOUR, "past-hour") X(TO_HOUR, "to-hour")

enum date_action {
#define X(name, text) ACTION_##name,
    DATE_ACTIONS(X)
#undef X
    ACTION_COUNT
};

/* Kinds of numbers that patterns name beside the roles of the lists. */
enum { KIND_DAY = ROLE_COUNT, KIND_DAYTH, KIND_MON, KIND_YEAR, KIND_YY, KIND_HOUR, KIND_MIN, KIND_NUM, KIND_NTH, KIND_HOURMIN, KIND_DOTTED,
       KIND_COMPACT, KIND_QUOTE, KIND_CLITIC, KIND_WORD };

enum { CAPTURES = 16 };

/* What an element of a pattern found. */
struct capture {
    uint8_t kind;            /* a role or a kind of number */
    double number, max;      /* max: of a range of numbers, else 0 */
    struct span code;        /* of a phrase; ">" for a number that is the least of what is meant */
    uint32_t at;             /* token */
};

/* Only the first `count` captures are set. */
struct date_match {
    enum value_type type;
    enum date_action action;
    unsigned line;           /* of the rule */
    uint32_t first, last;
    unsigned count;
    struct capture captures[CAPTURES];
};

struct date_rules;

/* Adds its words to the vocabulary; date_rules_index is to follow when the lists are read, too. */
struct date_rules *date_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error);
bool date_rules_index(struct date_rules *rules, const struct vocabulary *vocabulary, const struct value_lexicon *lexicon,
                      struct error *error);
void date_rules_destroy(struct date_rules *rules);

/* The longest match that begins at token `at`, of equal ones that of the upper rule. */
bool date_match(const struct date_rules *rules, const struct reader *reader, uint32_t at, struct date_match *match);

/* Whether any pattern begins with a word of the vocabulary. */
bool date_may_begin(const struct date_rules *rules, uint32_t word);

/* The nth capture of a kind, from 0; NULL if there are fewer. */
const struct capture *captured(const struct date_match *match, unsigned kind, unsigned nth);

#endif
