/* Is this the sheet that was fed before? Two pages are laid on one another (look-pose.c) and compared
 * place by place.
 *
 * A look is the ink of the page, in percent of the paper's brightness around it, so that exposure and
 * stains drop out. Where the second page lies on the first is known to about a millimetre; squares of
 * 12 mm then find their own place within that, because feeders stretch paper. In each, ink of one
 * page must find at least faint ink on the other within a pixel (0.34 mm at 75 dpi), and the other
 * way round: what is faint under one exposure is strong under another. Likeness is the share that does,
 * in the quarter square where it is least. So two letters on the same letterhead differ by their
 * text, and two copies of a form by a single entry, whatever else they share; a digit that was
 * printed differently is too little to be seen. */
#include "scan/look-pose.h"

#include <math.h>
#include <string.h>

#define MARGIN_MM 9.0    /* beds, shadows and what a shift cuts off */
#define STRONG_MIN 40    /* of 255: of the paper's brightness */
#define STRONG_SHARE 0.5 /* of the page's own dark ink */
#define WEAK_SHARE 0.4   /* of strong */
#define INK_MM2_MIN 25.0 /* some words; less is no page to be told from another */
#define SQUARE_MM 12.0
#define REACH_PX 4        /* how far a square looks for its place */
#define CUT_AREA 0.95     /* of a page that was cut, in that of the other, at most */
#define CUT_OFF_SHARE 0.4 /* of the ink of a page, that may be cut off */
#define UNKNOWN_SHARE 0.2 /* of the ink of a page, that the other may not reach */
/* Of the ink that chance would leave without a match: rescans leave 0.001, other pages in the smallest print 0.13. */
#define BY_CHANCE_SHARE 0.08
#define PIECE_MM2_MIN 2.0 /* of ink in a quarter square: less says nothing */

/* ------------------------------------------------------------------------------ making -- */

static void ink_row(guint8 *ink, const guint8 *gray, const guint8 *paper, guint n)
{
    for (guint x = 0; x < n; x++)
        ink[x] =
            paper[x] > gray[x] ? (guint8)((paper[x] - gray[x]) * 255u / MAX(paper[x], 48u)) : 0;
}

static ScanGray *ink_make(const ScanGray *gray, const ScanGray *paper)
{
    ScanGray *ink = scan_gray_copy(gray);
    int margin = scan_gray_px(gray, MARGIN_MM);
    memset(ink->bytes, 0, (gsize)ink->width_px * ink->height_px);
    int width = (int)gray->width_px - 2 * margin, height = (int)gray->height_px - 2 * margin;
    for (int y = margin; width > 0 && y < margin + height; y++) {
        gsize at = (gsize)y * gray->width_px + (gsize)margin;
        ink_row(ink->bytes + at, gray->bytes + at, paper->bytes + at, (guint)width);
    }
    return ink;
}

/* What divides ink from paper on this page: half of what its darkest third of ink has. */
static guint strong_level(const ScanGray *ink)
{
    gsize counts[256] = {0}, n = (gsize)ink->width_px * ink->height_px, n_ink = 0, seen = 0;
    for (gsize i = 0; i < n; i++)
        counts[ink->bytes[i]]++;
    for (guint i = STRONG_MIN; i < 256; i++)
        n_ink += counts[i];
    guint level = 255;
    while (level > STRONG_MIN && (seen += counts[level]) < n_ink / 3)
        level--;
    return MAX(STRONG_MIN, (guint)(STRONG_SHARE * level));
}

static double strong_mm2(const ScanLook *look)
{
    gsize n = (gsize)look->ink->width_px * look->ink->height_px, found = 0;
    for (gsize i = 0; i < n; i++)
        found += look->ink->bytes[i] >= look->strong;
    double mm = SCAN_MM_PER_INCH / look->ink->dpi;
    return (double)found * mm * mm;
}

ScanLook *scan_look_new(const ScanGray *gray, const ScanGray *paper, gboolean is_blank)
{
    ScanLook *look = g_new0(ScanLook, 1);
    look->ink = ink_make(gray, paper);
    look->strong = strong_level(look->ink);
    look->is_blank = is_blank || strong_mm2(look) < INK_MM2_MIN;
    if (!look->is_blank)
        scan_places_take(look->ink, &look->places);
    return look;
}

