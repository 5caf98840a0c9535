#include "date_resolve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ISO_BYTES = 64, TENSE_REACH = 24 };

/* One date while it is resolved. */
struct work {
    const struct date_match *match;
    const struct reader *reader;
    struct calendar *calendar;
    struct value *value;
};

static const struct capture *get(const struct work *w, unsigned kind)
{
    return captured(w->match, kind, 0);
}

static bool has_word(const struct work *w, const char *word)
{
    for (uint32_t i = w->match->first; i < w->match->last; i++) {
        struct span text = token_text(w->reader->text, &w->reader->tokens[i]);
        if (text.length == strlen(word) && strncasecmp(text.at, word, text.length) == 0)
            return true;
    }
    return false;
}

static bool iso_set(struct work *w, const char *text)
{
    size_t length = strlen(text);
    char *bytes = arena_take(w->calendar->arena, length + 1);
    if (!bytes)
        return false;
    memcpy(bytes, text, length);
    w->value->iso = (struct span){ bytes, length };
    return true;
}

static bool moment_set(struct work *w, struct moment m)
{
    struct civil c = civil_of(m.day);
    if (c.year < 1 || c.year > 9999)
        return true;
    char text[ISO_BYTES];
    size_t length = moment_write(&m, text);
    text[length] = '\0';
    w->calendar->anchor = m;
    return iso_set(w, text);
}

static bool ends_in_ed(struct span word)
{
    return word.length > 3 && memcmp(word.at + word.length - 2, "ed", 2) == 0;
}

static int tense_at(const struct reader *r, uint32_t at)
{
    const struct lexeme *tense = lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, ROLE_BIT(ROLE_TENSE));
    if (tense)
        return (int)tense->number;
    return r->tokens[at].letters == CASE_LOWER && ends_in_ed(token_text(r->text, &r->tokens[at])) ? -1 : 0;
}

int tense_of(const struct reader *r, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i-- > r->begin && first - i < TENSE_REACH;) {
        int tense = tense_at(r, i);
        if (tense)
            return tense;
    }
    for (uint32_t i = last; i < r->end && i - last < TENSE_REACH; i++) {
        int tense = tense_at(r, i);
        if (tense)
            return tense;
    }
    return 0;
}

static int tense(const struct work *w)
{
    return tense_of(w->reader, w->match->first, w->match->last);
}

/* The weekday nearest to a day: back from it, or ahead of it. */
static int weekday_near(int day, int weekday, int direction)
{
    int ahead = (weekday - weekday_of(day) + 7) % 7;
    return direction > 0 ? day + ahead : ahead == 0 ? day : day + ahead - 7;
}

static int year_of_month(const struct work *w, int month, int day)
{
    struct civil today = civil_of(w->calendar->today);
    int direction = tense(w);
    if (!day) {
        if (direction > 0)
            return month >= today.month ? today.year : today.year + 1;
        return month <= today.month ? today.year : today.year - 1;
    }
    int best = today.year, distance = 1000;
    for (int year = today.year - 1; year <= today.year + 1; year++) {
        if (day > days_in_month(year, month))
            continue;
        int away = day_of(year, month, day) - w->calendar->today;
        int cost = abs(away);
        if ((direction < 0 && away > 3) || (direction > 0 && away < -3))
            cost += 200;
        if (cost < distance) {
            distance = cost;
            best = year;
        }
    }
    return best;
}

static int two_digit_year(double yy)
{
    return (int)yy + (yy < 40 ? 2000 : 1900);
}

static bool written_year(const struct work *w, unsigned nth, int *year)
{
    const struct capture *y = captured(w->match, KIND_YEAR, nth);
    const struct capture *yy = captured(w->match, KIND_YY, nth);
    if (!y && !yy)
        return false;
    *year = y ? (int)y->number : two_digit_year(yy->number);
    return true;
}

static bool day_set(struct work *w, int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return true;
    return moment_set(w, (struct moment){ .grain = GRAIN_DAY, .day = day_of(year, month, day) });
}

