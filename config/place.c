#include "place.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of the running program, "" if /proc does not tell. */
static void own_folder(char folder[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    folder[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
}

char *place_find(const char *name)
{
    static const char *const steps[] = { "/../share/claimd/", "/../../config/" };
    char folder[PATH_MAX], path[PATH_MAX + 512];
    own_folder(folder);
    for (size_t i = 0; *folder && i < sizeof steps / sizeof *steps; i++) {
        snprintf(path, sizeof path, "%s%s%s", folder, steps[i], name);
        char *real = realpath(path, NULL);
        if (real)
            return real;
    }
    snprintf(path, sizeof path, "%s/%s", CLAIMD_DATA_FOLDER, name);
    return strdup(path);
}
