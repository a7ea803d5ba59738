/* Who could decide a lot, and what dissolving one cannot be used for. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/member.h"
#include "index/people-private.h"
#include "index/progress.h"
#include "tests/index/office-people.h"

/* n pages of a record, all done, by ravi; batches are numbered as they come. */
static void record_make(Sample *sample, const char *file_no, guint n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    people_be(sample, "ravi", "desk", TRUE);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("page %u of %s", i + 1, file_no));
    sample_scan(sample, file_no, "", (const char *const *)texts->pdata, n);
    sample_run(sample);
}

static JsonNode *lot_make(Sample *sample, const char *person, GPtrArray **left_out)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, person, "room", TRUE);
    JsonNode *lot = index_lot_make(sample->store, left_out, &error);
    g_assert_no_error(error);
    return lot;
}

/* "sita gita" */
static char *lot_texts(JsonNode *lot, const char *member)
{
    GString *texts = g_string_new(NULL);
    JsonArray *array = json_object_get_array_member(json_node_get_object(lot), member);
    for (guint i = 0; i < json_array_get_length(array); i++)
        g_string_append_printf(texts, "%s%s", i ? " " : "",
                               json_array_get_string_element(array, i));
    return g_string_free(texts, FALSE);
}

static void texts_must_be(JsonNode *lot, const char *member, const char *expected)
{
    g_autofree char *texts = lot_texts(lot, member);
    g_assert_cmpstr(texts, ==, expected);
}

static gint64 lot_id(JsonNode *lot)
{
    return json_object_get_int_member(json_node_get_object(lot), "lot");
}

static GHashTable *drawn_pages(JsonNode *lot)
{
    GHashTable *drawn = g_hash_table_new(NULL, NULL);
    JsonArray *pages = json_object_get_array_member(json_node_get_object(lot), "pages");
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        JsonObject *page = json_array_get_object_element(pages, i);
        if (json_object_get_boolean_member(page, "is_random"))
            g_hash_table_add(drawn, GSIZE_TO_POINTER(json_object_get_int_member(page, "page_id")));
    }
    return drawn;
}

static void dissolve(Sample *sample, const char *person, gint64 lot, const char *reason,
                     const char *refused)
{
    g_autoptr(GError) error = NULL;
    people_be(sample, person, "room", TRUE);
    g_autoptr(JsonNode) item = index_lot_dissolve(sample->store, lot, reason, &error);
    if (refused) {
        must_fail(item != NULL, &error, MUHAFIZ_ERROR_USAGE, refused);
        return;
    }
    g_assert_no_error(error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(item), "state"), ==,
                    "dissolved");
    texts_must_be(item, "deciders", "");
}

