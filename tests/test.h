/* cmocka and what it needs before it. A test is a function named as a sentence; TEST lists it. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after those */
#include <cmocka.h>
#undef fail             /* the house has its own: extract/error.h */
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST(function) cmocka_unit_test(function)

/* int main(void) of a test program: RUN_TESTS(TEST(says_this), TEST(does_that)) */
#define RUN_TESTS(...)                                                  \
    int main(void)                                                      \
    {                                                                   \
        const struct CMUnitTest tests[] = { __VA_ARGS__ };              \
        return cmocka_run_group_tests(tests, NULL, NULL);               \
    }

#endif
