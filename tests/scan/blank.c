/* Which pages are called blank, of pages whose label is known: empty backs with show-through, pages with one
 * mark, pages of every kind, pencil notes, marks at the edge of the paper, and real scans
 * ($MUHAFIZ_CORPUS). No page with content may be, and at least BACKS_MIN of the backs must be, of
 * each resolution and depth. Of 1 bit, a mark counts where the scanner's threshold left a piece of it as
 * large as a digit. The seeds are always the same; the long tier has whole sets of a new one, which
 * MUHAFIZ_BLANK_SEED repeats. The tables say what other flags were raised; none of these pages is dark,
 * blurred, askew (4 degrees) or of an odd size, but those of the real scans that are. */
#include "scan/scan.h"
#include "tests/pages/page.h"
#include "tests/scan/pix-page.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIXED_SEED 20u
#define BACKS_MIN 0.95
#define BITS_BACKS_MIN 0.85       /* all that the threshold left is as black as ink */
#define RULED_BACKS_MIN 0.80      /* where a rule was, what shines through has an edge */
#define RULED_BITS_BACKS_MIN 0.60 /* a threshold tears rules, and what is left of them is black */
#define DIGIT_MM 2.0
#define GAP_MM 1.2 /* between the dots that a threshold leaves of a stroke */

static const char *const languages[] = {"eng", "hin", "urd", "pan"};
static const char *const other_flags[] = {"dark", "light", "size", "blur", "skew"};

/* Of some pages. */
typedef struct {
    guint n_pages, n_blank, n_flags[G_N_ELEMENTS(other_flags)];
} Rate;

/* ------------------------------------------------------------------------------ measuring -- */

static gboolean page_has(const Page *page, const char *flag)
{
    for (guint i = 0; i < page->n_flags; i++)
        if (g_str_equal(page->flags[i].flag, flag))
            return TRUE;
    return FALSE;
}

static void rate_add(Rate *rate, const Page *page)
{
    rate->n_pages++;
    rate->n_blank += page_has(page, "blank");
    for (guint i = 0; i < G_N_ELEMENTS(other_flags); i++)
        rate->n_flags[i] += page_has(page, other_flags[i]);
}

static void rate_print(const char *set, const char *ageing, const Rate *rate)
{
    g_autoptr(GString) others = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(other_flags); i++)
        g_string_append_printf(others, " %6u", rate->n_flags[i]);
    g_test_message("%-22s %-8s %5u %5u %6.1f %% %s", set, ageing, rate->n_pages, rate->n_blank,
                   rate->n_pages ? 100.0 * rate->n_blank / rate->n_pages : 0, others->str);
}

/* Every other page as a scanner's, the rest as files'. Takes pix. */
static void pix_measure(PIX *pix, double dpi, gboolean keeps_gray, Page *page)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("muhafiz-blank-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "page.tif", NULL);
    pix_page_write(pix, dpi, keeps_gray, path, page, &error);
    g_assert_no_error(error);
    pixDestroy(&pix);
    scan_measure(page, &error);
    g_assert_no_error(error);
    g_unlink(path);
    g_rmdir(dir);
}

static gboolean page_rate(PIX *pix, double dpi, gboolean keeps_gray, Rate *rate)
{
    Page page;
    pix_measure(pix, dpi, keeps_gray, &page);
    gboolean is_blank = page_has(&page, "blank");
    rate_add(rate, &page);
    scan_page_clear(&page);
    return is_blank;
}

/* ----------------------------------------------------------------------- backs and marks -- */

/* Of the pages that "pages --set blank" writes with a seed, every so many backs and pages with a mark. A
 * step that shares no divisor with the languages and the marks meets all of them. */
typedef struct {
    const char *name;
    double dpi;
    PageMode mode;
    guint64 seed;
    guint backs_step, marks_step;
    double backs_min;                        /* the share that must be called blank */
    enum { PLAIN, RULED, RULED_BARE } paper; /* bare: nothing shines through it */
} SetCase;

