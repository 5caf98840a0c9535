#include "amount.h"
#include "date_resolve.h"
#include "document.h"
#include "pack.h"

#include <math.h>
#include <stdlib.h>

struct value_rules {
    struct value_lexicon lexicon;
    struct date_rules *dates;
};

/* One article while its values are looked for. */
struct search {
    const struct document *document;
    const struct value_rules *rules;
    struct arena *arena;
    struct reader reader;
    struct calendar calendar;
    struct currency_context currencies;
    struct values out;
    size_t room;
};

struct value_rules *value_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    struct value_rules *rules = calloc(1, sizeof *rules);
    if (!rules) {
        fail(error, "out of memory");
        return NULL;
    }
    if (lexicon_init(&rules->lexicon, files, vocabulary, error) &&
        (rules->dates = date_rules_create(files, vocabulary, &rules->lexicon, error)))
        return rules;
    value_rules_destroy(rules);
    return NULL;
}

void value_rules_destroy(struct value_rules *rules)
{
    if (!rules)
        return;
    date_rules_destroy(rules->dates);
    lexicon_finish(&rules->lexicon);
    free(rules);
}

static enum comparator comparator_of(struct span code)
{
    bool is_equal_too = code.length == 2;
    switch (code.length ? code.at[0] : 0) {
    case '>': return is_equal_too ? COMPARATOR_AT_LEAST : COMPARATOR_MORE;
    case '<': return is_equal_too ? COMPARATOR_AT_MOST : COMPARATOR_LESS;
    case '~': return COMPARATOR_ABOUT;
    case '=': return COMPARATOR_EQUAL;
    default: return COMPARATOR_NONE;
    }
}

static bool is_named(const struct search *s, uint32_t at)
{
    const struct entities *e = &s->document->entities;
    if (!e->of_token || !e->of_token[at])
        return false;
    return e->mentions[e->of_token[at] - 1].kind == MENTION_NAME;
}

static bool is_text(const struct search *s, uint32_t at, const char *word)
{
    return at < s->reader.end && span_equal(token_text(s->reader.text, &s->reader.tokens[at]), span_of(word));
}

/* A plain number between 1900 and 2099 is a year, unless it measures something. */
static bool is_year(const struct date_match *match)
{
    return match->action == ACTION_CALENDAR && match->last == match->first + 1 && captured(match, KIND_YEAR, 0);
}

static bool year_counts(const struct search *s, const struct date_match *match, const struct value *amount)
{
    double year = captured(match, KIND_YEAR, 0)->number;
    if (amount->has_number && amount->type != VALUE_CARDINAL)
        return false;
    const struct token *before = match->first > s->reader.begin ? &s->reader.tokens[match->first - 1] : NULL;
    bool is_placed = before && is_class(before, WORD_PREPOSITION | WORD_MONTH);
    return (year >= 1900 && year < 2100) || is_placed;
}

/* The date at a token, as a value; the number before its unit may be one of amounts. */
static bool date_at(struct search *s, uint32_t at, struct date_match *match, struct value *value)
{
    *value = (struct value){ .first = at };
    if (!date_match(s->rules->dates, &s->reader, at, match))
        return false;
    struct moment anchor = s->calendar.anchor;
    if (!date_resolve(match, &s->reader, &s->calendar, value)) {
        s->calendar.anchor = anchor;
        return false;
    }
    value->last = match->last;
    return true;
}

/* The better of the date and the amount that begin at a token. */
static bool value_at(struct search *s, uint32_t at, struct value *value, uint32_t *last)
{
    struct date_match match;
    struct value date, amount;
    bool is_date = date_at(s, at, &match, &date);
    bool is_amount = amount_read(&s->reader, &s->currencies, at, &amount, last);
    if (is_date && is_year(&match) && !year_counts(s, &match, &amount))
        is_date = false;
    if (is_date && is_amount && !is_year(&match) && amount.last > date.last && amount.type != VALUE_ORDINAL && amount.type != VALUE_CARDINAL)
        is_date = false;
    if (is_date)
        *value = date;
    else if (is_amount)
        *value = amount;
    return is_date || is_amount;
}

