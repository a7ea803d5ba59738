/* index/db.h - the driver interface: all access to the database goes through it.
 *
 * One SQL text for all engines. A statement has a name and stands under "-- name: page_insert" in
 * a file of index/sql (or, where engines must differ, in NAME-<engine>.sql, which wins); nothing is
 * glued from strings and every value is bound. Statements use $1, $2... for values, RETURNING for
 * new ids, ON CONFLICT for upserts, and BIGINT / TEXT / DOUBLE PRECISION / BYTEA columns, which
 * SQLite and PostgreSQL share (tests/index/postgres.sh asks it). Of a schema only INTEGER PRIMARY KEY
 * [AUTOINCREMENT], which gives new ids, is said otherwise there.
 *
 * Every engine has three functions in SQL: brief(text) and brief_letters(text) give what a row keeps of a text, and
 * plain(kept) the text again (brief.h). Of equal texts they give the same; columns that hold such are asked for with
 * plain(), and compared with brief().
 *
 * SQLite: WAL, synchronous=FULL, foreign keys on, a busy timeout long enough that "database is
 * locked" reaches nobody; transactions are BEGIN IMMEDIATE. Errors are IO (disk, permissions,
 * corruption: says what to do), LIMIT (busy past the timeout), DATA (a constraint) or FAILED.
 *
 * Ownership: rows lend text until the next db_rows_next. A Db is used by one thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Db Db;
typedef struct DbRows DbRows;

typedef enum { DB_TYPE_NULL, DB_TYPE_INT, DB_TYPE_REAL, DB_TYPE_TEXT, DB_TYPE_BYTES } DbType;

typedef struct {
    DbType type;
    union {
        gint64 integer;
        double real;
        const char *text; /* borrowed for the call; NULL binds NULL */
        GBytes *bytes;    /* likewise */
    };
} DbValue;

#define DB_INT(v) ((DbValue){DB_TYPE_INT, {.integer = (v)}})
#define DB_REAL(v) ((DbValue){DB_TYPE_REAL, {.real = (v)}})
#define DB_TEXT(v) ((DbValue){DB_TYPE_TEXT, {.text = (v)}})
#define DB_BYTES(v) ((DbValue){DB_TYPE_BYTES, {.bytes = (v)}})
#define DB_NULL ((DbValue){DB_TYPE_NULL, {.integer = 0}})
/* db_exec(db, "page_set_state", DB_VALUES(DB_TEXT("failed"), DB_INT(page_id)), &error) */
#define DB_VALUES(...) (const DbValue[]){__VA_ARGS__}, G_N_ELEMENTS(((DbValue[]){__VA_ARGS__}))
#define DB_NO_VALUES NULL, 0

/* url: "sqlite:/path/to/file.db". Creates the file if it is not there; migrates the schema forward
 * (each migration in one transaction, the version in user_version). A newer schema than ours is
 * USAGE: "made by a newer Muhafiz". */
Db *db_open(const char *url, GError **error);
/* The same of a file beside the index, with a schema of its own: index/sql/schema-<other>-<n>.sql. */
Db *db_open_other(const char *url, const char *other, GError **error);
/* To read a file that nobody writes meanwhile: a copy, or an index on a disk that is read-only. Nothing
 * is made beside it. What was never folded in from its journal would not be seen, so a journal with
 * anything in it is DATA; an older schema is USAGE. Writing fails with IO. */
Db *db_open_still(const char *url, GError **error);
gboolean db_is_still(const Db *db);
/* What is said (IO) to whoever would write to it all the same; the text must live as long as db. */
void db_set_still_reason(Db *db, const char *reason);
/* Told once, after some seconds, that this connection waits for another one that writes: writer, "muhafiz register import big.csv
 * (process 1234)", is lent; NULL: nobody knows which. */
typedef void (*DbWaitFunc)(const char *writer, gpointer user_data);
void db_on_wait(Db *db, DbWaitFunc tell, gpointer user_data);
void db_close(Db *db);

/* Transactions nest by counting: the inner begin and commit do nothing, an inner rollback dooms
 * the outer one. Free the rows you read before you begin or write outside a transaction. */
gboolean db_begin(Db *db, GError **error);
/* One that only reads, and sees the index as it is at the first of its queries; nobody who writes waits for it. Within another
 * it is a part of that. */
