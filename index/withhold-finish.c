/* What a removal of confidential pages (withhold-remove.c) has begun is brought to its end by whatever command opens the store
 * next, where it was killed, or the power went, between its transaction and its last file.
 *
 * spool/withhold.lock is held while one is at work. The record's number stands in it from before the transaction is committed until all
 * is gone. Packages leave the outbox before that, to spool/NAME.withheld: an import job that looks in between finds none.
 * Of those that nothing was committed of, the pages are set aside all the same: they are withdrawn, and the next export
 * writes others. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "index/exclusion.h"
#include "index/store-private.h"

#define LOCK_NAME "spool/withhold.lock"
#define MOVED_SUFFIX ".withheld"
#define NAME_BYTES_MAX 4096

static char *moved_path(Store *store, const char *name)
{
    g_autofree char *file = g_strconcat(name, MOVED_SUFFIX, NULL);
    return g_build_filename(index_store_dir(store), "spool", file, NULL);
}

/* ------------------------------------------------------------------------------------ what is due -- */

int withhold_lock(Store *store, gboolean waits, GError **error)
{
    g_autofree char *path = index_store_path(store, LOCK_NAME);
    return index_lock_take(path, waits, "pages are being removed", error);
}

gboolean withhold_due_set(Store *store, int lock, const char *file_no, GError **error)
{
    g_autofree char *spool = index_store_path(store, "spool");
    const gssize length = (gssize)strlen(file_no);
    if (ftruncate(lock, 0) != 0 || pwrite(lock, file_no, (gsize)length, 0) != length ||
        fsync(lock) != 0)
        return scan_set_errno(error, errno, "write", LOCK_NAME);
    return index_folder_sync(spool, error);
}

/* "" where nothing is due. */
static char *due_read(int lock)
{
    char *file_no = g_malloc0(NAME_BYTES_MAX + 1);
    if (pread(lock, file_no, NAME_BYTES_MAX, 0) < 0)
        *file_no = '\0';
    return file_no;
}

static gboolean is_due(Store *store)
{
    GStatBuf about;
    g_autofree char *path = index_store_path(store, LOCK_NAME);
    return g_stat(path, &about) == 0 && about.st_size > 0;
}

/* --------------------------------------------------------------------------------------- packages -- */

gboolean withhold_packages_move(Store *store, gint64 withholding_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "withhold_files", DB_VALUES(DB_INT(withholding_id)), error);
    while (rows && db_rows_next(rows, error)) {
        const char *path = db_rows_text(rows, 0);
        g_autofree char *name = g_path_get_basename(path), *to = moved_path(store, name);
        g_autofree char *from = index_store_path(store, path);
        if (!g_str_has_prefix(path, "outbox/"))
            continue;
        if (!scan_dir_remove(to, error) || (g_rename(from, to) != 0 && errno != ENOENT &&
                                            scan_set_errno(error, errno, "move", from)))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

/* Nothing was committed of it. */
static gboolean moved_withdraw(Store *store, const char *name, GError **error)
{
    g_autofree char *at = index_now();
    g_autoptr(DbRows) row =
        db_query(index_store_db(store), "withhold_package_named", DB_VALUES(DB_TEXT(name)), error);
    if (row && db_rows_next(row, error)) {
        const WithheldPackage package = {db_rows_int(row, 0), db_rows_int(row, 1),
                                         db_rows_text(row, 2), name};
        return withhold_package_note(store, at, &package, "pages removed", error);
    }
    return row && !db_rows_failed(row);
}

static gboolean moved_finish(Store *store, const char *name, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *path = moved_path(store, name);
    return db_begin(db, error) && db_end(db, moved_withdraw(store, name, error), error) &&
           scan_dir_remove(path, error);
}

static gboolean all_moved_finish(Store *store, GError **error)
{
    g_autofree char *spool = index_store_path(store, "spool");
    g_autoptr(GDir) folder = g_dir_open(spool, 0, NULL);
    gboolean ok = TRUE;
    for (const char *file; ok && folder && (file = g_dir_read_name(folder));) {
        g_autofree char *name =
            g_strndup(file, strlen(file) - MIN(strlen(file), strlen(MOVED_SUFFIX)));
        if (g_str_has_suffix(file, MOVED_SUFFIX))
            ok = moved_finish(store, name, error);
    }
    return ok;
}

/* ------------------------------------------------------------------------------------------ files -- */

/* Also what a mending put beside, and of a package what was moved. */
static gboolean file_remove(Store *store, const char *path, guint *n, GError **error)
{
    const char *dir = index_store_dir(store);
    g_autofree char *kept = g_build_filename(dir, "damaged", NULL);
    g_autofree char *name = g_path_get_basename(path), *moved = moved_path(store, name);
    guint n_kept = 0;
    if (g_str_has_prefix(path, "outbox/") && g_file_test(moved, G_FILE_TEST_IS_DIR)) {
        ++*n;
        if (!scan_dir_remove(moved, error))
            return FALSE;
    }
    return withhold_file_remove(dir, path, n, error) &&
           withhold_file_remove(kept, path, &n_kept, error);
}

gboolean withhold_files_remove(Store *store, gint64 record_id, guint *n, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "withhold_files_gone", DB_VALUES(DB_INT(record_id)), error);
    *n = 0;
    while (rows && db_rows_next(rows, error))
        if (!file_remove(store, db_rows_text(rows, 0), n, error))
            return FALSE;
    return rows && !db_rows_failed(rows) && withhold_layers_sweep(store, error);
}

