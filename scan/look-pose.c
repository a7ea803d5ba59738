/* Finds how one page lies on another: by the places that both have (look-match.c), made better by correlation of their ink at 2
 * and 1 mm a pixel. Pages that have too few in common may be the same all the same: then the ink alone tells, first at 4 mm a pixel,
 * turned as the pages' own lines say (field.h), any way up, over all shifts that feeders give, about the middle of the page
 * and that of its ink. Most pages differ at that step already, which costs some milliseconds. */
#include "scan/look-pose.h"

#include "scan/look-match.h"

#include <math.h>

#define SHIFT_MM_MAX 8.0
#define RIM_MM 12.0      /* where one page may show the edge of the paper, and the other none */
#define UNMOVED_MIN 0.97 /* correlation at a millimetre a pixel */

static ScanGray *ink_at(const ScanGray *ink, double mm_per_px)
{
    guint factor = MAX(1, (guint)lround(mm_per_px / SCAN_MM_PER_INCH * ink->dpi));
    return scan_gray_reduce(ink, factor);
}

ScanPoint scan_pose_unmove(const ScanGray *moved, const ScanGray *still, const ScanPose *pose,
                           ScanPoint point)
{
    const double angle = pose->degrees * G_PI / 180;
    const double cosine = cos(angle) / pose->size, sine = sin(angle) / pose->size;
    const double px_per_mm = still->dpi / SCAN_MM_PER_INCH;
    const double u = point.x - still->width_px / 2.0 - pose->x_mm * px_per_mm;
    const double v = point.y - still->height_px / 2.0 - pose->y_mm * px_per_mm;
    return (ScanPoint){u * cosine + v * sine + moved->width_px / 2.0,
                       -u * sine + v * cosine + moved->height_px / 2.0};
}

ScanGray *scan_pose_apply(const ScanGray *moved, const ScanGray *still, const ScanPose *pose)
{
    ScanGray *laid = scan_gray_copy(still);
    const ScanPoint origin = scan_pose_unmove(moved, still, pose, (ScanPoint){0, 0});
    const ScanPoint next = scan_pose_unmove(moved, still, pose, (ScanPoint){1, 0});
    const double along = next.x - origin.x, across = next.y - origin.y;
    for (guint y = 0; y < still->height_px; y++)
        for (guint x = 0; x < still->width_px; x++) {
            int from_x = (int)lround(origin.x + x * along - y * across);
            int from_y = (int)lround(origin.y + x * across + y * along);
            gboolean inside = from_x >= 0 && from_y >= 0 && from_x < (int)moved->width_px &&
                              from_y < (int)moved->height_px;
            laid->bytes[(gsize)y * laid->width_px + x] =
                inside ? scan_gray_row(moved, (guint)from_y)[from_x] : 0;
        }
    return laid;
}

static gboolean is_within(const ScanGray *gray, ScanPoint point, double rim_px)
{
    return point.x >= rim_px && point.x < gray->width_px - rim_px && point.y >= rim_px &&
           point.y < gray->height_px - rim_px;
}

