/* Encoding a page and assembling a volume when there is no memory: the first allocation fails, then the second, and
 * so on through all of them, each time in a process of its own.
 *
 * GLib ends the process where it gets no memory (object.h says why that suits us), the other libraries
 * must hand the failure on. Both are clean: the worker's end is told and charged by the parent, as an
 * error would be (tests/batch/worker.sh). What may never happen is a crash, a file in its place that is not whole, or
 * another than with memory, and, where the process goes on, memory or a file that is not given back. */
#define _GNU_SOURCE /* dladdr */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

/* What a process leaves behind for the one that watches it. */
typedef struct {
    char library[32]; /* whose call failed: the file's name; "" while none has */
    size_t size_bytes;
    long n_leaked; /* allocations that were not freed, where the process went on */
} Report;

static Report *report;
static long n_fails; /* the number of the call that fails; 0: none */
static long n_held;  /* allocations that are not freed yet */

#ifndef HAS_OWN_ALLOCATOR
static long n_asked;
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static int must_fail(size_t size_bytes, const void *caller)
{
    Dl_info place;
    if (n_fails == 0 || ++n_asked != n_fails)
        return 0;
    if (dladdr(caller, &place)) {
        const char *name = strrchr(place.dli_fname, '/');
        strncpy(report->library, name ? name + 1 : place.dli_fname, sizeof report->library - 1);
    }
    report->size_bytes = size_bytes;
    errno = ENOMEM;
    return 1;
}

static void *hold(void *memory)
{
    n_held += memory != NULL;
    return memory;
}

#define MUST_FAIL(size_bytes) must_fail(size_bytes, __builtin_return_address(0))

