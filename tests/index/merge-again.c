/* By what joined offices are measured, and that joining what was joined gives the same as joining all at once. */
#include <string.h>

#include "index/member.h"
#include "index/row.h"
#include "tests/index/merge-room.h"

static Room room_again(const Room *room)
{
    return (Room){room->dir, g_ptr_array_new_with_free_func(g_free), NULL};
}

/* Two districts' joined reports make the same state as their stations'. */
static void test_again(Room *room, gconstpointer data)
{
    (void)data;
    Room first = room_again(room), second = room_again(room), joined = room_again(room);
    district_add(&first, "JK01", 4);
    district_add(&second, "JK02", 3);
    district_add(room, "JK01", 4);
    district_add(room, "JK02", 3);
    item_add(&joined, "one.json", room_join(&first, NULL, NULL, NULL));
    item_add(&joined, "two.json", room_join(&second, NULL, NULL, NULL));
    g_autoptr(JsonObject) direct = room_join(room, NULL, NULL, NULL);
    g_autoptr(JsonObject) again = room_join(&joined, NULL, NULL, NULL);
    g_autofree char *direct_text = text_of(direct), *again_text = text_of(again);
    g_assert_cmpstr(again_text, ==, direct_text);
    g_ptr_array_unref(first.paths);
    g_ptr_array_unref(second.paths);
    g_ptr_array_unref(joined.paths);
}

/* --------------------------------------------------------------------------------------- the plan -- */

#define OFFICE(code, name, parent)                                                                 \
    "{\"office\":\"" code "\",\"name\":\"" name "\",\"parent\":" parent "}"
#define TARGET(code, records, pages, deadline)                                                     \
    "{\"office\":\"" code "\",\"records\":" #records ",\"pages\":" #pages                          \
    ",\"start\":null,\"deadline\":" deadline "}"
#define CENSUS(code, records, pages)                                                               \
    "{\"office\":\"" code "\",\"records\":" #records ",\"pages\":" #pages                          \
    ",\"counted_on\":\"2026-08-01\"}"
#define NO_DAY "null"

/* A state of two districts, and rows of its targets and census. */
static char *plan_new(const char *targets, const char *census)
{
    return g_strdup_printf(
        "{\"offices\":[" OFFICE("JK", "Jammu and Kashmir", "null") "," OFFICE("JK01", "Baramulla", "\"JK\"") "," OFFICE(
            "JK01-01", "Uri",
            "\"JK01\"") "," OFFICE("JK01-02", "Sopore",
                                   "\"JK01\"") "," OFFICE("JK01-03", "Boniyar",
                                                          "\"JK01\"") "," OFFICE("JK02", "Poonch",
                                                                                 "\"JK\"") "," OFFICE("JK02-01",
                                                                                                      "Mendhar",
                                                                                                      "\"JK02\"") "," OFFICE("JK02-02",
                                                                                                                             "Surankote",
                                                                                                                             "\"JK02\"") "],"
                                                                                                                                         "\"targets\":[%s],\"census\":[%s],\"versions\":[],\"rules\":[],\"holidays\":[]}",
        targets, census);
}

/* A target that the plan sets for a district itself holds where those of its tehsils are not more together, and in what stands above
 * it; and what was never heard of has no percentages. */
static void test_district_target(Room *room, gconstpointer data)
{
    (void)data;
    g_autofree char *plan =
        plan_new(TARGET("JK01", 9000, 270000, "\"2027-03-31\"") "," TARGET(
                     "JK02", 777, null, NO_DAY) "," TARGET("JK02-01", 500, null, "\"2027-04-30\""),
                 "");
    item_add(room, "1.json", item_new("JK01", 1, AT, 0));
    g_autoptr(JsonObject) item = room_join(room, plan, NULL, NULL);
    JsonObject *own = office_of(item, "JK01"), *below = office_of(item, "JK02");
    JsonObject *total = member_object(item, "grand_total");
    g_assert_cmpstr(member_text(own, "base"), ==, "target");
    g_assert_cmpint(index_row_count(own, "of", "records"), ==, 9000);
    g_assert_cmpint(index_row_count(own, "of", "pages"), ==, 270000);
    g_assert_cmpstr(member_text(member_object(own, "target"), "deadline"), ==, "2027-03-31");
    g_assert_cmpint(index_row_count(below, "of", "records"), ==, 777);
    g_assert_cmpint(index_row_count(total, "of", "records"), ==, 9777);
    g_assert_cmpstr(member_text(member_object(total, "target"), "deadline"), ==, "2027-04-30");
    JsonObject *unheard = member_object(office_of(item, "JK02-01"), "percent");
    g_autoptr(GList) percents = json_object_get_members(unheard);
    for (GList *name = percents; name; name = name->next)
        g_assert_true(json_object_get_null_member(unheard, name->data));
    g_assert_true(member_double(member_object(own, "percent"), "scanned", -1) > 0);
}

