/* A picture of a page for people who look for the last good one: gray, JPEG, small. */
#include "scan/gray.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>

#define PREVIEW_HEIGHT_PX 1000.0
#define PREVIEW_QUALITY 75

static PIX *preview_make(const ScanGray *gray)
{
    PIX *pix = scan_gray_to_pix(gray);
    float factor = (float)(PREVIEW_HEIGHT_PX / gray->height_px);
    PIX *small = pix && factor < 1 ? pixScaleAreaMap(pix, factor, factor) : pixClone(pix);
    pixDestroy(&pix);
    return small;
}

static gboolean preview_save(const ScanGray *gray, const char *path, GError **error)
{
    PIX *small = preview_make(gray);
    errno = 0;
    gboolean written = small && pixWriteJpeg(path, small, PREVIEW_QUALITY, 0) == 0;
    int saved_errno = errno ? errno : EIO;
    pixDestroy(&small);
    return written || scan_set_errno(error, saved_errno, "write", path);
}

gboolean scan_preview_write(const Page *page, const char *path, GError **error)
{
    if (page->gray)
        return preview_save(page->gray, path, error);
    double dpi = page->dpi;
    if (dpi <= 0 && !scan_master_dpi(page->path, &dpi, error))
        return FALSE;
    g_autoptr(ScanGray) gray = scan_gray_load(page->path, dpi, error);
    return gray && preview_save(gray, path, error);
}
