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
    {11, 88},  {11, 128},  {11, 167},              /* left: between the holes of a punch */
    {199, 99}, {199, 141}, {199, 192},             /* right */
    {38, 11},  {95, 11},   {118, 286}, {166, 286}, /* top and bottom */
};

static double complex mark_at(guint i)
{
    return scan_sheet_marks[i].x_mm + scan_sheet_marks[i].y_mm * I;
}

/* Those of a mark's size, in mm. */
static guint candidates_find(const ScanFinder *finders, guint n_finders, double dpi,
                             double complex points[SCAN_FINDERS_MAX])
{
    double mm_per_px = SCAN_MM_PER_INCH / dpi;
    guint n = 0;
    for (guint i = 0; i < MIN(n_finders, SCAN_FINDERS_MAX); i++) {
        double share = finders[i].module_px * mm_per_px / SCAN_SHEET_MODULE_MM;
        if (share >= MODULE_MIN && share <= MODULE_MAX)
            points[n++] = (finders[i].x_px + finders[i].y_px * I) * mm_per_px;
    }
    return n;
}

static gboolean is_near_any(double complex place, const double complex *points, guint n)
{
    for (guint i = 0; i < n; i++)
        if (cabs(points[i] - place) <= OFF_MM_MAX)
            return TRUE;
    return FALSE;
}

/* How many marks are there if points a and b are marks p and q. */
static guint marks_count(const double complex *points, guint n, const guint ab[2],
                         const guint pq[2])
{
    double complex turn = (points[ab[1]] - points[ab[0]]) / (mark_at(pq[1]) - mark_at(pq[0]));
    guint n_seen = 0;
    if (cabs(turn) < SCALE_MIN || cabs(turn) > SCALE_MAX)
        return 0;
    for (guint i = 0; i < SCAN_SHEET_MARKS; i++)
        n_seen += is_near_any(points[ab[0]] + turn * (mark_at(i) - mark_at(pq[0])), points, n);
    return n_seen;
}

static gboolean pair_fits(const double complex *points, guint n, const guint ab[2])
{
    for (guint p = 0; p < SCAN_SHEET_MARKS; p++)
        for (guint q = 0; q < SCAN_SHEET_MARKS; q++)
            if (p != q && marks_count(points, n, ab, (const guint[]){p, q}) >= MARKS_MIN)
                return TRUE;
    return FALSE;
}

gboolean scan_marks_are_seen(const ScanFinder *finders, guint n_finders, double dpi)
{
    double complex points[SCAN_FINDERS_MAX];
    guint n = candidates_find(finders, n_finders, dpi, points);
    for (guint a = 0; a < n; a++)
        for (guint b = a + 1; b < n; b++)
            if (n >= MARKS_MIN && pair_fits(points, n, (const guint[]){a, b}))
                return TRUE;
    return FALSE;
}
