/* How a child is started: what it may take, and what becomes of it when we are gone. */
#define _GNU_SOURCE
#include "batch/child-spawn.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

typedef struct {
    const ChildSettings *settings;
    pid_t parent;
} Preparation;

/* Runs between fork and exec: async-signal-safe calls only. */
static void child_prepare(gpointer data)
{
    const Preparation *preparation = data;
    const ChildSettings *settings = preparation->settings;
    struct rlimit no_core = {0, 0};
    struct rlimit space = {settings->memory_bytes, settings->memory_bytes};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != preparation->parent) /* it died before it could be heard of */
        _exit(1);
    setpgid(0, 0);
    setrlimit(RLIMIT_CORE, &no_core);
#ifndef MUHAFIZ_SANITIZED /* the sanitizers reserve terabytes of address space */
    if (settings->memory_bytes)
        setrlimit(RLIMIT_AS, &space);
#else
    (void)space;
#endif
}

/* By its name, which a list of processes shows, as long as that is this binary. One that was replaced
 * while we run is started once more all the same: the two sides of a line are of one build. */
static char *self_path(GError **error)
{
    struct stat named, running;
    g_autofree char *path = g_file_read_link(SELF, error);
    if (!path)
        return NULL;
    gboolean is_there = stat(path, &named) == 0 && stat(SELF, &running) == 0 &&
                        named.st_dev == running.st_dev && named.st_ino == running.st_ino;
    return is_there ? g_steal_pointer(&path) : g_strdup(SELF);
}

GSubprocess *child_spawn(const ChildSettings *settings, int fd, GError **error)
{
    g_autofree char *self = self_path(error);
    if (!self) {
        close(fd);
        return NULL;
    }
    Preparation preparation = {settings, getpid()};
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
    g_subprocess_launcher_take_fd(launcher, fd, 3);
    g_subprocess_launcher_set_child_setup(launcher, child_prepare, &preparation, NULL);
    for (guint i = 0; settings->environment && settings->environment[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(settings->environment[i], "=", 2);
        g_subprocess_launcher_setenv(launcher, pair[0], pair[1], TRUE);
    }
    return g_subprocess_launcher_spawn(launcher, error, self, settings->worker, NULL);
}
