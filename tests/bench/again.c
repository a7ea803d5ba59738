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
    gboolean is_file;
    Page page;
    PIX *pix;
    double dpi;
} Held;

static GArray *held;       /* Held */
static GHashTable *places; /* key: GArray of guint */
static double take_s;
static guint n_taken;
static gboolean is_verbose, compares_all;
static char *only;

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

/* Takes pix. */
static void hold(const char *name, gboolean is_file, PIX *pix, double dpi)
{
    Held one = {g_strdup(name), is_file, .pix = pixConvertTo8(pix, FALSE), .dpi = dpi};
    page_take(pix, dpi, &one.page);
    for (guint i = 0; i < one.page.n_traits; i += SCAN_TRAIT_SIZES) {
        guint64 key = scan_trait_key(one.page.traits[i]);
        GArray *list = g_hash_table_lookup(places, &key);
        if (!list) {
            list = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(places, g_memdup2(&key, sizeof key), list);
        }
        g_array_append_val(list, held->len);
    }
    g_array_append_val(held, one);
    pixDestroy(&pix);
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
    for (guint t = 0; t < page->n_traits; t += SCAN_TRAIT_SIZES) {
        guint64 keys[SCAN_TRAIT_KEYS];
        guint n = scan_trait_keys(page->traits + t, keys);
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
    double degrees, shift_mm, dpi, gain; /* dpi: of those of the first scan */
    int quality, turns;                  /* turns: quarters */
    double size, kept;                   /* of the first scan; kept: of its width and height */
    gboolean is_on_legal; /* on a bed that is longer than the page, which lies in its middle */
    double covered;       /* of its height, from the foot, by another sheet */
} Way;

static const Way ways[] = {
    {"turned 0.5, 3 mm, jpeg 50", 0.5, 3, 1, 1, 50, 0, 1, 1, FALSE, 0},
    {"turned -1, 5 mm, darker, jpeg 40", -1, -5, 1, 0.85, 40, 0, 1, 1, FALSE, 0},
    {"brighter, 2 mm", 0.2, 2, 1, 1.25, 75, 0, 1, 1, FALSE, 0},
    {"turned 2, 2 mm", 2, 2, 1, 1, 75, 0, 1, 1, FALSE, 0},
    {"turned 4", 4, 2, 1, 1, 75, 0, 1, 1, FALSE, 0},
    {"turned -5", -5, 2, 1, 1, 75, 0, 1, 1, FALSE, 0},
    {"turned 6", 6, 2, 1, 1, 75, 0, 1, 1, FALSE, 0},
    {"half the dpi, 0.3", 0.3, 1, 0.5, 1, 75, 0, 1, 1, FALSE, 0},
    {"two thirds of the dpi, 0.3", 0.3, 1, 2 / 3.0, 1, 75, 0, 1, 1, FALSE, 0},
    {"upside down, 0.5", 0.5, 2, 1, 1, 75, 2, 1, 1, FALSE, 0},
    {"sideways, -0.7", -0.7, 2, 1, 1, 75, 1, 1, 1, FALSE, 0},
    {"sideways the other way, darker", 0.4, -2, 1, 0.85, 60, 3, 1, 1, FALSE, 0},
    {"copy of 97 %", 0.3, 1, 1, 1, 75, 0, 0.97, 1, FALSE, 0},
    {"copy of 94 %", -0.3, 1, 1, 1, 75, 0, 0.94, 1, FALSE, 0},
    {"copy of 92 %", 0.3, 1, 1, 1, 75, 0, 0.92, 1, FALSE, 0},
    {"copy of 104 %", 0.3, 1, 1, 1, 75, 0, 1.04, 1, FALSE, 0},
    {"copy of 95 %, sideways, turned 3", 3, 1, 1, 0.9, 60, 1, 0.95, 1, FALSE, 0},
    {"cut to 70 %, 0.5", 0.5, 1, 1, 1, 75, 0, 1, 0.84, FALSE, 0},
    {"cut to 70 %, upside down, darker", -1, 1, 1, 0.85, 50, 2, 1, 0.84, FALSE, 0},
    {"on a legal bed, turned 3, darker", 3, 2, 1, 0.85, 50, 0, 1, 1, TRUE, 0},
    {"on a legal bed, sideways", -1, 2, 1, 1, 75, 1, 1, 1, TRUE, 0},
    {"on a legal bed, sideways the other way", 0.5, -2, 1, 0.85, 60, 3, 1, 1, TRUE, 0},
    {"a third of the dpi", 0.3, 1, 1 / 3.0, 1, 75, 0, 1, 1, FALSE, 0},
    {"a quarter covered", 0.5, 1, 1, 1, 75, 0, 1, 1, FALSE, 0.25},
    {"half covered", 0.5, 1, 1, 1, 75, 0, 1, 1, FALSE, 0.5},
};

static PIX *bed_of(PIX *pix, double dpi)
{
    const int px = (int)(29 / 25.4 * dpi);
    return pixAddBorderGeneral(pix, 0, px / 8, px, px, 255);
}

static void cover(PIX *pix, double share)
{
    const int width = pixGetWidth(pix), height = pixGetHeight(pix);
    BOX *box = boxCreate(0, (int)(height * (1 - share)), width, height);
    pixSetInRect(pix, box);
    boxDestroy(&box);
}

static void replace(PIX **pix, PIX *with)
{
    pixDestroy(pix);
    *pix = with;
}

/* White comes in at the edges. */
static PIX *again(PIX *first, double dpi, const Way *way)
{
    const int px = (int)(way->shift_mm / 25.4 * dpi);
    PIX *pix = pixConvertTo8(first, FALSE);
    if (way->size != 1)
        replace(&pix, pix_copy_of(pix, way->size));
    if (way->kept < 1)
        replace(&pix, pix_cut_of(pix, way->kept));
    if (way->covered > 0)
        cover(pix, way->covered);
    if (way->is_on_legal)
        replace(&pix, bed_of(pix, dpi));
    replace(&pix, pixRotate(pix, (l_float32)(way->degrees * G_PI / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0));
    replace(&pix, pixTranslate(NULL, pix, px, -px, L_BRING_IN_WHITE));
    if (way->turns)
        replace(&pix, pixRotateOrth(pix, way->turns));
    if (way->dpi < 1)
        replace(&pix, pixScale(pix, (l_float32)way->dpi, (l_float32)way->dpi));
    if (way->gain != 1)
        pixMultConstantGray(pix, (l_float32)way->gain);
    l_uint8 *bytes = NULL;
    size_t size = 0;
    pixWriteMemJpeg(&bytes, &size, pix, way->quality, 0);
    replace(&pix, pixReadMemJpeg(bytes, size, 0, 1, NULL, 0));
    lept_free(bytes);
    return pix;
}

typedef struct {
    guint n, proposed, alike, found, others, wrong;
} Sum;

static Held *held_at(guint i)
{
    return &g_array_index(held, Held, i);
}

static double likeness_of(const Page *page, guint i)
{
    const ScanLook *first = held_at(i)->page.look;
    return page->look && first ? scan_look_likeness(first, page->look) : 0;
}

/* Others than its own that look like it. */
static guint wrong_count(const Page *page, guint own, const GArray *proposed)
{
    guint n = 0;
    for (guint i = 0; i < (compares_all ? held->len : proposed->len); i++) {
        const guint other = compares_all ? i : g_array_index(proposed, Vote, i).index;
        if (other == own || likeness_of(page, other) < SCAN_LIKENESS_SAME)
            continue;
        n++;
        printf("   wrong: %s for %s\n", held_at(other)->name, held_at(own)->name);
    }
    return n;
}

static void look_up(guint own, const Page *page, Sum *sum)
{
    guint own_votes;
    g_autoptr(GArray) proposed = propose(page, &own_votes, own);
    const double likeness = likeness_of(page, own);
    const gboolean is_alike = likeness >= SCAN_LIKENESS_SAME;
    gboolean is_proposed = FALSE;
    for (guint i = 0; i < proposed->len; i++)
        is_proposed |= g_array_index(proposed, Vote, i).index == own;
    sum->n++;
    sum->alike += is_alike;
    sum->proposed += is_proposed;
    sum->found += is_proposed && is_alike;
    sum->others += proposed->len - is_proposed;
    sum->wrong += wrong_count(page, own, proposed);
    if (is_verbose && !(is_proposed && is_alike))
        printf("   %s: votes %u of %u/%u, likeness %.2f\n", held_at(own)->name, own_votes,
               held_at(own)->page.n_traits, page->n_traits, likeness);
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
        hold(name, FALSE, pix, DPI);
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
    hold(name, TRUE, pix, dpi);
}

static void sum_tell(const char *what, const Sum *sum)
{
    printf("%-34s %4u: proposed %4u, alike %4u, found %4u; others proposed %4u, wrong %u\n", what,
           sum->n, sum->proposed, sum->alike, sum->found, sum->others, sum->wrong);
    fflush(stdout);
}

static void way_measure(const Way *way)
{
    Sum sums[2] = {0}; /* of generated pages, of files */
    for (guint i = 0; i < held->len; i++) {
        const Held *one = held_at(i);
        if (!one->page.n_traits)
            continue;
        Page page = {0};
        PIX *pix = again(one->pix, one->dpi, way);
        page_take(pix, one->dpi * way->dpi, &page);
        look_up(i, &page, &sums[one->is_file]);
        pixDestroy(&pix);
        scan_page_clear(&page);
    }
    sum_tell(way->name, &sums[0]);
    sum_tell("    files", &sums[1]);
}

/* Of the first scans, which are all others. */
static void others_measure(void)
{
    guint n = 0, wrong = 0;
    const double start = now_s();
    for (guint i = 0; i < held->len; i++)
        for (guint k = 0; k < i; k++, n++)
            if (likeness_of(&held_at(i)->page, k) >= SCAN_LIKENESS_SAME) {
                wrong++;
                printf("   wrong: %s and %s\n", held_at(k)->name, held_at(i)->name);
            }
    printf("%u pairs of other pages: %u wrong, %.2f ms each\n", n, wrong,
           1000 * (now_s() - start) / n);
}

int main(int argc, char **argv)
{
    int seed = 90000, n_pages = 1, n_forms = 30;
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of the first page (90000)", "N"},
        {"pages", 0, 0, G_OPTION_ARG_INT, &n_pages, "Of each kind in each language (1)", "N"},
        {"forms", 0, 0, G_OPTION_ARG_INT, &n_forms, "Of one print (30)", "N"},
        {"ways", 0, 0, G_OPTION_ARG_STRING, &only, "Only those whose names have TEXT in them",
         "TEXT"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &is_verbose, "Also what was not found", NULL},
        {"all", 0, 0, G_OPTION_ARG_NONE, &compares_all, "Compare with all, not only those proposed",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("[FILE...]");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        g_error("%s", error->message);
    held = g_array_new(FALSE, TRUE, sizeof(Held));
    places = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    generate_all((guint64)seed, (guint)n_pages, (guint)n_forms);
    for (int i = 1; i < argc; i++)
        file_add(argv[i]);
    printf("%u pages, %.1f ms each to measure\n", held->len, 1000 * take_s / n_taken);
    if (!only)
        others_measure();
    for (guint w = 0; w < G_N_ELEMENTS(ways); w++)
        if (!only || strstr(ways[w].name, only))
            way_measure(&ways[w]);
    compose_shutdown();
    return 0;
}
