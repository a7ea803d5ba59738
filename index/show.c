/* Everything held on one record, as DESIGN's "show item" has it, and its packages with their
 * answers. The Computer No. is the register's, or else what e-Office gave with its receipt. */
#include "index/answer.h"
#include "index/backup.h"
#include "index/edit.h"
#include "index/ledger.h"
#include "index/package.h"
#include "index/store-private.h"

static const AnswerField RECORD_FIELDS[] = {
    {"file_no", ANSWER_TEXT},      {"nic_no", ANSWER_TEXT},    {"kind", ANSWER_TEXT},
    {"subject", ANSWER_TEXT},      {"stage", ANSWER_TEXT},     {"availability", ANSWER_TEXT},
    {"custody", ANSWER_TEXT},      {"section", ANSWER_TEXT},   {"category", ANSWER_TEXT},
    {"sub_category", ANSWER_TEXT}, {"year", ANSWER_TEXT},      {"classification", ANSWER_TEXT},
    {"retention", ANSWER_TEXT},    {"language", ANSWER_TEXT},  {"opened", ANSWER_TEXT},
    {"closed", ANSWER_TEXT},       {"note_pages", ANSWER_INT}, {"correspondence_pages", ANSWER_INT},
    {"priority", ANSWER_TEXT},     {"location", ANSWER_TEXT},  {"computer_no", ANSWER_TEXT},
    {"previous_ref", ANSWER_TEXT}, {"later_ref", ANSWER_TEXT}, {"remarks", ANSWER_TEXT},
    {"version", ANSWER_INT},
};

static const AnswerField PACKAGE_FIELDS[] = {
    {"package", ANSWER_TEXT},         {"version", ANSWER_INT},      {"path", ANSWER_TEXT},
    {"manifest_sha256", ANSWER_TEXT}, {"bytes", ANSWER_INT},        {"exported_at", ANSWER_TEXT},
    {"status", ANSWER_TEXT},          {"computer_no", ANSWER_TEXT}, {"reason", ANSWER_TEXT},
    {"answered_at", ANSWER_TEXT},     {"changed", ANSWER_BOOL},
};

static const AnswerField NAME_FIELDS[] = {{"file_no", ANSWER_TEXT},
                                          {"nic_no", ANSWER_TEXT},
                                          {"at", ANSWER_TEXT},
                                          {"person", ANSWER_TEXT}};

static const AnswerField ABSENCE_FIELDS[] = {
    {"reason", ANSWER_TEXT}, {"at", ANSWER_TEXT}, {"person", ANSWER_TEXT}};

static const AnswerField SIDE_FIELDS[] = {{"side", ANSWER_TEXT},
                                          {"expected_pages", ANSWER_INT},
                                          {"removed_pages", ANSWER_INT},
                                          {"open", ANSWER_BOOL},
                                          {"closed_reason", ANSWER_TEXT}};

static const AnswerField PAGE_FIELDS[] = {
    {"page_id", ANSWER_INT},     {"seq", ANSWER_INT},       {"folio", ANSWER_TEXT},
    {"sha256", ANSWER_TEXT},     {"path", ANSWER_TEXT},     {"alto", ANSWER_TEXT},
    {"width_px", ANSWER_INT},    {"height_px", ANSWER_INT}, {"dpi", ANSWER_REAL},
    {"turn", ANSWER_INT},        {"turn_set", ANSWER_BOOL}, {"state", ANSWER_TEXT},
    {"confidence", ANSWER_REAL}, {"language", ANSWER_TEXT}, {"item", ANSWER_INT},
    {"findings", ANSWER_JSON},
};

static const AnswerField ITEM_FIELDS[] = {
    {"item", ANSWER_INT},    {"number", ANSWER_TEXT},      {"date", ANSWER_TEXT},
    {"sender", ANSWER_TEXT}, {"first_folio", ANSWER_TEXT}, {"last_folio", ANSWER_TEXT},
    {"pages", ANSWER_INT},
};

