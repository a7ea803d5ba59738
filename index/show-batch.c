/* A batch: its ledger, and its pages that stand in no record, each with what is known of why. */
#include "index/answer.h"
#include "index/edit.h"
#include "index/store-private.h"
#include "index/unplaced.h"

static const AnswerField PAGE_FIELDS[] = {
    {"page_id", ANSWER_INT}, {"sheet", ANSWER_INT},  {"face", ANSWER_TEXT},
    {"role", ANSWER_TEXT},   {"state", ANSWER_TEXT}, {"file_no", ANSWER_TEXT},
    {"sha256", ANSWER_TEXT}, {"path", ANSWER_TEXT},
};

static gboolean page_fill(Store *store, JsonObject *page, GError **error)
{
    return answer_add_flags(page, index_store_db(store), error) &&
           edit_add_aside_reason(store, page, error);
}

static JsonArray *pages_load(Store *store, gint64 batch_id, GError **error)
{
    g_autoptr(JsonArray) pages =
        answer_array(index_store_db(store), "show_batch_pages",
                     DB_VALUES(DB_INT(batch_id), DB_REAL(PAGE_ORDER_RECORD_EXCLUDED),
                               DB_REAL(PAGE_ORDER_RECORD_CONFIDENTIAL)),
                     PAGE_FIELDS, G_N_ELEMENTS(PAGE_FIELDS), error);
    for (guint i = 0; pages && i < json_array_get_length(pages); i++)
        if (!page_fill(store, json_array_get_object_element(pages, i), error))
            return NULL;
    return g_steal_pointer(&pages);
}

JsonNode *index_batch_show(Store *store, gint64 batch_id, GError **error)
{
    JsonNode *ledger = index_batch_ledger(store, batch_id, error);
    g_autoptr(JsonArray) pages = ledger ? pages_load(store, batch_id, error) : NULL;
    JsonArray *runs = pages ? index_unplaced_sheets(store, batch_id, error) : NULL;
    if (!runs) {
        g_clear_pointer(&ledger, json_node_unref);
        return NULL;
    }
    JsonObject *item = json_object_new();
    json_object_set_int_member(item, "batch", batch_id);
    json_object_set_member(item, "ledger", ledger);
    json_object_set_array_member(item, "without_place", g_steal_pointer(&pages));
    json_object_set_array_member(item, "unplaced_sheets", runs);
    return answer_node_of_object(item);
}
