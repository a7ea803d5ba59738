/* The ledger of a batch: fed sheets = covers + separators + folio sheets, pages = clean + flagged,
 * and the pages of each side it fed against the number that the register expects, also of a side that
 * never came though the cover of its record did. */
#include "index/ledger.h"
#include "index/answer.h"
#include "index/store-private.h"

static const AnswerField LEDGER_FIELDS[] = {
    {"batch", ANSWER_INT},        {"kind", ANSWER_TEXT},           {"source", ANSWER_TEXT},
    {"started_at", ANSWER_TEXT},  {"ended_at", ANSWER_TEXT},       {"ended_how", ANSWER_TEXT},
    {"fed", ANSWER_INT},          {"covers", ANSWER_INT},          {"separators", ANSWER_INT},
    {"folio_sheets", ANSWER_INT}, {"pages", ANSWER_INT},           {"clean", ANSWER_INT},
    {"flagged", ANSWER_INT},      {"expected_sheets", ANSWER_INT}, {"missing_sheets", ANSWER_INT},
};

static const AnswerField SIDE_FIELDS[] = {
    {"file_no", ANSWER_TEXT},       {"side", ANSWER_TEXT},          {"pages", ANSWER_INT},
    {"side_pages", ANSWER_INT},     {"expected_pages", ANSWER_INT}, {"uncounted_pages", ANSWER_INT},
    {"closed_reason", ANSWER_TEXT},
};

static const AnswerField COVER_FIELDS[] = {
    {"sheet", ANSWER_INT},
    {"file_no", ANSWER_TEXT},
    {"reason", ANSWER_TEXT},
};

/* What a person took out of its place; only where there are any. */
static void ledger_add_removed(JsonObject *ledger, DbRows *row)
{
    static const char *const names[] = {"replaced", "set_aside"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        gint64 n = db_rows_int(row, G_N_ELEMENTS(LEDGER_FIELDS) + i);
        if (n > 0)
            json_object_set_int_member(ledger, names[i], n);
    }
}

/* Only where there are any. */
static gboolean ledger_add_covers(JsonObject *ledger, Db *db, gint64 batch_id, GError **error)
{
    JsonArray *covers = answer_array(db, "ledger_odd_covers",
                                     DB_VALUES(DB_INT(batch_id), DB_REAL(PAGE_ORDER_COVER_AGAIN),
                                               DB_REAL(PAGE_ORDER_COVER_EMPTY)),
                                     COVER_FIELDS, G_N_ELEMENTS(COVER_FIELDS), error);
    if (covers && json_array_get_length(covers))
        json_object_set_array_member(ledger, "odd_covers", covers);
    else if (covers)
        json_array_unref(covers);
    return covers != NULL;
}

/* Only where there are any. */
static gboolean ledger_add_flags(JsonObject *ledger, Db *db, gint64 batch_id, GError **error)
{
    static const AnswerField fields[] = {{"flag", ANSWER_TEXT}, {"pages", ANSWER_INT}};
    if (json_object_get_int_member(ledger, "flagged") == 0)
        return TRUE;
    JsonArray *flags = answer_array(db, "ledger_flags", DB_VALUES(DB_INT(batch_id)), fields,
                                    G_N_ELEMENTS(fields), error);
    if (flags)
        json_object_set_array_member(ledger, "flags", flags);
    return flags != NULL;
}

static JsonArray *ledger_sides(Db *db, gint64 batch_id, GError **error)
{
    JsonArray *sides = answer_array(db, "ledger_sides",
                                    DB_VALUES(DB_INT(batch_id), DB_REAL(PAGE_ORDER_RECORD_EXCLUDED),
                                              DB_REAL(PAGE_ORDER_RECORD_CONFIDENTIAL)),
                                    SIDE_FIELDS, G_N_ELEMENTS(SIDE_FIELDS), error);
    for (guint i = 0; sides && i < json_array_get_length(sides); i++) {
        JsonObject *side = json_array_get_object_element(sides, i);
        if (json_object_get_int_member(side, "uncounted_pages") == 0)
            json_object_remove_member(side, "uncounted_pages");
        if (json_object_get_null_member(side, "closed_reason"))
            json_object_remove_member(side, "closed_reason");
    }
    return sides;
}

JsonNode *index_batch_ledger(Store *store, gint64 batch_id, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "ledger", DB_VALUES(DB_INT(batch_id)), &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no batch %" G_GINT64_FORMAT, batch_id);
        return NULL;
    }
    JsonArray *sides = ledger_sides(db, batch_id, error);
    if (!sides)
        return NULL;
    g_autoptr(JsonObject) ledger = json_object_new();
    answer_add_fields(ledger, row, 0, LEDGER_FIELDS, G_N_ELEMENTS(LEDGER_FIELDS));
    ledger_add_removed(ledger, row);
    json_object_set_array_member(ledger, "sides", sides);
    return ledger_add_flags(ledger, db, batch_id, error) &&
                   ledger_add_covers(ledger, db, batch_id, error)
               ? answer_node_of_object(g_steal_pointer(&ledger))
               : NULL;
}

JsonArray *index_ledgers(Store *store, const char *statement, const DbValue *values, guint n_values,
                         GError **error)
{
    g_autoptr(JsonArray) ledgers = json_array_new();
    g_autoptr(DbRows) rows = db_query(index_store_db(store), statement, values, n_values, error);
    while (rows && db_rows_next(rows, error)) {
        JsonNode *ledger = index_batch_ledger(store, db_rows_int(rows, 0), error);
        if (!ledger)
            return NULL;
        json_array_add_element(ledgers, ledger);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&ledgers) : NULL;
}
