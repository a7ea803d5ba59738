/* Image files as a feeder: what SANE's pnm back end needs to deliver them as a scanner would.
 *
 * pnm reads only binary PNM with one header item per line and at most 8 bits, and misreads all
 * other headers, so every image goes through leptonica, also those that are PNM already. One image
 * is converted at a time; hundreds of uncompressed pages would fill the disk. */
#define _GNU_SOURCE /* strverscmp */
#include "scan/driver.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <glob.h>
#include <leptonica/allheaders.h>

static gint path_compare(gconstpointer a, gconstpointer b)
{
    return strverscmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *scan_feed_list(const char *pattern, GError **error)
{
    glob_t found = {0};
    g_autoptr(GPtrArray) images = g_ptr_array_new_with_free_func(g_free);
    if (glob(pattern, GLOB_NOSORT | GLOB_TILDE, NULL, &found) == 0)
        for (gsize i = 0; i < found.gl_pathc; i++)
            if (g_file_test(found.gl_pathv[i], G_FILE_TEST_IS_REGULAR))
                g_ptr_array_add(images, g_strdup(found.gl_pathv[i]));
    globfree(&found);
    g_ptr_array_sort(images, path_compare);
    if (images->len > 0)
        return g_steal_pointer(&images);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "no page images match feed=%s; check the folder and the pattern", pattern);
    return NULL;
}

static gboolean image_check(const char *path, GError **error)
{
    l_int32 format = 0, width = 0, height = 0, n_pages = 1;
    if (pixReadHeader(path, &format, &width, &height, NULL, NULL, NULL) != 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s is not a page image; take it out of the feed", path);
        return FALSE;
    }
    if ((gint64)width * height > SCAN_PIXELS_MAX) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "%s has %d by %d pixels, more than %u megapixels; take it out of the feed",
                    path, width, height, SCAN_PIXELS_MAX / 1000000);
        return FALSE;
    }
    FILE *file = format == IFF_TIFF || (format >= IFF_TIFF_PACKBITS && format <= IFF_TIFF_ZIP)
                     ? g_fopen(path, "rb")
                     : NULL;
    if (file) {
        tiffGetCount(file, &n_pages);
        fclose(file);
    }
    if (n_pages > 1)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s has %d pages, a feed takes one per file; use muhafiz ingest", path,
                    n_pages);
    return n_pages <= 1;
}

/* Frees pix; NULL stays NULL. */
static PIX *pix_step(PIX *pix, PIX *next)
{
    pixDestroy(&pix);
    return next;
}

static PIX *image_read(const char *path)
{
    PIX *pix = pixRead(path);
    if (pix && pixGetColormap(pix))
        pix = pix_step(pix, pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC));
    if (pix && pixGetDepth(pix) == 32 && pixGetSpp(pix) == 4)
        pix = pix_step(pix, pixAlphaBlendUniform(pix, 0xffffff00));
    if (pix && pixGetDepth(pix) == 16)
        pix = pix_step(pix, pixConvert16To8(pix, L_MS_BYTE));
    if (pix && (pixGetDepth(pix) == 2 || pixGetDepth(pix) == 4))
        pix = pix_step(pix, pixConvertTo8(pix, FALSE));
    return pix;
}

/* Not every failed write is told by leptonica: the last bytes fail when the file is closed. */
static gboolean pnm_is_whole(const char *path, PIX *pix)
{
    GStatBuf status;
    gint64 row_bytes = pixGetDepth(pix) == 1
                           ? (pixGetWidth(pix) + 7) / 8
                           : (gint64)pixGetWidth(pix) * MIN(pixGetDepth(pix), 24) / 8;
    if (g_stat(path, &status) == 0 && status.st_size > row_bytes * pixGetHeight(pix))
        return TRUE;
    errno = ENOSPC;
    return FALSE;
}

gboolean scan_feed_convert(const char *image_path, const char *pnm_path, GError **error)
{
    if (!image_check(image_path, error))
        return FALSE;
    PIX *pix = image_read(image_path);
    if (!pix) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s is broken or truncated; take it out of the feed", image_path);
        return FALSE;
    }
    errno = 0;
    gboolean written = pixWrite(pnm_path, pix, IFF_PNM) == 0 && pnm_is_whole(pnm_path, pix);
    int saved_errno = errno ? errno : EIO;
    pixDestroy(&pix);
    return written || scan_set_errno(error, saved_errno, "write", pnm_path);
}
