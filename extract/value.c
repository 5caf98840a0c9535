#include "amount.h"
#include "date_resolve.h"
#include "document.h"
#include "pack.h"
#include "value_join.h"

#include <math.h>
#include <stdlib.h>

enum { CHANGE_REACH = 5, OBJECT_REACH = 3, YEAR_FIRST = 1900, YEAR_LAST = 2099 };

/* What a word may begin, one bit each. */
enum { BEGINS_DATE = 1, BEGINS_AMOUNT = 2, BEGINS_COMPARATOR = 4, BEGINS_NONE = 8 };

struct value_rules {
    struct value_lexicon lexicon;
    struct date_rules *dates;
    uint8_t *begins;             /* of each word that the lists and rules know */
    uint32_t size;
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

static bool begins_make(struct value_rules *rules, const struct vocabulary *vocabulary, struct error *error)
{
    rules->size = vocabulary_size(vocabulary);
    rules->begins = calloc(rules->size, 1);
    if (!rules->begins)
        return fail(error, "out of memory");
    for (uint32_t word = 0; word < rules->size; word++) {
        uint64_t roles = word < rules->lexicon.size ? rules->lexicon.roles[word] : 0;
        int begins = date_may_begin(rules->dates, word) ? BEGINS_DATE : 0;
        begins |= roles & (NUMBER_ROLES | ROLE_BIT(ROLE_SIGN)) ? BEGINS_AMOUNT : 0;
        begins |= roles & ROLE_BIT(ROLE_COMPARATOR) ? BEGINS_COMPARATOR : 0;
        begins |= roles & ROLE_BIT(ROLE_NONE) ? BEGINS_NONE : 0;
        rules->begins[word] = (uint8_t)begins;
    }
    return true;
}

struct value_rules *value_rules_create(struct pack_files *files, struct vocabulary *vocabulary, struct error *error)
{
    struct value_rules *rules = calloc(1, sizeof *rules);
    if (!rules) {
        fail(error, "out of memory");
        return NULL;
    }
    if ((rules->dates = date_rules_create(files, vocabulary, error)) && lexicon_init(&rules->lexicon, files, vocabulary, error) &&
        date_rules_index(rules->dates, vocabulary, &rules->lexicon, error) && begins_make(rules, vocabulary, error))
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
    free(rules->begins);
    free(rules);
}

/* A first look: what may begin at a token. Most tokens end here. */
static int begins_at(const struct search *s, uint32_t at)
{
    const struct token *t = &s->reader.tokens[at];
    int begins = t->word < s->rules->size ? s->rules->begins[t->word] : 0;
    if (t->kind == TOKEN_WORD)
        return begins;
    if (t->kind == TOKEN_NUMBER)
        return BEGINS_DATE | BEGINS_AMOUNT | begins;
    if (t->kind == TOKEN_QUOTE)
        return is_digits(&s->reader, at + 1) ? BEGINS_DATE : 0;
    if (t->mark == '.')
        return t->is_spaced && is_digits(&s->reader, at + 1) ? BEGINS_AMOUNT : 0;
    return begins;
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

/* Four digits alone are a year, unless they measure something or come from far away. */
static bool is_year(const struct date_match *match)
{
    return match->action == ACTION_CALENDAR && match->last == match->first + 1 && captured(match, KIND_YEAR, 0);
}

static bool is_event(const struct search *s, uint32_t at)
{
    const struct entities *e = &s->document->entities;
    return is_named(s, at) && e->at[e->mentions[e->of_token[at] - 1].entity].type == ENTITY_EVENT;
}

/* "the 2026 World Cup", "2019-nCoV". */
static bool is_in_name(const struct search *s, const struct date_match *match)
{
    const struct reader *r = &s->reader;
    uint32_t last = match->last;
    if (last >= r->end)
        return false;
    bool is_glued_name = is_mark(r, last, '-') && is_glued(r, last) && is_glued(r, last + 1) && r->tokens[last + 1].kind == TOKEN_WORD &&
                         r->tokens[last + 1].letters >= CASE_UPPER;
    bool has_article = match->first > r->begin && is_class(&r->tokens[match->first - 1], WORD_DETERMINER);
    return is_glued_name || (has_article && is_event(s, last));
}

static bool year_counts(const struct search *s, const struct date_match *match, const struct value *amount)
{
    double year = captured(match, KIND_YEAR, 0)->number;
    if (amount->has_number && amount->type != VALUE_CARDINAL)
        return false;
    const struct token *before = match->first > s->reader.begin ? &s->reader.tokens[match->first - 1] : NULL;
    bool is_placed = before && is_class(before, WORD_PREPOSITION | WORD_MONTH);
    return (year >= YEAR_FIRST && year <= YEAR_LAST) || is_placed;
}

static bool is_counting(enum value_type type)
{
    return type == VALUE_ORDINAL || type == VALUE_CARDINAL;
}

/* The better of the date and the amount that begin at a token. */
static bool value_at(struct search *s, uint32_t at, struct value *value, uint32_t *last)
{
    struct date_match match;
    struct value date, amount;
    int begins = begins_at(s, at);
    struct moment anchor = s->calendar.anchor;
    amount.has_number = false;
    bool is_date = begins & BEGINS_DATE && date_read(s->rules->dates, &s->reader, &s->calendar, at, &match, &date);
    if (is_date && is_year(&match) && is_in_name(s, &match)) {
        s->calendar.anchor = anchor;
        *last = match.last;
        return false;
    }
    bool is_amount = begins & BEGINS_AMOUNT && amount_read(&s->reader, &s->currencies, at, &amount, last);
    bool is_beaten = is_date && (is_year(&match) ? !year_counts(s, &match, &amount) :
                                                   is_amount && amount.last > date.last && !is_counting(amount.type));
    if (is_beaten)
        s->calendar.anchor = anchor;
    if (is_date && !is_beaten)
        *value = date;
    else if (is_amount)
        *value = amount;
    return (is_date && !is_beaten) || is_amount;
}

static bool is_date_type(enum value_type type)
{
    return type == VALUE_DATE || type == VALUE_TIME || type == VALUE_DURATION;
}

/* "or more", "and older", "at least", behind a value. */
static void after_read(const struct search *s, struct value *v)
{
    const struct reader *r = &s->reader;
    const struct lexeme *after = phrase_at(r, v->last, ROLE_BIT(ROLE_AFTER));
    if (!after || (is_date_type(v->type) && v->type != VALUE_DURATION) || v->type == VALUE_ORDINAL)
        return;
    v->comparator = comparator_of(after->code);
    v->last += after->length;
    if (after->number > 0 && v->type == VALUE_CARDINAL) {     /* "55 and older" */
        v->type = VALUE_QUANTITY;
        v->unit = SPAN("a");
    }
}

/* "rose by", "fell to", "up": the verb just before. */
static void change_read(const struct search *s, struct value *v)
{
    const struct reader *r = &s->reader;
    if (is_date_type(v->type) || v->type == VALUE_ORDINAL)
        return;
    for (uint32_t i = v->first; i-- > r->begin && v->first - i < CHANGE_REACH;) {
        const struct lexeme *change = phrase_at(r, i, ROLE_BIT(ROLE_CHANGE));
        if (change) {
            v->change = change->number > 0 ? CHANGE_UP : CHANGE_DOWN;
            return;
        }
        if (!is_class(&r->tokens[i], WORD_PREPOSITION | WORD_ADVERB | WORD_DETERMINER))
            return;
    }
}

static struct value *value_before(const struct search *s)
{
    return s->out.count ? &s->out.at[s->out.count - 1] : NULL;
}

/* Binary fractions leave no trace: 4.1 billion are 4100000000. */
static double settled(double number)
{
    double whole = round(number), millionth = round(number * 1e6) / 1e6;
    double best = fabs(number) >= 1e9 ? whole : millionth;
    return fabs(best - number) <= fabs(number) * 1e-12 ? best : number;
}

/* "rose 61 cents to $84.30", "rose to $312,000, up 6 per cent": both say something of the same. */
static void object_inherit(const struct search *s, struct value *v)
{
    const struct value *before = value_before(s);
    if (!before || before->first < s->reader.begin || v->first - before->last > OBJECT_REACH || v->last <= before->last ||
        is_date_type(v->type) || is_counting(v->type) || is_date_type(before->type) || is_inside(before->object, before->range))
        return;
    if (is_empty(v->object) || v->object.begin < before->range.end)
        v->object = before->object;
}

static bool value_add(struct search *s, struct value *v)
{
    struct value *before = value_before(s);
    if (before && value_join(&s->reader, s->arena, before, v)) {
        s->calendar.day_end = before->last;
        return true;
    }
    struct value *values = arena_grow(s->arena, s->out.at, s->out.count, &s->room, sizeof *values);
    if (!values)
        return false;
    s->out.at = values;
    v->range = (struct range){ s->reader.tokens[v->first].begin, s->reader.tokens[v->last - 1].end };
    values[s->out.count++] = *v;
    if (v->type == VALUE_DATE || v->type == VALUE_TIME)
        s->calendar.day_end = v->last;
    return true;
}

/* "a day" right behind an amount says how often it comes: "20,000 barrels a day". */
static bool is_rate(const struct search *s, const struct value *v)
{
    const struct value *before = value_before(s);
    return v->type == VALUE_DURATION && before && before->last == v->first && before->first >= s->reader.begin &&
           !is_date_type(before->type) && phrase_at(&s->reader, v->first, ROLE_BIT(ROLE_ARTICLE));
}

/* The number, money or length of time behind a comparator. */
static bool compared_at(struct search *s, uint32_t at, struct value *v)
{
    const struct lexeme *comparator = phrase_at(&s->reader, at, ROLE_BIT(ROLE_COMPARATOR));
    uint32_t number = at + (comparator ? comparator->length : 0), last;
    if (!comparator || number >= s->reader.end || !begins_at(s, number) || is_named(s, number) || s->calendar.day_end == at ||
        !value_at(s, number, v, &last) || v->type == VALUE_ORDINAL)
        return false;
    if (is_date_type(v->type) && v->type != VALUE_DURATION && !v->has_number)
        return false;
    v->first = at;
    if (v->has_number)
        v->comparator = comparator_of(comparator->code);
    return true;
}

/* The value that begins at a token with its comparator, if one does; `next` is where to go on. */
static bool take(struct search *s, uint32_t at, int begins, uint32_t *next)
{
    struct value v;
    uint32_t last = at;
    const struct lexeme *none = begins & BEGINS_NONE ? phrase_at(&s->reader, at, ROLE_BIT(ROLE_NONE)) : NULL;
    *next = at + (none ? none->length : 1);
    if (none)
        return true;
    if (!(begins & BEGINS_COMPARATOR && compared_at(s, at, &v)) && !value_at(s, at, &v, &last)) {
        *next = last > at ? last : at + 1;
        return true;
    }
    if (v.has_number && v.comparator == COMPARATOR_NONE)
        v.comparator = COMPARATOR_EQUAL;
    v.number = settled(v.number);
    v.number_max = settled(v.number_max);
    after_read(s, &v);
    change_read(s, &v);
    object_inherit(s, &v);
    *next = v.last;
    return is_rate(s, &v) || value_add(s, &v);
}

static bool sentence_search(struct search *s, const struct sentence *sentence)
{
    const struct document *d = s->document;
    s->reader.begin = sentence->first;
    s->reader.end = sentence->last;
    for (uint32_t i = sentence->first; i < sentence->last;) {
        int begins = begins_at(s, i);
        if (!begins || (d->roles && d->roles[i] == PART_FURNITURE) || is_named(s, i))
            i++;
        else if (!take(s, i, begins, &i))
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
    s.calendar.day_end = UINT32_MAX;
    s.calendar.is_known = document->article && day_read(document->article->published_at, &s.calendar.today);
    s.calendar.seconds = s.calendar.is_known ? seconds_read(document->article->published_at) : -1;
    for (size_t i = 0; i < document->sentences.count; i++)
        if (!sentence_search(&s, &document->sentences.at[i]))
            break;
    return s.out;
}
