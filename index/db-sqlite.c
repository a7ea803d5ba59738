/* SQLite as an engine of db.c.
 *
 * WAL lets any number of processes read beside one that writes; synchronous=FULL syncs every
 * commit, so what a caller was told is done survives a power cut. Writers queue: a transaction
 * takes the write lock when it begins (BEGIN IMMEDIATE) and waits DB_SQLITE_BUSY_TIMEOUT_MS for it, which is
 * far longer than any transaction of ours takes (the longest, a register of 100,000 rows, is
 * seconds). A later start of writing could not wait: SQLite refuses it at once where somebody else
 * has written since the transaction first read.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/db-sqlite-brief.h"
#include "index/db-sqlite-rank.h"
#include "index/db-sqlite-words.h"
#include "index/db-sqlite.h"
#include "scan/scan.h"

/* Of a new file: rows of the text of a page, or of the seals of a volume, fit into a page of the file (with 8 KiB the whole
 * is a hundredth larger). Only before WAL. */
#define FILE_SETTINGS "PRAGMA page_size = 16384;"

/* cache_size is in KiB where negative; the journal is cut back after a large import. */
#define CONNECTION_SETTINGS                                                                        \
    "PRAGMA synchronous = FULL;"                                                                   \
    "PRAGMA foreign_keys = ON;"                                                                    \
    "PRAGMA cache_size = -32768;"                                                                  \
    "PRAGMA journal_size_limit = 67108864;"

/* ----------------------------------------------------------------------------------- errors -- */

static const struct {
    int result;
    MuhafizError code;
    const char *advice;
} advices[] = {
    {SQLITE_FULL, MUHAFIZ_ERROR_IO, "the disk is full: free some space and try again"},
    {SQLITE_READONLY, MUHAFIZ_ERROR_IO,
     "cannot be written: check that the disk is not read-only and that the folder is yours"},
    {SQLITE_CANTOPEN, MUHAFIZ_ERROR_IO,
     "cannot be opened: check that the disk is not full or read-only and the folder is yours"},
    {SQLITE_PERM, MUHAFIZ_ERROR_IO, "permission denied: work as the user who owns the store"},
    {SQLITE_AUTH, MUHAFIZ_ERROR_IO, "permission denied: work as the user who owns the store"},
    {SQLITE_IOERR, MUHAFIZ_ERROR_IO,
     "the disk failed to read or write: check its cables and health, then run muhafiz verify"},
    {SQLITE_CORRUPT_VTAB, MUHAFIZ_ERROR_DATA,
     "its index of words is damaged: make it anew (muhafiz verify --rebuild)"},
    {SQLITE_CORRUPT, MUHAFIZ_ERROR_IO,
     "is damaged: stop work, copy the store to another disk and restore the last backup"},
    {SQLITE_NOTADB, MUHAFIZ_ERROR_IO,
     "is not an index of Muhafiz: put it back from the last backup"},
    {SQLITE_BUSY, MUHAFIZ_ERROR_LIMIT,
     "another program has held it for minutes: end that program and try again"},
    {SQLITE_LOCKED, MUHAFIZ_ERROR_LIMIT,
     "another program has held it for minutes: end that program and try again"},
    {SQLITE_PROTOCOL, MUHAFIZ_ERROR_LIMIT,
     "another program has held it for minutes: end that program and try again"},
    {SQLITE_CONSTRAINT, MUHAFIZ_ERROR_DATA, "refused a value that breaks its rules"},
};

gboolean db_sqlite_fail(sqlite3 *connection, GError **error)
{
    int extended = sqlite3_extended_errcode(connection);
    int result = extended == SQLITE_CORRUPT_VTAB ? extended : extended & 0xff;
    if (sqlite3_system_errno(connection) == ENOSPC && result == SQLITE_IOERR)
        result = SQLITE_FULL; /* as when shared memory beside the file cannot grow */
    const char *path = sqlite3_db_filename(connection, "main");
    for (guint i = 0; i < G_N_ELEMENTS(advices); i++) {
        if (advices[i].result != result)
            continue;
        g_set_error(error, MUHAFIZ_ERROR, advices[i].code, "%s: %s (%s)", path ? path : "index",
                    advices[i].advice, sqlite3_errmsg(connection));
        return FALSE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "%s: %s", path ? path : "index",
                sqlite3_errmsg(connection));
    return FALSE;
}

