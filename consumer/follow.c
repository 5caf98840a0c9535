#include "follow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 64 << 10, LINE_MOST = 64 << 20 };

struct follow {
    int file;
    bool is_regular;
    char *at;
    size_t begin, end, room;             /* what is read and not given yet */
    size_t searched;                     /* up to here there is no line end */
};

/* Where the last lines of a file begin. */
static off_t start_of(int file, off_t size, uint64_t last)
{
    char block[4096];
    off_t at = size;
    bool is_end = true;                  /* the file's last line end closes its last line */
    while (at > 0) {
        size_t length = at < (off_t)sizeof block ? (size_t)at : sizeof block;
        at -= (off_t)length;
        if (pread(file, block, length, at) != (ssize_t)length)
            return size;
        for (size_t i = length; i-- > 0; is_end = false)
            if (block[i] == '\n' && !is_end && last-- <= 1)
                return at + (off_t)i + 1;
    }
    return 0;
}

struct follow *follow_open(const char *path, uint64_t last, struct error *error)
{
    struct stat status;
    struct follow *follow = calloc(1, sizeof *follow);
    if (!follow) {
        fail(error, "out of memory");
        return NULL;
    }
    follow->file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (follow->file < 0 || fstat(follow->file, &status) != 0) {
        fail(error, "%s: %s", path, strerror(errno));
        follow_close(follow);
        return NULL;
    }
    follow->is_regular = S_ISREG(status.st_mode);
    if (follow->is_regular)
        lseek(follow->file, last ? start_of(follow->file, status.st_size, last) : status.st_size, SEEK_SET);
    return follow;
}

void follow_close(struct follow *follow)
{
    if (!follow)
        return;
    if (follow->file > STDIN_FILENO)
        close(follow->file);
    free(follow->at);
    free(follow);
}

static bool make_room(struct follow *follow, struct error *error)
{
    if (follow->begin) {
        memmove(follow->at, follow->at + follow->begin, follow->end - follow->begin);
        follow->end -= follow->begin;
        follow->searched -= follow->begin;
        follow->begin = 0;
    }
    if (follow->room - follow->end >= BLOCK)
        return true;
    if (follow->room >= LINE_MOST)
        return fail(error, "a line longer than %d MiB", LINE_MOST >> 20);
    size_t room = follow->room ? follow->room * 2 : 2 * BLOCK;
    char *at = realloc(follow->at, room);
    if (!at)
        return fail(error, "out of memory");
    follow->at = at;
    follow->room = room;
    return true;
}

/* A file that has become shorter was written anew. */
static void rewind_if_shorter(struct follow *follow)
{
    struct stat status;
    if (follow->is_regular && fstat(follow->file, &status) == 0 && status.st_size < lseek(follow->file, 0, SEEK_CUR)) {
        lseek(follow->file, 0, SEEK_SET);
        follow->begin = follow->end = follow->searched = 0;
    }
}

enum follow_event follow_next(struct follow *follow, struct span *line, struct error *error)
{
    for (;;) {
        char *end = follow->end > follow->searched ? memchr(follow->at + follow->searched, '\n', follow->end - follow->searched) : NULL;
        if (end) {
            *line = (struct span){ follow->at + follow->begin, (size_t)(end - follow->at) - follow->begin };
            follow->begin = follow->searched = (size_t)(end - follow->at) + 1;
            return FOLLOW_LINE;
        }
        follow->searched = follow->end;
        if (!make_room(follow, error))
            return FOLLOW_FAILED;
        ssize_t got = read(follow->file, follow->at + follow->end, follow->room - follow->end);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fail(error, "%s", strerror(errno));
            return FOLLOW_FAILED;
        }
        if (got == 0) {
            rewind_if_shorter(follow);
            return FOLLOW_END;
        }
        follow->end += (size_t)got;
    }
}

bool follow_may_grow(const struct follow *follow)
{
    return follow->is_regular;
}

struct span follow_rest(const struct follow *follow)
{
    return (struct span){ follow->at + follow->begin, follow->end - follow->begin };
}
