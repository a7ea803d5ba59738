/* scan/gray.h - inside scan/: the small gray copy of a page that everything is measured on. */
#pragma once

#include "scan/scan.h"

G_BEGIN_DECLS

#define SCAN_MM_PER_INCH 25.4

/* 8-bit rows without padding, 0 = black, of the page reduced to 140-160 dpi; a page of fewer dpi as it
 * is. Half the noise of a scanner is gone there, a thin pencil line is not. */
struct ScanGray {
    guint8 *bytes; /* owned */
    guint width_px, height_px;
    double dpi;
};

/* Takes rows as they come, from 1-bit, 8-bit or 16-bit samples of 1 or 3 channels as masters have
 * them; each pixel becomes the mean of those it covers, colours as 0.3 R + 0.6 G + 0.1 B. */
typedef struct ScanGrayMaker ScanGrayMaker;

ScanGrayMaker *scan_gray_maker_new(guint width_px, guint channels, guint depth_bits, double dpi);
void scan_gray_maker_add_row(ScanGrayMaker *maker, const guint8 *row);
/* Frees maker. NULL where the page is smaller than one pixel of the copy. */
ScanGray *scan_gray_maker_finish(ScanGrayMaker *maker);
void scan_gray_maker_free(ScanGrayMaker *maker);

/* FOREIGN. The copy of a master on disk. DATA, IO, LIMIT. */
ScanGray *scan_gray_load(const char *path, double dpi, GError **error);

/* The copy of a page of 1, 8 or 32 bpp; NULL where it is smaller than one pixel of the copy. */
ScanGray *scan_gray_of(struct Pix *pix, double dpi);

/* The mean of factor x factor pixels each; what is left over at the right and below is cut off. */
ScanGray *scan_gray_reduce(const ScanGray *gray, guint factor);
/* As it would be at dpi, which is lower by no more than half. */
ScanGray *scan_gray_scale(const ScanGray *gray, double dpi);
ScanGray *scan_gray_copy(const ScanGray *gray);

/* Each pixel becomes the mean of itself and its neighbours, so many times. */
ScanGray *scan_gray_smooth(const ScanGray *gray, guint times);

/* Deviation of the noise of the paper, in levels. Pages that are half ink seem noisier. */
double scan_gray_noise(const ScanGray *gray);

/* As leptonica's 8 bpp and back. */
struct Pix *scan_gray_to_pix(const ScanGray *gray);
ScanGray *scan_gray_from_pix(struct Pix *pix, double dpi);

static inline int scan_gray_px(const ScanGray *gray, double mm)
{
    int px = (int)(mm / SCAN_MM_PER_INCH * gray->dpi + 0.5);
    return px > 1 ? px : 1;
}

static inline const guint8 *scan_gray_row(const ScanGray *gray, guint y)
{
    return gray->bytes + (gsize)y * gray->width_px;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanGray, scan_gray_free)

G_END_DECLS