guint scan_look_traits(const ScanLook *look, guint64 *traits)
{
    for (guint i = 0; i < look->places.n; i++)
        memcpy(traits + i * SCAN_TRAIT_SIZES, look->places.places[i].traits,
               sizeof look->places.places[i].traits);
    return look->places.n * SCAN_TRAIT_SIZES;
}

void scan_look_free(ScanLook *look)
{
    if (!look)
        return;
    scan_gray_free(look->ink);
    g_free(look);
}

gboolean scan_look_is_blank(const ScanLook *look)
{
    return look->is_blank;
}

/* ---------------------------------------------------------------------------- comparing -- */

/* Two pages on one another: ink of each, and where the other's faintest ink or its neighbours are.
 * Bytes are 1 or 0. */
typedef struct {
    guint width, height;
    double mm_per_px;
    guint8 *strong[2], *near[2]; /* owned */
    const ScanLook *a, *b;
    const ScanPose *pose;
} Overlay;

static guint8 *level_map(const ScanGray *ink, guint level)
{
    gsize n = (gsize)ink->width_px * ink->height_px;
    guint8 *map = g_malloc(n);
    for (gsize i = 0; i < n; i++)
        map[i] = ink->bytes[i] >= level;
    return map;
}

/* map and the eight neighbours of each of its pixels. */
static guint8 *map_widen(guint8 *map, guint width, guint height)
{
    gsize n = (gsize)width * height;
    guint8 *wide = g_memdup2(map, n);
    for (gsize i = 1; i + 1 < n; i++)
        wide[i] = map[i - 1] | map[i] | map[i + 1];
    memcpy(map, wide, n);
    for (gsize i = width; i + width < n; i++)
        wide[i] = map[i - width] | map[i] | map[i + width];
    g_free(map);
    return wide;
}

static void overlay_set(Overlay *overlay, guint side, const ScanGray *ink, guint strong)
{
    overlay->strong[side] = level_map(ink, strong);
    overlay->near[side] =
        map_widen(level_map(ink, (guint)(WEAK_SHARE * strong)), ink->width_px, ink->height_px);
}

static void overlay_clear(Overlay *overlay)
{
    for (guint i = 0; i < 2; i++) {
        g_free(overlay->strong[i]);
        g_free(overlay->near[i]);
    }
}

typedef struct {
    int x, y, side; /* a square of the first page, in pixels */
} Square;

/* Ink in the square in all, and that which has no match, with the second page moved by dx, dy. */
static void square_count(const Overlay *overlay, const Square *square, int dx, int dy, guint *all,
                         guint *alone)
{
    *all = *alone = 0;
    for (int y = square->y; y < square->y + square->side; y++) {
        gsize a = (gsize)y * overlay->width + (gsize)square->x;
        gsize b = (gsize)(y + dy) * overlay->width + (gsize)(square->x + dx);
        const guint8 *strong_a = overlay->strong[0] + a, *near_a = overlay->near[0] + a;
        const guint8 *strong_b = overlay->strong[1] + b, *near_b = overlay->near[1] + b;
        guint row_all = 0, row_alone = 0;
        for (int x = 0; x < square->side; x++) {
            row_all += (guint)(strong_a[x] + strong_b[x]);
            row_alone += (guint)((strong_a[x] & (near_b[x] ^ 1)) + (strong_b[x] & (near_a[x] ^ 1)));
        }
        *all += row_all;
        *alone += row_alone;
    }
}

/* Where the second page fits best in the square. */
static void square_place(const Overlay *overlay, const Square *square, int *best_dx, int *best_dy)
{
    double best = G_MAXDOUBLE;
    *best_dx = *best_dy = 0;
    guint all_here, alone_here;
    square_count(overlay, square, 0, 0, &all_here, &alone_here);
    if (alone_here == 0) /* the usual case of a sheet that lies as it did */
        return;
    for (int dy = -REACH_PX; dy <= REACH_PX; dy++)
        for (int dx = -REACH_PX; dx <= REACH_PX; dx++) {
            guint all, alone;
            square_count(overlay, square, dx, dy, &all, &alone);
            /* Of equals the nearest. */
            double cost = (alone + 0.01 * hypot(dx, dy)) / MAX(1, all);
            if (cost < best) {
                best = cost;
                *best_dx = dx;
                *best_dy = dy;
            }
        }
}

