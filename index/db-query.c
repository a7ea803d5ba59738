/* Statements by name: their values, and the rows that they give.
 *
 * A statement is prepared once per connection and rests in a cache while nobody uses it; a query
 * that is still being read when the same one is asked again gets a second copy.
 */
#include "index/db-private.h"
#include "scan/scan.h"

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

/* ----------------------------------------------------------------------------------- queries -- */

DbRows *db_query(Db *db, const char *statement, const DbValue *values, guint n_values,
                 GError **error)
{
    const char *name;
    gpointer prepared = statement_take(db, statement, &name, error);
    if (!prepared)
        return NULL;
    if ((db->still_reason && db->engine->writes(prepared) && !db_may_write(db, error)) ||
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

gboolean db_exec_within(Db *db, const char *statement, const DbValue *values, guint n_values,
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
        return db_exec_within(db, statement, values, n_values, error);
    return db_begin(db, error) &&
           db_end(db, db_exec_within(db, statement, values, n_values, error), error);
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
