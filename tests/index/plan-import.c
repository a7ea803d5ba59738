/* Plans of offices: five tables, versions, and what is refused. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/sample.h"

#define OFFICES                                                                                    \
    "office,name,parent,level,lgd\nTEST,Tehsil Test,D1,tehsil,00123\nD1,District "                 \
    "One,S1,district,\n"                                                                           \
    "S1,State One,,state,01\nT2,Tehsil Two,D1,tehsil,\n"

static gboolean import(Sample *sample, const char *csv, PlanReport *report, GError **error)
{
    g_autofree char *path = g_build_filename(sample->root, "plan.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    return index_plan_import(sample->store, path, report, error);
}

static void must_import(Sample *sample, const char *csv, const char *kind, gint64 version,
                        gboolean is_new)
{
    PlanReport report = {0};
    g_autoptr(GError) error = NULL;
    import(sample, csv, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(report.kind, ==, kind);
    g_assert_cmpint(report.version, ==, version);
    g_assert_cmpint(report.is_new, ==, is_new);
    index_plan_report_clear(&report);
}

static const struct {
    const char *name, *csv, *problem;
} faults[] = {
    {"no-table", "office,colour\nTEST,red\n", "holidays: date,name,[office]"},
    {"empty", "", "targets: office"},
    {"number", "office,records,deadline\nTEST,ten,2027-03-31\n", ":2: column records: \"ten\""},
    {"comma", "office,records,deadline\nTEST,\"1,\",2027-03-31\n", ":2: column records"},
    {"date", "office,records,deadline\nTEST,10,31.02.2027\n", ":2: column deadline"},
    {"no-deadline", "office,records,deadline\nTEST,10,\n", ":2: column deadline: it is empty"},
    {"no-office", "office,records,deadline\nT9,10,2027-03-31\n", ":2: column office: \"T9\""},
    {"twice", "office,records,deadline\nTEST,10,2027-03-31\nTEST,11,2027-03-31\n",
     ":3: column office, category, priority: the same stands in line 2"},
    {"two-rules", "priority,category\npublic,domicile\nland,domicile\n", ":3: column category"},
    {"two-tops", "office,name,parent,level\nA,A,,state\nB,B,,state\n", ":3: column parent"},
    {"loop", "office,name,parent,level\nA,A,,state\nB,B,C,x\nC,C,B,x\n",
     ":3: column parent: \"C\""},
    {"orphan", "office,name,parent,level\nA,A,,state\nB,B,Z,x\n", ":3: column parent: \"Z\""},
    {"census-of-nobody", "office,records,counted_on,counted_by\nTEST,10,2026-04-01,\n",
     ":2: column counted_by"},
    {"quote", "office,name,parent,level\nA,\"A\"x,,state\n", ":2: column 2"},
    {"start", "office,records,start,deadline\nTEST,10,2027-04-01,2027-03-31\n",
     ":2: column start: it is after the deadline"},
    {"census-to-come", "office,records,counted_on,counted_by\nTEST,10,2199-04-01,R. Khan\n",
     ":2: column counted_on: this day is yet to come"},
    {"header-only", "office,records,deadline\n", "would take all targets away"},
    {"beyond", "priority,category,,\na,b,,c\n", ":2: column ?"},
    {"too-many", "priority,category\na,b,c\n", ":2: column ?"},
};

/* Half a plan is another plan: nothing of it goes in. */
static void test_faults(Sample *sample, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        PlanReport report = {0};
        g_autoptr(GError) error = NULL;
        g_test_message("%s", faults[i].name);
        g_assert_false(import(sample, faults[i].csv, &report, &error));
        g_assert_nonnull(error);
        const char *said = report.problems->len ? report.problems->pdata[0] : error->message;
        if (!strstr(said, faults[i].problem))
            g_error("%s: \"%s\" is not in: %s", faults[i].name, faults[i].problem, said);
        index_plan_report_clear(&report);
    }
    g_autoptr(JsonNode) plan = index_plan_list(sample->store, NULL);
    g_assert_cmpuint(
        json_array_get_length(json_object_get_array_member(json_node_get_object(plan), "versions")),
        ==, 0);
}

