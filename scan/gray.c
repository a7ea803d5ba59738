/* The small gray copy of a page. It is made in passing, while the rows of a page go into its master:
 * reading a JPEG master of A4 at 300 dpi again costs 27 to 65 ms, adding up its rows 3. Sums are
 * taken over factor x factor pixels, so the copy is what an area map gives (leptonica, "area mapping"
 * of scale1.c), for 1-bit pages the share of black. Of an even factor neighbours are added first, four
 * pairs in a word: at 300 dpi that is half of the work.
 *
 * Where a whole factor leaves more than DPI_MAX (of 200 and 400 dpi), the rows are mapped once more, onto
 * DPI_THEN, by a factor below two: an area map again, of pixels that are shared by two. Measuring costs by
 * the pixel, and each limit in it is tried at one resolution only. */
#include "scan/gray.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "scan/narrow.h"

#define DPI_MIN 140.0
#define DPI_MAX 160.0
#define DPI_THEN 150.0
#define NINTH 7282u    /* of 2^16: exact for the sums of nine pixels */
#define FACTOR_MAX 64u /* of 9000 dpi, which no scanner has */

struct ScanGrayMaker {
    guint width_px, channels, depth_bits, factor;
    guint out_width_px, n_summed; /* rows in sums */
    guint unit, n_sums;           /* pixels of a row in each sum: 2 of an even factor, else 1 */
    double dpi;
    guint8 *line;           /* one row as 8-bit gray */
    guint16 *sums;          /* down factor rows: 2 * 64 * 255 at most */
    ScanNarrower *narrower; /* NULL: rows stay as wide as they are */
    guint8 *wide;           /* the row it takes */
    GByteArray *rows;
};

ScanGrayMaker *scan_gray_maker_new(guint width_px, guint channels, guint depth_bits, double dpi)
{
    ScanGrayMaker *maker = g_new0(ScanGrayMaker, 1);
    maker->width_px = width_px;
    maker->channels = channels;
    maker->depth_bits = depth_bits;
    maker->factor = dpi >= DPI_MIN * FACTOR_MAX ? FACTOR_MAX : MAX(1, (guint)(dpi / DPI_MIN));
    maker->out_width_px = width_px / maker->factor;
    maker->dpi = dpi / maker->factor;
    maker->line = g_malloc((gsize)width_px + 8);
    maker->unit = maker->factor % 2 ? 1 : 2;
    maker->n_sums = maker->out_width_px * maker->factor / maker->unit;
    maker->sums = g_new0(guint16, (gsize)maker->n_sums + 1);
    maker->rows = g_byte_array_new();
    if (maker->dpi > DPI_MAX && maker->dpi < 2 * DPI_THEN) {
        maker->narrower = scan_narrower_new(maker->out_width_px, maker->dpi / DPI_THEN);
        maker->wide = g_malloc0((gsize)maker->out_width_px + SCAN_NARROWER_SPARE);
        maker->dpi = maker->dpi / scan_narrower_factor(maker->narrower);
    }
    return maker;
}

void scan_gray_maker_free(ScanGrayMaker *maker)
{
    if (!maker)
        return;
    g_free(maker->line);
    g_free(maker->sums);
    g_free(maker->wide);
    scan_narrower_free(maker->narrower);
    if (maker->rows)
        g_byte_array_unref(maker->rows);
    g_free(maker);
}

/* ------------------------------------------------------------------------------- one row -- */

static void line_from_bits(guint8 *line, const guint8 *row, guint width_px)
{
    for (guint x = 0; x < width_px; x++)
        line[x] = row[x / 8] & (0x80 >> x % 8) ? 0 : 255;
}

static void line_from_colors(guint8 *line, const guint8 *row, guint width_px)
{
    for (guint x = 0; x < width_px; x++, row += 3)
        line[x] = (guint8)((77u * row[0] + 153u * row[1] + 26u * row[2]) >> 8);
}

static guint sample_high(const guint8 *row, gsize index)
{
    guint16 sample;
    memcpy(&sample, row + 2 * index, sizeof sample);
    return sample >> 8;
}

static void line_from_words(guint8 *line, const guint8 *row, guint width_px, guint channels)
{
    for (guint x = 0; x < width_px; x++)
        line[x] = (guint8)(channels == 1 ? sample_high(row, x)
                                         : (77u * sample_high(row, 3 * (gsize)x) +
                                            153u * sample_high(row, 3 * (gsize)x + 1) +
                                            26u * sample_high(row, 3 * (gsize)x + 2)) >>
                                               8);
}

/* The row as 8-bit gray: itself where it is that already. */
static const guint8 *row_to_gray(ScanGrayMaker *maker, const guint8 *row)
{
    if (maker->depth_bits == 1)
        line_from_bits(maker->line, row, maker->width_px);
    else if (maker->depth_bits == 16)
        line_from_words(maker->line, row, maker->width_px, maker->channels);
    else if (maker->channels == 3)
        line_from_colors(maker->line, row, maker->width_px);
    else
        return row;
    return maker->line;
}

