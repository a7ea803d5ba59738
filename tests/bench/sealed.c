/* Rows against their seals in a store of many pages: time, and the memory that it takes at most.
 *
 *   sealed DIR    of a store, as finding --keep leaves one (DIR/store)
 *
 * It fails where a row is named, or where more memory is taken than MEMORY_MAX_MB. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "index/store-private.h"
#include "index/verify.h"

#define MEMORY_MAX_MB 150.0 /* two caches of 32 MB, and what they read */

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double memory_mb(void)
{
    g_autofree char *status = NULL;
    g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
    const char *peak = strstr(status, "VmHWM:");
    return peak ? (double)g_ascii_strtoll(peak + 6, NULL, 10) / 1024 : 0;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = argc == 2 ? index_store_open(argv[1], "bench", &error) : NULL;
    VerifyReport report = {.problems = g_ptr_array_new_with_free_func(g_free),
                           .taken = g_ptr_array_new_with_free_func(g_free)};
    Verify verify = {.store = store, .report = &report};
    double began = cpu_s(), memory = memory_mb();
    if (!store || !verify_seals(&verify, &error)) {
        fprintf(stderr, "%s\n", error ? error->message : "sealed DIR");
        return 2;
    }
    printf("%" G_GINT64_FORMAT
           " rows against their seals: %.1f s CPU, %.0f MB at most (%.0f before)"
           ", %u problems\n",
           report.rows, cpu_s() - began, memory_mb(), memory, report.problems->len);
    gboolean holds = report.problems->len == 0 && memory_mb() <= MEMORY_MAX_MB;
    index_verify_report_clear(&report);
    return !holds;
}
