#include "signals.h"

#include "log.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_SIGNALLED = 128 };

static volatile sig_atomic_t has_come;

static sigset_t signals_held(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

void signals_hold(void)
{
    sigset_t set = signals_held();
    sigprocmask(SIG_BLOCK, &set, NULL);
}

bool signals_wait(int wait)
{
    sigset_t set = signals_held();
    struct timespec time = { wait / 1000, (long)(wait % 1000) * 1000000 };
    int signal = sigtimedwait(&set, NULL, &time);
    if (signal > 0 && has_come) {
        log_warning("second signal, leaving at once", NULL);
        _exit(STATUS_SIGNALLED + signal);
    }
    if (signal > 0)
        has_come = 1;
    return has_come;
}

bool signals_have_come(void)
{
    return signals_wait(0);
}
