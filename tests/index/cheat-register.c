/* Ways to look further than one is (progress.h) by the register, the plan and what is said of records: after each, the return
 * says what it said before, or names who did it. */
#include <string.h>

#include "tests/index/cheat-office.h"
#include "tests/index/office-people.h"

static void test_register_of_scanned(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    register_import(sample, CHEAT_REGISTER);
    plan_import(sample, "office,records,pages,counted_on,counted_by\n"
                        "TEST,\"1,00,000\",\"24,00,000\",01/04/2026,Patwari Khan\n");
    steps(&drive, "scan A 2; scan B 4; scan C 4");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpstr(json_object_get_string_member(total(item), "base"), ==, "census");
    g_assert_cmpint(count(item, "of", "records"), ==, 100000);
    g_assert_cmpint(count(item, "records", "scanned"), ==, 3);
    g_autofree char *percent =
        json_to_string(json_object_get_member(total(item), "percent"), FALSE);
    g_assert_nonnull(strstr(percent, "\"scanned\":0.0,"));
    counts_must_hold(sample);
}

/* Another deadline or target is another version, and the return says by which it was measured. */
static void test_other_plan(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4");
    g_auto(Figures) before = {0};
    g_auto(Figures) after = {0};
    figures_read(sample, &before);
    plan_import(sample, CHEAT_TARGETS); /* the same bytes: the same version */
    plan_import(sample, "office,records,pages,deadline\nTEST,10,40,2029-03-31\n");
    figures_read(sample, &after);
    figures_compare(&before, &after, 0);
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *plan = json_object_get_array_member(json_node_get_object(item), "plan");
    g_assert_cmpuint(json_array_get_length(plan), ==, 1);
    g_assert_cmpint(json_object_get_int_member(json_array_get_object_element(plan, 0), "version"),
                    ==, 2);
    plan_import(sample, "office,records,pages,deadline\nTEST,1,4,2027-03-31\n");
    g_autoptr(JsonNode) easy = progress(sample);
    plan = json_object_get_array_member(json_node_get_object(easy), "plan");
    g_assert_cmpint(json_object_get_int_member(json_array_get_object_element(plan, 0), "version"),
                    ==, 3);
    g_autoptr(JsonNode) list = index_plan_list(sample->store, NULL);
    JsonArray *versions = json_object_get_array_member(json_node_get_object(list), "versions");
    g_assert_cmpuint(json_array_get_length(versions), ==, 3); /* none is forgotten */
}

/* Pages that some rows of the target have are no measure of all. */
static void test_pages_of_some(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    register_import(sample, CHEAT_REGISTER);
    plan_import(sample, "office,category,records,pages,deadline\nTEST,Mutation,2,4,2027-03-31\n"
                        "TEST,,1000,,2027-03-31\n");
    steps(&drive, "scan B 4");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpint(count(item, "of", "records"), ==, 1002);
    g_assert_cmpint(count(item, "of", "pages"), ==, 0);
    g_assert_true(json_object_get_null_member(json_object_get_object_member(total(item), "percent"),
                                              "pages"));
    JsonObject *projection = json_object_get_object_member(total(item), "projection");
    g_assert_cmpstr(json_object_get_string_member(projection, "unit"), ==, "records");
    g_assert_cmpint(json_object_get_int_member(projection, "left"), ==, 1001);
}

/* More than all is printed as it is, and named. */
static void test_over(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    register_import(sample, CHEAT_REGISTER);
    plan_import(sample, "office,records,pages,deadline\nTEST,1,6,2027-03-31\n");
    steps(&drive, "scan B 4; scan C 4");
    g_autoptr(JsonNode) item = progress(sample);
    g_autofree char *over = json_to_string(json_object_get_member(total(item), "over"), FALSE);
    g_assert_nonnull(strstr(over, "\"scanned\""));
    g_assert_nonnull(strstr(over, "\"pages\""));
}

/* What nobody has any more is not scanned, whatever is held of it. */
static void test_gone(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4; run; look; set B availability missing");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpint(count(item, "records", "scanned"), ==, 0);
    g_assert_cmpint(count(item, "pages", "scanned"), ==, 0);
    g_assert_cmpint(count(item, "availability", "missing"), ==, 1);
    JsonArray *missing = json_object_get_array_member(
        json_object_get_object_member(json_node_get_object(item), "lists"), "missing");
    JsonObject *one = json_array_get_object_element(missing, 0);
    g_assert_nonnull(json_object_get_string_member(one, "reason"));
    g_assert_cmpstr(json_object_get_string_member(one, "person"), ==,
                    index_store_user(sample->store));
    counts_must_hold(sample);
}

