/* flags: what is measured of page images.
 *
 *   flags FILE...        a line each: file, and its flags as NAME=VALUE, "damaged-code", "sheet" (one
 *                        of our printed ones), CODES
 *
 * Images go through masters as a scanner's do; those that state no resolution are taken for 300 dpi. */
#include "scan/scan.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

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

static gboolean file_measure(const char *path, const char *dir, GError **error)
{
    const ScanDecodeSettings settings = {
        .out_dir = dir, .dpi = 300, .first = {.office = "BENCH", .batch = 1, .number = 1}};
    g_autoptr(GArray) pages = scan_decode(path, &settings, error);
    for (guint i = 0; pages && i < pages->len; i++) {
        Page *page = &g_array_index(pages, Page, i);
        if (!scan_measure(page, error))
            return FALSE;
        page_print(path, page);
        g_unlink(page->path);
    }
    return pages != NULL;
}

int main(int argc, char **argv)
{
    g_autofree char *dir = g_dir_make_tmp("muhafiz-flags-XXXXXX", NULL);
    int status = EXIT_SUCCESS;
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        if (file_measure(argv[i], dir, &error))
            continue;
        fprintf(stderr, "flags: %s: %s\n", argv[i], error->message);
        status = EXIT_FAILURE;
    }
    scan_dir_remove(dir, NULL);
    return status;
}
