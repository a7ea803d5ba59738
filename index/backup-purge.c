/* What was removed of confidential records leaves the disks of backups too, with the next backup to each.
 *
 * What the new backup must not have goes first, so that a full disk gets room by it: every file that was removed from the
 * store by name, and all older backups but the latest. Once the new one is there that goes too, for its index has the
 * words; and in text/ and efiles/ whatever the new backup does not name, for what was read again or bound anew before has
 * left copies there that no row names any more. Masters that no row names stay: such a copy may be the only one. Where it
 * does not come so far, people are told what still lies there. */
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

gboolean backup_purge_begin(Backup *backup, GError **error)
{
    g_autoptr(GHashTable) paths = withhold_paths_load(backup->store, error);
    if (!paths || g_hash_table_size(paths) == 0)
        return paths != NULL;
    if (!purge_is_due(backup, paths, &backup->purge_is_due, error))
        return FALSE;
    if (!backup->purge_is_due)
        return TRUE;
    backup_older_remove(backup, 1);
    return paths_remove(backup, paths, error);
}

gboolean backup_purge_end(Backup *backup, GError **error)
{
    if (!backup->purge_is_due)
        return TRUE;
    backup_older_remove(backup, 1);
    if (!unnamed_remove(backup, error)) {
        g_prefix_error(error, "the backup is whole, but what was removed as confidential is there "
                              "still, give the command again: ");
        return FALSE;
    }
    backup->purge_is_due = FALSE;
    return TRUE;
}

/* A backup there that is not the new one; owned. NULL: there is none. */
static char *older_find(const Backup *backup)
{
    g_autofree char *folders = g_build_filename(backup->dir, BACKUP_FOLDERS, NULL);
    g_autoptr(GDir) listing = g_dir_open(folders, 0, NULL);
    for (const char *name; listing && (name = g_dir_read_name(listing));)
        if (*name != '.' && g_strcmp0(name, backup->name) != 0)
            return g_build_filename(folders, name, NULL);
    return NULL;
}

void backup_purge_tell(const Backup *backup, GError **error)
{
    GHashTable *paths = backup->purge_is_due ? withhold_paths_load(backup->store, NULL) : NULL;
    g_autofree char *older = paths ? older_find(backup) : NULL;
    const gboolean has_files = paths && is_any_there(backup, paths);
    g_clear_pointer(&paths, g_hash_table_unref);
    if (older || has_files)
        g_prefix_error(
            error,
            "what was removed as confidential is not off this disk yet: %s%s%s%s. Put the "
            "fault right, or delete %s if the disk must leave your hands, and give the "
            "command again: ",
            has_files ? "files of it are there" : "", has_files && older ? ", and " : "",
            older ? "its words are in the backup " : "", older ? older : "", backup->dir);
}
