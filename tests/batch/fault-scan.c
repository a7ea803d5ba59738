/* Preloaded into scan workers by matrix.c: makes the scanner's driver crash, hang, spin or idle,
 * or a page come late, from outside.
 *
 * The file that SCAN_FAULT names says "KIND N": in the N-th frame that a process starts, the fault
 * happens, once: the file is taken away. crash, hang, spin, idle: behind its first bytes. late: the
 * page is whole, but before its master is synced the worker is cancelled. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sane/sane.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAG_US 10000

static unsigned n_frames, n_reads, is_idle;
static volatile unsigned is_cancelled;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int kind_is_listed(const char *kind, const char *kinds)
{
    const char *at = strstr(kinds, kind);
    return at && *kind;
}

/* Whether a planned fault of these kinds is due, and which. */
static int fault_take(const char *kinds, char kind[16])
{
    unsigned frame = 0;
    const char *path = getenv("SCAN_FAULT");
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file)
        return 0;
    int due = fscanf(file, "%15s %u", kind, &frame) == 2 && frame <= n_frames && n_reads > 1 &&
              kind_is_listed(kind, kinds);
    fclose(file);
    return due && unlink(path) == 0;
}

static void fault_happen(const char *kind)
{
    if (strcmp(kind, "crash") == 0)
        raise(SIGSEGV);
    while (strcmp(kind, "hang") == 0)
        pause();
    if (strcmp(kind, "spin") == 0 && nice(19) != -1)
        for (volatile unsigned i = 0;; i++)
            ;
    is_idle = 1;
}

/* The watchdog has the driver cancelled. */
static void cancel_await(const char *kind)
{
    char taken[16] = "";
    is_cancelled = 0;
    if (fault_take(kind, taken))
        while (!is_cancelled)
            usleep(LAG_US);
}

int fsync(int fd)
{
    cancel_await("late");
    return REAL(fsync)(fd);
}

void sane_cancel(SANE_Handle handle)
{
    REAL(sane_cancel)(handle);
    is_cancelled = 1;
}

SANE_Status sane_start(SANE_Handle handle)
{
    n_frames++;
    n_reads = 0;
    return REAL(sane_start)(handle);
}

SANE_Status sane_read(SANE_Handle handle, SANE_Byte *bytes, SANE_Int size, SANE_Int *length)
{
    char kind[16] = "";
    n_reads++;
    if (fault_take("crash hang spin idle", kind))
        fault_happen(kind);
    *length = 0;
    return is_idle ? SANE_STATUS_GOOD : REAL(sane_read)(handle, bytes, size, length);
}