/* ---------------------------------------------------------------------------------------- the end -- */

gboolean withhold_due_clear(int lock, GError **error)
{
    return (ftruncate(lock, 0) == 0 && fsync(lock) == 0) ||
           scan_set_errno(error, errno, "write", LOCK_NAME);
}

/* The index of words may be too large for the disk, or in use: as the command itself, this says so and goes on. */
static char *finished_text(Store *store, const char *file_no, guint n)
{
    g_autoptr(GError) failure = NULL;
    gboolean is_clean = index_search_scrub(store, &failure);
    return g_strdup_printf(
        "muhafiz record withhold %s was cut short: %u %s that it left %s removed now%s%s. "
        "Give it again: it tells what else people must see to",
        file_no, COUNTED(n, "file"), n == 1 ? "is" : "are",
        is_clean ? "" : ", but words of it may stand in the file of the index still: ",
        is_clean ? "" : failure->message);
}

static gboolean finish(Store *store, int lock, char **note, GError **error)
{
    guint n = 0;
    g_autofree char *file_no = due_read(lock);
    if (!*file_no)
        return TRUE;
    if (!withhold_files_remove(store, 0, &n, error) || !all_moved_finish(store, error) ||
        !alike_forget_withheld(store, 0, error)) {
        g_prefix_error(
            error,
            "muhafiz record withhold %s was cut short, and what it left cannot be removed; "
            "mend that, and give it again: ",
            file_no);
        return FALSE;
    }
    *note = finished_text(store, file_no, n);
    return withhold_due_clear(lock, error);
}

static gboolean refuse_read_only(GError **error)
{
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                        "muhafiz record withhold was cut short, and what it left lies here still: "
                        "the disk can only be read. Mount it writable, and run muhafiz doctor");
    return FALSE;
}

gboolean index_withhold_finish(Store *store, char **note, GError **error)
{
    *note = NULL;
    if (!is_due(store))
        return TRUE;
    if (index_store_is_read_only(store))
        return refuse_read_only(error);
    g_autoptr(GError) failure = NULL;
    int lock = withhold_lock(store, FALSE, &failure);
    if (lock < 0 && g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT))
        return TRUE;
    if (lock < 0) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    gboolean ok = finish(store, lock, note, error);
    close(lock);
    return ok;
}
