/* Reports that are damaged, contradict themselves or are of somebody else: refused by name, and the others are joined. */
#include <string.h>

#include "index/member.h"
#include "index/row.h"
#include "scan/scan.h"
#include "tests/index/merge-room.h"
#include "tests/index/station.h"

static void count_raise(JsonObject *row, const char *column, const char *above)
{
    json_object_set_int_member(member_object(row, "records"), column,
                               index_row_count(row, "records", above) + 1);
}

/* What no station counts: somebody made it better by hand. */
static void spoil_figures(JsonObject *row, guint how)
{
    static const char *const above[][2] = {{"scanned", "registered"},
                                           {"checked", "assembled"},
                                           {"exported", "assembled"},
                                           {"imported", "exported"}};
    JsonObject *day = member_element(member_array(row, "days"), 3);
    if (how >= 10 && how < 14)
        count_raise(row, above[how - 10][0], above[how - 10][1]);
    else if (how == 14)
        json_object_set_int_member(day, "pages", member_int(day, "pages", 0) + 1);
    else if (how == 15)
        json_object_set_double_member(member_object(row, "percent"), "scanned", 100);
    else if (how == 16)
        json_object_set_array_member(row, "days", json_array_new());
    else if (how == 17)
        json_object_set_int_member(day, "checked", -5);
}

/* Counts that agree with the other counts, and not with the lists and tables beside them; and what a station of this version always writes. */
static const struct {
    const char *group, *member; /* of the row; member NULL: what is removed, of the item */
    gint64 more;
    const char *problem;
} CHANGED[] = {
    {"availability", "missing", 1, " records are missing, and "},
    {"availability", "excluded", -1, " records are excluded, and "},
    {"availability", "damaged", 1, " records are damaged, and "},
    {"custody", "overnight", 3, " records are overnight, and "},
    {"records", "short", -1, " records are closed short, and "},
    {"records", "uncounted", -1, " records are uncounted, and 1 are listed"},
    {"records", "registered", 1, "records registered are 2701, and its categories have 2700"},
    {"records", "examined", 1, " records examined and by_lot are more than "},
    {"records", "by_lot", -1, " records examined and by_lot are fewer than "},
    {"records", "rejected", 900, " records recognised and rejected are more than "},
    {"pages", "failed", 90000, " pages recognised and failed are more than "},
    {"pages", "surplus", -90000, "surplus is no count"},
    {"availability", "pages", 90000, " availability pages are more than "},
    {"of", "records", -1000, "it is measured by 1700 records and "},
    {"of", "pages", 1, ", and its plan makes that 2700 and "},
    {"chain", "number", -1000000, "the head of its chain of events is missing"},
    {"chain", NULL, 0, "it has \"taken\" and no \"chain\": somebody took it out"},
    {"heads", NULL, 0, "it has \"removed\" and no \"heads\": somebody took it out"},
    {"percent", NULL, 0, "it has no percentage "},
    {"lists", NULL, 0, "it has no list \"short\""},
    {"persons", NULL, 0, "it has no list \"persons\""},
    {"categories", NULL, 0, "it has no list \"categories\""},
};

static JsonObject *change(guint i)
{
    JsonObject *item = item_new("JK01", 8, AT, 0), *row = first_row(item);
    if (!CHANGED[i].member) {
        json_object_remove_member(row, CHANGED[i].group);
        json_object_remove_member(item, CHANGED[i].group);
        return item;
    }
    json_object_set_int_member(member_object(row, CHANGED[i].group), CHANGED[i].member,
                               index_row_count(row, CHANGED[i].group, CHANGED[i].member) +
                                   CHANGED[i].more);
    json_object_set_object_member(row, "percent", index_row_percents(row));
    return item;
}

static void problem_check(const GPtrArray *problems, const char *path, const char *text);

/* Each by its name and the reason, and the other office is joined. */
static void test_changed(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    district_add(room, "JK01", 1);
    for (guint i = 0; i < G_N_ELEMENTS(CHANGED); i++) {
        g_autofree char *name = g_strdup_printf("changed-%u.json", i);
        item_add(room, name, change(i));
    }
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, problems);
    for (guint i = 0; i < G_N_ELEMENTS(CHANGED); i++)
        problem_check(problems, room->paths->pdata[1 + i], CHANGED[i].problem);
    g_assert_cmpuint(problems->len, ==, G_N_ELEMENTS(CHANGED));
    g_assert_nonnull(member_text(office_of(item, "JK01-01"), "figures_at"));
}

/* What people read first, of a district's file. */
static void test_total(Room *room, gconstpointer data)
{
    (void)data;
    Room first = {room->dir, g_ptr_array_new_with_free_func(g_free), NULL};
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    district_add(&first, "JK01", 2);
    JsonObject *joined = room_join(&first, NULL, NULL, NULL);
    JsonObject *total = member_object(member_object(joined, "grand_total"), "records");
    json_object_set_int_member(total, "imported", member_int(total, "imported", 0) + 1);
    const char *path = item_add(room, "district.json", joined);
    g_assert_null(room_join(room, NULL, NULL, problems));
    problem_check(problems, path, "the Grand Total of records imported is ");
    g_ptr_array_unref(first.paths);
}