static void test_versions(Sample *sample, gconstpointer data)
{
    (void)data;
    must_import(sample, OFFICES, "offices", 1, TRUE);
    must_import(sample, OFFICES, "offices", 1, FALSE);
    must_import(sample, OFFICES "T3,Tehsil Three,D1,tehsil,\n", "offices", 2, TRUE);
    must_import(sample, OFFICES, "offices", 3, TRUE); /* back again is a change, too */
    must_import(sample,
                "office,category,priority,records,pages,start,deadline\n"
                "TEST,,,\"1,20,000\",\"28,80,000\",01/04/2026,31/03/2027\n",
                "targets", 1, TRUE);
    g_autoptr(JsonNode) plan = index_plan_list(sample->store, NULL);
    JsonObject *item = json_node_get_object(plan);
    g_autofree char *targets = json_to_string(json_object_get_member(item, "targets"), FALSE);
    g_assert_cmpstr(targets, ==,
                    "[{\"office\":\"TEST\",\"category\":null,\"priority\":null,\"records\":120000,"
                    "\"pages\":2880000,\"start\":\"2026-04-01\",\"deadline\":\"2027-03-31\"}]");
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(item, "versions")), ==, 4);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(item, "offices")), ==, 4);
}

/* The item has it all, and categories go to the narrowest target. */
static void test_item(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    must_import(sample, OFFICES, "offices", 1, TRUE);
    must_import(sample, "priority,category\npublic matters,domicile\npublic matters,income\n",
                "rules", 1, TRUE);
    must_import(sample,
                "office,category,priority,records,deadline\nTEST,,public matters,5,2027-01-31\n"
                "TEST,,,20,2027-03-31\nTEST,mutation,,7,2027-02-28\nT2,,,9,2027-03-31\n",
                "targets", 1, TRUE);
    must_import(sample, "date,name,office\n2027-01-26,Republic Day,\n2027-02-01,Mela,T2\n",
                "holidays", 1, TRUE);
    g_assert_true(sample_set(sample, "A-12/2008", "category", "mutation", &error));
    g_assert_true(sample_set(sample, "B-7/2010", "category", "domicile", &error));
    g_assert_true(sample_set(sample, "C-3/2011", "category", "income", &error));
    g_autoptr(JsonNode) node = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *item = json_node_get_object(node);
    g_autofree char *categories = json_to_string(json_object_get_member(item, "categories"), FALSE);
    g_assert_cmpstr(
        categories, ==,
        "[{\"office\":\"TEST\",\"priority\":null,\"category\":null,\"target_records\":20,\"target_"
        "pages\":null,"
        "\"deadline\":\"2027-03-31\",\"first_deadline\":\"2027-03-31\",\"registered\":1,"
        "\"scanned\":0,\"imported\":0,\"pages\":0},"
        "{\"office\":\"TEST\",\"priority\":null,\"category\":\"mutation\",\"target_records\":7,"
        "\"target_pages\":null,"
        "\"deadline\":\"2027-02-28\",\"first_deadline\":\"2027-02-28\",\"registered\":1,"
        "\"scanned\":0,\"imported\":0,\"pages\":0},"
        "{\"office\":\"TEST\",\"priority\":\"public "
        "matters\",\"category\":null,\"target_records\":5,"
        "\"target_pages\":null,\"deadline\":\"2027-01-31\",\"first_deadline\":\"2027-01-31\","
        "\"registered\":2,\"scanned\":0,"
        "\"imported\":0,"
        "\"pages\":0}]");
    JsonObject *row = json_object_get_object_member(item, "grand_total");
    g_autofree char *target = json_to_string(json_object_get_member(row, "target"), FALSE);
    g_assert_cmpstr(target, ==,
                    "{\"records\":32,\"pages\":0,\"start\":null,\"deadline\":\"2027-03-31\","
                    "\"first_deadline\":\"2027-03-31\"}");
    g_assert_cmpstr(json_object_get_string_member(row, "parent"), ==, "D1");
    g_assert_cmpstr(json_object_get_string_member(item, "level"), ==, "tehsil");
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(item, "holidays")), ==, 2);
}

static gint64 days_left(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *total = json_object_get_object_member(json_node_get_object(node), "grand_total");
    return json_object_get_int_member(json_object_get_object_member(total, "projection"),
                                      "days_left");
}

