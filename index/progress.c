/* The progress return of the store's own office (progress.h).
 *
 * What counts is decided in sql/count.sql; here the answers are put together. */
#include "index/progress.h"

#include <string.h>

#include "index/answer.h"
#include "index/progress-private.h"
#include "index/store-private.h"

static gboolean progress_add_rows(JsonObject *progress, Store *store, const char *at,
                                  GError **error)
{
    JsonObject *row =
        progress_row_load(store, at, json_object_get_array_member(progress, "holidays"),
                          json_object_get_array_member(progress, "scanners"), error);
    if (!row)
        return FALSE;
    json_object_set_member(progress, "level", json_object_dup_member(row, "level"));
    JsonArray *offices = json_array_new();
    json_array_add_object_element(offices, json_object_ref(row));
    json_object_set_object_member(progress, "grand_total", row);
    json_object_set_array_member(progress, "offices", offices);
    return TRUE;
}

static JsonObject *progress_new(Store *store, const char *at)
{
    JsonObject *progress = json_object_new();
    json_object_set_string_member(progress, "at", at);
    json_object_set_string_member(progress, "office", index_store_office(store));
    json_object_set_string_member(progress, "name", index_store_conf_text(store, "office", "name"));
    json_object_set_null_member(progress, "level");
    json_object_set_null_member(progress, "return");
    json_object_set_null_member(progress, "period");
    json_object_set_array_member(progress, "corrections", json_array_new());
    return progress;
}

static JsonNode *progress_read(Store *store, gboolean with_rows, GError **error)
{
    g_autofree char *now = index_now();
    g_autofree char *today = g_strndup(now, strlen("2026-11-28"));
    g_autoptr(JsonObject) progress = progress_new(store, now);
    if (!progress_count(store, error) || !progress_add_plan(progress, store, error) ||
        !progress_add_lists(progress, store, today, error) ||
        !progress_add_rows(progress, store, now, error) ||
        (with_rows && !progress_add_records(progress, store, error)))
        return NULL;
    return answer_node_of_object(g_steal_pointer(&progress));
}

/* Most is counted before: so that nobody who scans waits for all of it; the rest, and the answers, are of one moment. */
JsonNode *index_progress(Store *store, gboolean with_rows, GError **error)
{
    Db *db = index_store_db(store);
    if (db_is_still(db))
        return progress_read(store, with_rows, error);
    if (!progress_count(store, error) || !db_begin(db, error))
        return NULL;
    g_autoptr(JsonNode) progress = progress_read(store, with_rows, error);
    return db_end(db, progress != NULL, error) ? g_steal_pointer(&progress) : NULL;
}

static JsonObject *figures_read(Store *store, GError **error)
{
    static const char *const members[] = {"base",    "of",    "records", "availability",
                                          "custody", "pages", "percent", NULL};
    g_autofree char *now = index_now();
    g_autoptr(JsonArray) none = json_array_new();
    g_autoptr(JsonObject) row =
        progress_count(store, error) ? progress_row_load(store, now, none, NULL, error) : NULL;
    if (!row)
        return NULL;
    JsonObject *figures = json_object_new();
    answer_copy_members(figures, row, members);
    return figures;
}

JsonObject *progress_figures(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    if (db_is_still(db))
        return figures_read(store, error);
    if (!progress_count(store, error) || !db_begin(db, error))
        return NULL;
    g_autoptr(JsonObject) figures = figures_read(store, error);
    return db_end(db, figures != NULL, error) ? g_steal_pointer(&figures) : NULL;
}
