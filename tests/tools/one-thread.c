#include "tests/tools/one-thread.h"

#include <glib.h>
#include <unistd.h>

void one_thread(char **argv)
{
    static const char name[] = "OMP_THREAD_LIMIT";
    if (g_strcmp0(g_getenv(name), "1") == 0)
        return;
    g_setenv(name, "1", TRUE);
    execv("/proc/self/exe", argv);
    g_error("cannot start anew with %s=1: set it in the environment", name);
}