static const AnswerField REPLACED_FIELDS[] = {
    {"page_id", ANSWER_INT}, {"sha256", ANSWER_TEXT}, {"path", ANSWER_TEXT}};

static const AnswerField ASIDE_FIELDS[] = {{"page_id", ANSWER_INT},
                                           {"folio", ANSWER_TEXT},
                                           {"sha256", ANSWER_TEXT},
                                           {"path", ANSWER_TEXT}};

static const AnswerField VOLUME_FIELDS[] = {
    {"volume", ANSWER_INT},  {"path", ANSWER_TEXT},     {"sha256", ANSWER_TEXT},
    {"bytes", ANSWER_INT},   {"first_seq", ANSWER_INT}, {"last_seq", ANSWER_INT},
    {"frozen", ANSWER_BOOL},
};

static gboolean add_array(JsonObject *object, const char *key, Store *store, const char *statement,
                          gint64 id, const AnswerField *fields, guint n_fields, GError **error)
{
    JsonArray *array = answer_array(index_store_db(store), statement, DB_VALUES(DB_INT(id)), fields,
                                    n_fields, error);
    if (array)
        json_object_set_array_member(object, key, array);
    return array != NULL;
}

/* What each page has of its own: its flags, and the pages in whose place it stands. */
static gboolean pages_fill(Store *store, JsonObject *side, GError **error)
{
    JsonArray *pages = json_object_get_array_member(side, "pages");
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        JsonObject *page = json_array_get_object_element(pages, i);
        gint64 page_id = json_object_get_int_member(page, "page_id");
        if (!answer_add_flags(page, index_store_db(store), error) ||
            !add_array(page, "replaces", store, "show_replaced", page_id, REPLACED_FIELDS,
                       G_N_ELEMENTS(REPLACED_FIELDS), error))
            return FALSE;
    }
    return TRUE;
}

static gboolean asides_fill(Store *store, JsonObject *side, GError **error)
{
    JsonArray *pages = json_object_get_array_member(side, "set_aside");
    for (guint i = 0; i < json_array_get_length(pages); i++)
        if (!edit_add_aside_reason(store, json_array_get_object_element(pages, i), error))
            return FALSE;
    return TRUE;
}

static gboolean side_fill(Store *store, JsonObject *side, gint64 side_id, GError **error)
{
    return add_array(side, "pages", store, "show_pages", side_id, PAGE_FIELDS,
                     G_N_ELEMENTS(PAGE_FIELDS), error) &&
           pages_fill(store, side, error) && edit_add_odd_folios(store, side, side_id, error) &&
           add_array(side, "items", store, "show_items", side_id, ITEM_FIELDS,
                     G_N_ELEMENTS(ITEM_FIELDS), error) &&
           add_array(side, "set_aside", store, "show_set_aside", side_id, ASIDE_FIELDS,
                     G_N_ELEMENTS(ASIDE_FIELDS), error) &&
           asides_fill(store, side, error) &&
           add_array(side, "volumes", store, "show_volumes", side_id, VOLUME_FIELDS,
                     G_N_ELEMENTS(VOLUME_FIELDS), error);
}

