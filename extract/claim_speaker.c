#include "claim_speaker.h"

/* Nouns of those who speak. */
enum { SPEAKING = SOURCE_PERSON | SOURCE_GROUP | SOURCE_BODY };

static const struct mention *mention_at(const struct view *view, uint32_t at)
{
    uint32_t index = view->document->entities.of_token[at];
    return index ? &view->document->entities.mentions[index - 1] : NULL;
}

struct speaker speaker_of_entity(const struct view *view, uint32_t entity)
{
    return (struct speaker){ .is_known = true, .entity = entity, .name = view->document->entities.at[entity].name };
}

static bool is_possessive_ending(const struct view *view, uint32_t at)
{
    if (at >= view->count || view->tokens[at].kind != TOKEN_CLITIC)
        return at < view->count && view->tokens[at].kind == TOKEN_QUOTE && !view->tokens[at].is_spaced && !quote_at(view, at);
    return view->document->text.all.at[view->tokens[at].end - 1] == 's';
}

static bool is_linking_preposition(const struct view *view, uint32_t at)
{
    return is_class(&view->tokens[at], WORD_PREPOSITION);
}

/* A verb that can hardly be a noun, as "reports" may be. */
static bool is_plain_verb(const struct view *view, uint32_t at)
{
    return is_verbal(view, at) &&
        (is_class(&view->tokens[at], WORD_AUXILIARY | WORD_MODAL) || view->document->text.all.at[view->tokens[at].end - 1] == 'd');
}

/* The end of the first noun phrase: where a comma, a preposition or a relative clause begins. */
static uint32_t head_end(const struct view *view, const struct subject *s)
{
    uint32_t at = s->first;
    while (at < s->last) {
        const struct mention *mention = mention_at(view, at);
        if (mention && mention->first == at && mention->last <= s->last) {
            at = mention->last;
            continue;
        }
        const struct token *token = &view->tokens[at];
        if (at > s->first && (token->mark == ',' || token->mark == '(' || token->mark == '-' || token->kind == TOKEN_QUOTE ||
                              is_linking_preposition(view, at) || is_class(token, WORD_WHO) || is_plain_verb(view, at)))
            if (token->mark != '-' || token->is_spaced)
                return at;
        at++;
    }
    return at;
}

/* The person named in the subject who is its head, not one who is only mentioned in it ("a spokesman for Trump"). */
static const struct mention *person_in(const struct view *view, const struct subject *s)
{
    const struct mention *found = NULL;
    for (uint32_t i = s->first; i < s->last; i++) {
        const struct mention *mention = mention_at(view, i);
        if (!mention || mention->first != i || mention->kind != MENTION_NAME ||
            view->document->entities.at[mention->entity].type != ENTITY_PERSON)
            continue;
        bool is_own = i == s->first || !is_linking_preposition(view, i - 1);
        for (uint32_t j = i; is_own && j > s->first && i - j < 5 && is_class(&view->tokens[j - 1], WORD_HONORIFIC); j--)
            is_own = j - 1 == s->first || !is_linking_preposition(view, j - 2);
        if (is_own && !(mention->last < s->last && is_possessive_ending(view, mention->last)) && !found)
            found = mention;
    }
    return found;
}

/* A name at the end of the first noun phrase, so that it is what the phrase means. */
static const struct mention *name_of_head(const struct view *view, const struct subject *s, uint32_t end)
{
    if (end == s->first)
        return NULL;
    const struct mention *mention = mention_at(view, end - 1);
    if (!mention || mention->last != end || mention->first < s->first)
        return NULL;
    for (uint32_t i = s->first; i < mention->first; i++)
        if (!is_class(&view->tokens[i], WORD_DETERMINER | WORD_HONORIFIC) &&
            view->document->entities.at[mention->entity].type != ENTITY_ORG)
            return NULL;
    return mention;
}

static struct span words_of(const struct view *view, uint32_t first, uint32_t last)
{
    while (first + 1 < last && (view->tokens[first].kind == TOKEN_PUNCTUATION || view->tokens[first].kind == TOKEN_QUOTE))
        first++;
    return span_slice(view->document->text.all, (struct range){ view->tokens[first].begin, view->tokens[last - 1].end });
}

static bool is_pronoun(const struct token *token)
{
    return is_class(token, WORD_HE | WORD_SHE | WORD_IT | WORD_THEY | WORD_WHO | WORD_FIRST_PERSON);
}

