/* Handing packages over.
 *
 * A package is complete and synced before its name appears, by a rename inside the transaction that
 * writes its row, freezes its volumes and adds its event. So for whoever looks at an outbox:
 *
 *   - a folder without a dot in front is a whole package, always;
 *   - a row's folder was there when the row was committed; it may be gone when it was imported;
 *   - a folder without a row is at most a moment old, or stems from a crash between the rename and
 *     the commit. It is then never taken for exported: the record stays ready, and a receipt for
 *     the folder is refused until the next export of the record has settled it. If the content is
 *     still the same, that export writes the same bytes again with the date, person and event head
 *     that stand in the folder, so the receipt of a quick import job becomes valid; else it puts the
 *     new content in its place, under another manifest hash, which the old receipt does not fit.
 *
 * The date of a package is that of its row, so a package that was lost, or is asked for in another
 * folder, is written again byte by byte.
 *
 * Content that is equal to that of the latest version makes no new one, even if the record was
 * changed and changed back in between: that version then counts as exported again.
 *
 * One export at a time per store (a lock on spool/export.lock). The package is written in the
 * store's spool; where that is on another file system than the target, in a folder of the target
 * whose name begins with a dot. A package on a mounted disk is read back before it gets its name; what a
 * full or pulled disk leaves has none, and the same command goes on with the records that are missing.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "index/answer.h"
#include "index/export-private.h"

static void export_clear(Export *export)
{
    index_record_free(export->record);
    package_content_free(export->content);
    package_stamp_clear(&export->stamp);
    g_free(export->folder);
    g_free(export->path);
    g_free(export->final);
    g_free(export->part);
    g_free(export->aside);
    g_free(export->latest_status);
    g_free(export->damage);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Export, export_clear)

/* Where packages are named, each is read to the last byte. Where all are asked for, as when a disk goes on that was pulled
 * out, that would be gigabytes each time: then names, numbers and sizes must do, and muhafiz verify reads the rest. */
static gboolean package_is_whole(Export *export, const ExportSettings *settings)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    if (!g_file_test(export->final, G_FILE_TEST_IS_DIR))
        return FALSE;
    package_check(export->final, export->written.manifest_sha256,
                  settings->is_quick ? BAG_SIZES : BAG_ALL, problems);
    if (problems->len == 0)
        return TRUE;
    export->damage =
        problems->len == 1
            ? g_strdup(problems->pdata[0])
            : g_strdup_printf("%s, and %u more", (char *)problems->pdata[0], problems->len - 1);
    return FALSE;
}

/* Nothing to write: the package is where it should be, or the import job has taken it. */
static gboolean export_is_done(Export *export, const ExportSettings *settings)
{
    return !export->is_new &&
           ((!settings->to_dir && g_str_equal(export->latest_status, "accepted")) ||
            package_is_whole(export, settings));
}

/* ------------------------------------------------------------------------------------- write -- */

/* Finds a place for the package from which it can be renamed: proves it with an empty folder. What goes elsewhere is
 * made there: in a store that is shared it would get the group's modes. */
static gboolean part_find(Export *export, GError **error)
{
    g_autofree char *hidden = g_strdup_printf("%s/.%s.part", export->folder, export->stamp.name);
    g_autofree char *spool = index_store_path(export->store, "spool");
    g_autofree char *spooled = g_strdup_printf("%s/%s.part", spool, export->stamp.name);
    if (!scan_dir_remove(hidden, error) ||
        !scan_dir_remove(spooled, error)) /* of a killed export */
        return FALSE;
    if (scan_dir_new(hidden) != 0)
        return scan_set_errno(error, errno, "make folder", hidden);
    gboolean is_near = !export->is_elsewhere && g_rename(hidden, spooled) == 0;
    g_rmdir(is_near ? spooled : hidden);
    export->part = is_near ? g_steal_pointer(&spooled) : g_steal_pointer(&hidden);
    export->aside = g_strconcat(export->part, ".old", NULL);
    return scan_dir_remove(export->aside, error);
}

static gboolean package_build(Export *export, GError **error)
{
    char manifest[SCAN_SHA256_SIZE];
    g_strlcpy(manifest, export->written.manifest_sha256, sizeof manifest);
    if (!part_find(export, error) ||
        !package_write(export->store, export->content, &export->stamp, export->part,
                       &export->written, error) ||
        (export->is_elsewhere &&
         !bag_read_back(export->part, export->written.manifest_sha256, error)))
        return FALSE;
    if (export->is_new || g_str_equal(manifest, export->written.manifest_sha256))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "version %" G_GINT64_FORMAT " is not where it was exported to, and cannot be "
                "written again as it was (the office's name or Muhafiz itself has changed): bring "
                "the package back from the backup",
                export->stamp.version);
    return FALSE;
}

/* A folder that stands in the way (an orphan, or a damaged copy) leaves in one step. */
static gboolean package_place(Export *export, GError **error)
{
    if (g_rename(export->final, export->aside) != 0 && errno != ENOENT)
        return scan_set_errno(error, errno, "move", export->final);
    if (g_rename(export->part, export->final) != 0)
        return scan_set_errno(error, errno, "write", export->final);
    return index_folder_sync(export->folder, error);
}

/* --------------------------------------------------------------------------------------- row -- */

static gboolean content_is_same(Export *export, GError **error)
{
    g_autoptr(PackageContent) now =
        package_content_load(export->store, export->record->record_id, error);
    if (!now)
        return FALSE;
    if (g_str_equal(now->hash, export->content->hash))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "it was changed while it was packed: export it again");
    return FALSE;
}

