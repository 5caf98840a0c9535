#include "pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>

enum { STEPS_MOST = 20000, DEPTH_MOST = 1000, HEAP_KIB_MOST = 1024 };

struct pattern {
    pcre2_code *code;
};

struct matcher {
    pcre2_match_data *data;
    pcre2_match_context *limits;
};

struct pattern *pattern_create(struct span source, struct error *error)
{
    int number;
    PCRE2_SIZE at;
    struct pattern *pattern = calloc(1, sizeof *pattern);
    if (!pattern) {
        fail(error, "out of memory");
        return NULL;
    }
    pattern->code = pcre2_compile((PCRE2_SPTR)source.at, source.length, PCRE2_ANCHORED | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &number, &at, NULL);
    if (!pattern->code) {
        char what[128];
        pcre2_get_error_message(number, (PCRE2_UCHAR *)what, sizeof what);
        fail(error, "pattern: %s, at its character %zu", what, at + 1);
        free(pattern);
        return NULL;
    }
    pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);       /* where there is no JIT, matching is slower and the same */
    return pattern;
}

void pattern_destroy(struct pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

static void *take(size_t size, void *arena)
{
    return arena_take_raw(arena, size);
}

static void leave(void *memory, void *arena)
{
    (void)memory, (void)arena;
}

struct matcher *matcher_create(struct arena *arena)
{
    struct matcher *matcher = arena_take(arena, sizeof *matcher);
    pcre2_general_context *memory = pcre2_general_context_create(take, leave, arena);
    if (!matcher || !memory)
        return NULL;
    matcher->data = pcre2_match_data_create(1, memory);
    matcher->limits = pcre2_match_context_create(memory);
    if (!matcher->data || !matcher->limits)
        return NULL;
    pcre2_set_match_limit(matcher->limits, STEPS_MOST);
    pcre2_set_depth_limit(matcher->limits, DEPTH_MOST);
    pcre2_set_heap_limit(matcher->limits, HEAP_KIB_MOST);
    return matcher;
}

bool pattern_match(const struct pattern *pattern, struct matcher *matcher, struct span text, struct range within, bool is_line_end,
                   struct range *found)
{
    uint32_t options = PCRE2_NO_UTF_CHECK | (is_line_end ? 0 : PCRE2_NOTEOL);
    if (pcre2_match(pattern->code, (PCRE2_SPTR)text.at, within.end, within.begin, options, matcher->data, matcher->limits) < 0)
        return false;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(matcher->data);
    *found = (struct range){ (uint32_t)ends[0], (uint32_t)ends[1] };
    return ends[1] > ends[0];
}
