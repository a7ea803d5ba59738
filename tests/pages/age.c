/* Everything that belongs to the paper is painted with cairo in the paper's own (skewed)
 * coordinates, as layers multiplied onto the ink: other side, tint and light, folds, specks, holes,
 * the scanner's bed around it. What the scanner adds - blur and noise - is done last, on whole
 * pixels, in one pass each. */
#include "tests/pages/age.h"

#include "scan/scan.h"
#include "tests/pages/draw.h"

#include <cairo.h>
#include <leptonica/allheaders.h>
#include <math.h>

const Ageing age_levels[] = {
    /* name   tint uneven fade show noise blur skew border hole fold specks streak */
    {"clean", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"light", 0.25, 0.08, 0.10, 0.05, 3, 0, 0.4, 1.0, 0.5, 0.1, 20, 0},
    {"medium", 0.60, 0.20, 0.20, 0.12, 6, 1, 1.2, 3.0, 0.7, 0.4, 90, 0.1},
    {"heavy", 1.00, 0.40, 0.40, 0.25, 12, 2, 2.5, 7.0, 0.9, 0.8, 300, 0.4},
    {NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
};

const Ageing *age_level_lookup(const char *name, GError **error)
{
    for (const Ageing *level = age_levels; level->name; level++)
        if (g_str_equal(level->name, name))
            return level;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "ageing %s is not one of clean, light, medium, heavy", name);
    return NULL;
}

static guint8 gray_of(guint32 rgb)
{
    return (guint8)((((rgb >> 16) & 0xff) * 77 + ((rgb >> 8) & 0xff) * 151 + (rgb & 0xff) * 28) >>
                    8);
}

static struct Pix *pix_from_surface(cairo_surface_t *surface, guint depth_bits)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    struct Pix *pix = pixCreate(width, height, (l_int32)depth_bits);
    for (int y = 0; y < height; y++) {
        const guint32 *from = (const guint32 *)(cairo_image_surface_get_data(surface) +
                                                (gsize)y * cairo_image_surface_get_stride(surface));
        l_uint32 *to = pixGetData(pix) + (gsize)y * pixGetWpl(pix);
        for (int x = 0; x < width; x++) {
            if (depth_bits == 32)
                to[x] = from[x] << 8;
            else if (depth_bits == 8)
                SET_DATA_BYTE(to, x, gray_of(from[x]));
            else if (gray_of(from[x]) < 128)
                SET_DATA_BIT(to, x);
        }
    }
    return pix;
}

struct Pix *age_page(const AgeTask *task, guint depth_bits)
{
    int width = (int)lround(A4_WIDTH_PT / 72 * task->dpi);
    int height = (int)lround(A4_HEIGHT_PT / 72 * task->dpi);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, task->dpi / 72, task->dpi / 72);
    draw_page(cairo, task->page);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    struct Pix *pix = pix_from_surface(surface, depth_bits);
    cairo_surface_destroy(surface);
    pixSetResolution(pix, (l_int32)lround(task->dpi), (l_int32)lround(task->dpi));
    return pix;
}