static gboolean row_insert(Export *export, GError **error)
{
    const PackageStamp *stamp = &export->stamp;
    return db_exec(index_store_db(export->store), "package_insert",
                   DB_VALUES(DB_INT(export->record->record_id), DB_INT(stamp->version),
                             DB_TEXT(stamp->name), DB_TEXT(export->path),
                             DB_TEXT(export->content->hash),
                             DB_INT((gint64) export->written.size_bytes),
                             DB_TEXT(export->written.manifest_sha256), DB_INT(stamp->is_checked),
                             DB_TEXT(stamp->at), DB_TEXT(stamp->person), DB_INT(stamp->event_head)),
                   error);
}

static gboolean rows_write(Export *export, GError **error)
{
    Db *db = index_store_db(export->store);
    gint64 record_id = export->record->record_id;
    g_autofree char *object = index_record_object(export->record);
    return row_insert(export, error) &&
           db_exec(db, "package_insert_volumes", DB_VALUES(DB_TEXT(export->stamp.name)), error) &&
           db_exec(db, "package_freeze_volumes", DB_VALUES(DB_INT(record_id)), error) &&
           index_event_put(export->store, "record.exported", object, record_id,
                           g_variant_new_parsed("{'package': <%s>, 'manifest_sha256': <%s>}",
                                                export->stamp.name,
                                                export->written.manifest_sha256),
                           error);
}

static gboolean rows_settle(Export *export, GError **error)
{
    Db *db = index_store_db(export->store);
    gint64 record_id = export->record->record_id;
    g_autofree char *object = index_record_object(export->record);
    if (!db_exec(db, "package_settle", DB_VALUES(DB_INT(record_id), DB_TEXT(export->stamp.name)),
                 error))
        return FALSE;
    if (db_changes(db) == 0)
        return TRUE;
    return db_exec(db, "package_insert_volumes", DB_VALUES(DB_TEXT(export->stamp.name)), error) &&
           db_exec(db, "package_freeze_volumes", DB_VALUES(DB_INT(record_id)), error) &&
           index_event_put(export->store, "record.unchanged", object, record_id,
                           g_variant_new_parsed("{'package': <%s>}", export->stamp.name), error);
}

/* That it was withdrawn from the outbox (withhold.c): it is there again. */
static gboolean note_drop(Export *export, GError **error)
{
    return export->is_elsewhere || db_exec(index_store_db(export->store), "package_note_drop",
                                           DB_VALUES(DB_TEXT(export->stamp.name)), error);
}

/* What was changed and changed back (a correction that was undone) makes no new version: the latest
 * one speaks for the record again. */
static gboolean export_settle(Export *export, GError **error)
{
    Db *db = index_store_db(export->store);
    if (export->is_new || g_str_equal(export->latest_status, "rejected"))
        return TRUE;
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db,
                  content_is_same(export, error) && note_drop(export, error) &&
                      rows_settle(export, error),
                  error);
}

static gboolean package_commit(Export *export, GError **error)
{
    Db *db = index_store_db(export->store);
    if (!export->is_new)
        return package_place(export, error);
    if (!db_begin(db, error))
        return FALSE;
    gboolean ok =
        content_is_same(export, error) && rows_write(export, error) && package_place(export, error);
    if (db_end(db, ok, error))
        return TRUE;
    if (ok) /* placed, but the commit failed: out of sight before anybody takes it */
        g_rename(export->final, export->part);
    return FALSE;
}

static gboolean package_export(Export *export, const ExportSettings *settings, GError **error)
{
    gboolean done = package_build(export, error) && export_check_disk(settings, error) &&
                    package_commit(export, error);
    if (!done && export->part)
        scan_dir_remove(export->part, NULL);
    if (export->aside)
        scan_dir_remove(export->aside, NULL);
    return done;
}

/* ------------------------------------------------------------------------------------ answer -- */

/* Only where there are any. */
static void item_add_notes(JsonObject *item, const GPtrArray *notes)
{
    JsonArray *array = notes->len ? json_array_new() : NULL;
    for (guint i = 0; i < notes->len; i++)
        json_array_add_string_element(array, notes->pdata[i]);
    if (array)
        json_object_set_array_member(item, "notes", array);
}

static JsonNode *export_item(const Export *export, GError **error)
{
    g_autoptr(GPtrArray) notes = package_notes_load(export->store, export->record, error);
    if (!notes)
        return NULL;
    if (export->damage)
        g_ptr_array_add(notes, g_strdup_printf("its package was damaged, and is written again: %s",
                                               export->damage));
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "package", export->stamp.name);
    json_object_set_int_member(item, "version", export->stamp.version);
    json_object_set_string_member(item, "path", export->path);
    json_object_set_string_member(item, "file_no", export->record->file_no);
    json_object_set_int_member(item, "bytes", (gint64) export->written.size_bytes);
    json_object_set_string_member(item, "manifest_sha256", export->written.manifest_sha256);
    item_add_notes(item, notes);
    return answer_node_of_object(item);
}

JsonNode *index_export(Store *store, const char *file_no, const ExportSettings *settings,
                       GError **error)
{
    g_auto(Export) export = {.store = store};
    g_autofree char *lock_path = index_store_path(store, "spool/export.lock");
    int lock = index_lock_take(lock_path, TRUE, NULL, error);
    if (lock < 0)
        return NULL;
    gboolean done =
        export_plan(&export, file_no, settings, error) &&
        (export_is_done(&export, settings) || package_export(&export, settings, error)) &&
        export_settle(&export, error);
    done = done && export_note_copy(&export, error);
    close(lock);
    return done ? export_item(&export, error) : NULL;
}
