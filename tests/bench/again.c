/* again: are pages that were scanned twice found again, and no others?
 *
 *   again [--seed N] [--pages N] [--forms N] [-v] [FILE...]
 *
 * Generated pages of every kind and language, N forms of one print, and the files are scanned once and then again in several
 * ways: turned, shifted, darker, compressed, at other dpi, upside down. Of each way: how many the traits (scan/traits.h) propose
 * among all, how many the looks confirm, and what pages that are others were proposed and confirmed. */
#include "scan/scan.h"
#include "tests/pages/page.h"
#include "tests/scan/pix-page.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DPI 150
#define PROPOSED_MAX 24 /* as index/alike.c */
#define PAGES_COMMON 64

typedef struct {
    char *name;
    Page page;
} Held;

static GArray *held;       /* Held */
static GHashTable *places; /* key: GArray of guint */
static double take_s;
static guint n_taken;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static gboolean page_take(PIX *pix, double dpi, Page *page)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strdup_printf("/tmp/again-%d.tif", getpid());
    if (!pix_page_write(pix, dpi, TRUE, path, page, &error))
        g_error("%s", error->message);
    double start = now_s();
    gboolean done = scan_measure(page, &error);
    take_s += now_s() - start, n_taken++;
    g_unlink(path);
    return done;
}

static void hold(const char *name, PIX *pix, double dpi)
{
    Held one = {.name = g_strdup(name)};
    page_take(pix, dpi, &one.page);
    for (guint i = 0; i < one.page.n_traits; i++) {
        guint64 key = scan_trait_key(one.page.traits[i]);
        GArray *list = g_hash_table_lookup(places, &key);
        if (!list) {
            list = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(places, g_memdup2(&key, sizeof key), list);
        }
        g_array_append_val(list, held->len);
    }
    g_array_append_val(held, one);
}

typedef struct {
    guint index, votes;
    double weight;
} Vote;

static int vote_compare(gconstpointer a, gconstpointer b)
{
    const Vote *one = a, *other = b;
    return (one->weight < other->weight) - (one->weight > other->weight);
}

static GArray *propose(const Page *page, guint *own_votes, guint own)
{
    GArray *votes = g_array_new(FALSE, TRUE, sizeof(Vote));
    g_array_set_size(votes, held->len);
    for (guint i = 0; i < held->len; i++)
        g_array_index(votes, Vote, i).index = i;
    for (guint t = 0; t < page->n_traits; t++) {
        guint64 keys[SCAN_TRAIT_KEYS];
        guint n = scan_trait_keys(page->traits[t], keys);
        for (guint k = 0; k < n; k++) {
            GArray *list = g_hash_table_lookup(places, &keys[k]);
            if (list && list->len < PAGES_COMMON)
                for (guint i = 0; i < list->len; i++) {
                    Vote *vote = &g_array_index(votes, Vote, g_array_index(list, guint, i));
                    vote->votes++, vote->weight += 1.0 / list->len;
                }
        }
    }
    *own_votes = g_array_index(votes, Vote, own).votes;
    for (guint i = 0; i < votes->len; i++)
        if (g_array_index(votes, Vote, i).votes < SCAN_TRAITS_SHARED)
            g_array_index(votes, Vote, i).weight = 0;
    g_array_sort(votes, vote_compare);
    guint n = 0;
    while (n < MIN(PROPOSED_MAX, votes->len) &&
           g_array_index(votes, Vote, n).votes >= SCAN_TRAITS_SHARED)
        n++;
    g_array_set_size(votes, n);
    return votes;
}

/* ---------------------------------------------------------------------------------------- again -- */

typedef struct {
    const char *name;
    double degrees, shift_mm, scale, gain;
    int quality, turns;
} Way;

static const Way ways[] = {
    {"turned 0.5, 3 mm, jpeg 50", 0.5, 3, 1, 1, 50, 0},
    {"turned -1, 5 mm, darker, jpeg 40", -1, -5, 1, 0.85, 40, 0},
    {"brighter, 2 mm", 0.2, 2, 1, 1.25, 75, 0},
    {"turned 2, 2 mm", 2, 2, 1, 1, 75, 0},
    {"half the dpi, 0.3", 0.3, 1, 0.5, 1, 75, 0},
    {"two thirds of the dpi, 0.3", 0.3, 1, 2 / 3.0, 1, 75, 0},
    {"upside down, 0.5", 0.5, 2, 1, 1, 75, 2},
};

