/* Corrections as others read them. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/answer.h"
#include "index/edit.h"
#include "index/folio.h"

static const AnswerField EDIT_FIELDS[] = {
    {"edit", ANSWER_INT},    {"act", ANSWER_TEXT},       {"at", ANSWER_TEXT},
    {"person", ANSWER_TEXT}, {"undone_at", ANSWER_TEXT}, {"undone_by", ANSWER_TEXT},
};

static const AnswerField SIDE_FIELDS[] = {{"file_no", ANSWER_TEXT},
                                          {"side", ANSWER_TEXT},
                                          {"pages", ANSWER_INT},
                                          {"expected_pages", ANSWER_INT},
                                          {"open", ANSWER_BOOL}};

static void set_strings(JsonObject *object, const char *member, const GPtrArray *strings)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < strings->len; i++)
        json_array_add_string_element(array, strings->pdata[i]);
    json_object_set_array_member(object, member, array);
}

gboolean edit_add_odd_folios(Store *store, JsonObject *side, gint64 side_id, GError **error)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) missing = NULL, doubled = NULL;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "edit_side_labels", DB_VALUES(DB_INT(side_id)), error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(labels, index_row_text(rows, 0));
    if (!rows || db_rows_failed(rows))
        return FALSE;
    folio_find_odd(labels, &missing, &doubled);
    set_strings(side, "missing_folios", missing);
    set_strings(side, "doubled_folios", doubled);
    return TRUE;
}

gboolean edit_add_aside_reason(Store *store, JsonObject *page, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    g_autoptr(JsonNode) detail = NULL;
    gint64 page_id = json_object_get_int_member(page, "page_id");
    if (!db_query_row(index_store_db(store), "show_aside_detail", DB_VALUES(DB_INT(page_id)), &row,
                      error))
        return FALSE;
    json_object_set_null_member(page, "reason");
    if (!row)
        return TRUE;
    const char *text = db_rows_text(row, 0);
    if (!(detail = index_json_parse(text, strlen(text), error)))
        return FALSE;
    json_object_set_string_member(
        page, "reason", json_object_get_string_member(json_node_get_object(detail), "reason"));
    return TRUE;
}

/* The row, with its detail as the object it is. */
static JsonObject *edit_read(DbRows *row, GError **error)
{
    const char *detail = db_rows_text(row, G_N_ELEMENTS(EDIT_FIELDS));
    JsonNode *node = index_json_parse(detail, strlen(detail), error);
    if (!node)
        return NULL;
    JsonObject *object = json_object_new();
    answer_add_fields(object, row, 0, EDIT_FIELDS, G_N_ELEMENTS(EDIT_FIELDS));
    json_object_set_member(object, "detail", node);
    return object;
}

static gboolean side_answer(const Edit *edit, const EditSide *side, JsonArray *sides,
                            GError **error)
{
    g_autoptr(JsonArray) found =
        answer_array(edit->db, "edit_side_answer", DB_VALUES(DB_INT(side->side_id)), SIDE_FIELDS,
                     G_N_ELEMENTS(SIDE_FIELDS), error);
    if (!found)
        return FALSE;
    JsonObject *object = json_array_get_object_element(found, 0);
    json_array_add_object_element(sides, json_object_ref(object));
    return edit_add_odd_folios(edit->store, object, side->side_id, error);
}

JsonNode *edit_answer(Edit *edit, gint64 edit_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(edit->db, "edit_answer", DB_VALUES(DB_INT(edit_id)), &row, error))
        return NULL;
    g_autoptr(JsonObject) answer = edit_read(row, error);
    if (!answer)
        return NULL;
    JsonArray *sides = json_array_new();
    json_object_set_array_member(answer, "sides", sides);
    for (guint i = 0; i < edit->sides->len; i++)
        if (!side_answer(edit, edit->sides->pdata[i], sides, error))
            return NULL;
    return answer_node_of_object(g_steal_pointer(&answer));
}

JsonNode *index_record_history(Store *store, const char *file_no, GError **error)
{
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    g_autoptr(JsonArray) edits = json_array_new();
    g_autoptr(DbRows) rows = record ? db_query(index_store_db(store), "edit_history",
                                               DB_VALUES(DB_INT(record->record_id)), error)
                                    : NULL;
    while (rows && db_rows_next(rows, error)) {
        JsonObject *edit = edit_read(rows, error);
        if (!edit)
            return NULL;
        json_array_add_object_element(edits, edit);
    }
    return rows && !db_rows_failed(rows) ? answer_node_of_array(g_steal_pointer(&edits)) : NULL;
}