/* What the total lacks in its register by the census; 0: it does not say. */
static gint64 lack_of(JsonObject *item)
{
    JsonArray *behind = member_array(member_object(item, "grand_total"), "behind");
    for (guint i = 0; i < member_length(behind); i++)
        if (g_strcmp0(member_text(member_element(behind, i), "reason"), "register-short") == 0)
            return member_int(member_element(behind, i), "n", -1);
    return 0;
}

static gint64 registered_of(JsonObject *row)
{
    return index_row_count(row, "records", "registered");
}

/* What stands in a register is none of another office's census; of an office that was not heard nothing is known. */
static void test_lack(Room *room, gconstpointer data)
{
    (void)data;
    g_autofree char *one =
        plan_new("", CENSUS("JK01-01", 3000, 30000) "," CENSUS("JK01-03", 9000, 0));
    g_autofree char *all = plan_new("", CENSUS("JK01", 90000, 900000));
    district_add(room, "JK01", 2);
    g_autoptr(JsonObject) of_one = room_join(room, one, "JK01", NULL),
                          unheard = room_join(room, all, "JK01", NULL);
    g_assert_cmpint(lack_of(of_one), ==, 3000 - registered_of(office_of(of_one, "JK01-01")));
    g_assert_cmpint(registered_of(office_of(of_one, "JK01-02")), >, 0);
    g_assert_cmpint(lack_of(unheard), ==, 0);
    item_add(room, "3.json", item_new("JK01", 3, AT, 0));
    g_autoptr(JsonObject) heard = room_join(room, all, "JK01", NULL);
    g_assert_cmpint(lack_of(heard), ==, 90000 - registered_of(member_object(heard, "grand_total")));
}

/* A district with its own target or census, and two tehsils that were heard: 2,000 and 2,100 records, and one that was not. Whatever is
 * said of tehsils besides, what is said of the district is not forgotten. */
static void test_larger(Room *room, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *targets, *census, *base;
        gint64 records, pages;
    } cases[] = {
        {TARGET("JK01", 9000, 0, NO_DAY) "," TARGET("JK01-01", 6, 60, NO_DAY), "", "target", 9000,
         0},
        {TARGET("JK01", 9000, 90000, NO_DAY) "," TARGET("JK01-01", 6000, 0, NO_DAY) "," TARGET(
             "JK01-02", 2999, 1, NO_DAY),
         "", "target", 9000, 90000},
        {TARGET("JK01", 100, 1000, NO_DAY) "," TARGET("JK01-01", 6000, 60000, NO_DAY) "," TARGET(
             "JK01-02", 3000, 30000, NO_DAY) "," TARGET("JK01-03", 90, 900, NO_DAY),
         "", "target", 9090, 90900},
        {"", CENSUS("JK01", 9000, 90000) "," CENSUS("JK01-01", 3000, 30000), "census", 9000, 90000},
        {TARGET("JK01-01", 6, 60, NO_DAY), CENSUS("JK01", 9000, 90000), "census", 9000, 90000},
        {TARGET("JK01-01", 6, 60, NO_DAY) "," TARGET("JK01-02", 7, 70,
                                                     NO_DAY) "," TARGET("JK01-03", 8, 80, NO_DAY),
         CENSUS("JK01", 9000, 90000), "target", 21, 210},
    };
    district_add(room, "JK01", 2);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *plan = plan_new(cases[i].targets, cases[i].census);
        g_autoptr(JsonObject) item = room_join(room, plan, "JK01", NULL);
        JsonObject *total = member_object(item, "grand_total");
        g_assert_cmpstr(member_text(total, "base"), ==, cases[i].base);
        g_assert_cmpint(index_row_count(total, "of", "records"), ==, cases[i].records);
        g_assert_cmpint(index_row_count(total, "of", "pages"), ==, cases[i].pages);
    }
}

/* --------------------------------------------------------------------------------- joined again -- */

