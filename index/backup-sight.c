/* Which backups are there: a record is safe by copies that somebody could go and fetch, not by rows that say there were some.
 *
 *     its folder is there            it is seen now
 *     its disk is here without it    somebody deleted it: it does not count
 *     its disk is not here           nobody can tell: it was last seen when it was made, and counts for
 *                                    BACKUP_UNSEEN_DAYS from then
 *
 * Limit: whoever only plugs a disk in is seen as long as it is there. It is the next backup to it that is kept. */
#include "index/answer.h"
#include "index/backup.h"
#include "index/package.h"
#include "index/store-private.h"

static const AnswerField FIELDS[] = {
    {"path", ANSWER_TEXT}, {"place", ANSWER_TEXT},          {"same_disk", ANSWER_BOOL},
    {"at", ANSWER_TEXT},   {"event_number", ANSWER_INT},    {"files", ANSWER_INT},
    {"bytes", ANSWER_INT}, {"missing_masters", ANSWER_INT},
};
enum { NAME = G_N_ELEMENTS(FIELDS), BACKUP_ID };

/* Its disk is here, and it is not. */
static gboolean is_gone(const char *folder, const char *place)
{
    g_autofree char *at = g_strdup(folder);
    while (!g_file_test(at, G_FILE_TEST_EXISTS)) {
        char *above = g_path_get_dirname(at);
        g_free(at);
        at = above;
    }
    g_autofree char *found = backup_place(at);
    return g_str_equal(found, place);
}

static JsonObject *backup_look(DbRows *row)
{
    JsonObject *backup = json_object_new();
    answer_add_fields(backup, row, 0, FIELDS, G_N_ELEMENTS(FIELDS));
    g_autofree char *folder = g_build_filename(json_object_get_string_member(backup, "path"),
                                               BACKUP_FOLDERS, db_rows_text(row, NAME), NULL);
    const gboolean is_there = g_file_test(folder, G_FILE_TEST_IS_DIR);
    json_object_set_boolean_member(
        backup, "gone",
        !is_there && is_gone(folder, json_object_get_string_member(backup, "place")));
    json_object_set_int_member(
        backup, "days_unseen",
        is_there ? 0 : package_days_since(json_object_get_string_member(backup, "at")));
    return backup;
}

static gboolean is_lost(JsonObject *backup)
{
    return json_object_get_boolean_member(backup, "gone") ||
           json_object_get_int_member(backup, "days_unseen") >= BACKUP_UNSEEN_DAYS;
}

JsonArray *backup_look_all(Store *store, char **lost, GError **error)
{
    JsonArray *all = json_array_new();
    g_autoptr(GString) ids = g_string_new("");
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "status_backups", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        JsonObject *backup = backup_look(rows);
        if (is_lost(backup))
            g_string_append_printf(ids, "%s%" G_GINT64_FORMAT, ids->len ? "," : "",
                                   db_rows_int(rows, BACKUP_ID));
        json_array_add_object_element(all, backup);
    }
    if (!rows || db_rows_failed(rows))
        g_clear_pointer(&all, json_array_unref);
    *lost = all ? g_strdup_printf("[%s]", ids->str) : NULL;
    return all;
}

char *backup_lost(Store *store, GError **error)
{
    char *lost = NULL;
    JsonArray *all = backup_look_all(store, &lost, error);
    g_clear_pointer(&all, json_array_unref);
    return lost;
}
