/* parts: where the time of a page goes between its rows and its flags.
 *
 *   parts PAGE.pgm DPI        milliseconds of processor for each part, the mean of 20 rounds
 *
 * The page is 8-bit gray, as scanimage writes it. */
#include "scan/scan.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 20

typedef struct {
    char *bytes; /* the file */
    const guint8 *rows;
    guint width_px, height_px;
    double dpi;
} Picture;

typedef struct {
    double master, gray, hash, measure; /* ms of all rounds */
    guint64 size_bytes;
} Parts;

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* "P5", comments, width, height, 255, one white space, rows. */
static gboolean picture_load(Picture *picture, const char *path, GError **error)
{
    gsize size_bytes, numbers[3];
    if (!g_file_get_contents(path, &picture->bytes, &size_bytes, error))
        return FALSE;
    char *at = picture->bytes + 2;
    for (guint i = 0; i < 3; i++) {
        while (g_ascii_isspace(*at) || *at == '#')
            at = *at == '#' ? at + strcspn(at, "\n") : at + 1;
        numbers[i] = strtoul(at, &at, 10);
    }
    picture->rows = (const guint8 *)at + 1;
    picture->width_px = (guint)numbers[0];
    picture->height_px = (guint)numbers[1];
    gsize head = (gsize)(at + 1 - picture->bytes);
    if (!memcmp(picture->bytes, "P5", 2) && numbers[2] == 255 &&
        head + numbers[0] * numbers[1] <= size_bytes)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "%s is no PGM of 8 bits", path);
    return FALSE;
}

/* A master at path, with or without its gray copy; answers how long that took. */
static double master_write(const Picture *picture, const char *path, gboolean keeps_gray,
                           Page *page, GError **error)
{
    static const Sheet sheet = {.office = "BENCH", .batch = 1, .number = 1};
    const ScanMasterSpec spec = {
        .width_px = picture->width_px, .channels = 1, .depth_bits = 8, .dpi = picture->dpi};
    double begin = now_ms();
    ScanMaster *master = scan_master_new(path, &spec, &sheet, error);
    if (!master)
        return -1;
    if (keeps_gray)
        scan_master_keep_gray(master);
    if (!scan_master_add_rows(master, picture->rows, picture->width_px, picture->height_px,
                              error)) {
        scan_master_discard(master);
        return -1;
    }
    return scan_master_finish(master, page, error) ? now_ms() - begin : -1;
}

static gboolean round_measure(const Picture *picture, const char *path, Parts *parts,
                              GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    Page plain = {0}, page = {0};
    double without = master_write(picture, path, FALSE, &plain, error);
    scan_page_clear(&plain);
    double with = without < 0 ? -1 : master_write(picture, path, TRUE, &page, error);
    double begin = now_ms();
    gboolean done = with >= 0 && scan_file_sha256(path, sha256, &parts->size_bytes, error);
    double hashed = now_ms();
    done = done && scan_measure(&page, error);
    parts->measure += now_ms() - hashed;
    parts->hash += hashed - begin;
    parts->master += without - (hashed - begin);
    parts->gray += with - without;
    scan_page_clear(&page);
    return done;
}

static gboolean picture_measure(const Picture *picture, GError **error)
{
    g_autofree char *dir = g_dir_make_tmp("muhafiz-parts-XXXXXX", error);
    if (!dir)
        return FALSE;
    g_autofree char *path = g_build_filename(dir, "page.tif", NULL);
    Parts parts = {0};
    gboolean done = TRUE;
    for (guint i = 0; i < ROUNDS && done; i++)
        done = round_measure(picture, path, &parts, error);
    if (done)
        printf("  of it, in ms: master %.1f (JPEG, %.1f MB), its SHA-256 %.1f, gray copy %.1f, "
               "codes, flags and look %.1f; the rest is the driver, the index and the start\n",
               parts.master / ROUNDS, (double)parts.size_bytes / 1e6, parts.hash / ROUNDS,
               parts.gray / ROUNDS, parts.measure / ROUNDS);
    return scan_dir_remove(dir, done ? error : NULL) && done;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* as the scan worker does */
    mallopt(M_TRIM_THRESHOLD, 48 << 20);
    Picture picture = {.dpi = argc == 3 ? g_ascii_strtod(argv[2], NULL) : 0};
    if (argc != 3 || picture.dpi <= 0) {
        fprintf(stderr, "usage: parts PAGE.pgm DPI\n");
        return 2;
    }
    if (!picture_load(&picture, argv[1], &error) || !picture_measure(&picture, &error))
        fprintf(stderr, "parts: %s\n", error->message);
    g_free(picture.bytes);
    return error ? EXIT_FAILURE : EXIT_SUCCESS;
}
