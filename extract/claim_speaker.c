#include "claim_speaker.h"

static struct speaker candidate_choose(const struct question *q)
{
    struct candidates all;
    candidates_find(q, &all);
    size_t best = 0;
    int32_t most = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (all.at[i].speaker.met & MET_AS_QUOTED)
            return all.at[i].speaker;
        struct features features;
        features.count = 0;
        candidate_features(q, &all, &all.at[i], &features);
        int32_t sum = linear_sum(&q->view->rules->speakers, &features);
        if (i == 0 || sum > most) {
            best = i;
            most = sum;
        }
    }
    return all.at[best].speaker;
}

struct speaker speaker_tell(const struct question *q)
{
    const struct mention *name = question_name(q);
    struct speaker speaker = { .entity = ENTITY_NONE };
    if (name)
        speaker = (struct speaker){ .is_known = true, .met = MET_IN_SUBJECT, .entity = name->entity,
                                    .name = q->view->document->entities.at[name->entity].name };
    else
        speaker = candidate_choose(q);
    const struct subject *s = &q->finding->subject;
    speaker.range = (struct range){ 0 };
    if (speaker.is_known && q->first < q->last)
        speaker.range = (struct range){ q->view->tokens[s->first].begin, q->view->tokens[s->last - 1].end };
    return speaker;
}

static bool is_person(const struct question *q, const struct speaker *speaker)
{
    if (speaker->entity != ENTITY_NONE)
        return q->view->document->entities.at[speaker->entity].type == ENTITY_PERSON;
    uint32_t length = q->end - q->first;
    return length > 0 && (q->sort & SOURCE_PERSON || (is_capitalised(&q->view->tokens[q->end - 1]) && length > 1 && length < 4));
}

void floor_take(const struct question *q, const struct speaker *speaker, struct floor *floor)
{
    if (!speaker->is_known)
        return;
    floor->last = *speaker;
    floor->last_token = q->finding->cue.class != CUE_NONE ? q->finding->cue.head : q->finding->pieces[0].first;
    *(is_person(q, speaker) ? &floor->person : &floor->body) = *speaker;
    if (q->sort & SOURCE_DOCUMENT)
        floor->paper = *speaker;
    if (q->shape >= SHAPE_NAME_FIRST) {
        floor->taken[floor->taken_count % TAKEN_MOST].head = q->head;
        floor->taken[floor->taken_count++ % TAKEN_MOST].speaker = *speaker;
    }
    if (speaker->entity != ENTITY_NONE && floor->spoken[speaker->entity] < UINT16_MAX)
        floor->spoken[speaker->entity]++;
}
