#include "table.h"

#include <stdarg.h>
#include <stdio.h>

struct table table_open(const struct pack_file *file)
{
    return (struct table){ .file = file };
}

static struct span trimmed(struct span cell)
{
    while (cell.length && (cell.at[0] == ' ' || cell.at[0] == '\r'))
        cell.at++, cell.length--;
    while (cell.length && (cell.at[cell.length - 1] == ' ' || cell.at[cell.length - 1] == '\r'))
        cell.length--;
    return cell;
}

static void split(struct span line, struct table_row *row)
{
    for (size_t i = 0; i < TABLE_CELLS; i++)
        row->cells[i] = SPAN("");
    row->count = 0;
    while (row->count < TABLE_CELLS) {
        const char *tab = memchr(line.at, '\t', line.length);
        size_t length = tab ? (size_t)(tab - line.at) : line.length;
        row->cells[row->count++] = trimmed((struct span){ line.at, length });
        if (!tab)
            return;
        line.at += length + 1;
        line.length -= length + 1;
    }
}

bool table_next(struct table *table, struct table_row *row)
{
    struct span content = table->file->content;
    while (table->at < content.length) {
        struct span line = { content.at + table->at, content.length - table->at };
        const char *end = memchr(line.at, '\n', line.length);
        if (end)
            line.length = (size_t)(end - line.at);
        table->at += line.length + 1;
        table->line++;
        if (!trimmed(line).length || line.at[0] == '#')
            continue;
        split(line, row);
        row->line = table->line;
        return true;
    }
    return false;
}

bool cell_next(struct span *cell, struct span *word)
{
    *cell = trimmed(*cell);
    if (!cell->length)
        return false;
    const char *space = memchr(cell->at, ' ', cell->length);
    *word = (struct span){ cell->at, space ? (size_t)(space - cell->at) : cell->length };
    cell->at += word->length;
    cell->length -= word->length;
    return true;
}

bool table_fail(const struct table *table, struct error *error, const char *format, ...)
{
    char what[384];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return fail(error, "%s:%u: %s", table->file->name, table->line, what);
}
