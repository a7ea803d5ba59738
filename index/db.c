/* Statements by name and transactions, over one engine.
 *
 * A statement is prepared once per connection and rests in a cache while nobody uses it; a query
 * that is still being read when the same one is asked again gets a second copy.
 */
#include <string.h>

#include "index/db-engine.h"
#include "index/db-sql.h"
#include "scan/scan.h"

static const DbEngine *const engines[] = {&db_engine_sqlite};

struct Db {
    const DbEngine *engine;
    gpointer connection;
    GHashTable *sql;     /* name -> text */
    GHashTable *ready;   /* name -> prepared statement that nobody uses now */
    guint depth;         /* of nested transactions */
    gboolean is_reading; /* the outermost of them only reads */
    gboolean is_doomed;
    gboolean is_in_step, was_doomed; /* was: before the step */
    guint n_open_rows;
    gboolean is_still;        /* opened to read what nobody writes ... */
    const char *still_reason; /* ... because; NULL: the engine says it */
    DbWatch watch;
    gpointer watching; /* the engine's; NULL: nothing is watched */
};

struct DbRows {
    Db *db;
    const char *name; /* of the statement; lent by db->sql */
    gpointer statement;
    gboolean is_done, has_failed;
};

/* ------------------------------------------------------------------------------- statements -- */

/* Says which statement failed, for those who mend the program; a full disk or a lock has nothing to do with it. */
static void statement_name(const char *name, GError **error)
{
    gboolean is_of_machine = error && (g_error_matches(*error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO) ||
                                       g_error_matches(*error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT));
    if (!is_of_machine)
        g_prefix_error(error, "index: %s: ", name);
}

/* Takes the statement out of the cache, or makes it. */
static gpointer statement_take(Db *db, const char *name, const char **kept_name, GError **error)
{
    gpointer key = NULL, text = NULL, statement = NULL;
    if (!g_hash_table_lookup_extended(db->sql, name, &key, &text)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "index: there is no statement \"%s\" in index/sql", name);
        return NULL;
    }
    *kept_name = key;
    if (g_hash_table_steal_extended(db->ready, name, NULL, &statement))
        return statement;
    statement = db->engine->prepare(db->connection, text, error);
    if (!statement)
        statement_name(name, error);
    return statement;
}

static void statement_give_back(Db *db, const char *name, gpointer statement)
{
    db->engine->reset(statement);
    if (g_hash_table_contains(db->ready, name))
        db->engine->finalize(statement);
    else
        g_hash_table_insert(db->ready, (gpointer)name, statement);
}

/* ---------------------------------------------------------------------------------- opening -- */

static const DbEngine *engine_find(const char *url, const char **location)
{
    for (guint i = 0; i < G_N_ELEMENTS(engines); i++) {
        gsize length = strlen(engines[i]->name);
        if (g_str_has_prefix(url, engines[i]->name) && url[length] == ':') {
            *location = url + length + 1;
            return engines[i];
        }
    }
    return NULL;
}

/* Without migration: statements and a connection. */
static Db *db_connect(const char *url, gboolean is_still, GError **error)
{
    const char *location;
    const DbEngine *engine = engine_find(url, &location);
    if (!engine) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "index \"%s\": not known; write sqlite:/PATH/TO/FILE.db", url);
        return NULL;
    }
    gpointer connection = (is_still ? engine->open_still : engine->open)(location, error);
    if (!connection)
        return NULL;
    g_autoptr(Db) db = g_new0(Db, 1);
    db->engine = engine;
    db->connection = connection;
    db->is_still = is_still;
    db->sql = db_sql_statements(engine, error);
    db->ready = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, engine->finalize);
    return db->sql ? g_steal_pointer(&db) : NULL;
}

Db *db_open_other(const char *url, const char *other, GError **error)
{
    g_autoptr(Db) db = db_connect(url, FALSE, error);
    return db && db_sql_migrate(db->engine, db->connection, other, error) ? g_steal_pointer(&db)
                                                                          : NULL;
}

Db *db_open(const char *url, GError **error)
{
    return db_open_other(url, NULL, error);
}

Db *db_open_still(const char *url, GError **error)
{
    gint64 present;
    g_autoptr(Db) db = db_connect(url, TRUE, error);
    if (!db || !db->engine->get_version(db->connection, &present, error))
        return NULL;
    if (present == db_sql_newest(NULL))
        return g_steal_pointer(&db);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the index has schema %" G_GINT64_FORMAT
                ", and this Muhafiz reads %" G_GINT64_FORMAT
                ": open it once with this version where it can be written, or use the version that "
                "wrote it",
                present, db_sql_newest(NULL));
    return NULL;
}

gboolean db_is_still(const Db *db)
{
    return db->is_still;
}

void db_close(Db *db)
{
    if (!db)
        return;
    g_assert(db->n_open_rows == 0);
    g_hash_table_unref(db->ready);
    g_clear_pointer(&db->sql, g_hash_table_unref);
    db->engine->unwatch(db->connection, db->watching);
    db->engine->close(db->connection);
    g_free(db);
}