void *malloc(size_t size)
{
    return MUST_FAIL(size) ? NULL : hold(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return MUST_FAIL(n * size) ? NULL : hold(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
    if (MUST_FAIL(size))
        return NULL;
    return old ? __libc_realloc(old, size) : hold(__libc_malloc(size));
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = MUST_FAIL(size) ? NULL : hold(__libc_memalign(alignment, size));
    return *memory ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return MUST_FAIL(size) ? NULL : hold(__libc_memalign(alignment, size));
}

void free(void *memory)
{
    n_held -= memory != NULL;
    __libc_free(memory);
}
#endif

/* -------------------------------------------------------------------------------------- test -- */

enum { WRITTEN, REFUSED, LEFT_BEHIND };

typedef struct {
    const char *spool, *path;
    gboolean (*write)(const char *path, gconstpointer data, GError **error);
    gconstpointer data;
} Bench;

static guint open_files(void)
{
    guint n = 0;
    for (int fd = 0; fd < 64; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static int write_once(const Bench *bench)
{
    GError *error = NULL;
    long held = n_held;
    guint n_files = open_files();
    gboolean is_written = bench->write(bench->spool, bench->data, &error);
    gboolean is_ours = error && error->domain == MUHAFIZ_ERROR;
    g_clear_error(&error);
    report->n_leaked = n_held - held;
    if (open_files() != n_files)
        return LEFT_BEHIND;
    if (is_written)
        return WRITTEN;
    return is_ours && g_access(bench->spool, F_OK) != 0 ? REFUSED : LEFT_BEHIND;
}

/* As a worker does it. */
static int write_and_publish(const Bench *bench)
{
    GError *error = NULL;
    int how = write_once(bench);
    if (how == WRITTEN && !scan_file_publish(bench->spool, bench->path, &error))
        return REFUSED;
    return how;
}

static void go_silently(const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
    (void)domain;
    (void)text;
    (void)data;
    if (level & G_LOG_FLAG_FATAL)
        abort();
}

/* How the process ended in which call number n_call failed. */
static int write_failing(const Bench *bench, long n_call)
{
    int status;
    memset(report, 0, sizeof *report);
    pid_t pid = fork();
    if (pid == 0) {
        g_log_set_default_handler(go_silently, NULL);
        g_assert_true(freopen("/dev/null", "w", stderr)); /* what the libraries say of it */
        setvbuf(stderr, NULL, _IONBF, 0); /* else its buffer would be one more allocation */
        n_fails = n_call;
        _exit(write_and_publish(bench));
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    return status;
}

typedef enum {
    GOES_ON, /* hands the failure on */
    ABORTS,  /* as it is meant to */
    CRASHES, /* or the C library finds its heap broken */
} Behaviour;

/* What a library does with a failed allocation of its own. */
typedef struct {
    const char *name; /* begins so */
    Behaviour worst;
    long leaks_max;
} Library;

static const Library libraries[] = {
    {"libglib", ABORTS, 0},  {"libc.so", ABORTS, 0}, /* GLib's vasprintf */
    {"liblept", CRASHES, 0}, {"libtiff", CRASHES, 0}, {"", GOES_ON, 0},
};

static const Library *library_lookup(const char *name)
{
    const Library *library = libraries;
    while (!g_str_has_prefix(name, library->name))
        library++;
    return library;
}

static char *contents(const char *path)
{
    char sha256[SCAN_SHA256_SIZE];
    guint64 size;
    g_assert_true(scan_file_sha256(path, sha256, &size, NULL));
    return g_strdup(sha256);
}

static Behaviour behaviour(int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status) == LEFT_BEHIND ? CRASHES + 1 : GOES_ON;
    int number = WTERMSIG(status);
    return number == SIGABRT ? ABORTS : number == SIGSEGV ? CRASHES : CRASHES + 1;
}

static void ended_well(const Bench *bench, int status, const char *whole, long n_call)
{
    const Library *library = library_lookup(report->library);
    gboolean is_there = g_access(bench->path, F_OK) == 0;
    g_autofree char *sha256 = is_there ? contents(bench->path) : NULL;
    g_autofree char *what = g_strdup_printf("allocation %ld (%s, %zu bytes)", n_call,
                                            report->library, report->size_bytes);
    if (behaviour(status) > library->worst)
        g_error("%s failed, and it ended with status 0x%x", what, status);
    if (is_there && g_strcmp0(sha256, whole) != 0)
        g_error("%s failed, and another file is in place", what);
    if (!is_there && WIFEXITED(status) && WEXITSTATUS(status) == WRITTEN)
        g_error("%s failed, and nothing is in place", what);
    if (WIFEXITED(status) && report->n_leaked > library->leaks_max)
        g_error("%s failed, and %ld allocations were not freed", what, report->n_leaked);
    g_unlink(bench->path);
    g_unlink(bench->spool);
}

/* What the libraries make once and keep, they have then. */
static void libraries_warm(const Bench *bench)
{
    g_autoptr(GError) error = NULL;
    write_and_publish(bench);
    g_set_error(&error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "%d", 0);
}

static void sweep(const Bench *bench)
{
    guint n_refused = 0, n_ended = 0;
    libraries_warm(bench);
    g_assert_cmpint(write_and_publish(bench), ==, WRITTEN);
    g_assert_cmpint(report->n_leaked, ==, 0);
    g_autofree char *whole = contents(bench->path);
    g_unlink(bench->path);
    long n_call = 0;
    do {
        int status = write_failing(bench, ++n_call);
        n_ended += WIFSIGNALED(status);
        n_refused += WIFEXITED(status) && WEXITSTATUS(status) == REFUSED;
        ended_well(bench, status, whole, n_call);
    } while (*report->library);
    g_test_message("%ld allocations: %u ended the process, %u were refused", n_call - 1, n_ended,
                   n_refused);
    g_assert_cmpint(n_call, >, 50);
    g_assert_cmpuint(n_ended + n_refused, >, n_call / 2);
}

static void run(const char *dir, Bench bench)
{
    g_autofree char *spool = g_build_filename(dir, "work", NULL);
    g_autofree char *path = g_build_filename(dir, "whole", NULL);
    bench.spool = spool;
    bench.path = path;
    sweep(&bench);
}

static gboolean volume_write(const char *path, gconstpointer volume, GError **error)
{
    PdfWritten written;
    return pdf_volume_write(volume, path, &written, error);
}

static void test_volume(void)
{
    char *dir = sample_dir_new();
    g_autofree char *layers = sample_layers(dir, "p", SAMPLE_COLOUR, sample_hindi);
    const PdfBookmark bookmark = {"Letter & \"more\"", 0, 0};
    PdfPage page = {layers, "1"};
    Volume volume = sample_volume(PDF_PART_2U, &page, 1);
    volume.bookmarks = &bookmark;
    volume.n_bookmarks = 1;
    run(dir, (Bench){.write = volume_write, .data = &volume});
    sample_dir_free(dir);
}

/* -------------------------------------------------------------------------------------- pages -- */

typedef struct {
    const char *name;
    SampleKind kind;
    double dpi;
    PdfRecipe recipe;
} Way;

static const char *const words[] = {"पत्रावली 12", NULL};

static const Way ways[] = {
    {"/pdf/fault-memory/colour", SAMPLE_COLOUR, 150, {.paper_is_jpx = TRUE}},
    {"/pdf/fault-memory/gray", SAMPLE_GRAY, 200, {.masks_are_g4 = TRUE}},
    {"/pdf/fault-memory/few-dots", SAMPLE_COLOUR, 100, {.paper_is_jpx = TRUE}},
    {"/pdf/fault-memory/bitonal", SAMPLE_BITONAL, 300, {0}},
    {"/pdf/fault-memory/archival", SAMPLE_COLOUR, 300, {.is_archival = TRUE}},
};

typedef struct {
    PageImages *images;
    PageText *text;
    const PdfRecipe *recipe;
} PageInput;

static gboolean page_write(const char *path, gconstpointer data, GError **error)
{
    const PageInput *page = data;
    return pdf_layers_encode(page->images, page->text, page->recipe, path, error);
}

/* Small, for it is encoded some thousand times; with a photograph where no ink is. */
static void test_page(gconstpointer data)
{
    const Way *way = data;
    const OcrBox photo = {130, 220, 100, 100};
    char *dir = sample_dir_new();
    PageInput page = {sample_images(way->kind, 248, 350, way->dpi),
                      sample_text(words, 248, 350, way->dpi), &way->recipe};
    g_array_append_val(page.text->pictures, photo);
    run(dir, (Bench){.write = page_write, .data = &page});
    ocr_page_images_free(page.images);
    ocr_page_text_free(page.text);
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
#ifdef HAS_OWN_ALLOCATOR
    (void)test_volume, (void)test_page, (void)ways;
    return 77;
#endif
    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    g_assert_true(report != MAP_FAILED);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/fault-memory/volume", test_volume);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        g_test_add_data_func(ways[i].name, &ways[i], test_page);
    return g_test_run();
}
