/* Reports of many offices joined into one. */
#include <string.h>

#include "index/behind.h"
#include "index/member.h"
#include "tests/index/merge-room.h"

/* ------------------------------------------------------------------------------------------ sums -- */

static guint depth_of(JsonObject *row)
{
    return (guint)member_int(row, "depth", 99);
}

/* A row is the sum of those that follow it one level below. */
static void sums_check(JsonArray *rows, guint at, JsonObject *row, guint depth)
{
    for (const RowGroup *group = index_row_groups; group->group; group++)
        for (guint m = 0; group->members[m]; m++) {
            gint64 sum = 0;
            for (guint i = at; i < member_length(rows) && depth_of(member_element(rows, i)) > depth;
                 i++)
                if (depth_of(member_element(rows, i)) == depth + 1)
                    sum +=
                        index_row_count(member_element(rows, i), group->group, group->members[m]);
            g_assert_cmpint(index_row_count(row, group->group, group->members[m]), ==, sum);
        }
}

static void test_sums(Room *room, gconstpointer data)
{
    (void)data;
    district_add(room, "JK01", 4);
    district_add(room, "JK02", 3);
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonArray *rows = member_array(item, "offices");
    JsonObject *total = member_object(item, "grand_total");
    g_assert_cmpuint(member_length(rows), ==, 2 + 7);
    g_assert_cmpstr(member_text(item, "name"), ==, "Grand Total");
    g_assert_cmpint(index_row_count(total, "pages", "scanned"), >, 0);
    sums_check(rows, 0, total, 0);
    for (guint i = 0; i < member_length(rows); i++)
        if (depth_of(member_element(rows, i)) == 1)
            sums_check(rows, i + 1, member_element(rows, i), 1);
    g_assert_cmpint(index_row_count(total, "target", "records"), ==, 1900 * 7 + 100 * (10 + 6));
    g_assert_cmpint(index_row_count(total, "of", "records"), ==, 1900 * 7 + 100 * (10 + 6));
    g_assert_cmpuint(member_length(member_array(item, "persons")), ==, 7 * 4);
}

/* The days of an inner node are those of its offices, day by day. */
static void test_days(Room *room, gconstpointer data)
{
    (void)data;
    district_add(room, "JK01", 3);
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonArray *days = member_array(member_object(item, "grand_total"), "days");
    g_assert_cmpuint(member_length(days), ==, ROOM_DAYS);
    gint64 all = 0;
    for (guint i = 0; i < ROOM_DAYS; i++) {
        gint64 sum = 0;
        for (guint row = 0; row < 3; row++) {
            JsonObject *office = member_element(member_array(item, "offices"), row);
            sum += member_int(member_element(member_array(office, "days"), i), "pages", 0);
        }
        g_assert_cmpint(member_int(member_element(days, i), "pages", -1), ==, sum);
        all += sum;
    }
    g_assert_cmpint(all, ==,
                    index_row_count(member_object(item, "grand_total"), "pages", "scanned"));
}

/* ----------------------------------------------------------------------------------------- order -- */

static void paths_shuffle(Room *room, GRand *rand)
{
    for (guint i = room->paths->len - 1; i > 0; i--) {
        guint other = (guint)g_rand_int_range(rand, 0, (gint32)i + 1);
        gpointer path = room->paths->pdata[i];
        room->paths->pdata[i] = room->paths->pdata[other];
        room->paths->pdata[other] = path;
    }
}

static void test_any_order(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(GRand) rand = g_rand_new_with_seed(5);
    district_add(room, "JK01", 4);
    district_add(room, "JK02", 4);
    /* the same office at the same time, by another way */
    item_add(room, "twin.json", item_new("JK01", 9, AT, 0));
    item_add(room, "other.json", item_new("JK01", 9, AT, 2));
    g_autofree char *first = NULL;
    for (guint i = 0; i < 12; i++) {
        g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
        g_autofree char *text = text_of(item);
        if (!first)
            first = g_strdup(text);
        g_assert_cmpstr(text, ==, first);
        paths_shuffle(room, rand);
    }
}

