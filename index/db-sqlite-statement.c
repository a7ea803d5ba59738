/* Statements of SQLite: values in, columns out. */
#include <string.h>

#include "index/db-sqlite.h"
#include "scan/scan.h"

gpointer db_sqlite_prepare(gpointer connection, const char *sql, GError **error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) ==
        SQLITE_OK)
        return statement;
    db_sqlite_fail(connection, error);
    return NULL;
}

gboolean db_sqlite_writes(gpointer statement)
{
    return sqlite3_stmt_readonly(statement) == 0;
}

static int sqlite_bind_bytes(sqlite3_stmt *statement, int place, GBytes *bytes)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    return sqlite3_bind_blob64(statement, place, data ? data : "", size, SQLITE_TRANSIENT);
}

/* SQLite takes "$2" for a name, numbered as it first appears: so look it up. Statements have fewer
 * than a hundred values. */
static int sqlite_bind_one(sqlite3_stmt *statement, guint number, const DbValue *value)
{
    char name[] = {'$', (char)('0' + number / 10), (char)('0' + number % 10), '\0'};
    if (number < 10)
        memmove(name + 1, name + 2, 2);
    int place = sqlite3_bind_parameter_index(statement, name);
    switch (value->type) {
    case DB_TYPE_INT:
        return sqlite3_bind_int64(statement, place, value->integer);
    case DB_TYPE_REAL:
        return sqlite3_bind_double(statement, place, value->real);
    case DB_TYPE_TEXT: /* the caller's text need not outlive the call */
        return sqlite3_bind_text(statement, place, value->text, -1, SQLITE_TRANSIENT);
    case DB_TYPE_BYTES:
        if (value->bytes)
            return sqlite_bind_bytes(statement, place, value->bytes);
        break;
    case DB_TYPE_NULL:
        break;
    }
    return sqlite3_bind_null(statement, place);
}

gboolean db_sqlite_bind(gpointer statement, const DbValue *values, guint n_values, GError **error)
{
    if ((guint)sqlite3_bind_parameter_count(statement) != n_values) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "takes %d values, was given %u",
                    sqlite3_bind_parameter_count(statement), n_values);
        return FALSE;
    }
    for (guint i = 0; i < n_values; i++)
        if (sqlite_bind_one(statement, i + 1, &values[i]) != SQLITE_OK)
            return db_sqlite_fail(sqlite3_db_handle(statement), error);
    return TRUE;
}

gboolean db_sqlite_step(gpointer statement, gboolean *has_row, GError **error)
{
    int result = sqlite3_step(statement);
    *has_row = result == SQLITE_ROW;
    if (result == SQLITE_ROW || result == SQLITE_DONE)
        return TRUE;
    return db_sqlite_fail(sqlite3_db_handle(statement), error);
}

gint64 db_sqlite_column_int(gpointer statement, guint column)
{
    return sqlite3_column_int64(statement, (int)column);
}

double db_sqlite_column_real(gpointer statement, guint column)
{
    return sqlite3_column_double(statement, (int)column);
}

const char *db_sqlite_column_text(gpointer statement, guint column)
{
    return (const char *)sqlite3_column_text(statement, (int)column);
}

const void *db_sqlite_column_peek(gpointer statement, guint column, gsize *size)
{
    const void *data = sqlite3_column_blob(statement, (int)column);
    *size = (gsize)sqlite3_column_bytes(statement, (int)column);
    if (data || sqlite3_column_type(statement, (int)column) == SQLITE_NULL)
        return data;
    return ""; /* no bytes */
}

gboolean db_sqlite_column_is_null(gpointer statement, guint column)
{
    return sqlite3_column_type(statement, (int)column) == SQLITE_NULL;
}

DbType db_sqlite_column_type(gpointer statement, guint column)
{
    switch (sqlite3_column_type(statement, (int)column)) {
    case SQLITE_INTEGER:
        return DB_TYPE_INT;
    case SQLITE_FLOAT:
        return DB_TYPE_REAL;
    case SQLITE_TEXT:
        return DB_TYPE_TEXT;
    case SQLITE_BLOB:
        return DB_TYPE_BYTES;
    default:
        return DB_TYPE_NULL;
    }
}

guint db_sqlite_n_columns(gpointer statement)
{
    return (guint)sqlite3_column_count(statement);
}

const char *db_sqlite_column_name(gpointer statement, guint column)
{
    return sqlite3_column_name(statement, (int)column);
}

void db_sqlite_reset(gpointer statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

void db_sqlite_finalize(gpointer statement)
{
    sqlite3_finalize(statement);
}
