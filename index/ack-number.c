/* Which Computer No. of e-Office belongs to which record: read once for a file of receipts, and kept up as they are taken. */
#include "index/package.h"
#include "index/store-private.h"

typedef struct {
    gint64 record_id;
    char *file_no, *package;
} Holder;

static void holder_free(gpointer data)
{
    Holder *holder = data;
    g_free(holder->file_no);
    g_free(holder->package);
    g_free(holder);
}

void package_number_give(GHashTable *numbers, const char *computer_no, gint64 record_id,
                         const char *file_no, const char *package)
{
    Holder *holder = g_new(Holder, 1);
    *holder = (Holder){record_id, g_strdup(file_no), g_strdup(package)};
    g_hash_table_insert(numbers, g_strdup(computer_no), holder);
}

GHashTable *package_numbers_load(Store *store, GError **error)
{
    g_autoptr(GHashTable) numbers =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, holder_free);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_numbers", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        package_number_give(numbers, db_rows_text(rows, 0), db_rows_int(rows, 1),
                            db_rows_text(rows, 2), db_rows_text(rows, 3));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&numbers) : NULL;
}

gboolean package_number_check(GHashTable *numbers, const char *computer_no, gint64 record_id,
                              const char *package, GError **error)
{
    const Holder *holder = g_hash_table_lookup(numbers, computer_no);
    if (!holder || holder->record_id == record_id)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "package %s was accepted under computer number %s, which is that of %s (package "
                "%s): ask the import job which is true",
                package, computer_no, holder->file_no, holder->package);
    return FALSE;
}
