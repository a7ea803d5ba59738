/* Where a corner is folded or torn off, the scanner's bed shows in a triangle. Lines across each corner of
 * the picture are tried: one is the edge of the paper where all along it the paper side is lighter than
 * the bed (dark beds), or darker, or a thin shadow lies on it (white beds). To both ends of that the
 * line must lie on the bed or run out of the picture, and all that lies beyond it must be as even as a bed
 * is. So the wedge beside a page that lies askew is none, since its angle is not steep enough and a line
 * across the whole corner touches the paper in one place only; ragged edges are not straight for 8 mm; a
 * stain's rim is soft; a pen's stroke does not end at the edges.
 *
 * All corners are looked at as if they were the upper left one. A line is the points of
 * x cos + y sin = distance. */
#include "scan/corner.h"

#include <math.h>

#define REACH_MM 75.0 /* of the picture's corner: a leg and the bed around a page askew */
#define LEG_MM_MIN 8.0
#define ANGLE_MIN 25.0
#define ANGLE_MAX 65.0
#define ANGLE_STEP 5.0
#define BESIDE_MM 1.0 /* from the line: clear of blur and of a shadow */
#define STRIDE_MM 1.5 /* of the first look */
#define STRIDES_MIN 5 /* an edge of the smallest corner has 7 */
#define MISS 4        /* one point that is none takes back so many that are */
#define DARK_STEP 25.0
#define LIGHT_STEP 5.0
#define NOISE 2.5      /* in deviations: a single point may be noise, all are not */
#define EDGE_MM 3.0    /* a line that is lost so near the edge has reached it */
#define BED_LEVELS 14  /* so even is a bed, */
#define BED_SHARE 0.93 /* but for dust */
#define END_SHARE 0.85
#define FAR_TIMES 3   /* so many times as far from the line, ... */
#define SHARP_MIN 0.8 /* ... the step is hardly larger: see run_is_sharp */
#define TOO_FAR 1.7   /* see run_leg_mm */

typedef enum { EDGE_DARK_BED, EDGE_LIGHT_BED, EDGE_SHADOW, EDGE_KINDS } EdgeKind;

typedef struct {
    ScanGray *gray; /* square, smoothed, the page's corner at its upper left */
    int size, beside;
    double mm; /* of a pixel */
    int paper;
    double steps[EDGE_KINDS];
} Corner;

typedef struct {
    const Corner *corner;
    double cosine, sine, distance; /* pixels */
    double first, last;            /* of its points: x and y are not negative */
} Line;

/* Points first to last of the line, by number, that are an edge. */
typedef struct {
    int first, last, score;
} Run;

/* What there is at a point of a line, and beside it. */
typedef struct {
    int at, inside, bed;
} Point;

/* The level, of n_levels, that half of all n are not above. */
static int counts_median(const guint *counts, guint n_levels, guint n)
{
    guint median = 0, seen = 0;
    while (median + 1 < n_levels && (seen += counts[median]) <= n / 2)
        median++;
    return (int)median;
}

/* -------------------------------------------------------------------------------- points -- */

static int corner_level(const Corner *corner, double x, double y)
{
    int column = CLAMP((int)(x + 0.5), 0, corner->size - 1);
    int row = CLAMP((int)(y + 0.5), 0, corner->size - 1);
    return corner->gray->bytes[row * corner->size + column];
}

static Point line_point(const Line *line, double along, int times)
{
    const Corner *corner = line->corner;
    double x = line->distance * line->cosine - along * line->sine;
    double y = line->distance * line->sine + along * line->cosine;
    double dx = times * corner->beside * line->cosine;
    double dy = times * corner->beside * line->sine;
    return (Point){corner_level(corner, x, y), corner_level(corner, x + dx, y + dy),
                   corner_level(corner, x - dx, y - dy)};
}

static int point_step(const Point *point, EdgeKind kind)
{
    switch (kind) {
    case EDGE_DARK_BED:
        return point->inside - point->bed;
    case EDGE_LIGHT_BED:
        return point->bed - point->inside;
    default:
        return MIN(point->bed, point->inside) - point->at;
    }
}

static Line line_new(const Corner *corner, double degrees, double distance)
{
    Line line = {corner, cos(degrees * G_PI / 180), sin(degrees * G_PI / 180), distance, 0, 0};
    line.first = -distance * line.sine / line.cosine;
    line.last = distance * line.cosine / line.sine;
    return line;
}