/* ------------------------------------------------------------------------------------------- age -- */

static void test_newest(Room *room, gconstpointer data)
{
    (void)data;
    item_add(room, "a-old.json", item_new("JK01", 1, "2026-11-27T18:00:00+05:30", 0));
    item_add(room, "b-new.json",
             item_new("JK01", 1, "2026-11-28T11:00:00Z", 0)); /* 16:30 in India */
    item_add(room, "c-old.json", item_new("JK01", 1, "2026-11-28T16:00:00+05:30", 0));
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    g_assert_cmpuint(member_length(member_array(item, "offices")), ==, 1);
    g_assert_cmpstr(member_text(office_of(item, "JK01-01"), "figures_at"), ==,
                    "2026-11-28T11:00:00Z");
    g_assert_cmpuint(member_length(member_array(item, "persons")), ==, 4);
}

/* The plan's names, targets and offices; one that was never heard of, and one that is silent. */
static void test_plan(Room *room, gconstpointer data)
{
    (void)data;
    item_add(room, "1.json", item_new("JK01", 1, AT, 0));
    item_add(room, "2.json", item_new("JK01", 2, "2026-11-24T09:00:00+05:30", 0));
    g_autoptr(JsonObject) item = room_join(room, room_plan, NULL, NULL);
    JsonObject *uri = office_of(item, "JK01-01"), *unheard = office_of(item, "JK01-03");
    g_assert_cmpstr(member_text(item, "name"), ==, "Jammu and Kashmir");
    g_assert_cmpstr(member_text(uri, "name"), ==, "Uri");
    g_assert_cmpint(index_row_count(uri, "target", "records"), ==, 1000);
    g_assert_cmpstr(member_text(member_object(uri, "target"), "start"), ==, "2026-09-01");
    g_assert_cmpstr(member_text(member_object(uri, "target"), "deadline"), ==, "2027-03-31");
    g_assert_null(member_object(office_of(item, "JK01-02"), "target"));
    g_assert_cmpstr(member_text(office_of(item, "JK01-02"), "base"), ==, "register");
    g_assert_cmpstr(member_text(office_of(item, "JK01"), "base"), ==, "mixed");
    g_assert_true(json_object_get_null_member(unheard, "figures_at"));
    g_assert_cmpint(index_row_count(unheard, "of", "records"), ==, 500);
    g_assert_true(member_flag(unheard, "silent") &&
                  member_flag(office_of(item, "JK01-02"), "silent"));
    g_assert_false(member_flag(uri, "silent") || member_flag(office_of(item, "JK01"), "silent"));
    g_assert_true(json_object_get_null_member(office_of(item, "JK02"), "figures_at"));
    g_assert_cmpstr(member_text(office_of(item, "JK01"), "figures_at"), ==,
                    "2026-11-24T09:00:00+05:30");
    JsonObject *reason = member_element(member_array(office_of(item, "JK01"), "behind"), 0);
    g_assert_cmpstr(member_text(reason, "reason"), ==, "offices-silent");
    g_assert_cmpint(member_int(reason, "n", 0), ==, 2);
}

/* The tree that a station's store had when it reported. */
static JsonObject *tree_add(JsonObject *item, const char *imported_at, const char *offices)
{
    g_autoptr(JsonNode) tree = json_from_string(offices, NULL);
    JsonObject *version = json_object_new();
    json_object_set_string_member(version, "kind", "offices");
    json_object_set_int_member(version, "version", 1);
    json_object_set_string_member(version, "imported_at", imported_at);
    json_array_add_object_element(member_array(item, "plan"), version);
    json_object_set_member(item, "tree",
                           json_object_dup_member(json_node_get_object(tree), "offices"));
    return item;
}

static char *places_of(JsonObject *item)
{
    static const char *const texts[] = {"office", "name", "level", "parent"};
    GString *all = g_string_new(member_text(item, "office"));
    JsonArray *rows = member_array(item, "offices");
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        for (guint t = 0; t < G_N_ELEMENTS(texts); t++)
            g_string_append_printf(all, " %s", member_text(row, texts[t]));
        g_string_append_printf(all, " %d\n", member_flag(row, "silent"));
    }
    return g_string_free(all, FALSE);
}