/* sums[i] += line[2 i] + line[2 i + 1]. The bytes of a pair stand beside one another in each 16 bits of a
 * word, in whatever order; sums never carry over. */
static void pairs_add(guint16 *sums, const guint8 *line, guint n)
{
    const guint64 low = G_GUINT64_CONSTANT(0x00ff00ff00ff00ff);
    guint i = 0;
    for (; i + 4 <= n; i += 4) {
        guint64 eight, four;
        memcpy(&eight, line + 2 * i, sizeof eight);
        memcpy(&four, sums + i, sizeof four);
        four += (eight & low) + (eight >> 8 & low);
        memcpy(sums + i, &four, sizeof four);
    }
    for (; i < n; i++)
        sums[i] = (guint16)(sums[i] + line[2 * i] + line[2 * i + 1]);
}

static void sums_add(ScanGrayMaker *maker, const guint8 *line)
{
    if (maker->unit == 2) {
        pairs_add(maker->sums, line, maker->n_sums);
        return;
    }
    for (guint i = 0; i < maker->n_sums; i++)
        maker->sums[i] = (guint16)(maker->sums[i] + line[i]);
}

static void row_average(const ScanGrayMaker *maker, guint8 *out)
{
    guint each = maker->factor / maker->unit, area = maker->factor * maker->factor;
    if (maker->factor == 2) {
        for (guint x = 0; x < maker->out_width_px; x++)
            out[x] = (guint8)((maker->sums[x] + 2u) >> 2);
        return;
    }
    for (guint x = 0; x < maker->out_width_px; x++) {
        guint sum = area / 2;
        for (guint i = 0; i < each; i++)
            sum += maker->sums[x * each + i];
        out[x] = (guint8)(sum / area);
    }
}

static void row_emit(ScanGrayMaker *maker)
{
    guint old = maker->rows->len;
    if (maker->narrower) {
        row_average(maker, maker->wide);
        scan_narrower_take(maker->narrower, maker->wide, maker->rows);
    } else {
        g_byte_array_set_size(maker->rows, old + maker->out_width_px);
        row_average(maker, maker->rows->data + old);
    }
    memset(maker->sums, 0, sizeof *maker->sums * maker->n_sums);
    maker->n_summed = 0;
}

static void row_keep(ScanGrayMaker *maker, const guint8 *line)
{
    if (!maker->narrower) {
        g_byte_array_append(maker->rows, line, maker->width_px);
        return;
    }
    memcpy(maker->wide, line, maker->width_px);
    scan_narrower_take(maker->narrower, maker->wide, maker->rows);
}

void scan_gray_maker_add_row(ScanGrayMaker *maker, const guint8 *row)
{
    const guint8 *line = row_to_gray(maker, row);
    if (maker->factor == 1) {
        row_keep(maker, line);
        return;
    }
    sums_add(maker, line);
    if (++maker->n_summed == maker->factor)
        row_emit(maker);
}

ScanGray *scan_gray_maker_finish(ScanGrayMaker *maker)
{
    ScanGray *gray = NULL;
    guint width_px =
        maker->narrower ? scan_narrower_width_px(maker->narrower) : maker->out_width_px;
    if (maker->rows->len > 0 && width_px > 0) {
        gray = g_new0(ScanGray, 1);
        gray->width_px = width_px;
        gray->height_px = maker->rows->len / width_px;
        gray->dpi = maker->dpi;
        gray->bytes = g_byte_array_free(g_steal_pointer(&maker->rows), FALSE);
    }
    scan_gray_maker_free(maker);
    return gray;
}

void scan_gray_free(ScanGray *gray)
{
    if (!gray)
        return;
    g_free(gray->bytes);
    g_free(gray);
}

/* ------------------------------------------------------------------------------- copies -- */

static void pix_row_bytes(PIX *pix, int y, int n_bytes, guint8 *row)
{
    const l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < n_bytes; x++)
        row[x] = (guint8)GET_DATA_BYTE(line, x);
}

ScanGray *scan_gray_of(PIX *pix, double dpi)
{
    int width = pixGetWidth(pix);
    gboolean is_bits = pixGetDepth(pix) == 1;
    PIX *plain = is_bits ? pixClone(pix) : pixConvertTo8(pix, FALSE);
    if (!plain)
        return NULL;
    ScanGrayMaker *maker = scan_gray_maker_new((guint)width, 1, is_bits ? 1 : 8, dpi);
    g_autofree guint8 *row = g_malloc((gsize)width + 8);
    for (int y = 0; y < pixGetHeight(plain); y++) {
        pix_row_bytes(plain, y, is_bits ? (width + 7) / 8 : width, row);
        scan_gray_maker_add_row(maker, row);
    }
    pixDestroy(&plain);
    return scan_gray_maker_finish(maker);
}