/* Those of all, of the office and of those above it; not of its sister. Far ahead, and no Sunday. */
static void test_holidays(Sample *sample, gconstpointer data)
{
    (void)data;
    must_import(sample, OFFICES, "offices", 1, TRUE);
    must_import(sample, "office,records,deadline\nTEST,20,2033-12-31\n", "targets", 1, TRUE);
    gint64 all = days_left(sample);
    must_import(
        sample,
        "date,name,office\n2033-06-01,For all,\n2033-06-02,Own,TEST\n2033-06-03,District,D1\n"
        "2033-06-04,State,S1\n2033-06-06,Sister,T2\n",
        "holidays", 1, TRUE);
    g_assert_cmpint(days_left(sample), ==, all - 4);
}

/* Levels are the office's own words, as many as there are: those of Mizoram, too, with the codes of the directory. */
static void test_levels(Sample *sample, gconstpointer data)
{
    static const char *const levels[] = {"State",      "District",        "Sub-Division",
                                         "R.D. Block", "Village Council", NULL};
    g_autoptr(GError) error = NULL;
    (void)data;
    must_import(sample,
                "office,name,parent,level,lgd\nTEST,Tlungvel,B,Village Council,272011\n"
                "B,Thingsulthliah,U,R.D. Block,06289\nD,Aizawl,S,District,265\n"
                "U,Aizawl Sadar,D,Sub-Division,\nS,Mizoram,,State,15\n",
                "offices", 1, TRUE);
    must_import(sample, "office,records,deadline\nS,9,2033-12-31\nTEST,2,2033-06-30\n", "targets",
                1, TRUE);
    g_autoptr(JsonNode) node = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *item = json_node_get_object(node);
    JsonObject *row = json_object_get_object_member(item, "grand_total");
    JsonArray *tree = json_object_get_array_member(item, "tree");
    g_assert_cmpstr(json_object_get_string_member(row, "level"), ==, levels[4]);
    g_assert_cmpstr(json_object_get_string_member(row, "lgd"), ==, "272011");
    g_assert_cmpstr(json_object_get_string_member(row, "parent"), ==, "B");
    g_assert_cmpuint(json_array_get_length(tree), ==, G_N_ELEMENTS(levels) - 1);
    for (guint i = 0; i < json_array_get_length(tree); i++)
        g_assert_true(g_strv_contains(
            levels,
            json_object_get_string_member(json_array_get_object_element(tree, i), "level")));
}

/* What is called a holiday on the day itself or later was a day of little work; it stays one in later versions, too. */
static void test_holidays_late(Sample *sample, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *now = index_now(), *today = g_strndup(now, strlen("2026-11-28"));
    const char *const days[] = {"2026-01-26", today};
    g_autofree char *first =
        g_strdup_printf("date,name\n%s,Snow\n2026-01-26,Republic Day\n2033-06-01,Mela\n", today);
    g_autofree char *second = g_strconcat(first, "2033-06-02,Fair\n", NULL);
    const char *const tables[] = {first, second};
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        must_import(sample, tables[i], "holidays", i + 1, TRUE);
        g_autoptr(JsonNode) node = index_progress(sample->store, FALSE, &error);
        g_assert_no_error(error);
        JsonObject *item = json_node_get_object(node);
        JsonArray *late = json_object_get_array_member(item, "holidays_late");
        g_assert_cmpuint(json_array_get_length(late), ==, G_N_ELEMENTS(days));
        for (guint d = 0; d < G_N_ELEMENTS(days); d++)
            g_assert_cmpstr(
                json_object_get_string_member(json_array_get_object_element(late, d), "day"), ==,
                days[d]);
        g_assert_cmpuint(json_array_get_length(json_object_get_array_member(item, "holidays")), ==,
                         i + 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/plan-import/faults", Sample, NULL, sample_setup, test_faults, sample_teardown);
    g_test_add("/plan-import/versions", Sample, NULL, sample_setup, test_versions, sample_teardown);
    g_test_add("/plan-import/item", Sample, NULL, sample_setup, test_item, sample_teardown);
    g_test_add("/plan-import/levels", Sample, NULL, sample_setup, test_levels, sample_teardown);
    g_test_add("/plan-import/holidays", Sample, NULL, sample_setup, test_holidays, sample_teardown);
    g_test_add("/plan-import/holidays-late", Sample, NULL, sample_setup, test_holidays_late,
               sample_teardown);
    return g_test_run();
}