/* Of offices that stand in both, each number of each row. */
static void rows_compare(JsonObject *one, JsonObject *other)
{
    JsonArray *rows = member_array(one, "offices");
    g_assert_cmpuint(member_length(rows), ==, member_length(member_array(other, "offices")));
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        g_autofree char *is = text_of(row);
        g_autofree char *was = text_of(office_of(other, member_text(row, "office")));
        g_assert_cmpstr(is, ==, was);
    }
    g_autofree char *is = text_of(member_object(one, "grand_total"));
    g_autofree char *was = text_of(member_object(other, "grand_total"));
    g_assert_cmpstr(is, ==, was);
}

/* Takes item. */
static JsonObject *join_again(const Room *room, JsonObject *item)
{
    Room again = room_again(room);
    item_add(&again, "again.json", item);
    JsonObject *joined = room_join(&again, NULL, NULL, NULL);
    g_ptr_array_unref(again.paths);
    return joined;
}

/* Stations, districts by their plan, the state without one: the same as the stations in the state by the plan, and as that joined again.
 * Of JK01 the target is the district's, of JK02 the census; of JK01-03 and JK02-02 nothing was ever heard. */
static void test_again_by_plan(Room *room, gconstpointer data)
{
    (void)data;
    static const char targets[] = TARGET("JK01", 9000, 270000, "\"2027-03-31\"") "," TARGET(
        "JK01-01", 60, 1800, NO_DAY) "," TARGET("JK01-03", 90, 2700, "\"2027-01-31\"");
    static const char census[] = CENSUS("JK02", 8000, 0) "," CENSUS("JK02-02", 2500, 65000);
    g_autofree char *plan = plan_new(targets, census);
    Room first = room_again(room), second = room_again(room), joined = room_again(room);
    district_add(&first, "JK01", 2);
    district_add(&second, "JK02", 1);
    district_add(room, "JK01", 2);
    district_add(room, "JK02", 1);
    g_autoptr(JsonObject) direct = room_join(room, plan, "JK", NULL);
    item_add(&joined, "one.json", room_join(&first, plan, "JK01", NULL));
    item_add(&joined, "two.json", room_join(&second, plan, "JK02", NULL));
    g_autoptr(JsonObject) state = room_join(&joined, NULL, NULL, NULL);
    g_assert_cmpint(index_row_count(office_of(direct, "JK01"), "of", "records"), ==, 9000);
    g_assert_cmpint(index_row_count(office_of(direct, "JK02"), "of", "records"), ==, 8000);
    g_assert_cmpint(index_row_count(office_of(state, "JK01-03"), "of", "records"), ==, 90);
    g_assert_cmpint(index_row_count(office_of(state, "JK02-02"), "of", "records"), ==, 2500);
    rows_compare(state, direct);
    g_autoptr(JsonObject) again = join_again(room, json_object_ref(state));
    rows_compare(again, direct);
    g_ptr_array_unref(first.paths);
    g_ptr_array_unref(second.paths);
    g_ptr_array_unref(joined.paths);
}

/* A state's own target stands in the Grand Total, which is no row of "offices". */
static void test_again_top(Room *room, gconstpointer data)
{
    (void)data;
    g_autofree char *plan = plan_new(TARGET("JK", 99000, 0, NO_DAY), "");
    district_add(room, "JK01", 1);
    district_add(room, "JK02", 1);
    g_autoptr(JsonObject) direct = room_join(room, plan, NULL, NULL);
    g_autoptr(JsonObject) again = join_again(room, json_object_ref(direct));
    g_assert_cmpint(index_row_count(member_object(again, "grand_total"), "of", "records"), ==,
                    99000);
    rows_compare(again, direct);
}

/* The district's word goes before what a station says of itself later; the figures are the newest. */
static void test_whose(Room *room, gconstpointer data)
{
    (void)data;
    g_autofree char *plan = plan_new(TARGET("JK01-01", 4000, 0, NO_DAY), "");
    Room first = room_again(room);
    item_add(&first, "old.json", item_new("JK01", 1, "2026-11-26T10:00:00+05:30", 0));
    first.measured_by = "Baramulla";
    JsonObject *district = room_join(&first, plan, "JK01", NULL);
    json_object_set_string_member(district, "at", "2026-11-26T17:00:00+05:30");
    item_add(room, "district.json", district);
    item_add(room, "new.json", item_new("JK01", 1, AT, 0));
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonObject *row = office_of(item, "JK01-01");
    g_assert_cmpstr(member_text(row, "figures_at"), ==, AT);
    g_assert_cmpint(index_row_count(row, "target", "records"), ==, 4000);
    g_ptr_array_unref(first.paths);
}