static const SetCase sets[] = {
    {"150 dpi", 150, PAGE_GRAY, 20, 1, 1, BACKS_MIN, PLAIN},
    {"300 dpi", 300, PAGE_GRAY, 20, 3, 7, BACKS_MIN, PLAIN},
    {"300 dpi, another", 300, PAGE_GRAY, 21, 7, 7, BACKS_MIN, PLAIN},
    {"150 dpi, 1 bit", 150, PAGE_LINEART, 20, 3, 7, BITS_BACKS_MIN, PLAIN},
    {"300 dpi, 1 bit", 300, PAGE_LINEART, 21, 7, 7, BITS_BACKS_MIN, PLAIN},
    {"150 dpi, ruled", 150, PAGE_GRAY, 22, 3, 7, RULED_BACKS_MIN, RULED},
    {"300 dpi, ruled", 300, PAGE_GRAY, 23, 3, 7, RULED_BACKS_MIN, RULED},
    {"150 dpi, bare", 150, PAGE_GRAY, 24, 3, 7, RULED_BACKS_MIN, RULED_BARE},
    {"300 dpi, 1 bit, bare", 300, PAGE_LINEART, 26, 7, 7, RULED_BITS_BACKS_MIN, RULED_BARE},
};
static const SetCase long_sets[] = {
    {"150 dpi", 150, PAGE_GRAY, 0, 1, 1, BACKS_MIN, PLAIN},
    {"200 dpi", 200, PAGE_GRAY, 0, 1, 1, BACKS_MIN, PLAIN},
    {"300 dpi", 300, PAGE_GRAY, 0, 1, 1, BACKS_MIN, PLAIN},
    {"150 dpi, 1 bit", 150, PAGE_LINEART, 0, 1, 1, BITS_BACKS_MIN, PLAIN},
    {"300 dpi, 1 bit", 300, PAGE_LINEART, 0, 1, 1, BITS_BACKS_MIN, PLAIN},
    {"150 dpi, ruled", 150, PAGE_GRAY, 0, 1, 1, RULED_BACKS_MIN, RULED},
    {"300 dpi, ruled", 300, PAGE_GRAY, 0, 1, 1, RULED_BACKS_MIN, RULED},
    {"150 dpi, bare", 150, PAGE_GRAY, 0, 1, 1, RULED_BACKS_MIN, RULED_BARE},
    {"300 dpi, bare", 300, PAGE_GRAY, 0, 1, 1, RULED_BACKS_MIN, RULED_BARE},
    {"300 dpi, 1 bit, bare", 300, PAGE_LINEART, 0, 1, 1, RULED_BITS_BACKS_MIN, RULED_BARE},
};

static PIX *request_render(const PageRequest *request)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    Composition *composition = page_render(request, &pix, &error);
    g_assert_no_error(error);
    composition_free(composition);
    return pix;
}

/* Does a piece of the mark remain on the page of 1 bit? The same sheet without it tells. */
static gboolean mark_is_left(PIX *marked, const PageRequest *request)
{
    PageRequest empty = *request;
    empty.kind = "back";
    PIX *without = request_render(&empty), *pieces = pixXor(NULL, marked, without);
    int gap = (int)(GAP_MM / 25.4 * request->dpi), digit = (int)(DIGIT_MM / 25.4 * request->dpi);
    int n = 0;
    PIX *joined = pixCloseSafeBrick(NULL, pieces, gap, gap);
    BOXA *boxes = pixConnComp(joined, NULL, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int w, h;
        boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
        n += MAX(w, h) >= digit;
    }
    boxaDestroy(&boxes);
    pixDestroy(&joined);
    pixDestroy(&pieces);
    pixDestroy(&without);
    return n > 0;
}

/* A line that was drawn along a printed one is not to be told from it. */
static gboolean is_hidden(const SetCase *set, guint i)
{
    return set->paper != PLAIN && i % 2 &&
           g_str_has_suffix(compose_marks[i / 2 % COMPOSE_N_MARKS], "line");
}

