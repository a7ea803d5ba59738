/* Which rows a connection changes, as SQLite tells before it does (its pre-update hook).
 *
 * The hook belongs to the connection and leaves nothing in the file: whoever changes rows with other programs is not
 * told of. A change that leaves all columns as they were is none. */
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>
#include <string.h>

#include "index/db-sqlite.h"
#include "scan/scan.h"

typedef struct {
    guint which; /* of watch->tables */
    int key_column, n_columns;
    guint64 except; /* a bit for each column whose change does not count */
} Table;

typedef struct {
    const DbWatch *watch;
    GHashTable *tables; /* name, lent by the watch -> Table */
} Watching;

static gboolean watch_fail(sqlite3 *connection, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, "index: %s", sqlite3_errmsg(connection));
    return FALSE;
}

/* ------------------------------------------------------------------------------------ columns -- */

static void column_take(Table *table, const DbWatched *watched, int place, const char *name)
{
    if (g_str_equal(name, watched->key))
        table->key_column = place;
    if (watched->except && g_strv_contains(watched->except, name))
        table->except |= G_GUINT64_CONSTANT(1) << place;
    table->n_columns = place + 1;
}

static gboolean columns_read(sqlite3 *connection, const DbWatched *watched, Table *table,
                             GError **error)
{
    static const char sql[] = "SELECT cid, name FROM pragma_table_info(?) ORDER BY cid";
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(connection, sql, -1, &statement, NULL) != SQLITE_OK)
        return watch_fail(connection, error);
    sqlite3_bind_text(statement, 1, watched->table, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
        column_take(table, watched, sqlite3_column_int(statement, 0),
                    (const char *)sqlite3_column_text(statement, 1));
    int result = sqlite3_finalize(statement);
    g_assert(result != SQLITE_OK || (table->key_column >= 0 && table->n_columns < 64));
    return result == SQLITE_OK ? TRUE : watch_fail(connection, error);
}

/* ------------------------------------------------------------------------------------- changes -- */

static gboolean bytes_differ(sqlite3_value *a, sqlite3_value *b)
{
    const void *left = sqlite3_value_blob(a), *right = sqlite3_value_blob(b);
    int n = sqlite3_value_bytes(a);
    return n != sqlite3_value_bytes(b) || (n > 0 && memcmp(left, right, (gsize)n) != 0);
}

static gboolean values_differ(sqlite3_value *a, sqlite3_value *b)
{
    int type = sqlite3_value_type(a);
    if (type != sqlite3_value_type(b))
        return TRUE;
    switch (type) {
    case SQLITE_NULL:
        return FALSE;
    case SQLITE_INTEGER:
        return sqlite3_value_int64(a) != sqlite3_value_int64(b);
    case SQLITE_FLOAT:
        return sqlite3_value_double(a) < sqlite3_value_double(b) ||
               sqlite3_value_double(a) > sqlite3_value_double(b);
    default:
        return bytes_differ(a, b);
    }
}

static gboolean row_differs(sqlite3 *connection, const Table *table)
{
    for (int i = 0; i < table->n_columns; i++) {
        sqlite3_value *before = NULL, *after = NULL;
        if (table->except >> i & 1)
            continue;
        if (sqlite3_preupdate_old(connection, i, &before) != SQLITE_OK ||
            sqlite3_preupdate_new(connection, i, &after) != SQLITE_OK ||
            values_differ(before, after))
            return TRUE;
    }
    return FALSE;
}

static void key_tell(const Watching *watching, const Table *table, sqlite3_value *value)
{
    char number[24];
    gboolean is_number = sqlite3_value_type(value) == SQLITE_INTEGER;
    if (is_number)
        g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, (gint64)sqlite3_value_int64(value));
    watching->watch->changed(watching->watch->user_data, table->which,
                             is_number ? number : (const char *)sqlite3_value_text(value));
}

static void before_change(void *data, sqlite3 *connection, int operation, const char *schema,
                          const char *name, sqlite3_int64 row, sqlite3_int64 new_row)
{
    const Watching *watching = data;
    const Table *table = g_hash_table_lookup(watching->tables, name);
    sqlite3_value *value = NULL;
    (void)row, (void)new_row;
    if (!table || !g_str_equal(schema, "main") ||
        (operation == SQLITE_UPDATE && !row_differs(connection, table)))
        return;
    if (operation != SQLITE_INSERT &&
        sqlite3_preupdate_old(connection, table->key_column, &value) == SQLITE_OK)
        key_tell(watching, table, value);
    if (operation != SQLITE_DELETE &&
        sqlite3_preupdate_new(connection, table->key_column, &value) == SQLITE_OK)
        key_tell(watching, table, value);
}

/* ------------------------------------------------------------------------------------ watching -- */

void db_sqlite_unwatch(gpointer connection, gpointer data)
{
    Watching *watching = data;
    if (!watching)
        return;
    sqlite3_preupdate_hook(connection, NULL, NULL);
    g_hash_table_unref(watching->tables);
    g_free(watching);
}

gpointer db_sqlite_watch(gpointer connection, const DbWatch *watch, GError **error)
{
    Watching *watching = g_new0(Watching, 1);
    watching->watch = watch;
    watching->tables = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (guint i = 0; i < watch->n_tables; i++) {
        Table *table = g_new0(Table, 1);
        *table = (Table){.which = i, .key_column = -1};
        g_hash_table_insert(watching->tables, (gpointer)watch->tables[i].table, table);
        if (!columns_read(connection, &watch->tables[i], table, error)) {
            db_sqlite_unwatch(connection, watching);
            return NULL;
        }
    }
    sqlite3_preupdate_hook(connection, before_change, watching);
    return watching;
}