/* What was compared. */
typedef struct {
    /* Ink of the first page, in squares: of those that the other page reaches, and of those that it does not. */
    double known, unknown;
    /* Pixels without a match, and how many would have none if the pages had nothing to do with one another. */
    double alone, by_chance;
} Tally;

static double share_of(const guint8 *map, const Overlay *overlay, const Square *square)
{
    gsize n = 0;
    for (int y = square->y; y < square->y + square->side; y++)
        for (int x = square->x; x < square->x + square->side; x++)
            n += map[(gsize)y * overlay->width + (gsize)x];
    return (double)n / ((double)square->side * square->side);
}

/* Of the square as it lies best. Where lines are dense, most ink is near some of the other, whatever page that is. */
static void square_tally(const Overlay *overlay, const Square *square, int dx, int dy, Tally *tally)
{
    const Square moved = {square->x + dx, square->y + dy, square->side};
    const double area = (double)square->side * square->side;
    guint all, alone;
    square_count(overlay, square, dx, dy, &all, &alone);
    tally->alone += alone;
    tally->by_chance += area * (share_of(overlay->strong[0], overlay, square) *
                                    (1 - share_of(overlay->near[1], overlay, &moved)) +
                                share_of(overlay->strong[1], overlay, &moved) *
                                    (1 - share_of(overlay->near[0], overlay, square)));
}

/* The least of its nine overlapping quarters. */
static double square_likeness(const Overlay *overlay, const Square *square, Tally *tally)
{
    int dx, dy;
    double least = 1, ink_min = PIECE_MM2_MIN / (overlay->mm_per_px * overlay->mm_per_px);
    guint all, alone;
    square_count(overlay, square, 0, 0, &all, &alone);
    if (all < ink_min)
        return 1;
    square_place(overlay, square, &dx, &dy);
    square_tally(overlay, square, dx, dy, tally);
    for (int i = 0; i < 9; i++) {
        Square piece = {square->x + i % 3 * square->side / 4, square->y + i / 3 * square->side / 4,
                        square->side / 2};
        square_count(overlay, &piece, dx, dy, &all, &alone);
        if (all >= 2 * ink_min || (alone >= ink_min))
            least = MIN(least, 1 - (double)alone / all);
    }
    return least;
}

/* The second page, without its margin, reaches all of the square, wherever that finds its place. */
static gboolean square_is_known(const Overlay *overlay, const Square *square)
{
    const ScanGray *a = overlay->a->ink, *b = overlay->b->ink;
    const double margin = MARGIN_MM / overlay->mm_per_px;
    for (guint i = 0; i < 4; i++) {
        const ScanPoint corner = {square->x + (i % 2 ? square->side + REACH_PX : -REACH_PX),
                                  square->y + (i / 2 ? square->side + REACH_PX : -REACH_PX)};
        const ScanPoint of_b = scan_pose_unmove(b, a, overlay->pose, corner);
        if (of_b.x < margin || of_b.x > b->width_px - margin || of_b.y < margin ||
            of_b.y > b->height_px - margin)
            return FALSE;
    }
    return TRUE;
}

/* Enough of the page was compared, and it fits better than another page would. */
static gboolean tally_tells(const Tally *tally)
{
    return tally->known * SQUARE_MM * SQUARE_MM >= INK_MM2_MIN / 2 &&
           tally->unknown <= UNKNOWN_SHARE * (tally->known + tally->unknown) &&
           tally->alone <= BY_CHANCE_SHARE * tally->by_chance;
}

static double overlay_likeness(const Overlay *overlay)
{
    int side = (int)(SQUARE_MM / overlay->mm_per_px),
        margin = (int)(MARGIN_MM / overlay->mm_per_px);
    double least = 1;
    Tally tally = {0};
    /* Twice the margin: what lies at the edge of one may be cut off the other. */
    int first = MAX(2 * margin, REACH_PX);
    for (int y = first; y + side + first <= (int)overlay->height; y += side)
        for (int x = first; x + side + first <= (int)overlay->width; x += side) {
            const Square square = {x, y, side};
            const gboolean is_known = square_is_known(overlay, &square);
            *(is_known ? &tally.known : &tally.unknown) +=
                share_of(overlay->strong[0], overlay, &square);
            if (is_known)
                least = MIN(least, square_likeness(overlay, &square, &tally));
            if (least < SCAN_LIKENESS_SAME / 2) /* another page, whatever the others say */
                return least;
        }
    return tally_tells(&tally) ? least : 0;
}

