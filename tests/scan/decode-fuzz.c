/* Damaged files: whatever bytes change or break off, scan_decode answers pages or an error, and
 * leaves exactly its pages behind. Seeded; -m slow does more. */
#include "scan/scan.h"
#include "tests/scan/decode-make.h"

typedef struct {
    const char *kind;
    guint n_quick, n_slow;
} Plan;

static const Plan plans[] = {
    {"tiff", 50, 20000}, {"jpeg", 50, 20000}, {"jpeg-progressive", 50, 20000},
    {"png", 50, 20000},  {"pdf", 5, 400},
};

/* A few changed bytes, mostly near the start where the structure is, and sometimes a cut. */
static void damage(GRand *random, char *bytes, gsize *size_bytes)
{
    gsize reach = g_rand_boolean(random) ? *size_bytes : MIN(*size_bytes, 600);
    for (gint n = g_rand_int_range(random, 1, 6); n > 0; n--)
        bytes[g_rand_int_range(random, 0, (gint)reach)] = (char)g_rand_int_range(random, 0, 256);
    if (g_rand_int_range(random, 0, 4) == 0)
        *size_bytes = (gsize)g_rand_int_range(random, 0, (gint)*size_bytes);
}

static void assert_clean(const char *file, const char *out)
{
    g_autoptr(GError) error = NULL;
    ScanDecodeSettings settings = {
        .out_dir = out, .dpi = 100, .first = {.office = "T-01", .batch = 4, .number = 1}};
    g_autoptr(GArray) pages = scan_decode(file, &settings, &error);
    g_assert_true((pages != NULL) == (error == NULL));
    if (error)
        g_assert_true(error->domain == MUHAFIZ_ERROR);
    g_assert_cmpuint(folder_count(out), ==, pages ? pages->len : 0);
    folder_remove(out);
}

static void test_fuzz(gconstpointer data)
{
    const Plan *plan = data;
    g_autofree char *folder = folder_new(), *file = g_build_filename(folder, "x", NULL);
    g_autofree char *out = g_build_filename(folder, "out", NULL), *whole = NULL;
    gsize whole_bytes = 0;
    make_any(file, plan->kind);
    g_assert_true(g_file_get_contents(file, &whole, &whole_bytes, NULL));
    g_autoptr(GRand) random = g_rand_new_with_seed(20080101);
    for (guint i = 0; i < (g_test_slow() ? plan->n_slow : plan->n_quick); i++) {
        g_autofree char *bytes = g_memdup2(whole, whole_bytes);
        gsize size_bytes = whole_bytes;
        damage(random, bytes, &size_bytes);
        g_file_set_contents(file, bytes, (gssize)size_bytes, NULL);
        assert_clean(file, out);
    }
    folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(plans); i++) {
        g_autofree char *path = g_strconcat("/decode/fuzz/", plans[i].kind, NULL);
        g_test_add_data_func(path, &plans[i], test_fuzz);
    }
    return g_test_run();
}
