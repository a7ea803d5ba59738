/* What show, status, search, export and the progress return say of one small office, by value. With
 * MUHAFIZ_REPLIES=DIR the replies are written there too, with a package, for schemas.sh and bagit.sh. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/sample.h"

/* answers: a record imported, one exported in two versions, one with a failed page, one untouched. */
static void office_make(Sample *sample)
{
    static const char *const note[] = {"ज़मीन का प्रमाणपत्र"}, *const more[] = {"आदेश"},
                             *const bad[] = {"A page no engine can read"};
    const ExportSettings settings = {.unchecked = TRUE};
    sample_make_ready(sample);
    sample_scan(sample, "B-7/2010", "notes", note, 1);
    sample_run(sample);
    g_autoptr(JsonNode) one = index_export(sample->store, "A-12/2008", &settings, NULL);
    g_autoptr(JsonNode) two = index_export(sample->store, "B-7/2010", &settings, NULL);
    g_assert_true(one && two);
    sample_scan(sample, "B-7/2010", "", more, 1);
    sample_run(sample);
    g_autoptr(JsonNode) next = index_export(sample->store, "B-7/2010", &settings, NULL);
    g_assert_nonnull(next);
    sample_sql(sample, "UPDATE package SET status = 'accepted', computer_no = '77', "
                       "answered_at = exported_at WHERE name = 'fl-A-12_2008';"
                       "INSERT INTO flag VALUES (1, 'skew', 2.5)");
    sample_scan(sample, "C-3/2011", "", bad, 1);
    sample_sql(sample, "UPDATE page SET state = 'failed' WHERE page_id = 5;"
                       "UPDATE job SET state = 'failed', error = 'crashed three times'");
}

/* $.a.b[0].c of an answer, as JSON text. */
static void must_be(JsonNode *answer, const char *path, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) found = json_path_query(path, answer, &error);
    g_assert_no_error(error);
    JsonArray *values = json_node_get_array(found);
    g_assert_cmpuint(json_array_get_length(values), >, 0);
    g_autofree char *text = json_to_string(json_array_get_element(values, 0), FALSE);
    if (strcmp(text, expected) != 0)
        g_error("%s is %s, not %s", path, text, expected);
}

/* As output_items of batch/ prints it. */
static void reply_write(const char *name, JsonNode *answer)
{
    const char *dir = g_getenv("MUHAFIZ_REPLIES");
    if (!dir)
        return;
    g_autofree char *path = g_strdup_printf("%s/%s.json", dir, name);
    g_autofree char *text = json_to_string(answer, FALSE);
    gboolean is_array = JSON_NODE_HOLDS_ARRAY(answer);
    g_autofree char *reply = g_strdup_printf("{\"schema\":1,\"items\":%s%s%s}\n",
                                             is_array ? "" : "[", text, is_array ? "" : "]");
    g_assert_true(g_file_set_contents(path, reply, -1, NULL));
}

static void test_show(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "A-12/2008", NULL);
    must_be(shown, "$.stage", "\"imported\"");
    must_be(shown, "$.computer_no", "\"77\"");
    must_be(shown, "$.version", "1");
    must_be(shown, "$.sides[0].side", "\"correspondence\"");
    must_be(shown, "$.sides[0].expected_pages", "2");
    must_be(shown, "$.sides[0].open", "false");
    must_be(shown, "$.sides[0].pages[0].flags", "[{\"flag\":\"skew\",\"value\":2.5}]");
    must_be(shown, "$.sides[0].pages[1].folio", "\"2\"");
    must_be(shown, "$.sides[0].pages[1].confidence", "91.5");
    must_be(shown, "$.sides[0].volumes[0].frozen", "true");
    must_be(shown, "$.sides[0].volumes[0].last_seq", "2");
    must_be(shown, "$.packages[0].status", "\"accepted\"");
    reply_write("show", shown);

    g_autoptr(JsonNode) two = index_record_show(sample->store, "B-7/2010", NULL);
    must_be(two, "$.version", "2");
    must_be(two, "$.stage", "\"exported\"");
    must_be(two, "$.sides[0].side", "\"notes\"");
    must_be(two, "$.sides[1].side", "\"correspondence\"");
    must_be(two, "$.packages[1].package", "\"fl-B-7_2010~2\"");
}

/* A correction, taken back, and what is said of both. */
static void test_edit(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    office_make(sample);
    g_autoptr(GArray) pages = index_pages_find(sample->store, 1, "1", &error);
    g_autoptr(JsonNode) edit =
        pages ? index_pages_set_aside(sample->store, pages, "fed twice", &error) : NULL;
    g_assert_no_error(error);
    must_be(edit, "$.sides[0].pages", "1");
    must_be(edit, "$.detail.reason", "\"fed twice\"");
    reply_write("edit", edit);
    g_autoptr(JsonNode) undone = index_edit_undo(sample->store, 1, &error);
    g_assert_no_error(error);
    must_be(undone, "$.undone_by", "\"operator\"");
    reply_write("edit.undone", undone);
    g_autoptr(JsonNode) history = index_record_history(sample->store, "A-12/2008", &error);
    g_assert_no_error(error);
    must_be(history, "$[0].detail.pages[0].to.state", "\"replaced\"");
    reply_write("history", history);
}

