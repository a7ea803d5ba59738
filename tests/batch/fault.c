/* Preloaded into workers by worker.sh: makes recognition crash or hang, from outside.
 *
 * Each recognition of any worker takes the last line off FAULT_DIR/faults, as long as there is
 * one, and does what it says: "crash" or "hang". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 6 /* "crash\n" and " hang\n" */

struct TessBaseAPI;
struct ETEXT_DESC;

int TessBaseAPIRecognize(struct TessBaseAPI *api, struct ETEXT_DESC *monitor);

static int fault_take(char line[LINE_BYTES + 1])
{
    char path[4096];
    const char *dir = getenv("FAULT_DIR");
    if (!dir)
        return 0;
    snprintf(path, sizeof path, "%s/faults", dir);
    FILE *file = fopen(path, "r+");
    if (!file)
        return 0;
    int found = fseek(file, -LINE_BYTES, SEEK_END) == 0;
    long at = ftell(file);
    found = found && fread(line, LINE_BYTES, 1, file) == 1;
    fclose(file);
    return found && truncate(path, at) == 0;
}

int TessBaseAPIRecognize(struct TessBaseAPI *api, struct ETEXT_DESC *monitor)
{
    char line[LINE_BYTES + 1] = "";
    if (fault_take(line)) {
        if (strncmp(line, "crash", 5) == 0)
            raise(SIGSEGV);
        for (;;)
            pause();
    }
    int (*real)(struct TessBaseAPI *, struct ETEXT_DESC *) =
        (int (*)(struct TessBaseAPI *, struct ETEXT_DESC *))dlsym(RTLD_NEXT,
                                                                  "TessBaseAPIRecognize");
    return real(api, monitor);
}