/* ------------------------------------------------------------------------------- connections -- */

static gboolean sqlite_run(gpointer connection, const char *script, GError **error)
{
    if (sqlite3_exec(connection, script, NULL, NULL, NULL) == SQLITE_OK)
        return TRUE;
    return db_sqlite_fail(connection, error);
}

/* Turning a new file into WAL needs it alone, and SQLite does not wait for that. */
static gboolean sqlite_set_wal(sqlite3 *connection, GError **error)
{
    gint64 give_up_us =
        g_get_monotonic_time() + DB_SQLITE_BUSY_TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;
    int result;
    while ((result = sqlite3_exec(connection, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) ==
               SQLITE_BUSY &&
           g_get_monotonic_time() < give_up_us)
        g_usleep(10 * G_TIME_SPAN_MILLISECOND);
    return result == SQLITE_OK ? TRUE : db_sqlite_fail(connection, error);
}

static gboolean sqlite_extend(sqlite3 *connection, GError **error)
{
    return sqlite_rank_register(connection) && sqlite_brief_register(connection) &&
                   sqlite_words_register(connection)
               ? TRUE
               : db_sqlite_fail(connection, error);
}

/* SQLite makes a journal by the umask and gives it the index's mode only then: a login of the group that came in between
 * was shut out. It may make one as long as it is open. */
static void umask_set_for(const char *location)
{
    if (scan_file_mode(location) & S_IWGRP)
        umask(S_IRWXO);
}

static gpointer sqlite_open(const char *location, GError **error)
{
    sqlite3 *connection = NULL;
    umask_set_for(location);
    int result =
        sqlite3_open_v2(location, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    gboolean ok = result == SQLITE_OK;
    if (!connection) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "%s: out of memory", location);
        return NULL;
    }
    if (!ok)
        db_sqlite_fail(connection, error);
    else
        ok = sqlite3_busy_timeout(connection, DB_SQLITE_BUSY_TIMEOUT_MS) == SQLITE_OK &&
             sqlite_run(connection, FILE_SETTINGS, error) && sqlite_set_wal(connection, error) &&
             sqlite_run(connection, CONNECTION_SETTINGS, error) && sqlite_extend(connection, error);
    if (ok)
        return connection;
    sqlite3_close(connection);
    return NULL;
}

/* SQLite takes no lock on what is immutable, and looks for no journal. */
static gpointer sqlite_open_still(const char *location, GError **error)
{
    g_autofree char *journal = g_strconcat(location, "-wal", NULL);
    g_autofree char *escaped = g_uri_escape_string(location, "/", TRUE);
    g_autofree char *uri = g_strconcat("file:", escaped, "?mode=ro&immutable=1", NULL);
    sqlite3 *connection = NULL;
    GStatBuf status;
    if (g_stat(journal, &status) == 0 && status.st_size > 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s: the last work on it was cut short and stands in its journal, which can be "
                    "folded in only where the disk can be written: mount it writable once and run "
                    "\"muhafiz status\", or copy the store to another disk",
                    location);
        return NULL;
    }
    int result = sqlite3_open_v2(uri, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    if (result == SQLITE_OK && sqlite_run(connection, "PRAGMA cache_size = -32768;", error) &&
        sqlite_extend(connection, error))
        return connection;
    if (result != SQLITE_OK && connection)
        db_sqlite_fail(connection, error);
    sqlite3_close(connection);
    return NULL;
}

static void sqlite_close(gpointer connection)
{
    int result = sqlite3_close(connection);
    g_assert(result == SQLITE_OK); /* else a statement is still in use */
}

/* Some failures, such as a full disk, have ended the transaction already. */
static void sqlite_roll_back(gpointer connection)
{
    if (!sqlite3_get_autocommit(connection))
        sqlite3_exec(connection, "ROLLBACK", NULL, NULL, NULL);
}

static gboolean sqlite_get_version(gpointer connection, gint64 *version, GError **error)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(connection, "PRAGMA user_version", -1, &statement, NULL) != SQLITE_OK)
        return db_sqlite_fail(connection, error);
    gboolean ok = sqlite3_step(statement) == SQLITE_ROW;
    if (ok)
        *version = sqlite3_column_int64(statement, 0);
    else
        db_sqlite_fail(connection, error);
    sqlite3_finalize(statement);
    return ok;
}

