/* A quick look at the index: what verify does at length, doctor needs in a second. */
#include "index/store-private.h"

gboolean index_check(Store *store, char **last_act_at, GPtrArray **troubles, GError **error)
{
    g_autoptr(GPtrArray) found = db_check(index_store_db(store), error);
    if (!found)
        return FALSE;
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "event_last_at",
                                      DB_VALUES(DB_TEXT(index_store_office(store))), error);
    g_autofree char *at = NULL;
    while (rows && db_rows_next(rows, error))
        at = g_strdup(db_rows_text(rows, 0));
    if (!rows || db_rows_failed(rows))
        return FALSE;
    *last_act_at = g_steal_pointer(&at);
    *troubles = g_steal_pointer(&found);
    return TRUE;
}