/* A verb, a name or an adverb rather than a month. */
static bool is_no_month(const struct work *w, const struct capture *month)
{
    const struct reader *r = w->reader;
    const struct token *token = &r->tokens[month->at];
    bool is_doubtful = month->number == 5 || month->number == 3;
    if (!is_doubtful && token->end - token->begin > 3)
        return token->letters == CASE_LOWER;
    if (w->match->last - w->match->first > 1 && token->letters != CASE_LOWER)
        return false;
    if (token->letters == CASE_LOWER)
        return true;
    if (!is_doubtful)
        return w->match->last - w->match->first == 1;          /* "Jan", "Jun": names */
    bool is_first = month->at == r->begin;
    const struct token *before = is_first ? NULL : &r->tokens[month->at - 1];
    const struct token *after = month->at + 1 < r->end ? &r->tokens[month->at + 1] : NULL;
    if (before && is_class(before, WORD_PREPOSITION | WORD_DETERMINER))
        return false;
    if (is_first || (before && before->kind == TOKEN_QUOTE) || (before && is_capitalised(before)))
        return true;                                           /* "May the best win", "Theresa May" */
    return after && is_class(after, WORD_AUXILIARY | WORD_MODAL | WORD_HE);
}

static bool calendar(struct work *w)
{
    const struct capture *month = get(w, ROLE_MONTH), *mon = get(w, KIND_MON), *weekday = get(w, ROLE_WEEKDAY);
    const struct capture *day = get(w, KIND_DAY) ? get(w, KIND_DAY) : get(w, KIND_DAYTH);
    int year = 0;
    bool has_year = written_year(w, 0, &year);
    if (month && !day && !has_year && is_no_month(w, month))
        return false;
    if (month && w->reader->tokens[month->at].letters == CASE_LOWER && !day && !has_year)
        return false;
    int m = month ? (int)month->number : mon ? (int)mon->number : 0;
    if (!has_year && !w->calendar->is_known)
        return true;
    if (m && !has_year)
        year = year_of_month(w, m, day ? (int)day->number : 0);
    if (m && day)
        return day_set(w, year, m, (int)day->number);
    if (m)
        return moment_set(w, (struct moment){ GRAIN_MONTH, day_of(year, m, 1), "" });
    if (weekday && w->reader->tokens[weekday->at].letters == CASE_LOWER && w->reader->tokens[weekday->at].end - w->reader->tokens[weekday->at].begin <= 3)
        return false;                                          /* "sat", "sun" */
    if (weekday && !day)
        return moment_set(w, (struct moment){ GRAIN_DAY, weekday_near(w->calendar->today, (int)weekday->number, tense(w)), "" });
    return has_year ? moment_set(w, (struct moment){ GRAIN_YEAR, day_of(year, 1, 1), "" }) : true;
}

static bool slashed(struct work *w)
{
    int year, day = (int)get(w, KIND_DAY)->number, month = (int)get(w, KIND_MON)->number;
    return written_year(w, 0, &year) && day_set(w, year, month, day);
}

static bool dotted(struct work *w)
{
    int field[3] = { 0 }, n = 0;
    struct span text = get(w, KIND_DOTTED)->code;
    for (size_t i = 0; i < text.length && n < 3; i++) {
        if (text.at[i] == '.')
            n++;
        else if (text.at[i] >= '0' && text.at[i] <= '9' && n < 3 && field[n] < 10000)
            field[n] = field[n] * 10 + (text.at[i] - '0');
        else
            return false;
    }
    bool is_year_first = field[0] > 999;
    int year = is_year_first ? field[0] : field[2], day = is_year_first ? field[2] : field[0];
    if (n != 2 || year < 1000 || day > 31 || field[1] > 12)
        return false;
    return day_set(w, year, field[1], day);
}