static PIX *again(PIX *pix, double dpi, const Way *way)
{
    PIX *gray = pixConvertTo8(pix, FALSE);
    PIX *turned = pixRotate(gray, (l_float32)(way->degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0);
    int px = (int)(way->shift_mm / 25.4 * dpi);
    PIX *moved = pixTranslate(NULL, turned, px, -px, L_BRING_IN_WHITE);
    PIX *half = way->turns ? pixRotateOrth(moved, way->turns) : pixClone(moved);
    PIX *scaled = way->scale < 1 ? pixScale(half, (l_float32)way->scale, (l_float32)way->scale)
                                 : pixClone(half);
    if (way->gain != 1)
        pixMultConstantGray(scaled, (l_float32)way->gain);
    l_uint8 *bytes = NULL;
    size_t size = 0;
    pixWriteMemJpeg(&bytes, &size, scaled, way->quality, 0);
    PIX *result = pixReadMemJpeg(bytes, size, 0, 1, NULL, 0);
    lept_free(bytes);
    pixDestroy(&gray), pixDestroy(&turned), pixDestroy(&moved), pixDestroy(&half);
    pixDestroy(&scaled);
    return result;
}

typedef struct {
    guint n, proposed, alike, found, others, wrong;
} Sum;

static void look_up(guint own, PIX *pix, double dpi, Sum *sum, gboolean verbose)
{
    Page page = {0};
    guint own_votes;
    page_take(pix, dpi, &page);
    const Page *first = &g_array_index(held, Held, own).page;
    if (!first->n_traits) {
        scan_page_clear(&page);
        return;
    }
    g_autoptr(GArray) found = propose(&page, &own_votes, own);
    gboolean alike = page.look && scan_look_likeness(first->look, page.look) >= SCAN_LIKENESS_SAME;
    if (!alike && page.look) {
        scan_look_turn(page.look);
        alike = scan_look_likeness(first->look, page.look) >= SCAN_LIKENESS_SAME;
        if (!alike)
            scan_look_turn(page.look);
    }
    sum->n++, sum->alike += alike;
    gboolean is_found = FALSE;
    for (guint i = 0; i < found->len; i++) {
        guint index = g_array_index(found, Vote, i).index;
        is_found |= index == own;
        sum->others += index != own;
        if (index != own && scan_look_likeness(g_array_index(held, Held, index).page.look,
                                               page.look) >= SCAN_LIKENESS_SAME) {
            sum->wrong++;
            printf("   wrong: %s for %s\n", g_array_index(held, Held, index).name,
                   g_array_index(held, Held, own).name);
        }
    }
    sum->proposed += is_found;
    sum->found += is_found && alike;
    if (verbose && !(is_found && alike))
        printf("   %s: votes %u of %u/%u, likeness %.2f\n", g_array_index(held, Held, own).name,
               own_votes, first->n_traits, page.n_traits,
               page.look ? scan_look_likeness(first->look, page.look) : 0);
    scan_page_clear(&page);
}

static GPtrArray *pixes;
static GArray *dpis;

static void add(const char *name, PIX *pix, double dpi)
{
    hold(name, pix, dpi);
    g_ptr_array_add(pixes, pixConvertTo8(pix, FALSE));
    g_array_append_val(dpis, dpi);
    pixDestroy(&pix);
}

static void generate(const char *lang, const char *kind, guint64 seed)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    PageRequest request = {.language = text_language_lookup(lang, &error),
                           .kind = kind,
                           .ageing = age_level_lookup(seed % 2 ? "light" : "medium", &error),
                           .mode = PAGE_GRAY,
                           .dpi = DPI,
                           .story_seed = seed,
                           .page_seed = seed};
    g_autoptr(Composition) page = page_render(&request, &pix, &error);
    g_autofree char *name = g_strdup_printf("%s-%s-%" G_GUINT64_FORMAT, kind, lang, seed);
    if (page)
        add(name, pix, DPI);
}

/* n_pages of each kind in each language, and n_forms of one print. */
static void generate_all(guint64 seed, guint n_pages, guint n_forms)
{
    static const char *const langs[] = {"eng", "hin", "urd", "urd-nastaliq", "pan", "lus"};
    for (guint k = 0; page_kinds[k]; k++)
        for (guint l = 0; l < G_N_ELEMENTS(langs); l++)
            for (guint p = 0; p < n_pages; p++)
                generate(langs[l], page_kinds[k], seed++);
    for (guint p = 0; p < n_forms; p++)
        generate("eng", "application", seed++);
}

/* Where it does not say a resolution that a page may have, it is taken for A4. */
static void file_add(const char *path)
{
    PIX *pix = pixRead(path);
    if (!pix)
        return;
    double dpi = pixGetXRes(pix), height = pixGetHeight(pix);
    if (dpi < 60 || height > dpi * 18 || height < dpi * 5)
        dpi = height / 11.7;
    g_autofree char *name = g_path_get_basename(path);
    add(name, pix, dpi);
}

static void way_measure(const Way *way, gboolean verbose)
{
    Sum sum = {0};
    for (guint p = 0; p < pixes->len; p++) {
        double dpi = g_array_index(dpis, double, p);
        PIX *pix = again(pixes->pdata[p], dpi, way);
        look_up(p, pix, dpi * way->scale, &sum, verbose);
        pixDestroy(&pix);
    }
    printf("%-34s %4u pages: proposed %4u, alike %4u, found %4u; others proposed %4u, wrong %u\n",
           way->name, sum.n, sum.proposed, sum.alike, sum.found, sum.others, sum.wrong);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    int seed = 90000, n_pages = 1, n_forms = 30;
    gboolean verbose = FALSE;
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of the first page (90000)", "N"},
        {"pages", 0, 0, G_OPTION_ARG_INT, &n_pages, "Of each kind in each language (1)", "N"},
        {"forms", 0, 0, G_OPTION_ARG_INT, &n_forms, "Of one print (30)", "N"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Also what was not found", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("[FILE...]");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        g_error("%s", error->message);
    held = g_array_new(FALSE, TRUE, sizeof(Held));
    places = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    pixes = g_ptr_array_new();
    dpis = g_array_new(FALSE, FALSE, sizeof(double));
    generate_all((guint64)seed, (guint)n_pages, (guint)n_forms);
    for (int i = 1; i < argc; i++)
        file_add(argv[i]);
    printf("%u pages, %.1f ms each to measure\n", held->len, 1000 * take_s / n_taken);
    for (guint w = 0; w < G_N_ELEMENTS(ways); w++)
        way_measure(&ways[w], verbose);
    compose_shutdown();
    return 0;
}
