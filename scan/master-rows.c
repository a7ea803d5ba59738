#include "scan/master-rows.h"

#include <string.h>

#include "scan/scan.h"

#define STRIP_BYTES_MAX (32u << 20) /* more, foreign files' of a large page, is read row by row */

static guint16 tag_get(TIFF *tiff, guint32 tag)
{
    guint16 value = 0;
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

/* What we write; leptonica's TIFF files also pass. */
static gboolean is_plain(const MasterRows *rows)
{
    guint16 photometric = tag_get(rows->tiff, TIFFTAG_PHOTOMETRIC);
    gboolean is_jpeg = tag_get(rows->tiff, TIFFTAG_COMPRESSION) == COMPRESSION_JPEG;
    gboolean is_sampled = rows->depth_bits == 8 || rows->depth_bits == 16;
    if (TIFFIsTiled(rows->tiff) || tag_get(rows->tiff, TIFFTAG_PLANARCONFIG) != PLANARCONFIG_CONTIG)
        return FALSE;
    if (rows->channels == 1 && rows->depth_bits == 1)
        return photometric == PHOTOMETRIC_MINISWHITE || photometric == PHOTOMETRIC_MINISBLACK;
    if (rows->channels == 1)
        return is_sampled && photometric == PHOTOMETRIC_MINISBLACK;
    return rows->channels == 3 && is_sampled &&
           (photometric == PHOTOMETRIC_RGB || (is_jpeg && photometric == PHOTOMETRIC_YCBCR));
}

gboolean master_rows_describe(MasterRows *rows)
{
    TIFF *tiff = rows->tiff;
    guint32 width = 0, height = 0;
    float dpi = 0;
    if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width) ||
        !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height) || width == 0 || height == 0 ||
        (guint64)width * height > SCAN_PIXELS_MAX)
        return FALSE;
    TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &dpi);
    rows->width_px = width;
    rows->height_px = height;
    rows->channels = tag_get(tiff, TIFFTAG_SAMPLESPERPIXEL);
    rows->depth_bits = tag_get(tiff, TIFFTAG_BITSPERSAMPLE);
    rows->dpi = (double)dpi;
    rows->is_black_zero = tag_get(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_MINISBLACK;
    if (tag_get(tiff, TIFFTAG_COMPRESSION) == COMPRESSION_JPEG)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    return is_plain(rows);
}

/* A whole strip at once, for which libtiff has the faster libdeflate. */
static gboolean strip_read(MasterRows *rows, guint32 strip)
{
    if (strip == rows->strip)
        return TRUE;
    guint n_rows = MIN(rows->strip_rows, rows->height_px - strip * rows->strip_rows);
    tmsize_t size = TIFFScanlineSize(rows->tiff) * (tmsize_t)n_rows;
    rows->strip = strip;
    if (rows->depth_bits == 1) /* a damaged one ends before its end, and libtiff does not tell */
        memset(rows->buffer, rows->is_black_zero ? 0xff : 0, (gsize)size);
    return TIFFReadEncodedStrip(rows->tiff, strip, rows->buffer, size) == size;
}

/* The next row, in samples of 1 or 8 bits. */
gboolean master_rows_read(MasterRows *rows, guint y)
{
    guint n_samples = rows->width_px * rows->channels;
    rows->row = rows->buffer;
    if (rows->strip_rows > 0) {
        if (!strip_read(rows, y / rows->strip_rows))
            return FALSE;
        rows->row += (gsize)TIFFScanlineSize(rows->tiff) * (y % rows->strip_rows);
    } else if (TIFFReadScanline(rows->tiff, rows->row, y, 0) < 0) {
        return FALSE;
    }
    if (rows->depth_bits == 16)
        for (guint i = 0; i < n_samples; i++)
            rows->row[i] = (guint8)(((guint16 *)(void *)rows->row)[i] >> 8);
    return TRUE;
}

void master_rows_reserve(MasterRows *rows)
{
    guint32 strip_rows = 0;
    gsize size = (gsize)TIFFStripSize(rows->tiff);
    TIFFGetFieldDefaulted(rows->tiff, TIFFTAG_ROWSPERSTRIP, &strip_rows);
    rows->strip = G_MAXUINT32;
    rows->strip_rows = size > 0 && size <= STRIP_BYTES_MAX ? strip_rows : 0;
    if (rows->strip_rows == 0)
        size = (gsize)TIFFScanlineSize(rows->tiff);
    rows->buffer = g_malloc0(size);
}
