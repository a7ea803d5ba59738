/* The progress return of the store's own office (progress.h).
 *
 * What counts is decided in sql/count.sql; here the answers are put together. */
#include "index/progress.h"

#include <string.h>

#include "index/answer.h"
#include "index/progress-private.h"
#include "index/store-private.h"

JsonArray *progress_heads(Store *store, GError **error)
{
    static const AnswerField fields[] = {
        {"return", ANSWER_INT}, {"at", ANSWER_TEXT},        {"number", ANSWER_INT},
        {"hash", ANSWER_TEXT},  {"registered", ANSWER_INT}, {"scanned", ANSWER_INT},
        {"pages", ANSWER_INT},
    };
    return answer_array(index_store_db(store), "progress_heads",
                        DB_VALUES(DB_TEXT(index_store_office(store))), fields, G_N_ELEMENTS(fields),
                        error);
}

/* By which whoever joins reports sees that earlier returns are what they were. */
static gboolean heads_add(JsonObject *row, Store *store, GError **error)
{
    JsonArray *heads = progress_heads(store, error);
    if (heads)
        json_object_set_array_member(row, "heads", heads);
    return heads != NULL;
}

static gboolean office_add(JsonObject *progress, Store *store, const char *at, GError **error)
{
    g_autoptr(JsonObject) row = progress_row_load(store, at, progress, error);
    if (!row || !heads_add(row, store, error))
        return FALSE;
    json_object_set_member(progress, "level", json_object_dup_member(row, "level"));
    JsonArray *offices = json_array_new();
    json_array_add_object_element(offices, json_object_ref(row));
    json_object_set_object_member(progress, "grand_total", json_object_ref(row));
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
    if (!progress_add_plan(progress, store, error) ||
        !progress_add_lists(progress, store, today, error) ||
        !office_add(progress, store, now, error) ||
        (with_rows && !progress_add_rows(progress, store, error)))
        return NULL;
    return answer_node_of_object(g_steal_pointer(&progress));
}

#define READ_TRIES 4 /* then whoever scans has to wait, as the report did */

/* A transaction in which nothing is due: of one moment, and nobody who writes waits for what is read in it. */
static gboolean counted_begin(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    for (guint i = 0; i < READ_TRIES; i++) {
        gint64 n_due;
        if (!progress_count(store, error) || !db_begin_read(db, error))
            return FALSE;
        if (db_query_int(db, "count_due", DB_NO_VALUES, &n_due, NULL, error) && n_due == 0)
            return TRUE;
        db_rollback(db);
        if (error && *error)
            return FALSE;
    }
    return db_begin(db, error) && (progress_count(store, error) || db_end(db, FALSE, error));
}

JsonNode *index_progress(Store *store, gboolean with_rows, GError **error)
{
    if (!counted_begin(store, error))
        return NULL;
    g_autoptr(JsonNode) progress = progress_read(store, with_rows, error);
    return db_end(index_store_db(store), progress != NULL, error) ? g_steal_pointer(&progress)
                                                                  : NULL;
}

static JsonObject *figures_read(Store *store, GError **error)
{
    static const char *const members[] = {"base",    "of",    "records", "availability",
                                          "custody", "pages", "percent", NULL};
    g_autofree char *now = index_now();
    g_autoptr(JsonObject) row = progress_row_load(store, now, NULL, error);
    if (!row)
        return NULL;
    JsonObject *figures = json_object_new();
    answer_copy_members(figures, row, members);
    return figures;
}

JsonObject *progress_figures(Store *store, GError **error)
{
    if (!counted_begin(store, error))
        return NULL;
    g_autoptr(JsonObject) figures = figures_read(store, error);
    return db_end(index_store_db(store), figures != NULL, error) ? g_steal_pointer(&figures) : NULL;
}