static bool interval_set(struct work *w, struct moment from, struct moment to)
{
    char text[ISO_BYTES];
    size_t length = moment_write(&from, text);
    text[length++] = '/';
    length += moment_write(&to, text + length);
    text[length] = '\0';
    w->calendar->anchor = to;
    return iso_set(w, text);
}

static bool days(struct work *w)
{
    const struct capture *month = get(w, ROLE_MONTH), *from = get(w, KIND_DAY), *to = captured(w->match, KIND_DAY, 1);
    int year = 0, m = (int)month->number;
    if (!written_year(w, 0, &year)) {
        if (!w->calendar->is_known)
            return true;
        year = year_of_month(w, m, (int)from->number);
    }
    if (to->number > days_in_month(year, m) || from->number >= to->number)
        return false;
    return interval_set(w, (struct moment){ GRAIN_DAY, day_of(year, m, (int)from->number), "" }, (struct moment){ GRAIN_DAY, day_of(year, m, (int)to->number), "" });
}

static bool months(struct work *w)
{
    int year = (int)get(w, KIND_YEAR)->number;
    int from = (int)get(w, ROLE_MONTH)->number, to = (int)captured(w->match, ROLE_MONTH, 1)->number;
    return interval_set(w, (struct moment){ GRAIN_MONTH, day_of(from > to ? year - 1 : year, from, 1), "" }, (struct moment){ GRAIN_MONTH, day_of(year, to, 1), "" });
}

static bool years(struct work *w)
{
    int from = (int)get(w, KIND_YEAR)->number, to;
    const struct capture *second = captured(w->match, KIND_YEAR, 1), *yy = get(w, KIND_YY);
    to = second ? (int)second->number : from / 100 * 100 + (int)yy->number;
    if (to <= from)
        return false;
    return interval_set(w, (struct moment){ GRAIN_YEAR, day_of(from, 1, 1), "" }, (struct moment){ GRAIN_YEAR, day_of(to, 1, 1), "" });
}

static enum grain grain_of(const struct capture *period)
{
    char unit = period->code.length ? period->code.at[0] : 0;
    switch (unit) {
    case 'D': case 'N': return GRAIN_DAY;
    case 'W': return GRAIN_WEEK;
    case 'M': return GRAIN_MONTH;
    case 'Q': return GRAIN_QUARTER;
    case 'Y': return period->number >= 100 ? GRAIN_CENTURY : period->number >= 10 ? GRAIN_DECADE : GRAIN_YEAR;
    default: return GRAIN_NONE;
    }
}

/* A day so many periods on. */
static int shifted(int day, const struct capture *period, double count)
{
    if (fabs(count) * period->number > 100000)
        return day;
    double n = count * period->number;
    switch (period->code.length ? period->code.at[0] : 0) {
    case 'D': case 'N': return day + (int)lround(n);
    case 'W': return day + (int)lround(n * 7);
    case 'M': return fabs(n) < 24000 ? months_later(day, (int)lround(n)) : day;
    case 'Q': return fabs(n) < 8000 ? months_later(day, (int)lround(n * 3)) : day;
    case 'Y': return fabs(n) < 1900 ? months_later(day, (int)lround(n * 12)) : day;
    default: return day;
    }
}

static bool season_set(struct work *w, int year, const struct capture *season)
{
    struct moment m = { GRAIN_SEASON, day_of(year, (int)season->number, 1), { season->code.at[0], season->code.at[1], 0 } };
    return moment_set(w, m);
}

