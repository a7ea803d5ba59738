/* Folded and missing corners are seen, and nothing else is taken for one. */
#include "tests/scan/measured.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>

#define BLACK 0.1
#define WHITE 0.97

/* ------------------------------------------------------------------------------- corners -- */

typedef struct {
    const char *name;
    PageCorner corner; /* where is tried out */
    double bed;
    const char *ageing;
    double dpi;
    PageMode mode;
    gboolean is_seen;
} CornerCase;

#define TORN(mm)                                                                                   \
    {                                                                                              \
        CORNER_TORN, 0, mm, mm, 0.2                                                                \
    }
#define BEHIND(mm)                                                                                 \
    {                                                                                              \
        CORNER_BEHIND, 0, mm, mm, 0.2                                                              \
    }
#define FLAP(mm)                                                                                   \
    {                                                                                              \
        CORNER_FLAP, 0, mm, mm, 0.2                                                                \
    }

static const CornerCase corner_cases[] = {
    {"black/torn-6", TORN(6), BLACK, "light", 150, PAGE_GRAY, FALSE},
    {"black/torn-10", TORN(10), BLACK, "light", 150, PAGE_GRAY, TRUE},
    {"black/torn-20", TORN(20), BLACK, "medium", 150, PAGE_GRAY, TRUE},
    {"black/torn-40", TORN(40), BLACK, "heavy", 150, PAGE_GRAY, TRUE},
    {"black/behind-10", BEHIND(10), BLACK, "heavy", 150, PAGE_GRAY, TRUE},
    {"black/flap-10", FLAP(10), BLACK, "clean", 150, PAGE_GRAY, TRUE},
    {"black/flap-20", FLAP(20), BLACK, "medium", 150, PAGE_GRAY, TRUE},
    {"black/flap-40", FLAP(40), BLACK, "clean", 150, PAGE_GRAY, TRUE},
    {"black/bits-6", TORN(6), BLACK, "light", 150, PAGE_LINEART, FALSE},
    {"black/bits-10", FLAP(10), BLACK, "light", 150, PAGE_LINEART, TRUE},
    {"black/bits-20", TORN(20), BLACK, "medium", 200, PAGE_LINEART, TRUE},
    {"black/bits-40", BEHIND(40), BLACK, "clean", 150, PAGE_LINEART, TRUE},
    {"black/wide", {CORNER_BEHIND, 0, 30, 16, 0.2}, BLACK, "light", 150, PAGE_GRAY, TRUE},
    {"black/high", {CORNER_FLAP, 0, 12, 22, 0.2}, BLACK, "medium", 150, PAGE_GRAY, TRUE},
    {"black/200-dpi", TORN(10), BLACK, "medium", 200, PAGE_GRAY, TRUE},
    {"black/300-dpi", FLAP(10), BLACK, "medium", 300, PAGE_GRAY, TRUE},
    {"black/600-dpi", FLAP(20), BLACK, "clean", 600, PAGE_GRAY, TRUE},
    {"black/600-dpi-bits", TORN(10), BLACK, "clean", 600, PAGE_LINEART, TRUE},
    {"white/torn-6", TORN(6), WHITE, "light", 150, PAGE_GRAY, FALSE},
    {"white/torn-10", TORN(10), WHITE, "heavy", 150, PAGE_GRAY, TRUE},
    {"white/torn-20", TORN(20), WHITE, "light", 150, PAGE_GRAY, TRUE},
    {"white/behind-40", BEHIND(40), WHITE, "medium", 150, PAGE_GRAY, TRUE},
    {"white/flap-10", FLAP(10), WHITE, "clean", 150, PAGE_GRAY, TRUE},
    {"white/flap-20", FLAP(20), WHITE, "medium", 200, PAGE_GRAY, TRUE},
    {"white/flap-40", FLAP(40), WHITE, "heavy", 150, PAGE_GRAY, TRUE},
    {"white/faint-shadow", {CORNER_FLAP, 0, 20, 20, 0.1}, WHITE, "clean", 150, PAGE_GRAY, TRUE},
    {"white/300-dpi", FLAP(20), WHITE, "light", 300, PAGE_GRAY, TRUE},
    /* Where no shadow lies, darker paper is told from the bed. */
    {"white/no-shadow", {CORNER_BEHIND, 0, 20, 20, 0}, WHITE, "medium", 150, PAGE_GRAY, TRUE},
    /* What cannot be seen: nobody could. */
    {"white/nothing", {CORNER_BEHIND, 0, 20, 20, 0}, WHITE, "clean", 150, PAGE_GRAY, FALSE},
    {"white/bits", FLAP(20), WHITE, "light", 150, PAGE_LINEART, FALSE},
};