/* A district's file of some days ago: its plan has a holiday of its own, and it refused a file. */
static JsonObject *district_new(Room *room)
{
    g_autofree char *text =
        plan_new(TARGET("JK01-01", 4000, 0, NO_DAY) "," TARGET("JK01-02", 5000, 0, NO_DAY), "");
    g_autoptr(JsonNode) node = json_from_string(text, NULL);
    JsonObject *holiday = json_object_new(), *refused = json_object_new();
    json_object_set_string_member(holiday, "day", "2026-12-05");
    json_object_set_string_member(holiday, "name", "Urs");
    json_object_set_string_member(holiday, "office", "JK01");
    json_array_add_object_element(member_array(json_node_get_object(node), "holidays"), holiday);
    g_autofree char *plan = json_to_string(node, FALSE);
    Room first = room_again(room);
    first.measured_by = "Baramulla";
    for (guint place = 1; place <= 2; place++) {
        g_autofree char *name = g_strdup_printf("old-%u.json", place);
        item_add(&first, name, item_new("JK01", place, "2026-11-26T10:00:00+05:30", 0));
    }
    JsonObject *district = room_join(&first, plan, "JK01", NULL);
    json_object_set_string_member(district, "at", "2026-11-26T17:00:00+05:30");
    json_object_set_string_member(refused, "file", "spoilt.json");
    json_object_set_string_member(refused, "why", "this is no JSON");
    json_array_add_object_element(member_array(district, "refused"), refused);
    g_ptr_array_unref(first.paths);
    return district;
}

static gboolean has_member(JsonArray *list, const char *member, const char *text)
{
    for (guint i = 0; i < member_length(list); i++)
        if (g_strcmp0(member_text(member_element(list, i), member), text) == 0)
            return TRUE;
    return FALSE;
}

static void words_check(JsonObject *item)
{
    g_assert_cmpstr(member_text(item, "measured_by"), ==, "Baramulla");
    g_assert_true(has_member(member_array(item, "holidays"), "name", "Urs"));
    g_assert_true(has_member(member_array(item, "refused"), "file", "spoilt.json"));
    g_assert_true(has_member(member_array(item, "tree"), "name", "Boniyar"));
    g_assert_cmpint(index_row_count(office_of(item, "JK01-01"), "target", "records"), ==, 4000);
    g_assert_cmpint(index_row_count(office_of(item, "JK01-02"), "target", "records"), ==, 5000);
}

/* What the district said stays said, though all figures are newer than its own, and however often it is joined; and its plan has other names
 * for the stations than they have themselves, which are carried along. */
static void test_words(Room *room, gconstpointer data)
{
    (void)data;
    item_add(room, "district.json", district_new(room));
    item_add(room, "1.json", item_new("JK01", 1, "2026-11-28T16:00:00+05:30", 0));
    item_add(room, "2.json", item_new("JK01", 2, AT, 0));
    JsonObject *item = room_join(room, NULL, NULL, NULL);
    words_check(item);
    g_assert_cmpstr(member_text(office_of(item, "JK01-02"), "figures_at"), ==, AT);
    g_assert_cmpstr(member_text(office_of(item, "JK01-01"), "name"), ==, "Uri");
    g_assert_cmpstr(member_text(office_of(item, "JK01-01"), "own_name"), ==, "Tehsil 1 of JK01");
    g_autofree char *once = text_of(item);
    g_autoptr(JsonObject) again = join_again(room, item);
    g_autofree char *twice = text_of(again);
    g_assert_cmpstr(twice, ==, once);
    g_ptr_array_set_size(room->paths, 0);
    item_add(room, "joined.json", json_object_ref(again));
    item_add(room, "3.json", item_new("JK01", 1, AT, 0));
    g_autoptr(JsonObject) later = room_join(room, NULL, NULL, NULL);
    words_check(later);
    g_assert_cmpstr(member_text(office_of(later, "JK01-01"), "figures_at"), ==, AT);
}

/* Of an office that was never heard older versions said 0 % of its target, and newer ones say nothing: both are joined. */
static void test_unheard_percents(Room *room, gconstpointer data)
{
    (void)data;
    g_autofree char *plan = plan_new(TARGET("JK01-03", 90, 2700, NO_DAY), "");
    Room first = room_again(room);
    district_add(&first, "JK01", 2);
    JsonObject *district = room_join(&first, plan, "JK01", NULL);
    json_object_set_double_member(member_object(office_of(district, "JK01-03"), "percent"),
                                  "scanned", 0);
    item_add(room, "district.json", district);
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonObject *percent = member_object(office_of(item, "JK01-03"), "percent");
    g_assert_true(json_object_get_null_member(percent, "scanned"));
    g_ptr_array_unref(first.paths);
}

