/* Provisional records: a file that lies on the scanner and stands in no register yet is added by its number, and scanned.
 * The office's list, when it is imported, takes it over: it is the same record if the number is the same
 * but for capitals and separators (so "a 12-2008" is "A-12/2008") and nobody said another year. Until then it is not exported. */
#include "index/register.h"
#include "index/store-private.h"

/* The number's letters and digits as e-Office writes them, small, in parts with "-" between them. */
static char *number_key(Register *reg, const char *file_no)
{
    g_autofree char *nic = index_nic_write(reg->nic, file_no);
    GString *key = g_string_new(NULL);
    for (const char *at = nic ? nic : ""; *at; at++)
        if (g_ascii_isalnum(*at))
            g_string_append_c(key, g_ascii_tolower(*at));
        else if (key->len && key->str[key->len - 1] != '-')
            g_string_append_c(key, '-');
    return g_string_free(key, FALSE);
}

static gboolean row_fill(Row *row, const char *file_no, const RecordValue *values, guint n_values,
                         GError **error)
{
    row->values[COLUMN_FILE_NO] = column_check(COLUMN_FILE_NO, file_no, error);
    if (!row->values[COLUMN_FILE_NO])
        return FALSE;
    for (guint i = 0; i < n_values; i++)
        if (!register_row_set(row, &values[i], error))
            return FALSE;
    if (!row->values[COLUMN_SUBJECT]) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "say what it is about: subject=TEXT");
        return FALSE;
    }
    return register_row_complete(row, NULL, error);
}

static gboolean add(Register *reg, Row *row, GError **error)
{
    g_autofree char *key = number_key(reg, row->values[COLUMN_FILE_NO]);
    return register_row_insert(reg, row, error) &&
           db_exec(reg->db, "provisional_insert",
                   DB_VALUES(DB_INT(row->record_id), DB_TEXT(key), DB_TEXT(reg->now),
                             DB_TEXT(index_store_user(reg->store))),
                   error);
}

static gboolean is_new(Register *reg, const char *file_no, GError **error)
{
    g_autoptr(DbRows) found = NULL;
    if (!db_query_row(reg->db, "register_find_any_year", DB_VALUES(DB_TEXT(file_no)), &found,
                      error))
        return FALSE;
    if (!found)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is in the register already: muhafiz show tells what it is", file_no);
    return FALSE;
}

gboolean index_record_add(Store *store, const char *file_no, const RecordValue *values,
                          guint n_values, GError **error)
{
    g_auto(Register) reg = {0};
    g_auto(Row) row = {0};
    if (!row_fill(&row, file_no, values, n_values, error) || !register_init(&reg, store, error) ||
        !is_new(&reg, row.values[COLUMN_FILE_NO], error) || !db_begin(reg.db, error))
        return FALSE;
    return db_end(reg.db, add(&reg, &row, error), error);
}

gboolean register_provisional_find(Register *reg, const char *file_no, const char *year, Row *row,
                                   GError **error)
{
    g_autofree char *key = number_key(reg, file_no);
    g_autoptr(DbRows) found = NULL;
    if (!db_query_row(reg->db, "provisional_find", DB_VALUES(DB_TEXT(key), DB_TEXT(year)), &found,
                      error))
        return FALSE;
    if (found)
        register_row_read(row, found);
    return TRUE;
}

gboolean register_provisional_end(Register *reg, const Row *row, GError **error)
{
    g_autofree char *object = g_strconcat("record ", row->values[COLUMN_FILE_NO], NULL);
    return db_exec(reg->db, "provisional_end", DB_VALUES(DB_INT(row->record_id)), error) &&
           (db_changes(reg->db) == 0 ||
            index_event_put(reg->store, "record.reconciled", object, row->record_id, NULL, error));
}

gboolean index_record_is_provisional(Store *store, gint64 record_id, gboolean *is, GError **error)
{
    gint64 n;
    if (!db_query_int(index_store_db(store), "provisional_count_of", DB_VALUES(DB_INT(record_id)),
                      &n, NULL, error))
        return FALSE;
    *is = n > 0;
    return TRUE;
}
