/* Pages on their way in, and the ledger of a batch. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

/* Two records behind their covers, with a separator, a page before any cover and a blank back; then
 * all of it once more, as after a crash between the files and the rows. */
static void test_add(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = sample_batch_open(sample);
    gint64 a = sample_side(sample, "A-12/2008", ""), b = sample_side(sample, "B-7/2010", ""),
           b_notes = sample_side(sample, "B-7/2010", "notes");
    Page pages[] = {
        {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "01"},
        {.sheet = {"TEST", batch_id, 2, SCAN_FACE_FRONT}, .sha256 = "02"},
        {.sheet = {"TEST", batch_id, 3, SCAN_FACE_FRONT}, .sha256 = "03"},
        {.sheet = {"TEST", batch_id, 3, SCAN_FACE_BACK},
         .sha256 = "04",
         .flags = {{"blank", 0.1}},
         .n_flags = 1},
        {.sheet = {"TEST", batch_id, 4, SCAN_FACE_FRONT}, .sha256 = "05"},
        {.sheet = {"TEST", batch_id, 5, SCAN_FACE_FRONT}, .sha256 = "08"},
        {.sheet = {"TEST", batch_id, 6, SCAN_FACE_FRONT}, .sha256 = "06"},
        {.sheet = {"TEST", batch_id, 7, SCAN_FACE_FRONT}, .sha256 = "07"},
    };
    const PagePlacement placements[] = {
        {.page = &pages[0], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[1], .role = PAGE_ROLE_COVER, .side_id = a},
        {.page = &pages[2], .role = PAGE_ROLE_FOLIO, .side_id = a},
        {.page = &pages[3], .role = PAGE_ROLE_FOLIO, .side_id = a},
        {.page = &pages[4], .role = PAGE_ROLE_COVER, .side_id = b},
        {.page = &pages[5], .role = PAGE_ROLE_FOLIO, .side_id = b},
        {.page = &pages[6], .role = PAGE_ROLE_SEPARATOR, .side_id = b_notes},
        {.page = &pages[7], .role = PAGE_ROLE_FOLIO, .side_id = b_notes},
    };
    for (guint again = 0; again < 2; again++) {
        guint pending, running, failed;
        g_assert_true(
            index_pages_add(sample->store, batch_id, placements, G_N_ELEMENTS(placements), &error));
        g_assert_true(index_jobs_count(sample->store, &pending, &running, &failed, &error));
        g_assert_cmpuint(pending, ==, 4); /* none for covers and for what has no record */
        g_autofree char *of_a = sample_pages(sample, "A-12/2008", 0);
        g_assert_cmpstr(of_a, ==, "1, 2 blank");
        g_autofree char *of_b = sample_pages(sample, "B-7/2010", 1);
        g_assert_cmpstr(of_b, ==, "1");
    }
    g_autoptr(JsonNode) ledger = index_batch_ledger(sample->store, batch_id, &error);
    json_object_remove_member(json_node_get_object(ledger), "started_at");
    g_autofree char *text = json_to_string(ledger, FALSE);
    g_assert_cmpstr(
        text, ==,
        "{\"batch\":1,\"kind\":\"scan\",\"source\":\"caf\357\277\275\","
        "\"ended_at\":null,\"ended_how\":null,"
        "\"fed\":7,\"covers\":2,\"separators\":1,\"folio_sheets\":4,"
        "\"pages\":5,\"clean\":3,\"flagged\":2,\"expected_sheets\":12,"
        "\"missing_sheets\":5,\"sides\":["
        "{\"file_no\":\"A-12/2008\",\"side\":\"correspondence\",\"pages\":2,"
        "\"side_pages\":2,\"expected_pages\":2,\"uncounted_pages\":1},"
        "{\"file_no\":\"B-7/2010\",\"side\":\"correspondence\",\"pages\":1,"
        "\"side_pages\":1,\"expected_pages\":null},"
        "{\"file_no\":\"B-7/2010\",\"side\":\"notes\",\"pages\":1,"
        "\"side_pages\":1,\"expected_pages\":null}],"
        "\"flags\":[{\"flag\":\"blank\",\"pages\":1},{\"flag\":\"order\",\"pages\":1}]}");
    BatchState state;
    g_assert_true(index_batch_resume(sample->store, batch_id, &state, &error));
    g_assert_cmpuint(state.last_sheet, ==, 7);
    g_assert_cmpint(state.side_id, ==, b_notes);
    g_assert_cmpint(state.expected_sheets, ==, 12);
    gboolean known;
    g_assert_true(index_master_is_known(sample->store, "07", &known, &error) && known);
    g_assert_true(index_master_is_known(sample->store, "09", &known, &error) && !known);
}

