#include "tests/test.h"

#include "consumer/buffer.h"
#include "consumer/offset.h"

static void check(struct buffer *buffer, const char *wanted)
{
    buffer_put_char(buffer, '\0');
    assert_string_equal(buffer->at, wanted);
    free(buffer->at);
    *buffer = (struct buffer){ 0 };
}

static void escapes_what_json_wants_escaped(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    buffer_put_json(&buffer, span_of("a\"b\\c\n\t\x01/é😀\x7f"));
    check(&buffer, "\"a\\\"b\\\\c\\n\\t\\u0001/é😀\x7f\"");
    buffer_put_json(&buffer, (struct span){ 0 });
    check(&buffer, "null");
    buffer_put_json(&buffer, SPAN("0123456789abcdef\"0123456789abcdef\0x"));
    check(&buffer, "\"0123456789abcdef\\\"0123456789abcdef\\u0000x\"");
}

static void writes_numbers_as_short_as_they_read_back(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } cases[] = { { 837000, "837000" }, { 5e8, "500000000" }, { 0.1, "0.1" }, { -0.0, "0" }, { 2.5, "2.5" }, { 1.0 / 3, "0.3333333333333333" },
                  { 1e20, "100000000000000000000" }, { 1e22, "1e+22" }, { -12.75, "-12.75" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer buffer = { 0 };
        buffer_put_number(&buffer, cases[i].number);
        check(&buffer, cases[i].text);
    }
}

static void writes_rates_with_two_decimals(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    buffer_put_rate(&buffer, 0.914);
    buffer_put_char(&buffer, ' ');
    buffer_put_rate(&buffer, 0.995);
    buffer_put_char(&buffer, ' ');
    buffer_put_rate(&buffer, 7);
    buffer_put_char(&buffer, ' ');
    buffer_put_rate(&buffer, -1);
    check(&buffer, "0.91 1.00 1.00 0.00");
}

static void counts_code_points_before_every_byte(void **state)
{
    (void)state;
    struct arena arena;
    struct offsets offsets;
    char text[600];
    size_t length = 0;
    arena_init(&arena, 1 << 16);
    while (length < 580)
        length += (size_t)sprintf(text + length, "aé€😀");
    assert_true(offsets_init(&offsets, (struct span){ text, length }, &arena));
    uint32_t points = 0;
    for (uint32_t byte = 0; byte < length; byte++) {
        if (((unsigned char)text[byte] & 0xc0) == 0x80)
            continue;
        assert_int_equal(offset_of(&offsets, byte), points);
        points++;
    }
    assert_int_equal(offset_of(&offsets, (uint32_t)length), points);
    arena_finish(&arena);
}

RUN_TESTS(TEST(escapes_what_json_wants_escaped), TEST(writes_numbers_as_short_as_they_read_back), TEST(writes_rates_with_two_decimals),
          TEST(counts_code_points_before_every_byte))