/* Whoever writes off what is left, or closes it, is not done. */
static void test_written_off(Sample *sample, gconstpointer data)
{
    Drive drive = {sample, 0, 0};
    register_import(sample, CHEAT_REGISTER);
    plan_import(sample, "office,records,pages,deadline\nTEST,4,40,2027-03-31\n");
    steps(&drive, data);
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpstr(json_object_get_string_member(
                        json_object_get_object_member(total(item), "projection"), "state"),
                    ==, "nothing-left");
    JsonArray *behind = json_object_get_array_member(total(item), "behind");
    gboolean is_told = FALSE;
    for (guint i = 0; i < json_array_get_length(behind); i++)
        is_told |= g_str_equal(
            json_object_get_string_member(json_array_get_object_element(behind, i), "reason"),
            "nothing-left");
    g_assert_true(is_told);
}

/* Whoever lowers a count before feeding is named. */
static void test_lowered(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "set B correspondence_pages 1; set C correspondence_pages 6; scan B 1; scan C 4;"
                  "set A correspondence_pages 1");
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *lowered = json_object_get_array_member(
        json_object_get_object_member(json_node_get_object(item), "lists"), "lowered");
    g_assert_cmpuint(json_array_get_length(lowered), ==, 1); /* A is not fed */
    JsonObject *one = json_array_get_object_element(lowered, 0);
    g_assert_cmpstr(json_object_get_string_member(one, "file_no"), ==, "B-7/2010");
    g_assert_cmpint(json_object_get_int_member(one, "was"), ==, 4);
    g_assert_cmpint(json_object_get_int_member(one, "is"), ==, 1);
    g_assert_cmpstr(json_object_get_string_member(one, "person"), ==,
                    index_store_user(sample->store));
}

/* Out of the register and in again with fewer pages: the fall is told, by whatever way, and so is the removal. */
static void test_removed(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "remove B; register B-7/2010 1; scan B 1;"
                  "set C correspondence_pages 1; remove C; register c-3/2011 1; scan c-3/2011 1;"
                  "add N-1; remove N-1");
    sample_sql(sample, "UPDATE removal SET note_pages = 50 WHERE file_no = 'B-7/2010'");
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *lowered = list_of(item, "lowered"), *removed = list_of(item, "removed");
    g_assert_cmpuint(json_array_get_length(removed), ==, 2); /* N-1 was on no list */
    g_assert_cmpint(
        json_object_get_int_member(json_array_get_object_element(removed, 0), "expected"), ==, 54);
    g_assert_cmpuint(json_array_get_length(lowered), ==, 3);
    for (guint i = 0; i < 3; i++) { /* of B, its notes, which it came in again without */
        JsonObject *one = json_array_get_object_element(lowered, i);
        gboolean is_notes = g_str_equal(json_object_get_string_member(one, "side"), "notes");
        g_assert_true(is_notes == (i == 1));
        g_assert_cmpint(json_object_get_int_member(one, "was"), ==, is_notes ? 50 : 4);
        g_assert_cmpint(json_object_get_int_member(one, "is"), ==, is_notes ? 0 : 1);
    }
}

/* Without a plan the base is all that was ever registered: who takes out what is not scanned is no nearer to the end. */
static void test_base_removed(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    register_import(sample, CHEAT_REGISTER);
    steps(&drive, "scan B 4");
    g_autoptr(JsonNode) before = progress(sample);
    steps(&drive, "remove A; remove C; remove R");
    g_autoptr(JsonNode) after = progress(sample);
    g_assert_cmpint(count(after, "records", "registered"), ==, 1);
    g_assert_cmpint(count(after, "records", "removed"), ==, 3);
    g_assert_cmpint(count(after, "pages", "removed"), ==, 6);
    static const char *const members[] = {"of", "percent", "base"};
    for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
        g_autofree char *was =
            json_to_string(json_object_get_member(total(before), members[i]), FALSE);
        g_autofree char *is =
            json_to_string(json_object_get_member(total(after), members[i]), FALSE);
        g_assert_cmpstr(is, ==, was);
    }
    steps(&drive, "register C-3/2011 4"); /* it is in the register again */
    g_autoptr(JsonNode) again = progress(sample);
    g_assert_cmpint(count(again, "of", "records"), ==, 4);
}