/* A file of two pages, as a batch of its own. */
static void file_add(Sample *sample, const char *source, const char *source_sha256, gint64 side_id)
{
    g_autoptr(GError) error = NULL;
    const BatchStart start = {
        .kind = "ingest", .source = source, .source_sha256 = source_sha256, .expected_sheets = -1};
    gint64 batch_id = 0;
    g_assert_true(index_batch_open(sample->store, &start, &batch_id, &error));
    Page pages[] = {{.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}},
                    {.sheet = {"TEST", batch_id, 2, SCAN_FACE_FRONT}}};
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        const PagePlacement placement = {
            .page = &pages[i], .role = PAGE_ROLE_FOLIO, .side_id = side_id};
        g_snprintf(pages[i].sha256, SCAN_SHA256_SIZE, "%" G_GINT64_FORMAT "-%u", batch_id, i);
        g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    }
}

/* What is in a record already is flagged where it comes once more, in whatever record, and kept. */
static void test_twice(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 a = sample_side(sample, "A-12/2008", ""), b = sample_side(sample, "B-7/2010", ""),
           a_notes = sample_side(sample, "A-12/2008", "notes"),
           c = sample_side(sample, "C-3/2011", "");
    file_add(sample, "one.pdf", "f1", a);
    file_add(sample, "two.pdf", "f2", a);
    file_add(sample, "one.pdf", "f1", b);
    file_add(sample, "copy.pdf", "f1", a_notes);
    file_add(sample, "again.pdf", "f2", a);
    /* The very master, as a scan. */
    gint64 batch_id = sample_batch_open(sample);
    Page same = {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "3-1"};
    const PagePlacement placement = {.page = &same, .role = PAGE_ROLE_FOLIO, .side_id = b};
    g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    /* What stands in the record no more is no reason. */
    file_add(sample, "wrong.pdf", "f3", c);
    sample_sql(sample, "UPDATE page SET seq = NULL, state = 'replaced' WHERE side_id = "
                       "(SELECT side_id FROM side JOIN record USING (record_id)"
                       " WHERE file_no = 'C-3/2011' AND name = 'correspondence')");
    file_add(sample, "right.pdf", "f3", c);
    static const struct {
        const char *file_no;
        guint side;
        const char *pages;
    } expected[] = {
        {"A-12/2008", 1, "1, 2, 3, 4, 5 duplicate, 6 duplicate order-count"},
        {"A-12/2008", 0, "1 duplicate, 2 duplicate"},
        {"B-7/2010", 0, "1 duplicate, 2 duplicate, 3 duplicate"},
        {"C-3/2011", 0, "1, 2"},
    };
    sample_sql(sample, "UPDATE batch SET ended_at = started_at");
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *pages = sample_pages(sample, expected[i].file_no, expected[i].side);
        g_assert_cmpstr(pages, ==, expected[i].pages);
    }
}

static void assert_pages(Sample *sample, const char *file_no, const char *expected)
{
    g_autofree char *pages = sample_pages(sample, file_no, 0);
    g_assert_cmpstr(pages, ==, expected);
}

/* Of two pages that are one picture the later one is flagged, as long as both stand, in whatever records. */
static void test_twin_leaves(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 b = sample_side(sample, "B-7/2010", ""), c = sample_side(sample, "C-3/2011", "");
    file_add(sample, "one.pdf", "f1", b);
    file_add(sample, "copy.pdf", "f1", b);
    file_add(sample, "other.pdf", "f1", c);
    sample_sql(sample,
               "INSERT OR REPLACE INTO flag SELECT max(page_id), 'duplicate', 0.9 FROM page");
    sample_sql(sample, "UPDATE batch SET ended_at = started_at");
    assert_pages(sample, "B-7/2010", "1, 2, 3 duplicate, 4 duplicate");
    g_autoptr(GArray) first = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 page_id = 1;
    g_array_append_val(first, page_id);
    g_autoptr(JsonNode) aside = index_pages_set_aside(sample->store, first, "twice", &error);
    g_assert_nonnull(aside);
    g_assert_no_error(error);
    assert_pages(sample, "B-7/2010", "1, 2, 3 duplicate");
    g_autoptr(JsonNode) undone = index_edit_undo(sample->store, 1, &error);
    g_assert_nonnull(undone);
    g_assert_no_error(error);
    assert_pages(sample, "B-7/2010", "1, 2, 3 duplicate, 4 duplicate");
    const PagePlace to = {.side_id = c};
    g_autoptr(JsonNode) moved = index_pages_move(sample->store, first, &to, NULL, &error);
    g_assert_nonnull(moved);
    g_assert_no_error(error);
    assert_pages(sample, "B-7/2010", "1, 2 duplicate, 3 duplicate");
    assert_pages(sample, "C-3/2011", "1 duplicate, 2 duplicate, 3");
}

