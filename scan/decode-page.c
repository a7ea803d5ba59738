/* One decoded page into its master.
 *
 * Most pages lie upright and have square pixels: their rows go straight into the master, so memory
 * stays at one strip whatever the page's size. The others gather in a leptonica image first, are
 * made square, turned and then written. 16-bit samples lose their low byte on that second way.
 *
 * Resolution: what the file states is believed between 72 and 1200 dpi; below lies what no scanner
 * is set to, above what none resolves. 72 and 96 are also what cameras and editors write when they
 * know nothing, so they are believed only where the paper then is no larger than A3. Of what is left, pixels tell: a sheet of
 * a usual size at a usual resolution; only then it is what the settings say. */
#include "scan/decode.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>

#define DPI_MIN 72.0
#define DPI_MAX 1200.0
#define DPI_FILLERS_MAX 96.0
#define A3_LONG_INCHES 16.6 /* 420 mm and a margin */
#define SQUARE_TOLERANCE 0.01
#define PAPER_TOLERANCE 0.01
#define MM_PER_INCH 25.4
#define MPT_PER_INCH 72000.0

struct DecodePage {
    DecodeSink *sink;
    DecodeImage image;
    double dpi;         /* of the master */
    ScanMaster *master; /* either rows go here ... */
    PIX *gathered;      /* ... or there */
    guint n_gathered;
};

gboolean decode_size_check(guint64 width_px, guint64 height_px, GError **error)
{
    if (width_px == 0 || height_px == 0)
        return decode_set_broken(error, "image", "it states a size of nothing");
    if (width_px <= SCAN_PIXELS_MAX && height_px <= SCAN_PIXELS_MAX / width_px)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "it states %" G_GUINT64_FORMAT " x %" G_GUINT64_FORMAT
                " pixels, more than %u million; scan it with a lower resolution",
                width_px, height_px, SCAN_PIXELS_MAX / 1000000);
    return FALSE;
}

static gboolean is_side(double inches)
{
    double mpt = round(inches * MPT_PER_INCH);
    return mpt >= SCAN_SIDE_MIN_MPT && mpt <= SCAN_SIDE_MAX_MPT;
}

/* Paper of another size can be neither a page nor, later, a PDF page. */
static gboolean paper_check(const DecodeImage *image, GError **error)
{
    double width_inches = image->width_px / image->x_dpi;
    double height_inches = image->height_px / image->y_dpi;
    if (is_side(width_inches) && is_side(height_inches))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%u x %u pixels at %.0f dpi are %.1f x %.1f mm, which is no page; scan it again",
                image->width_px, image->height_px, image->x_dpi, width_inches * MM_PER_INCH,
                height_inches * MM_PER_INCH);
    return FALSE;
}

/* -------------------------------------------------------------------------- resolution -- */

static gboolean dpi_is_plausible(double dpi, guint size_px)
{
    gboolean is_filler = dpi <= DPI_FILLERS_MAX && size_px > dpi * A3_LONG_INCHES;
    return dpi >= DPI_MIN && dpi <= DPI_MAX && !is_filler;
}

static gboolean is_square(const DecodeImage *image)
{
    return fabs(image->x_dpi / image->y_dpi - 1) <= SQUARE_TOLERANCE;
}

static gboolean is_near(double size_px, double expected_px)
{
    return fabs(size_px / expected_px - 1) <= PAPER_TOLERANCE;
}

/* At which resolution so many pixels are a sheet of paper, whichever way it lies; 0: at none. A page that was saved again
 * without its resolution is found to be the same page by its size (traits.c). */
static double paper_dpi(guint width_px, guint height_px)
{
    static const double papers_mm[][2] = {
        {210, 297}, {215.9, 355.6}, {215.9, 279.4}, {297, 420}, {148, 210}};
    static const double usual[] = {300, 200, 150, 240, 400, 600, 100};
    const double least = MIN(width_px, height_px), most = MAX(width_px, height_px);
    for (guint i = 0; i < G_N_ELEMENTS(papers_mm); i++)
        for (guint k = 0; k < G_N_ELEMENTS(usual); k++)
            if (is_near(least, papers_mm[i][0] * usual[k] / MM_PER_INCH) &&
                is_near(most, papers_mm[i][1] * usual[k] / MM_PER_INCH))
                return usual[k];
    return 0;
}

