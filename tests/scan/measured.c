#include "tests/scan/measured.h"

#include "tests/scan/pix-page.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>

void measured_page(PIX *pix, double dpi, Page *page)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("muhafiz-measure-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "page.tif", NULL);
    pix_page_write(pix, dpi, FALSE, path, page, &error);
    g_assert_no_error(error);
    pixDestroy(&pix);
    scan_measure(page, &error);
    g_assert_no_error(error);
    g_unlink(path);
    g_rmdir(folder);
}

char *measured_flags(const Page *page)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < page->n_flags; i++)
        g_string_append_printf(names, "%s%s", i ? " " : "", page->flags[i].flag);
    return g_string_free(names, FALSE);
}

gboolean measured_has(const Page *page, const char *flag, double *value)
{
    for (guint i = 0; i < page->n_flags; i++)
        if (g_str_equal(page->flags[i].flag, flag)) {
            *value = page->flags[i].value;
            return TRUE;
        }
    return FALSE;
}

struct Pix *measured_draw(const MeasuredDraw *draw)
{
    g_autoptr(GError) error = NULL;
    PageRequest request = {.kind = draw->kind,
                           .mode = draw->mode,
                           .dpi = draw->dpi,
                           .ageing = draw->ageing,
                           .story_seed = draw->seed,
                           .page_seed = draw->seed};
    request.language = text_language_lookup(draw->language, &error);
    g_assert_no_error(error);
    PIX *pix = NULL;
    composition_free(page_render(&request, &pix, &error));
    g_assert_no_error(error);
    return pix;
}