static bool relative(struct work *w)
{
    const struct capture *which = get(w, ROLE_RELATIVE), *period = get(w, ROLE_PERIOD), *month = get(w, ROLE_MONTH);
    const struct capture *weekday = get(w, ROLE_WEEKDAY), *season = get(w, ROLE_SEASON);
    double step = which ? which->number : 0;
    struct calendar *c = w->calendar;
    if (!c->is_known)
        return true;
    bool is_following = which && (span_equal(which->code, SPAN("following")) || has_word(w, "previous"));
    int base = is_following && c->anchor.grain >= GRAIN_DAY ? c->anchor.day : c->today;
    struct civil today = civil_of(c->today);
    if (month && period)
        return moment_set(w, (struct moment){ GRAIN_MONTH, day_of(today.year + (int)step, (int)month->number, 1), "" });
    if (month) {
        int m = (int)month->number, year = today.year;
        year += step < 0 ? -(m >= today.month) : step > 0 ? m <= today.month : 0;
        return moment_set(w, (struct moment){ GRAIN_MONTH, day_of(year, m, 1), "" });
    }
    if (season && period)
        return season_set(w, today.year + (int)step, season);
    if (season) {
        int end = (int)season->number + 2;
        return season_set(w, today.year + (step < 0 && end >= today.month ? -1 : step > 0 && season->number <= today.month ? 1 : 0), season);
    }
    if (weekday && period)
        return moment_set(w, (struct moment){ GRAIN_DAY, moment_of(c->today + 7 * (int)step, GRAIN_WEEK).day + (int)weekday->number - 1, "" });
    if (weekday) {
        int monday = moment_of(base, GRAIN_WEEK).day, day = monday + (int)weekday->number - 1;
        if (step < 0)
            day = weekday_near(base - 1, (int)weekday->number, -1);
        else if (step > 0)
            day += 7;
        return moment_set(w, (struct moment){ GRAIN_DAY, day, "" });
    }
    if (get(w, ROLE_WEEKEND)) {
        int day = base + 7 * (int)step;
        if (!which && weekday_of(base) < 6 && tense(w) <= 0)
            day -= 7;
        if (has_word(w, "last") && weekday_of(base) == 7)
            day = base - 7;
        return moment_set(w, moment_of(day, GRAIN_WEEKEND));
    }
    enum grain grain = period ? grain_of(period) : GRAIN_NONE;
    return grain ? moment_set(w, moment_of(shifted(moment_of(base, grain).day, period, step), grain)) : true;
}

static bool holiday(struct work *w)
{
    struct span code = get(w, ROLE_HOLIDAY)->code;
    int year = 0, shift = (int)get(w, ROLE_HOLIDAY)->number, part[3] = { 0 }, n = 0;
    bool has_year = written_year(w, 0, &year);
    if (!has_year && !w->calendar->is_known)
        return true;
    for (size_t i = 0; i < code.length && n < 3; i++) {
        if (code.at[i] == '-')
            n++;
        else
            part[n] = part[n] * 10 + (code.at[i] - '0');
    }
    const struct capture *which = get(w, ROLE_RELATIVE);
    int best = 0, distance = 100000, direction = which ? (int)which->number : tense(w);
    int from = has_year ? year : civil_of(w->calendar->today).year - 1, to = has_year ? year : from + 2;
    for (int y = from; y <= to; y++) {
        int day = easter_of(y) + shift;
        if (!span_equal(code, SPAN("easter"))) {
            day = day_of(y, part[0], n == 2 ? 1 : part[1]);
            if (n == 2) {
                day = weekday_near(day, part[1], 1) + 7 * (part[2] - 1);
                day -= civil_of(day).month != part[0] ? 7 : 0;
            }
        }
        int away = day - w->calendar->today, cost = abs(away) + (direction < 0 && away > 0 ? 300 : direction > 0 && away < 0 ? 300 : 0);
        if (cost < distance) {
            distance = cost;
            best = day;
        }
    }
    return moment_set(w, (struct moment){ GRAIN_DAY, best, "" });
}

