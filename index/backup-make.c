/* Copying: first the index as it is at one moment, then all files that it names.
 *
 * Work goes on meanwhile, so a file that the copied index names may give way to another before its turn
 * (a volume that is written anew, a package that is taken). Then the index is copied once more, and what
 * is new by now. That is little, so for the last round others may wait with their writing, and then no
 * file gives way. Masters never do. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "index/backup-make.h"
#include "index/db.h"
#include "index/package.h"
#include "index/store-private.h"

#define ROUNDS_FREE 3

static char *part_path(const Backup *backup, const char *name)
{
    return g_build_filename(backup->dir, BACKUP_PART, name, NULL);
}

/* ------------------------------------------------------------------------------------ the index -- */

/* Where the chain and the pages end in the copy. */
static gboolean ends_load(Backup *backup, const char *path, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    g_autoptr(Db) db = db_open_still(url, error);
    g_autoptr(DbRows) head = NULL;
    if (!db || !db_query_row(db, "event_head",
                             DB_VALUES(DB_TEXT(index_store_office(backup->store))), &head, error))
        return FALSE;
    backup->event_number = head ? db_rows_int(head, 0) : 0;
    g_strlcpy(backup->event_head, head ? db_rows_text(head, 1) : "", SCAN_SHA256_SIZE);
    return db_query_int(db, "backup_last_page", DB_NO_VALUES, &backup->last_page_id, NULL, error);
}

static gboolean index_copy(Backup *backup, GError **error)
{
    g_autofree char *path = part_path(backup, INDEX_DB_NAME);
    if (!db_copy(index_store_db(backup->store), path, error) || !ends_load(backup, path, error))
        return FALSE;
    g_clear_pointer(&backup->list, backup_list_free);
    backup->list = backup_list_of(index_store_dir(backup->store), path, error);
    return backup->list != NULL;
}

/* Listed by the name that it will have, with the hash of what the disk gives back. */
static gboolean index_file_list(Backup *backup, const char *file_name, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    guint64 size_bytes;
    g_autofree char *path = part_path(backup, file_name);
    g_autofree char *name = g_build_filename(BACKUP_FOLDERS, backup->name, file_name, NULL);
    if (!scan_file_sha256(path, sha256, &size_bytes, error))
        return FALSE;
    if (!backup_file_is(path, sha256, NULL)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                    "%s does not read back as it was written: the disk is failing; use another one",
                    path);
        return FALSE;
    }
    backup_list_add(backup->list, name, sha256, 0, FALSE);
    backup->files++;
    backup->bytes += size_bytes;
    return TRUE;
}

gboolean backup_list_index(Backup *backup, GError **error)
{
    g_autofree char *conf = index_store_path(backup->store, INDEX_CONF_NAME);
    g_autofree char *copy = part_path(backup, INDEX_CONF_NAME);
    g_autofree char *part = g_build_filename(backup->dir, BACKUP_PART, NULL);
    return scan_file_publish_copy(part, copy, conf, NULL, error) &&
           index_file_list(backup, INDEX_CONF_NAME, error) &&
           index_file_list(backup, INDEX_DB_NAME, error);
}

/* ------------------------------------------------------------------------------------- files -- */

/* What the store has not any more as it was. */
static void file_miss(Backup *backup, BackupFile *file, const char *why)
{
    file->is_missing = TRUE;
    if (file->page_id)
        g_ptr_array_add(backup->missing, g_strdup(file->sha256));
    g_ptr_array_add(
        backup->problems,
        g_strdup_printf("%s: %s, so this backup lacks it: run \"muhafiz verify\", which "
                        "says whose it is and what to do, and then back up again",
                        file->path, why));
}

/* As long as the store's, and a sixteenth of them, another each time, whole: disks lose bytes in a drawer. */
static gboolean copy_is_whole(const Backup *backup, const BackupFile *file, guint64 *size_bytes)
{
    GStatBuf copy, source;
    char sha256[SCAN_SHA256_SIZE];
    g_autofree char *path = g_build_filename(backup->dir, file->path, NULL);
    g_autofree char *source_path = index_store_path(backup->store, file->path);
    if (g_stat(path, &copy) != 0 ||
        (g_stat(source_path, &source) == 0 && source.st_size != copy.st_size))
        return FALSE;
    *size_bytes = (guint64)copy.st_size;
    return g_ascii_xdigit_value(file->sha256[0]) != (int)backup->due ||
           (scan_file_sha256(path, sha256, NULL, NULL) && g_str_equal(sha256, file->sha256));
}