/* ----------------------------------------------------------------------------- transactions -- */

void db_set_still_reason(Db *db, const char *reason)
{
    db->still_reason = reason;
}

static gboolean may_write(const Db *db, GError **error)
{
    if (!db->still_reason)
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, db->still_reason);
    return FALSE;
}

gboolean db_begin(Db *db, GError **error)
{
    /* Rows that are still being read outside a transaction hold an old snapshot, from which no
     * engine can go on to write once somebody else has written. */
    g_assert(db->depth > 0 || db->n_open_rows == 0);
    if (db->depth == 0) {
        if (!may_write(db, error) || !db->engine->run(db->connection, db->engine->begin, error))
            return FALSE;
        db->is_doomed = FALSE;
        db->is_reading = FALSE;
        if (db->watching)
            db->watch.begin(db->watch.user_data);
    }
    g_assert(!db->is_reading);
    db->depth++;
    return TRUE;
}

gboolean db_begin_read(Db *db, GError **error)
{
    if (db->depth == 0) {
        if (!db->engine->run(db->connection, db->engine->begin_read, error))
            return FALSE;
        db->is_doomed = FALSE;
        db->is_reading = TRUE;
    }
    db->depth++;
    return TRUE;
}

/* What belongs to the transaction is added before it ends. */
static gboolean commit_settle(Db *db, GError **error)
{
    if (!db->watching || db->depth > 1 || db->is_doomed || db->is_reading ||
        db->watch.settle(db->watch.user_data, error))
        return TRUE;
    db_rollback(db);
    return FALSE;
}

gboolean db_commit(Db *db, GError **error)
{
    g_assert(db->depth > 0);
    if (!commit_settle(db, error))
        return FALSE;
    if (--db->depth > 0)
        return TRUE;
    if (db->is_doomed) {
        db->engine->roll_back(db->connection);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "index: a step of this transaction failed and was not heeded");
        return FALSE;
    }
    if (db->engine->run(db->connection, "COMMIT", error))
        return TRUE;
    db->engine->roll_back(db->connection);
    return FALSE;
}

void db_rollback(Db *db)
{
    g_assert(db->depth > 0);
    db->is_doomed = TRUE;
    if (--db->depth == 0)
        db->engine->roll_back(db->connection);
}

gboolean db_end(Db *db, gboolean ok, GError **error)
{
    if (ok)
        return db_commit(db, error);
    db_rollback(db);
    return FALSE;
}

static gboolean exec_run(Db *db, const char *statement, const DbValue *values, guint n_values,
                         GError **error);

gboolean db_step_begin(Db *db, GError **error)
{
    g_assert(db->depth > 0 && !db->is_in_step);
    db->was_doomed = db->is_doomed;
    return db->is_in_step = exec_run(db, "step_begin", DB_NO_VALUES, error);
}

/* What a nested transaction within the step doomed is gone with it. */
gboolean db_step_end(Db *db, gboolean ok, GError **error)
{
    g_assert(db->is_in_step);
    db->is_in_step = FALSE;
    if (ok)
        return exec_run(db, "step_end", DB_NO_VALUES, error);
    db->is_doomed = db->was_doomed;
    return exec_run(db, "step_undo", DB_NO_VALUES, error) &&
           exec_run(db, "step_end", DB_NO_VALUES, error);
}

/* ----------------------------------------------------------------------------------- queries -- */

DbRows *db_query(Db *db, const char *statement, const DbValue *values, guint n_values,
                 GError **error)
{
    const char *name;
    gpointer prepared = statement_take(db, statement, &name, error);
    if (!prepared)
        return NULL;
    if ((db->still_reason && db->engine->writes(prepared) && !may_write(db, error)) ||
        !db->engine->bind(prepared, values, n_values, error)) {
        statement_name(name, error);
        statement_give_back(db, name, prepared);
        return NULL;
    }
    g_assert(!db->watching || db->depth > 0 || !db->engine->writes(prepared)); /* db_watch */
    DbRows *rows = g_new0(DbRows, 1);
    *rows = (DbRows){.db = db, .name = name, .statement = prepared};
    db->n_open_rows++;
    return rows;
}

gboolean db_rows_next(DbRows *rows, GError **error)
{
    gboolean has_row = FALSE;
    if (rows->is_done)
        return FALSE;
    rows->has_failed = !rows->db->engine->step(rows->statement, &has_row, error);
    if (rows->has_failed)
        statement_name(rows->name, error);
    rows->is_done = rows->has_failed || !has_row;
    return !rows->is_done;
}

gboolean db_rows_failed(const DbRows *rows)
{
    return rows->has_failed;
}

gint64 db_rows_int(DbRows *rows, guint column)
{
    return rows->db->engine->column_int(rows->statement, column);
}

