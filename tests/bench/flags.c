/* flags: what is measured of page images.
 *
 *   flags [--dpi N] FILE...     a line each: file, and its flags as NAME=VALUE, "damaged-code", "sheet"
 *                               (one of our printed ones), CODES
 *
 * Images go through masters as a scanner's do; those that state no resolution, PNM among them, are taken
 * for N dpi (300). */
#include "scan/scan.h"
#include "tests/scan/pix-page.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void page_print(const char *path, const Page *page)
{
    printf("%s", path);
    for (guint i = 0; i < page->n_flags; i++)
        printf("\t%s=%.3g", page->flags[i].flag, page->flags[i].value);
    if (page->has_damaged_code)
        printf("\tdamaged-code");
    if (page->has_sheet_marks)
        printf("\tsheet");
    for (guint i = 0; page->codes && page->codes[i]; i++)
        printf("\t%s", page->codes[i]);
    printf("\n");
}

static gboolean page_measure(const char *path, Page *page, GError **error)
{
    if (!scan_measure(page, error))
        return FALSE;
    page_print(path, page);
    g_unlink(page->path);
    return TRUE;
}

/* "P4", "P5" and "P6", which scanimage and the page generator write. */
static gboolean is_pnm(const char *path)
{
    char head[2] = "";
    FILE *file = fopen(path, "rb");
    gboolean is =
        file && fread(head, 1, 2, file) == 2 && head[0] == 'P' && head[1] >= '4' && head[1] <= '6';
    if (file)
        fclose(file);
    return is;
}

static gboolean pnm_measure(const char *path, double dpi, const char *dir, GError **error)
{
    g_autofree char *master = g_build_filename(dir, "pnm.tif", NULL);
    PIX *pix = pixRead(path);
    if (!pix) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "a broken PNM; write it again");
        return FALSE;
    }
    Page page = {0};
    gboolean done =
        pix_page_write(pix, dpi, TRUE, master, &page, error) && page_measure(path, &page, error);
    pixDestroy(&pix);
    scan_page_clear(&page);
    return done;
}

static gboolean file_measure(const char *path, double dpi, const char *dir, GError **error)
{
    if (is_pnm(path))
        return pnm_measure(path, dpi, dir, error);
    const ScanDecodeSettings settings = {
        .out_dir = dir, .dpi = dpi, .first = {.office = "BENCH", .batch = 1, .number = 1}};
    g_autoptr(GArray) pages = scan_decode(path, &settings, error);
    for (guint i = 0; pages && i < pages->len; i++)
        if (!page_measure(path, &g_array_index(pages, Page, i), error))
            return FALSE;
    return pages != NULL;
}

/* 300, or what the arguments begin with; *first is that of the first file. */
static double dpi_parse(int argc, char **argv, int *first)
{
    gboolean is_said = argc > 2 && !strcmp(argv[1], "--dpi");
    *first = is_said ? 3 : 1;
    return is_said ? g_ascii_strtod(argv[2], NULL) : 300;
}

int main(int argc, char **argv)
{
    int status = EXIT_SUCCESS, first;
    double dpi = dpi_parse(argc, argv, &first);
    if (argc <= first || dpi < 30 || dpi > 1200) {
        fprintf(stderr, "usage: flags [--dpi 30-1200] FILE...\n");
        return 2;
    }
    g_autofree char *dir = g_dir_make_tmp("muhafiz-flags-XXXXXX", NULL);
    for (int i = first; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        if (file_measure(argv[i], dpi, dir, &error))
            continue;
        fprintf(stderr, "flags: %s: %s\n", argv[i], error->message);
        status = EXIT_FAILURE;
    }
    scan_dir_remove(dir, NULL);
    return status;
}
