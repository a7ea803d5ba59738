/* Pages of a lot as pictures: poppler draws the page of the volume, as its readers will see it. */
#include "batch/lot-view.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define VIEW_SECONDS 60u
#define VIEWER_WAIT_MS 2000
#define VIEW_BYTES (256u << 20)

static char *view_name(gint64 lot_id, guint number, const char *suffix)
{
    return g_strdup_printf("lot-%" G_GINT64_FORMAT "-page-%u%s", lot_id, number, suffix);
}

/* pdftoppm adds .png to what it is given, which no other checker's process writes as well. */
static gboolean volume_draw(const LotPage *page, const char *hidden, const char *dir,
                            GError **error)
{
    g_autofree char *number = g_strdup_printf("%u", page->volume_page);
    const char *argv[] = {"pdftoppm", "-png", "-r",   LOT_VIEW_DPI,      "-singlefile", "-f",
                          number,     "-l",   number, page->volume_path, hidden,        NULL};
    const ScanToolLimits limits = {VIEW_SECONDS, VIEW_BYTES, dir};
    if (scan_tool_run(argv, &limits, NULL, error))
        return TRUE;
    g_prefix_error(error, "page %u of %s cannot be shown: ", page->volume_page, page->volume_path);
    return FALSE;
}

static char *volume_view(const LotPage *page, gint64 lot_id, const char *dir, GError **error)
{
    g_autofree char *name = view_name(lot_id, page->number, "");
    g_autofree char *hidden = g_strdup_printf("%s/.%s.%d", dir, name, getpid());
    g_autofree char *drawn = g_strconcat(hidden, ".png", NULL);
    g_autofree char *path = g_strdup_printf("%s/%s.png", dir, name);
    if (volume_draw(page, hidden, dir, error) && scan_file_publish(drawn, path, error))
        return g_steal_pointer(&path);
    g_unlink(drawn);
    return NULL;
}

char *lot_view_write(const Store *store, gint64 lot_id, const LotPage *page, const char *dir,
                     GError **error)
{
    g_autofree char *spool = index_lot_pictures(store, lot_id);
    g_autofree char *folder = g_canonicalize_filename(dir ? dir : spool, NULL);
    if (!scan_dir_make(folder, error))
        return NULL;
    if (page->volume_path)
        return volume_view(page, lot_id, folder, error);
    g_autofree char *name = view_name(lot_id, page->number, ".tif");
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return scan_file_publish_copy(folder, path, page->master_path, page->sha256, error)
               ? g_steal_pointer(&path)
               : NULL;
}

/* xdg-open ends at once, or stays as long as its viewer does: one that still runs shows the page. */
static gboolean viewer_shows(GSubprocess *viewer, GError **failure)
{
    for (guint i = 0; i < VIEWER_WAIT_MS / 50; i++) {
        if (!g_subprocess_get_identifier(viewer)) /* it has ended */
            return g_subprocess_wait_check(viewer, NULL, failure);
        g_usleep(50 * 1000);
    }
    return TRUE;
}

gboolean lot_view_open(const char *path, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GSubprocess) viewer =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                         &failure, "xdg-open", path, NULL);
    if (viewer && viewer_shows(viewer, &failure))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                "no viewer shows the page (%s): leave --view out and open %s yourself",
                failure->message, path);
    return FALSE;
}