static struct speaker words_speaker(const struct view *view, uint32_t first, uint32_t last)
{
    return (struct speaker){ .is_known = true, .entity = ENTITY_NONE, .name = words_of(view, first, last) };
}

/* The person whom a relative "who" stands behind, or NULL. */
static const struct mention *antecedent(const struct view *view, uint32_t who)
{
    for (uint32_t i = who; i > 0 && who - i < 3; i--) {
        const struct mention *mention = mention_at(view, i - 1);
        if (mention)
            return mention;
        if (view->tokens[i - 1].mark != ',' && view->tokens[i - 1].mark != ')')
            return NULL;
    }
    return NULL;
}

/* The last name of a type before a token, not further back than about a paragraph; its own word in it where `word` is given. */
static const struct mention *name_before(const struct view *view, uint32_t at, enum entity_type type, uint32_t word)
{
    enum { BACK = 400 };
    const struct entities *entities = &view->document->entities;
    size_t low = 0, high = entities->mention_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (entities->mentions[middle].first < at)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t m = low; m > 0 && at - entities->mentions[m - 1].first < BACK; m--) {
        const struct mention *mention = &entities->mentions[m - 1];
        if (mention->kind != MENTION_NAME || entities->at[mention->entity].type != type)
            continue;
        if (!word || view->tokens[mention->last - 1].word == word)
            return mention;
    }
    return NULL;
}

/* The noun phrase that a relative "who" stands behind: "two officials who". */
static struct speaker who_resolve(const struct view *view, uint32_t who)
{
    uint32_t end = who > 0 && view->tokens[who - 1].mark == ',' ? who - 1 : who, first = end;
    while (first > 0 && end - first < 8 && is_nominal(view, first - 1) &&
           (first == end || !view->tokens[first].is_line_start))
        first--;
    return first < end ? words_speaker(view, first, end) : words_speaker(view, who, who + 1);
}

static bool is_compatible(const struct view *view, const struct token *pronoun, const struct speaker *speaker)
{
    if (!speaker->is_known)
        return false;
    if (speaker->entity == ENTITY_NONE)
        return true;
    enum gender gender = view->document->entities.at[speaker->entity].gender;
    if (is_class(pronoun, WORD_HE))
        return gender != GENDER_FEMALE;
    return !is_class(pronoun, WORD_SHE) || gender != GENDER_MALE;
}

/* True of "he" behind what he says, when the person who spoke last may be meant: names in the words reported are no rivals. */
static bool is_turn_kept(const struct view *view, uint32_t at, const struct mention *mention, const struct floor *floor)
{
    enum { TURN = 150 };
    const struct document *document = view->document;
    if (!mention || at == 0 || !floor->person.is_known || floor->person.entity == ENTITY_NONE || floor->last_token + TURN < at ||
        !is_class(&view->tokens[at], WORD_HE | WORD_SHE) || !is_compatible(view, &view->tokens[at], &floor->person))
        return false;
    if (view->tokens[at - 1].mark != ',' && view->tokens[at - 1].kind != TOKEN_QUOTE)
        return false;
    uint32_t begin = document->sentences.at[document->sentences.of_token[at]].first;
    for (uint32_t i = begin; i < at; i++) {
        const struct mention *named = mention_at(view, i);
        if (named && named->entity == mention->entity && named->kind == MENTION_NAME)
            return !cue_class_at(view, named->last);
    }
    return false;
}

/* A pronoun's speaker: whom coreference knows, else who spoke before and may be meant. */
static struct speaker pronoun_resolve(const struct view *view, const struct subject *s, const struct floor *floor)
{
    uint32_t at = s->first;
    const struct token *pronoun = &view->tokens[at];
    const struct mention *mention = mention_at(view, at);
    if (is_turn_kept(view, at, mention, floor))
        mention = NULL;
    if (!mention && is_class(pronoun, WORD_WHO))
        mention = antecedent(view, at);
    if (mention)
        return speaker_of_entity(view, mention->entity);
    if (is_class(pronoun, WORD_WHO))
        return who_resolve(view, at);
    const struct speaker *before = is_class(pronoun, WORD_HE | WORD_SHE) ? &floor->person : is_class(pronoun, WORD_IT) ?
        &floor->body : &floor->last;
    if (!before->is_known && is_class(pronoun, WORD_HE | WORD_SHE) && (mention = name_before(view, at, ENTITY_PERSON, WORD_NONE)))
        return speaker_of_entity(view, mention->entity);
    if (!is_compatible(view, pronoun, before))
        before = &floor->last;
    if (!is_compatible(view, pronoun, before) || is_class(pronoun, WORD_FIRST_PERSON | WORD_WHO))
        return words_speaker(view, at, at + 1);
    struct speaker same = *before;
    same.range = (struct range){ 0 };
    return same;
}

