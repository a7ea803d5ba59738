/* The last seal of every row (seal-table.h). */
#include "index/seal-table.h"

#include <string.h>

#include "index/seal.h"
#include "index/store-private.h"

struct SealTable {
    Db *db;
};

SealTable *seal_table_new(Store *store, GError **error)
{
    g_autoptr(SealTable) table = g_new0(SealTable, 1);
    table->db = index_store_db_beside(store, error);
    return table->db && db_exec(table->db, "seal_told_make", DB_NO_VALUES, error)
               ? g_steal_pointer(&table)
               : NULL;
}

void seal_table_free(SealTable *table)
{
    if (!table)
        return;
    db_close(table->db);
    g_free(table);
}

/* The key as rows have it, a number where the unit is numbered: so both sides stand in one order. unit, text: owned. */
static DbValue name_split(const char *name, char **unit, char **text)
{
    const char *colon = strchr(name, ':');
    *unit = g_strndup(name, colon ? (gsize)(colon - name) : strlen(name));
    *text = g_uri_unescape_string(colon ? colon + 1 : "", NULL);
    const char *key = *text ? *text : "";
    return seals_is_numbered(*unit) ? DB_INT(g_ascii_strtoll(key, NULL, 10)) : DB_TEXT(key);
}

gboolean seal_table_put(SealTable *table, const char *name, const char *seal, GError **error)
{
    g_autofree char *unit = NULL, *text = NULL;
    DbValue key = name_split(name, &unit, &text);
    return db_exec(table->db, "seal_told_put", DB_VALUES(DB_TEXT(unit), key, DB_TEXT(seal)), error);
}

gboolean seal_table_get(SealTable *table, const char *name, char **seal, GError **error)
{
    g_autofree char *unit = NULL, *text = NULL;
    g_autoptr(DbRows) row = NULL;
    DbValue key = name_split(name, &unit, &text);
    gboolean ok =
        db_query_row(table->db, "seal_told_get", DB_VALUES(DB_TEXT(unit), key), &row, error);
    *seal = row ? g_strdup(db_rows_text(row, 0)) : NULL;
    return ok;
}

gboolean seal_table_forget(SealTable *table, const char *unit, GError **error)
{
    return unit ? db_exec(table->db, "seal_told_forget", DB_VALUES(DB_TEXT(unit)), error)
                : db_exec(table->db, "seal_told_clear", DB_NO_VALUES, error);
}

DbRows *seal_table_query(SealTable *table, const char *unit, GError **error)
{
    return unit ? db_query(table->db, "seal_told_unit", DB_VALUES(DB_TEXT(unit)), error)
                : db_query(table->db, "seal_told_all", DB_NO_VALUES, error);
}