static bool season(struct work *w)
{
    const struct capture *s = get(w, ROLE_SEASON);
    int year = 0;
    bool is_spring = s->number == 3 || has_word(w, "fall");    /* other things, too: only with a year or an edge */
    if (written_year(w, 0, &year))
        return season_set(w, year, s);
    const struct token *token = &w->reader->tokens[s->at];
    const struct token *before = s->at > w->reader->begin ? token - 1 : NULL;
    bool is_placed = before && is_class(before, WORD_PREPOSITION);
    if ((is_spring && !is_placed) || has_word(w, "fall"))
        return false;
    if (!w->calendar->is_known || !is_placed)
        return is_placed || w->match->last - w->match->first > 1;
    struct civil today = civil_of(w->calendar->today);
    int direction = tense(w);
    return season_set(w, today.year + (direction < 0 && s->number > today.month ? -1 : direction > 0 && s->number + 2 < today.month ? 1 : 0), s);
}

static int year_named(const struct work *w)
{
    int year = 0;
    if (written_year(w, 0, &year))
        return year;
    const struct capture *which = get(w, ROLE_RELATIVE);
    return w->calendar->is_known ? civil_of(w->calendar->today).year + (which ? (int)which->number : 0) : 0;
}

static bool part_of_year(struct work *w, int most, int months_each, enum grain grain)
{
    const struct capture *nth = get(w, KIND_NTH) ? get(w, KIND_NTH) : get(w, ROLE_QUARTER_NAME);
    int year = year_named(w);
    if (!nth || nth->number < 1 || nth->number > most)
        return false;
    return !year || moment_set(w, (struct moment){ grain, day_of(year, ((int)nth->number - 1) * months_each + 1, 1), "" });
}

static bool decade(struct work *w)
{
    const struct capture *word = get(w, ROLE_DECADE_WORD);
    int year = 0;
    if (word)
        year = 1900 + (int)word->number;
    else if (!written_year(w, 0, &year) || year % 10)
        return false;
    if (word && w->reader->begin < w->match->first && is_class(&w->reader->tokens[w->match->first - 1], WORD_POSSESSIVE))
        return false;                                          /* "in his sixties" */
    return moment_set(w, (struct moment){ year % 100 || word ? GRAIN_DECADE : GRAIN_DECADE, day_of(year, 1, 1), "" });
}

static bool week_at(struct work *w, int year, int number)
{
    int monday = moment_of(day_of(year, 1, 4), GRAIN_WEEK).day;
    return number < 1 || number > 53 || moment_set(w, (struct moment){ GRAIN_WEEK, monday + 7 * (number - 1), "" });
}

static bool nth_of(struct work *w)
{
    const struct capture *nth = get(w, KIND_NTH), *month = get(w, ROLE_MONTH), *period = captured(w->match, ROLE_PERIOD, 0);
    int year = 0, n = nth ? (int)nth->number : 5;
    if (!w->calendar->is_known && !get(w, KIND_YEAR))
        return true;
    if (has_word(w, "week") && !month)
        return week_at(w, year_named(w), n);
    if (!month)
        return n < 1 || n > 12 || moment_set(w, (struct moment){ GRAIN_MONTH, day_of(year_named(w), n, 1), "" });
    (void)period;
    if (!written_year(w, 0, &year))
        year = year_of_month(w, (int)month->number, 0);
    int first = day_of(year, (int)month->number, 1), monday = moment_of(first + 3, GRAIN_WEEK).day;
    if (!nth)
        monday = moment_of(months_later(first, 1) - 4, GRAIN_WEEK).day - 7 * 4;
    return moment_set(w, (struct moment){ GRAIN_WEEK, monday + 7 * (n - 1), "" });
}

static bool nth_weekday(struct work *w)
{
    int year = 0, month = (int)get(w, ROLE_MONTH)->number;
    if (!written_year(w, 0, &year)) {
        if (!w->calendar->is_known)
            return true;
        year = year_of_month(w, month, 0);
    }
    int day = weekday_near(day_of(year, month, 1), (int)get(w, ROLE_WEEKDAY)->number, 1) + 7 * ((int)get(w, KIND_NTH)->number - 1);
    return moment_set(w, (struct moment){ GRAIN_DAY, day, "" });
}

