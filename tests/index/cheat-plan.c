/* Ways to make the plan, or the way that is left, look better (progress.h): totals stay, and the return tells of each. */
#include <string.h>

#include "index/exclusion.h"
#include "index/member.h"
#include "tests/index/cheat-office.h"

static JsonObject *projection_of(JsonNode *item)
{
    return member_object(total(item), "projection");
}

/* Its n; -1: the reason is not told. */
static gint64 reason_of(JsonNode *item, const char *name)
{
    JsonArray *behind = member_array(total(item), "behind");
    for (guint i = 0; i < member_length(behind); i++)
        if (g_str_equal(member_text(member_element(behind, i), "reason"), name))
            return member_int(member_element(behind, i), "n", -1);
    return -1;
}

/* Whoever joins the report, with the plan of a store or without one, tells the same of it. */
static void joined_check(Sample *sample, JsonNode *item, const char *member)
{
    g_autofree char *path = g_build_filename(sample->root, "item.json", NULL);
    g_autofree char *alone = json_to_string(item, FALSE);
    g_autofree char *text = g_strdup_printf("{\"schema\":1,\"items\":[%s]}\n", alone);
    const char *const paths[] = {path, NULL};
    Store *const stores[] = {NULL, sample->store};
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(stores); i++) {
        g_autoptr(GError) error = NULL;
        MergeReport report = {0};
        g_autoptr(JsonNode) joined = index_progress_merge(stores[i], paths, &report, &error);
        g_assert_no_error(error);
        index_merge_report_clear(&report);
        g_assert_true(json_node_equal(json_object_get_member(projection_of(joined), member),
                                      json_object_get_member(projection_of(item), member)));
        g_assert_cmpint(reason_of(joined, "lately-off"), ==, reason_of(item, "lately-off"));
        g_assert_cmpint(reason_of(joined, "put-off"), ==, reason_of(item, "put-off"));
    }
}

/* ------------------------------------------------------------------------------------- taken off -- */

static void exclude(Sample *sample, const char *file_no)
{
    g_autoptr(GError) error = NULL;
    json_node_unref(index_exclusion_propose(sample->store, file_no, "no time", &error));
    g_assert_no_error(error);
    json_node_unref(index_exclusion_approve(sample->store, file_no, NULL, NULL, &error));
    g_assert_no_error(error);
}

/* The last week's exclusion of what is left: as if it had not been, the same is left, and needed, as before. */
static void test_excluded(Sample *sample, gconstpointer data)
{
    Drive drive = {sample, 0, 0};
    const gboolean is_missing = data != NULL;
    g_auto(Figures) figures = {0};
    g_auto(Figures) figures_after = {0};
    office_make(sample);
    g_autoptr(JsonNode) before = progress(sample);
    figures_read(sample, &figures);
    if (is_missing)
        steps(&drive, "set B availability missing; set C availability damaged");
    else {
        exclude(sample, "B-7/2010");
        exclude(sample, "C-3/2011");
    }
    g_autoptr(JsonNode) after = progress(sample);
    figures_read(sample, &figures_after);
    figures_compare(&figures, &figures_after, 0);
    JsonObject *was = projection_of(before), *is = projection_of(after),
               *whole = member_object(is, "whole");
    static const char *const same[] = {"left", "needed_per_day"};
    g_assert_null(member_object(was, "whole"));
    g_assert_cmpint(member_int(is, "left", 0), ==, member_int(was, "left", 0) - 8);
    for (guint i = 0; i < G_N_ELEMENTS(same); i++)
        g_assert_cmpint(member_int(whole, same[i], -1), ==, member_int(was, same[i], -2));
    g_assert_cmpint(member_int(whole, "off", 0), ==, 2);
    g_assert_cmpint(member_int(whole, "lately", 0), ==, 2);
    g_assert_cmpint(reason_of(after, "lately-off"), ==, 2);
    g_assert_cmpint(reason_of(after, is_missing ? "missing" : "excluded"), ==, 2);
    joined_check(sample, after, "whole");
    sample_sql(sample, "UPDATE exclusion SET approved_at = '2001-01-01T10:00:00+05:30';"
                       "UPDATE absence SET at = '2001-01-01T10:00:00+05:30'");
    g_autoptr(JsonNode) later = progress(sample);
    g_assert_cmpint(member_int(member_object(projection_of(later), "whole"), "lately", -1), ==, 0);
    g_assert_cmpint(reason_of(later, "lately-off"), ==, -1);
}

/* ---------------------------------------------------------------------------------- the deadline -- */

