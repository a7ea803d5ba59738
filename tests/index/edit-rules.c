/* Corrections and everything else that goes on with pages: volumes and packages that were handed
 * over, recognition, scanning, items; and long random sequences of corrections. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/edit-office.h"

#define N_RANDOM 60

/* -------------------------------------------------------------------------------- handed over -- */

static gint64 record_export(Sample *sample, const char *file_no)
{
    const ExportSettings settings = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) item = index_export(sample->store, file_no, &settings, &error);
    g_assert_no_error(error);
    return json_object_get_int_member(json_node_get_object(item), "version");
}

static void stage_is(Sample *sample, const char *file_no, const char *stage)
{
    g_autoptr(Record) record = index_record_load(sample->store, file_no, NULL);
    g_assert_cmpstr(record->stage, ==, stage);
}

static const char VOLUMES[] = "SELECT number || ':' || first_seq || '-' || last_seq || CASE frozen "
                              "WHEN 1 THEN ' frozen' ELSE '' END FROM volume JOIN side USING "
                              "(side_id) WHERE side.side_id = 2 AND retired_at IS NULL "
                              "ORDER BY number";

/* The record goes out in three volumes; what is before a correction stays as it went out, the rest
 * is written anew for the next version, and what went out is still there. */
static void test_frozen(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"1", "2", "3", "4", "5", "6"};
    office_conf(sample, "volume", "max_volume_pages", "2");
    sample_scan(sample, "B-7/2010", "", texts, 6);
    sample_run(sample);
    g_assert_cmpint(record_export(sample, "B-7/2010"), ==, 1);
    same_rows(sample, VOLUMES, "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen");

    gint64 edit_id = script_do(sample, "label B 4 4A");
    same_rows(sample, VOLUMES, "1:1-2 frozen");
    stage_is(sample, "B-7/2010", "recognised");
    office_verify(sample);
    sample_run(sample);
    same_rows(sample, VOLUMES, "1:1-2 frozen\n2:3-4\n3:5-6");
    stage_is(sample, "B-7/2010", "assembled");
    g_assert_cmpint(record_export(sample, "B-7/2010"), ==, 2);
    stage_is(sample, "B-7/2010", "exported");
    same_rows(sample, VOLUMES, "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen");
    same_rows(sample, "SELECT package_id, count(*) FROM package_volume GROUP BY package_id",
              "1 3\n2 3");
    office_verify(sample);

    script_undo(sample, edit_id);
    same_rows(sample, VOLUMES, "1:1-2 frozen");
    sample_run(sample);
    g_assert_cmpint(record_export(sample, "B-7/2010"), ==, 3);
    office_verify(sample);
}

static void test_frozen_and_more(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *script, *kept, *written; /* volumes right after it, and after the next run */
    } cases[] = {
        {"move - id:7 B", "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen",
         "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen\n4:7-7"},
        {"aside B 7", "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen\n4:7-7",
         "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen"},
        {"move - id:8 B", "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen",
         "1:1-2 frozen\n2:3-4 frozen\n3:5-6 frozen\n4:7-7"},
        {"turn B 3 1", "1:1-2 frozen\n4:7-7", "1:1-2 frozen\n2:3-4\n3:5-6\n4:7-7"},
        {"aside B 3-7", "1:1-2 frozen\n2:3-4\n3:5-6\n4:7-7", "1:1-2 frozen"},
        {"move B 1- C", "", ""},
    };
    static const char *const texts[] = {"1", "2", "3", "4", "5", "6"};
    office_conf(sample, "volume", "max_volume_pages", "2");
    sample_scan(sample, "B-7/2010", "", texts, 6);
    sample_scan(sample, NULL, NULL, texts, 3);
    sample_run(sample);
    record_export(sample, "B-7/2010");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].script);
        script_do(sample, cases[i].script);
        same_rows(sample, VOLUMES, cases[i].kept);
        office_verify(sample);
        sample_run(sample);
        same_rows(sample, VOLUMES, cases[i].written);
        office_verify(sample);
    }
}

/* Changed and changed back before anybody exported it: the package that is out speaks for the
 * record again, and its volumes have the bytes, and the names, of those that were retired. */