/* True if the article calls a person by a role word next to the name: "Ambassador Jane Roe", "Jane Roe, the ambassador". */
static bool is_called(const struct view *view, const struct mention *mention, uint32_t role)
{
    enum { AROUND = 5 };
    for (uint32_t i = mention->first; i > 0 && mention->first - i < AROUND && view->tokens[i - 1].kind == TOKEN_WORD; i--)
        if (view->tokens[i - 1].word == role)
            return true;
    for (uint32_t i = mention->last; is_mark(view, mention->last, ',') && i < view->count && i < mention->last + AROUND; i++)
        if (view->tokens[i].word == role)
            return true;
    return false;
}

/* The last person before a token whom the article calls by a role, else the first behind it; NULL where there is none. */
static const struct mention *bearer_of(const struct view *view, uint32_t role, uint32_t at)
{
    const struct entities *entities = &view->document->entities;
    const struct mention *found = NULL;
    for (size_t m = 0; m < entities->mention_count && !(found && entities->mentions[m].first >= at); m++) {
        const struct mention *mention = &entities->mentions[m];
        if (mention->kind == MENTION_NAME && entities->at[mention->entity].type == ENTITY_PERSON && is_called(view, mention, role))
            found = mention;
    }
    return found;
}

/* Who is meant by "the minister": the bearer of the title, else the person who spoke last, else who was named last. */
static bool role_resolve(const struct view *view, const struct subject *s, uint32_t end, const struct floor *floor, struct speaker *speaker)
{
    if (end == s->first || !(source_at(view, end - 1) & SOURCE_PERSON))
        return false;
    bool is_definite = is_word(view, s->first, view->rules->word_the);
    if (!is_definite && is_class(&view->tokens[s->first], WORD_DETERMINER | WORD_POSSESSIVE | WORD_NUMBER_WORD))
        return false;
    const struct mention *named = bearer_of(view, view->tokens[end - 1].word, s->first);
    if (!named && is_definite && s->last == end && !floor->person.is_known)
        named = name_before(view, s->first, ENTITY_PERSON, WORD_NONE);
    if (named)
        *speaker = speaker_of_entity(view, named->entity);
    else if (is_definite && s->last == end && floor->person.is_known)
        *speaker = floor->person;
    return speaker->is_known;
}

/* Which body is meant by "the company": one with the word in its name, the one that spoke last, the one named last. */
static bool body_resolve(const struct view *view, const struct subject *s, uint32_t end, const struct floor *floor, struct speaker *speaker)
{
    if (s->last != end || end < s->first + 2 || end > s->first + 4 || !(source_at(view, end - 1) & SOURCE_ANAPHOR) ||
        !is_word(view, s->first, view->rules->word_the))
        return false;
    const struct mention *named = name_before(view, s->first, ENTITY_ORG, view->tokens[end - 1].word);
    for (uint32_t i = s->first + 1; i + 1 < end; i++) {
        const struct mention *own = mention_at(view, i);
        if (own && view->document->entities.at[own->entity].type == ENTITY_ORG)
            named = own;
        else if (view->tokens[i].kind == TOKEN_CLITIC)
            return false;
    }
    uint32_t spoke = floor->body.is_known ? floor->body.entity : ENTITY_NONE;
    if (!named && spoke != ENTITY_NONE && view->document->entities.at[spoke].type == ENTITY_ORG)
        *speaker = floor->body;
    else if (named || (named = name_before(view, s->first, ENTITY_ORG, WORD_NONE)))
        *speaker = speaker_of_entity(view, named->entity);
    return speaker->is_known;
}

/* Whose "the report" is that says more: the one who spoke last, a body or a medium before a person, else the last body named. */
static bool paper_resolve(const struct view *view, const struct subject *s, const struct floor *floor, struct speaker *speaker)
{
    if (s->last != s->first + 2 || !is_word(view, s->first, view->rules->word_the))
        return false;
    if (floor->body.is_known && floor->body.entity != ENTITY_NONE)
        *speaker = floor->body;
    else if (floor->last.is_known)
        *speaker = floor->last;
    return speaker->is_known;
}

