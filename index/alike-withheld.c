/* Pages that look like those of a confidential record, before these are removed; and what alike.db has of those afterwards. */
#include "index/alike-traits.h"
#include "index/store-private.h"

/* "[1,2]" of page_ids (NULL: none); owned. */
char *alike_ids_list(const GArray *page_ids)
{
    g_autoptr(GString) list = g_string_new("");
    for (guint i = 0; page_ids && i < page_ids->len; i++)
        g_string_append_printf(list, "%s%" G_GINT64_FORMAT, i ? "," : "",
                               g_array_index(page_ids, gint64, i));
    return g_strdup_printf("[%s]", list->str);
}

GPtrArray *index_alike_asked(Store *store, const char *file_no, const GArray *page_ids,
                             GError **error)
{
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func(alike_page_free);
    g_autofree char *named = alike_ids_list(page_ids);
    g_autoptr(DbRows) rows =
        record ? db_query(index_store_db(store), "alike_asked",
                          DB_VALUES(DB_INT(record->record_id), DB_TEXT(named)), error)
               : NULL;
    while (rows && db_rows_next(rows, error)) {
        AlikePage *page = alike_page_of_row(store, rows);
        page->is_asked = TRUE;
        g_ptr_array_add(asked, page);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&asked) : NULL;
}

static gboolean withheld_forget(Db *traits, gpointer data, GError **error)
{
    return db_exec(traits, "alike_traits_forget", DB_VALUES(DB_TEXT(data)), error);
}

static gboolean record_forget(Store *store, gint64 record_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    gint64 n_anew;
    if (!db_query_row(index_store_db(store), "alike_withheld", DB_VALUES(DB_INT(record_id)), &row,
                      error))
        return FALSE;
    g_autofree char *pages = g_strdup(row ? db_rows_text(row, 0) : "[]");
    g_clear_pointer(&row, db_rows_free);
    return alike_traits_do(store, withheld_forget, pages, &n_anew, error);
}

gboolean alike_forget_withheld(Store *store, gint64 record_id, GError **error)
{
    Db *db = index_store_db(store);
    return db_begin(db, error) && db_end(db, record_forget(store, record_id, error), error);
}
