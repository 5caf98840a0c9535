#include "tests/test.h"

#include "consumer/rows.h"

/* A document of two claims, one of them over two lines. */
static void document_fill(struct document *document)
{
    static struct range first[] = { { 0, 9 } }, second[] = { { 10, 17 } };
    static struct claim claims[] = {
        { .id = 1, .key = 0x6f1c0a5be2d94471, .content = first, .content_count = 1, .rule = "a" },
        { .id = 2, .key = 0xf, .content = second, .content_count = 1, .rule = "b",
          .speaker = { .is_known = true, .entity = ENTITY_NONE, .name = { "Ann\nLee", 7 } } },
    };
    static const struct article article = { .id = { "urn:1", 5 } };
    *document = (struct document){ .article = &article, .text = { .all = SPAN("It \"held\"\nand did\n") }, .claims = { claims, 2 } };
}

static void each_claim_is_a_message_under_its_key(void **state)
{
    (void)state;
    struct document document;
    struct arena arena;
    struct buffer buffer = { 0 };
    struct span key, row;
    size_t at = 0;
    document_fill(&document);
    assert_true(arena_init(&arena, 1 << 20) && claim_messages_write(&document, "sha256:0", &arena, &buffer));
    struct span messages = { buffer.at, buffer.length };
    assert_true(claim_message_next(messages, &at, &key, &row));
    assert_true(span_equal(key, SPAN("6f1c0a5be2d94471")));
    assert_true(row.at[0] == '{' && row.at[row.length - 1] == '}');
    assert_non_null(memmem(row.at, row.length, "\"text\":\"It \\\"held\\\"\"", 19));
    assert_true(claim_message_next(messages, &at, &key, &row));
    assert_true(span_equal(key, SPAN("000000000000000f")));
    assert_non_null(memmem(row.at, row.length, "\"speaker\":\"Ann\\nLee\"", 20));
    assert_null(memchr(row.at, '\n', row.length));
    assert_false(claim_message_next(messages, &at, &key, &row));
    free(buffer.at);
    arena_finish(&arena);
}

static void no_claims_are_no_messages(void **state)
{
    (void)state;
    struct document document;
    struct arena arena;
    struct buffer buffer = { 0 };
    struct span key, row;
    size_t at = 0;
    document_fill(&document);
    document.claims.count = 0;
    assert_true(arena_init(&arena, 1 << 20) && claim_messages_write(&document, "sha256:0", &arena, &buffer));
    assert_false(claim_message_next((struct span){ buffer.at, buffer.length }, &at, &key, &row));
    free(buffer.at);
    arena_finish(&arena);
}

RUN_TESTS(TEST(each_claim_is_a_message_under_its_key), TEST(no_claims_are_no_messages))
