/* Sheets that were fed twice: after a jam people put back what they find in the tray. */
#include "batch/last.h"

void last_sheet_clear(LastSheet *last)
{
    for (guint i = 0; i < G_N_ELEMENTS(last->looks); i++)
        scan_look_free(last->looks[i]);
    scan_gray_free(last->front);
    g_free(last->path);
    *last = (LastSheet){0};
}

void last_sheet_load(LastSheet *last, const char *const *paths)
{
    last_sheet_clear(last);
    for (guint i = 0; i < G_N_ELEMENTS(last->looks) && paths[i]; i++)
        last->looks[i] = scan_look_load(paths[i], NULL);
    last->path = g_strdup(paths[0]);
}

/* One face of the sheet and of the last one: FALSE where they differ; *likeness becomes the least of
 * those that could be told. */
static gboolean faces_agree(const ScanLook *face, const ScanLook *last, double *likeness)
{
    if (!face || !last || scan_look_is_blank(face) || scan_look_is_blank(last))
        return TRUE;
    double alike = scan_look_likeness(last, face);
    *likeness = *likeness < 0 ? alike : MIN(alike, *likeness);
    return alike >= SCAN_LIKENESS_SAME;
}

/* How alike the sheet is to the last one, as it lay then or turned over; negative: it is another. */
static double sheet_likeness(const LastSheet *last, const Page *pages, guint n_pages)
{
    for (guint turned = 0; turned < 2; turned++) {
        double likeness = -1;
        gboolean same = TRUE;
        for (guint i = 0; i < n_pages && same; i++)
            same = faces_agree(pages[i].look, last->looks[i ^ turned], &likeness);
        if (same && likeness >= 0)
            return likeness;
    }
    return -1;
}

void last_sheet_follow(LastSheet *last, Page *pages, guint n_pages)
{
    n_pages = MIN(n_pages, G_N_ELEMENTS(last->looks));
    double likeness = sheet_likeness(last, pages, n_pages);
    for (guint i = 0; i < n_pages && likeness >= 0; i++)
        scan_page_add_flag(&pages[i], "duplicate", likeness);
    last_sheet_clear(last);
    for (guint i = 0; i < n_pages; i++)
        last->looks[i] = g_steal_pointer(&pages[i].look);
    if (n_pages > 0)
        last->front = g_steal_pointer(&pages[0].gray);
}

gboolean last_sheet_preview(const LastSheet *last, const char *path)
{
    const Page page = {.path = last->path, .gray = last->front};
    return (page.path || page.gray) && scan_preview_write(&page, path, NULL);
}