gboolean db_begin_read(Db *db, GError **error);
gboolean db_commit(Db *db, GError **error);
void db_rollback(Db *db);
/* The usual end: commits if ok, else rolls back. TRUE only if it was ok and is now durable. */
gboolean db_end(Db *db, gboolean ok, GError **error);

/* A step within a transaction that may fail while the rest goes on, as a line of a file: all that was written
 * since its begin stays, or (not ok) is taken back. Steps do not nest; no rows may be open at its end. FALSE:
 * the transaction must be rolled back. */
gboolean db_step_begin(Db *db, GError **error);
gboolean db_step_end(Db *db, gboolean ok, GError **error);

gboolean db_exec(Db *db, const char *statement, const DbValue *values, guint n_values,
                 GError **error);
guint64 db_changes(const Db *db); /* rows touched by the last db_exec */

DbRows *db_query(Db *db, const char *statement, const DbValue *values, guint n_values,
                 GError **error);
/* TRUE: a row is there. FALSE: the end, or an error (then *error is set). */
gboolean db_rows_next(DbRows *rows, GError **error);
/* After db_rows_next was FALSE: whether that was an error. So a loop is
 *     while (db_rows_next(rows, error))
 *         ...;
 *     return !db_rows_failed(rows); */
gboolean db_rows_failed(const DbRows *rows);
gint64 db_rows_int(DbRows *rows, guint column);       /* 0 for NULL */
double db_rows_real(DbRows *rows, guint column);      /* 0 for NULL */
const char *db_rows_text(DbRows *rows, guint column); /* NULL for NULL */
GBytes *db_rows_bytes(DbRows *rows, guint column);    /* a copy, owned; NULL for NULL */
/* The same, borrowed until the next row or another look at the column. */
const void *db_rows_peek(DbRows *rows, guint column, gsize *size);
gboolean db_rows_is_null(DbRows *rows, guint column);
DbType db_rows_type(DbRows *rows, guint column); /* of the value */
guint db_rows_n_columns(DbRows *rows);
const char *db_rows_name(DbRows *rows, guint column); /* of the column */
void db_rows_free(DbRows *rows);

/* *row stands on the one row that the query has, or is NULL where it has none. */
gboolean db_query_row(Db *db, const char *statement, const DbValue *values, guint n_values,
                      DbRows **row, GError **error);
/* Its first value; *found tells whether there was a row (may be NULL: then none is DATA). */
gboolean db_query_int(Db *db, const char *statement, const DbValue *values, guint n_values,
                      gint64 *value, gboolean *found, GError **error);

/* A table of which every change is told: in which column stands the key of what its rows belong to, and columns whose
 * change does not count (NULL: none). */
typedef struct {
    const char *table, *key;
    const char *const *except;
} DbWatched;

/* changed: this connection, within its transaction, puts in, changes or takes out a row of tables[which] with that key;
 * a row that gets another key is told of twice. settle: the transaction is about to be committed, and may still be
 * added to; FALSE rolls it back. begin: another begins, whatever became of the last. */
typedef struct {
    const DbWatched *tables;
    guint n_tables;
    void (*begin)(gpointer user_data);
    void (*changed)(gpointer user_data, guint which, const char *key);
    gboolean (*settle)(gpointer user_data, GError **error);
    gpointer user_data;
} DbWatch;

/* From now on; what the watch names must live as long as db. A query that writes must stand in a transaction then;
 * db_exec and db_query_int make one by themselves. */
gboolean db_watch(Db *db, const DbWatch *watch, GError **error);

/* A consistent copy of all of it as a file at path (replaced), while others go on to write. It needs no
 * journal. The copy is synced. */
gboolean db_copy(Db *db, const char *path, GError **error);

/* A view, trigger or index made anew: what is "view record_stage", sql its own from a schema; NULL: it is taken away alone.
 * Tables hold what nobody could bring back, so they are not touched (USAGE). Within a transaction. */
gboolean db_part_make(Db *db, const char *what, const char *sql, GError **error);

/* Writes all of it anew, so that nothing of what was removed can be read in its file. Others wait meanwhile. Not within a
 * transaction; no rows may be open. */
gboolean db_scrub(Db *db, GError **error);

/* What an engine's own tools find wrong with the file; empty when all is well. Array of char*. */
GPtrArray *db_check(Db *db, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbRows, db_rows_free)

G_END_DECLS
