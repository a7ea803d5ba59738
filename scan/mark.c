/* The marks along the edges of our own printed sheets.
 *
 * The codes of a sheet can be scribbled over, pasted over or torn off, and then nothing on it would say
 * that another file begins. So ten finder patterns stand along its four edges, away from its codes and
 * from where files are punched and laced. How they lie to one another is told again from any four, with
 * the paper turned, askew, or shrunk by a printer or copier: two that lie as far apart as two marks say
 * where all others must be. No three of them lie as the patterns of one code do, so a large code on a
 * page is none of ours; and a cover of which only two are left still has a damaged code (code.c). */
#include "scan/mark.h"

#include <complex.h>
#include <math.h>

#define MARKS_MIN 4
#define SCALE_MIN 0.90 /* printers that fit a page into their margins, copiers */
#define SCALE_MAX 1.06
#define MODULE_MIN 0.70 /* of SCAN_SHEET_MODULE_MM; strokes grow and shrink in copies */
#define MODULE_MAX 1.30
#define OFF_MM_MAX 2.5

const ScanSheetMark scan_sheet_marks[SCAN_SHEET_MARKS] = {
    {11, 97},   {11, 120},  {11, 165},              /* left: between the holes of a punch */
    {199, 102}, {199, 141}, {199, 186},             /* right */
    {54, 11},   {75, 11},   {121, 286}, {143, 286}, /* top and bottom */
};

/* Where a sheet lies: its marks, turned and moved, in mm of the page. */
typedef struct {
    double complex origin, turn;
} Pose;

static double complex mark_at(guint i)
{
    return scan_sheet_marks[i].x_mm + scan_sheet_marks[i].y_mm * I;
}

static double complex finder_at(const ScanFinder *finder, double dpi)
{
    return (finder->x_px + finder->y_px * I) * SCAN_MM_PER_INCH / dpi;
}

static gboolean finder_has_size(const ScanFinder *finder, double dpi)
{
    double share = finder->module_px * SCAN_MM_PER_INCH / dpi / SCAN_SHEET_MODULE_MM;
    return share >= MODULE_MIN && share <= MODULE_MAX;
}

static gboolean is_mark(const Pose *pose, double complex place)
{
    for (guint i = 0; i < SCAN_SHEET_MARKS; i++)
        if (cabs(pose->origin + pose->turn * mark_at(i) - place) <= OFF_MM_MAX)
            return TRUE;
    return FALSE;
}

static gboolean pose_fits(const Pose *pose, const double complex *points, guint n)
{
    guint n_seen = 0;
    if (cabs(pose->turn) < SCALE_MIN || cabs(pose->turn) > SCALE_MAX)
        return FALSE;
    for (guint i = 0; i < n; i++)
        n_seen += is_mark(pose, points[i]);
    return n_seen >= MARKS_MIN;
}

/* If these two points are marks, which ones? */
static gboolean pair_find_pose(const double complex *points, guint n, guint a, guint b, Pose *pose)
{
    for (guint p = 0; p < SCAN_SHEET_MARKS; p++)
        for (guint q = 0; q < SCAN_SHEET_MARKS; q++) {
            if (p == q)
                continue;
            pose->turn = (points[b] - points[a]) / (mark_at(q) - mark_at(p));
            pose->origin = points[a] - pose->turn * mark_at(p);
            if (pose_fits(pose, points, n))
                return TRUE;
        }
    return FALSE;
}

static gboolean pose_find(const double complex *points, guint n, Pose *pose)
{
    for (guint a = 0; a + MARKS_MIN <= n; a++)
        for (guint b = a + 1; b < n; b++)
            if (pair_find_pose(points, n, a, b, pose))
                return TRUE;
    return FALSE;
}

gboolean scan_marks_take(ScanFinder *finders, guint *n_finders, double dpi)
{
    double complex points[SCAN_FINDERS_MAX];
    Pose pose;
    guint n = 0, n_left = 0;
    for (guint i = 0; i < *n_finders; i++)
        if (finder_has_size(&finders[i], dpi))
            points[n++] = finder_at(&finders[i], dpi);
    if (!pose_find(points, n, &pose))
        return FALSE;
    for (guint i = 0; i < *n_finders; i++)
        if (!is_mark(&pose, finder_at(&finders[i], dpi)))
            finders[n_left++] = finders[i];
    *n_finders = n_left;
    return TRUE;
}