/* The target of the office that sent nothing is not lost. */
static void of_check(JsonObject *item)
{
    g_assert_true(json_object_get_null_member(office_of(item, "JK01-03"), "figures_at"));
    g_assert_true(json_object_get_null_member(member_object(office_of(item, "JK01-03"), "pages"),
                                              "expected"));
    g_assert_cmpint(index_row_count(office_of(item, "JK01-03"), "of", "records"), ==, 500);
    g_assert_cmpint(index_row_count(member_object(item, "grand_total"), "of", "records"), ==,
                    2000 + 2100 + 500);
}

/* Without a store the newest tree of the files says what the offices are called, who is silent and what is to be done there. */
static void test_tree(Room *room, gconstpointer data)
{
    (void)data;
    static const char *const old = "{\"offices\":[{\"office\":\"JK01-01\",\"name\":\"Old\"},"
                                   "{\"office\":\"\",\"name\":\"None\"}]}";
    g_auto(GStrv) around = g_strsplit(room_plan, "\"Rafiabad\"", 2);
    g_autofree char *young =
        g_strjoinv("\"Rafiabad\",\"target\":{\"records\":500,\"pages\":9}", around);
    item_add(room, "1.json", tree_add(item_new("JK01", 1, AT, 0), "2026-04-01T10:00:00Z", old));
    item_add(room, "2.json",
             tree_add(item_new("JK01", 2, "2026-11-28T09:00:00+05:30", 0), "2026-05-01T10:00:00Z",
                      young));
    g_autoptr(JsonObject) files = room_join(room, NULL, NULL, NULL);
    g_auto(GStrv) parts = g_strsplit(room_plan, "\"targets\"", 2);
    g_autofree char *offices = g_strjoinv("\"others\"", parts); /* files have their own targets */
    g_autoptr(JsonObject) store = room_join(room, offices, "JK01", NULL);
    g_autofree char *files_have = places_of(files), *store_has = places_of(store);
    g_assert_nonnull(strstr(store_has, "Rafiabad tehsil JK01 1"));
    g_assert_cmpstr(files_have, ==, store_has);
    g_assert_cmpuint(member_length(member_array(files, "tree")), ==, 7);
    g_assert_cmpstr(member_text(files, "name"), ==, "Baramulla");
    Room again = {room->dir, g_ptr_array_new_with_free_func(g_free), NULL};
    item_add(&again, "again.json", json_object_ref(files));
    g_autoptr(JsonObject) joined = room_join(&again, NULL, NULL, NULL);
    g_autofree char *again_has = places_of(joined);
    g_assert_cmpstr(again_has, ==, store_has);
    of_check(files);
    of_check(joined);
    g_ptr_array_unref(again.paths);
}

/* A district's own store reports its district, not the state. */
static void test_district(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    item_add(room, "1.json", item_new("JK01", 1, AT, 0));
    item_add(room, "2.json", item_new("JK02", 1, AT, 0));
    g_autoptr(JsonObject) item = room_join(room, room_plan, "JK01", problems);
    g_assert_cmpstr(member_text(item, "office"), ==, "JK01");
    g_assert_cmpuint(member_length(member_array(item, "offices")), ==, 3);
    g_assert_cmpuint(problems->len, ==, 1);
    g_assert_nonnull(strstr(problems->pdata[0], "2.json: JK02-01 does not stand below Baramulla"));
}

/* --------------------------------------------------------------------------------------- details -- */

