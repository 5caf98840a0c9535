#include "nearest.h"

#include <stdint.h>
#include <string.h>

enum { NAME_MOST = 96 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t edits_between(const char *a, const char *b)
{
    size_t row[NAME_MOST + 1], a_length = strlen(a), b_length = strlen(b);
    if (a_length > NAME_MOST || b_length > NAME_MOST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t corner = row[0];                  /* what row[j - 1] was a letter ago */
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            row[j] = least(change, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_length];
}