static void verify_clean(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(index_lots_verify(sample->store, problems, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(problems->len, ==, 0);
    g_autoptr(DbRows) told =
        db_query(index_store_db(sample->store), "verify_told_lots", DB_NO_VALUES, &error);
    g_assert_no_error(error);
    g_assert_false(db_rows_next(told, &error)); /* rows and events say the same */
}

/* -------------------------------------------------------------------------------- who could decide -- */

static void test_deciders(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) left_out = NULL;
    record_make(sample, "B-7/2010", 2);
    record_make(sample, "C-3/2011", 2);
    sample_sql(sample,
               "INSERT INTO batch_hand VALUES (1, 'gita', 'desk', 1), (2, 'sita', 'desk', 1)");
    g_autoptr(JsonNode) lot = lot_make(sample, "noor", &left_out);
    texts_must_be(lot, "file_nos", "B-7/2010");
    texts_must_be(lot, "deciders", "sita");
    texts_must_be(lot, "not_at_logins", "desk");
    g_assert_cmpuint(left_out->len, ==, 1);
    g_assert_cmpstr(left_out->pdata[0], ==, "C-3/2011 is left out, for a lot that gita can decide");
    sample_sql(sample, "UPDATE person SET disabled_at = 't' WHERE name = 'sita'");
    people_be(sample, "noor", "room", TRUE);
    g_autoptr(JsonNode) now = index_lot_load(sample->store, 1, NULL);
    texts_must_be(now, "deciders", "");
    g_autoptr(JsonNode) waits = index_check_waits(sample->store, NULL);
    JsonObject *wait = json_array_get_object_element(json_node_get_array(waits), 0);
    g_assert_cmpstr(json_object_get_string_member(wait, "waits_for"), ==, "nodal");
    g_assert_cmpstr(json_object_get_string_member(wait, "next"), ==,
                    "muhafiz check dissolve 1 --reason TEXT");
}

/* Who scanned it all is the only checker left, or there is none. */
static void test_hopeless(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const persons[] = {"noor", "sita"};
    g_autoptr(GError) error = NULL;
    record_make(sample, "B-7/2010", 2);
    sample_sql(sample, "INSERT INTO batch_hand VALUES (1, 'sita', 'desk', 1);"
                       "UPDATE person SET role = 'dc' WHERE name = 'gita'");
    for (guint i = 0; i < G_N_ELEMENTS(persons); i++) {
        people_be(sample, persons[i], "room", TRUE);
        must_fail(index_lot_make(sample->store, NULL, &error) != NULL, &error, MUHAFIZ_ERROR_USAGE,
                  "muhafiz user add NAME --role checker");
    }
    index_store_set_conf(sample->store, "check", "separation", "none");
    must_do(index_lot_make(sample->store, NULL, &error), &error);
    sample_sql(sample, "UPDATE person SET role = 'dc' WHERE name = 'sita'");
    record_make(sample, "C-3/2011", 1);
    people_be(sample, "noor", "room", TRUE);
    must_fail(index_lot_make(sample->store, NULL, &error) != NULL, &error, MUHAFIZ_ERROR_USAGE,
              "no lot can be made: C-3/2011");
}

/* -------------------------------------------------------------------------------------- dissolving -- */

/* The last of the n lots that the report lists. */
static void must_be_listed(Sample *sample, guint n, gint64 records, gboolean is_drawn,
                           const char *person, const char *reason)
{
    g_autoptr(JsonNode) report = index_progress(sample->store, FALSE, NULL);
    JsonArray *list =
        member_array(member_object(json_node_get_object(report), "lists"), "dissolved");
    JsonObject *last = member_element(list, n - 1);
    g_assert_cmpuint(member_length(list), ==, n);
    g_assert_cmpint(member_int(last, "lot", 0), ==, n);
    g_assert_cmpint(member_int(last, "records", 0), ==, records);
    g_assert_true((member_int(last, "drawn", 0) > 0) == is_drawn);
    g_assert_cmpstr(member_text(last, "person"), ==, person);
    g_assert_cmpstr(member_text(last, "reason"), ==, reason);
}

static void test_before(Sample *sample, gconstpointer data)
{
    (void)data;
    record_make(sample, "B-7/2010", 2);
    json_node_unref(lot_make(sample, "sita", NULL));
    dissolve(sample, "ravi", 1, "why not", "role checker or nodal");
    dissolve(sample, "gita", 1, "why not", "who made it");
    dissolve(sample, "sita", 1, "  ", "say why");
    dissolve(sample, "sita", 1, "gita has time today", NULL);
    dissolve(sample, "sita", 1, "again", "was dissolved");
    must_be_listed(sample, 1, 1, FALSE, "sita", "gita has time today");
    g_autoptr(JsonNode) lot = lot_make(sample, "gita", NULL);
    texts_must_be(lot, "file_nos", "B-7/2010");
    verify_clean(sample);
}

/* However often: what was drawn stays drawn, and inspection is tightened. */
static void test_redraw(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) all = g_hash_table_new(NULL, NULL);
    people_be(sample, "noor", "room", TRUE);
    must_do(index_check_set_plan(sample->store, 100, "S-1", "4.0", 0, &error), &error);
    record_make(sample, "B-7/2010", 40);
    for (gint64 i = 1; i <= 3; i++) {
        g_autoptr(JsonNode) made = lot_make(sample, "sita", NULL);
        g_assert_cmpint(lot_id(made), ==, i);
        g_autoptr(JsonNode) lot = index_lot_sample(sample->store, i, &error);
        g_assert_no_error(error);
        g_autoptr(GHashTable) drawn = drawn_pages(lot);
        GHashTableIter iter;
        gpointer page_id;
        g_hash_table_iter_init(&iter, all);
        while (g_hash_table_iter_next(&iter, &page_id, NULL))
            g_assert_true(g_hash_table_contains(drawn, page_id));
        g_hash_table_iter_init(&iter, drawn);
        while (g_hash_table_iter_next(&iter, &page_id, NULL))
            g_hash_table_add(all, page_id);
        verify_clean(sample);
        dissolve(sample, "sita", i, "a bad sample", "only the nodal officer");
        dissolve(sample, "noor", i, "sita is away", NULL);
        must_be_listed(sample, (guint)i, 1, TRUE, "noor", "sita is away");
        verify_clean(sample);
    }
    g_autoptr(JsonNode) plan = index_check_plan(sample->store, &error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(plan), "inspection"), ==,
                    "tightened");
}

/* A page that was found defective holds its record back, also from a lot that was never decided. */
static void test_defect(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_auto(LotPage) page = {0};
    record_make(sample, "B-7/2010", 2);
    record_make(sample, "C-3/2011", 2);
    json_node_unref(lot_make(sample, "sita", NULL));
    must_do(index_lot_sample(sample->store, 1, &error), &error);
    g_assert_true(index_lot_page(sample->store, 1, 1, &page, &error));
    g_assert_true(index_lot_page_opened(sample->store, 1, &page, &error));
    must_do(index_lot_set_defect(sample->store, 1, 1, "cut off", &error), &error);
    dissolve(sample, "noor", 1, "sita is away", NULL);
    g_autoptr(JsonNode) lot = lot_make(sample, "sita", NULL);
    texts_must_be(lot, "file_nos", page.page_id <= 2 ? "C-3/2011" : "B-7/2010");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/dissolve/deciders", test_deciders}, {"/dissolve/hopeless", test_hopeless},
        {"/dissolve/before", test_before},     {"/dissolve/redraw", test_redraw},
        {"/dissolve/defect", test_defect},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, people_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
