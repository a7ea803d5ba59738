/* Every package that was ever written, and every folder in the outbox, with where it stands: so nothing
 * that was handed over is forgotten. */
#include <string.h>

#include "index/answer.h"
#include "index/package.h"
#include "index/store-private.h"

static const AnswerField FIELDS[] = {
    {"package", ANSWER_TEXT},       {"version", ANSWER_INT},      {"file_no", ANSWER_TEXT},
    {"path", ANSWER_TEXT},          {"exported_at", ANSWER_TEXT}, {"state", ANSWER_TEXT},
    {"computer_no", ANSWER_TEXT},   {"reason", ANSWER_TEXT},      {"answered_at", ANSWER_TEXT},
    {"superseded_by", ANSWER_TEXT}, {"changed", ANSWER_BOOL},     {"early", ANSWER_BOOL},
};

/* ----------------------------------------------------------------------------- without a receipt -- */

const char *package_whereabouts(Store *store, const char *path)
{
    g_autofree char *dir =
        g_path_is_absolute(path) ? g_strdup(path) : index_store_path(store, path);
    g_autofree char *folder = g_path_get_dirname(dir);
    if (g_file_test(dir, G_FILE_TEST_IS_DIR))
        return "waiting";
    return g_file_test(folder, G_FILE_TEST_IS_DIR) ? "taken" : "away";
}

gboolean package_is_untaken(Store *store, const char *status, const char *path)
{
    return g_str_equal(status, "accepted") &&
           g_str_equal(package_whereabouts(store, path), "waiting");
}

gint64 package_days_since(const char *at)
{
    g_autoptr(GDateTime) then = g_date_time_new_from_iso8601(at, NULL);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    return then ? MAX(g_date_time_difference(now, then) / G_TIME_SPAN_DAY, 0) : 0;
}

static void count_up(JsonObject *counts, const char *name)
{
    json_object_set_int_member(counts, name, json_object_get_int_member(counts, name) + 1);
}

JsonObject *package_unanswered(Store *store, GError **error)
{
    static const char *const names[] = {"waiting", "taken", "away", "overdue", "changed"};
    g_autoptr(JsonObject) counts = json_object_new();
    gboolean is_any = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        json_object_set_int_member(counts, names[i], 0);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_unanswered", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        is_any = TRUE;
        count_up(counts, package_whereabouts(store, db_rows_text(rows, 0)));
        if (package_days_since(db_rows_text(rows, 1)) >= PACKAGE_OVERDUE_DAYS)
            count_up(counts, "overdue");
        if (db_rows_int(rows, 2))
            count_up(counts, "changed");
    }
    return is_any && !db_rows_failed(rows) ? g_steal_pointer(&counts) : NULL;
}

/* -------------------------------------------------------------------------------------- the list -- */

static void state_find(Store *store, JsonObject *package)
{
    json_object_set_boolean_member(
        package, "untaken",
        package_is_untaken(store, json_object_get_string_member(package, "state"),
                           json_object_get_string_member(package, "path")));
    json_object_set_array_member(package, "disputed", json_array_new());
    gboolean is_unanswered =
        g_str_equal(json_object_get_string_member(package, "state"), "exported");
    json_object_set_null_member(package, "days");
    if (!is_unanswered)
        return;
    const char *state = package_whereabouts(store, json_object_get_string_member(package, "path"));
    gboolean is_withdrawn = !json_object_get_null_member(package, "reason");
    json_object_set_string_member(
        package, "state", is_withdrawn && !g_str_equal(state, "waiting") ? "withdrawn" : state);
    json_object_set_int_member(
        package, "days", package_days_since(json_object_get_string_member(package, "exported_at")));
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void unknown_add(JsonArray *list, const char *name)
{
    JsonObject *package = json_object_new();
    g_autofree char *path = g_build_filename("outbox", name, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++)
        json_object_set_null_member(package, FIELDS[i].key);
    json_object_set_null_member(package, "days");
    json_object_set_null_member(package, "untaken");
    json_object_set_array_member(package, "disputed", json_array_new());
    json_object_set_string_member(package, "package", name);
    json_object_set_string_member(package, "path", path);
    json_object_set_string_member(package, "state", "unknown");
    json_array_add_object_element(list, package);
}

/* One that was exported to a disk may have a copy in the outbox. */
static gboolean copy_is_known(Store *store, const char *name, gboolean *is_known, GError **error)
{
    g_autofree char *dir = g_build_filename(index_store_dir(store), "outbox", name, NULL);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "package_find", DB_VALUES(DB_TEXT(name)), &row, error))
        return FALSE;
    *is_known = row && package_is_there(dir, db_rows_text(row, 3));
    return TRUE;
}

