/* Any configuration is taken or refused with a line that says why. */
#include "fuzz.h"

#include "config/options.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    static int file = -1;
    struct options options = { 0 };
    struct error error = { "" };
    if (file < 0) {
        HOLDS((file = memfd_create("claimd.conf", 0)) >= 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    if (size > 65536 || memmem(data, size, "@", 1))          /* a value @PATH would read any file of the machine */
        return 0;
    HOLDS(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
    bool is_good = options_init(&options, &(struct options_source){ .file = path }, &error);
    HOLDS(is_good || *error.text);
    options_finish(&options);
    return 0;
}
