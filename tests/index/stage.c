/* The stage that a record has on its way. */
#include <json-glib/json-glib.h>

#include "tests/index/sample.h"

static void test_stages(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two", "three"};
    g_autoptr(GError) error = NULL;
    const char *no = "A-12/2008"; /* two pages of correspondence are expected */
    sample_must_have_stage(sample, no, "registered");
    sample_scan(sample, no, "", texts, 1);
    sample_must_have_stage(sample, no, "registered");
    sample_scan(sample, no, "", texts + 1, 1);
    sample_must_have_stage(sample, no, "scanned");
    g_assert_true(sample_set(sample, no, "note_pages", "1", &error));
    sample_must_have_stage(sample, no, "registered");
    sample_scan(sample, no, "notes", texts + 2, 1);
    sample_must_have_stage(sample, no, "scanned");
    sample_run(sample);
    sample_must_have_stage(sample, no, "assembled");
    g_assert_true(sample_set(sample, no, "location", "shelf 3", &error));
    sample_must_have_stage(sample, no, "assembled"); /* stands in no volume */
    g_assert_true(sample_set(sample, no, "subject", "Other", &error));
    sample_must_have_stage(sample, no, "recognised");
    sample_run(sample);
    g_assert_true(sample_set(sample, no, "availability", "missing", &error));
    sample_must_have_stage(sample, no, "registered");
}

/* Where nobody counted, a side is complete when nothing feeds it. */
static void test_stage_uncounted(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = sample_batch_open(sample);
    Page page = {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "01"};
    const PagePlacement placement = {
        .page = &page, .role = PAGE_ROLE_FOLIO, .side_id = sample_side(sample, "B-7/2010", "")};
    g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    sample_must_have_stage(sample, "B-7/2010", "registered");
    g_assert_true(index_batch_close(sample->store, batch_id, "complete", &error));
    sample_must_have_stage(sample, "B-7/2010", "scanned");
}

static void test_stage_packages(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const more[] = {"a supplement"};
    static const ExportSettings settings = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    g_autoptr(JsonNode) package = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    g_assert_nonnull(package);
    sample_must_have_stage(sample, "A-12/2008", "exported");
    sample_sql(sample, "UPDATE package SET status = 'rejected'");
    sample_must_have_stage(sample, "A-12/2008", "rejected");
    sample_sql(sample, "UPDATE package SET status = 'accepted'");
    sample_must_have_stage(sample, "A-12/2008", "imported");
    sample_scan(sample, "A-12/2008", "", more, 1);
    sample_must_have_stage(sample, "A-12/2008", "scanned");
    sample_run(sample);
    sample_must_have_stage(sample, "A-12/2008", "assembled");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/stage/all", test_stages},
        {"/stage/uncounted", test_stage_uncounted},
        {"/stage/packages", test_stage_packages},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
