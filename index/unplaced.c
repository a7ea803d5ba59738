/* Sheets of no record, by runs, each with the reason: what came before it in its stack.
 *
 * A cover names the record of what lies behind it, and is kept with it also where that record takes no
 * pages. A sheet of ours that cannot be read may be a cover or a separator, so the last cover that could
 * be read before it counts as well: where its record takes no pages, these may be its pages. Whether
 * it takes any is asked now: the nodal officer may have decided since.
 */
#include "index/unplaced.h"
#include "index/answer.h"
#include "index/store-private.h"

static const AnswerField RUN_FIELDS[] = {
    {"batch", ANSWER_INT},       {"source", ANSWER_TEXT},    {"started_at", ANSWER_TEXT},
    {"first_sheet", ANSWER_INT}, {"last_sheet", ANSWER_INT}, {"pages", ANSWER_INT},
};

/* The record of a cover: columns sheet, record, flag. */
static gboolean cover_add(Store *store, DbRows *row, JsonObject *run, GError **error)
{
    g_autoptr(Record) record = NULL;
    PageOrder order = (PageOrder)db_rows_real(row, 2);
    gboolean is_refused =
        order == PAGE_ORDER_RECORD_EXCLUDED || order == PAGE_ORDER_RECORD_CONFIDENTIAL;
    if (!db_rows_is_null(row, 1)) {
        if (!(record = index_record_load_id(store, db_rows_int(row, 1), error)))
            return FALSE;
        is_refused = !index_record_check_fill(store, record, NULL);
    }
    json_object_set_int_member(run, "cover_sheet", db_rows_int(row, 0));
    json_object_set_boolean_member(run, "refused", is_refused);
    if (record)
        json_object_set_string_member(run, "cover_file_no", record->file_no);
    return TRUE;
}

static gboolean run_add_cover(Store *store, gint64 batch_id, gint64 sheet, JsonObject *run,
                              GError **error)
{
    g_autoptr(DbRows) row = NULL;
    return db_query_row(index_store_db(store), "unplaced_cover",
                        DB_VALUES(DB_INT(batch_id), DB_INT(sheet), DB_REAL(PAGE_ORDER_CODE_DAMAGED),
                                  DB_REAL(PAGE_ORDER_CODE_UNKNOWN),
                                  DB_REAL(PAGE_ORDER_CODES_DIFFER)),
                        &row, error) &&
           (!row || cover_add(store, row, run, error));
}

static gboolean run_add_reason(Store *store, gint64 batch_id, gint64 sheet, JsonObject *run,
                               GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "unplaced_reason",
                      DB_VALUES(DB_INT(batch_id), DB_INT(sheet),
                                DB_REAL(PAGE_ORDER_RECORD_EXCLUDED),
                                DB_REAL(PAGE_ORDER_RECORD_CONFIDENTIAL),
                                DB_REAL(PAGE_ORDER_CODES_DIFFER), DB_REAL(PAGE_ORDER_CODE_DAMAGED)),
                      &row, error))
        return FALSE;
    if (row) {
        json_object_set_int_member(run, "reason_sheet", db_rows_int(row, 0));
        json_object_set_int_member(run, "reason", (gint64)db_rows_real(row, 1));
    }
    return TRUE;
}

/* Backs may lie either way round: any cover among the fronts that is refused counts. */
static gboolean run_add_fronts(Store *store, gint64 batch_id, JsonObject *run, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "unplaced_fronts",
                 DB_VALUES(DB_INT(batch_id), DB_REAL(PAGE_ORDER_RECORD_EXCLUDED),
                           DB_REAL(PAGE_ORDER_RECORD_CONFIDENTIAL)),
                 error);
    json_object_set_int_member(run, "reason", PAGE_ORDER_BACK);
    while (!json_object_get_boolean_member(run, "refused") && rows && db_rows_next(rows, error))
        if (!cover_add(store, rows, run, error))
            return FALSE;
    return rows && !db_rows_failed(rows);
}

static gboolean run_fill(Store *store, JsonObject *run, GError **error)
{
    gint64 batch_id = json_object_get_int_member(run, "batch"), fronts_batch;
    gint64 sheet = json_object_get_int_member(run, "first_sheet");
    gboolean is_backs = FALSE;
    json_object_set_null_member(run, "reason");
    json_object_set_null_member(run, "reason_sheet");
    json_object_set_null_member(run, "cover_sheet");
    json_object_set_null_member(run, "cover_file_no");
    json_object_set_boolean_member(run, "refused", FALSE);
    if (!db_query_int(index_store_db(store), "unplaced_is_backs", DB_VALUES(DB_INT(batch_id)),
                      &fronts_batch, &is_backs, error))
        return FALSE;
    return is_backs ? run_add_fronts(store, batch_id, run, error)
                    : run_add_reason(store, batch_id, sheet, run, error) &&
                          run_add_cover(store, batch_id, sheet, run, error);
}

JsonArray *index_unplaced_sheets(Store *store, gint64 batch_id, GError **error)
{
    gint64 last = batch_id ? batch_id : G_MAXINT64;
    g_autoptr(JsonArray) runs = answer_array(index_store_db(store), "unplaced_sheets",
                                             DB_VALUES(DB_INT(batch_id), DB_INT(last)), RUN_FIELDS,
                                             G_N_ELEMENTS(RUN_FIELDS), error);
    for (guint i = 0; runs && i < json_array_get_length(runs); i++)
        if (!run_fill(store, json_array_get_object_element(runs, i), error))
            return NULL;
    return g_steal_pointer(&runs);
}

JsonNode *index_batch_unplaced_sheets(Store *store, gint64 batch_id, GError **error)
{
    JsonArray *runs = index_unplaced_sheets(store, batch_id, error);
    return runs ? answer_node_of_array(runs) : NULL;
}

/* ------------------------------------------------------------------------- of one record for sure -- */

DbRows *unplaced_behind(Store *store, gint64 record_id, gint64 page_id, gboolean aside,
                        GError **error)
{
    return db_query(index_store_db(store), "unplaced_behind",
                    DB_VALUES(DB_INT(record_id), DB_INT(page_id), DB_REAL(PAGE_ORDER_CODE_DAMAGED),
                              DB_REAL(PAGE_ORDER_CODES_DIFFER), DB_INT(aside)),
                    error);
}

static gboolean record_keeps_it(const Record *record, gint64 page_id, GError **error)
{
    gboolean is_confidential = index_record_is_confidential(record);
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
        "page id %" G_GINT64_FORMAT " came behind the cover of %s, which takes no pages, so "
        "no other record gets it: ask the nodal officer (muhafiz %s %s --reason TEXT %s); a "
        "page of another file that lay there by mistake is scanned again behind its own "
        "cover",
        page_id, record->file_no, is_confidential ? "record withhold" : "exclusion end",
        record->nic_no, is_confidential ? "removes such pages" : "lets the record have it");
    return FALSE;
}

gboolean unplaced_may_enter(Store *store, gint64 page_id, GError **error)
{
    g_autoptr(DbRows) rows = unplaced_behind(store, 0, page_id, TRUE, error);
    if (!rows || !db_rows_next(rows, error))
        return rows && !db_rows_failed(rows);
    g_autoptr(Record) record = index_record_load_id(store, db_rows_int(rows, 1), error);
    return record && (index_record_check_fill(store, record, NULL) ||
                      record_keeps_it(record, page_id, error));
}