/* "records" of a report with --rows are not read, whatever stands in them. */
static void test_rows(Room *room, gconstpointer data)
{
    (void)data;
    Room plain = {room->dir, g_ptr_array_new_with_free_func(g_free), NULL};
    item_add(&plain, "plain.json", item_new("JK01", 1, AT, 0));
    JsonObject *item = item_new("JK01", 1, AT, 300);
    json_object_set_string_member(member_element(member_array(item, "records"), 7), "file_no",
                                  "]}\"\\\" \"records\":[");
    item_add(room, "rows.json", item);
    g_autoptr(JsonObject) with = room_join(room, NULL, NULL, NULL),
                          without = room_join(&plain, NULL, NULL, NULL);
    g_autofree char *with_text = text_of(with), *without_text = text_of(without);
    g_assert_cmpstr(with_text, ==, without_text);
    g_ptr_array_unref(plain.paths);
}

/* And the total with it. */
static JsonObject *day_set(JsonObject *item, guint day, gint64 pages)
{
    JsonObject *row = first_row(item), *one = member_element(member_array(row, "days"), day);
    json_object_set_int_member(member_object(row, "pages"), "scanned",
                               index_row_count(row, "pages", "scanned") + pages -
                                   member_int(one, "pages", 0));
    json_object_set_int_member(one, "pages", pages);
    item_mend(item);
    return one;
}

static void flag(JsonObject *item, guint day, gint64 pages)
{
    json_object_set_boolean_member(day_set(item, day, pages), "flagged", TRUE);
}

/* A small office's wrong clock does not take the district's day away. */
static void test_flagged(Room *room, gconstpointer data)
{
    (void)data;
    JsonObject *large = item_new("JK01", 1, AT, 0), *small = item_new("JK01", 2, AT, 0);
    day_set(large, 10, 1000);
    day_set(large, 11, 1000);
    flag(small, 10, 100);
    flag(small, 11, 200);
    item_add(room, "1.json", large);
    item_add(room, "2.json", small);
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonArray *days = member_array(member_object(item, "grand_total"), "days");
    g_assert_false(member_flag(member_element(days, 10), "flagged"));
    g_assert_true(member_flag(member_element(days, 11), "flagged"));
}

static const char *end_of(JsonObject *item, const char *office)
{
    return member_text(member_object(office_of(item, office), "projection"), "end");
}

static void holidays_add(JsonObject *plan, const char *office, gint32 first, gint32 days)
{
    for (gint32 i = 0; i < days; i++) {
        g_autofree char *day = index_day_format(first + i);
        JsonObject *holiday = json_object_new();
        json_object_set_string_member(holiday, "day", day);
        json_object_set_string_member(holiday, "name", "snow");
        if (office)
            json_object_set_string_member(holiday, "office", office);
        json_array_add_object_element(member_array(plan, "holidays"), holiday);
    }
}

/* Holidays of a district are those of its tehsils, and of nobody else. */
static void test_holidays(Room *room, gconstpointer data)
{
    (void)data;
    g_autoptr(JsonNode) plan = json_from_string(room_plan, NULL);
    gint32 after = index_day_parse(AT) + 1;
    item_add(room, "1.json", item_new("JK01", 1, AT, 0));
    item_add(room, "2.json", item_new("JK02", 1, AT, 0));
    holidays_add(json_node_get_object(plan), NULL, after - 200, 1);
    g_autofree char *without = json_to_string(plan, FALSE);
    holidays_add(json_node_get_object(plan), "JK01", after, 28);
    g_autofree char *with = json_to_string(plan, FALSE);
    g_autoptr(JsonObject) none = room_join(room, without, NULL, NULL);
    g_autoptr(JsonObject) snow = room_join(room, with, NULL, NULL);
    g_assert_cmpstr(end_of(none, "JK02-01"), ==, end_of(snow, "JK02-01"));
    static const char *const offices[] = {"JK01-01", "JK01"};
    for (guint i = 0; i < G_N_ELEMENTS(offices); i++) {
        gint32 before = index_day_parse(end_of(none, offices[i]));
        gint32 later = index_day_parse(end_of(snow, offices[i]));
        g_assert_cmpint(before, >, after);
        g_assert_cmpint(later - before, >=, 26);
        g_assert_cmpint(later - before, <=, 31);
    }
}

