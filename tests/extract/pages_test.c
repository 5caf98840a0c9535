#include "tests/test.h"

#include "extract/pages.h"

static void gives_zeroed_memory_that_begins_with_a_cache_line(void **state)
{
    (void)state;
    static const size_t sizes[] = { 1, 63, 4096, (2 << 20) - 1, 2 << 20, 5 << 20 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *memory = pages_take(sizes[i], 1);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % CACHE_LINE, 0);
        size_t sum = 0;
        for (size_t k = 0; k < sizes[i]; k++)
            sum += memory[k];
        assert_int_equal(sum, 0);
        memory[0] = memory[sizes[i] - 1] = 1;
        free(memory);
    }
}

static void refuses_more_than_there_can_be(void **state)
{
    (void)state;
    assert_null(pages_take(SIZE_MAX / 2, 4));
    assert_null(pages_take(SIZE_MAX, 1));
}

RUN_TESTS(TEST(gives_zeroed_memory_that_begins_with_a_cache_line), TEST(refuses_more_than_there_can_be))