static JsonObject *spoil(guint how)
{
    JsonObject *item = item_new("JK01", 8, how == 0 ? "2026-12-01T09:00:00+05:30" : AT, 0),
               *row = first_row(item);
    JsonObject *other = item_new("JK01", 7, AT, 0);
    switch (how) {
    case 1: /* twice */
        json_array_add_object_element(member_array(item, "offices"), json_object_ref(row));
        break;
    case 2: /* an office that is none of its own */
        json_array_add_object_element(member_array(item, "offices"),
                                      json_object_ref(first_row(other)));
        break;
    case 3: /* above itself */
        json_object_set_string_member(first_row(other), "parent", "JK01-08");
        json_object_set_string_member(row, "parent", "JK01-07");
        json_object_set_object_member(item, "grand_total", json_object_new());
        json_array_add_object_element(member_array(item, "offices"),
                                      json_object_ref(first_row(other)));
        break;
    case 4:
        json_object_set_string_member(member_object(row, "pages"), "scanned", "many");
        break;
    case 5:
        json_object_set_int_member(member_object(row, "pages"), "scanned", -1);
        break;
    case 6:
        json_object_remove_member(row, "days");
        break;
    case 7:
        json_object_set_string_member(member_element(member_array(row, "days"), 3), "day",
                                      "2026-02-30");
        break;
    case 8:
        json_object_set_int_member(member_object(row, "records"), "scanned", G_MAXINT64);
        break;
    case 9:
        json_object_set_string_member(row, "figures_at", "yesterday");
        break;
    default:
        spoil_figures(row, how);
        break;
    }
    json_object_unref(other);
    return item;
}

static const char *const SPOILT[] = {"is yet to come: set that office's clock",
                                     "it has the office JK01-08 twice",
                                     "it is of JK01-08 and has figures of JK01-07",
                                     "above itself",
                                     "office JK01-08: pages: scanned is no count",
                                     "office JK01-08: pages: scanned is no count",
                                     "office JK01-08: it has no days",
                                     "office JK01-08: its days are not in order",
                                     "office JK01-08: records: scanned is no count",
                                     "office JK01-08: figures_at is no time",
                                     "registered: this was not counted so",
                                     " records checked are more than ",
                                     " records exported are more than ",
                                     " records imported are more than ",
                                     ", and its days add up to ",
                                     "scanned is said to be 100.00 %, and by its counts it is ",
                                     ", and its days add up to 0",
                                     " there are -5 checked, less than nothing"};

static const struct {
    const char *name, *text, *problem;
} DAMAGED[] = {
    {"empty.json", "", "this is no JSON"},
    {"half.json", "{\"schema\":1,\"items\":[{\"at\":\"2026-11-28T10:", "this is no JSON"},
    {"half-records.json", "{\"schema\":1,\"items\":[{\"records\":[{\"a\":\"", "this is no JSON"},
    {"newer.json", "{\"schema\":2,\"items\":[{}]}", "a newer Muhafiz wrote it (schema 2)"},
    {"other.json", "{\"schema\":1,\"items\":[{\"record\":1}]}", "this is no progress report"},
    {"none.json", "{\"schema\":1,\"items\":[]}", "this is no progress report"},
    {"texts.json", "{\"schema\":1,\"items\":[\"a\"]}", "this is no progress report"},
    {"list.json", "[1,2]", "this is no progress report"},
    {"picture.json", "\x89PNG\r\n", "this is no JSON"},
};

static void problem_check(const GPtrArray *problems, const char *path, const char *text)
{
    for (guint i = 0; i < problems->len; i++)
        if (g_str_has_prefix(problems->pdata[i], path) && strstr(problems->pdata[i], text))
            return;
    for (guint i = 0; i < problems->len; i++)
        g_printerr("%s\n", (char *)problems->pdata[i]);
    g_error("no problem \"%s: ... %s\"", path, text);
}

/* By its name, and the others are joined all the same. */
static void test_refused(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    district_add(room, "JK01", 2);
    g_autofree char *gone = g_build_filename(room->dir, "gone.json", NULL);
    g_ptr_array_add(room->paths, g_strdup(gone));
    for (guint i = 0; i < G_N_ELEMENTS(DAMAGED); i++)
        file_add(room, DAMAGED[i].name, DAMAGED[i].text);
    for (guint i = 0; i < G_N_ELEMENTS(SPOILT); i++) {
        g_autofree char *name = g_strdup_printf("spoilt-%u.json", i);
        item_add(room, name, spoil(i));
    }
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, problems);
    for (guint i = 0; i < G_N_ELEMENTS(DAMAGED); i++)
        problem_check(problems, room->paths->pdata[3 + i], DAMAGED[i].problem);
    for (guint i = 0; i < G_N_ELEMENTS(SPOILT); i++)
        problem_check(problems, room->paths->pdata[3 + G_N_ELEMENTS(DAMAGED) + i], SPOILT[i]);
    problem_check(problems, gone, "gone.json: it cannot be read: No such file");
    g_assert_cmpuint(problems->len, ==, G_N_ELEMENTS(DAMAGED) + G_N_ELEMENTS(SPOILT) + 1);
    g_assert_cmpint(index_row_count(member_object(item, "grand_total"), "target", "records"), ==,
                    2000 + 2100);
}

