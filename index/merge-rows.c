/* Rows of joined reports: "work" and "lots" as any list, "records" as texts, for they are too many for a tree of JSON. */
#include <string.h>

#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"

/* Behind the object that begins at at. */
static const char *object_end(const char *at, const char *end)
{
    guint depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = merge_string_end(at, end);
            continue;
        }
        depth += *at == '{';
        depth -= *at == '}';
        at++;
        if (depth == 0)
            break;
    }
    return at;
}

/* Whose the rows are that do not say it, as older versions wrote them; NULL: several offices'. */
static const char *alone_of(const MergeItem *item)
{
    JsonArray *rows = member_array(item->item, "offices");
    return member_length(rows) == 1 ? member_text(member_element(rows, 0), "office") : NULL;
}

static gboolean record_add(GString *records, const char *text, gsize size, const char *alone,
                           GHashTable *offices, GError **error)
{
    g_autoptr(JsonNode) node = index_json_parse(text, size, error);
    JsonObject *record = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    if (!record)
        return FALSE;
    const char *office = member_text(record, "office");
    gboolean is_said = office != NULL;
    office = is_said ? office : alone;
    if (!office || !g_hash_table_contains(offices, office))
        return TRUE;
    if (!is_said)
        json_object_set_string_member(record, "office", office);
    g_autofree char *made = is_said ? NULL : json_to_string(node, FALSE);
    if (records->len)
        g_string_append_c(records, ',');
    g_string_append_len(records, made ? made : text, made ? -1 : (gssize)size);
    return TRUE;
}

/* Those of the offices (codes). Nothing is added of what is no JSON. */
static gboolean records_add(GString *records, const MergeItem *item, GHashTable *offices,
                            GError **error)
{
    const gsize length = records->len;
    const char *at = item->records, *end = at + strlen(at), *alone = alone_of(item);
    while (TRUE) {
        while (at < end && (g_ascii_isspace(*at) || *at == ','))
            at++;
        if (at == end)
            return TRUE;
        const char *behind = object_end(at, end);
        if (*at != '{' || !record_add(records, at, (gsize)(behind - at), alone, offices, error)) {
            g_string_truncate(records, length);
            return error && *error ? FALSE : merge_refuse(error, "they are no rows of a report");
        }
        at = behind;
    }
}

static gboolean has_rows(const MergeNode *leaf)
{
    g_auto(GStrv) rowless = member_texts(leaf->item ? leaf->item->item : NULL, "rowless");
    return leaf->item && leaf->item->records && member_array(leaf->item->item, "work") &&
           member_array(leaf->item->item, "lots") &&
           !g_strv_contains((const char *const *)rowless, leaf->office);
}

/* Offices (borrowed) whose figures, and rows, are of the item. */
static GHashTable *offices_of(const GPtrArray *leaves, const MergeItem *item)
{
    GHashTable *offices = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < leaves->len; i++) {
        const MergeNode *leaf = leaves->pdata[i];
        if (leaf->item == item && has_rows(leaf))
            g_hash_table_add(offices, leaf->office);
    }
    return offices;
}

JsonArray *merge_rows_join(const GPtrArray *leaves, GString *records, GPtrArray *problems)
{
    JsonArray *rowless = json_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL),
                          spoilt = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < leaves->len; i++) {
        const MergeNode *leaf = leaves->pdata[i];
        g_autoptr(GError) error = NULL;
        if (has_rows(leaf) && g_hash_table_add(seen, (gpointer)leaf->item)) {
            g_autoptr(GHashTable) offices = offices_of(leaves, leaf->item);
            if (!records_add(records, leaf->item, offices, &error)) {
                g_hash_table_add(spoilt, (gpointer)leaf->item);
                g_ptr_array_add(problems, g_strdup_printf("%s: its rows are left out: %s",
                                                          leaf->item->path, error->message));
            }
        }
        if (leaf->item && (!has_rows(leaf) || g_hash_table_contains(spoilt, leaf->item)))
            json_array_add_string_element(rowless, leaf->office);
    }
    return rowless;
}