static void test_changed_back(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const scripts[] = {"reverse B 1-", "aside B 2", "label B 1 1A",
                                          "close B lost", "turn B 1 2"};
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_assert_cmpint(record_export(sample, "B-7/2010"), ==, 1);
        stage_is(sample, "B-7/2010", "exported");
        gint64 edit_id = script_do(sample, scripts[i]);
        if (i % 2)
            sample_run(sample);
        script_undo(sample, edit_id);
        sample_run(sample);
        stage_is(sample, "B-7/2010", "assembled");
        office_verify(sample);
    }
    g_assert_cmpint(record_export(sample, "B-7/2010"), ==, 1);
    same_rows(sample, "SELECT count(*) FROM event WHERE act = 'record.unchanged'", "5");
}

/* Both records are told, in the chain that goes out with each. */
static void test_events(Sample *sample, gconstpointer data)
{
    (void)data;
    script_do(sample, "move B 1 C");
    script_do(sample, "aside - id:11");
    same_rows(sample,
              "SELECT act, object FROM event WHERE act LIKE 'pages.%' AND act <> "
              "'pages.added' ORDER BY number",
              "pages.moved record C-3/2011\npages.moved record B-7/2010\n"
              "pages.set-aside pages without a record");
    same_rows(sample, "SELECT count(DISTINCT record_id) FROM event WHERE act = 'pages.moved'", "2");
    g_autofree char *detail =
        rows_text(sample, "SELECT detail FROM event WHERE act = 'pages.moved' LIMIT 1");
    g_assert_nonnull(strstr(detail, "\"page_id\":1,\"from\":{\"record\":\"B-7/2010\","
                                    "\"side\":\"correspondence\",\"seq\":1,"));
    g_assert_nonnull(strstr(detail, "\"to\":{\"record\":\"C-3/2011\",\"side\":\"correspondence\","
                                    "\"seq\":3,"));
    g_assert_null(strstr(detail, "\"page_id\":2")); /* it only moved up */
}

/* -------------------------------------------------------------------------------- recognition -- */

static Job job_lease(Sample *sample)
{
    Job job;
    gboolean found;
    g_autoptr(GError) error = NULL;
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, &error) && found);
    return job;
}

/* A worker that is reading a page while it is turned, or taken out of its record, comes too late. */
static void test_fence(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *before, *script, *jobs;
    } cases[] = {
        {"turn B 2 1", "turn B 2 1", "page 2"},
        {"turn B 2 1", "aside B 2", ""},
        {"turn B 3 1", "move B 3 C", "page 4"},
    };
    const PageReading late = {
        .alto_sha256 = "a", .layers_key = "b", .text = "text", .language = "eng", .confidence = 90};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        script_do(sample, cases[i].before);
        Job job = job_lease(sample);
        script_do(sample, cases[i].script);
        g_assert_false(index_page_finish(sample->store, &job, &late, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT);
        same_rows(sample, "SELECT kind, target_id FROM job ORDER BY job_id", cases[i].jobs);
        sample_run(sample);
        office_check(sample, 13);
    }
}

/* A page is read again only where its words may come out otherwise. */
static void test_reading(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *script, *scanned; /* pages that wait for recognition */
    } cases[] = {
        {"reverse B 1-", ""},     {"move B 1 Bn", ""},
        {"label B 1 12", ""},     {"turn B 1-2 3", "4\n5"}, /* of 5 4 3 2 1 */
        {"move B 3 C", "3"},                                /* Hindi to Urdu */
        {"move - id:11 B", "11"}, {"replace B 1 id:12", "12"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].script);
        script_do(sample, cases[i].script);
        same_rows(sample,
                  "SELECT page_id FROM page WHERE state = 'scanned' AND seq IS NOT NULL "
                  "ORDER BY page_id",
                  cases[i].scanned);
        sample_run(sample);
    }
}

/* ------------------------------------------------------------------------------------ scanning -- */

static gint64 batch_open(Sample *sample, gint64 side_id)
{
    const BatchStart start = {
        .kind = "scan", .source = "sample", .expected_sheets = -1, .side_id = side_id};
    g_autoptr(GError) error = NULL;
    gint64 batch_id = 0;
    index_batch_open(sample->store, &start, &batch_id, &error);
    g_assert_no_error(error);
    return batch_id;
}

/* A side that another process is feeding is left alone until it is done. */
static void test_fed(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const scripts[] = {"move B 1 B", "move - id:11 B", "aside B 1",
                                          "close B lost", "merge C-3/2011 B-7/2010"};
    gint64 batch_id = batch_open(sample, side_of(sample, "B"));
    g_autofree char *sql = g_strdup_printf("UPDATE batch SET owner = 'other-pc boot 1 1' "
                                           "WHERE batch_id = %" G_GINT64_FORMAT,
                                           batch_id);
    script_do(sample, "move B 1 B"); /* our own batch, left open */
    sample_sql(sample, sql);
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++)
        script_fail(sample, scripts[i], MUHAFIZ_ERROR_LIMIT, "is feeding it now");
    script_do(sample, "move C 1 C");
}