/* Page i of the set: an even one is a back. Answers FALSE where it is neither. */
static gboolean set_page(const SetCase *set, guint i, Rate *rate)
{
    if (is_hidden(set, i))
        return FALSE;
    guint64 seed = set->seed * 1000 + i;
    Ageing ageing = age_back(seed);
    if (set->paper == RULED_BARE)
        ageing.show_through = 0;
    const PageRequest request = {.language = text_language_lookup(languages[i / 2 % 4], NULL),
                                 .kind = i % 2 ? compose_marks[i / 2 % COMPOSE_N_MARKS] : "back",
                                 .ageing = &ageing,
                                 .mode = set->mode,
                                 .dpi = set->dpi,
                                 .story_seed = seed,
                                 .page_seed = seed,
                                 .is_ruled = set->paper != PLAIN};
    PIX *pix = request_render(&request);
    if (i % 2 && set->mode == PAGE_LINEART && !mark_is_left(pix, &request)) {
        pixDestroy(&pix);
        return FALSE;
    }
    if (page_rate(pix, set->dpi, i / 2 % 2, rate) == (gboolean)(i % 2))
        g_test_message("%s: --set blank --seed %" G_GUINT64_FORMAT ", %s, page %u (%s)",
                       i % 2 ? "LOST" : "missed", set->seed, set->name, i, request.kind);
    return TRUE;
}

/* Pages called blank once. */
static const struct {
    guint64 seed;
    guint page;
    const char *mark;
    double dpi;
} lost[] = {
    {817479584, 87, "mark-pencil-line", 150}, /* in noise */
    {7202, 23, "mark-line", 200},             /* on a rule that shines through */
};

static void test_once_lost(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(lost); i++) {
        const guint64 seed = lost[i].seed * 1000 + lost[i].page;
        Ageing ageing = age_back(seed);
        Rate rate = {0};
        const PageRequest request = {
            .language = text_language_lookup(languages[lost[i].page / 2 % 4], NULL),
            .kind = lost[i].mark,
            .ageing = &ageing,
            .mode = PAGE_GRAY,
            .dpi = lost[i].dpi,
            .story_seed = seed,
            .page_seed = seed};
        for (guint keeps_gray = 0; keeps_gray < 2; keeps_gray++)
            g_assert_false(page_rate(request_render(&request), request.dpi, keeps_gray, &rate));
    }
}

/* deviations: how many standard deviations of so few backs chance may take. */
static void set_test(const SetCase *set, double deviations)
{
    Rate backs = {0}, marks = {0};
    guint n_gone = 0;
    for (guint i = 0; i < 120; i++)
        if (i / 2 % (i % 2 ? set->marks_step : set->backs_step) == 0)
            n_gone += !set_page(set, i, i % 2 ? &marks : &backs);
    g_autofree char *backs_name = g_strdup_printf("backs %s", set->name);
    g_autofree char *marks_name = g_strdup_printf("marks %s", set->name);
    rate_print(backs_name, "back", &backs);
    rate_print(marks_name, "back", &marks);
    if (n_gone > 0)
        g_test_message("of %u pages the mark is not to be seen", n_gone);
    g_assert_cmpuint(marks.n_blank, ==, 0);
    double least = set->backs_min * backs.n_pages;
    g_assert_cmpfloat(backs.n_blank, >=, least - deviations * sqrt(least * (1 - set->backs_min)));
}

/* -------------------------------------------------------------------------- whole pages -- */

static void book_rate(const Language *language, const Ageing *ageing, guint64 seed, Rate *rate)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TextBook) book = text_book_open(language->book, &error);
    g_assert_no_error(error);
    for (guint i = 0; page_kinds[i]; i++) {
        g_autofree char *section = g_strdup_printf("page %s", page_kinds[i]);
        if (g_str_equal(page_kinds[i], "back") || !text_book_has(book, section))
            continue;
        const PageRequest request = {.language = language,
                                     .kind = page_kinds[i],
                                     .ageing = ageing,
                                     .mode = i % 3 == 2 ? PAGE_COLOR : PAGE_GRAY,
                                     .dpi = 150,
                                     .story_seed = seed,
                                     .page_seed = seed + i};
        if (page_rate(request_render(&request), request.dpi, i % 2, rate))
            g_test_message("LOST: %s %s, seed %" G_GUINT64_FORMAT, language->code, page_kinds[i],
                           request.page_seed);
    }
}