static void test_none(Room *room, gconstpointer data)
{
    (void)data;
    const char *paths[] = {file_add(room, "x.json", "{}"), NULL};
    g_autoptr(GError) error = NULL;
    MergeReport report = {0};
    g_assert_null(index_progress_merge(NULL, paths, &report, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_cmpuint(report.problems->len, ==, 1);
    index_merge_report_clear(&report);
}

static void test_unknown_to_plan(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    item_add(room, "1.json", item_new("JK01", 1, AT, 0));
    const char *stranger = item_add(room, "9.json", item_new("JK01", 9, AT, 0));
    g_autofree char *text = station_text(item_new("JK01", 2, AT, 0));
    g_autoptr(GString) above = g_string_new(text);
    g_string_replace(above, "\"JK01\"", "\"JK\"", 0);
    g_string_replace(above, "\"JK01-02\"", "\"JK01\"", 0);
    const char *district = file_add(room, "district.json", above->str);
    g_autoptr(JsonObject) item = room_join(room, room_plan, NULL, problems);
    problem_check(problems, stranger, "the plan has no office JK01-09");
    problem_check(problems, district, "JK01 stands above other offices");
    g_assert_cmpuint(problems->len, ==, 2);
    g_assert_nonnull(item);
}

/* Neither takes the other's place, and each file is named. */
static void clash_check(Room *room, JsonObject *other, const char *text)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    item_add(room, "2.json", item_new("JK01", 2, AT, 0));
    const char *first = item_add(room, "a.json", item_new("JK01", 1, AT, 0));
    const char *second = item_add(room, "b.json", other);
    g_autoptr(JsonObject) item = room_join(room, room_plan, "JK01", problems);
    problem_check(problems, first, text);
    problem_check(problems, second, text);
    g_assert_cmpuint(problems->len, ==, 2);
    g_assert_true(json_object_get_null_member(office_of(item, "JK01-01"), "figures_at"));
    g_assert_nonnull(member_text(office_of(item, "JK01-02"), "figures_at"));
}

static void test_two_names(Room *room, gconstpointer data)
{
    (void)data;
    JsonObject *other = item_new("JK01", 1, "2026-11-28T10:30:00+05:30", 0);
    json_object_set_string_member(first_row(other), "name", "Tehsil Sopore");
    clash_check(room, other, "one of the two has the other's code");
}

static void test_two_figures(Room *room, gconstpointer data)
{
    (void)data;
    JsonObject *other = item_new("JK01", 1, AT, 0);
    json_object_set_int_member(member_object(first_row(other), "pages"), "surplus", 1234);
    clash_check(room, other, "other figures of the same moment");
}

/* A store whose office was changed by hand would count twice. */
static void test_two_codes(Room *room, gconstpointer data)
{
    (void)data;
    JsonObject *other = item_new("JK01", 3, AT, 0), *first = item_new("JK01", 1, AT, 0);
    JsonObject *chain = json_object_ref(member_object(first_row(first), "chain"));
    json_object_set_object_member(first_row(other), "chain", chain);
    json_object_unref(first);
    clash_check(room, other, "it is one store under two codes");
}

/* Whatever a stick does to a file, it is refused or its figures are sums of what it says. */
static void test_mutated(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(GRand) rand = g_rand_new_with_seed(9);
    g_autofree char *text = station_text(item_new("JK01", 1, AT, 3));
    gsize size = strlen(text);
    guint refused = 0;
    for (guint i = 0; i < 100; i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        g_autofree char *mutant = g_strdup(text);
        for (guint n = 0; n < 1 + i % 4; n++)
            mutant[g_rand_int_range(rand, 0, (gint32)size)] =
                "{}[]\",:0-9ex"[g_rand_int_range(rand, 0, 13)];
        if (i % 5 == 0)
            mutant[g_rand_int_range(rand, 0, (gint32)size)] = '\0';
        file_add(room, "mutant.json", mutant);
        g_autoptr(JsonObject) item = room_join(room, NULL, NULL, problems);
        g_assert_true((item == NULL) == (problems->len > 0));
        refused += item == NULL;
        g_ptr_array_set_size(room->paths, 0);
    }
    g_assert_cmpuint(refused, >, 30);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    room_add_test("/merge/refused", test_refused);
    room_add_test("/merge/changed", test_changed);
    room_add_test("/merge/total", test_total);
    room_add_test("/merge/none", test_none);
    room_add_test("/merge/unknown-to-plan", test_unknown_to_plan);
    room_add_test("/merge/two-names", test_two_names);
    room_add_test("/merge/two-figures", test_two_figures);
    room_add_test("/merge/two-codes", test_two_codes);
    room_add_test("/merge/mutated", test_mutated);
    return g_test_run();
}
