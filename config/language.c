#include "language.h"

#include "extract/unicode.h"

#include <errno.h>
#include <fts.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MOST = 4096, FILE_BYTES_MOST = 64 << 20 };

static char *file_read(const char *path, size_t size, struct error *error)
{
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        fail(error, "%s: %s", path, strerror(errno));
        return NULL;
    }
    char *bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, stream) != size) {
        fail(error, "%s: %s", path, bytes ? "changed while it was read" : "out of memory");
        free(bytes);
        bytes = NULL;
    } else {
        bytes[size] = '\0';
    }
    fclose(stream);
    return bytes;
}

static bool file_add(struct pack_files *files, const char *path, const char *name, size_t size, struct error *error)
{
    if (files->count == FILES_MOST)
        return fail(error, "%s: more than %d files", path, FILES_MOST);
    if (size > FILE_BYTES_MOST)
        return fail(error, "%s: larger than %d MiB", path, FILE_BYTES_MOST >> 20);
    char *bytes = file_read(path, size, error);
    if (!bytes)
        return false;
    size_t length = strlen(name);
    if (length > 4 && strcmp(name + length - 4, ".tsv") == 0 && !is_utf8((struct span){ bytes, size })) {
        free(bytes);
        return fail(error, "%s: not UTF-8", path);
    }
    char *copy = strdup(name);
    if (!copy) {
        free(bytes);
        return fail(error, "out of memory");
    }
    files->at[files->count++] = (struct pack_file){ .name = copy, .content = { bytes, size } };
    return true;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_passed_over(const FTSENT *entry)
{
    size_t length = entry->fts_namelen;
    return entry->fts_level > 0 && (entry->fts_name[0] == '.' || (length > 3 && strcmp(entry->fts_name + length - 3, ".md") == 0));
}

/* Adds the files below a folder, each named by `prefix` and its path from there. */
static bool folder_read(struct pack_files *files, const char *folder, const char *prefix, struct error *error)
{
    char *roots[] = { (char *)(uintptr_t)folder, NULL };
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (!tree)
        return fail(error, "%s: %s", folder, strerror(errno));
    bool is_good = true;
    FTSENT *entry;
    while (is_good && (entry = fts_read(tree))) {
        if (entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR) {
            is_good = fail(error, "%s: %s", entry->fts_path, strerror(entry->fts_errno));
        } else if (is_passed_over(entry)) {
            fts_set(tree, entry, FTS_SKIP);
        } else if (entry->fts_info == FTS_F) {
            char name[512];
            const char *below = entry->fts_path + strlen(folder);
            snprintf(name, sizeof name, "%s%s", prefix, *below == '/' ? below + 1 : entry->fts_name);
            is_good = file_add(files, entry->fts_path, name, (size_t)entry->fts_statp->st_size, error);
        }
    }
    fts_close(tree);
    return is_good;
}

static bool rules_name(struct language *language, struct error *error)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    unsigned char sum[32];
    bool is_good = digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    for (size_t i = 0; is_good && i < language->files.count; i++) {
        const struct pack_file *file = &language->files.at[i];
        uint64_t size = file->content.length;
        is_good = EVP_DigestUpdate(digest, file->name, strlen(file->name) + 1) && EVP_DigestUpdate(digest, &size, sizeof size) &&
                  EVP_DigestUpdate(digest, file->content.at, file->content.length);
    }
    is_good = is_good && EVP_DigestFinal_ex(digest, sum, NULL);
    EVP_MD_CTX_free(digest);
    if (!is_good)
        return fail(error, "cannot compute SHA-256");
    int at = snprintf(language->rules, sizeof language->rules, "sha256:");
    for (size_t i = 0; i < sizeof sum; i++)
        at += snprintf(language->rules + at, 3, "%02x", sum[i]);
    return true;
}

struct language *language_read(const char *folder, const char *lists, struct error *error)
{
    struct language *language = calloc(1, sizeof *language);
    if (!language || !(language->files.at = calloc(FILES_MOST, sizeof *language->files.at)))
        fail(error, "out of memory");
    else if (folder_read(&language->files, folder, "", error) && (!lists || folder_read(&language->files, lists, "lists/", error)) &&
             rules_name(language, error))
        return language;
    language_destroy(language);
    return NULL;
}

struct language *language_load(const char *folder, const char *lists, struct error *error)
{
    struct language *language = language_read(folder, lists, error);
    if (language && (language->pack = pack_create(&language->files, error)))
        return language;
    language_destroy(language);
    return NULL;
}

void language_destroy(struct language *language)
{
    if (!language)
        return;
    pack_destroy(language->pack);
    for (size_t i = 0; language->files.at && i < language->files.count; i++) {
        free((char *)(uintptr_t)language->files.at[i].name);
        free((char *)(uintptr_t)language->files.at[i].content.at);
    }
    free(language->files.at);
    free(language);
}