/* Under another number in between: whoever gives a record's number away and registers it again with fewer pages. */
static void test_renamed_away(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive,
          "set B file_no Z-3; add B-7/2010; register B-7/2010 1; scan B-7/2010 1; remove Z-3");
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *lowered = list_of(item, "lowered");
    g_assert_cmpuint(json_array_get_length(lowered), ==, 1);
    JsonObject *one = json_array_get_object_element(lowered, 0);
    g_assert_cmpstr(json_object_get_string_member(one, "file_no"), ==, "B-7/2010");
    g_assert_cmpint(json_object_get_int_member(one, "was"), ==, 4);
    g_assert_cmpint(json_object_get_int_member(one, "is"), ==, 1);
}

/* With persons, an operator takes out what was typed by mistake, and nothing that the office's list has. */
static void test_remover(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gboolean is_nodals = TRUE;
    add(sample, "N-1");
    g_assert_true(index_record_removal_is_nodals(sample->store, "N-1", &is_nodals, &error));
    g_assert_false(is_nodals);
    take_out(sample, "N-1");
    g_assert_true(index_record_removal_is_nodals(sample->store, "B-7/2010", &is_nodals, &error));
    g_assert_true(is_nodals);
    must_fail(index_record_remove(sample->store, "B-7/2010", "it never was", &error), &error,
              MUHAFIZ_ERROR_USAGE, "nodal");
    people_be(sample, "noor", "office", TRUE);
    take_out(sample, "B-7/2010");
}

/* What was taken last is out since then, also where the clock was set back in between: count and list agree. */
static void test_taken(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    sample_sql(
        sample,
        "INSERT INTO slip VALUES (1, 'taken', '2031-01-01T10:00:00+05:30', 'a', 'b', 'c', 0),"
        "(2, 'taken', '2026-02-03T10:00:00+05:30', 'a', 'b', 'c', 0);"
        "INSERT INTO slip_record (slip_id, record_id) SELECT slip_id, record_id FROM slip, record "
        "WHERE file_no = 'B-7/2010';"
        "UPDATE record SET custody = 'taken' WHERE file_no = 'B-7/2010'");
    g_autoptr(JsonNode) item = progress(sample);
    JsonObject *lists = json_object_get_object_member(json_node_get_object(item), "lists");
    g_assert_cmpint(count(item, "custody", "overnight"), ==, 1);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(lists, "overnight")), ==,
                     1);
}

static void category_set(Sample *sample, const char *category)
{
    g_assert_true(sample_set(sample, "B-7/2010", "category", category, NULL));
}

static JsonObject *correction_of(JsonNode *item, const char *category, const char *column)
{
    JsonArray *all = json_object_get_array_member(json_node_get_object(item), "corrections");
    for (guint i = 0; i < json_array_get_length(all); i++) {
        JsonObject *one = json_array_get_object_element(all, i);
        if (g_str_equal(json_object_get_string_member(one, "column"), column) &&
            g_str_equal(json_object_get_string_member(one, "category"), category))
            return one;
    }
    return NULL;
}

/* A record that goes to another target after it was fed is named, and the next return says what the last one had of both
 * categories; there and back is no correction. */
static void test_recategorised(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *category, *column;
        gint64 was, is;
    } cases[] = {{"Appeal", "category_scanned", 2, 1},
                 {"Appeal", "category_pages", 6, 2},
                 {"Mutation", "category_scanned", 0, 1},
                 {"Mutation", "category_pages", 0, 4}};
    Drive drive = {sample, 0, 0};
    g_autoptr(GError) error = NULL;
    office_make(sample);
    steps(&drive, "set A category Appeal; set B category Appeal; scan A 2; scan B 4; run");
    sample_sql(sample, "UPDATE feeding SET at = '2031-01-01T10:00:00+05:30'"); /* set before that */
    g_autoptr(JsonNode) before = progress(sample);
    g_assert_cmpuint(json_array_get_length(list_of(before, "recategorised")), ==, 0);
    sample_sql(sample, "UPDATE feeding SET at = '2001-01-01T10:00:00+05:30'");
    json_node_unref(index_return_freeze(sample->store, &error));
    g_assert_no_error(error);
    g_usleep(1100000); /* a return is of a second */
    category_set(sample, "Mutation");
    g_autoptr(JsonNode) second = index_return_freeze(sample->store, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        JsonObject *one = correction_of(second, cases[i].category, cases[i].column);
        g_assert_nonnull(one);
        g_assert_cmpint(json_object_get_int_member(one, "was"), ==, cases[i].was);
        g_assert_cmpint(json_object_get_int_member(one, "is"), ==, cases[i].is);
    }
    g_usleep(1100000);
    category_set(sample, "Lease");
    category_set(sample, "Mutation");
    g_autoptr(JsonNode) third = index_return_freeze(sample->store, &error);
    g_assert_null(correction_of(third, "Mutation", "category_pages"));
}