/* Replaces what the image states by what we believe. */
static void image_settle(DecodeImage *image, const DecodeSink *sink)
{
    if (sink->placed_orientation) {
        image->orientation = sink->placed_orientation;
        image->x_dpi = sink->placed_x_dpi;
        image->y_dpi = sink->placed_y_dpi;
        return;
    }
    if (image->orientation < 1 || image->orientation > 8)
        image->orientation = 1;
    if (dpi_is_plausible(image->x_dpi, image->width_px) &&
        dpi_is_plausible(image->y_dpi, image->height_px))
        return;
    const double paper = paper_dpi(image->width_px, image->height_px);
    image->x_dpi = image->y_dpi = paper > 0 ? paper : sink->settings->dpi;
}

/* ------------------------------------------------------------------------ straight way -- */

static ScanMaster *master_open(const DecodePage *page, guint width_px, guint depth_bits,
                               GError **error)
{
    const ScanDecodeSettings *settings = page->sink->settings;
    guint index = page->sink->pages->len;
    g_autofree char *name = g_strdup_printf("%04u.tif", index + 1);
    g_autofree char *path = g_build_filename(settings->out_dir, name, NULL);
    Sheet sheet = settings->first;
    sheet.number += index;
    ScanMasterSpec spec = {.width_px = width_px,
                           .channels = page->image.channels,
                           .depth_bits = depth_bits,
                           .dpi = page->dpi,
                           .kind = settings->master};
    return scan_master_new(path, &spec, &sheet, error);
}

/* ------------------------------------------------------------------------ by way of Pix -- */

static gboolean set_no_memory(const DecodeImage *image, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "there is not enough memory to turn %u x %u pixels; scan it upright",
                image->width_px, image->height_px);
    return FALSE;
}

static gboolean gather_new(DecodePage *page, GError **error)
{
    const DecodeImage *image = &page->image;
    double square = MAX(image->x_dpi, image->y_dpi);
    if (!decode_size_check((guint64)(image->width_px * square / image->x_dpi),
                           (guint64)(image->height_px * square / image->y_dpi), error))
        return FALSE;
    int depth = image->depth_bits == 1 ? 1 : image->channels == 1 ? 8 : 32;
    page->gathered = pixCreateNoInit((int)image->width_px, (int)image->height_px, depth);
    if (!page->gathered)
        return set_no_memory(image, error);
    pixSetPadBits(page->gathered, 0);
    return TRUE;
}

/* The most significant byte of sample number i. */
static guint8 sample_get(const guint8 *row, gsize i, guint depth_bits)
{
    if (depth_bits == 8)
        return row[i];
    guint16 sample;
    memcpy(&sample, row + 2 * i, sizeof sample);
    return (guint8)(sample >> 8);
}

static void gather_row(DecodePage *page, const guint8 *row)
{
    const DecodeImage *image = &page->image;
    l_uint32 *line =
        pixGetData(page->gathered) + (gsize)page->n_gathered++ * (gsize)pixGetWpl(page->gathered);
    if (image->depth_bits == 1) {
        for (guint i = 0; i < (image->width_px + 7) / 8; i++)
            SET_DATA_BYTE(line, i, row[i]);
        return;
    }
    for (guint x = 0; x < image->width_px; x++)
        if (image->channels == 1)
            SET_DATA_BYTE(line, x, sample_get(row, x, image->depth_bits));
        else
            composeRGBPixel(sample_get(row, 3 * (gsize)x, image->depth_bits),
                            sample_get(row, 3 * (gsize)x + 1, image->depth_bits),
                            sample_get(row, 3 * (gsize)x + 2, image->depth_bits), line + x);
}

static void pix_replace(PIX **pix, PIX *made)
{
    pixDestroy(pix);
    *pix = made;
}

/* What TIFF 6.0 (tag 274) says about the first row and the first column, undone. */
static PIX *pix_turn(PIX *pix, guint orientation)
{
    static const struct {
        int quarter_turns;
        gboolean flip_lr, flip_tb;
    } undo[9] = {[1] = {0, 0, 0}, [2] = {0, 1, 0}, [3] = {2, 0, 0}, [4] = {0, 0, 1},
                 [5] = {1, 1, 0}, [6] = {1, 0, 0}, [7] = {1, 0, 1}, [8] = {3, 0, 0}};
    PIX *turned = pixRotateOrth(pix, undo[orientation].quarter_turns);
    if (turned && undo[orientation].flip_lr)
        pixFlipLR(turned, turned);
    if (turned && undo[orientation].flip_tb)
        pixFlipTB(turned, turned);
    return turned;
}

