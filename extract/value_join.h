/* Two values side by side that are one: a day and an hour, the ends of a range. */
#ifndef EXTRACT_VALUE_JOIN_H
#define EXTRACT_VALUE_JOIN_H

#include "arena.h"
#include "value.h"
#include "value_reader.h"

/* Joins a value to the one before it in the same sentence. False if they stay two. */
bool value_join(const struct reader *reader, struct arena *arena, struct value *before, const struct value *value);

#endif