/* The paper lies straight and fills the picture, so that the legs are known. */
static void test_corner(gconstpointer data)
{
    const CornerCase *row = data;
    g_autoptr(GError) error = NULL;
    Ageing ageing = *age_level_lookup(row->ageing, &error);
    g_assert_no_error(error);
    ageing.bed = row->bed;
    ageing.skew_deg = ageing.border_mm = 0;
    for (guint where = 0; where < 4; where++) {
        ageing.corner = row->corner;
        ageing.corner.where = where;
        const MeasuredDraw draw = {"eng", "letter", &ageing, row->mode, row->dpi, 11 + where};
        double value = 0, leg_mm = (row->corner.across_mm + row->corner.down_mm) / 2;
        Page page;
        measured_page(measured_draw(&draw), row->dpi, &page);
        gboolean is_seen = measured_has(&page, "corner", &value);
        g_test_message("corner %u of %g mm: %.1f mm", where, leg_mm, value);
        g_assert_cmpint(is_seen, ==, row->is_seen);
        if (is_seen)
            g_assert_cmpfloat_with_epsilon(value, leg_mm, 2);
        scan_page_clear(&page);
        if (row->dpi >= 600) /* slow to draw */
            break;
    }
}

/* ------------------------------------------------------------------------------- frames -- */

/* The paper lies askew in a larger picture: the bed's wedges beside it are no corners, and hide none. */
static void test_frames(void)
{
    static const double beds[] = {BLACK, WHITE}, skews[] = {0.5, 3, 6, 10};
    guint n_seen = 0, n = 0;
    for (guint i = 0; i < 32; i++) {
        Ageing ageing = *age_level_lookup(i & 16 ? "medium" : "light", NULL);
        ageing.bed = beds[i & 1];
        ageing.border_mm = 8;
        ageing.skew_deg = skews[i / 2 % 4];
        const MeasuredDraw draw = {"hin", "note", &ageing, PAGE_GRAY, 150, 40 + i};
        double value = 0;
        Page page;
        if (i & 8)
            ageing.corner = (PageCorner){CORNER_FLAP, i / 2 % 4, 25, 25, 0.2};
        measured_page(measured_draw(&draw), 150, &page);
        gboolean is_seen = measured_has(&page, "corner", &value);
        g_test_message("%s bed, %g degrees, %s: %.1f mm", i & 1 ? "white" : "black",
                       ageing.skew_deg, i & 8 ? "folded" : "whole", value);
        g_assert_true(!is_seen || i & 8);
        n_seen += is_seen;
        n += (i & 8) != 0;
        scan_page_clear(&page);
    }
    g_test_message("%u of %u folded corners in frames are seen", n_seen, n);
    g_assert_cmpuint(n_seen * 10, >=, n * 9);
}

/* ------------------------------------------------------------------------ no corners -- */

static double pix_corner(PIX *pix, double dpi)
{
    double value = 0;
    Page page;
    measured_page(pix, dpi, &page);
    measured_has(&page, "corner", &value);
    scan_page_clear(&page);
    return value;
}

static void level_count(const Ageing *level, const char *kind, guint *n, guint *n_false)
{
    static const char *const languages[] = {"eng", "hin", "urd", "pan"};
    for (guint i = 0; i < 8; i++) {
        const PageMode mode = i % 2 ? PAGE_LINEART : PAGE_GRAY;
        const MeasuredDraw draw = {languages[i / 2], kind, level, mode, 150, 3 * i};
        double value = pix_corner(measured_draw(&draw), 150);
        if (value > 0)
            g_test_message("%s %s %s %u: %.1f mm", level->name, kind, languages[i / 2], i, value);
        *n += 1;
        *n_false += value > 0;
    }
}

static void test_generated(void)
{
    guint n = 0, n_false = 0;
    for (const Ageing *level = age_levels; level->name; level++)
        for (const char *const *kind = page_kinds; *kind; kind++)
            if (!g_str_equal(*kind, "mixed"))
                level_count(level, *kind, &n, &n_false);
    for (guint i = 0; i < 40; i++, n++) {
        Ageing ageing = age_back(i);
        const MeasuredDraw draw = {"eng",   i % 2 ? compose_marks[i / 2 % COMPOSE_N_MARKS] : "back",
                                   &ageing, PAGE_GRAY,
                                   150,     i};
        n_false += pix_corner(measured_draw(&draw), 150) > 0;
    }
    g_test_message("%u of %u whole pages have a corner flagged", n_false, n);
    g_assert_cmpuint(n_false, ==, 0);
}

/* A shade over a corner whose rim rises over deviation_mm. */
static void corner_shade(PIX *pix, double dpi, double leg_mm, double deviation_mm, double depth)
{
    double mm = 25.4 / dpi;
    for (int y = 0; y < pixGetHeight(pix); y++) {
        l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
        for (int x = 0; x < pixGetWidth(pix); x++) {
            double beyond_mm = (leg_mm - (x + y) * mm) * G_SQRT2 / 2;
            double share = (1 + erf(beyond_mm / deviation_mm / G_SQRT2)) / 2;
            SET_DATA_BYTE(line, x, (guint8)(GET_DATA_BYTE(line, x) * (1 - depth * share)));
        }
    }
}