/* What has no record can be found by its batch and the numbers of its sheets. */
static void test_unplaced(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = sample_batch_open(sample), b = sample_side(sample, "B-7/2010", "");
    Page pages[] = {
        {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "01"},
        {.sheet = {"TEST", batch_id, 1, SCAN_FACE_BACK}, .sha256 = "02"},
        {.sheet = {"TEST", batch_id, 2, SCAN_FACE_FRONT}, .sha256 = "03"},
        {.sheet = {"TEST", batch_id, 3, SCAN_FACE_FRONT}, .sha256 = "04"},
        {.sheet = {"TEST", batch_id, 4, SCAN_FACE_FRONT}, .sha256 = "05"},
    };
    const PagePlacement placements[] = {
        {.page = &pages[0], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[1], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[2], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[3], .role = PAGE_ROLE_FOLIO, .side_id = b},
        {.page = &pages[4], .role = PAGE_ROLE_FOLIO},
    };
    g_assert_true(
        index_pages_add(sample->store, batch_id, placements, G_N_ELEMENTS(placements), &error));
    g_autoptr(JsonNode) status = index_status(sample->store, &error);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(status), "unplaced"), ==, 4);
    JsonArray *runs = json_object_get_array_member(json_node_get_object(status), "unplaced_sheets");
    static const gint64 expected[][3] = {{1, 2, 3}, {4, 4, 1}};
    g_assert_cmpuint(json_array_get_length(runs), ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        JsonObject *run = json_array_get_object_element(runs, i);
        g_assert_cmpint(json_object_get_int_member(run, "batch"), ==, batch_id);
        g_assert_cmpint(json_object_get_int_member(run, "first_sheet"), ==, expected[i][0]);
        g_assert_cmpint(json_object_get_int_member(run, "last_sheet"), ==, expected[i][1]);
        g_assert_cmpint(json_object_get_int_member(run, "pages"), ==, expected[i][2]);
    }
}

/* A side that holds fewer or more pages than the register expects says so on its last page, until
 * the numbers agree or somebody closes it; not while it is being fed. */
static void test_count_flag(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *sql;
        const char *pages;
    } cases[] = {
        {"nobody counted", "", "1, 2, 3"},
        {"as expected", "UPDATE record SET correspondence_pages = 3", "1, 2, 3"},
        {"one is missing", "UPDATE record SET correspondence_pages = 4", "1, 2, 3 order-count"},
        {"one too many", "UPDATE record SET correspondence_pages = 2", "1, 2, 3 order-count"},
        {"it is being fed", "UPDATE batch SET ended_at = NULL", "1, 2, 3"},
        {"fed to the end", "UPDATE batch SET ended_at = started_at", "1, 2, 3 order-count"},
        {"another doubt", "INSERT INTO flag VALUES (3, 'order', 0)", "1, 2, 3 order"},
        {"closed", "DELETE FROM flag; UPDATE side SET closed_at = '2026-01-01'", "1, 2, 3"},
    };
    static const char *const texts[] = {"one", "two", "three"};
    sample_scan(sample, "B-7/2010", "", texts, G_N_ELEMENTS(texts));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        sample_sql(sample, cases[i].sql);
        g_autofree char *pages = sample_pages(sample, "B-7/2010", 0);
        g_assert_cmpstr(pages, ==, cases[i].pages);
    }
}

