/* Finds how one page lies on another: by correlation of their ink, first at 4 mm a pixel over all
 * turns and shifts that feeders give, about the middle of the page and that of its ink, then at 2 and 1 mm near the best. Most pages that follow one another
 * differ at the first step already, which costs less than a millisecond. */
#include "scan/look-pose.h"

#include <math.h>
#include <string.h>

#define DEGREES_MAX 4.0
#define SHIFT_MM_MAX 8.0
#define UNMOVED_MIN 0.97 /* correlation at a millimetre a pixel */

static ScanGray *ink_at(const ScanGray *ink, double mm_per_px)
{
    guint factor = MAX(1, (guint)lround(mm_per_px / SCAN_MM_PER_INCH * ink->dpi));
    return scan_gray_reduce(ink, factor);
}

ScanGray *scan_pose_apply(const ScanGray *moved, const ScanGray *still, const ScanPose *pose)
{
    ScanGray *laid = scan_gray_copy(still);
    double angle = pose->degrees * G_PI / 180, cosine = cos(angle), sine = sin(angle);
    double px_per_mm = still->dpi / SCAN_MM_PER_INCH;
    for (guint y = 0; y < still->height_px; y++)
        for (guint x = 0; x < still->width_px; x++) {
            /* Back from where it lies: unmove, then unturn. */
            double u = x - still->width_px / 2.0 - pose->x_mm * px_per_mm;
            double v = y - still->height_px / 2.0 - pose->y_mm * px_per_mm;
            int from_x = (int)lround(u * cosine + v * sine + moved->width_px / 2.0);
            int from_y = (int)lround(-u * sine + v * cosine + moved->height_px / 2.0);
            gboolean inside = from_x >= 0 && from_y >= 0 && from_x < (int)moved->width_px &&
                              from_y < (int)moved->height_px;
            laid->bytes[(gsize)y * laid->width_px + x] =
                inside ? scan_gray_row(moved, (guint)from_y)[from_x] : 0;
        }
    return laid;
}

/* Pearson's correlation where both are, with b moved by dx, dy pixels. */
static double correlate(const ScanGray *a, const ScanGray *b, int dx, int dy)
{
    gint64 n = 0, sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0;
    int width = (int)a->width_px, height = (int)a->height_px;
    for (int y = MAX(0, dy); y < MIN(height, height + dy); y++) {
        const guint8 *row_a = scan_gray_row(a, (guint)y);
        const guint8 *row_b = scan_gray_row(b, (guint)(y - dy));
        for (int x = MAX(0, dx); x < MIN(width, width + dx); x++) {
            int one = row_a[x], two = row_b[x - dx];
            n++, sum_a += one, sum_b += two;
            sum_aa += one * one, sum_bb += two * two, sum_ab += one * two;
        }
    }
    double var_a = (double)(n * sum_aa - sum_a * sum_a);
    double var_b = (double)(n * sum_bb - sum_b * sum_b);
    return var_a > 0 && var_b > 0 ? (double)(n * sum_ab - sum_a * sum_b) / sqrt(var_a * var_b) : 0;
}

typedef struct {
    double x, y; /* mm, from the middle of the page */
} Point;

static Point ink_middle(const ScanLook *look)
{
    const ScanGray *ink = look->ink;
    const double mm_per_px = SCAN_MM_PER_INCH / ink->dpi;
    double n = 0, sum_x = 0, sum_y = 0;
    for (guint y = 0; y < ink->height_px; y++)
        for (guint x = 0; x < ink->width_px; x++)
            if (scan_gray_row(ink, y)[x] >= look->strong)
                n++, sum_x += x, sum_y += y;
    return (Point){(sum_x / MAX(1, n) - ink->width_px / 2.0) * mm_per_px,
                   (sum_y / MAX(1, n) - ink->height_px / 2.0) * mm_per_px};
}

