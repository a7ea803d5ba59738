/* What was removed of confidential records leaves the disks of backups too, with the next backup to each.
 *
 * Once the new backup is there, the older ones go, whose index has the words; then every file that was removed from the
 * store by name, and in text/ and efiles/ whatever the new backup does not name, for what was read again or bound anew
 * before has left copies there that no row names any more. Masters that no row names stay: such a copy may be the only
 * one. */
#include <errno.h>
#include <glib/gstdio.h>

#include "index/backup-make.h"
#include "index/db.h"
#include "index/store-private.h"

/* Files that were removed as confidential: the store's, by path; owned. */
GHashTable *withhold_paths_load(Store *store, GError **error)
{
    g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "withhold_files_all", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        g_hash_table_add(paths, g_strdup(db_rows_text(rows, 0)));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&paths) : NULL;
}

static gboolean is_any_there(const Backup *backup, GHashTable *paths)
{
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, paths);
    while (g_hash_table_iter_next(&iter, &path, NULL)) {
        g_autofree char *full = g_build_filename(backup->dir, path, NULL);
        if (g_file_test(full, G_FILE_TEST_EXISTS))
            return TRUE;
    }
    return FALSE;
}

/* Also where the files are gone, the index of an older backup there has the words. */
static gboolean purge_is_due(const Backup *backup, GHashTable *paths, gboolean *is_due,
                             GError **error)
{
    gint64 n = 0;
    if (!db_query_int(index_store_db(backup->store), "withhold_is_behind",
                      DB_VALUES(DB_TEXT(backup->dir)), &n, NULL, error))
        return FALSE;
    *is_due = n > 0 || is_any_there(backup, paths);
    return TRUE;
}

static gboolean paths_remove(Backup *backup, GHashTable *paths, GError **error)
{
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, paths);
    while (g_hash_table_iter_next(&iter, &path, NULL))
        if (!withhold_file_remove(backup->dir, path, &backup->purged, error))
            return FALSE;
    return TRUE;
}

static gboolean folder_sweep(Backup *backup, const char *relative, GHashTable *named,
                             GError **error)
{
    g_autofree char *full = g_build_filename(backup->dir, relative, NULL);
    g_autoptr(GDir) folder = g_dir_open(full, 0, NULL);
    gboolean ok = TRUE;
    for (const char *name; ok && folder && (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(relative, name, NULL);
        g_autofree char *inside = g_build_filename(backup->dir, path, NULL);
        if (g_file_test(inside, G_FILE_TEST_IS_DIR))
            ok = folder_sweep(backup, path, named, error);
        else if (!g_hash_table_contains(named, path))
            ok = withhold_file_remove(backup->dir, path, &backup->purged, error);
    }
    return ok;
}

static gboolean unnamed_remove(Backup *backup, GError **error)
{
    g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < backup->list->files->len; i++)
        g_hash_table_add(named, (gpointer)g_array_index(backup->list->files, BackupFile, i).path);
    return folder_sweep(backup, "text", named, error) &&
           folder_sweep(backup, "efiles", named, error);
}

gboolean backup_purge(Backup *backup, GError **error)
{
    gboolean is_due = FALSE;
    g_autoptr(GHashTable) paths = withhold_paths_load(backup->store, error);
    if (!paths || g_hash_table_size(paths) == 0)
        return paths != NULL;
    if (!purge_is_due(backup, paths, &is_due, error))
        return FALSE;
    if (!is_due)
        return TRUE;
    backup_older_remove(backup, 1);
    if (paths_remove(backup, paths, error) && unnamed_remove(backup, error))
        return TRUE;
    g_prefix_error(error, "the backup is whole, but what was removed as confidential is there "
                          "still, give the command again: ");
    return FALSE;
}