static void test_expect(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = sample_batch_open(sample);
    g_assert_true(index_batch_expect(sample->store, batch_id, 3, &error));
    g_autoptr(JsonNode) ledger = index_batch_ledger(sample->store, batch_id, &error);
    JsonObject *object = json_node_get_object(ledger);
    g_assert_cmpint(json_object_get_int_member(object, "expected_sheets"), ==, 3);
    g_assert_cmpint(json_object_get_int_member(object, "missing_sheets"), ==, 3);
    g_autoptr(GPtrArray) masters = index_batch_last_masters(sample->store, batch_id, &error);
    g_assert_cmpuint(masters->len, ==, 0);

    gint64 side_id = sample_side(sample, "B-7/2010", "");
    for (guint sheet = 1; sheet <= 2; sheet++) {
        Page faces[] = {{.sheet = {"TEST", batch_id, sheet, SCAN_FACE_FRONT}, .sha256 = "f0"},
                        {.sheet = {"TEST", batch_id, sheet, SCAN_FACE_BACK}, .sha256 = "b0"}};
        faces[0].sha256[1] = faces[1].sha256[1] = (char)('0' + sheet);
        PagePlacement placements[] = {{.page = &faces[0], .side_id = side_id},
                                      {.page = &faces[1], .side_id = side_id}};
        g_assert_true(index_pages_add(sample->store, batch_id, placements, 2, &error));
    }
    g_autoptr(GPtrArray) last = index_batch_last_masters(sample->store, batch_id, &error);
    g_assert_cmpuint(last->len, ==, 2);
    g_assert_true(g_str_has_suffix(last->pdata[0], "/pages/f2/f2.tif"));
    g_assert_true(g_str_has_suffix(last->pdata[1], "/pages/b2/b2.tif"));
}

static void test_batches(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    BatchState state;
    gint64 batch_id = sample_batch_open(sample);

    g_autoptr(GArray) own = index_batches_stale(sample->store, &error);
    g_assert_cmpuint(own->len, ==, 1); /* ours to recover */
    sample_sql(sample, "UPDATE batch SET owner = 'elsewhere x 1 1'");
    g_autoptr(GArray) others = index_batches_stale(sample->store, &error);
    g_assert_cmpuint(others->len, ==, 0);
    g_assert_false(index_batch_resume(sample->store, batch_id, &state, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);

    g_assert_true(index_batch_close(sample->store, batch_id, "complete", &error));
    g_assert_true(index_batch_close(sample->store, batch_id, "again", &error)); /* stays complete */
    g_assert_false(index_batch_resume(sample->store, batch_id, &state, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

static void test_side_names(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *file_no, *side;
        gboolean is_there;
    } cases[] = {
        {"A-12/2008", "", TRUE},      {"A-12/2008", "correspondence", TRUE},
        {"A-12/2008", "notes", TRUE}, {"A-12/2008", "openings", FALSE},
        {"R-1/1998", "", TRUE},       {"R-1/1998", "openings", TRUE},
        {"R-1/1998", "notes", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 side_id;
        g_autoptr(Record) record = index_record_load(sample->store, cases[i].file_no, &error);
        g_assert_cmpint(
            index_side_find(sample->store, record, cases[i].side, SIDE_FILL, &side_id, &error), ==,
            cases[i].is_there);
        if (!cases[i].is_there)
            g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    }
    g_assert_cmpint(sample_side(sample, "A-12/2008", ""), ==,
                    sample_side(sample, "A-12/2008", "correspondence"));
}

/* By the office's policy the pages of what is not Normal are refused, or kept without being read. */
static void test_confidential(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 side_id;
    g_assert_true(sample_set(sample, "A-12/2008", "classification", "secret", &error));
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", &error);
    g_assert_false(index_side_find(sample->store, record, "", SIDE_FILL, &side_id, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);

    g_autofree char *conf = sample_path(sample, "muhafiz.conf");
    g_assert_true(g_file_set_contents(
        conf, "[office]\ncode=TEST\nname=T\n[policy]\nconfidential=keep\n", -1, NULL));
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
    static const char *const texts[] = {"one", "two"};
    guint counts[3];
    sample_scan(sample, "A-12/2008", "", texts, 2);
    g_assert_true(index_jobs_count(sample->store, &counts[0], &counts[1], &counts[2], &error));
    g_assert_cmpuint(counts[0], ==, 0);
    sample_must_have_stage(sample, "A-12/2008", "scanned");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/page/add", test_add},
        {"/page/twice", test_twice},
        {"/page/twin-leaves", test_twin_leaves},
        {"/page/unplaced", test_unplaced},
        {"/page/batches", test_batches},
        {"/page/count-flag", test_count_flag},
        {"/page/expect", test_expect},
        {"/page/side-names", test_side_names},
        {"/page/confidential", test_confidential},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