/* Languages take turns with the levels of ageing. */
static void whole_pages_test(guint64 seed)
{
    for (guint level = 0; age_levels[level].name; level++) {
        Rate rate = {0};
        for (guint i = 0; text_languages[i].code; i++)
            if ((i + seed) % 4 == level)
                book_rate(&text_languages[i], &age_levels[level], seed, &rate);
        rate_print("every kind 150 dpi", age_levels[level].name, &rate);
        g_assert_cmpuint(rate.n_blank, ==, 0);
    }
}

/* --------------------------------------------------------------- pencil and edges of the paper -- */

/* Lines of scrawls in pencil, all alike: nothing on the page is sharper or darker. */
static Composition *pencil_compose(guint64 seed)
{
    Random random;
    random_seed(&random, seed, "pencil notes");
    Composition *page = composition_new();
    double pencil = random_between(&random, 0.25, 0.5);
    for (double y = 90; y < 700; y += 26)
        for (double x = 70; x < 480; x += 62) {
            const Item item = {.kind = ITEM_SIGNATURE,
                               .x = x,
                               .y = y,
                               .width = 50,
                               .height = 16,
                               .seed = random_next(&random),
                               .pencil = pencil};
            g_array_append_val(page->items, item);
        }
    page->truth = g_strdup("");
    page->font_scale = 1;
    return page;
}

/* A word or number so near an edge that a third of it is cut off, or half a millimetre from it. */
static Composition *edge_compose(guint64 seed)
{
    static const char *const kinds[] = {"mark-word", "mark-initial", "mark-stamp"};
    Random random;
    random_seed(&random, seed, "edge");
    gboolean is_cut = random_chance(&random, 0.5), is_upright = random_chance(&random, 0.5);
    Composition *page = compose_mark(text_language_lookup("eng", NULL), kinds[seed % 3], seed);
    Item *item = &g_array_index(page->items, Item, 0);
    if (item->layout) {
        int width = 0, height = 0;
        pango_layout_get_pixel_size(item->layout, &width, &height);
        if (item->kind == ITEM_TEXT) {
            item->width = width;
            item->height = height;
        }
    }
    double off_pt = 1.5;
    if (is_upright)
        item->x = is_cut ? -item->width / 3 : off_pt;
    else
        item->y =
            is_cut ? A4_HEIGHT_PT - item->height * 2 / 3 : A4_HEIGHT_PT - item->height - off_pt;
    return page;
}

/* On sheets that lie straight and fill the scan, with another page shining through some of them. */
static PIX *odd_render(Composition *page, double dpi, guint64 seed)
{
    g_autoptr(GError) error = NULL;
    Ageing ageing = age_back(seed);
    ageing.skew_deg = ageing.border_mm = 0;
    if (seed % 2)
        ageing.show_through = 0;
    const PageRequest other = {.language = text_language_lookup("eng", NULL),
                               .kind = "letter",
                               .ageing = &ageing,
                               .story_seed = seed,
                               .page_seed = seed};
    g_autoptr(Composition) other_side = page_render(&other, NULL, &error);
    g_assert_no_error(error);
    const AgeTask task = {
        .page = page, .other_side = other_side, .ageing = &ageing, .dpi = dpi, .seed = seed};
    return age_page(&task, 8);
}

static void odd_test(const char *name, Composition *(*compose)(guint64 seed), double dpi,
                     guint64 set_seed, guint n)
{
    Rate rate = {0};
    for (guint i = 0; i < n; i++) {
        guint64 seed = set_seed * 1000 + 500 + i;
        g_autoptr(Composition) page = compose(seed);
        if (page_rate(odd_render(page, dpi, seed), dpi, i % 2, &rate))
            g_test_message("LOST: %s, seed %" G_GUINT64_FORMAT ", %g dpi", name, seed, dpi);
    }
    g_autofree char *title = g_strdup_printf("%s %g dpi", name, dpi);
    rate_print(title, "back", &rate);
    g_assert_cmpuint(rate.n_blank, ==, 0);
}

