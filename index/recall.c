/* Packages with pages of a confidential record that left the office before anybody knew: in e-Office, on another disk, or on
 * their way there. Nothing here can take them back; each is told of (view package_recall) until the nodal officer says
 * that it was withdrawn there.
 *
 *   package.recalled  {package, reason}: on the object "package NAME"
 */
#include "index/answer.h"
#include "index/hand-over.h"
#include "index/store-private.h"

/* "/media/a/fl-X and /media/b/fl-X", where it was exported or copied to; owned. "": to the outbox alone. NULL: *error. */
static char *places_find(Store *store, DbRows *row, GError **error)
{
    g_autoptr(GString) places = g_string_new(NULL);
    const char *path = db_rows_text(row, 2);
    g_autoptr(DbRows) copies =
        db_query(index_store_db(store), "package_copies",
                 DB_VALUES(DB_INT(db_rows_int(row, 5)), DB_TEXT(db_rows_text(row, 1))), error);
    if (g_path_is_absolute(path))
        g_string_append(places, path);
    while (copies && db_rows_next(copies, error))
        g_string_append_printf(places, "%s%s", places->len ? " and " : "", db_rows_text(copies, 0));
    return copies && !db_rows_failed(copies) ? g_strdup(places->str) : NULL;
}

/* What is to be done of a package; owned. Columns as below. NULL: *error. */
static char *recall_what(Store *store, DbRows *row, GError **error)
{
    const char *name = db_rows_text(row, 1), *computer_no = db_rows_text(row, 4);
    g_autofree char *places = places_find(store, row, error);
    if (!places)
        return NULL;
    g_autofree char *copy =
        *places ? g_strdup_printf("package %s was exported to %s: delete it there, and every copy",
                                  name, places)
                : NULL;
    if (g_str_equal(db_rows_text(row, 3), "accepted"))
        return g_strdup_printf(
            "package %s is in e-Office%s%s: ask who runs it to take the file out "
            "there%s%s",
            name, computer_no ? " under " : "", computer_no ? computer_no : "",
            copy ? "; and " : "", copy ? copy : "");
    return copy ? g_steal_pointer(&copy)
                : g_strdup_printf("package %s was taken by the import job, which has not answered: "
                                  "ask who runs it not to import it, or to take it out again",
                                  name);
}

/* Columns: file_no, package, path, status, computer_no, and the id of the record of the package. */
JsonArray *recalls_load(Store *store, gint64 record_id, GError **error)
{
    static const AnswerField fields[] = {{"file_no", ANSWER_TEXT}, {"package", ANSWER_TEXT}};
    JsonArray *all = json_array_new();
    gboolean ok = TRUE;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_recalls", DB_VALUES(DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error)) {
        g_autofree char *what = recall_what(store, rows, error);
        ok = what != NULL;
        if (!ok)
            break;
        JsonObject *recall = json_object_new();
        answer_add_fields(recall, rows, 0, fields, G_N_ELEMENTS(fields));
        json_object_set_string_member(recall, "what", what);
        json_array_add_object_element(all, recall);
    }
    if (ok && rows && !db_rows_failed(rows))
        return all;
    json_array_unref(all);
    return NULL;
}

char *recall_text(JsonObject *recall)
{
    return g_strdup_printf("%s. Once that is done: muhafiz ack recalled %s --reason TEXT",
                           json_object_get_string_member(recall, "what"),
                           json_object_get_string_member(recall, "package"));
}

/* ------------------------------------------------------------------------------------- settling -- */

static gboolean recalled_write(Store *store, const char *package, const char *reason,
                               GError **error)
{
    gint64 record_id;
    gboolean found = FALSE;
    if (!db_query_int(index_store_db(store), "package_to_recall", DB_VALUES(DB_TEXT(package)),
                      &record_id, &found, error))
        return FALSE;
    if (!found) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s: nobody waits for its withdrawal: muhafiz status names the packages of "
                    "which somebody does",
                    package);
        return FALSE;
    }
    g_autofree char *object = g_strconcat("package ", package, NULL);
    return index_event_put(
        store, "package.recalled", object, record_id,
        g_variant_new_parsed("{'package': <%s>, 'reason': <%s>}", package, reason), error);
}

gboolean index_ack_recalled(Store *store, const char *package, const char *reason, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *why = g_strstrip(g_strdup(reason ? reason : ""));
    if (*why && g_utf8_validate(why, -1, NULL))
        return db_begin(db, error) && db_end(db, recalled_write(store, package, why, error), error);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "say how it is known, in words that will be read in years: --reason TEXT");
    return FALSE;
}
