/* Records in lots: they stay as they are until the verdict, and what becomes of those that come back. */
#include "index/lot-private.h"

/* ------------------------------------------------------------------------------ being in one -- */

static gboolean refuse_change(const char *file_no, gint64 lot_id, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s lies in lot %" G_GINT64_FORMAT
                ", which is being checked: nothing of it changes "
                "before the verdict (muhafiz check says what is waited for)",
                file_no, lot_id);
    return FALSE;
}

gboolean lot_of_record(Store *store, gint64 record_id, gint64 *lot_id, GError **error)
{
    gboolean found;
    *lot_id = 0;
    return db_query_int(index_store_db(store), "lot_of_record", DB_VALUES(DB_INT(record_id)),
                        lot_id, &found, error);
}

gboolean lot_check_record(Store *store, gint64 record_id, const char *file_no, GError **error)
{
    gint64 lot_id;
    return lot_of_record(store, record_id, &lot_id, error) &&
           (!lot_id || refuse_change(file_no, lot_id, error));
}

gboolean index_record_check_lot(Store *store, const Record *record, GError **error)
{
    return lot_check_record(store, record->record_id, record->file_no, error);
}

gboolean lot_check_side(Store *store, gint64 side_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    return db_query_row(index_store_db(store), "lot_of_side", DB_VALUES(DB_INT(side_id)), &row,
                        error) &&
           (!row || refuse_change(db_rows_text(row, 1), db_rows_int(row, 0), error));
}

gboolean lot_withhold(Store *store, gint64 record_id, const char *file_no, GError **error)
{
    gint64 lot_id;
    g_autofree char *now = index_now();
    g_autofree char *object = index_file_object(file_no);
    if (!lot_of_record(store, record_id, &lot_id, error))
        return FALSE;
    if (!lot_id)
        return TRUE;
    if (!index_person_require(store, ACT_EXCLUDE, error)) {
        g_prefix_error(error,
                       "%s lies in lot %" G_GINT64_FORMAT ", which is being checked: ", file_no,
                       lot_id);
        return FALSE;
    }
    lot_pictures_drop(store, lot_id);
    return db_exec(index_store_db(store), "lot_withhold",
                   DB_VALUES(DB_INT(lot_id), DB_INT(record_id), DB_TEXT(now)), error) &&
           index_event_put(store, "lot.withheld", object, record_id,
                           g_variant_new_parsed("{'lot': <%x>}", lot_id), error);
}

/* ----------------------------------------------------------------------------- coming back -- */

static gboolean rejection_check(const Record *record, DbRows *row, GError **error)
{
    if (!row || !g_str_equal(record->stage, "rejected"))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s did not come back from a check: its stage is %s", record->file_no,
                    record->stage);
    else if (db_rows_int(row, 1) > 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s has %" G_GINT64_FORMAT " %s that a checker found defective, as before: "
                    "muhafiz check show %" G_GINT64_FORMAT " says which; scan them again (muhafiz "
                    "page replace), or put them right",
                    record->file_no, COUNTED(db_rows_int(row, 1), "page"), db_rows_int(row, 0));
    else
        return TRUE;
    return FALSE;
}

static gboolean record_return(Store *store, const Record *record, const char *reason,
                              GError **error)
{
    g_autoptr(DbRows) row = NULL;
    g_autofree char *now = index_now();
    g_autofree char *object = index_record_object(record);
    if (!db_query_row(index_store_db(store), "lot_rejection", DB_VALUES(DB_INT(record->record_id)),
                      &row, error) ||
        !rejection_check(record, row, error))
        return FALSE;
    gint64 lot_id = db_rows_int(row, 0);
    g_clear_pointer(&row, db_rows_free);
    return db_exec(index_store_db(store), "lot_return",
                   DB_VALUES(DB_INT(lot_id), DB_INT(record->record_id), DB_TEXT(now),
                             DB_TEXT(index_store_user(store))),
                   error) &&
           index_event_put(store, "record.returned", object, record->record_id,
                           g_variant_new_parsed("{'lot': <%x>, 'reason': <%s>}", lot_id, reason),
                           error);
}

gboolean index_record_return(Store *store, const char *file_no, const char *reason, GError **error)
{
    Db *db = index_store_db(store);
    if (!index_person_require(store, ACT_RETURN, error) || !db_begin(db, error))
        return FALSE;
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    return db_end(db, record && record_return(store, record, reason, error), error);
}