/* From the latest backup there, which read it back, or this one. */
static gboolean file_is_known(const Backup *backup, const BackupFile *file, guint64 *size_bytes)
{
    const char *sha256 = g_hash_table_lookup(backup->known, file->path);
    return sha256 && g_str_equal(sha256, file->sha256) && copy_is_whole(backup, file, size_bytes);
}

static void file_note(Backup *backup, const BackupFile *file, guint64 size_bytes)
{
    g_hash_table_insert(backup->known, g_strdup(file->path), g_strdup(file->sha256));
    backup->files++;
    backup->bytes += size_bytes;
}

static gboolean file_copy(Backup *backup, BackupCopies *copies, BackupFile *file, gboolean *is_gone,
                          GError **error)
{
    guint64 size_bytes = 0;
    const char *held = g_hash_table_lookup(backup->held, file->path);
    const gboolean was_held = held && g_str_equal(held, file->sha256);
    gboolean is_of_source;
    g_autoptr(GError) failure = NULL;
    g_autofree char *source = index_store_path(backup->store, file->path);
    g_autofree char *path = g_build_filename(backup->dir, file->path, NULL);
    if (was_held && backup_file_is(path, file->sha256, &size_bytes)) {
        file_note(backup, file, size_bytes);
        return TRUE;
    }
    if (!backup_copies_add(copies, path, source, file->sha256, &size_bytes, &is_of_source,
                           &failure)) {
        if (!is_of_source) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
        *is_gone = file->may_go && !g_file_test(source, G_FILE_TEST_EXISTS);
        if (!*is_gone)
            file_miss(backup, file, failure->message);
        return TRUE;
    }
    if (was_held) {
        g_ptr_array_add(backup->repaired, g_strdup(file->path));
    } else {
        backup->files_copied++;
        backup->bytes_copied += size_bytes;
    }
    file_note(backup, file, size_bytes);
    return TRUE;
}

static gboolean files_copy(Backup *backup, guint *n_gone, GError **error)
{
    GArray *files = backup->list->files;
    g_autofree char *part = g_build_filename(backup->dir, BACKUP_PART, NULL);
    g_autoptr(BackupCopies) copies = backup_copies_new(part);
    backup->files = backup->bytes = *n_gone = 0;
    g_ptr_array_set_size(backup->missing, 0);
    g_ptr_array_set_size(backup->problems, 0);
    for (guint i = 0; i < files->len; i++) {
        BackupFile *file = &g_array_index(files, BackupFile, i);
        guint64 size_bytes;
        gboolean is_gone = FALSE;
        if (file_is_known(backup, file, &size_bytes)) {
            backup->files++;
            backup->bytes += size_bytes;
        } else if (!file_copy(backup, copies, file, &is_gone, error)) {
            return FALSE;
        }
        if (!is_gone && !package_folders_make_for(backup->dir, file->path, error))
            return FALSE;
        *n_gone += is_gone;
        file->is_missing |= is_gone;
        if (backup->progress)
            backup->progress(i + 1, files->len, backup->user_data);
    }
    return backup_copies_end(copies, error);
}

/* What is gone although nobody could write was not replaced: it is missing. Packages are taken by others. */
static void gone_miss(Backup *backup)
{
    for (guint i = 0; i < backup->list->files->len; i++) {
        BackupFile *file = &g_array_index(backup->list->files, BackupFile, i);
        g_autofree char *source = index_store_path(backup->store, file->path);
        if (file->is_missing && file->may_go && !g_str_has_prefix(file->path, "outbox/") &&
            !g_file_test(source, G_FILE_TEST_EXISTS))
            file_miss(backup, file, "it is not in the store");
    }
}

/* Another connection holds the writers up: one that writes cannot be copied. */
static gboolean last_round(Backup *backup, GError **error)
{
    guint n_gone = 0;
    g_autofree char *path = index_store_path(backup->store, INDEX_DB_NAME);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    g_autoptr(Db) writers = db_open(url, error);
    if (!writers || !db_begin(writers, error))
        return FALSE;
    gboolean done = index_copy(backup, error) && files_copy(backup, &n_gone, error);
    db_rollback(writers);
    if (done && n_gone)
        gone_miss(backup);
    return done;
}

gboolean backup_copy(Backup *backup, GError **error)
{
    guint n_gone = 1;
    backup->held =
        backup->settings->full ? g_steal_pointer(&backup->known) : g_hash_table_ref(backup->known);
    if (!backup->known)
        backup->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint round = 0; n_gone && round < ROUNDS_FREE; round++)
        if (!index_copy(backup, error) || !files_copy(backup, &n_gone, error))
            return FALSE;
    return n_gone == 0 || last_round(backup, error);
}
