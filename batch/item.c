/* Items of an answer as people read them. */
#include "batch/item.h"

#include "batch/output.h"
#include "index/member.h"

static JsonNode *member_peek(JsonObject *item, const char *member)
{
    JsonNode *node = json_object_get_member(item, member);
    return node && !JSON_NODE_HOLDS_NULL(node) ? node : NULL;
}

char *item_text(JsonObject *item, const char *member)
{
    JsonNode *node = member_peek(item, member);
    if (!node || !JSON_NODE_HOLDS_VALUE(node))
        return g_strdup("");
    if (json_node_get_value_type(node) == G_TYPE_STRING)
        return json_node_dup_string(node);
    if (json_node_get_value_type(node) == G_TYPE_DOUBLE)
        return g_strdup_printf("%.1f", json_node_get_double(node));
    return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
}

void item_set_strings(JsonObject *item, const char *member, const GPtrArray *strings)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < strings->len; i++)
        json_array_add_string_element(array, strings->pdata[i]);
    json_object_set_array_member(item, member, array);
}

JsonNode *item_node(JsonObject *item)
{
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, item);
    return node;
}

JsonNode *item_node_array(JsonArray *items)
{
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, items);
    return node;
}

static char *cell_text(JsonObject *item, const ItemColumn *column)
{
    g_autofree char *text = g_strdelimit(item_text(item, column->member), "\t\r\n", ' ');
    if (!column->max_characters || g_utf8_strlen(text, -1) <= (glong)column->max_characters)
        return g_steal_pointer(&text);
    g_autofree char *head = g_utf8_substring(text, 0, column->max_characters - 1);
    return g_strconcat(head, "…", NULL);
}

void item_print_table(JsonArray *items, const ItemColumn *columns, guint n_columns)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    guint n_items = json_array_get_length(items);
    for (guint c = 0; c < n_columns; c++)
        g_ptr_array_add(cells, g_strdup(columns[c].title));
    for (guint i = 0; i < n_items; i++)
        for (guint c = 0; c < n_columns; c++)
            g_ptr_array_add(cells, cell_text(json_array_get_object_element(items, i), &columns[c]));
    output_table((const char *const *)cells->pdata, n_items + 1, n_columns);
}

char *item_dispute_text(JsonObject *package)
{
    JsonArray *disputed = member_array(package, "disputed");
    if (member_length(disputed) == 0)
        return NULL;
    JsonObject *said = member_element(disputed, member_length(disputed) - 1);
    const char *computer_no = member_text(said, "computer_no"),
               *reason = member_text(said, "reason");
    return g_strdup_printf("disputed: %s at %s%s%s%s%s", member_text(said, "status"),
                           member_text(said, "at"), computer_no ? ", Computer No. " : "",
                           computer_no ? computer_no : "", reason && *reason ? ", " : "",
                           reason ? reason : "");
}
