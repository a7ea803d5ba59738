/* The tables of single sampling against published values, and the draw. */
#include <math.h>
#include <string.h>

#include "index/lot.h"

static SamplePlan plan_of(const char *level, const char *aql, gboolean is_tightened, guint n_pages)
{
    CheckPlan plan = {.lot_pages = 1};
    SamplePlan sample = {0};
    g_autoptr(GError) error = NULL;
    g_strlcpy(plan.level, level, sizeof plan.level);
    g_strlcpy(plan.aql, aql, sizeof plan.aql);
    index_sample_plan(&plan, is_tightened, n_pages, &sample, &error);
    g_assert_no_error(error);
    return sample;
}

/* Values that text books and the standard's own examples print. */
static void test_published(void)
{
    static const struct {
        guint n_pages;
        const char *level, *aql;
        gboolean is_tightened;
        char letter;
        guint sample_size, accept_max;
    } rows[] = {
        {1000, "II", "1.0", FALSE, 'J', 80, 2},
        {1000, "II", "1.0", TRUE, 'J', 80, 1},
        {1000, "II", "0.65", FALSE, 'J', 80, 1},
        {1000, "II", "2.5", FALSE, 'J', 80, 5},
        {1000, "I", "1.0", FALSE, 'H', 50, 1},
        {1000, "III", "1.0", FALSE, 'K', 125, 3},
        {2000, "II", "1.0", FALSE, 'K', 125, 3},
        {2000, "II", "1.0", TRUE, 'K', 125, 2},
        {2000, "II", "2.5", FALSE, 'K', 125, 7},
        {5000, "II", "1.5", FALSE, 'L', 200, 7},
        {5000, "II", "4.0", FALSE, 'L', 200, 14},
        {40000, "II", "1.0", FALSE, 'N', 500, 10},
        {40000, "II", "1.0", TRUE, 'N', 500, 8},
        {500, "II", "4.0", FALSE, 'H', 50, 5},
        {500, "II", "0.65", FALSE, 'J', 80, 1}, /* an arrow down */
        {500, "II", "0.40", FALSE, 'G', 32, 0}, /* an arrow up */
        {100, "II", "0.65", FALSE, 'F', 20, 0},
        {100, "II", "0.10", FALSE, 'K', 100, 0}, /* all */
        {25, "II", "1.0", FALSE, 'E', 13, 0},
        {8, "II", "6.5", FALSE, 'A', 2, 0},
        {100000, "S-1", "1.0", FALSE, 'E', 13, 0},
        {1, "II", "1.0", FALSE, 'E', 1, 0},
        {10000, "II", "6.5", FALSE, 'L', 200, 21},
        {20000, "II", "6.5", FALSE, 'L', 200, 21}, /* up */
        {2000000, "II", "0.010", FALSE, 'Q', 1250, 0},
        {2000000, "II", "0.025", TRUE, 'S', 3150, 1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SamplePlan sample =
            plan_of(rows[i].level, rows[i].aql, rows[i].is_tightened, rows[i].n_pages);
        if (sample.letter != rows[i].letter || sample.sample_size != rows[i].sample_size ||
            sample.accept_max != rows[i].accept_max)
            g_error("row %u: %c %u %u", i, sample.letter, sample.sample_size, sample.accept_max);
    }
}

/* P(at most accept_max bad ones in a sample), binomial. */
static double acceptance(const SamplePlan *sample, double share)
{
    double term = pow(1 - share, sample->sample_size), sum = term;
    for (guint k = 1; k <= sample->accept_max; k++) {
        term *= (double)(sample->sample_size - k + 1) / k * share / (1 - share);
        sum += term;
    }
    return sum;
}

static const char *const aqls[] = {"0.010", "0.015", "0.025", "0.040", "0.065",
                                   "0.10",  "0.15",  "0.25",  "0.40",  "0.65",
                                   "1.0",   "1.5",   "2.5",   "4.0",   "6.5"};

/* What the standard promises of every plan: lots at the AQL are mostly accepted (0.86 where no bad page is
 * allowed, more with larger samples; tightened 0.75), and those of 14 times as many bad pages, in larger samples,
 * hardly ever. A slipped digit in a table shows here. */
static void test_curves(void)
{
    static const guint lots[] = {2,    10,   20,   30,    60,     100,    200,   400,
                                 1000, 3000, 9000, 30000, 100000, 400000, 900000};
    for (guint tightened = 0; tightened < 2; tightened++)
        for (guint i = 0; i < G_N_ELEMENTS(aqls); i++)
            for (guint k = 0; k < G_N_ELEMENTS(lots); k++) {
                SamplePlan sample = plan_of("III", aqls[i], tightened, lots[k]);
                double aql = g_ascii_strtod(aqls[i], NULL) / 100;
                if (sample.sample_size == lots[k])
                    continue; /* all of it */
                if (acceptance(&sample, aql) < (tightened ? 0.75 : 0.86) ||
                    (sample.accept_max > 0 && acceptance(&sample, 14 * aql) > 0.10))
                    g_error("AQL %s, lot %u: %c %u %u", aqls[i], lots[k], sample.letter,
                            sample.sample_size, sample.accept_max);
            }
}

/* Poisson, as the standard's tables have it from samples of more than 80. */
static double acceptance_poisson(const SamplePlan *sample, double share)
{
    double mean = sample->sample_size * share, term = exp(-mean), sum = term;
    for (guint k = 1; k <= sample->accept_max; k++) {
        term *= mean / k;
        sum += term;
    }
    return sum;
}

/* The curves as they are printed: MIL-STD-105E, tables X-J-1, X-K-1 and X-L-1 (the same as ISO 2859-1, table 10): percent
 * of bad pages at which 95 and 10 of 100 lots are accepted. Printed with three digits, so that they hold to about one
 * lot in 300; one page more in a sample of 80, or one bad page more allowed, is far off. */
static void test_printed_curves(void)
{
    static const struct {
        guint n_pages;
        const char *aql;
        char letter;
        double at_95, at_10;
    } rows[] = {
        {1000, "0.15", 'J', 0.064, 2.84}, {1000, "0.65", 'J', 0.446, 4.78},
        {1000, "1.0", 'J', 1.03, 6.52},   {1000, "1.5", 'J', 1.73, 8.16},
        {1000, "2.5", 'J', 3.32, 11.3},   {1000, "4.0", 'J', 5.06, 14.2},
        {1000, "6.5", 'J', 7.91, 18.6},   {3000, "0.40", 'K', 0.284, 3.11},
        {3000, "0.65", 'K', 0.654, 4.26}, {3000, "1.0", 'K', 1.09, 5.35},
        {3000, "1.5", 'K', 2.09, 7.42},   {3000, "2.5", 'K', 3.19, 9.42},
        {3000, "4.0", 'K', 4.94, 12.3},   {9000, "0.25", 'L', 0.178, 1.95},
        {9000, "0.40", 'L', 0.409, 2.66}, {9000, "0.65", 'L', 0.683, 3.34},
        {9000, "1.0", 'L', 1.31, 4.64},   {9000, "1.5", 'L', 1.99, 5.89},
        {9000, "2.5", 'L', 3.09, 7.70},   {9000, "4.0", 'L', 4.62, 10.1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SamplePlan sample = plan_of("II", rows[i].aql, FALSE, rows[i].n_pages);
        double (*curve)(const SamplePlan *, double) =
            sample.sample_size > 80 ? acceptance_poisson : acceptance;
        double high = curve(&sample, rows[i].at_95 / 100),
               low = curve(&sample, rows[i].at_10 / 100);
        g_test_message("%c, AQL %s: %.4f %.4f", sample.letter, rows[i].aql, high, low);
        if (sample.letter != rows[i].letter || fabs(high - 0.95) > 0.004 || fabs(low - 0.1) > 0.004)
            g_error("%c, AQL %s (%u, %u): %.4f %.4f", sample.letter, rows[i].aql,
                    sample.sample_size, sample.accept_max, high, low);
    }
}

static void test_unknown(void)
{
    CheckPlan plan = {.lot_pages = 1, .level = "IV", .aql = "1.0"};
    SamplePlan sample;
    g_autoptr(GError) error = NULL;
    g_assert_false(index_sample_plan(&plan, FALSE, 10, &sample, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);
    g_strlcpy(plan.level, "II", sizeof plan.level);
    g_strlcpy(plan.aql, "1", sizeof plan.aql);
    g_assert_false(index_sample_plan(&plan, FALSE, 10, &sample, &error));
    g_assert_nonnull(strstr(error->message, "0.65, 1.0, 1.5"));
}

/* As Python's hmac computes it. */
static void test_seed(void)
{
    char seed[SCAN_SHA256_SIZE], rank[SCAN_SHA256_SIZE];
    index_lot_seed("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                   "1111111111111111111111111111111111111111111111111111111111111111",
                   "2222222222222222222222222222222222222222222222222222222222222222", seed);
    g_assert_cmpstr(seed, ==, "57e57695f2e5d16912cbdba1b50cb6e678060613d89bcdea648f4880800384d3");
    index_lot_rank(seed, 12345, rank);
    g_assert_cmpstr(rank, ==, "58ca5e71fc0c06ade9130407563256727f81f2f2fc369461f0b11cc6b1d32891");
}

/* Over 1500 lots every page of 20 is drawn about as often as any other: chi-square with 19 degrees of freedom is
 * below 43.8 in 999 of 1000. The secrets are fixed, so that this fails always or never. */
static void test_uniform(void)
{
    enum { N_LOTS = 1500, N_PAGES = 20, N_DRAWN = 5 };
    guint drawn[N_PAGES] = {0};
    for (guint lot = 0; lot < N_LOTS; lot++) {
        char secret[SCAN_SHA256_SIZE], seed[SCAN_SHA256_SIZE], ranks[N_PAGES][SCAN_SHA256_SIZE];
        g_snprintf(secret, sizeof secret, "%064x", lot);
        index_lot_seed(secret, "content", "hash", seed);
        for (guint page = 0; page < N_PAGES; page++)
            index_lot_rank(seed, page + 1, ranks[page]);
        for (guint page = 0; page < N_PAGES; page++) {
            guint n_before = 0;
            for (guint other = 0; other < N_PAGES; other++)
                n_before += strcmp(ranks[other], ranks[page]) < 0;
            drawn[page] += n_before < N_DRAWN;
        }
    }
    double chi = 0, expected = (double)N_LOTS * N_DRAWN / N_PAGES;
    for (guint page = 0; page < N_PAGES; page++)
        chi += (drawn[page] - expected) * (drawn[page] - expected) / expected;
    g_test_message("chi-square %.1f", chi);
    g_assert_cmpfloat(chi, <, 43.8);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sampling/published", test_published);
    g_test_add_func("/sampling/curves", test_curves);
    g_test_add_func("/sampling/printed-curves", test_printed_curves);
    g_test_add_func("/sampling/unknown", test_unknown);
    g_test_add_func("/sampling/seed", test_seed);
    g_test_add_func("/sampling/uniform", test_uniform);
    return g_test_run();
}
