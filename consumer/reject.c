#include "reject.h"

const char *reject_name(enum reject_code code)
{
    static const char *const names[REJECT_COUNT] = { "not-utf8", "not-json", "no-body", "too-large", "too-deep", "limit" };
    return names[code];
}