static gboolean record_add_sides(Store *store, JsonObject *item, gint64 record_id, GError **error)
{
    JsonArray *sides = json_array_new();
    json_object_set_array_member(item, "sides", sides);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "show_sides", DB_VALUES(DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error)) {
        JsonObject *side = json_object_new();
        json_array_add_object_element(sides, side);
        answer_add_fields(side, rows, 1, SIDE_FIELDS, G_N_ELEMENTS(SIDE_FIELDS));
        if (json_object_get_int_member(side, "removed_pages") == 0)
            json_object_remove_member(side, "removed_pages");
        if (!side_fill(store, side, db_rows_int(rows, 0), error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

/* The record alone, with its version. */
static JsonObject *record_item_load(Store *store, gint64 record_id, GError **error)
{
    g_autoptr(JsonArray) found =
        answer_array(index_store_db(store), "show_record", DB_VALUES(DB_INT(record_id)),
                     RECORD_FIELDS, G_N_ELEMENTS(RECORD_FIELDS), error);
    return found ? json_object_ref(json_array_get_object_element(found, 0)) : NULL;
}

/* Only where there are any. */
static gboolean add_some(JsonObject *item, const char *key, Store *store, const char *statement,
                         gint64 id, const AnswerField *fields, guint n_fields, GError **error)
{
    if (!add_array(item, key, store, statement, id, fields, n_fields, error))
        return FALSE;
    if (json_array_get_length(json_object_get_array_member(item, key)) == 0)
        json_object_remove_member(item, key);
    return TRUE;
}

/* On how many disks beside the store's its masters are; only where it has any. */
static gboolean record_add_copies(Store *store, JsonObject *item, gint64 record_id, GError **error)
{
    gint64 copies = 0;
    gboolean found;
    g_autofree char *lost = backup_lost(store, error);
    if (!lost || !db_query_int(index_store_db(store), "show_copies",
                               DB_VALUES(DB_TEXT(lost), DB_INT(record_id)), &copies, &found, error))
        return FALSE;
    if (found)
        json_object_set_int_member(item, "safe_copies", copies);
    return TRUE;
}

/* Only where it lies in one, or did until its verdict. */
static gboolean record_add_lot(Store *store, JsonObject *item, gint64 record_id, GError **error)
{
    static const AnswerField fields[] = {{"lot", ANSWER_INT}, {"state", ANSWER_TEXT}};
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "show_lot", DB_VALUES(DB_INT(record_id)), &row, error))
        return FALSE;
    if (row) {
        JsonObject *lot = json_object_new();
        answer_add_fields(lot, row, 0, fields, G_N_ELEMENTS(fields));
        json_object_set_object_member(item, "lot", lot);
    }
    return TRUE;
}

/* With what receipts of them contradict, and what of them must be withdrawn elsewhere: only where there is any. */
static gboolean record_add_packages(Store *store, JsonObject *item, gint64 record_id,
                                    GError **error)
{
    if (!add_array(item, "packages", store, "show_packages", record_id, PACKAGE_FIELDS,
                   G_N_ELEMENTS(PACKAGE_FIELDS), error) ||
        !package_disputes_add(store, json_object_get_array_member(item, "packages"), error))
        return FALSE;
    JsonArray *recalls = recalls_load(store, record_id, error);
    if (recalls && json_array_get_length(recalls))
        json_object_set_array_member(item, "recalls", recalls);
    else if (recalls)
        json_array_unref(recalls);
    return recalls != NULL;
}

JsonNode *index_record_show(Store *store, const char *file_no, GError **error)
{
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    if (!record)
        return NULL;
    g_autoptr(JsonObject) item = record_item_load(store, record->record_id, error);
    if (!item ||
        !add_some(item, "earlier_numbers", store, "number_list", record->record_id, NAME_FIELDS,
                  G_N_ELEMENTS(NAME_FIELDS), error) ||
        !add_some(item, "absence", store, "absence_list", record->record_id, ABSENCE_FIELDS,
                  G_N_ELEMENTS(ABSENCE_FIELDS), error) ||
        !record_add_sides(store, item, record->record_id, error) ||
        !record_add_copies(store, item, record->record_id, error) ||
        !record_add_lot(store, item, record->record_id, error) ||
        !record_add_packages(store, item, record->record_id, error))
        return NULL;
    JsonArray *batches =
        index_ledgers(store, "ledger_record_batches", DB_VALUES(DB_INT(record->record_id)), error);
    if (!batches)
        return NULL;
    json_object_set_array_member(item, "batches", batches);
    return answer_node_of_object(g_steal_pointer(&item));
}
