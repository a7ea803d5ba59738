/* Page masters, read again: row by row, so that a page that does not fit into memory whole can be made
 * smaller on the way.
 *
 * Of a page that is to be reduced each pixel becomes the mean of those that it covers: first of
 * factor x factor whole ones, then by an area map of what is left of the factor (narrow.h). 1-bit pages
 * are never reduced: the largest has 108 MiB. 16-bit samples lose their low byte. */
#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "scan/master-rows.h"
#include "scan/narrow.h"
#include "scan/scan.h"
#include "scan/tiff-quiet.h"
#include "scan/vectors.h"

#define CHANNELS_MAX 3

/* ------------------------------------------------------------------------------ what it says -- */

static gboolean tags_read(TIFF *tiff, Page *page)
{
    const char *description = NULL, *picture = NULL;
    guint32 width = 0, height = 0;
    guint16 channels = 1, depth_bits = 1;
    float dpi = 0;
    gboolean complete = TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &description) &&
                        TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width) &&
                        TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height) &&
                        TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &dpi);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &channels);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &depth_bits);
    if (TIFFGetField(tiff, SCAN_TIFF_PICTURE, &picture) && strlen(picture) + 1 == SCAN_SHA256_SIZE)
        g_strlcpy(page->picture, picture, sizeof page->picture);
    page->width_px = width;
    page->height_px = height;
    page->dpi = (double)dpi;
    page->channels = channels;
    page->depth_bits = depth_bits;
    return complete && scan_sheet_parse(description, &page->sheet);
}

/* Without mapping the file, which would count as memory of ours. Returns NULL and sets *complaint where
 * libtiff cannot open it. */
static TIFF *tiff_open(const char *path, char **complaint)
{
    TIFFOpenOptions *options = scan_tiff_quiet_options(complaint);
    TIFF *tiff = TIFFOpenExt(path, "rm", options);
    TIFFOpenOptionsFree(options);
    return tiff;
}

static gboolean set_foreign(GError **error, const char *path, const char *complaint)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is not a page master%s%s; ingest it as a file if it is a page", path,
                complaint ? ": " : "", complaint ? complaint : "");
    return FALSE;
}

gboolean scan_master_identify(const char *path, Page *page, GError **error)
{
    Page found = {0};
    if (!scan_file_sha256(path, found.sha256, &found.size_bytes, error))
        return FALSE;
    g_autofree char *complaint = NULL;
    TIFF *tiff = tiff_open(path, &complaint);
    gboolean ours = tiff && tags_read(tiff, &found);
    if (tiff)
        TIFFClose(tiff);
    if (!ours)
        return set_foreign(error, path, complaint);
    found.path = g_strdup(path);
    *page = found;
    return TRUE;
}

gboolean scan_master_dpi(const char *path, double *dpi, GError **error)
{
    g_autofree char *complaint = NULL;
    TIFF *tiff = tiff_open(path, &complaint);
    float stated = 0;
    gboolean known = tiff && TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &stated) && stated > 0;
    if (tiff)
        TIFFClose(tiff);
    if (!known)
        return set_foreign(error, path, complaint);
    *dpi = (double)stated;
    return TRUE;
}

/* -------------------------------------------------------------------------------- its pixels -- */

/* A page smaller by factor times what the narrowers do. */
typedef struct {
    guint factor, width_px;      /* whole pixels in each; of rows reduced so */
    guint n_summed;              /* rows in sums */
    guint32 *sums[CHANNELS_MAX]; /* below 2^32 up to factors of 4000 */
    guint8 *line;
    ScanNarrower *narrowers[CHANNELS_MAX];
    GByteArray *rows[CHANNELS_MAX]; /* one that is full, or nothing */
} Reduction;

static int pix_depth(const MasterRows *reader)
{
    return reader->depth_bits == 1 ? 1 : reader->channels == 3 ? 32 : 8;
}

/* Not cleared: all of its rows are set. */
static PIX *pix_new(const MasterRows *reader, guint width_px, guint height_px, double scale)
{
    PIX *pix = pixCreateNoInit((int)width_px, (int)height_px, pix_depth(reader));
    int dpi = (int)lround(reader->dpi * scale);
    if (pix)
        pixSetResolution(pix, dpi, dpi);
    return pix;
}