/* ----------------------------------------------------------------------------- real scans -- */

static void file_rate(const char *path, const char *dir, Rate *rate)
{
    g_autoptr(GError) error = NULL;
    const ScanDecodeSettings settings = {
        .out_dir = dir, .dpi = 300, .first = {.office = "T-01", .batch = 1, .number = 1}};
    g_autoptr(GArray) pages = scan_decode(path, &settings, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < pages->len; i++) {
        Page *page = &g_array_index(pages, Page, i);
        scan_measure(page, &error);
        g_assert_no_error(error);
        rate_add(rate, page);
        if (page_has(page, "blank"))
            g_test_message("LOST: %s", path);
        g_unlink(page->path);
    }
}

static gboolean is_picture(const char *name)
{
    return g_str_has_suffix(name, ".png") || g_str_has_suffix(name, ".jpg") ||
           g_str_has_suffix(name, ".tif");
}

/* There is something on each of them. */
static void test_corpus(void)
{
    const char *corpus = g_getenv("MUHAFIZ_CORPUS"), *name;
    g_autoptr(GDir) files = corpus ? g_dir_open(corpus, 0, NULL) : NULL;
    if (!files) {
        g_test_skip("no MUHAFIZ_CORPUS");
        return;
    }
    g_autofree char *dir = g_dir_make_tmp("muhafiz-blank-XXXXXX", NULL);
    Rate rate = {0};
    while ((name = g_dir_read_name(files)))
        if (is_picture(name)) {
            g_autofree char *path = g_build_filename(corpus, name, NULL);
            file_rate(path, dir, &rate);
        }
    scan_dir_remove(dir, NULL);
    rate_print("real scans", "-", &rate);
    g_assert_cmpuint(rate.n_blank, ==, 0);
}

/* ---------------------------------------------------------------------------------- tests -- */

static guint64 fresh_seed(void)
{
    const char *said = g_getenv("MUHAFIZ_BLANK_SEED");
    return said ? g_ascii_strtoull(said, NULL, 10) : (guint64)g_get_real_time() / 1000 % 1000000000;
}

static void odd_tests(guint64 seed)
{
    odd_test("pencil notes", pencil_compose, 150, seed, 6);
    odd_test("pencil notes", pencil_compose, 300, seed, 2);
    odd_test("marks at the edge", edge_compose, 150, seed, 12);
    odd_test("marks at the edge", edge_compose, 300, seed, 2);
}

static void test_set(gconstpointer data)
{
    set_test(data, 0);
}

static void test_odd(void)
{
    odd_tests(FIXED_SEED);
}

static void test_whole_pages(void)
{
    whole_pages_test(FIXED_SEED);
}

static void test_fresh(void)
{
    guint64 seed = fresh_seed();
    g_test_message("to repeat: MUHAFIZ_BLANK_SEED=%" G_GUINT64_FORMAT, seed);
    for (guint i = 0; i < G_N_ELEMENTS(long_sets); i++) {
        SetCase set = long_sets[i];
        set.seed = seed;
        set_test(&set, 2);
    }
    odd_tests(seed);
}

static void set_add(const SetCase *set)
{
    g_autofree char *path = g_strconcat("/blank/set/", set->name, NULL);
    g_test_add_data_func(path, set, test_set);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_message("%-22s %-8s %5s %5s %8s    dark  light   size   blur   skew", "set", "ageing",
                   "pages", "blank", "rate");
    g_test_add_func("/blank/once-lost", test_once_lost);
    for (guint i = 0; i < G_N_ELEMENTS(sets); i++)
        set_add(&sets[i]);
    g_test_add_func("/blank/odd", test_odd);
    g_test_add_func("/blank/whole-pages", test_whole_pages);
    g_test_add_func("/blank/corpus", test_corpus);
    if (g_test_slow())
        g_test_add_func("/blank/fresh", test_fresh);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