gboolean package_is_known(Store *store, const char *name, gboolean *is_known, GError **error)
{
    gint64 n = 0;
    g_autofree char *path = g_build_filename("outbox", name, NULL);
    if (!db_query_int(index_store_db(store), "package_known", DB_VALUES(DB_TEXT(path)), &n, NULL,
                      error))
        return FALSE;
    *is_known = n > 0;
    return *is_known || copy_is_known(store, name, is_known, error);
}

/* Names in the outbox, sorted; owned. */
static GPtrArray *outbox_names(Store *store)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *outbox = index_store_path(store, "outbox");
    g_autoptr(GDir) dir = g_dir_open(outbox, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (*name != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, by_text);
    return names;
}

/* Folders in the outbox that no row names. */
static gboolean unknowns_add(Store *store, JsonArray *list, GError **error)
{
    g_autoptr(GPtrArray) names = outbox_names(store);
    for (guint i = 0; i < names->len; i++) {
        gboolean is_known;
        if (!package_is_known(store, names->pdata[i], &is_known, error))
            return FALSE;
        if (!is_known)
            unknown_add(list, names->pdata[i]);
    }
    return TRUE;
}

/* Only what lies there is asked for: most of what was accepted does not. */
GHashTable *package_untaken_load(Store *store, GError **error)
{
    g_autoptr(GPtrArray) names = outbox_names(store);
    g_autoptr(GHashTable) untaken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < names->len; i++) {
        g_autoptr(DbRows) row = NULL;
        if (!db_query_row(index_store_db(store), "package_find",
                          DB_VALUES(DB_TEXT(names->pdata[i])), &row, error))
            return NULL;
        if (row && package_is_untaken(store, db_rows_text(row, 4), db_rows_text(row, 12)))
            g_hash_table_add(untaken, g_strdup(names->pdata[i]));
    }
    return g_steal_pointer(&untaken);
}

/* -------------------------------------------------------------------------------------- disputes -- */

static const AnswerField DISPUTE_FIELDS[] = {
    {"status", ANSWER_TEXT}, {"computer_no", ANSWER_TEXT}, {"reason", ANSWER_TEXT},
    {"at", ANSWER_TEXT},     {"taken_by", ANSWER_TEXT},    {"taken_at", ANSWER_TEXT},
};

GHashTable *package_disputes_load(Store *store, GError **error)
{
    g_autoptr(GHashTable) disputes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_array_unref);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_disputes", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *name = db_rows_text(rows, 0);
        if (db_rows_int(rows, 8)) /* settled */
            continue;
        if (!g_hash_table_contains(disputes, name))
            g_hash_table_insert(disputes, g_strdup(name), json_array_new());
        JsonObject *dispute = json_object_new();
        answer_add_fields(dispute, rows, 2, DISPUTE_FIELDS, G_N_ELEMENTS(DISPUTE_FIELDS));
        json_array_add_object_element(g_hash_table_lookup(disputes, name), dispute);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&disputes) : NULL;
}

gboolean package_disputes_add(Store *store, JsonArray *list, GError **error)
{
    g_autoptr(GHashTable) disputes = package_disputes_load(store, error);
    if (!disputes)
        return FALSE;
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *package = json_array_get_object_element(list, i);
        JsonArray *said =
            g_hash_table_lookup(disputes, json_object_get_string_member(package, "package"));
        if (said)
            json_object_set_array_member(package, "disputed", json_array_ref(said));
    }
    return TRUE;
}

JsonNode *index_packages_list(Store *store, GError **error)
{
    g_autoptr(JsonArray) list = answer_array(index_store_db(store), "package_list", DB_NO_VALUES,
                                             FIELDS, G_N_ELEMENTS(FIELDS), error);
    if (!list)
        return NULL;
    for (guint i = 0; i < json_array_get_length(list); i++)
        state_find(store, json_array_get_object_element(list, i));
    return package_disputes_add(store, list, error) && unknowns_add(store, list, error)
               ? answer_node_of_array(g_steal_pointer(&list))
               : NULL;
}