/* "in 20 minutes": counted from the time of publication. */
static bool seconds_shift(struct work *w, int direction)
{
    const struct capture *period = get(w, ROLE_PERIOD), *number = get(w, KIND_NUM);
    double count = (number ? number->number : 1) * (has_word(w, "half") ? 0.5 : 1) * direction;
    double unit = span_equal(period->code, SPAN("h")) ? 3600 : span_equal(period->code, SPAN("min")) ? 60 : 1;
    if (w->calendar->seconds < 0 || fabs(count * unit) > 1e8)
        return true;
    long total = lround(w->calendar->seconds + count * unit), day = total / 86400 - (total % 86400 < 0);
    long rest = total - day * 86400;
    struct moment m = { GRAIN_DAY, w->calendar->today + (int)day, "" };
    char text[ISO_BYTES];
    size_t length = moment_write(&m, text);
    snprintf(text + length, 36, "T%02ld:%02ld:%02ld", rest / 3600, rest / 60 % 60, rest % 60);
    return iso_set(w, text);
}

/* "three weeks ago": the day, week, month or year; "in two weeks": the day. */
static bool shift(struct work *w, int direction, bool is_exact)
{
    const struct calendar *c = w->calendar;
    if (!c->is_known)
        return true;
    int day = c->today;
    const struct capture *dayword = get(w, ROLE_DAYWORD);
    day += has_word(w, "tomorrow") ? 1 : has_word(w, "yesterday") ? -1 : 0;
    (void)dayword;
    enum grain grain = GRAIN_NONE;
    bool is_narrative = w->match->action == ACTION_AFTER;
    if (is_narrative && c->anchor.grain == GRAIN_NONE)
        return true;
    if (is_narrative)
        day = c->anchor.day;
    if (!is_narrative && get(w, ROLE_PERIOD) && grain_of(get(w, ROLE_PERIOD)) == GRAIN_NONE)
        return seconds_shift(w, direction);
    bool is_half = has_word(w, "half");
    for (unsigned i = 0; i < 3; i++) {
        const struct capture *period = captured(w->match, ROLE_PERIOD, i), *number = captured(w->match, KIND_NUM, i);
        if (!period)
            break;
        if (grain_of(period) == GRAIN_NONE)
            return true;
        double count = (number ? number->number : 1) * (is_half ? 0.5 : 1) * direction;
        day = shifted(day, period, count);
        if (grain == GRAIN_NONE)
            grain = grain_of(period) == GRAIN_DECADE ? GRAIN_YEAR : grain_of(period);
        if (i > 0)
            grain = GRAIN_DAY;
    }
    if (has_word(w, "day") && !get(w, ROLE_PERIOD)) {
        day += direction;
        grain = GRAIN_DAY;
    }
    if (is_narrative)
        return moment_set(w, c->anchor.grain == GRAIN_DAY || grain < c->anchor.grain ? (struct moment){ GRAIN_DAY, day, "" } : moment_of(day, c->anchor.grain));
    return moment_set(w, moment_of(day, is_exact ? GRAIN_DAY : grain));
}

static bool duration(struct work *w)
{
    char text[ISO_BYTES] = "P";
    size_t length = 1;
    bool is_time = false;
    double half = has_word(w, "half") ? 0.5 : 0;
    bool is_half = half != 0 && !has_word(w, "and");
    static const char *const units[] = { "s", "min", "h", "D", "W", "M", "Q", "Y", "N" };
    static const char *const letters[] = { "S", "M", "H", "D", "W", "M", "M", "Y", "D" };
    static const char *const codes[] = { "s", "min", "h", "d", "wk", "mo", "mo", "a", "d" };
    for (unsigned i = 0; i < 3; i++) {
        const struct capture *period = captured(w->match, ROLE_PERIOD, i), *number = captured(w->match, KIND_NUM, i);
        if (!period)
            period = i == 0 ? get(w, ROLE_LETTER_PERIOD) : NULL;
        if (!period)
            break;
        size_t u = 0;
        while (u < 8 && !span_equal(period->code, span_of(units[u])))
            u++;
        double count = is_half ? 0.5 : (number ? number->number : 1) + (i == 0 ? half : 0);
        double scaled = count * period->number * (u == 6 ? 3 : 1);
        if (fabs(scaled) > 1e15 || scaled < 0)
            return false;
        if (i == 0) {
            w->value->has_number = true;
            w->value->number = count * (u == 6 ? 3 : period->number);
            w->value->unit = span_of(codes[u]);
        }
        if (u < 3 && !is_time) {
            text[length++] = 'T';
            is_time = true;
        }
        length += (size_t)snprintf(text + length, 20, "%.15g%s", scaled, letters[u]);
        if (length > 40)
            return true;
    }
    return iso_set(w, text);
}

