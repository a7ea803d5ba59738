/* Checked members of JSON. json-glib's own getters abort, complain or guess on a wrong type. */
#include "index/member.h"

#include <string.h>

#define SHA256_DIGITS 64

static JsonNode *member_find(JsonObject *object, const char *name, JsonNodeType type)
{
    JsonNode *node = object ? json_object_get_member(object, name) : NULL;
    return node && json_node_get_node_type(node) == type ? node : NULL;
}

static JsonNode *value_find(JsonObject *object, const char *name, GType type)
{
    JsonNode *node = member_find(object, name, JSON_NODE_VALUE);
    return node && json_node_get_value_type(node) == type ? node : NULL;
}

const char *member_text(JsonObject *object, const char *name)
{
    JsonNode *node = value_find(object, name, G_TYPE_STRING);
    return node ? json_node_get_string(node) : NULL;
}

gint64 member_int(JsonObject *object, const char *name, gint64 fallback)
{
    JsonNode *node = value_find(object, name, G_TYPE_INT64);
    return node ? json_node_get_int(node) : fallback;
}

double member_double(JsonObject *object, const char *name, double fallback)
{
    JsonNode *node = value_find(object, name, G_TYPE_DOUBLE);
    return node ? json_node_get_double(node) : (double)member_int(object, name, (gint64)fallback);
}

gboolean member_flag(JsonObject *object, const char *name)
{
    JsonNode *node = value_find(object, name, G_TYPE_BOOLEAN);
    return node && json_node_get_boolean(node);
}

JsonObject *member_object(JsonObject *object, const char *name)
{
    JsonNode *node = member_find(object, name, JSON_NODE_OBJECT);
    return node ? json_node_get_object(node) : NULL;
}

JsonArray *member_array(JsonObject *object, const char *name)
{
    JsonNode *node = member_find(object, name, JSON_NODE_ARRAY);
    return node ? json_node_get_array(node) : NULL;
}

char **member_texts(JsonObject *object, const char *name)
{
    JsonArray *array = member_array(object, name);
    GPtrArray *texts = g_ptr_array_new();
    for (guint i = 0; i < member_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING)
            g_ptr_array_add(texts, json_node_dup_string(node));
    }
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

guint member_length(JsonArray *array)
{
    return array ? json_array_get_length(array) : 0;
}

JsonObject *member_element(JsonArray *array, guint i)
{
    JsonNode *node = i < member_length(array) ? json_array_get_element(array, i) : NULL;
    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

gboolean member_is_sha256(const char *text)
{
    return text && strspn(text, "0123456789abcdef") == SHA256_DIGITS && !text[SHA256_DIGITS];
}
