/* Lines along the page: of spots of ink, by votes for straight lines of each slope (Hough's transform with
 * few angles). A line is cleared where it is no writing, by what lies beside it. */
#include "scan/line.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define LINE_SLOPE 0.07 /* 4 degrees */
#define LINE_SLOPE_STEP 0.002
#define LINE_PARTS 20     /* of the page's length ... */
#define LINE_PARTS_MIN 10 /* ... in which a line must be */
#define LINE_PARTS_SOLID 17
#define LINE_SOLID_SHARE 0.75 /* of its length */
#define LINE_HALF_MM 0.6
#define LINE_BESIDE_MM 3.0
#define LINE_BESIDE_SHARE 0.25
#define LINE_CLEAR_MM 1.0
#define SPOTS_MAX 40000u /* 26 cm2 of ink at 75 dpi: no blank page */

/* across = start + slope * along, in pixels from the left or the top. */
typedef struct {
    gboolean is_down;
    double start, slope;
} Line;

typedef struct {
    int along, across;
} Spot;

static GArray *spots_list(PIX *marks, gboolean is_down)
{
    GArray *spots = g_array_new(FALSE, FALSE, sizeof(Spot));
    for (int y = 0; y < pixGetHeight(marks); y++) {
        const l_uint32 *line = pixGetData(marks) + (gsize)y * (gsize)pixGetWpl(marks);
        for (int x = 0; x < pixGetWidth(marks); x++)
            if (GET_DATA_BIT(line, x)) {
                Spot spot = {is_down ? y : x, is_down ? x : y};
                g_array_append_val(spots, spot);
            }
    }
    return spots;
}

static double spot_off(const Line *line, const Spot *spot)
{
    return spot->across - line->start - line->slope * spot->along;
}

/* The line of this slope that most spots are on; answers how many. */
static guint line_vote(const GArray *spots, int breadth, double slope, double *start)
{
    guint n_bins = (guint)breadth * 2, best = 0;
    g_autofree guint *votes = g_new0(guint, n_bins + 2);
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        int bin = (int)lround(spot->across - slope * spot->along) + breadth / 2;
        if (bin > 0 && bin < (int)n_bins)
            votes[bin]++;
    }
    for (guint i = 1; i < n_bins; i++) {
        guint here = votes[i - 1] + votes[i] + votes[i + 1];
        if (here <= best)
            continue;
        best = here;
        *start = (double)i - breadth / 2;
    }
    return best;
}

static gboolean line_find(const GArray *spots, int breadth, Line *line)
{
    guint best = 0;
    for (double slope = -LINE_SLOPE; slope <= LINE_SLOPE; slope += LINE_SLOPE_STEP) {
        double start = 0;
        guint votes = line_vote(spots, breadth, slope, &start);
        if (votes <= best)
            continue;
        best = votes;
        line->slope = slope;
        line->start = start;
    }
    return best > 0;
}

/* How far a line reaches to either side; 0: it is none. Either hardly anything lies beside it along half
 * the page - text has a height - or it runs from edge to edge without a gap, as the shadow of a fold
 * does and no text. */
static double line_reach_mm(const GArray *spots, int length, const Line *line, double mm)
{
    g_autofree guint8 *is_seen = g_malloc0((gsize)length);
    gboolean has_part[LINE_PARTS] = {FALSE};
    guint n_on = 0, n_beside = 0, n_parts = 0, n_seen = 0;
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        double off_mm = fabs(spot_off(line, spot)) * mm;
        n_on += off_mm <= LINE_HALF_MM;
        n_beside += off_mm > LINE_HALF_MM && off_mm <= LINE_BESIDE_MM;
        if (off_mm <= LINE_HALF_MM)
            has_part[spot->along * LINE_PARTS / length] = is_seen[spot->along] = TRUE;
    }
    for (guint i = 0; i < LINE_PARTS; i++)
        n_parts += has_part[i];
    for (int i = 0; i < length; i++)
        n_seen += is_seen[i];
    if (n_parts >= LINE_PARTS_SOLID && n_seen >= LINE_SOLID_SHARE * length)
        return LINE_BESIDE_MM;
    return n_parts >= LINE_PARTS_MIN && n_beside <= LINE_BESIDE_SHARE * n_on ? LINE_CLEAR_MM : 0;
}

/* Within dark_mm everything, within reach_mm what is not dark: somebody may have written there. */
static void line_clear(const ScanInk *ink, PIX *marks, const GArray *spots, const Line *line,
                       double reach_mm, double dark_mm)
{
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    for (guint i = 0; i < spots->len; i++) {
        const Spot *spot = &g_array_index(spots, Spot, i);
        int x = line->is_down ? spot->across : spot->along;
        int y = line->is_down ? spot->along : spot->across;
        gboolean is_dark = scan_ink_contrast(ink, (guint)x, (guint)y) >= SCAN_INK_DARK;
        if (fabs(spot_off(line, spot)) * mm <= (is_dark ? dark_mm : reach_mm))
            pixSetPixel(marks, x, y, 0);
    }
}

guint scan_lines_clear(const ScanInk *ink, PIX *marks, gboolean is_down, guint most)
{
    int length = is_down ? pixGetHeight(marks) : pixGetWidth(marks);
    int breadth = is_down ? pixGetWidth(marks) : pixGetHeight(marks);
    double mm = SCAN_MM_PER_INCH / ink->gray->dpi;
    for (guint n = 0; n < most; n++) {
        g_autoptr(GArray) spots = spots_list(marks, is_down);
        Line line = {.is_down = is_down};
        gboolean is_found = spots->len <= SPOTS_MAX && line_find(spots, breadth, &line);
        double reach_mm = is_found ? line_reach_mm(spots, length, &line, mm) : 0;
        if (reach_mm <= 0)
            return n;
        line_clear(ink, marks, spots, &line, reach_mm, LINE_HALF_MM);
    }
    return most;
}