static bool is_date_type(enum value_type type)
{
    return type == VALUE_DATE || type == VALUE_TIME || type == VALUE_DURATION;
}

static void after_read(const struct search *s, struct value *v)
{
    const struct reader *r = &s->reader;
    const struct lexeme *after = lexicon_find(r->lexicon, r->text, r->tokens, v->last, r->end, ROLE_BIT(ROLE_AFTER));
    if (!after || (is_date_type(v->type) && v->type != VALUE_DURATION) || v->type == VALUE_ORDINAL)
        return;
    v->comparator = comparator_of(after->code);
    v->last += after->length;
}

/* "rose by", "fell to", "up": the verb just before. */
static void change_read(const struct search *s, struct value *v)
{
    const struct reader *r = &s->reader;
    if (is_date_type(v->type) || v->type == VALUE_ORDINAL)
        return;
    for (uint32_t i = v->first; i-- > r->begin && v->first - i < 5;) {
        const struct token *t = &r->tokens[i];
        const struct lexeme *change = lexicon_find(r->lexicon, r->text, r->tokens, i, r->end, ROLE_BIT(ROLE_CHANGE));
        if (change) {
            v->change = change->number > 0 ? CHANGE_UP : CHANGE_DOWN;
            return;
        }
        if (!is_class(t, WORD_PREPOSITION | WORD_ADVERB | WORD_DETERMINER))
            return;
    }
}

static bool value_add(struct search *s, struct value *v)
{
    struct value *values = arena_grow(s->arena, s->out.at, s->out.count, &s->room, sizeof *values);
    if (!values)
        return false;
    s->out.at = values;
    v->range = (struct range){ s->reader.tokens[v->first].begin, s->reader.tokens[v->last - 1].end };
    values[s->out.count++] = *v;
    return true;
}

/* A date and a time of the day side by side are one time; "10 June to 12 July" one date. */
static bool join_last(struct search *s, struct value *v)
{
    struct value *before = s->out.count ? &s->out.at[s->out.count - 1] : NULL;
    if (!before || before->last > v->first || v->first - before->last > 2 || before->first < s->reader.begin)
        return false;
    uint32_t gap = v->first - before->last;
    bool is_joint = gap == 0 || (gap == 1 && (is_text(s, before->last, "at") || is_text(s, before->last, ",") || is_text(s, before->last, "on") ||
                                              is_text(s, before->last, "by") || is_text(s, before->last, "around") || is_text(s, before->last, "before") || is_text(s, before->last, "for") ||
                                              is_text(s, before->last, "after") || is_text(s, before->last, "@")));
    struct value *day = before->type == VALUE_DATE ? before : v->type == VALUE_DATE ? v : NULL;
    struct value *time = before->type == VALUE_TIME ? before : v->type == VALUE_TIME ? v : NULL;
    if (is_joint && day && time && day->iso.length == 10 && time->iso.length && time->iso.at[0] == 'T' && !day->is_set) {
        char *iso = arena_take(s->arena, 10 + time->iso.length);
        if (!iso)
            return false;
        memcpy(iso, day->iso.at, 10);
        memcpy(iso + 10, time->iso.at, time->iso.length);
        before->iso = (struct span){ iso, 10 + time->iso.length };
        before->type = VALUE_TIME;
        before->last = v->last;
        before->range.end = s->reader.tokens[v->last - 1].end;
        return true;
    }
    bool is_range = gap == 1 && (is_text(s, before->last, "to") || is_text(s, before->last, "until") || is_text(s, before->last, "through") ||
                                 s->reader.tokens[before->last].mark == '-');
    if (is_range && before->type == VALUE_DATE && v->type == VALUE_DATE && before->iso.length && v->iso.length && before->iso.length <= 10 && v->iso.length <= 10) {
        char *iso = arena_take(s->arena, before->iso.length + v->iso.length + 1);
        if (!iso)
            return false;
        memcpy(iso, before->iso.at, before->iso.length);
        iso[before->iso.length] = '/';
        memcpy(iso + before->iso.length + 1, v->iso.at, v->iso.length);
        before->iso = (struct span){ iso, before->iso.length + v->iso.length + 1 };
        before->last = v->last;
        before->range.end = s->reader.tokens[v->last - 1].end;
        return true;
    }
    return false;
}

