/* A language pack with one broken file is refused or works, and says which file. The first byte chooses the file. */
#include "fuzz.h"

#include "config/language.h"
#include "extract/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct language *language;
    struct error error = { "" };
    if (!language)
        HOLDS(language = language_load(CLAIMD_SOURCE_FOLDER "/config/en", NULL, &error));
    if (!size)
        return 0;
    struct pack_file *file = &language->files.at[*data % language->files.count];
    if (strstr(file->name, ".tsv") && !is_utf8((struct span){ (const char *)data + 1, size - 1 }))
        return 0;                                        /* never gets past config/language.c */
    struct span content = file->content;
    char *bytes = malloc(size);
    memcpy(bytes, data + 1, size - 1);
    bytes[size - 1] = '\0';
    file->content = (struct span){ bytes, size - 1 };
    struct pack *pack = pack_create(&language->files, &error);
    HOLDS(pack || *error.text);
    pack_destroy(pack);
    file->content = content;
    free(bytes);
    return 0;
}