static gboolean line_fits(const Line *line)
{
    int size = line->corner->size;
    return line->distance < size * line->cosine && line->distance < size * line->sine;
}

static void run_add(Run *run, Run *best, int i, gboolean is_edge)
{
    run->score += is_edge ? 1 : -MISS;
    run->last = i;
    if (run->score < 0)
        *run = (Run){i + 1, i, 0};
    if (run->score > best->score)
        *best = *run;
}

/* The best run of points of each kind, stride pixels apart. */
static void line_runs(const Line *line, double stride, Run best[EDGE_KINDS])
{
    Run runs[EDGE_KINDS];
    int n = (int)((line->last - line->first) / stride);
    for (EdgeKind kind = 0; kind < EDGE_KINDS; kind++)
        runs[kind] = best[kind] = (Run){0, -1, 0};
    for (int i = 0; i <= n; i++) {
        Point point = line_point(line, line->first + i * stride, 1);
        for (EdgeKind kind = 0; kind < EDGE_KINDS; kind++)
            run_add(&runs[kind], &best[kind], i,
                    point_step(&point, kind) >= line->corner->steps[kind]);
    }
}

/* ------------------------------------------------------------------------- what it must be -- */

/* The median of what lies beyond the line, but the picture's rim; negative: it is too uneven for a bed. */
static int line_bed(const Line *line)
{
    const Corner *corner = line->corner;
    guint counts[256] = {0}, n = 0, even = 0;
    for (int y = corner->beside; y < corner->size; y += 2) {
        double end = (line->distance - corner->beside - y * line->sine) / line->cosine;
        for (int x = corner->beside; x < MIN(end, corner->size); x += 2, n++)
            counts[corner->gray->bytes[y * corner->size + x]]++;
    }
    int median = counts_median(counts, G_N_ELEMENTS(counts), n);
    for (int i = MAX(0, median - BED_LEVELS); i <= MIN(255, median + BED_LEVELS); i++)
        even += counts[i];
    return n > 0 && even >= BED_SHARE * n ? median : -1;
}

/* Points from to to, less than EDGE_MM of them or all on the bed. */
static gboolean end_is_bed(const Line *line, EdgeKind kind, int from, int to, int bed)
{
    int n = to - from + 1, n_bed = 0;
    if (n * line->corner->mm <= EDGE_MM)
        return TRUE;
    for (int i = from; i <= to; i++) {
        Point point = line_point(line, line->first + i, 1);
        n_bed += ABS(point.inside - bed) <= BED_LEVELS && ABS(point.bed - bed) <= BED_LEVELS;
    }
    return kind != EDGE_SHADOW && n_bed >= END_SHARE * n;
}

/* The median of the run's steps, from what lies times as far beside it. */
static int run_step(const Line *line, EdgeKind kind, const Run *run, int times)
{
    guint counts[512] = {0}, n = (guint)(run->last - run->first + 1);
    for (int i = run->first; i <= run->last; i++) {
        Point point = line_point(line, line->first + i, times);
        counts[256 + point_step(&point, kind)]++;
    }
    return counts_median(counts, G_N_ELEMENTS(counts), n) - 256;
}

/* The step of a rim that rises as a Gaussian's integral of deviation s reaches erf(1 / (s sqrt 2)) of its height at
 * 1 mm, of s = 0.3, 0.5, 0.8, 1, 1.5 mm: 1.00, 0.95, 0.79, 0.68, 0.52 of what it has at 3 mm. What a scanner
 * does to paper's edge and this smoothing is s = 0.3; of the corners of tests/scan/corner.c that are folded or
 * torn the best line has 0.91 to 1.08. So twice of what the worst of them lacks is allowed. */
static gboolean run_is_sharp(const Line *line, EdgeKind kind, const Run *run)
{
    return run_step(line, kind, run, 1) >= SHARP_MIN * run_step(line, kind, run, FAR_TIMES);
}

/* A run that ends within the picture goes too far: it is found a little inside the paper, where a line
 * across is longer, and ends where the inner points leave the paper. */
static double run_leg_mm(const Line *line, const Run *run)
{
    const Corner *corner = line->corner;
    int n = (int)(line->last - line->first);
    double length = run->last - run->first + 1;
    length -= run->first > corner->beside ? TOO_FAR * corner->beside : 0;
    length -= n - run->last > corner->beside ? TOO_FAR * corner->beside : 0;
    double across = length * line->sine * corner->mm, down = length * line->cosine * corner->mm;
    return MIN(across, down) >= LEG_MM_MIN ? (across + down) / 2 : 0;
}

