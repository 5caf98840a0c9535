#include "tests/test.h"

#include "extract/arena.h"

static void gives_zeroed_memory_again_and_again(void **state)
{
    (void)state;
    struct arena arena;
    assert_true(arena_init(&arena, 64 << 20));
    for (int round = 0; round < 3; round++) {
        char *bytes = arena_take(&arena, 20 << 20);
        for (size_t i = 0; i < 20 << 20; i += 4096)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 1, 20 << 20);
        arena_reset(&arena);
    }
    arena_finish(&arena);
}

static void stays_full_until_it_is_reset(void **state)
{
    (void)state;
    struct arena arena;
    assert_true(arena_init(&arena, 4096));
    assert_non_null(arena_take(&arena, 4000));
    assert_null(arena_take(&arena, 4000));
    assert_null(arena_take(&arena, 1));
    assert_true(arena_is_full(&arena));
    arena_reset(&arena);
    assert_false(arena_is_full(&arena));
    assert_non_null(arena_take(&arena, 4096));
    arena_finish(&arena);
}

static void is_full_where_a_size_overflows(void **state)
{
    (void)state;
    struct arena arena;
    assert_true(arena_init(&arena, 4096));
    assert_null(arena_array(&arena, SIZE_MAX / 2, 8));
    arena_reset(&arena);
    assert_null(arena_take(&arena, SIZE_MAX));
    assert_true(arena_is_full(&arena));
    arena_finish(&arena);
}

static void grows_in_place_where_it_can_and_keeps_the_items(void **state)
{
    (void)state;
    struct arena arena;
    assert_true(arena_init(&arena, 1 << 20));
    uint32_t *items = NULL;
    size_t room = 0;
    for (size_t i = 0; i < 1000; i++) {
        uint32_t *before = items;
        items = arena_grow(&arena, items, i, &room, sizeof *items);
        assert_non_null(items);
        if (i < 100 && before)
            assert_ptr_equal(items, before);
        items[i] = (uint32_t)i;
        if (i == 100)
            assert_non_null(arena_take(&arena, 1));
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    arena_finish(&arena);
}

static void fails_at_the_request_that_a_test_asks_for(void **state)
{
    (void)state;
    struct arena arena;
    assert_true(arena_init(&arena, 4096));
    arena.fail_after = 2;
    assert_non_null(arena_take(&arena, 8));
    assert_null(arena_take(&arena, 8));
    assert_true(arena_is_full(&arena));
    arena_finish(&arena);
    arena_finish(&arena);
}

RUN_TESTS(TEST(gives_zeroed_memory_again_and_again), TEST(stays_full_until_it_is_reset), TEST(is_full_where_a_size_overflows),
          TEST(grows_in_place_where_it_can_and_keeps_the_items), TEST(fails_at_the_request_that_a_test_asks_for))
