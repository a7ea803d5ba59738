/* Assembling a volume when there is no memory: the first allocation fails, then the second, and so on
 * through all of them, each time in a process of its own.
 *
 * GLib ends the process where it gets no memory (object.h says why that suits us), the other libraries
 * must hand the failure on. Both are clean: the worker's end is told and charged by the parent, as an
 * error would be. What may never happen is a crash, or a file in its place that is not whole. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/pdf/sample.h"

/* ------------------------------------------------------------------------------ the allocator -- */

#if defined(__SANITIZE_ADDRESS__)
#define HAS_OWN_ALLOCATOR 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_OWN_ALLOCATOR 1
#endif
#endif

static long n_asked, n_fails; /* counted while n_fails > 0: the number of the call that fails */

#ifndef HAS_OWN_ALLOCATOR
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static int must_fail(void)
{
    if (n_fails == 0 || ++n_asked != n_fails)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return must_fail() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return must_fail() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return must_fail() ? NULL : __libc_realloc(old, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = must_fail() ? NULL : __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}
#endif

/* -------------------------------------------------------------------------------------- test -- */

enum { WRITTEN, REFUSED, LEFT_BEHIND };

typedef struct {
    char *dir, *spool, *path;
    Volume volume;
} Bench;

/* As a worker does it. */
static int write_and_publish(const Bench *bench)
{
    PdfWritten written;
    GError *error = NULL;
    if (pdf_volume_write(&bench->volume, bench->spool, &written, &error))
        return scan_file_publish(bench->spool, bench->path, &error) ? WRITTEN : REFUSED;
    if (!error || error->domain != MUHAFIZ_ERROR)
        return LEFT_BEHIND;
    return g_access(bench->spool, F_OK) == 0 ? LEFT_BEHIND : REFUSED;
}

static void go_silently(const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
    (void)domain;
    (void)text;
    (void)data;
    if (level & G_LOG_FLAG_FATAL)
        abort();
}

/* How the process ended in which call number n_call failed; *n_calls: how many there are, if it is
 * written all the same. */
static int write_failing(const Bench *bench, long n_call, gboolean *is_over)
{
    int status, talk[2];
    char over = 0;
    g_assert_cmpint(pipe(talk), ==, 0);
    pid_t pid = fork();
    if (pid == 0) {
        g_log_set_default_handler(go_silently, NULL);
        g_assert_true(freopen("/dev/null", "w", stderr)); /* what the libraries say of it */
        n_fails = n_call;
        int code = write_and_publish(bench);
        over = n_asked < n_call;
        _exit(write(talk[1], &over, 1) == 1 ? code : LEFT_BEHIND);
    }
    close(talk[1]);
    ssize_t n = read(talk[0], &over, 1);
    close(talk[0]);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    *is_over = n == 1 && over;
    return status;
}

static char *contents(const char *path)
{
    char sha256[SCAN_SHA256_SIZE];
    guint64 size;
    g_assert_true(scan_file_sha256(path, sha256, &size, NULL));
    return g_strdup(sha256);
}

static void ended_well(const Bench *bench, int status, const char *whole, long n_call)
{
    gboolean is_there = g_access(bench->path, F_OK) == 0;
    g_autofree char *sha256 = is_there ? contents(bench->path) : NULL;
    gboolean ended = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
    if (!ended && !(WIFEXITED(status) && WEXITSTATUS(status) != LEFT_BEHIND))
        g_error("allocation %ld failed, and it ended with status 0x%x", n_call, status);
    if (is_there && g_strcmp0(sha256, whole) != 0)
        g_error("allocation %ld failed, and another file is in place", n_call);
    if (!is_there && WIFEXITED(status) && WEXITSTATUS(status) == WRITTEN)
        g_error("allocation %ld failed, and nothing is in place", n_call);
    g_unlink(bench->path);
    g_unlink(bench->spool);
}

static void sweep(const Bench *bench)
{
    gboolean is_over = FALSE;
    guint n_refused = 0, n_ended = 0;
    g_assert_cmpint(write_and_publish(bench), ==, WRITTEN);
    g_autofree char *whole = contents(bench->path);
    g_unlink(bench->path);
    long n_call = 0;
    while (!is_over) {
        int status = write_failing(bench, ++n_call, &is_over);
        n_ended += WIFSIGNALED(status);
        n_refused += WIFEXITED(status) && WEXITSTATUS(status) == REFUSED;
        ended_well(bench, status, whole, n_call);
    }
    g_test_message("%ld allocations: %u ended the process, %u were refused", n_call - 1, n_ended,
                   n_refused);
    g_assert_cmpint(n_call, >, 500);
    g_assert_cmpuint(n_ended, >, 100);
}

static void test_volume(void)
{
    char *dir = sample_dir_new();
    g_autofree char *spool = g_build_filename(dir, "work", NULL);
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autofree char *layers = sample_layers(dir, "p", SAMPLE_COLOUR, sample_hindi);
    const PdfBookmark bookmark = {"Letter & \"more\"", 0, 0};
    PdfPage page = {layers, "1"};
    Bench bench = {dir, spool, path, sample_volume(PDF_PART_2U, &page, 1)};
    bench.volume.bookmarks = &bookmark;
    bench.volume.n_bookmarks = 1;
    sweep(&bench);
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
#ifdef HAS_OWN_ALLOCATOR
    (void)test_volume;
    return 77;
#endif
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/fault-memory/volume", test_volume);
    return g_test_run();
}