static bool clock_set(struct work *w, int hour, int minute, int second)
{
    const struct capture *half = get(w, ROLE_AMPM), *part = get(w, ROLE_PART);
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second > 59)
        return false;
    bool is_afternoon = (half && half->number == 12) || (part && !span_equal(part->code, SPAN("MO")));
    if (half && hour > 12)
        return false;
    if (is_afternoon && hour < 12)
        hour += 12;
    else if (half && half->number == 0 && hour == 12)
        hour = 0;
    char text[ISO_BYTES];
    size_t length = 0;
    if (second >= 0)
        snprintf(text + length, 36, "T%02d:%02d:%02d", hour, minute, second);
    else
        snprintf(text + length, 36, "T%02d:%02d", hour, minute);
    return iso_set(w, text);
}

static bool clock(struct work *w)
{
    const struct capture *hour = get(w, KIND_HOUR), *minute = get(w, KIND_MIN), *second = captured(w->match, KIND_MIN, 1);
    const struct capture *noon = get(w, ROLE_NOON), *dotted_hour = get(w, KIND_HOURMIN);
    if (noon)
        return clock_set(w, (int)noon->number, 0, -1);
    if (dotted_hour) {
        struct span text = dotted_hour->code;
        int h = 0, m = 0;
        size_t i = 0;
        for (; i < text.length && text.at[i] != '.'; i++)
            h = h * 10 + (text.at[i] - '0');
        if (text.length - i != 3)
            return false;
        m = (text.at[i + 1] - '0') * 10 + (text.at[i + 2] - '0');
        return clock_set(w, h, m, -1);
    }
    return clock_set(w, (int)hour->number, minute ? (int)minute->number : 0, second ? (int)second->number : -1);
}

static bool part(struct work *w)
{
    const struct capture *p = get(w, ROLE_PART) ? get(w, ROLE_PART) : get(w, ROLE_TONIGHT);
    const struct capture *which = get(w, ROLE_RELATIVE), *weekday = get(w, ROLE_WEEKDAY), *dayword = get(w, ROLE_DAYWORD), *month = get(w, ROLE_MONTH);
    bool is_placed = which || weekday || dayword || month || get(w, ROLE_TONIGHT);
    if (!w->calendar->is_known && is_placed)
        return true;
    int day = w->calendar->today;
    if (weekday)
        day = weekday_near(day, (int)weekday->number, tense(w)) + (which && which->number > 0 ? 7 : 0);
    else if (month) {
        if (!calendar(w))
            return false;
        day = w->calendar->anchor.day;
    } else if (dayword)
        day += (int)dayword->number;
    else if (which)
        day += (int)which->number;
    if (!is_placed)
        return iso_set(w, (char[]){ 'T', p->code.at[0], p->code.at[1], 0 });
    struct moment m = { GRAIN_DAY, day, "" };
    char text[ISO_BYTES];
    size_t length = moment_write(&m, text);
    snprintf(text + length, 8, "T%.2s", p->code.at);
    w->calendar->anchor = m;
    return iso_set(w, text);
}

