#define _GNU_SOURCE /* strverscmp */
#include "tests/tools/standin-paper.h"

#include "tests/pages/random.h"

#include <leptonica/allheaders.h>
#include <string.h>

#define COLUMNS 12
#define ROWS 16
#define PAPER 246 /* luminance of what is not printed */
#define INK 40
#define NOISE 5 /* luminances above and below */

static gboolean cell_is_dark(const guint64 cells[4], guint x, guint y)
{
    guint bit = y * COLUMNS + x;
    return x > 0 && x + 1 < COLUMNS && y > 0 && y + 1 < ROWS && (cells[bit / 64] >> bit % 64 & 1);
}

PIX *standin_paper_draw(guint sheet, ScanFace face, guint width_px, guint height_px)
{
    Random random;
    guint64 cells[4];
    random_seed(&random, (guint64)sheet << 1 | face, "stand-in");
    for (guint i = 0; i < G_N_ELEMENTS(cells); i++)
        cells[i] = random_next(&random);
    PIX *pix = pixCreate((l_int32)width_px, (l_int32)height_px, 8);
    for (guint y = 0; y < height_px; y++) {
        l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
        for (guint x = 0; x < width_px; x++) {
            gboolean dark = cell_is_dark(cells, x * COLUMNS / width_px, y * ROWS / height_px);
            guint level = (dark ? INK : PAPER) + random_below(&random, 2 * NOISE + 1) - NOISE;
            SET_DATA_BYTE(line, x, (l_uint8)level);
        }
    }
    return pix;
}

static gint path_compare(gconstpointer a, gconstpointer b)
{
    return strverscmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *standin_paper_list(const char *dir_path)
{
    g_autoptr(GDir) dir = g_dir_open(dir_path, 0, NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    l_int32 format;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(dir_path, name, NULL);
        if (findFileFormat(path, &format) == 0 && format != IFF_UNKNOWN)
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
    g_ptr_array_sort(paths, path_compare);
    return paths->len ? g_steal_pointer(&paths) : NULL;
}

const char *standin_paper_type(StandinFormat format)
{
    return format == STANDIN_JPEG ? "image/jpeg" : "image/png";
}

GBytes *standin_paper_encode(PIX *pix, gboolean color, StandinFormat format, guint dpi)
{
    l_uint8 *bytes = NULL;
    size_t size = 0;
    PIX *shown = color ? pixConvertTo32(pix) : pixConvertTo8(pix, FALSE);
    pixDestroy(&pix);
    pixSetResolution(shown, (l_int32)dpi, (l_int32)dpi);
    pixSetZlibCompression(shown, 1);
    if (format == STANDIN_JPEG)
        pixWriteMemJpeg(&bytes, &size, shown, 85, 0);
    else
        pixWriteMemPng(&bytes, &size, shown, 0);
    pixDestroy(&shown);
    GBytes *encoded = g_bytes_new(bytes, size);
    lept_free(bytes);
    return encoded;
}