/* A pragma takes no bound value; the number is ours. */
static gboolean sqlite_set_version(gpointer connection, gint64 version, GError **error)
{
    char pragma[64];
    g_snprintf(pragma, sizeof pragma, "PRAGMA user_version = %" G_GINT64_FORMAT, version);
    return sqlite_run(connection, pragma, error);
}

static guint64 sqlite_changes(gpointer connection)
{
    return (guint64)sqlite3_changes64(connection);
}

/* Each pragma answers with rows of trouble; integrity_check says "ok" otherwise. */
static GPtrArray *sqlite_check(gpointer connection, GError **error)
{
    static const char *const pragmas[] = {"PRAGMA integrity_check", "PRAGMA foreign_key_check"};
    g_autoptr(GPtrArray) troubles = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(pragmas); i++) {
        sqlite3_stmt *statement;
        int result = sqlite3_prepare_v2(connection, pragmas[i], -1, &statement, NULL);
        while (result == SQLITE_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
            const char *text = (const char *)sqlite3_column_text(statement, 0);
            if (i == 1)
                g_ptr_array_add(troubles, g_strdup_printf("a row of table %s names a row that is "
                                                          "not there",
                                                          text));
            else if (g_strcmp0(text, "ok") != 0)
                g_ptr_array_add(troubles, g_strdup(text));
            result = SQLITE_OK;
        }
        sqlite3_finalize(statement);
        if (result != SQLITE_DONE) {
            db_sqlite_fail(connection, error);
            return NULL;
        }
    }
    return g_steal_pointer(&troubles);
}

/* ------------------------------------------------------------------------------------- copies -- */

/* All pages in one step: it reads from one snapshot, which holds up nobody in WAL mode, and need not
 * begin again because somebody wrote. */
static gboolean pages_copy(sqlite3 *from, sqlite3 *to, GError **error)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    if (!copy)
        return db_sqlite_fail(to, error);
    int result = sqlite3_backup_step(copy, -1);
    sqlite3_backup_finish(copy);
    return result == SQLITE_DONE ? TRUE : db_sqlite_fail(to, error);
}

static gboolean sqlite_copy(gpointer connection, const char *path, GError **error)
{
    sqlite3 *to = NULL;
    if (g_unlink(path) != 0 && errno != ENOENT)
        return scan_set_errno(error, errno, "replace", path);
    int fd = scan_file_open(path, O_WRONLY | O_CREAT | O_EXCL); /* with its mode from the first */
    if (fd < 0)
        return scan_set_errno(error, errno, "write", path);
    close(fd);
    gboolean ok = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                  sqlite3_busy_timeout(to, DB_SQLITE_BUSY_TIMEOUT_MS) == SQLITE_OK;
    if (!ok && to)
        db_sqlite_fail(to, error);
    ok = ok && sqlite_run(to, "PRAGMA synchronous = FULL", error) &&
         pages_copy(connection, to, error) && sqlite_run(to, "PRAGMA journal_mode = DELETE", error);
    sqlite3_close(to);
    return ok;
}

const DbEngine db_engine_sqlite = {
    .name = "sqlite",
    .begin = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN DEFERRED",
    .scrub = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);",
    .open = sqlite_open,
    .open_still = sqlite_open_still,
    .close = sqlite_close,
    .run = sqlite_run,
    .roll_back = sqlite_roll_back,
    .get_version = sqlite_get_version,
    .set_version = sqlite_set_version,
    .changes = sqlite_changes,
    .wait = db_sqlite_wait,
    .watch = db_sqlite_watch,
    .unwatch = db_sqlite_unwatch,
    .check = sqlite_check,
    .copy = sqlite_copy,
    .prepare = db_sqlite_prepare,
    .writes = db_sqlite_writes,
    .bind = db_sqlite_bind,
    .step = db_sqlite_step,
    .column_int = db_sqlite_column_int,
    .column_real = db_sqlite_column_real,
    .column_text = db_sqlite_column_text,
    .column_peek = db_sqlite_column_peek,
    .column_is_null = db_sqlite_column_is_null,
    .column_type = db_sqlite_column_type,
    .n_columns = db_sqlite_n_columns,
    .column_name = db_sqlite_column_name,
    .reset = db_sqlite_reset,
    .finalize = db_sqlite_finalize,
};
