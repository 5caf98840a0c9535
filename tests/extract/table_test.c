#include "tests/test.h"

#include "extract/table.h"

static void assert_span(struct span span, const char *expected)
{
    assert_int_equal(span.length, strlen(expected));
    assert_memory_equal(span.at, expected, span.length);
}

static void reads_rows_and_passes_over_comments_and_blank_lines(void **state)
{
    (void)state;
    struct pack_file file = { .name = "a.tsv", .content = SPAN("# one\n\n a \tb c\t\td\r\n  \nlast") };
    struct table table = table_open(&file);
    struct table_row row;
    assert_true(table_next(&table, &row));
    assert_int_equal(row.line, 3);
    assert_int_equal(row.count, 4);
    assert_span(row.cells[0], "a");
    assert_span(row.cells[1], "b c");
    assert_span(row.cells[2], "");
    assert_span(row.cells[3], "d");
    assert_span(row.cells[4], "");
    assert_true(table_next(&table, &row));
    assert_int_equal(row.line, 5);
    assert_span(row.cells[0], "last");
    assert_false(table_next(&table, &row));
}

static void takes_a_cell_apart_at_spaces(void **state)
{
    (void)state;
    struct span cell = SPAN(" one  two "), word;
    assert_true(cell_next(&cell, &word));
    assert_span(word, "one");
    assert_true(cell_next(&cell, &word));
    assert_span(word, "two");
    assert_false(cell_next(&cell, &word));
}

static void keeps_no_more_cells_than_a_row_has_room_for(void **state)
{
    (void)state;
    struct pack_file file = { .name = "a.tsv", .content = SPAN("1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\n") };
    struct table table = table_open(&file);
    struct table_row row;
    assert_true(table_next(&table, &row));
    assert_int_equal(row.count, TABLE_CELLS);
    assert_span(row.cells[TABLE_CELLS - 1], "12");
}

static void names_file_and_line_in_errors(void **state)
{
    (void)state;
    struct pack_file file = { .name = "a.tsv", .content = SPAN("\nx\n") };
    struct table table = table_open(&file);
    struct table_row row;
    struct error error;
    assert_true(table_next(&table, &row));
    assert_false(table_fail(&table, &error, "unknown '%s'", "x"));
    assert_string_equal(error.text, "a.tsv:2: unknown 'x'");
}

RUN_TESTS(TEST(reads_rows_and_passes_over_comments_and_blank_lines), TEST(takes_a_cell_apart_at_spaces),
          TEST(keeps_no_more_cells_than_a_row_has_room_for), TEST(names_file_and_line_in_errors))