/* Turned on, with that point of the moved page where it was. */
static ScanPose pose_turn(const ScanPose *pose, double degrees, const Point *still)
{
    const double from = pose->degrees * G_PI / 180, to = from + degrees * G_PI / 180;
    const double cosines = cos(from) - cos(to), sines = sin(from) - sin(to);
    return (ScanPose){pose->degrees + degrees, pose->x_mm + cosines * still->x - sines * still->y,
                      pose->y_mm + sines * still->x + cosines * still->y};
}

/* The best near *pose among turns and shifts up to those given; steps of a pixel. */
static double pose_improve(const ScanGray *a, const ScanGray *b, double degrees_reach,
                           double degrees_step, int shift_px, const Point *middle, ScanPose *pose)
{
    const ScanPose start = *pose;
    double best = -1, mm_per_px = SCAN_MM_PER_INCH / a->dpi;
    for (double turn = -degrees_reach; turn <= degrees_reach; turn += degrees_step) {
        const ScanPose tried = pose_turn(&start, turn, middle);
        g_autoptr(ScanGray) laid = scan_pose_apply(b, a, &tried);
        for (int dy = -shift_px; dy <= shift_px; dy++)
            for (int dx = -shift_px; dx <= shift_px; dx++) {
                double alike = correlate(a, laid, dx, dy);
                if (alike <= best)
                    continue;
                best = alike;
                *pose = (ScanPose){tried.degrees, tried.x_mm + dx * mm_per_px,
                                   tried.y_mm + dy * mm_per_px};
            }
    }
    return best;
}

/* How alike they are as they lie: a sheet that is fed again at once often lies the same. */
static double pose_unmoved(const ScanLook *a, const ScanLook *b)
{
    g_autoptr(ScanGray) coarse_a = ink_at(a->ink, 1), coarse_b = ink_at(b->ink, 1);
    gboolean same_size = coarse_a && coarse_b && coarse_a->width_px == coarse_b->width_px &&
                         coarse_a->height_px == coarse_b->height_px;
    return same_size ? correlate(coarse_a, coarse_b, 0, 0) : 0;
}

/* From a start, step by step; answers as soon as they are not alike enough. */
static double pose_refine(const ScanLook *a, const ScanLook *b, const Point *middle, ScanPose *pose)
{
    static const struct {
        double mm_per_px, degrees_reach, degrees_step;
        int shift_px;
    } steps[] = {
        {4, DEGREES_MAX, 1, (int)(SHIFT_MM_MAX / 4)}, {2, 0.5, 0.5, 2}, {1, 0.25, 0.25, 2}};
    double alike = 0;
    for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(ScanGray) coarse_a = ink_at(a->ink, steps[i].mm_per_px);
        g_autoptr(ScanGray) coarse_b = ink_at(b->ink, steps[i].mm_per_px);
        if (!coarse_a || !coarse_b)
            return 0;
        alike = pose_improve(coarse_a, coarse_b, steps[i].degrees_reach, steps[i].degrees_step,
                             steps[i].shift_px, middle, pose);
        if (alike < SCAN_POSE_ALIKE_MIN)
            return alike;
    }
    return alike;
}

double scan_pose_find(const ScanLook *a, const ScanLook *b, ScanPose *pose)
{
    *pose = (ScanPose){0};
    double alike = pose_unmoved(a, b);
    if (alike >= UNMOVED_MIN)
        return alike;
    const Point of_a = ink_middle(a), of_b = ink_middle(b);
    alike = pose_refine(a, b, &of_b, pose);
    /* The same sheet on another bed, or with another page length: its ink lies elsewhere, all of it. */
    ScanPose by_ink = {0, of_a.x - of_b.x, of_a.y - of_b.y};
    if (hypot(by_ink.x_mm, by_ink.y_mm) <= SHIFT_MM_MAX / 2)
        return alike;
    const double alike_by_ink = pose_refine(a, b, &of_b, &by_ink);
    if (alike_by_ink <= alike)
        return alike;
    *pose = by_ink;
    return alike_by_ink;
}