/* Before feeding, too, where it takes a record from one target to another; what only gets its category does not. */
static void test_recategorised_first(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Drive drive = {sample, 0, 0};
    register_import(sample, CHEAT_REGISTER);
    sample_sql(sample, "UPDATE record SET category = CASE WHEN file_no = 'A-12/2008' THEN 'Appeal' "
                       "WHEN file_no = 'R-1/1998' THEN 'Lease' ELSE '' END");
    plan_import(sample, "priority,category\npublic matters,Appeal\n");
    plan_import(sample,
                "office,priority,records,pages,deadline\nTEST,public matters,1,2,2027-03-31\n"
                "TEST,,10,40,2027-03-31\n");
    json_node_unref(index_return_freeze(sample->store, &error));
    g_assert_no_error(error);
    g_usleep(1100000); /* a return is of a second */
    steps(&drive, "set A category Lease; set B category Appeal; set R category Sale; scan B 4");
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *list = list_of(item, "recategorised");
    g_assert_cmpuint(json_array_get_length(list), ==, 2);
    for (guint i = 0; i < 2; i++)
        g_assert_cmpstr(json_object_get_string_member(json_array_get_object_element(list, i), "is"),
                        ==, i ? "Appeal" : "Lease");
    g_autoptr(JsonNode) second = index_return_freeze(sample->store, &error);
    g_assert_no_error(error);
    g_assert_null(
        correction_of(second, "Appeal", "category_pages")); /* it had none to be corrected */
    g_assert_null(correction_of(second, "Appeal", "category_scanned"));
}

/* Without persons, whoever proposes approves as well: nobody is said to have. */
static void test_excluded_alone(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "propose A");
    g_autoptr(JsonNode) approved =
        index_exclusion_approve(sample->store, "A-12/2008", NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(approved);
    g_autoptr(JsonNode) item = progress(sample);
    JsonObject *one = json_array_get_object_element(list_of(item, "excluded"), 0);
    g_assert_true(json_object_get_null_member(one, "approved_by"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/cheat-register/register-of-scanned", Sample, NULL, sample_setup,
               test_register_of_scanned, sample_teardown);
    g_test_add("/cheat-register/other-plan", Sample, NULL, sample_setup, test_other_plan,
               sample_teardown);
    g_test_add("/cheat-register/pages-of-some", Sample, NULL, sample_setup, test_pages_of_some,
               sample_teardown);
    g_test_add("/cheat-register/over", Sample, NULL, sample_setup, test_over, sample_teardown);
    g_test_add("/cheat-register/gone", Sample, NULL, sample_setup, test_gone, sample_teardown);
    g_test_add("/cheat-register/all-missing", Sample,
               "scan B 4; set A availability missing; set C availability missing;"
               "set R availability damaged",
               sample_setup, test_written_off, sample_teardown);
    g_test_add("/cheat-register/all-closed", Sample,
               "scan A 1; scan B 1; scan C 1; scan R 1; shut A lost; shut B lost; shut C lost;"
               "close R all",
               sample_setup, test_written_off, sample_teardown);
    g_test_add("/cheat-register/lowered", Sample, NULL, sample_setup, test_lowered,
               sample_teardown);
    g_test_add("/cheat-register/removed", Sample, NULL, sample_setup, test_removed,
               sample_teardown);
    g_test_add("/cheat-register/base-removed", Sample, NULL, sample_setup, test_base_removed,
               sample_teardown);
    g_test_add("/cheat-register/renamed-away", Sample, NULL, sample_setup, test_renamed_away,
               sample_teardown);
    g_test_add("/cheat-register/remover", Sample, NULL, people_setup, test_remover,
               sample_teardown);
    g_test_add("/cheat-register/taken", Sample, NULL, sample_setup, test_taken, sample_teardown);
    g_test_add("/cheat-register/recategorised", Sample, NULL, sample_setup, test_recategorised,
               sample_teardown);
    g_test_add("/cheat-register/recategorised-first", Sample, NULL, sample_setup,
               test_recategorised_first, sample_teardown);
    g_test_add("/cheat-register/excluded-alone", Sample, NULL, sample_setup, test_excluded_alone,
               sample_teardown);
    return g_test_run();
}