static gboolean run_is_corner(const Line *line, EdgeKind kind, const Run *run)
{
    int n = (int)(line->last - line->first), bed = line_bed(line);
    int step = kind == EDGE_DARK_BED ? line->corner->paper - bed : bed - line->corner->paper;
    return bed >= 0 && (kind == EDGE_SHADOW || step >= line->corner->steps[kind]) &&
           end_is_bed(line, kind, 0, run->first - 1, bed) &&
           end_is_bed(line, kind, run->last + 1, n, bed) && run_is_sharp(line, kind, run);
}

/* -------------------------------------------------------------------------------- search -- */

/* What was found: the run of the highest score. */
typedef struct {
    double leg_mm;
    int score;
} Found;

static void line_try(const Line *line, EdgeKind kind, Found *found)
{
    Run runs[EDGE_KINDS];
    line_runs(line, 1, runs);
    double leg_mm = runs[kind].score > found->score ? run_leg_mm(line, &runs[kind]) : 0;
    if (leg_mm > 0 && run_is_corner(line, kind, &runs[kind]))
        *found = (Found){leg_mm, runs[kind].score};
}

/* The lines around one that looks like an edge. */
static void line_refine(const Line *near, double degrees, EdgeKind kind, Found *found)
{
    for (int turn = -1; turn <= 1; turn++)
        for (int shift = -1; shift <= 1; shift++) {
            Line line =
                line_new(near->corner, degrees + turn * ANGLE_STEP / 3, near->distance + shift);
            if (line_fits(&line))
                line_try(&line, kind, found);
        }
}

static double corner_leg_mm(const Corner *corner)
{
    Found found = {0, 0};
    Run runs[EDGE_KINDS];
    double nearest = LEG_MM_MIN / corner->mm * cos(ANGLE_MAX * G_PI / 180);
    for (double degrees = ANGLE_MIN; degrees <= ANGLE_MAX; degrees += ANGLE_STEP)
        for (double distance = nearest;; distance += 2) {
            Line line = line_new(corner, degrees, distance);
            if (!line_fits(&line))
                break;
            line_runs(&line, STRIDE_MM / corner->mm, runs);
            for (EdgeKind kind = 0; kind < EDGE_KINDS; kind++)
                if (runs[kind].score >= STRIDES_MIN)
                    line_refine(&line, degrees, kind, &found);
        }
    return found.leg_mm;
}

static int gray_median(const ScanGray *gray)
{
    guint counts[256] = {0}, n = gray->width_px * gray->height_px;
    for (guint i = 0; i < n; i++)
        counts[gray->bytes[i]]++;
    return counts_median(counts, G_N_ELEMENTS(counts), n);
}

static ScanGray *corner_cut(const ScanGray *gray, guint size, gboolean is_right, gboolean is_low)
{
    ScanGray square = {g_malloc((gsize)size * size), size, size, gray->dpi};
    for (guint y = 0; y < size; y++) {
        const guint8 *row = scan_gray_row(gray, is_low ? gray->height_px - 1 - y : y);
        for (guint x = 0; x < size; x++)
            square.bytes[y * size + x] = row[is_right ? gray->width_px - 1 - x : x];
    }
    ScanGray *smooth = scan_gray_smooth(&square, 1);
    g_free(square.bytes);
    return smooth;
}

double scan_corner_mm(const ScanGray *gray)
{
    double leg_mm = 0;
    guint size = MIN(gray->width_px, gray->height_px) / 2;
    size = MIN(size, (guint)scan_gray_px(gray, REACH_MM));
    for (guint i = 0; i < 4; i++) {
        g_autoptr(ScanGray) square = corner_cut(gray, size, i % 2, i / 2);
        double light = MAX(LIGHT_STEP, NOISE * scan_gray_noise(square));
        const Corner corner = {.gray = square,
                               .size = (int)size,
                               .beside = scan_gray_px(gray, BESIDE_MM),
                               .mm = SCAN_MM_PER_INCH / gray->dpi,
                               .paper = gray_median(square),
                               .steps = {DARK_STEP, light, light}};
        leg_mm = MAX(leg_mm, corner_leg_mm(&corner));
    }
    return leg_mm;
}