/* Whose paper it is: "a study by the institute", "Roe's statement", "a Quinnipiac University poll". */
static bool document_resolve(const struct view *view, const struct subject *s, uint32_t end, const struct floor *floor,
                             struct speaker *speaker)
{
    if (end == s->first || !(source_at(view, end - 1) & SOURCE_DOCUMENT))
        return false;
    for (uint32_t i = s->first; i < s->last; i++) {
        const struct mention *mention = mention_at(view, i);
        if (!mention || mention->first != i || mention->kind != MENTION_NAME)
            continue;
        enum entity_type type = view->document->entities.at[mention->entity].type;
        bool is_maker = i < end || (i > end && view->tokens[end].kind == TOKEN_WORD && is_linking_preposition(view, end) && i <= end + 2);
        if (is_maker && (type == ENTITY_ORG || type == ENTITY_PERSON)) {
            *speaker = speaker_of_entity(view, mention->entity);
            return true;
        }
    }
    return paper_resolve(view, s, floor, speaker);
}

/* Whether "the official" takes up an unnamed speaker who was called so before: "a senior official". */
static bool is_called_before(const struct view *view, uint32_t head, const struct speaker *before)
{
    if (!before->is_known || before->entity != ENTITY_NONE)
        return false;
    struct span word = token_text(view->document->text.all, &view->tokens[head]), name = before->name;
    for (size_t i = 0; i + word.length <= name.length; i++)
        if (memcmp(name.at + i, word.at, word.length) == 0 && (i == 0 || name.at[i - 1] == ' ') &&
            (i + word.length == name.length || name.at[i + word.length] == ' '))
            return true;
    return false;
}

static bool unnamed_resolve(const struct view *view, const struct subject *s, const struct floor *floor, struct speaker *speaker)
{
    if (s->last != s->first + 2 || !is_word(view, s->first, view->rules->word_the))
        return false;
    const struct speaker *before[] = { &floor->last, &floor->person, &floor->body };
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (is_called_before(view, s->first + 1, before[i])) {
            *speaker = *before[i];
            return true;
        }
    return false;
}

/* The end of the words that name a speaker without a name: "a spokesperson for the group", up to a comma or a clause. */
static uint32_t words_end(const struct view *view, const struct subject *s, uint32_t end)
{
    while (end < s->last && view->tokens[end].mark != ',' && view->tokens[end].mark != '(' && view->tokens[end].kind != TOKEN_QUOTE &&
           !is_class(&view->tokens[end], WORD_WHO | WORD_AUXILIARY | WORD_MODAL))
        end++;
    while (end > s->first + 1 && (is_class(&view->tokens[end - 1], WORD_ADVERB | WORD_WEEKDAY) ||
                                  (is_plain_verb(view, end - 1) && source_at(view, end - 2) & SPEAKING)))
        end--;
    return end;
}

struct speaker speaker_resolve(const struct view *view, const struct subject *s, const struct floor *floor)
{
    struct speaker speaker = { .entity = ENTITY_NONE };
    if (s->side == SIDE_NONE || s->first >= s->last)
        return speaker;
    uint32_t end = head_end(view, s);
    const struct mention *mention = NULL;
    if (s->last - s->first == 1 && is_pronoun(&view->tokens[s->first]))
        speaker = pronoun_resolve(view, s, floor);
    else if ((mention = person_in(view, s)) || (mention = name_of_head(view, s, end)))
        speaker = speaker_of_entity(view, mention->entity);
    else if (!unnamed_resolve(view, s, floor, &speaker) && !document_resolve(view, s, end, floor, &speaker) &&
             !role_resolve(view, s, end, floor, &speaker) && !body_resolve(view, s, end, floor, &speaker))
        speaker = words_speaker(view, s->first, end > s->first ? words_end(view, s, end) : s->last);
    speaker.range = (struct range){ view->tokens[s->first].begin, view->tokens[s->last - 1].end };
    return speaker;
}

void floor_take(const struct view *view, const struct cue *cue, const struct subject *s, const struct speaker *speaker, struct floor *floor)
{
    if (!speaker->is_known)
        return;
    floor->last = *speaker;
    floor->last_token = cue->head;
    bool is_person = speaker->entity != ENTITY_NONE && view->document->entities.at[speaker->entity].type == ENTITY_PERSON;
    if (speaker->entity == ENTITY_NONE && s->side != SIDE_NONE) {
        uint32_t end = head_end(view, s);
        is_person = end > s->first &&
            (source_at(view, end - 1) & SOURCE_PERSON ||
                (is_capitalised(&view->tokens[end - 1]) && end - s->first > 1 && end - s->first < 4));
    }
    *(is_person ? &floor->person : &floor->body) = *speaker;
}