static gboolean pix_straighten(DecodePage *page, GError **error)
{
    const DecodeImage *image = &page->image;
    if (!is_square(image))
        pix_replace(&page->gathered, pixScale(page->gathered, (float)(page->dpi / image->x_dpi),
                                              (float)(page->dpi / image->y_dpi)));
    if (page->gathered)
        pix_replace(&page->gathered, pix_turn(page->gathered, image->orientation));
    return page->gathered || set_no_memory(image, error);
}

static void pix_get_row(PIX *pix, guint y, guint8 *row)
{
    guint width = (guint)pixGetWidth(pix);
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    int depth = pixGetDepth(pix);
    guint n_bytes = depth == 1 ? (width + 7) / 8 : width;
    for (guint i = 0; i < n_bytes; i++)
        if (depth != 32) {
            row[i] = (guint8)GET_DATA_BYTE(line, i);
        } else {
            row[3 * (gsize)i] = (guint8)(line[i] >> L_RED_SHIFT);
            row[3 * (gsize)i + 1] = (guint8)(line[i] >> L_GREEN_SHIFT);
            row[3 * (gsize)i + 2] = (guint8)(line[i] >> L_BLUE_SHIFT);
        }
}

static gboolean gathered_write(DecodePage *page, GError **error)
{
    if (!pix_straighten(page, error))
        return FALSE;
    guint width = (guint)pixGetWidth(page->gathered), height = (guint)pixGetHeight(page->gathered);
    guint depth_bits = pixGetDepth(page->gathered) == 1 ? 1 : 8;
    page->master = master_open(page, width, depth_bits, error);
    if (!page->master)
        return FALSE;
    g_autofree guint8 *row = g_malloc((gsize)width * 3);
    for (guint y = 0; y < height; y++) {
        pix_get_row(page->gathered, y, row);
        if (!scan_master_add_rows(page->master, row, (gsize)width * 3, 1, error))
            return FALSE;
    }
    return TRUE;
}

/* --------------------------------------------------------------------------------- page -- */

DecodePage *decode_page_new(DecodeSink *sink, const DecodeImage *image, GError **error)
{
    if (!decode_size_check(image->width_px, image->height_px, error))
        return NULL;
    if (sink->pages->len >= DECODE_PAGES_MAX) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "it has more than %u pages; split it into smaller files", DECODE_PAGES_MAX);
        return NULL;
    }
    g_autoptr(DecodePage) page = g_new0(DecodePage, 1);
    page->sink = sink;
    page->image = *image;
    image_settle(&page->image, sink);
    if (!paper_check(&page->image, error))
        return NULL;
    page->dpi = MAX(page->image.x_dpi, page->image.y_dpi);
    gboolean straight = page->image.orientation == 1 && is_square(&page->image);
    if (straight)
        page->master = master_open(page, image->width_px, image->depth_bits, error);
    if (straight ? page->master != NULL : gather_new(page, error))
        return g_steal_pointer(&page);
    return NULL;
}

gboolean decode_page_add_rows(DecodePage *page, const guint8 *rows, gsize stride_bytes,
                              guint n_rows, GError **error)
{
    if (page->master)
        return scan_master_add_rows(page->master, rows, stride_bytes, n_rows, error);
    g_return_val_if_fail(n_rows <= page->image.height_px - page->n_gathered, FALSE);
    for (guint i = 0; i < n_rows; i++)
        gather_row(page, rows + stride_bytes * i);
    return TRUE;
}

static gboolean page_complete(DecodePage *page, Page *done, GError **error)
{
    if (page->gathered && !gathered_write(page, error))
        return FALSE;
    return scan_master_finish(g_steal_pointer(&page->master), done, error);
}

gboolean decode_page_finish(DecodePage *page, GError **error)
{
    Page done;
    DecodeSink *sink = page->sink;
    gboolean completed = page_complete(page, &done, error);
    decode_page_discard(page);
    if (!completed)
        return FALSE;
    g_array_append_val(sink->pages, done);
    if (sink->settings->progress)
        sink->settings->progress(done.size_bytes, sink->settings->user_data);
    return TRUE;
}

void decode_page_discard(DecodePage *page)
{
    if (!page)
        return;
    scan_master_discard(page->master);
    pixDestroy(&page->gathered);
    g_free(page);
}