/* A row of three planes, each its own. */
static void row_set_planes(PIX *pix, guint y, guint8 *const planes[CHANNELS_MAX])
{
    guint width_px = (guint)pixGetWidth(pix);
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (guint x = 0; x < width_px; x++)
        line[x] = (guint32)planes[0][x] << L_RED_SHIFT | (guint32)planes[1][x] << L_GREEN_SHIFT |
                  (guint32)planes[2][x] << L_BLUE_SHIFT;
}

/* Red, green and blue by turns. */
VECTORS
static void row_set_colors(guint32 *line, const guint8 *bytes, int width_px)
{
    for (int x = 0; x < width_px; x++)
        line[x] = (guint32)bytes[3 * x] << L_RED_SHIFT |
                  (guint32)bytes[3 * x + 1] << L_GREEN_SHIFT |
                  (guint32)bytes[3 * x + 2] << L_BLUE_SHIFT;
}

/* As it lies; rows_finish makes leptonica's words of it. */
static void row_set_bytes(PIX *pix, guint y, const guint8 *bytes)
{
    gsize n_bytes = ((gsize)pixGetWidth(pix) * (gsize)pixGetDepth(pix) + 7) / 8;
    memcpy(pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix), bytes, n_bytes);
}

static void rows_finish(const MasterRows *reader, PIX *pix)
{
    if (pixGetDepth(pix) == 32)
        return;
    pixEndianByteSwap(pix);
    if (reader->depth_bits == 1 && reader->is_black_zero)
        pixInvert(pix, pix);
    pixSetPadBits(pix, 0);
}

static gboolean load_whole(MasterRows *reader, PIX *pix)
{
    for (guint y = 0; y < reader->height_px; y++) {
        if (!master_rows_read(reader, y))
            return FALSE;
        if (reader->channels == 3)
            row_set_colors(pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix), reader->row,
                           (int)reader->width_px);
        else
            row_set_bytes(pix, y, reader->row);
    }
    return TRUE;
}

/* ----------------------------------------------------------------------------------- reduced -- */

static void reduction_init(Reduction *reduction, const MasterRows *reader, double factor)
{
    *reduction = (Reduction){.factor = (guint)factor};
    reduction->width_px = reader->width_px / reduction->factor;
    reduction->line = g_malloc0((gsize)reduction->width_px + SCAN_NARROWER_SPARE);
    for (guint c = 0; c < reader->channels; c++) {
        reduction->sums[c] = g_new0(guint32, (gsize)reduction->width_px + 1);
        reduction->narrowers[c] =
            scan_narrower_new(reduction->width_px, factor / reduction->factor);
        reduction->rows[c] = g_byte_array_new();
    }
}

static void reduction_clear(Reduction *reduction)
{
    g_free(reduction->line);
    for (guint c = 0; c < CHANNELS_MAX; c++) {
        g_free(reduction->sums[c]);
        scan_narrower_free(reduction->narrowers[c]);
        g_clear_pointer(&reduction->rows[c], g_byte_array_unref);
    }
}

/* What is left of a length. */
static double reduction_scale(const Reduction *reduction)
{
    return 1 / (reduction->factor * scan_narrower_factor(reduction->narrowers[0]));
}

static void sums_add(Reduction *reduction, guint32 *sums, const guint8 *samples, guint step)
{
    for (guint x = 0; x < reduction->width_px; x++)
        for (guint i = 0; i < reduction->factor; i++, samples += step)
            sums[x] += *samples;
}

static void sums_emit(Reduction *reduction, guint channel)
{
    guint32 *sums = reduction->sums[channel];
    guint area = reduction->factor * reduction->factor;
    for (guint x = 0; x < reduction->width_px; x++) {
        reduction->line[x] = (guint8)((sums[x] + area / 2) / area);
        sums[x] = 0;
    }
    scan_narrower_take(reduction->narrowers[channel], reduction->line, reduction->rows[channel]);
}

static void reduction_take(Reduction *reduction, const MasterRows *reader)
{
    gboolean is_full = ++reduction->n_summed == reduction->factor;
    for (guint c = 0; c < reader->channels; c++) {
        sums_add(reduction, reduction->sums[c], reader->row + c, reader->channels);
        if (is_full)
            sums_emit(reduction, c);
    }
    if (is_full)
        reduction->n_summed = 0;
}