bool date_resolve(const struct date_match *match, const struct reader *reader, struct calendar *c, struct value *value)
{
    struct work w = { match, reader, c, value };
    struct civil today = civil_of(c->today);
    value->type = match->type;
    switch (match->action) {
    case ACTION_CALENDAR: return calendar(&w);
    case ACTION_SLASHED: return slashed(&w);
    case ACTION_DOTTED: return dotted(&w);
    case ACTION_DAYS: return days(&w);
    case ACTION_MONTHS: return months(&w);
    case ACTION_YEARS: return years(&w);
    case ACTION_RELATIVE: return relative(&w);
    case ACTION_WEEK_AFTER: return !c->is_known || moment_set(&w, moment_of(shifted(c->today, get(&w, ROLE_PERIOD), 2), grain_of(get(&w, ROLE_PERIOD))));
    case ACTION_HOLIDAY: return holiday(&w);
    case ACTION_SEASON: return season(&w);
    case ACTION_QUARTER: return part_of_year(&w, 4, 3, GRAIN_QUARTER);
    case ACTION_HALF: return part_of_year(&w, 2, 6, GRAIN_HALF);
    case ACTION_FISCAL: return true;
    case ACTION_DECADE: return decade(&w);
    case ACTION_CENTURY: return get(&w, KIND_NTH)->number > 99 || get(&w, KIND_NTH)->number < 2 || moment_set(&w, (struct moment){ GRAIN_CENTURY, day_of(((int)get(&w, KIND_NTH)->number - 1) * 100, 1, 1), "" });
    case ACTION_NTH_OF: return nth_of(&w);
    case ACTION_NTH_WEEKDAY: return nth_weekday(&w);
    case ACTION_WEEK_NUMBER: return year_named(&w) ? week_at(&w, year_named(&w), (int)fmin(get(&w, KIND_NUM)->number, 99)) : true;
    case ACTION_WEEK_OF: {
        bool is_known = get(&w, ROLE_HOLIDAY) ? holiday(&w) : calendar(&w);
        return is_known && (!value->iso.at || moment_set(&w, moment_of(c->anchor.day, get(&w, ROLE_WEEKEND) ? GRAIN_WEEKEND : GRAIN_WEEK)));
    }
    case ACTION_DAYWORD: return !c->is_known || moment_set(&w, (struct moment){ GRAIN_DAY, c->today + (int)get(&w, ROLE_DAYWORD)->number, "" });
    case ACTION_NOW: return false;
    case ACTION_AGO: return shift(&w, -1, false);
    case ACTION_AHEAD: return shift(&w, has_word(&w, "before") ? -1 : 1, true);
    case ACTION_AFTER: return shift(&w, has_word(&w, "earlier") || has_word(&w, "before") || has_word(&w, "previously") || has_word(&w, "prior") ? -1 : 1, false);
    case ACTION_DURATION: return duration(&w);
    case ACTION_PAST_PERIOD: return duration(&w);
    case ACTION_SET: value->is_set = true; return get(&w, ROLE_PERIOD) ? duration(&w) : get(&w, ROLE_WEEKDAY) ? iso_set(&w, "P1W") : get(&w, ROLE_MONTH) || get(&w, ROLE_SEASON) ? iso_set(&w, "P1Y") : iso_set(&w, "P1D");
    case ACTION_PART: return part(&w);
    case ACTION_CLOCK: return clock(&w);
    case ACTION_HALF_PAST: return clock_set(&w, (int)get(&w, KIND_HOUR)->number, 30, -1);
    case ACTION_QUARTER_PAST: return clock_set(&w, (int)get(&w, KIND_HOUR)->number, 15, -1);
    case ACTION_QUARTER_TO: return clock_set(&w, (int)get(&w, KIND_HOUR)->number - 1, 45, -1);
    case ACTION_VAGUE: case ACTION_VAGUE_DURATION: case ACTION_VAGUE_PART: case ACTION_COUNT: default: break;
    }
    (void)today;
    return true;
}
