/* Counting by the rules of progress.h, which stand in sql/count.sql.
 *
 * Counts are kept by record. Triggers name the records of which something has changed (progress_due); those are counted
 * anew, a few thousand in a transaction, so that whoever scans meanwhile waits a moment only. */
#include "index/progress-private.h"
#include "index/store-private.h"

#define RECORDS_AT_ONCE 2000

/* The records that are counted now, their pages and their sides: for this connection alone. */
static const char *const scratch[] = {"count_now_make", "count_page_make", "count_page_index",
                                      "count_side_make"};

static gboolean run_all(Db *db, const char *const *statements, guint n, GError **error)
{
    for (guint i = 0; i < n; i++)
        if (!db_exec(db, statements[i], DB_NO_VALUES, error))
            return FALSE;
    return TRUE;
}

static gboolean count_some(Db *db, GError **error)
{
    static const char *const steps[] = {
        "count_forget_due",      "count_forget_sides",
        "count_forget_work",     "count_forget_records",
        "count_pages_standing",  "count_pages_fed",
        "count_pages_elsewhere", "count_side_limits",
        "count_sides",           "count_work",
        "count_records",         "count_clear_pages",
        "count_clear_limits",    "count_clear_now",
    };
    return db_exec(db, "count_take", DB_VALUES(DB_INT(RECORDS_AT_ONCE)), error) &&
           run_all(db, steps, G_N_ELEMENTS(steps), error);
}

/* In a copy of the counts that only this connection sees, and that goes with it. */
static gboolean copies_make(Db *db, GError **error)
{
    static const char *const copies[] = {"count_copy_due", "count_copy_sides", "count_copy_work",
                                         "count_copy_records"};
    return !db_is_still(db) || run_all(db, copies, G_N_ELEMENTS(copies), error);
}

static gboolean count_step(Db *db, GError **error)
{
    if (db_is_still(db))
        return count_some(db, error);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, count_some(db, error), error);
}

gboolean progress_count(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    gint64 n_due = 0;
    if (!db_query_int(db, "count_due", DB_NO_VALUES, &n_due, NULL, error))
        return FALSE;
    if (n_due == 0)
        return TRUE;
    if (!copies_make(db, error) || !run_all(db, scratch, G_N_ELEMENTS(scratch), error))
        return FALSE;
    while (n_due > 0)
        if (!count_step(db, error) ||
            !db_query_int(db, "count_due", DB_NO_VALUES, &n_due, NULL, error))
            return FALSE;
    return TRUE;
}

gboolean progress_count_anew(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    return db_exec(db, "count_all_due", DB_NO_VALUES, error) && progress_count(store, error);
}

/* ----------------------------------------------------------------------------------- comparing -- */

static gboolean count_due(Db *db, GError **error)
{
    gint64 n_due = 1;
    while (n_due > 0)
        if (!count_some(db, error) ||
            !db_query_int(db, "count_due", DB_NO_VALUES, &n_due, NULL, error))
            return FALSE;
    return TRUE;
}

static gboolean count_beside(Db *db, GError **error)
{
    static const char *const beside[] = {"count_beside_due",          "count_beside_sides",
                                         "count_beside_side_index",   "count_beside_work",
                                         "count_beside_work_index",   "count_beside_records",
                                         "count_beside_record_index", "count_beside_odd"};
    return run_all(db, beside, G_N_ELEMENTS(beside), error) &&
           run_all(db, scratch, G_N_ELEMENTS(scratch), error) && count_due(db, error);
}

static gboolean odd_tell(Db *db, GPtrArray *problems, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "count_odd", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(problems,
                        g_strdup_printf("%s: they are not what its pages and the register give: "
                                        "somebody edited the index; muhafiz return freeze counts "
                                        "anew, reports until then may be wrong",
                                        db_rows_text(rows, 0)));
    return rows && !db_rows_failed(rows);
}

/* Others may have gone on meanwhile: what seems odd is looked at again while nobody writes. */
static gboolean odd_check(Db *db, GPtrArray *problems, GError **error)
{
    gboolean is_still = db_is_still(db);
    if (!is_still && !db_begin(db, error))
        return FALSE;
    gboolean ok = db_exec(db, "count_odd_due", DB_NO_VALUES, error) && count_due(db, error) &&
                  odd_tell(db, problems, error);
    return is_still ? ok : db_end(db, ok, error);
}

/* On a connection of its own, whose temporary tables go with it. */
gboolean progress_counts_verify(Store *store, GPtrArray *problems, GError **error)
{
    Db *db = index_store_db_beside(store, error);
    gboolean ok = db && count_beside(db, error) && odd_check(db, problems, error);
    db_close(db);
    return ok;
}