/* An open batch goes on where its last sheet went. */
static void test_last_sheet(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_sql(sample, "UPDATE batch SET ended_at = NULL WHERE batch_id IN (3, 4)");
    script_fail(sample, "move - id:13 B", MUHAFIZ_ERROR_LIMIT, "last sheet of batch 4");
    script_fail(sample, "move C 2 B", MUHAFIZ_ERROR_LIMIT, "last sheet of batch 3");
    script_do(sample, "move - id:11-12 B");
    script_do(sample, "move C 2 C before 1"); /* it stays in its side */
    sample_sql(sample,
               "UPDATE batch SET ended_at = plain(accepted_at) FROM page WHERE page_id = 13 AND "
               "batch.batch_id = 4");
    script_do(sample, "move - id:13 B");
}

/* Pages that were scanned after a correction stay behind what is put back. */
static void test_scanned_since(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"late", "later"};
    gint64 edit_id = script_do(sample, "aside B 2-3");
    sample_scan(sample, "B-7/2010", "", texts, 2);
    g_autofree char *before = side_print(sample, "B-7/2010", "correspondence");
    g_assert_cmpstr(before, ==, "1 4 5 6 14 15");
    script_undo(sample, edit_id);
    g_autofree char *after = side_print(sample, "B-7/2010", "correspondence");
    g_assert_cmpstr(after, ==, "1 2 3 4 5 6 14 15");
    office_check(sample, 15);
}

/* ---------------------------------------------------------------------------------- undoing -- */

static void test_undo_order(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 latest = 0;
    gint64 first = script_do(sample, "move B 1 Bn");
    gint64 second = script_do(sample, "move B 1 C");
    gint64 third = script_do(sample, "reverse Bn 1-");
    script_fail(sample, "undo 1", MUHAFIZ_ERROR_USAGE, "muhafiz page undo 3");
    g_assert_true(index_edit_latest(sample->store, "C-3/2011", &latest, &error));
    g_assert_cmpint(latest, ==, second);
    g_assert_true(index_edit_latest(sample->store, "B-7/2010", &latest, &error));
    g_assert_cmpint(latest, ==, third);
    script_undo(sample, third);
    script_fail(sample, "undo 1", MUHAFIZ_ERROR_USAGE, "muhafiz page undo 2");
    script_undo(sample, second);
    script_undo(sample, first);
    script_fail(sample, "undo 1", MUHAFIZ_ERROR_USAGE, "undone already");
    g_assert_false(index_edit_latest(sample->store, "B-7/2010", &latest, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* ------------------------------------------------------------------------------------- items -- */

/* Item 1 is pages 2 and 3, item 2 is pages 5 and 6. */
static void test_items(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char print[] = "SELECT group_concat(page_id || CASE WHEN item_id IS NULL THEN '' "
                                "ELSE '/' || item_id END, ' ') FROM (SELECT * FROM page WHERE "
                                "side_id = 2 AND seq IS NOT NULL ORDER BY seq)";
    static const struct {
        const char *script, *pages, *sides; /* of the side; of the items */
    } cases[] = {
        {"move - id:11 B after 2", "1 2/1 11/1 3/1 4 5/2 6/2", "2\n2"},
        {"move - id:11 B after 3", "1 2/1 3/1 11 4 5/2 6/2", "2\n2"},
        {"move - id:11 B", "1 2/1 3/1 4 5/2 6/2 11", "2\n2"},
        {"move B 2 B", "1 3/1 4 5/2 6/2 2/1", "2\n2"},
        {"replace B 2 id:11", "1 11/1 3/1 4 5/2 6/2", "2\n2"},
        {"move B 2 C", "1 3/1 4 5/2 6/2", "2\n2"},
        {"move B 2-3 C", "1 4 5/2 6/2", "4\n2"},
        {"merge B-7/2010 C-3/2011", "(null)", "4\n4"},
    };
    sample_sql(sample, "INSERT INTO item (side_id, number, dated, sender, opened_at) VALUES "
                       "(2, '', '', '', ''), (2, '', '', '', '');"
                       "UPDATE page SET item_id = 1 WHERE page_id IN (2, 3);"
                       "UPDATE page SET item_id = 2 WHERE page_id IN (5, 6)");
    g_autofree char *before = office_print(sample);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].script);
        gint64 edit_id = script_do(sample, cases[i].script);
        same_rows(sample, print, cases[i].pages);
        same_rows(sample, "SELECT side_id FROM item ORDER BY item_id", cases[i].sides);
        office_check(sample, 13);
        script_undo(sample, edit_id);
        sample_run(sample);
        g_autofree char *after = office_print(sample);
        g_assert_cmpstr(after, ==, before);
    }
}