/* Written as text, and yet JSON, whatever stands in the register. */
static void test_register(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sample_sql(sample, "UPDATE record SET subject = 'a"
                       "\"b\"\\c/' || char(9, 10, 1, 127) || 'د', note_pages = 7");
    g_autofree char *text = index_register_json(sample->store, &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) list = json_from_string(text, &error);
    g_assert_no_error(error);
    must_be(list, "$[0].note_pages", "7");
    must_be(list, "$[1].correspondence_pages", "null");
    must_be(list, "$[0].stage", "\"registered\"");
    JsonObject *first = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(first, "subject"), ==, "a\"b\"\\c/\t\n\001\177د");
    g_autofree char *other = json_to_string(list, FALSE);
    g_assert_cmpstr(other, ==, text);
    reply_write("register-list", list);
}

static void test_status(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    g_autoptr(JsonNode) status = index_status(sample->store, NULL);
    must_be(status, "$.records",
            "{\"registered\":1,\"scanned\":1,\"recognised\":0,\"assembled\":0,\"checked\":0,"
            "\"exported\":1,\"imported\":1,\"rejected\":0}");
    must_be(status, "$.pages",
            "{\"scanned\":0,\"recognised\":4,\"failed\":1,\"replaced\":0,\"set-aside\":0}");
    must_be(status, "$.jobs", "{\"pending\":0,\"running\":0,\"failed\":1}");
    must_be(status, "$.failures",
            "[{\"job\":\"page\",\"id\":5,\"file_no\":\"C-3/2011\",\"side\":\"correspondence\","
            "\"folio\":\"1\",\"error\":\"crashed three times\"}]");
    reply_write("status", status);
}

static void test_ledger(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    g_autoptr(JsonNode) ledger = index_batch_ledger(sample->store, 1, NULL);
    must_be(ledger, "$.fed", "2");
    must_be(ledger, "$.clean", "1");
    must_be(ledger, "$.flagged", "1");
    must_be(ledger, "$.missing_sheets", "null");
    must_be(ledger, "$.sides",
            "[{\"file_no\":\"A-12/2008\",\"side\":\"correspondence\",\"pages\":2,"
            "\"side_pages\":2,\"expected_pages\":2}]");
    reply_write("scan", ledger);
}

static void test_progress(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    g_autoptr(JsonNode) progress = index_progress(sample->store, TRUE, NULL);
    must_be(progress, "$.grand_total.office", "\"TEST\"");
    must_be(progress, "$.offices[0].records",
            "{\"registered\":4,\"provisional\":0,\"uncounted\":2,\"short\":0,\"scanned\":1,"
            "\"recognised\":1,\"assembled\":1,\"checked\":0,\"examined\":0,\"by_lot\":0,"
            "\"exported\":1,\"exported_uncounted\":1,\"imported\":1,\"rejected\":0,"
            "\"removed\":0}");
    must_be(progress, "$.offices[0].pages",
            "{\"expected\":2,\"scanned\":2,\"recognised\":2,\"failed\":0,\"surplus\":0,\"blank\":0,"
            "\"duplicate\":0,\"removed\":0,\"unproven\":2}");
    must_be(progress, "$.offices[0].percent.scanned", "25.0");
    must_be(progress, "$.offices[0].base", "\"register\"");
    must_be(progress, "$.offices[0].days[0].pages", "2");
    must_be(progress, "$.lists.uncounted[0]",
            "{\"office\":\"TEST\",\"file_no\":\"B-7/2010\",\"side\":\"notes\",\"pages\":1,"
            "\"expected\":null,\"why\":\"no-count\"}");
    must_be(progress, "$.persons[0].pages", "2");
    reply_write("report", progress);
}

static void test_search_and_export(Sample *sample, gconstpointer data)
{
    (void)data;
    const ExportSettings settings = {.to_dir = g_getenv("MUHAFIZ_REPLIES"), .unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    office_make(sample);
    g_autoptr(JsonNode) hits = index_search(sample->store, "khasra", 5, &error);
    g_assert_no_error(error);
    must_be(hits, "$[0].snippet", "\"Mutation of land, [khasra] 412 \\\"Chak\\\"\"");
    must_be(hits, "$[0].seq", "null");
    must_be(hits, "$[1].snippet", "\"To the Tehsildar, application about [khasra] 412\"");
    reply_write("search", hits);
    g_autoptr(JsonNode) item = index_export(sample->store, "B-7/2010", &settings, &error);
    g_assert_no_error(error);
    must_be(item, "$.version", "2");
    reply_write("export", item);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/answers/show", Sample, NULL, sample_setup, test_show, sample_teardown);
    g_test_add("/answers/edit", Sample, NULL, sample_setup, test_edit, sample_teardown);
    g_test_add("/answers/register", Sample, NULL, sample_setup, test_register, sample_teardown);
    g_test_add("/answers/status", Sample, NULL, sample_setup, test_status, sample_teardown);
    g_test_add("/answers/ledger", Sample, NULL, sample_setup, test_ledger, sample_teardown);
    g_test_add("/answers/progress", Sample, NULL, sample_setup, test_progress, sample_teardown);
    g_test_add("/answers/search-and-export", Sample, NULL, sample_setup, test_search_and_export,
               sample_teardown);
    return g_test_run();
}