ScanGray *scan_gray_load(const char *path, double dpi, GError **error)
{
    PIX *master = scan_master_load(path, error);
    if (!master)
        return NULL;
    ScanGray *gray = scan_gray_of(master, dpi);
    pixDestroy(&master);
    if (!gray)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "%s is too small or too large to be measured; look at it and scan it again",
                    path);
    return gray;
}

ScanGray *scan_gray_reduce(const ScanGray *gray, guint factor)
{
    ScanGrayMaker *maker = scan_gray_maker_new(gray->width_px, 1, 8, factor * DPI_MIN);
    maker->dpi = gray->dpi / factor;
    for (guint y = 0; y < gray->height_px; y++)
        scan_gray_maker_add_row(maker, scan_gray_row(gray, y));
    return scan_gray_maker_finish(maker);
}

ScanGray *scan_gray_scale(const ScanGray *gray, double dpi)
{
    const l_float32 scale = (l_float32)(dpi / gray->dpi);
    PIX *pix = scan_gray_to_pix(gray), *scaled = pixScaleGeneral(pix, scale, scale, 0, 0);
    ScanGray *result = scan_gray_from_pix(scaled, dpi);
    pixDestroy(&pix);
    pixDestroy(&scaled);
    return result;
}

ScanGray *scan_gray_copy(const ScanGray *gray)
{
    ScanGray *copy = g_new(ScanGray, 1);
    *copy = *gray;
    copy->bytes = g_memdup2(gray->bytes, (gsize)gray->width_px * gray->height_px);
    return copy;
}

/* The mean of three rows and three pixels of each; at a border the last one counts twice. */
static void rows_smooth(const guint8 *const rows[3], guint8 *out, guint16 *sums, guint width)
{
    for (guint x = 0; x < width; x++)
        sums[x + 1] = (guint16)(rows[0][x] + rows[1][x] + rows[2][x]);
    sums[0] = sums[1];
    sums[width + 1] = sums[width];
    for (guint x = 0; x < width; x++)
        out[x] = (guint8)((sums[x] + sums[x + 1] + sums[x + 2] + 4u) * NINTH >> 16);
}

static void box_smooth(const ScanGray *page, guint8 *out)
{
    g_autofree guint16 *sums = g_new(guint16, (gsize)page->width_px + 2);
    for (guint y = 0; y < page->height_px; y++) {
        const guint8 *const rows[3] = {scan_gray_row(page, y ? y - 1 : 0), scan_gray_row(page, y),
                                       scan_gray_row(page, MIN(y + 1, page->height_px - 1))};
        rows_smooth(rows, out + (gsize)y * page->width_px, sums, page->width_px);
    }
}

ScanGray *scan_gray_smooth(const ScanGray *gray, guint times)
{
    ScanGray *smooth = scan_gray_copy(gray);
    guint8 *spare = g_malloc((gsize)gray->width_px * gray->height_px);
    for (; times > 0; times--) {
        box_smooth(smooth, spare);
        guint8 *swap = smooth->bytes;
        smooth->bytes = spare;
        spare = swap;
    }
    g_free(spare);
    return smooth;
}

/* From the median step between pixels three apart, as of a normal distribution. */
double scan_gray_noise(const ScanGray *gray)
{
    gsize counts[256] = {0}, n = 0, seen = 0;
    for (guint y = 0; y < gray->height_px; y += 5)
        for (guint x = 0; x + 3 < gray->width_px; x += 3, n++)
            counts[abs(scan_gray_row(gray, y)[x] - scan_gray_row(gray, y)[x + 3])]++;
    guint median = 0;
    while (median < 255 && (seen += counts[median]) < n / 2)
        median++;
    return median / 0.6745 / G_SQRT2;
}

/* Leptonica's words hold four pixels each, the first in the highest byte. */
PIX *scan_gray_to_pix(const ScanGray *gray)
{
    PIX *pix = pixCreateNoInit((l_int32)gray->width_px, (l_int32)gray->height_px, 8);
    for (guint y = 0; pix && y < gray->height_px; y++) {
        l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
        const guint8 *row = scan_gray_row(gray, y);
        memset(line, 0, (gsize)pixGetWpl(pix) * sizeof *line);
        memcpy(line, row, gray->width_px);
        for (int i = 0; i < pixGetWpl(pix); i++)
            line[i] = GUINT32_FROM_BE(line[i]);
    }
    return pix;
}

ScanGray *scan_gray_from_pix(PIX *pix, double dpi)
{
    ScanGray *gray = g_new(ScanGray, 1);
    *gray = (ScanGray){
        .width_px = (guint)pixGetWidth(pix), .height_px = (guint)pixGetHeight(pix), .dpi = dpi};
    gray->bytes = g_malloc((gsize)gray->width_px * gray->height_px);
    for (guint y = 0; y < gray->height_px; y++)
        pix_row_bytes(pix, (int)y, (int)gray->width_px, gray->bytes + (gsize)y * gray->width_px);
    return gray;
}
