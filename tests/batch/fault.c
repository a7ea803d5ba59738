/* Preloaded into workers by worker.sh and unmeasured.sh: makes recognition, or the measuring of a
 * page, crash or hang, from outside.
 *
 * Each recognition of any worker takes the last line off FAULT_DIR/faults, as long as there is
 * one, and does what it says: "crash", "hang", "greed" (takes memory until none is left, and goes on as
 * C++ does), "leaks" (the same, but crashes over the nothing it got), "holds" (takes memory to the last byte, and goes on)
 * or, "clear", nothing. Each look for codes takes it off FAULT_DIR/code-faults, each stream of a page's layers or of a
 * volume off FAULT_DIR/stream-faults. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 6 /* "crash\n", " hang\n", "clear\n", ... */

struct TessBaseAPI;
struct ETEXT_DESC;
struct zbar_image_scanner_s;

int TessBaseAPIRecognize(struct TessBaseAPI *api, struct ETEXT_DESC *monitor);
struct zbar_image_scanner_s *zbar_image_scanner_create(void);
int compress(unsigned char *to, unsigned long *to_bytes, const unsigned char *from,
             unsigned long from_bytes);

static int fault_take(const char *name, char line[LINE_BYTES + 1])
{
    char path[4096];
    const char *dir = getenv("FAULT_DIR");
    if (!dir)
        return 0;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "r+");
    if (!file)
        return 0;
    int found = fseek(file, -LINE_BYTES, SEEK_END) == 0;
    long at = ftell(file);
    found = found && fread(line, LINE_BYTES, 1, file) == 1;
    fclose(file);
    return found && truncate(path, at) == 0;
}

static void crash(void)
{
    raise(SIGSEGV);
}

/* 1 MiB at a time, each written to; what then is as ends says. Not more than 4 GiB. */
static void memory_take(void (*end)(void))
{
    for (unsigned i = 0; i < 4096; i++) {
        char *piece = malloc(1 << 20);
        if (!piece)
            end();
        memset(piece, 1, 1 << 20);
    }
}

/* All that there is, so that whatever is asked for next is refused; small pieces of every size, for malloc keeps those
 * that were freed apart by it. */
static void memory_hold(void)
{
    for (size_t size = 1 << 20; size > 0; size = size > 1024 ? size / 2 : size - 16)
        while (malloc(size))
            ;
}

static void fault_happen(const char *name)
{
    char line[LINE_BYTES + 1] = "";
    if (!fault_take(name, line))
        return;
    if (strncmp(line, "crash", 5) == 0)
        raise(SIGSEGV);
    while (strncmp(line, " hang", 5) == 0)
        pause();
    if (strncmp(line, "greed", 5) == 0)
        memory_take(abort);
    if (strncmp(line, "leaks", 5) == 0)
        memory_take(crash);
    if (strncmp(line, "holds", 5) == 0)
        memory_hold();
}

int TessBaseAPIRecognize(struct TessBaseAPI *api, struct ETEXT_DESC *monitor)
{
    fault_happen("faults");
    int (*real)(struct TessBaseAPI *, struct ETEXT_DESC *) =
        (int (*)(struct TessBaseAPI *, struct ETEXT_DESC *))dlsym(RTLD_NEXT,
                                                                  "TessBaseAPIRecognize");
    return real(api, monitor);
}

struct zbar_image_scanner_s *zbar_image_scanner_create(void)
{
    fault_happen("code-faults");
    struct zbar_image_scanner_s *(*real)(void) =
        (struct zbar_image_scanner_s * (*)(void)) dlsym(RTLD_NEXT, "zbar_image_scanner_create");
    return real();
}

int compress(unsigned char *to, unsigned long *to_bytes, const unsigned char *from,
             unsigned long from_bytes)
{
    fault_happen("stream-faults");
    int (*real)(unsigned char *, unsigned long *, const unsigned char *, unsigned long) =
        (int (*)(unsigned char *, unsigned long *, const unsigned char *, unsigned long))dlsym(
            RTLD_NEXT, "compress");
    return real(to, to_bytes, from, from_bytes);
}