/* A shadow that falls on a corner is as dark as a bed may be, but its rim is soft. */
static void test_soft(void)
{
    static const struct {
        double deviation_mm;
        gboolean is_seen;
    } rims[] = {{0.1, TRUE}, {0.3, TRUE}, {1, FALSE}, {1.5, FALSE}, {2.5, FALSE}, {4, FALSE}};
    static const double depths[] = {0.2, 0.5, 0.85};
    Ageing ageing = *age_level_lookup("light", NULL);
    ageing.skew_deg = ageing.border_mm = 0;
    for (guint i = 0; i < G_N_ELEMENTS(rims); i++)
        for (guint k = 0; k < G_N_ELEMENTS(depths); k++) {
            const MeasuredDraw draw = {"eng", "letter", &ageing, PAGE_GRAY, 150, 60 + i};
            PIX *pix = measured_draw(&draw);
            corner_shade(pix, 150, 25, rims[i].deviation_mm, depths[k]);
            double value = pix_corner(pix, 150);
            g_test_message("a rim of %g mm, %g dark: %.1f mm", rims[i].deviation_mm, depths[k],
                           value);
            g_assert_cmpint(value > 0, ==, rims[i].is_seen);
        }
}

/* Strokes across the corner that end 5 mm before the edges. One from edge to edge looks as the shadow of a
 * folded corner on a white bed does, and is flagged. */
static void test_diagonals(void)
{
    static const int widths_px[] = {2, 6, 12, 24};
    for (guint i = 0; i < G_N_ELEMENTS(widths_px); i++) {
        const MeasuredDraw draw = {"eng",     "letter", age_level_lookup("light", NULL),
                                   PAGE_GRAY, 150,      80 + i};
        PIX *pix = measured_draw(&draw);
        pixRenderLineArb(pix, 30, 170, 170, 30, widths_px[i], 60, 60, 60);
        g_assert_cmpfloat(pix_corner(pix, 150), <=, 0);
    }
}

/* Paper torn off along its edges, and a copy with ragged black all around: edges that stray by 5 mm. */
static void edges_tear(PIX *pix, guint seed, guint level)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    int width = pixGetWidth(pix), height = pixGetHeight(pix), px = 6; /* a mm at 150 dpi */
    for (int side = 0; side < 4; side++) {
        int length = side % 2 ? height : width;
        double depth = g_rand_double_range(random, 0, 5), slope = 0;
        for (int i = 0; i < length; i++) {
            slope = CLAMP(slope + g_rand_double_range(random, -0.3, 0.3), -1, 1);
            depth = CLAMP(depth + slope / px, 0, 5);
            int deep = (int)(depth * px);
            BOX *box = side % 2 ? boxCreate(side == 1 ? width - deep : 0, i, deep, 1)
                                : boxCreate(i, side == 2 ? height - deep : 0, 1, deep);
            if (deep > 0)
                pixSetInRectArbitrary(pix, box, level);
            boxDestroy(&box);
        }
    }
}

static void test_torn_edges(void)
{
    guint n_false = 0, n = 40;
    for (guint i = 0; i < n; i++) {
        const MeasuredDraw draw = {"urd",     "application", age_level_lookup("light", NULL),
                                   PAGE_GRAY, 150,           i};
        PIX *pix = measured_draw(&draw);
        edges_tear(pix, i, i % 2 ? 25 : 247);
        double value = pix_corner(pix, 150);
        if (value > 0)
            g_test_message("torn edges %u: %.1f mm", i, value);
        n_false += value > 0;
    }
    g_test_message("%u of %u pages with torn edges have a corner flagged", n_false, n);
    g_assert_cmpuint(n_false, <=, n / 20);
}

/* Real scans, whose corners are whole. */
static void test_corpus(void)
{
    const char *corpus = g_getenv("MUHAFIZ_CORPUS"), *name;
    g_autoptr(GDir) dir = corpus ? g_dir_open(corpus, 0, NULL) : NULL;
    guint n = 0, n_false = 0;
    if (!dir) {
        g_test_skip("no corpus");
        return;
    }
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(corpus, name, NULL);
        if (!g_regex_match_simple("\\.(png|tif|jpg)$", name, 0, 0))
            continue;
        PIX *read = pixRead(path), *pix = read && pixGetDepth(read) > 1 ? pixConvertTo8(read, 0)
                                          : read                        ? pixClone(read)
                                                                        : NULL;
        double dpi = read && pixGetXRes(read) > 0 ? pixGetXRes(read) : 300;
        double value = pix ? pix_corner(pix, dpi) : 0;
        if (value > 0)
            g_test_message("%s: %.1f mm", name, value);
        n += pix != NULL;
        n_false += value > 0;
        pixDestroy(&read);
    }
    g_test_message("%u of %u scans have a corner flagged", n_false, n);
    g_assert_cmpuint(n_false, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(corner_cases); i++) {
        g_autofree char *path = g_strconcat("/corner/", corner_cases[i].name, NULL);
        g_test_add_data_func(path, &corner_cases[i], test_corner);
    }
    g_test_add_func("/corner/frames", test_frames);
    g_test_add_func("/corner/generated", test_generated);
    g_test_add_func("/corner/soft", test_soft);
    g_test_add_func("/corner/diagonals", test_diagonals);
    g_test_add_func("/corner/torn-edges", test_torn_edges);
    g_test_add_func("/corner/corpus", test_corpus);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
