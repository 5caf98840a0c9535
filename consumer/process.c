#include "process.h"

#include "exposition.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* In pages. */
static void memory_read(unsigned long long *total, unsigned long long *resident)
{
    FILE *stream = fopen("/proc/self/statm", "r");
    *total = *resident = 0;
    if (stream && fscanf(stream, "%llu %llu", total, resident) != 2)
        *total = *resident = 0;
    if (stream)
        fclose(stream);
}

static double open_files(void)
{
    unsigned count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count > 3 ? count - 3 : 0;            /* ".", ".." and the folder itself */
}

static double files_most(void)
{
    struct rlimit limit = { 0 };
    getrlimit(RLIMIT_NOFILE, &limit);
    return (double)limit.rlim_cur;
}

static double cpu_seconds(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Seconds from the boot to the start of this process; field 22 of its stat, behind a name that may hold anything. */
static double started_after_boot(void)
{
    char line[1024];
    unsigned long long ticks = 0;
    FILE *stream = fopen("/proc/self/stat", "r");
    char *rest = stream && fgets(line, sizeof line, stream) ? strrchr(line, ')') : NULL;
    if (rest && sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &ticks) != 1)
        ticks = 0;
    if (stream)
        fclose(stream);
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static double started_at(void)
{
    struct timespec now, since_boot;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &since_boot);
    return (double)(now.tv_sec - since_boot.tv_sec) + started_after_boot();
}

void process_write(struct buffer *to)
{
    unsigned long long total, resident;
    double page = (double)sysconf(_SC_PAGESIZE);
    memory_read(&total, &resident);
    family_put(to, "process_cpu_seconds_total", "counter", "User and system time of the process.", cpu_seconds());
    family_put(to, "process_resident_memory_bytes", "gauge", "Memory of the process.", (double)resident * page);
    family_put(to, "process_virtual_memory_bytes", "gauge", "Address space of the process.", (double)total * page);
    family_put(to, "process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.", started_at());
    family_put(to, "process_open_fds", "gauge", "Open files and connections of the process.", open_files());
    family_put(to, "process_max_fds", "gauge", "How many it may open.", files_most());
}
