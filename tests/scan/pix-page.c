#include "tests/scan/pix-page.h"

#include <leptonica/allheaders.h>

static void row_read(PIX *pix, int y, guint8 *row)
{
    const l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    int width = pixGetWidth(pix), depth = pixGetDepth(pix);
    int n_bytes = depth == 1 ? (width + 7) / 8 : width;
    for (int x = 0; x < n_bytes; x++)
        if (depth == 32) {
            l_int32 red, green, blue;
            extractRGBValues(line[x], &red, &green, &blue);
            row[3 * x] = (guint8)red;
            row[3 * x + 1] = (guint8)green;
            row[3 * x + 2] = (guint8)blue;
        } else {
            row[x] = (guint8)GET_DATA_BYTE(line, x);
        }
}

static gboolean rows_add(ScanMaster *master, PIX *pix, GError **error)
{
    gsize stride = 3 * (gsize)pixGetWidth(pix);
    g_autofree guint8 *row = g_malloc(stride);
    for (int y = 0; y < pixGetHeight(pix); y++) {
        row_read(pix, y, row);
        if (!scan_master_add_rows(master, row, stride, 1, error))
            return FALSE;
    }
    return TRUE;
}

gboolean pix_page_write(PIX *pix, double dpi, gboolean keeps_gray, const char *path, Page *page,
                        GError **error)
{
    static const Sheet sheet = {.office = "T-01", .batch = 1, .number = 1};
    int depth = pixGetDepth(pix);
    const ScanMasterSpec spec = {.width_px = (guint)pixGetWidth(pix),
                                 .dpi = dpi,
                                 .channels = depth == 32 ? 3 : 1,
                                 .depth_bits = depth == 1 ? 1 : 8,
                                 .kind = SCAN_MASTER_JPEG};
    ScanMaster *master = scan_master_new(path, &spec, &sheet, error);
    if (!master)
        return FALSE;
    if (keeps_gray)
        scan_master_keep_gray(master);
    if (rows_add(master, pix, error))
        return scan_master_finish(master, page, error);
    scan_master_discard(master);
    return FALSE;
}

PIX *pix_copy_of(PIX *pix, double size)
{
    PIX *scaled = pixScale(pix, (l_float32)size, (l_float32)size);
    PIX *sheet = pixCreateTemplate(pix);
    pixSetAllArbitrary(sheet, 255);
    pixRasterop(sheet, 0, 0, pixGetWidth(pix), pixGetHeight(pix), PIX_SRC, scaled, 0, 0);
    pixDestroy(&scaled);
    return sheet;
}

PIX *pix_cut_of(PIX *pix, double kept)
{
    const int width = pixGetWidth(pix), height = pixGetHeight(pix);
    BOX *box = boxCreate((int)(width * (1 - kept) * 0.4), (int)(height * (1 - kept) * 0.4),
                         (int)(width * kept), (int)(height * kept));
    PIX *cut = pixClipRectangle(pix, box, NULL);
    boxDestroy(&box);
    return cut;
}
