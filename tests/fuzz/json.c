/* Reads whatever Jansson reads (which is stricter about surrogates and numbers, and takes a NUL for the end), and never outside the source. */
#include "fuzz.h"

#include "consumer/json.h"
#include "extract/unicode.h"

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct span source = { (const char *)data, size };
    if (!size || (!arena.base && !arena_init(&arena, 64 << 20)) || !is_utf8(source) || memchr(data, 0, size))
        return 0;
    arena_reset(&arena);
    struct json json;
    struct error error;
    enum json_result result = json_read(source, 512, &arena, &json, &error);
    if (result == JSON_BAD) {
        json_t *other = json_loadb(source.at, size, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
        HOLDS(!other);
        return 0;
    }
    for (uint32_t i = 0; result == JSON_GOOD && i < json.count; i++) {
        HOLDS(json.at[i].begin + json.at[i].length <= size);
        HOLDS(json.at[i].after > i && json.at[i].after <= json.count);
        HOLDS(is_utf8(json_text(&json, &json.at[i], &arena)) || arena_is_full(&arena));
    }
    return 0;
}