/* The value that begins at a token with its comparator, if one does; `next` is where to go on. */
static bool take(struct search *s, uint32_t at, uint32_t *next)
{
    const struct reader *r = &s->reader;
    *next = at + 1;
    struct value v;
    uint32_t last = at;
    const struct lexeme *comparator = lexicon_find(r->lexicon, r->text, r->tokens, at, r->end, ROLE_BIT(ROLE_COMPARATOR));
    uint32_t number = at + (comparator ? comparator->length : 0);
    bool is_found = comparator && number < r->end && !is_named(s, number) && value_at(s, number, &v, &last) &&
                    (v.type == VALUE_DURATION || !is_date_type(v.type) || v.has_number);
    if (is_found && v.type != VALUE_ORDINAL) {
        v.first = at;
        if (v.has_number)
            v.comparator = comparator_of(comparator->code);
    } else {
        comparator = NULL;
        if (!value_at(s, at, &v, &last)) {
            *next = last > at ? last : at + 1;
            return true;
        }
    }
    if (v.has_number && v.comparator == COMPARATOR_NONE)
        v.comparator = COMPARATOR_EQUAL;
    after_read(s, &v);
    change_read(s, &v);
    *next = v.last;
    return join_last(s, &v) || value_add(s, &v);
}

static bool sentence_search(struct search *s, const struct sentence *sentence)
{
    const struct document *d = s->document;
    s->reader.begin = sentence->first;
    s->reader.end = sentence->last;
    for (uint32_t i = sentence->first; i < sentence->last;) {
        const struct token *t = &d->tokens.at[i];
        bool is_candidate = (t->kind == TOKEN_NUMBER || lexicon_roles(&s->rules->lexicon, t)) &&
                            (!d->roles || d->roles[i] != PART_FURNITURE) && !is_named(s, i);
        if (!is_candidate)
            i++;
        else if (!take(s, i, &i))
            return false;
    }
    return true;
}

/* The time of the day in an ISO 8601 date with time; -1 without. */
static int seconds_read(struct span iso)
{
    static const uint8_t places[] = { 11, 12, 14, 15, 17, 18 };
    int digits[6];
    if (iso.length < 19 || iso.at[10] != 'T')
        return -1;
    for (int i = 0; i < 6; i++) {
        digits[i] = iso.at[places[i]] - '0';
        if (digits[i] < 0 || digits[i] > 9)
            return -1;
    }
    return (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60 + digits[4] * 10 + digits[5];
}

struct values values_find(const struct document *document, const struct value_rules *rules, struct arena *arena)
{
    struct search s = {
        .document = document,
        .rules = rules,
        .arena = arena,
        .reader = { .text = document->text.all, .tokens = document->tokens.at, .lexicon = &rules->lexicon },
        .calendar = { .arena = arena },
        .currencies = { .tokens = document->tokens.at, .count = document->tokens.count, .lexicon = &rules->lexicon },
    };
    s.calendar.is_known = document->article && day_read(document->article->published_at, &s.calendar.today);
    s.calendar.seconds = s.calendar.is_known ? seconds_read(document->article->published_at) : -1;
    for (size_t i = 0; i < document->sentences.count; i++)
        if (!sentence_search(&s, &document->sentences.at[i]))
            break;
    return s.out;
}
