/* Rows of the database as JSON. */
#include "index/answer.h"

static JsonNode *column_node(DbRows *rows, guint column, AnswerType type)
{
    JsonNode *node = json_node_alloc();
    if (db_rows_is_null(rows, column))
        return json_node_init_null(node);
    switch (type) {
    case ANSWER_INT:
        return json_node_init_int(node, db_rows_int(rows, column));
    case ANSWER_REAL:
        return json_node_init_double(node, db_rows_real(rows, column));
    case ANSWER_BOOL:
        return json_node_init_boolean(node, db_rows_int(rows, column) != 0);
    case ANSWER_JSON:
        json_node_free(node);
        return json_from_string(db_rows_text(rows, column), NULL);
    case ANSWER_TEXT:
        break;
    }
    return json_node_init_string(node, db_rows_text(rows, column));
}

void answer_add_fields(JsonObject *object, DbRows *rows, guint first_column,
                       const AnswerField *fields, guint n_fields)
{
    for (guint i = 0; i < n_fields; i++)
        json_object_set_member(object, fields[i].key,
                               column_node(rows, first_column + i, fields[i].type));
}

JsonArray *answer_array(Db *db, const char *statement, const DbValue *values, guint n_values,
                        const AnswerField *fields, guint n_fields, GError **error)
{
    g_autoptr(JsonArray) array = json_array_new();
    g_autoptr(DbRows) rows = db_query(db, statement, values, n_values, error);
    while (rows && db_rows_next(rows, error)) {
        JsonObject *object = json_object_new();
        answer_add_fields(object, rows, 0, fields, n_fields);
        json_array_add_object_element(array, object);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&array) : NULL;
}

void answer_copy_members(JsonObject *to, JsonObject *from, const char *const *names)
{
    for (; *names; names++)
        if (json_object_has_member(from, *names))
            json_object_set_member(to, *names, json_object_dup_member(from, *names));
}

gboolean answer_add_flags(JsonObject *page, Db *db, GError **error)
{
    static const AnswerField fields[] = {{"flag", ANSWER_TEXT}, {"value", ANSWER_REAL}};
    gint64 page_id = json_object_get_int_member(page, "page_id");
    JsonArray *flags = answer_array(db, "show_flags", DB_VALUES(DB_INT(page_id)), fields,
                                    G_N_ELEMENTS(fields), error);
    if (flags)
        json_object_set_array_member(page, "flags", flags);
    return flags != NULL;
}

gboolean answer_add_counts(JsonObject *object, Db *db, const char *statement, const DbValue *values,
                           guint n_values, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, statement, values, n_values, error);
    while (rows && db_rows_next(rows, error))
        json_object_set_int_member(object, db_rows_text(rows, 0), db_rows_int(rows, 1));
    return rows && !db_rows_failed(rows);
}

JsonNode *answer_node_of_object(JsonObject *object)
{
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, object);
    return node;
}

JsonNode *answer_node_of_array(JsonArray *array)
{
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, array);
    return node;
}

void answer_set_text(JsonObject *object, const char *member, const char *text)
{
    if (text)
        json_object_set_string_member(object, member, text);
    else
        json_object_set_null_member(object, member);
}
