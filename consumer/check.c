/* claimd check: is everything in place? */
#include "verb.h"

#include "config/language.h"

#include <stdio.h>
#include <sysexits.h>

static int check(const struct call *call)
{
    struct error error;
    struct language *language = language_load(call->options->pack.folder, *call->options->pack.lists ? call->options->pack.lists : NULL, &error);
    if (!language) {
        printf("error   %s\n", error.text);
        return EX_CONFIG;
    }
    printf("good    language pack %s, %s\n", call->options->pack.folder, language->rules);
    language_destroy(language);
    return EX_OK;
}

const struct verb verb_check = { .name = "check", .summary = "See whether configuration, language pack and brokers are in order", .run = check };
