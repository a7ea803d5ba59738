/* Covers as printed are read as scanners deliver them: every resolution, angle and maltreatment in
 * gray and in 1 bit, each of them; quick runs take a sample of every resolution. */
#include "codes-make.h"

/* One in sample of all angles, maltreatments and depths is tried but in the long tier: a page of 600 dpi
 * takes sixteen times as long as one of 150. */
static const struct {
    guint dpi, sample;
} resolutions[] = {{150, 5}, {200, 9}, {300, 13}, {400, 21}, {600, 27}};
static const double angles[] = {0, 180, 90, 270, 10, -10, 3, 184};

static const char *const care_names[N_CARES] = {"clean", "stained", "copied", "copied-stained",
                                                "worn"};

static gboolean page_says(const Page *page, const char *token)
{
    return page->codes && g_str_equal(page->codes[0], token) && !page->codes[1] &&
           !page->has_damaged_code && page->has_sheet_marks;
}

typedef struct {
    const CodesFixture *fixture;
    guint dpi, sample;
} Table;

static gboolean cell_test(const Table *table, PIX *upright, Care care, guint i)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(table->dpi * 100 + care * 20 + i);
    Page page = {0};
    PIX *pix = codes_maltreat(pixCopy(NULL, upright), angles[i / 2], care, i % 2, random);
    codes_measure(table->fixture, pix, table->dpi, &page);
    gboolean is_read = page_says(&page, table->fixture->token);
    if (!is_read)
        g_test_message("not read: %u dpi, %s, %g degrees, %s%s", table->dpi, care_names[care],
                       angles[i / 2], i % 2 ? "bits" : "gray",
                       page.has_damaged_code ? " (damaged)" : "");
    scan_page_clear(&page);
    return is_read;
}

static void test_table(gconstpointer data)
{
    const Table *table = data;
    guint n_read = 0, n = 0, n_cells = 2 * G_N_ELEMENTS(angles);
    PIX *upright = codes_cover_at(table->fixture, table->dpi);
    for (guint i = 0; i < N_CARES * n_cells; i++) {
        if (i % table->sample)
            continue;
        n_read += cell_test(table, upright, i / n_cells, i % n_cells);
        n++;
    }
    pixDestroy(&upright);
    g_test_message("%u dpi: %u of %u read", table->dpi, n_read, n);
    g_assert_cmpuint(n_read, ==, n);
}

static void tables_add(const CodesFixture *fixture)
{
    for (guint i = 0; i < G_N_ELEMENTS(resolutions); i++) {
        Table *table = g_new(Table, 1);
        *table = (Table){fixture, resolutions[i].dpi, g_test_slow() ? 1 : resolutions[i].sample};
        g_autofree char *path = g_strdup_printf("/codes/table/%u", table->dpi);
        g_test_add_data_func_full(path, table, test_table, g_free);
    }
}

int main(int argc, char **argv)
{
    CodesFixture fixture;
    g_test_init(&argc, &argv, NULL);
    codes_set_up(&fixture);
    tables_add(&fixture);
    int status = g_test_run();
    codes_tear_down(&fixture);
    return status;
}
