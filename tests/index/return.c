/* Returns stay as they were frozen; what comes late stands in the next. */
#include <json-glib/json-glib.h>
#include <string.h>
#include <time.h>

#include "index/db.h"
#include "tests/index/edit-office.h"

static const char REGISTER[] = "file_no,subject,kind,year,correspondence_pages\n"
                               "B-7/2010,Mutation,file,2010,4\nC-3/2011,Mutation,file,2011,4\n";

static void list_import(Sample *sample, const char *csv)
{
    g_autoptr(GError) error = NULL;
    RegisterReport report = {0};
    g_autofree char *path = g_build_filename(sample->root, "more.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    index_register_import(sample->store, path, FALSE, &report, &error);
    g_assert_no_error(error);
    index_register_report_clear(&report);
}

static void plan_import(Sample *sample, const char *csv)
{
    g_autoptr(GError) error = NULL;
    PlanReport report = {0};
    g_autofree char *path = g_build_filename(sample->root, "plan.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    index_plan_import(sample->store, path, &report, &error);
    g_assert_no_error(error);
    index_plan_report_clear(&report);
}

static void setup(Sample *sample, gconstpointer data)
{
    sample_setup(sample, data);
    list_import(sample, REGISTER);
}

/* n pages of a record that were fed on that day. */
static void feed(Sample *sample, const char *file_no, guint n, const char *day)
{
    static guint picture;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("picture %u", picture++));
    sample_scan(sample, file_no, "", (const char *const *)texts->pdata, n);
    g_autofree char *sql = g_strdup_printf("UPDATE page SET accepted_at = '%sT11:00:00+05:30' "
                                           "WHERE page_id IN (SELECT page_id FROM page "
                                           "ORDER BY page_id DESC LIMIT %u)",
                                           day, n);
    sample_sql(sample, sql);
}

/* The office's clock: an hour passes before each return. */
static time_t now_s = 1795000000;

time_t time(time_t *at)
{
    if (at)
        *at = now_s;
    return now_s;
}

static JsonNode *freeze(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    now_s += 3600;
    JsonNode *item = index_return_freeze(sample->store, &error);
    g_assert_no_error(error);
    return item;
}

static char *bytes(Sample *sample, gint64 number)
{
    g_autoptr(GError) error = NULL;
    char *text = index_return_text(sample->store, number, &error);
    g_assert_no_error(error);
    return text;
}

static char *corrections(JsonNode *item)
{
    return json_to_string(json_object_get_member(json_node_get_object(item), "corrections"), FALSE);
}

/* Return 12 is the same byte for byte after late data, and return 13 tells of these. */
static void test_late(Sample *sample, gconstpointer data)
{
    (void)data;
    feed(sample, "B-7/2010", 3, "2026-01-05");
    for (guint i = 1; i <= 12; i++) {
        g_autoptr(JsonNode) item = freeze(sample);
        g_autofree char *found = corrections(item);
        g_assert_cmpint(json_object_get_int_member(json_node_get_object(item), "return"), ==, i);
        g_assert_cmpstr(found, ==, "[]");
    }
    g_autofree char *before = bytes(sample, 12);
    feed(sample, "B-7/2010", 1, "2026-01-06");                     /* came late */
    sample_sql(sample, "INSERT INTO flag VALUES (1, 'blank', 1)"); /* and one was no page */
    feed(sample, "C-3/2011", 4, "2026-01-05");
    g_autoptr(JsonNode) next = freeze(sample);
    g_autofree char *after = bytes(sample, 12), *told = corrections(next);
    g_assert_cmpstr(after, ==, before);
    g_assert_cmpstr(told, ==,
                    "[{\"column\":\"pages\",\"day\":\"2026-01-05\",\"is\":6,\"office\":\"TEST\","
                    "\"return\":1,\"was\":3},"
                    "{\"column\":\"scanned\",\"day\":\"2026-01-05\",\"is\":1,\"office\":\"TEST\","
                    "\"return\":1,\"was\":0},"
                    "{\"column\":\"pages\",\"day\":\"2026-01-06\",\"is\":1,\"office\":\"TEST\","
                    "\"return\":1,\"was\":0}]");
    g_autoptr(JsonNode) last = freeze(sample);
    g_autofree char *nothing = corrections(last);
    g_assert_cmpstr(nothing, ==, "[]"); /* it was told */
}

static char *day_name(gint64 at_s)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_s);
    return g_date_time_format(at, "%Y-%m-%d");
}

/* Two returns of one day: what is taken back of it was told to its end by the second, and what is taken back of the day before by the first. */
static void test_one_day(Sample *sample, gconstpointer data)
{
    (void)data;
    now_s += 2 * 86400 - now_s % 86400; /* early in a day, in whatever zone of ours */
    g_autofree char *today = day_name(now_s), *before = day_name(now_s - 86400);
    feed(sample, "C-3/2011", 4, before);
    feed(sample, "B-7/2010", 2, today);
    json_node_unref(freeze(sample));
    json_node_unref(freeze(sample));
    sample_sql(sample, "INSERT INTO flag VALUES (1, 'blank', 1)");
    sample_sql(sample, "INSERT INTO flag VALUES (5, 'blank', 1)");
    now_s += 86400;
    g_autoptr(JsonNode) next = freeze(sample);
    JsonArray *list = json_object_get_array_member(json_node_get_object(next), "corrections");
    guint n_before = 0, n_today = 0;
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *one = json_array_get_object_element(list, i);
        gboolean is_today = g_strcmp0(json_object_get_string_member(one, "day"), today) == 0;
        g_assert_cmpint(json_object_get_int_member(one, "return"), ==, is_today ? 2 : 1);
        n_today += is_today;
        n_before += !is_today;
    }
    g_assert_cmpuint(n_today, >, 0);
    g_assert_cmpuint(n_before, >, 0);
}