/* Clears, of both, what is at the rim of one of the pages or off it. */
static void pose_trim(ScanGray *laid, ScanGray *still, const ScanGray *moved, const ScanPose *pose)
{
    const double rim_px = RIM_MM / SCAN_MM_PER_INCH * still->dpi;
    const ScanPoint origin = scan_pose_unmove(moved, still, pose, (ScanPoint){0, 0});
    const ScanPoint next = scan_pose_unmove(moved, still, pose, (ScanPoint){1, 0});
    const double along = next.x - origin.x, across = next.y - origin.y;
    for (guint y = 0; y < still->height_px; y++)
        for (guint x = 0; x < still->width_px; x++) {
            const ScanPoint from = {origin.x + x * along - y * across,
                                    origin.y + x * across + y * along};
            const gsize at = (gsize)y * still->width_px + x;
            if (!is_within(still, (ScanPoint){x, y}, rim_px) || !is_within(moved, from, rim_px))
                laid->bytes[at] = still->bytes[at] = 0;
        }
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

/* In mm, from the middle of the page. */
static ScanPoint ink_middle(const ScanLook *look)
{
    const ScanGray *ink = look->ink;
    const double mm_per_px = SCAN_MM_PER_INCH / ink->dpi;
    double n = 0, sum_x = 0, sum_y = 0;
    for (guint y = 0; y < ink->height_px; y++)
        for (guint x = 0; x < ink->width_px; x++)
            if (scan_gray_row(ink, y)[x] >= look->strong)
                n++, sum_x += x, sum_y += y;
    return (ScanPoint){(sum_x / MAX(1, n) - ink->width_px / 2.0) * mm_per_px,
                       (sum_y / MAX(1, n) - ink->height_px / 2.0) * mm_per_px};
}

/* Turned on, with that point of the moved page where it was. */
static ScanPose pose_turn(const ScanPose *pose, double degrees, const ScanPoint *still)
{
    const double from = pose->degrees * G_PI / 180, to = from + degrees * G_PI / 180;
    const double cosines = cos(from) - cos(to), sines = sin(from) - sin(to);
    return (ScanPose){pose->degrees + degrees, pose->size,
                      pose->x_mm + pose->size * (cosines * still->x - sines * still->y),
                      pose->y_mm + pose->size * (sines * still->x + cosines * still->y)};
}

/* The best near *pose among turns and shifts up to those given; steps of a pixel. */
static double pose_improve(const ScanGray *a, const ScanGray *b, double degrees_reach,
                           double degrees_step, int shift_px, const ScanPoint *middle,
                           ScanPose *pose)
{
    const ScanPose start = *pose;
    double best = -1, mm_per_px = SCAN_MM_PER_INCH / a->dpi;
    for (double turn = -degrees_reach; turn <= degrees_reach; turn += degrees_step) {
        const ScanPose tried = pose_turn(&start, turn, middle);
        g_autoptr(ScanGray) laid = scan_pose_apply(b, a, &tried);
        g_autoptr(ScanGray) still = scan_gray_copy(a);
        pose_trim(laid, still, b, &tried);
        for (int dy = -shift_px; dy <= shift_px; dy++)
            for (int dx = -shift_px; dx <= shift_px; dx++) {
                double alike = correlate(still, laid, dx, dy);
                if (alike <= best)
                    continue;
                best = alike;
                *pose = (ScanPose){tried.degrees, tried.size, tried.x_mm + dx * mm_per_px,
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

static const struct {
    double mm_per_px, degrees_reach, degrees_step;
    int shift_px;
} steps[] = {{4, 1, 1, (int)(SHIFT_MM_MAX / 4)}, {2, 0.5, 0.5, 2}, {1, 0.25, 0.25, 2}};

/* From a start, step by step; answers as soon as they are not alike enough. */
static double pose_refine(const ScanLook *a, const ScanLook *b, guint first_step,
                          const ScanPoint *middle, ScanPose *pose)
{
    double alike = 0;
    for (guint i = first_step; i < G_N_ELEMENTS(steps); i++) {
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

static double pose_search_from(const ScanLook *a, const ScanLook *b, const ScanPoint *of_b,
                               const ScanPose *start, double best, ScanPose *pose)
{
    ScanPose tried = *start;
    const double alike = pose_refine(a, b, 0, of_b, &tried);
    if (alike <= best)
        return best;
    *pose = tried;
    return alike;
}

/* Turned as the pages' own lines say, any way up; the pages' middles on one another, and those of their ink, as on another bed or
 * with another page length. */
static double pose_search(const ScanLook *a, const ScanLook *b, const ScanPoint *of_b,
                          ScanPose *pose)
{
    const ScanPoint of_a = ink_middle(a);
    double alike = -1;
    for (guint turns = 0; turns < 4 && alike < SCAN_POSE_ALIKE_MIN; turns++) {
        const ScanPose upright = {0, 1, of_a.x - of_b->x, of_a.y - of_b->y};
        const double degrees = a->places.degrees - b->places.degrees + 90 * turns;
        const ScanPose by_ink = pose_turn(&upright, degrees, of_b);
        const ScanPose start = {degrees, 1, 0, 0};
        alike = pose_search_from(a, b, of_b, &start, alike, pose);
        if (hypot(by_ink.x_mm, by_ink.y_mm) > SHIFT_MM_MAX / 2)
            alike = pose_search_from(a, b, of_b, &by_ink, alike, pose);
    }
    return alike;
}

double scan_pose_find(const ScanLook *a, const ScanLook *b, ScanPose *pose)
{
    *pose = (ScanPose){0, 1, 0, 0};
    const double alike = pose_unmoved(a, b);
    if (alike >= UNMOVED_MIN)
        return alike;
    const ScanPoint of_b = ink_middle(b);
    return scan_match_pose(&a->places, &b->places, pose) ? pose_refine(a, b, 1, &of_b, pose)
                                                         : pose_search(a, b, &of_b, pose);
}