/* How much ink of b lies off the page a, not just at its edge, where beds have their shadows. */
static double off_mm2(const ScanLook *a, const ScanLook *b, const ScanPose *pose)
{
    const double angle = pose->degrees * G_PI / 180, cosine = pose->size * cos(angle),
                 sine = pose->size * sin(angle);
    const double mm = SCAN_MM_PER_INCH / a->ink->dpi, half_x = a->ink->width_px / 2.0,
                 half_y = a->ink->height_px / 2.0, margin = MARGIN_MM / mm;
    gsize found = 0;
    for (guint y = 0; y < b->ink->height_px; y++)
        for (guint x = 0; x < b->ink->width_px; x++) {
            const double p = x - b->ink->width_px / 2.0, q = y - b->ink->height_px / 2.0;
            const double u = p * cosine - q * sine + pose->x_mm / mm;
            const double v = p * sine + q * cosine + pose->y_mm / mm;
            const gboolean is_off = fabs(u) > half_x + margin || fabs(v) > half_y + margin;
            found += is_off && scan_gray_row(b->ink, y)[x] >= b->strong;
        }
    return (double)found * mm * mm;
}

static gsize area_px(const ScanLook *look)
{
    return (gsize)look->ink->width_px * look->ink->height_px;
}

/* Of a page that was cut the other has more; else all that is on one is on the other. */
static gboolean has_its_ink(const ScanLook *a, const ScanLook *b, const ScanPose *pose)
{
    const gboolean is_cut = (double)area_px(a) < CUT_AREA * (double)area_px(b);
    return off_mm2(a, b, pose) < MAX(INK_MM2_MIN, is_cut ? CUT_OFF_SHARE * strong_mm2(b) : 0);
}

/* a: not the larger page. */
static double laid_likeness(const ScanLook *a, const ScanLook *b)
{
    ScanPose pose;
    double alike = scan_pose_find(a, b, &pose);
    if (alike < SCAN_POSE_ALIKE_MIN)
        return MAX(0, alike) / 2;
    if (!has_its_ink(a, b, &pose))
        return 0;
    g_autoptr(ScanGray) laid = scan_pose_apply(b->ink, a->ink, &pose);
    Overlay overlay = {.width = a->ink->width_px,
                       .height = a->ink->height_px,
                       .mm_per_px = SCAN_MM_PER_INCH / a->ink->dpi,
                       .a = a,
                       .b = b,
                       .pose = &pose};
    overlay_set(&overlay, 0, a->ink, a->strong);
    overlay_set(&overlay, 1, laid, b->strong);
    double likeness = overlay_likeness(&overlay);
    overlay_clear(&overlay);
    return likeness;
}

static double same_dpi_likeness(const ScanLook *a, const ScanLook *b)
{
    return area_px(a) <= area_px(b) ? laid_likeness(a, b) : laid_likeness(b, a);
}

/* At the dpi of the coarser one. */
static ScanLook *look_at(const ScanLook *look, double dpi)
{
    ScanLook *scaled = g_new0(ScanLook, 1);
    scaled->ink = scan_gray_scale(look->ink, dpi);
    scaled->strong = strong_level(scaled->ink);
    scaled->places = look->places;
    return scaled;
}

double scan_look_likeness(const ScanLook *a, const ScanLook *b)
{
    if (a->is_blank || b->is_blank)
        return 0;
    const double dpi = MIN(a->ink->dpi, b->ink->dpi);
    if (fabs(a->ink->dpi - b->ink->dpi) <= 0.5)
        return same_dpi_likeness(a, b);
    g_autoptr(ScanLook) scaled_a = look_at(a, dpi), scaled_b = look_at(b, dpi);
    return same_dpi_likeness(scaled_a, scaled_b);
}
