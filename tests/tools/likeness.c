#include "tests/tools/likeness.h"

#include <lcms2.h>
#include <leptonica/allheaders.h>
#include <math.h>

static void fpix_free(FPIX *fpix)
{
    fpixDestroy(&fpix);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(FPIX, fpix_free)

/* ------------------------------------------------------------------------------------- colour -- */

/* The pixels of a row that are ink, as RGB; returns how many. */
static guint row_collect(PIX *pix, PIX *ink, guint y, guint8 *rgb)
{
    const l_uint32 *row = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    const l_uint32 *ink_row = pixGetData(ink) + (gsize)y * (gsize)pixGetWpl(ink);
    guint n = 0, width = (guint)pixGetWidth(pix);
    for (guint x = 0; x < width; x++) {
        if (!GET_DATA_BIT(ink_row, x))
            continue;
        rgb[3 * n] = (guint8)(row[x] >> L_RED_SHIFT);
        rgb[3 * n + 1] = (guint8)(row[x] >> L_GREEN_SHIFT);
        rgb[3 * n + 2] = (guint8)(row[x] >> L_BLUE_SHIFT);
        n++;
    }
    return n;
}

static cmsHTRANSFORM lab_transform(void)
{
    cmsHPROFILE srgb = cmsCreate_sRGBProfile(), lab = cmsCreateLab4Profile(NULL);
    cmsHTRANSFORM transform =
        cmsCreateTransform(srgb, TYPE_RGB_8, lab, TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC, 0);
    cmsCloseProfile(srgb);
    cmsCloseProfile(lab);
    return transform;
}

/* Pixels of which a has less chroma do not count. */
static double colour_of_rgb(PIX *a, PIX *b, PIX *ink, double chroma_min)
{
    guint width = (guint)pixGetWidth(a);
    g_autofree guint8 *rgb = g_new(guint8, 3 * width);
    g_autofree cmsCIELab *lab_a = g_new(cmsCIELab, width), *lab_b = g_new(cmsCIELab, width);
    cmsHTRANSFORM transform = lab_transform();
    guint64 n_all = 0;
    double sum = 0;
    for (guint y = 0; y < (guint)pixGetHeight(a); y++) {
        guint n = row_collect(a, ink, y, rgb);
        cmsDoTransform(transform, rgb, lab_a, n);
        row_collect(b, ink, y, rgb);
        cmsDoTransform(transform, rgb, lab_b, n);
        for (guint i = 0; i < n; i++) {
            if (hypot(lab_a[i].a, lab_a[i].b) < chroma_min)
                continue;
            sum += cmsCIE2000DeltaE(&lab_a[i], &lab_b[i], 1, 1, 1);
            n_all++;
        }
    }
    cmsDeleteTransform(transform);
    return n_all > 0 ? sum / (double)n_all : 0;
}

double likeness_colour(PIX *a, PIX *b, PIX *ink)
{
    if (!ink)
        return 0;
    PIX *rgb_a = pixConvertTo32(a), *rgb_b = pixConvertTo32(b);
    double difference = colour_of_rgb(rgb_a, rgb_b, ink, 0);
    pixDestroy(&rgb_a);
    pixDestroy(&rgb_b);
    return difference;
}

/* pix at LIKENESS_SEEN_DPI, of so many bits. */
static PIX *seen_new(PIX *pix, double dpi, int depth)
{
    float scale = (float)MIN(LIKENESS_SEEN_DPI / dpi, 1);
    PIX *deep = depth == 8 ? pixConvertTo8(pix, FALSE) : pixConvertTo32(pix);
    PIX *seen = pixScaleAreaMap(deep, scale, scale);
    pixDestroy(&deep);
    return seen;
}

double likeness_colour_seen(PIX *a, PIX *b, PIX *ink, double dpi)
{
    if (!ink)
        return 0;
    PIX *seen_a = seen_new(a, dpi, 32), *seen_b = seen_new(b, dpi, 32);
    PIX *gray = seen_new(ink, dpi, 8), *seen_ink = pixThresholdToBinary(gray, 128);
    double difference = colour_of_rgb(seen_a, seen_b, seen_ink, 0);
    pixDestroy(&seen_a);
    pixDestroy(&seen_b);
    pixDestroy(&gray);
    pixDestroy(&seen_ink);
    return difference;
}

double likeness_tint(PIX *a, PIX *b, double dpi)
{
    PIX *seen_a = seen_new(a, dpi, 32), *seen_b = seen_new(b, dpi, 32);
    PIX *all = pixCreate(pixGetWidth(seen_a), pixGetHeight(seen_a), 1);
    pixSetAll(all);
    double difference = colour_of_rgb(seen_a, seen_b, all, LIKENESS_CHROMA_MIN);
    pixDestroy(&seen_a);
    pixDestroy(&seen_b);
    pixDestroy(&all);
    return difference;
}

/* --------------------------------------------------------------------------------- similarity -- */

static gsize fpix_length(FPIX *fpix)
{
    l_int32 width, height;
    fpixGetDimensions(fpix, &width, &height);
    return (gsize)width * (gsize)height;
}

/* Means of a * b in the window around every pixel; of a where b is NULL. */
static FPIX *window_means(FPIX *a, FPIX *b)
{
    L_KERNEL *across, *down;
    g_autoptr(FPIX) product = fpixCopy(a);
    float *values = fpixGetData(product);
    for (gsize i = 0; b && i < fpix_length(product); i++)
        values[i] *= fpixGetData(b)[i];
    makeGaussianKernelSep(5, 5, 1.5, 1, &across, &down);
    FPIX *means = fpixConvolveSep(product, across, down, 1);
    kernelDestroy(&across);
    kernelDestroy(&down);
    return means;
}

/* Of one window: means, and means of products. */
static double window_ssim(double a, double b, double aa, double bb, double ab)
{
    const double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
    return (2 * a * b + c1) * (2 * (ab - a * b) + c2) /
           ((a * a + b * b + c1) * (aa - a * a + bb - b * b + c2));
}

static double ssim_of(FPIX *a, FPIX *b)
{
    g_autoptr(FPIX) mean_a = window_means(a, NULL), mean_b = window_means(b, NULL);
    g_autoptr(FPIX) aa = window_means(a, a), bb = window_means(b, b), ab = window_means(a, b);
    gsize n = fpix_length(a);
    double sum = 0;
    for (gsize i = 0; i < n; i++)
        sum += window_ssim(fpixGetData(mean_a)[i], fpixGetData(mean_b)[i], fpixGetData(aa)[i],
                           fpixGetData(bb)[i], fpixGetData(ab)[i]);
    return sum / (double)n;
}

double likeness_ssim(PIX *a, PIX *b, double dpi)
{
    PIX *seen_a = seen_new(a, dpi, 8), *seen_b = seen_new(b, dpi, 8);
    g_autoptr(FPIX) values_a = pixConvertToFPix(seen_a, 1), values_b = pixConvertToFPix(seen_b, 1);
    pixDestroy(&seen_a);
    pixDestroy(&seen_b);
    return ssim_of(values_a, values_b);
}