/* "registered:4>5": what differs from the return before, without a day. */
static char *totals_told(JsonNode *item)
{
    GString *told = g_string_new(NULL);
    JsonArray *list = json_object_get_array_member(json_node_get_object(item), "corrections");
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *one = json_array_get_object_element(list, i);
        g_assert_true(json_object_get_null_member(one, "day"));
        g_assert_cmpint(json_object_get_int_member(one, "return"), ==, 1);
        g_autofree char *was = json_to_string(json_object_get_member(one, "was"), FALSE);
        g_autofree char *is = json_to_string(json_object_get_member(one, "is"), FALSE);
        g_string_append_printf(told, "%s:%s>%s ", json_object_get_string_member(one, "column"), was,
                               is);
    }
    return g_string_free(told, FALSE);
}

/* Whoever makes the target smaller or puts the deadline off between two returns is told of by the second. */
static void test_totals(Sample *sample, gconstpointer data)
{
    (void)data;
    plan_import(sample, "office,records,pages,deadline\nTEST,10,40,2027-03-31\n");
    json_node_unref(freeze(sample));
    plan_import(sample, "office,records,deadline\nTEST,8,2030-12-31\n");
    plan_import(sample, "office,records,counted_on,counted_by\nTEST,9,2026-04-01,R. Khan\n");
    list_import(sample, "file_no,subject,kind,year,correspondence_pages\nD-1/2012,s,file,2012,6\n");
    sample_set(sample, "C-3/2011", "availability", "missing", NULL);
    g_autoptr(JsonNode) next = freeze(sample);
    g_autofree char *told = totals_told(next);
    g_assert_cmpstr(told, ==,
                    "census:0>1 targets:1>2 deadline:\"2027-03-31\">\"2030-12-31\" registered:4>5 "
                    "expected:10>16 missing:0>1 "
                    "target_records:10>8 target_pages:40>0 census_records:0>9 ");
    g_autoptr(JsonNode) last = freeze(sample);
    g_autofree char *nothing = corrections(last);
    g_assert_cmpstr(nothing, ==, "[]");
}

/* Who reads the return waits for nobody that writes, and sees nothing of it. */
static void test_meanwhile(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *url = g_strdup_printf("sqlite:%s/store/muhafiz.db", sample->root);
    feed(sample, "B-7/2010", 3, "2026-01-05");
    json_node_unref(index_progress(sample->store, FALSE, &error));
    g_autoptr(Db) other = db_open(url, &error);
    g_assert_no_error(error);
    g_assert_true(db_begin(other, &error));
    g_assert_true(
        db_exec(other, "flag_set", DB_VALUES(DB_INT(1), DB_TEXT("blank"), DB_REAL(1)), &error));
    g_autoptr(JsonNode) item = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *total = json_object_get_object_member(json_node_get_object(item), "grand_total");
    g_assert_cmpint(
        json_object_get_int_member(json_object_get_object_member(total, "pages"), "scanned"), ==,
        3);
    db_rollback(other);
}

static void test_list(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    json_node_unref(freeze(sample));
    json_node_unref(freeze(sample));
    g_autoptr(JsonNode) list = index_return_list(sample->store, &error);
    JsonObject *second = json_array_get_object_element(json_node_get_array(list), 1);
    g_autofree char *text = bytes(sample, 2);
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    JsonObject *first = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(second, "sha256"), ==, sha256);
    g_assert_cmpstr(json_object_get_string_member(second, "from"), ==,
                    json_object_get_string_member(first, "to"));
    g_assert_true(json_object_get_null_member(first, "from"));
    g_assert_null(index_return_text(sample->store, 3, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* Twice at one moment: the second says nothing. */
static void test_twice(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    json_node_unref(freeze(sample));
    g_assert_null(index_return_freeze(sample->store, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_nonnull(strstr(error->message, "muhafiz return show 1"));
    g_autoptr(JsonNode) next = freeze(sample);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(next), "return"), ==, 2);
}

/* Whoever writes into the database is found out by the event. */
static void test_changed(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    json_node_unref(freeze(sample));
    sample_sql(sample, "DROP TRIGGER frozen_return_no_update; UPDATE frozen_return SET item = "
                       "replace(item, '\"scanned\":0', '\"scanned\":9')");
    g_assert_null(index_return_load(sample->store, 1, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/return/late", Sample, NULL, setup, test_late, sample_teardown);
    g_test_add("/return/one-day", Sample, NULL, setup, test_one_day, sample_teardown);
    g_test_add("/return/totals", Sample, NULL, setup, test_totals, sample_teardown);
    g_test_add("/return/meanwhile", Sample, NULL, setup, test_meanwhile, sample_teardown);
    g_test_add("/return/list", Sample, NULL, setup, test_list, sample_teardown);
    g_test_add("/return/twice", Sample, NULL, setup, test_twice, sample_teardown);
    g_test_add("/return/changed", Sample, NULL, setup, test_changed, sample_teardown);
    return g_test_run();
}