/* A page with a code on it that is no cover after all. */
static void test_cover(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_sql(sample, "UPDATE page SET role = 'cover' WHERE page_id = 13;"
                       "DELETE FROM flag WHERE page_id = 13");
    g_autofree char *before = office_print(sample);
    script_fail(sample, "move - batch:4:3 B", MUHAFIZ_ERROR_USAGE, "holds no page");
    gint64 edit_id = script_do(sample, "move - id:13 B");
    same_rows(sample, "SELECT role, seq FROM page WHERE page_id = 13", "folio 7");
    office_check(sample, 13);
    script_undo(sample, edit_id);
    g_autofree char *after = office_print(sample);
    g_assert_cmpstr(after, ==, before);
}

/* ------------------------------------------------------------------------------------ random -- */

static const char *any_side(void)
{
    static const char *const sides[] = {"B", "Bn", "C"};
    return sides[g_test_rand_int_range(0, G_N_ELEMENTS(sides))];
}

static char *any_script(void)
{
    int id = g_test_rand_int_range(1, 14), other = g_test_rand_int_range(1, 14);
    int place = g_test_rand_int_range(1, 5);
    const char *side = any_side();
    switch (g_test_rand_int_range(0, 9)) {
    case 0:
        return g_strdup_printf("move - id:%d %s", id, side);
    case 1:
        return g_strdup_printf("move - id:%d,id:%d %s before 1", id, other, side);
    case 2:
        return g_strdup_printf("aside - id:%d", id);
    case 3:
        return g_strdup_printf("turn - id:%d %d", id, place);
    case 4:
        return g_strdup_printf("reverse %s %d-", side, place);
    case 5:
        return g_strdup_printf("label %s %d- %dA on -x", side, place, place);
    case 6:
        return g_strdup_printf("replace - id:%d id:%d", id, other);
    case 7:
        return g_strdup_printf("merge %s", place % 2 ? "B-7/2010 C-3/2011" : "C-3/2011 B-7/2010");
    default:
        return g_strdup_printf("close %s%s", side, place % 2 ? " lost" : "");
    }
}

/* Whatever makes sense of what chance proposes; then all of it back. */
static void test_random(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree char *before = office_print(sample);
    while (edits->len < N_RANDOM) {
        g_autoptr(GError) error = NULL;
        g_autofree char *line = any_script();
        g_autoptr(JsonNode) answer = script_run(sample, line, &error);
        gint64 edit_id = answer ? edit_of(answer) : 0;
        g_assert_true(answer || g_error_matches(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE));
        if (answer)
            g_array_append_val(edits, edit_id);
        office_check(sample, 13);
        if (g_test_rand_int_range(0, 8) == 0)
            sample_run(sample);
    }
    sample_run(sample);
    office_verify(sample);
    for (guint i = edits->len; i > 0; i--) {
        script_undo(sample, g_array_index(edits, gint64, i - 1));
        office_check(sample, 13);
        if (g_test_rand_int_range(0, 8) == 0)
            sample_run(sample);
    }
    sample_run(sample);
    g_autofree char *after = office_print(sample);
    g_assert_cmpstr(after, ==, before);
    office_verify(sample);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*setup)(Sample *, gconstpointer);
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/edit/frozen", sample_setup, test_frozen},
        {"/edit/frozen-and-more", sample_setup, test_frozen_and_more},
        {"/edit/changed-back", office_setup, test_changed_back},
        {"/edit/events", office_setup, test_events},
        {"/edit/fence", office_setup, test_fence},
        {"/edit/reading", office_setup, test_reading},
        {"/edit/fed", office_setup, test_fed},
        {"/edit/last-sheet", office_setup, test_last_sheet},
        {"/edit/scanned-since", office_setup, test_scanned_since},
        {"/edit/undo-order", office_setup, test_undo_order},
        {"/edit/items", office_setup, test_items},
        {"/edit/cover", office_setup, test_cover},
        {"/edit/random", office_setup, test_random},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, tests[i].setup, tests[i].test, sample_teardown);
    return g_test_run();
}
