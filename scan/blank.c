/* A page is blank when nothing on it is ink of this side (marks.h), once what was printed on the paper before anybody
 * wrote is taken away (rule.h). Of that, lines along the whole page are folds (fold.h) and dirt on the
 * scanner's glass (line.h), up to LINES_MAX of them, and a short straight
 * wire in a corner is a staple. The page is called blank when what is left has neither a mark of a
 * letter's size nor the area of a few full stops. Doubt makes a page not blank.
 *
 * tests/scan/blank.c holds that no page with content is called blank, and that of backs with show-through at
 * least 95 % are, of gray pages of 150 and of 300 dpi alike, 85 % of pages of 1 bit and 80 % of ruled ones. The rest shine
 * through as dark and as sharp as pencil is. What a scanner's threshold took is on no page of 1 bit. */
#include "scan/blank.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "scan/cut.h"
#include "scan/fold.h"
#include "scan/line.h"
#include "scan/marks.h"
#include "scan/rule.h"
#include "scan/solid.h"

#define MUCH_DARK_MM2 60.0 /* five lines of print: no need to look closer */
#define MARK_MM 2.0        /* a 10 pt digit is 2.4 mm high */
#define GAP_MM 1.2         /* in a pencil's stroke */
#define PALE_MARK_MM 3.0 /* a pencil's letters; pale noise on show-through comes as large as 2.3 */
#define PALE_DARK_PX 2   /* of a mark that is not pale there are more as dark as that */
#define INK_MM2 4.0      /* a 10 pt digit has about 0.9 */
#define LINES_MAX 3
#define RIM_MM 1.0
#define STAPLE_ZONE_MM 35.0
#define STAPLE_MM_MIN 7.0
#define STAPLE_MM_MAX 16.0
#define STAPLE_WIDE_MM 2.2

/* ------------------------------------------------------------------------------- staples -- */

static gboolean box_in_corner(const ScanInk *ink, BOX *box)
{
    int x, y, w, h, zone = scan_gray_px(ink->gray, STAPLE_ZONE_MM);
    boxGetGeometry(box, &x, &y, &w, &h);
    return (x + w <= zone || x >= (int)ink->gray->width_px - zone) &&
           (y + h <= zone || y >= (int)ink->gray->height_px - zone);
}

/* A short straight wire: all of its spots lie near the longest line through it. */
static gboolean box_is_staple(const ScanInk *ink, PIX *marks, BOX *box)
{
    int x, y, w, h;
    boxGetGeometry(box, &x, &y, &w, &h);
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi, length = hypot(w, h) * mm;
    if (!box_in_corner(ink, box) || length < STAPLE_MM_MIN || length > STAPLE_MM_MAX)
        return FALSE;
    /* The wire runs along one diagonal of its box. */
    double middle_x = x + w / 2.0, middle_y = y + h / 2.0, size = hypot(w, h);
    double worst[2] = {0, 0};
    for (int v = y; v < y + h; v++)
        for (int u = x; u < x + w; u++)
            if (scan_ink_bit(marks, u, v)) {
                double dx = u + 0.5 - middle_x, dy = v + 0.5 - middle_y;
                worst[0] = MAX(worst[0], fabs(dx * h - dy * w) / size);
                worst[1] = MAX(worst[1], fabs(dx * h + dy * w) / size);
            }
    return MIN(worst[0], worst[1]) * mm <= STAPLE_WIDE_MM / 2;
}

/* -------------------------------------------------------------------------------- verdict -- */

static gboolean box_is_pale(const ScanInk *ink, PIX *marks, BOX *box)
{
    int x, y, w, h, n_dark = 0;
    boxGetGeometry(box, &x, &y, &w, &h);
    for (int v = y; v < y + h; v++)
        for (int u = x; u < x + w; u++)
            n_dark += scan_ink_bit(marks, u, v) &&
                      scan_ink_contrast(ink, (guint)u, (guint)v) >= SCAN_PALE_CONTRAST;
    return n_dark <= PALE_DARK_PX;
}

static gboolean box_is_mark(const ScanInk *ink, PIX *marks, BOX *box)
{
    int w, h;
    boxGetGeometry(box, NULL, NULL, &w, &h);
    if (MAX(w, h) < scan_gray_px(ink->gray, MARK_MM))
        return FALSE;
    return MAX(w, h) >= scan_gray_px(ink->gray, PALE_MARK_MM) || !box_is_pale(ink, marks, box);
}

/* So near an edge is nothing that can be read; what lies there is the rim of the bed. */
static gboolean box_is_at_edge(const ScanInk *ink, BOX *box)
{
    int x, y, w, h, zone = scan_gray_px(ink->gray, RIM_MM);
    boxGetGeometry(box, &x, &y, &w, &h);
    return x + w <= zone || y + h <= zone || x >= (int)ink->gray->width_px - zone ||
           y >= (int)ink->gray->height_px - zone;
}

/* Is there a mark? *left_mm2 becomes the area of all but holes, a staple and
 * pale specks. */
static gboolean marks_judge(const ScanInk *ink, PIX *marks, double *left_mm2)
{
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    int n = 0;
    gboolean has_mark = FALSE, has_staple = FALSE;
    int gap = scan_gray_px(ink->gray, GAP_MM);
    PIX *joined = pixCloseSafeBrick(NULL, marks, gap, gap);
    BOXA *boxes = pixConnComp(joined, NULL, 8);
    pixDestroy(&joined);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        if (scan_ink_is_hole(ink, marks, box) || box_is_at_edge(ink, box)) {
            pixClearInRect(marks, box);
        } else if (!has_staple && box_is_staple(ink, marks, box)) {
            has_staple = TRUE;
            pixClearInRect(marks, box);
        } else if (box_is_mark(ink, marks, box)) {
            has_mark = TRUE;
        } else if (box_is_pale(ink, marks, box)) {
            pixClearInRect(marks, box);
        }
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixCountPixels(marks, &n, NULL);
    *left_mm2 = n * mm * mm;
    return has_mark;
}

static gboolean page_is_empty(const ScanGray *fine, const ScanInk *ink, double dpi,
                              double *left_mm2)
{
    *left_mm2 = ink->dark_mm2;
    if (ink->dark_mm2 >= MUCH_DARK_MM2)
        return FALSE;
    PIX *bits = pixCopy(NULL, ink->ink);
    scan_cut_marks_add(ink, bits);
    guint n = scan_fold_clear(ink, bits, FALSE) + scan_fold_clear(ink, bits, TRUE);
    PIX *marks = scan_marks_find(fine, ink, bits, dpi);
    pixDestroy(&bits);
    n += scan_lines_clear(ink, marks, FALSE, LINES_MAX - n);
    scan_lines_clear(ink, marks, TRUE, LINES_MAX - n);
    gboolean has_mark = marks_judge(ink, marks, left_mm2);
    pixDestroy(&marks);
    return !has_mark && *left_mm2 < INK_MM2 && !scan_page_has_solid(ink);
}

gboolean scan_page_is_blank(const ScanGray *fine, const ScanInk *ink, double dpi, double *left_mm2)
{
    g_autoptr(ScanGray) plain = scan_rules_erase(fine, ink);
    g_autoptr(ScanInk) plain_ink = plain ? scan_ink_new(plain) : NULL;
    return plain_ink ? page_is_empty(plain, plain_ink, dpi, left_mm2)
                     : page_is_empty(fine, ink, dpi, left_mm2);
}