/* Takes the row that is full, where one is, to the page. */
static gboolean reduction_put(Reduction *reduction, const MasterRows *reader, PIX *pix, guint y)
{
    if (reduction->rows[0]->len == 0)
        return FALSE;
    if (reader->channels == 3) {
        guint8 *const planes[] = {reduction->rows[0]->data, reduction->rows[1]->data,
                                  reduction->rows[2]->data};
        row_set_planes(pix, y, planes);
    } else {
        row_set_bytes(pix, y, reduction->rows[0]->data);
    }
    for (guint c = 0; c < reader->channels; c++)
        g_byte_array_set_size(reduction->rows[c], 0);
    return TRUE;
}

static gboolean load_rows_reduced(MasterRows *reader, Reduction *reduction, PIX *pix)
{
    guint height_px = (guint)pixGetHeight(pix), n_rows = 0;
    for (guint y = 0; y < reader->height_px && n_rows < height_px; y++) {
        if (!master_rows_read(reader, y))
            return FALSE;
        reduction_take(reduction, reader);
        n_rows += reduction_put(reduction, reader, pix, n_rows);
    }
    return n_rows == height_px;
}

/* --------------------------------------------------------------------------------- all of it -- */

static PIX *set_no_memory(const MasterRows *reader, GError **error)
{
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
        "not enough memory for a page of %u x %u pixels; scan it at a lower dpi or give the "
        "worker more memory ([run] page_memory_mb in muhafiz.conf)",
        reader->width_px, reader->height_px);
    return NULL;
}

/* *is_whole: no row was missing. NULL only without memory. */
static PIX *load_full(MasterRows *reader, gboolean *is_whole)
{
    PIX *pix = pix_new(reader, reader->width_px, reader->height_px, 1);
    *is_whole = pix && load_whole(reader, pix);
    return pix;
}

static PIX *load_reduced(MasterRows *reader, double factor, double *scale, gboolean *is_whole)
{
    Reduction reduction;
    reduction_init(&reduction, reader, factor);
    *scale = reduction_scale(&reduction);
    guint height_px = (guint)(reader->height_px / reduction.factor /
                              scan_narrower_factor(reduction.narrowers[0]));
    PIX *pix = pix_new(reader, scan_narrower_width_px(reduction.narrowers[0]), height_px, *scale);
    *is_whole = pix && load_rows_reduced(reader, &reduction, pix);
    reduction_clear(&reduction);
    return pix;
}

static PIX *reader_load(MasterRows *reader, guint64 bytes_max, double *scale, gboolean *is_whole)
{
    double bytes = (double)reader->width_px * reader->height_px * pix_depth(reader) / 8;
    *scale = 1;
    if (bytes <= (double)bytes_max || pix_depth(reader) == 1)
        return load_full(reader, is_whole);
    return load_reduced(reader, sqrt(bytes / (double)bytes_max), scale, is_whole);
}

static PIX *load_open(MasterRows *reader, const char *path, guint64 bytes_max, double *scale,
                      GError **error)
{
    gboolean is_whole = FALSE;
    master_rows_reserve(reader);
    PIX *pix = reader_load(reader, bytes_max, scale, &is_whole);
    if (!pix)
        return set_no_memory(reader, error);
    if (is_whole) {
        rows_finish(reader, pix);
        return pix;
    }
    pixDestroy(&pix);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is damaged; run \"muhafiz verify\" and restore it from the backup", path);
    return NULL;
}

struct Pix *scan_master_load_within(const char *path, guint64 bytes_max, double *scale,
                                    GError **error)
{
    g_autofree char *complaint = NULL;
    if (access(path, R_OK) != 0) {
        scan_set_errno(error, errno, "read", path);
        return NULL;
    }
    MasterRows reader = {.tiff = tiff_open(path, &complaint)};
    PIX *pix = NULL;
    if (reader.tiff && master_rows_describe(&reader))
        pix = load_open(&reader, path, bytes_max, scale, error);
    else
        set_foreign(error, path, complaint);
    if (reader.tiff)
        TIFFClose(reader.tiff);
    g_free(reader.buffer);
    return pix;
}

struct Pix *scan_master_load(const char *path, GError **error)
{
    double scale;
    return scan_master_load_within(path, G_MAXUINT64, &scale, error);
}
