#include "tests/index/merge-room.h"

#include "index/member.h"
#include "index/row.h"
#include "scan/scan.h"
#include "tests/index/station.h"

static void set_up(Room *room, gconstpointer data)
{
    (void)data;
    room->dir = g_dir_make_tmp("muhafiz-merge-XXXXXX", NULL);
    room->paths = g_ptr_array_new_with_free_func(g_free);
}

static void tear_down(Room *room, gconstpointer data)
{
    (void)data;
    scan_dir_remove(room->dir, NULL);
    g_ptr_array_unref(room->paths);
    g_free(room->dir);
}

const char *const room_plan =
    "{\"offices\":[{\"office\":\"JK\",\"name\":\"Jammu and "
    "Kashmir\",\"parent\":null,\"level\":\"state\",\"lgd\":\"01\"},"
    "{\"office\":\"JK01-01\",\"name\":\"Uri\",\"parent\":\"JK01\",\"level\":\"tehsil\"},"
    "{\"office\":\"JK01-02\",\"name\":\"Sopore\",\"parent\":\"JK01\",\"level\":\"tehsil\"},"
    "{\"office\":\"JK01-03\",\"name\":\"Rafiabad\",\"parent\":\"JK01\",\"level\":\"tehsil\"},"
    "{\"office\":\"JK02-01\",\"name\":\"Mendhar\",\"parent\":\"JK02\",\"level\":\"tehsil\"},"
    "{\"office\":\"JK01\",\"name\":\"Baramulla\",\"parent\":\"JK\",\"level\":\"district\"},"
    "{\"office\":\"JK02\",\"name\":\"Poonch\",\"parent\":\"JK\",\"level\":\"district\"}],"
    "\"targets\":[{\"office\":\"JK01-01\",\"category\":\"mutation\",\"records\":300,\"pages\":"
    "9000,\"start\":\"2026-10-01\",\"deadline\":\"2027-01-31\"},"
    "{\"office\":\"JK01-01\",\"category\":\"\",\"records\":700,\"pages\":21000,\"start\":\"2026-"
    "09-01\",\"deadline\":\"2027-03-31\"},"
    "{\"office\":\"JK01-03\",\"category\":\"\",\"records\":500,\"pages\":0,\"start\":null,"
    "\"deadline\":null}],"
    "\"versions\":[],\"census\":[],\"rules\":[],\"holidays\":[]}";

/* ----------------------------------------------------------------------------------- the reports -- */

static JsonObject *tehsil_new(const char *district, guint place, const char *at, guint n_rows,
                              guint n_returns)
{
    g_auto(Station) station = {.at = at,
                               .n_returns = n_returns,
                               .target_records = 1900 + place * 100,
                               .n_days = ROOM_DAYS,
                               .n_rows = n_rows,
                               .seed = place * 31 + (guint)district[3]};
    station.target_pages = station.target_records * 26;
    station.parent = g_strdup(district);
    station.office = g_strdup_printf("%s-%02u", district, place);
    station.name = g_strdup_printf("Tehsil %u of %s", place, district);
    station.level = g_strdup("tehsil");
    return station_item(&station);
}

JsonObject *item_new(const char *district, guint place, const char *at, guint n_rows)
{
    return tehsil_new(district, place, at, n_rows, 0);
}

JsonObject *item_new_frozen(guint place, const char *at, guint n_returns)
{
    return tehsil_new("JK01", place, at, 0, n_returns);
}

const char *file_add(Room *room, const char *name, const char *text)
{
    char *path = g_build_filename(room->dir, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_ptr_array_add(room->paths, path);
    return path;
}

/* Takes item. */
const char *item_add(Room *room, const char *name, JsonObject *item)
{
    g_autofree char *text = station_text(item);
    return file_add(room, name, text);
}

void district_add(Room *room, const char *district, guint n)
{
    for (guint place = 1; place <= n; place++) {
        g_autofree char *name = g_strdup_printf("%s-%02u.json", district, place);
        item_add(room, name, item_new(district, place, AT, 0));
    }
}

/* The item of all files, as of AT; its problems are added to problems, which may be NULL. */
JsonObject *room_join(const Room *room, const char *plan_text, const char *office,
                      GPtrArray *problems)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    g_autoptr(JsonNode) plan = plan_text ? json_from_string(plan_text, NULL) : NULL;
    g_autoptr(GPtrArray) ignored = g_ptr_array_new_with_free_func(g_free);
    MergeReport report = {.problems = problems ? problems : ignored};
    for (guint i = 0; i < room->paths->len; i++)
        g_ptr_array_add(paths, room->paths->pdata[i]);
    g_ptr_array_add(paths, NULL);
    g_autoptr(GPtrArray) items =
        merge_files_read((const char *const *)paths->pdata, FALSE, report.problems);
    MergeFrame frame = {plan ? json_node_get_object(plan) : NULL, office, ROOM_NAME, AT,
                        room->measured_by};
    JsonObject *item = merge_items(items, &frame, &report);
    for (guint i = 0; i < ignored->len; i++)
        g_error("%s", (const char *)ignored->pdata[i]);
    return item;
}

JsonObject *office_of(JsonObject *item, const char *office)
{
    JsonArray *rows = member_array(item, "offices");
    for (guint i = 0; i < member_length(rows); i++)
        if (g_strcmp0(member_text(member_element(rows, i), "office"), office) == 0)
            return member_element(rows, i);
    g_error("no office %s", office);
}

char *text_of(JsonObject *object)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_set_object(node, object);
    return json_to_string(node, FALSE);
}

JsonObject *first_row(JsonObject *item)
{
    return member_element(member_array(item, "offices"), 0);
}

/* What is missing of the pages goes to the first of the table. */
static void table_mend(JsonObject *item, const char *name)
{
    JsonArray *table = member_array(item, name);
    gint64 missing = index_row_count(first_row(item), "pages", "scanned");
    for (guint i = 0; i < member_length(table); i++)
        missing -= member_int(member_element(table, i), "pages", 0);
    json_object_set_int_member(member_element(table, 0), "pages",
                               member_int(member_element(table, 0), "pages", 0) + missing);
}

void item_mend(JsonObject *item)
{
    JsonObject *row = first_row(item);
    index_row_measure(row);
    json_object_set_object_member(row, "percent", index_row_percents(row));
    table_mend(item, "categories");
    table_mend(item, "persons");
}

void room_add_test(const char *name, void (*test)(Room *, gconstpointer))
{
    g_test_add(name, Room, NULL, set_up, test, tear_down);
}