double db_rows_real(DbRows *rows, guint column)
{
    return rows->db->engine->column_real(rows->statement, column);
}

const char *db_rows_text(DbRows *rows, guint column)
{
    return rows->db->engine->column_text(rows->statement, column);
}

const void *db_rows_peek(DbRows *rows, guint column, gsize *size)
{
    return rows->db->engine->column_peek(rows->statement, column, size);
}

GBytes *db_rows_bytes(DbRows *rows, guint column)
{
    gsize size;
    const void *bytes = db_rows_peek(rows, column, &size);
    return bytes ? g_bytes_new(bytes, size) : NULL;
}

gboolean db_rows_is_null(DbRows *rows, guint column)
{
    return rows->db->engine->column_is_null(rows->statement, column);
}

DbType db_rows_type(DbRows *rows, guint column)
{
    return rows->db->engine->column_type(rows->statement, column);
}

guint db_rows_n_columns(DbRows *rows)
{
    return rows->db->engine->n_columns(rows->statement);
}

const char *db_rows_name(DbRows *rows, guint column)
{
    return rows->db->engine->column_name(rows->statement, column);
}

void db_rows_free(DbRows *rows)
{
    if (!rows)
        return;
    rows->db->n_open_rows--;
    statement_give_back(rows->db, rows->name, rows->statement);
    g_free(rows);
}

static gboolean exec_run(Db *db, const char *statement, const DbValue *values, guint n_values,
                         GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, statement, values, n_values, error);
    if (!rows)
        return FALSE;
    while (db_rows_next(rows, error))
        ;
    return !rows->has_failed;
}

gboolean db_exec(Db *db, const char *statement, const DbValue *values, guint n_values,
                 GError **error)
{
    g_assert(db->depth > 0 || db->n_open_rows == 0); /* as in db_begin */
    if (!db->watching || db->depth > 0)
        return exec_run(db, statement, values, n_values, error);
    return db_begin(db, error) &&
           db_end(db, exec_run(db, statement, values, n_values, error), error);
}

gboolean db_watch(Db *db, const DbWatch *watch, GError **error)
{
    db->watch = *watch;
    db->watching = db->engine->watch(db->connection, &db->watch, error);
    return db->watching != NULL;
}

guint64 db_changes(const Db *db)
{
    return db->engine->changes(db->connection);
}

gboolean db_query_row(Db *db, const char *statement, const DbValue *values, guint n_values,
                      DbRows **row, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, statement, values, n_values, error);
    *row = NULL;
    if (!rows)
        return FALSE;
    if (db_rows_next(rows, error))
        *row = g_steal_pointer(&rows);
    return *row || !rows->has_failed;
}

static gboolean query_int(Db *db, const char *statement, const DbValue *values, guint n_values,
                          gint64 *value, gboolean *found, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, statement, values, n_values, &row, error))
        return FALSE;
    if (found)
        *found = row != NULL;
    if (row)
        *value = db_rows_int(row, 0);
    while (row && db_rows_next(row, error))
        ; /* a statement that writes has ended only after its last row */
    if (row || found)
        return !row || !row->has_failed;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "index: %s: found no row", statement);
    return FALSE;
}

static gboolean statement_writes(Db *db, const char *statement)
{
    const char *name;
    gpointer prepared = statement_take(db, statement, &name, NULL);
    gboolean writes = prepared && db->engine->writes(prepared);
    if (prepared)
        statement_give_back(db, name, prepared);
    return writes;
}

gboolean db_query_int(Db *db, const char *statement, const DbValue *values, guint n_values,
                      gint64 *value, gboolean *found, GError **error)
{
    if (!db->watching || db->depth > 0 || !statement_writes(db, statement))
        return query_int(db, statement, values, n_values, value, found, error);
    return db_begin(db, error) &&
           db_end(db, query_int(db, statement, values, n_values, value, found, error), error);
}

GPtrArray *db_check(Db *db, GError **error)
{
    return db->engine->check(db->connection, error);
}

/* Names of what is built cannot be bound; this one stands in the engine's own list, and is quoted. */
gboolean db_part_make(Db *db, const char *what, const char *sql, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(what, " ", 2);
    static const char *const kinds[] = {"view", "trigger", "index", NULL};
    g_assert(db->depth > 0);
    if (!parts[0] || !parts[1] || !g_strv_contains(kinds, parts[0]) || strchr(parts[1], '"')) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s cannot be made anew", what);
        return FALSE;
    }
    g_autofree char *drop = g_strdup_printf("DROP %s IF EXISTS \"%s\"", parts[0], parts[1]);
    return db->engine->run(db->connection, drop, error) &&
           (!sql || db->engine->run(db->connection, sql, error));
}

gboolean db_scrub(Db *db, GError **error)
{
    return db->engine->run(db->connection, db->engine->scrub, error);
}

gboolean db_copy(Db *db, const char *path, GError **error)
{
    return db->engine->copy(db->connection, path, error);
}
