/* Copies of packages on other disks. */
#include "index/export-private.h"

/* Of the package, or of its copy there. */
static gboolean copy_is_known(const Export *export, gboolean *is_known, GError **error)
{
    gint64 n = 0;
    if (!db_query_int(index_store_db(export->store), "package_copy_known",
                      DB_VALUES(DB_INT(export->record->record_id), DB_TEXT(export->stamp.name),
                                DB_TEXT(export->path)),
                      &n, NULL, error))
        return FALSE;
    *is_known = n > 0;
    return TRUE;
}

gboolean export_note_copy(const Export *export, GError **error)
{
    gboolean is_known = TRUE;
    Db *db = index_store_db(export->store);
    g_autofree char *object = index_record_object(export->record);
    if (export->is_elsewhere && !copy_is_known(export, &is_known, error))
        return FALSE;
    return is_known ||
           (db_begin(db, error) &&
            db_end(db,
                   index_event_put(export->store, "package.copied", object,
                                   export->record->record_id,
                                   g_variant_new_parsed("{'package': <%s>, 'path': <%s>}",
                                                        export->stamp.name, export->path),
                                   error),
                   error));
}