/* ------------------------------------------------------------------------------ what stations say -- */

static JsonObject *version_new(const char *kind, gint64 version, const char *imported_at)
{
    g_autofree char *sum = g_strnfill(64, 'a');
    JsonObject *one = json_object_new();
    json_object_set_string_member(one, "kind", kind);
    json_object_set_int_member(one, "version", version);
    json_object_set_string_member(one, "imported_at", imported_at);
    json_object_set_string_member(one, "sha256", sum);
    return one;
}

/* A frozen return of a station that lowered its target since the one before it. */
static JsonObject *return_new(guint place)
{
    JsonObject *item = item_new("JK01", place, AT, 0), *correction = json_object_new();
    json_object_set_int_member(item, "return", 2);
    json_object_set_int_member(correction, "return", 1);
    json_object_set_string_member(correction, "office", member_text(first_row(item), "office"));
    json_object_set_null_member(correction, "day");
    json_object_set_string_member(correction, "column", "target_records");
    json_object_set_int_member(correction, "was", 9000);
    json_object_set_int_member(correction, "is", 2000);
    json_object_set_array_member(item, "corrections", json_array_new());
    json_array_add_object_element(member_array(item, "corrections"), correction);
    json_array_add_object_element(member_array(item, "plan"),
                                  version_new("targets", 2, "2026-11-27T10:00:00+05:30"));
    json_array_add_object_element(member_array(item, "plan"),
                                  version_new("census", 1, "2026-09-01T10:00:00+05:30"));
    return item;
}

/* "JK01-01 targets 2" */
static char *versions_of(JsonObject *item)
{
    GString *all = g_string_new(NULL);
    JsonArray *plan = member_array(item, "plan");
    for (guint i = 0; i < member_length(plan); i++)
        g_string_append_printf(all, "%s %s %d,", member_text(member_element(plan, i), "office"),
                               member_text(member_element(plan, i), "kind"),
                               (int)member_int(member_element(plan, i), "version", 0));
    return g_string_free(all, FALSE);
}

static void corrections_check(JsonObject *item)
{
    JsonArray *corrections = member_array(item, "corrections");
    g_assert_cmpuint(member_length(corrections), ==, 2);
    for (guint i = 0; i < 2; i++)
        g_assert_cmpint(member_int(member_element(corrections, i), "was", 0), ==, 9000);
    g_assert_cmpstr(member_text(member_element(corrections, 0), "office"), !=,
                    member_text(member_element(corrections, 1), "office"));
}

/* What stations took back since their last return, and by which plans they are measured, is told however often they are joined. */
static void test_corrections(Room *room, gconstpointer data)
{
    (void)data;
    static const char both[] = "JK01-01 census 1,JK01-02 census 1,"
                               "JK01-01 targets 2,JK01-02 targets 2,";
    g_autofree char *plan = plan_new("", "");
    g_autoptr(JsonNode) measured = json_from_string(plan, NULL);
    json_array_add_object_element(member_array(json_node_get_object(measured), "versions"),
                                  version_new("targets", 1, "2026-04-01T10:00:00+05:30"));
    g_autofree char *own = json_to_string(measured, FALSE);
    item_add(room, "1.json", return_new(1));
    item_add(room, "2.json", return_new(2));
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    g_autoptr(JsonObject) again = join_again(room, json_object_ref(item));
    g_autoptr(JsonObject) by_plan = room_join(room, own, "JK01", NULL);
    g_autofree char *first = versions_of(item), *second = versions_of(again),
                    *third = versions_of(by_plan);
    g_assert_cmpstr(first, ==, both);
    g_assert_cmpstr(second, ==, both);
    g_assert_cmpstr(third, ==, "(null) targets 1,JK01-01 census 1,JK01-02 census 1,");
    corrections_check(item);
    corrections_check(again);
    corrections_check(by_plan);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    room_add_test("/merge-again/files", test_again);
    room_add_test("/merge-again/district-target", test_district_target);
    room_add_test("/merge-again/larger", test_larger);
    room_add_test("/merge-again/lack", test_lack);
    room_add_test("/merge-again/by-plan", test_again_by_plan);
    room_add_test("/merge-again/top", test_again_top);
    room_add_test("/merge-again/whose", test_whose);
    room_add_test("/merge-again/words", test_words);
    room_add_test("/merge-again/unheard-percents", test_unheard_percents);
    room_add_test("/merge-again/corrections", test_corrections);
    return g_test_run();
}
