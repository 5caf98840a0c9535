#include "pronoun.h"

/* A person is looked for in this many sentences, the pronoun's own the first, and among this many mentions. */
enum { SENTENCES_BACK = 4, RECENT_MOST = 24 };

/* A mention of a person that a pronoun may take up again. */
struct recent {
    uint32_t entity, sentence;
};

struct finder {
    const struct document *d;
    struct entities *entities;
    struct recent recent[RECENT_MOST];       /* a ring, the latest at count - 1 */
    size_t count;
    uint32_t paragraph;
    bool is_quoted;
};

static enum gender gender_of_token(const struct token *token)
{
    bool is_male = is_class(token, WORD_FIRST_NAME_MALE | WORD_TITLE_MALE), is_female = is_class(token, WORD_FIRST_NAME_FEMALE | WORD_TITLE_FEMALE);
    return is_male == is_female ? GENDER_UNKNOWN : is_male ? GENDER_MALE : GENDER_FEMALE;
}

/* What the words of a mention say of a person's gender: the title before it, the first name of a longer name. */
static void gender_note(const struct finder *f, const struct mention *mention)
{
    struct entity *entity = &f->entities->at[mention->entity];
    const struct token *tokens = f->d->tokens.at;
    if (entity->type != ENTITY_PERSON || entity->gender != GENDER_UNKNOWN)
        return;
    if (mention->first > 0 && is_class(&tokens[mention->first - 1], WORD_TITLE_MALE | WORD_TITLE_FEMALE))
        entity->gender = gender_of_token(&tokens[mention->first - 1]);
    else if (mention->last - mention->first > 1)
        entity->gender = gender_of_token(&tokens[mention->first]);
}

static void recent_add(struct finder *f, uint32_t entity, uint32_t sentence)
{
    f->recent[f->count++ % RECENT_MOST] = (struct recent){ entity, sentence };
}

/* The person whom a sentence names first, of those that fit; one whose gender is known to fit before one whose is not. */
static uint32_t person_of_sentence(const struct finder *f, uint32_t sentence, enum gender gender)
{
    uint32_t found = ENTITY_NONE;
    size_t oldest = f->count > RECENT_MOST ? f->count - RECENT_MOST : 0;
    for (size_t i = oldest; i < f->count; i++) {
        const struct recent *recent = &f->recent[i % RECENT_MOST];
        if (recent->sentence != sentence)
            continue;
        enum gender known = f->entities->at[recent->entity].gender;
        if (known == gender)
            return recent->entity;
        if (known == GENDER_UNKNOWN && found == ENTITY_NONE)
            found = recent->entity;
    }
    return found;
}

static uint32_t antecedent(const struct finder *f, uint32_t sentence, enum gender gender)
{
    for (uint32_t back = 0; back < SENTENCES_BACK && back <= sentence; back++) {
        uint32_t entity = person_of_sentence(f, sentence - back, gender);
        if (entity != ENTITY_NONE)
            return entity;
    }
    return ENTITY_NONE;
}

/* "Healey, who …": the name right before. */
static uint32_t relative(const struct finder *f, uint32_t token, const struct mention *before)
{
    if (!before || f->entities->at[before->entity].type != ENTITY_PERSON)
        return ENTITY_NONE;
    uint32_t last = before->last;
    if (last < token && f->d->tokens.at[last].mark == ',')
        last++;
    return last == token ? before->entity : ENTITY_NONE;
}

static uint32_t pronoun_resolve(const struct finder *f, uint32_t i, const struct mention *before)
{
    const struct token *token = &f->d->tokens.at[i];
    if (f->is_quoted || token->kind != TOKEN_WORD || f->d->roles[i] == PART_FURNITURE)
        return ENTITY_NONE;
    if (is_class(token, WORD_HE))
        return antecedent(f, f->d->sentences.of_token[i], GENDER_MALE);
    if (is_class(token, WORD_SHE))
        return antecedent(f, f->d->sentences.of_token[i], GENDER_FEMALE);
    if (is_class(token, WORD_WHO))
        return relative(f, i, before);
    return ENTITY_NONE;
}

/* Quotation marks of two strokes, paired within a paragraph; a typewriter's marks by turns. */
static void quotation_note(struct finder *f, uint32_t i)
{
    const struct token *token = &f->d->tokens.at[i];
    uint32_t paragraph = f->d->sentences.at[f->d->sentences.of_token[i]].paragraph;
    if (paragraph != f->paragraph)
        f->is_quoted = false;
    f->paragraph = paragraph;
    if (token->kind == TOKEN_QUOTE && token->mark == '"')
        f->is_quoted = !f->is_quoted;
}

static void mention_add(struct mention *mentions, size_t *count, struct mention mention)
{
    mentions[(*count)++] = mention;
}

static struct mention pronoun_mention(const struct token *tokens, uint32_t i, uint32_t entity)
{
    return (struct mention){ .range = { tokens[i].begin, tokens[i].end }, .first = i, .last = i + 1, .kind = MENTION_PRONOUN, .entity = entity };
}

static size_t pronouns_count(const struct tokens *tokens)
{
    size_t count = 0;
    for (size_t i = 0; i < tokens->count; i++)
        count += is_class(&tokens->at[i], WORD_HE | WORD_SHE | WORD_WHO);
    return count;
}

static void first_mentions_note(struct entities *entities)
{
    for (size_t i = entities->mention_count; i-- > 0;)
        if (entities->mentions[i].kind == MENTION_NAME)
            entities->at[entities->mentions[i].entity].first_mention = (uint32_t)i;
}

void pronouns_join(const struct document *d, struct entities *entities, struct arena *arena)
{
    struct finder f = { .d = d, .entities = entities };
    struct mention *all = arena_array(arena, entities->mention_count + pronouns_count(&d->tokens), sizeof *all);
    size_t count = 0, next = 0;
    if (!all)
        return;
    for (size_t m = 0; m < entities->mention_count; m++)
        gender_note(&f, &entities->mentions[m]);
    for (uint32_t i = 0; i < d->tokens.count;) {
        const struct mention *named = next < entities->mention_count ? &entities->mentions[next] : NULL;
        quotation_note(&f, i);
        if (named && named->first == i) {
            if (entities->at[named->entity].type == ENTITY_PERSON && !f.is_quoted)
                recent_add(&f, named->entity, d->sentences.of_token[i]);
            mention_add(all, &count, *named);
            i = named->last;
            next++;
            continue;
        }
        uint32_t entity = pronoun_resolve(&f, i, count ? &all[count - 1] : NULL);
        if (entity != ENTITY_NONE) {
            mention_add(all, &count, pronoun_mention(d->tokens.at, i, entity));
            recent_add(&f, entity, d->sentences.of_token[i]);
        }
        i++;
    }
    entities->mentions = all;
    entities->mention_count = count;
    first_mentions_note(entities);
}
