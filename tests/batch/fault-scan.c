/* Preloaded into scan workers by matrix.c: makes the scanner's driver crash, hang, spin or idle,
 * from outside.
 *
 * The file that SCAN_FAULT names says "KIND N": in the N-th frame that a process starts, behind the
 * first bytes of it, the fault happens, once: the file is taken away. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sane/sane.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned n_frames, n_reads, is_idle;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Whether the planned fault is due, and its kind. */
static int fault_take(char kind[16])
{
    unsigned frame = 0;
    const char *path = getenv("SCAN_FAULT");
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file)
        return 0;
    int due = fscanf(file, "%15s %u", kind, &frame) == 2 && frame == n_frames && n_reads > 1;
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
    if (fault_take(kind))
        fault_happen(kind);
    *length = 0;
    return is_idle ? SANE_STATUS_GOOD : REAL(sane_read)(handle, bytes, size, length);
}