/* Without a plan: a fair of one tehsil is none of another's, whatever its list calls all offices. */
static void test_holidays_own(Room *room, gconstpointer data)
{
    (void)data;
    JsonObject *fair = item_new("JK01", 2, AT, 0);
    item_add(room, "1.json", item_new("JK01", 1, AT, 0));
    item_add(room, "2.json", item_new("JK01", 2, "2026-11-27T17:00:00+05:30", 0));
    g_autoptr(JsonObject) before = room_join(room, NULL, NULL, NULL);
    guint n = member_length(member_array(before, "holidays")), n_fair = 0;
    holidays_add(fair, NULL, index_day_parse(AT) + 1, 28);
    item_add(room, "3.json", fair);
    g_autoptr(JsonObject) after = room_join(room, NULL, NULL, NULL);
    JsonArray *holidays = member_array(after, "holidays");
    g_assert_cmpuint(member_length(holidays), >=, n);
    for (guint i = 0; i < member_length(holidays); i++) {
        JsonObject *holiday = member_element(holidays, i);
        gboolean is_fair = g_str_equal(member_text(holiday, "name"), "snow");
        n_fair += is_fair;
        if (is_fair)
            g_assert_cmpstr(member_text(holiday, "office"), ==, "JK01-02");
    }
    g_assert_cmpuint(n_fair, >, 20); /* the others are of all anyway */
    g_assert_cmpstr(end_of(before, "JK01-01"), ==, end_of(after, "JK01-01"));
    g_assert_cmpint(index_day_parse(end_of(after, "JK01-02")) -
                        index_day_parse(end_of(before, "JK01-02")),
                    >=, 20);
}

/* What a tehsil's file says of its sister is no target of that: it was heard, and has none. Of one that was not heard it is. */
static void test_sister(Room *room, gconstpointer data)
{
    static const char *const offices[] = {"JK01", "JK01-01", "JK01-02", "JK01-03"};
    (void)data;
    JsonObject *planner = item_new("JK01", 1, AT, 0), *sister = item_new("JK01", 2, AT, 0);
    JsonArray *tree = json_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(offices); i++) {
        g_autofree char *text = g_strdup_printf(
            "{\"office\":\"%s\",\"name\":\"%s\",\"parent\":%s,\"level\":null,\"lgd\":null%s}",
            offices[i], offices[i], i ? "\"JK01\"" : "null",
            i > 1 ? ",\"target\":{\"records\":70000,\"pages\":0,\"start\":null,\"deadline\":null}"
                  : "");
        json_array_add_element(tree, json_from_string(text, NULL));
    }
    json_object_set_array_member(planner, "tree", tree);
    json_object_remove_member(first_row(sister), "target");
    item_mend(sister);
    item_add(room, "1.json", planner);
    item_add(room, "2.json", sister);
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    g_assert_null(member_object(office_of(item, "JK01-02"), "target"));
    g_assert_cmpint(member_int(member_object(office_of(item, "JK01-03"), "target"), "records", 0),
                    ==, 70000);
}

/* Stations with other dates, zones and clocks: the same moment is the same age, and a day that has not begun everywhere is no measure. */
static void test_clocks(Room *room, gconstpointer data)
{
    (void)data;
    item_add(room, "1.json",
             item_new("JK01", 1, "2026-11-27T23:30:00Z", 0)); /* Saturday, 05:00 in India */
    item_add(room, "2.json",
             item_new("JK01", 1, "2026-11-28T04:59:00+05:30", 0)); /* a minute older */
    item_add(room, "3.json",
             item_new("JK01", 2, "2026-11-29T10:00:00+05:30",
                      0)); /* a clock ahead, by less than a day */
    item_add(room, "4.json", item_new("JK01", 3, "2026-11-26T10:00:00+05:30", 0));
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonObject *total = member_object(item, "grand_total");
    g_assert_cmpstr(member_text(office_of(item, "JK01-01"), "figures_at"), ==,
                    "2026-11-27T23:30:00Z");
    g_assert_cmpstr(member_text(total, "figures_at"), ==, "2026-11-26T10:00:00+05:30");
    g_assert_false(member_flag(total, "silent"));
    double speed = 0;
    for (guint i = 0; i < 3; i++)
        speed += member_double(
            member_object(member_element(member_array(item, "offices"), i), "projection"),
            "per_day", 0);
    double summed = member_double(member_object(total, "projection"), "per_day", 0);
    g_assert_cmpfloat_with_epsilon(summed, speed, speed / 5);
}

