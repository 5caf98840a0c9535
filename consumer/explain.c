#include "explain.h"

#include "offset.h"
#include "record.h"

enum { WORDS_BYTES = 160 };

struct explainer {
    const struct document *document;
    struct offsets offsets;
    struct buffer *to;
};

static void put(const struct explainer *e, const char *words)
{
    buffer_put(e->to, span_of(words));
}

/* Text on one line, without its middle where it is long. */
static void put_text(const struct explainer *e, struct span text)
{
    struct span tail = { 0 };
    if (text.length > WORDS_BYTES) {
        size_t end = WORDS_BYTES / 2, begin = text.length - WORDS_BYTES / 2;
        while ((text.at[end] & 0xc0) == 0x80)
            end--;
        while ((text.at[begin] & 0xc0) == 0x80)
            begin++;
        tail = (struct span){ text.at + begin, text.length - begin };
        text.length = end;
    }
    for (size_t i = 0; i < text.length; i++)
        buffer_put_char(e->to, text.at[i] == '\n' ? ' ' : text.at[i]);
    if (!tail.at)
        return;
    put(e, " … ");
    for (size_t i = 0; i < tail.length; i++)
        buffer_put_char(e->to, tail.at[i] == '\n' ? ' ' : tail.at[i]);
}

/* 12-34 "the words": where they stand, in code points. */
static void put_passage(const struct explainer *e, struct range range)
{
    buffer_put_unsigned(e->to, offset_of(&e->offsets, range.begin));
    put(e, "-");
    buffer_put_unsigned(e->to, offset_of(&e->offsets, range.end));
    put(e, " \"");
    put_text(e, span_slice(e->document->text.all, range));
    put(e, "\"");
}

static void put_line(const struct explainer *e, const char *heading)
{
    put(e, "\n    ");
    put(e, heading);
}

/* ── the steps to the speaker ── */

static void put_steps(const struct explainer *e, uint32_t met)
{
    static const struct { uint32_t met; const char *words; } steps[] = {
        { MET_IN_SUBJECT, "named in these words" }, { MET_AS_COREFERENT, "whom the pronoun takes up" }, { MET_AS_WORDS, "these words" },
        { MET_AS_HEAD, "the first phrase of these words" }, { MET_AS_ALL, "all of these words" },
        { MET_AS_CLAUSE, "the last clause of these words" }, { MET_AS_MAKER, "behind \"by\"" },
        { MET_AS_ANTECEDENT, "what \"who\" stands behind" }, { MET_AS_CITED, "who is cited" },
        { MET_AS_QUOTED, "who is quoted as saying it" }, { MET_BEFORE, "named before" },
        { MET_BY_ROLE, "called so elsewhere" }, { MET_AS_LAST, "spoke last" }, { MET_AS_PERSON, "the last person who spoke" },
        { MET_AS_BODY, "the last who spoke and is no person" }, { MET_AS_OUTER, "speaks the claim around it" },
        { MET_BEHIND, "named afterwards" }, { MET_BY_WORD, "whom the same noun meant before" }, { MET_AS_PAPER, "whose paper was quoted last" },
        { MET_AS_CLAUSE_FIRST, "begins the sentence" },
    };
    const char *between = ": ";
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (met & steps[i].met) {
            put(e, between);
            put(e, steps[i].words);
            between = ", ";
        }
}

static void put_speaker(const struct explainer *e, const struct speaker *speaker)
{
    put_line(e, "speaker  ");
    if (!is_empty(speaker->range)) {
        put_passage(e, speaker->range);
        put(e, " → ");
    }
    if (!speaker->is_known) {
        put(e, "nobody who is known");
        return;
    }
    put_text(e, speaker->name);
    if (speaker->entity != ENTITY_NONE) {
        put(e, " (e");
        buffer_put_unsigned(e->to, speaker->entity + UINT64_C(1));
        put(e, ")");
    }
    put_steps(e, speaker->met);
}

/* ── a claim ── */

static void put_claim(const struct explainer *e, const struct claim *claim)
{
    struct buffer id = { .at = (char[24]){ 0 }, .room = 24 };
    buffer_put_hash(&id, claim->id);
    put(e, "  ");
    buffer_put(e->to, (struct span){ id.at + 1, id.length - 2 });
    put(e, "  ");
    put(e, claim_form_name(claim->form));
    put(e, " ");
    put(e, claim_kind_name(claim->kind));
    put(e, ", stance ");
    put(e, stance_name(claim->stance));
    put(e, "; rule ");
    put(e, claim->rule);
    put(e, ", confidence ");
    buffer_put_rate(e->to, claim->confidence);
    put(e, ", check-worthiness ");
    buffer_put_rate(e->to, claim->check_worthiness);
    for (size_t i = 0; i < claim->content_count; i++) {
        put_line(e, "content  ");
        put_passage(e, claim->content[i]);
    }
    if (!is_empty(claim->cue)) {
        put_line(e, "cue      ");
        put_passage(e, claim->cue);
        put(e, " of ");
        put_text(e, claim->lemma);
    }
    if (claim->form != FORM_STATEMENT)
        put_speaker(e, &claim->speaker);
    for (size_t i = 0; i < claim->via_count; i++) {
        put_line(e, "via      ");
        put_text(e, claim->via[i].name);
    }
}

bool explain_write(const struct document *document, const char *rules, struct arena *arena, struct buffer *to)
{
    struct explainer e = { .document = document, .to = to };
    (void)rules;
    if (!offsets_init(&e.offsets, document->text.all, arena))
        return false;
    if (!document->claims.count)
        return true;
    put_text(&e, document->article->id);
    for (size_t i = 0; i < document->claims.count; i++) {
        put(&e, "\n");
        put_claim(&e, &document->claims.at[i]);
    }
    return !to->is_short;
}