/* What is planned later, and due later, puts nothing off that was planned before. */
static void test_added(Sample *sample, gconstpointer data)
{
    (void)data;
    register_import(sample, CHEAT_REGISTER);
    plan_import(sample, "office,category,records,pages,deadline\nTEST,,10,40,2029-12-31\n");
    plan_import(sample, "office,category,records,pages,deadline\nTEST,,10,40,2029-12-31\nTEST,"
                        "Lease,2,8,2033-06-30\n");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_null(member_object(projection_of(item), "first"));
    g_assert_cmpint(reason_of(item, "put-off"), ==, -1);
}

/* Put off, also twice, and also of one category alone: the first one stays beside it. */
static void test_put_off(Sample *sample, gconstpointer data)
{
    static const char *const plans[] = {
        "office,category,records,pages,deadline\nTEST,,10,40,2019-12-31\nTEST,Lease,2,8,2019-06-"
        "30\n",
        "office,category,records,pages,deadline\nTEST,,10,40,2029-12-31\nTEST,Lease,2,8,2029-06-"
        "30\n",
        "office,category,records,pages,deadline\nTEST,,10,40,2033-12-31\nTEST,Lease,2,8,2029-06-"
        "30\n",
    };
    (void)data;
    register_import(sample, CHEAT_REGISTER);
    for (guint i = 0; i < G_N_ELEMENTS(plans); i++) {
        plan_import(sample, plans[i]);
        g_autoptr(JsonNode) item = progress(sample);
        JsonObject *first = member_object(projection_of(item), "first");
        JsonArray *categories = member_array(json_node_get_object(item), "categories");
        g_assert_cmpstr(member_text(member_object(total(item), "target"), "first_deadline"), ==,
                        "2019-12-31");
        g_assert_cmpstr(member_text(member_element(categories, 0), "first_deadline"), ==,
                        "2019-12-31");
        g_assert_cmpstr(member_text(member_element(categories, 1), "first_deadline"), ==,
                        "2019-06-30");
        g_assert_cmpstr(member_text(first, "deadline"), ==, i ? "2019-12-31" : NULL);
        g_assert_cmpstr(member_text(first, "state"), ==, i ? "late" : NULL);
        g_assert_cmpint(reason_of(item, "put-off"), ==, i == 0 ? -1 : i == 1 ? 3653 : 5114);
        if (i)
            joined_check(sample, item, "first");
    }
}

/* ------------------------------------------------------------------------------------ the census -- */

/* Of four that are registered. USER: who took the register in. */
static const struct {
    const char *name, *rows;
    gint64 own, over_register, over_census; /* -1: not told */
} CENSUSES[] = {
    {"independent", "TEST,,4,2020-04-01,R. Khan\n", -1, -1, -1},
    {"of more", "TEST,,9,2020-04-01,R. Khan\n", -1, 5, -1},
    {"of fewer", "TEST,,1,2020-04-01,R. Khan\n", -1, -1, 3},
    {"by who wrote the register", "TEST,,4,2020-04-01,USER\n", 4, -1, -1},
    {"in part", "TEST,,1,2020-04-01,R. Khan\nTEST,Lease,2,2020-04-01, uSER \n", 2, -1, 1},
};

static void test_census(Sample *sample, gconstpointer data)
{
    const gsize i = GPOINTER_TO_SIZE(data);
    const char *user = index_store_user(sample->store);
    g_autofree char *other = g_ascii_strup(user, -1);
    g_autoptr(GString) csv = g_string_new("office,category,records,counted_on,counted_by\n");
    g_string_append(csv, CENSUSES[i].rows);
    g_string_replace(csv, "USER", user, 0);
    g_string_replace(csv, "uSER", other, 0);
    register_import(sample, CHEAT_REGISTER);
    plan_import(sample, csv->str);
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpint(reason_of(item, "census-own"), ==, CENSUSES[i].own);
    g_assert_cmpint(reason_of(item, "register-short"), ==, CENSUSES[i].over_register);
    g_assert_cmpint(reason_of(item, "census-short"), ==, CENSUSES[i].over_census);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/cheat-plan/excluded", Sample, NULL, sample_setup, test_excluded, sample_teardown);
    g_test_add("/cheat-plan/missing", Sample, "missing", sample_setup, test_excluded,
               sample_teardown);
    g_test_add("/cheat-plan/added", Sample, NULL, sample_setup, test_added, sample_teardown);
    g_test_add("/cheat-plan/put-off", Sample, NULL, sample_setup, test_put_off, sample_teardown);
    for (gsize i = 0; i < G_N_ELEMENTS(CENSUSES); i++) {
        g_autofree char *path = g_strdup_printf("/cheat-plan/census/%s", CENSUSES[i].name);
        g_test_add(path, Sample, GSIZE_TO_POINTER(i), sample_setup, test_census, sample_teardown);
    }
    return g_test_run();
}