/* Who is done does not scan for others: the district ends with its last office. */
static void test_last_office(Room *room, gconstpointer data)
{
    (void)data;
    JsonObject *slow = item_new("JK01", 1, AT, 0);
    json_object_set_int_member(member_object(first_row(slow), "target"), "pages", 400000);
    json_object_set_int_member(member_object(first_row(slow), "target"), "records", 4000);
    item_mend(slow);
    item_add(room, "1.json", slow);
    item_add(room, "2.json", item_new("JK01", 2, AT, 0));
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonArray *behind = member_array(member_object(item, "grand_total"), "behind");
    gint32 end = index_day_parse(
        member_text(member_object(member_object(item, "grand_total"), "projection"), "end"));
    gint64 later = 0;
    for (guint i = 0; i < member_length(behind); i++)
        if (g_strcmp0(member_text(member_element(behind, i), "reason"), "last-office") == 0)
            later = member_int(member_element(behind, i), "n", 0);
    g_assert_cmpint(later, >, 7);
    g_assert_cmpint(later, ==, index_day_parse(end_of(item, "JK01-01")) - end);
}

/* Where nothing says under whom the offices stand, they stand under the one that joins them. */
static void test_top(Room *room, gconstpointer data)
{
    (void)data;
    district_add(room, "JK01", 2);
    district_add(room, "JK02", 1);
    g_autoptr(JsonObject) item = room_join(room, NULL, "JK", NULL);
    g_assert_cmpstr(member_text(item, "office"), ==, "JK");
    g_assert_cmpstr(member_text(item, "name"), ==, ROOM_NAME);
    g_assert_cmpuint(member_length(member_array(item, "offices")), ==, 2 + 3);
    g_assert_cmpstr(member_text(office_of(item, "JK01"), "parent"), ==, "JK");
}

/* Those behind first, and one station alone is its own Grand Total. */
static void test_order(Room *room, gconstpointer data)
{
    (void)data;
    district_add(room, "JK01", 8);
    g_autoptr(JsonObject) item = room_join(room, NULL, NULL, NULL);
    JsonArray *rows = member_array(item, "offices");
    for (guint i = 1; i < member_length(rows); i++)
        g_assert_cmpint(index_row_compare(member_element(rows, i - 1), member_element(rows, i)), <,
                        0);
    g_ptr_array_set_size(room->paths, 0);
    JsonObject *alone = item_new("JK01", 1, AT, 0);
    json_object_set_null_member(first_row(alone), "parent");
    json_object_set_null_member(member_object(alone, "grand_total"), "parent");
    item_add(room, "alone.json", alone);
    g_autoptr(JsonObject) one = room_join(room, NULL, NULL, NULL);
    g_assert_cmpuint(member_length(member_array(one, "offices")), ==, 1);
    g_assert_cmpstr(member_text(one, "office"), ==, "JK01-01");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    room_add_test("/merge/sums", test_sums);
    room_add_test("/merge/days", test_days);
    room_add_test("/merge/any-order", test_any_order);
    room_add_test("/merge/newest", test_newest);
    room_add_test("/merge/plan", test_plan);
    room_add_test("/merge/tree", test_tree);
    room_add_test("/merge/district", test_district);
    room_add_test("/merge/rows", test_rows);
    room_add_test("/merge/flagged", test_flagged);
    room_add_test("/merge/holidays", test_holidays);
    room_add_test("/merge/holidays-own", test_holidays_own);
    room_add_test("/merge/sister", test_sister);
    room_add_test("/merge/clocks", test_clocks);
    room_add_test("/merge/last-office", test_last_office);
    room_add_test("/merge/top", test_top);
    room_add_test("/merge/order", test_order);
    return g_test_run();
}
