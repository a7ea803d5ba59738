/* Which record of the register a row of a file is.
 *
 * It is the one with its number and year. A year that was filled in later is that of the one record of its number, where
 * the register has a single one, without a year and of the same subject, and the file a single row; else nobody could tell
 * whose year it is, and the row is another record.
 */
#include "index/csv.h"
#include "index/import.h"
#include "index/store-private.h"

/* How many rows of the file have each number. */
static gboolean rows_count(Import *import, GError **error)
{
    CsvRow csv = {0};
    g_autoptr(GError) failure = NULL;
    g_autoptr(CsvReader) reader = csv_reader_new(import->path, error);
    guint place = 0;
    while (place < import->columns->len &&
           g_array_index(import->columns, ColumnId, place) != COLUMN_FILE_NO)
        place++;
    import->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (reader && csv_reader_next(reader, &csv, &failure)) {
        char *file_no = place < csv.fields->len
                            ? column_check(COLUMN_FILE_NO, csv.fields->pdata[place], NULL)
                            : NULL;
        guint n = file_no ? GPOINTER_TO_UINT(g_hash_table_lookup(import->rows, file_no)) : 0;
        if (file_no)
            g_hash_table_insert(import->rows, file_no, GUINT_TO_POINTER(n + 1));
    }
    return reader != NULL;
}

/* *before: the record that had no year yet. */
static gboolean import_find_undated(Import *import, const Row *row, Row *before, GError **error)
{
    const char *file_no = row->values[COLUMN_FILE_NO], *year = row->values[COLUMN_YEAR];
    if (!import->has_year || !year || !*year)
        return TRUE;
    g_autoptr(DbRows) rows =
        db_query(import->reg->db, "register_find_any_year", DB_VALUES(DB_TEXT(file_no)), error);
    g_auto(Row) found = {0};
    guint n_found = 0;
    for (; rows && db_rows_next(rows, error); n_found++) {
        register_row_clear(&found);
        register_row_read(&found, rows);
    }
    if (!rows || db_rows_failed(rows))
        return FALSE;
    if (n_found != 1 || (found.values[COLUMN_YEAR] && *found.values[COLUMN_YEAR]) ||
        g_strcmp0(found.values[COLUMN_SUBJECT], row->values[COLUMN_SUBJECT]) != 0)
        return TRUE;
    if (!import->rows && !rows_count(import, error))
        return FALSE;
    if (GPOINTER_TO_UINT(g_hash_table_lookup(import->rows, file_no)) == 1) {
        *before = found;
        found = (Row){0};
    }
    return TRUE;
}

gboolean import_find(Import *import, const Row *row, Row *before, guint *n_found, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(import->reg->db, import->has_year ? "register_find" : "register_find_any_year",
                 import->has_year ? (const DbValue[]){DB_TEXT(row->values[COLUMN_FILE_NO]),
                                                      DB_TEXT(row->values[COLUMN_YEAR])}
                                  : (const DbValue[]){DB_TEXT(row->values[COLUMN_FILE_NO])},
                 import->has_year ? 2 : 1, error);
    *n_found = 0;
    while (rows && db_rows_next(rows, error)) {
        register_row_clear(before);
        register_row_read(before, rows);
        ++*n_found;
    }
    if (!rows || db_rows_failed(rows))
        return FALSE;
    const char *year = row->values[COLUMN_YEAR];
    if (*n_found > 0 || !register_provisional_find(import->reg, row->values[COLUMN_FILE_NO],
                                                   year ? year : "", before, error))
        return *n_found > 0;
    return before->record_id || import_find_undated(import, row, before, error);
}
