#include "signals.h"

#include "log.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_SIGNALLED = 128 };

static volatile sig_atomic_t has_come, wants_reload, knows_reload;

static sigset_t signals_held(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (knows_reload)
        sigaddset(&set, SIGHUP);
    return set;
}

void signals_hold(void)
{
    sigset_t set = signals_held();
    sigprocmask(SIG_BLOCK, &set, NULL);
}

void signals_hold_all(void)
{
    knows_reload = 1;
    signals_hold();
}

bool signals_want_reload(void)
{
    bool wanted = wants_reload;
    wants_reload = 0;
    return wanted;
}

bool signals_wait(int wait)
{
    sigset_t set = signals_held();
    struct timespec time = { wait / 1000, (long)(wait % 1000) * 1000000 };
    int signal = sigtimedwait(&set, NULL, &time);
    if (signal == SIGHUP) {
        wants_reload = 1;
        return has_come;
    }
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
