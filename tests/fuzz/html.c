/* Text comes out of any markup, in bounded memory. */
#include "fuzz.h"

#include "consumer/html.h"
#include "extract/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct span markup = { (const char *)data, size }, text;
    if ((!arena.base && !arena_init(&arena, 256 << 20)) || !is_utf8(markup))
        return 0;
    arena_reset(&arena);
    if (html_text(markup, &arena, &text) == HTML_GOOD)
        HOLDS(is_utf8(text));
    return 0;
}
