/* Reports of stations as files. Without "records" (merge-text.c) they are bound by JSON_BYTES_MAX (json.c). */
#include <glib/gstdio.h>
#include <string.h>

#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

#define SCHEMA 1
#define FILE_BYTES_MAX (1u << 30)
#define COUNT_MAX 1000000000000 /* ten thousand times the largest drive */
#define CODE_LENGTH_MAX 64
#define DAY_FIRST 730120 /* julian: 2000-01-01 */
#define DAY_LAST 767010  /* 2101-01-01 */
#define NO_REPORT "this is no progress report: ask the office for `muhafiz report --format json`"

const char *const merge_day_counts[MERGE_DAY_COUNTS] = {"pages", "scanned", "checked", "exported",
                                                        "imported"};

/* --------------------------------------------------------------------------------------- the shape -- */

gboolean merge_refuse(GError **error, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    g_autofree char *text = g_strdup_vprintf(format, rest);
    va_end(rest);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, text);
    return FALSE;
}

static gboolean count_check(JsonObject *object, const char *member, gint64 least, GError **error)
{
    gint64 count = member_int(object, member, G_MAXINT64);
    return (count >= least && count <= COUNT_MAX) || merge_refuse(error, "%s is no count", member);
}

/* Of who was never heard they are null, or 0 as older versions wrote; and one that older versions do not have. */
static gboolean group_check(JsonObject *row, const RowGroup *group, guint i, GError **error)
{
    JsonObject *counts = member_object(row, group->group);
    gboolean is_null = counts && json_object_has_member(counts, group->members[i]) &&
                       json_object_get_null_member(counts, group->members[i]);
    gboolean may_lack = !member_text(row, "figures_at") || merge_is_later(group->members[i]);
    return (is_null && may_lack) || count_check(counts, group->members[i], 0, error);
}

static gboolean groups_check(JsonObject *row, GError **error)
{
    for (const RowGroup *group = index_row_groups; group->group; group++) {
        for (guint i = 0; group->members[i]; i++)
            if (!group_check(row, group, i, error)) {
                g_prefix_error(error, "%s: ", group->group);
                return FALSE;
            }
    }
    return TRUE;
}

/* Target and census. */
static gboolean yardstick_check(JsonObject *row, const char *group, GError **error)
{
    JsonNode *node = json_object_get_member(row, group);
    if (!node || JSON_NODE_HOLDS_NULL(node))
        return TRUE;
    JsonObject *yardstick = member_object(row, group);
    if (count_check(yardstick, "records", 0, error) && count_check(yardstick, "pages", 0, error))
        return TRUE;
    g_prefix_error(error, "%s: ", group);
    return FALSE;
}

/* What the plan says of an inner node itself. */
static gboolean own_check(JsonObject *row, GError **error)
{
    JsonObject *own = member_object(row, "own");
    return !own || (yardstick_check(own, "target", error) && yardstick_check(own, "census", error));
}

static gboolean days_check(JsonObject *row, GError **error)
{
    JsonArray *days = member_array(row, "days");
    gint32 before = 0;
    if (!days)
        return merge_refuse(error, "it has no days");
    for (guint i = 0; i < member_length(days); i++) {
        JsonObject *day = member_element(days, i);
        gint32 julian = index_day_parse(member_text(day, "day"));
        if (julian <= before || julian < DAY_FIRST || julian > DAY_LAST)
            return merge_refuse(error, "its days are not in order");
        before = julian;
        for (guint c = 0; c < MERGE_DAY_COUNTS; c++)
            if (!count_check(day, merge_day_counts[c], -COUNT_MAX, error))
                return FALSE;
    }
    return TRUE;
}

static gboolean code_is_fine(const char *code)
{
    return code && *code && strlen(code) <= CODE_LENGTH_MAX;
}

gint64 merge_time_parse(const char *text)
{
    g_autoptr(GDateTime) time = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;
    return time ? g_date_time_to_unix(time) : 0;
}

static gboolean row_check(JsonObject *row, gboolean is_leaf, GError **error)
{
    const char *office = member_text(row, "office"), *figures = member_text(row, "figures_at");
    if (!code_is_fine(office) || !member_text(row, "name"))
        return merge_refuse(error, "a row has no office");
    if (g_strcmp0(office, member_text(row, "parent")) == 0)
        return merge_refuse(error, "it has %s above itself", office);
    if ((!figures || merge_time_parse(figures)) && groups_check(row, error) &&
        yardstick_check(row, "target", error) && yardstick_check(row, "census", error) &&
        own_check(row, error) && days_check(row, error) && merge_row_check(row, is_leaf, error))
        return TRUE;
    if (error && !*error)
        merge_refuse(error, "figures_at is no time");
    g_prefix_error(error, "office %s: ", office);
    return FALSE;
}

/* Office: row. NULL: one is there twice. */
static GHashTable *rows_index(JsonObject *item, GError **error)
{
    JsonArray *rows = member_array(item, "offices");
    g_autoptr(GHashTable) inner = merge_inner_offices(item);
    g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        const char *office = member_text(row, "office");
        if (!row_check(row, !office || !g_hash_table_contains(inner, office), error))
            return NULL;
        if (!g_hash_table_insert(index, (gpointer)office, row)) {
            merge_refuse(error, "it has the office %s twice", office);
            return NULL;
        }
    }
    return g_steal_pointer(&index);
}

/* Up from a row one comes to the item's own office, or, where it has none, to an end. */
static gboolean row_stands_below(JsonObject *row, GHashTable *index, const char *own,
                                 GError **error)
{
    const char *office = member_text(row, "office");
    for (guint level = 0; level <= MERGE_LEVELS_MAX; level++) {
        const char *at = member_text(row, "office"), *parent = member_text(row, "parent");
        if (own ? g_str_equal(at, own) || g_strcmp0(parent, own) == 0 : !parent)
            return TRUE;
        row = parent ? g_hash_table_lookup(index, parent) : NULL;
        if (!row && !own)
            return TRUE;
        if (!row)
            return merge_refuse(error,
                                "it is of %s and has figures of %s, which does not stand below it",
                                own, office);
    }
    return merge_refuse(error, "it has %s above itself", office);
}

static gboolean rows_check(JsonObject *item, GError **error)
{
    JsonArray *rows = member_array(item, "offices");
    const char *own = member_text(member_object(item, "grand_total"), "office");
    if (member_length(rows) == 0)
        return merge_refuse(error, "it has no offices: " NO_REPORT);
    g_autoptr(GHashTable) index = rows_index(item, error);
    for (guint i = 0; index && i < member_length(rows); i++)
        if (!row_stands_below(member_element(rows, i), index, own, error))
            return FALSE;
    return index != NULL;
}

static gboolean tree_check(JsonObject *item, GError **error)
{
    JsonArray *offices = member_array(item, "tree");
    for (guint i = 0; i < member_length(offices); i++) {
        JsonObject *office = member_element(offices, i);
        if (office &&
            !(yardstick_check(office, "target", error) && yardstick_check(office, "census", error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean item_check(JsonObject *item, GError **error)
{
    JsonObject *total = member_object(item, "grand_total");
    if (!merge_time_parse(member_text(item, "at")) || !total)
        return merge_refuse(error, NO_REPORT);
    return merge_older_fill(item, error) && own_check(total, error) && tree_check(item, error) &&
           rows_check(item, error) && merge_total_check(item, error) &&
           merge_lists_check(item, error);
}

static JsonArray *root_items(JsonNode *root, GError **error)
{
    JsonObject *object = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    gint64 schema = member_int(object, "schema", 0);
    JsonArray *items = member_array(object, "items");
    if (schema > SCHEMA)
        merge_refuse(error,
                     "a newer Muhafiz wrote it (schema %" G_GINT64_FORMAT "): update this one",
                     schema);
    else if (schema != SCHEMA || member_length(items) == 0)
        merge_refuse(error, NO_REPORT);
    else
        return items;
    return NULL;
}

/* ---------------------------------------------------------------------------------------- the file -- */

static void item_free(gpointer data)
{
    MergeItem *item = data;
    json_object_unref(item->item);
    g_free(item->key);
    g_free(item->records);
    g_free(item);
}

/* Whoever tells it names the file: of glib's words, which name it as well, only the reason is taken. */
static gboolean content_read(const char *path, char **content, gsize *size, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (g_file_get_contents(path, content, size, &failure))
        return TRUE;
    const char *reason = strrchr(failure->message, ':');
    return merge_refuse(error, "it cannot be read: %s", reason ? reason + 2 : failure->message);
}

/* records: as merge_text_cut has it. */
static JsonNode *file_parse(const char *path, char **sum, GPtrArray *records, GError **error)
{
    GStatBuf status;
    g_autofree char *content =
        NULL; /* read, not mapped: it may lie on a stick that is pulled out */
    gsize size = 0;
    if (g_stat(path, &status) == 0 && status.st_size > FILE_BYTES_MAX) {
        merge_refuse(error, "it is larger than 1 GiB: this is no progress report");
        return NULL;
    }
    if (!content_read(path, &content, &size, error))
        return NULL;
    g_autoptr(GString) text = merge_text_cut(content, size, records);
    *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
    return index_json_parse(text->str, text->len, error);
}

static gboolean file_read(const char *path, gboolean with_rows, GPtrArray *items, GError **error)
{
    g_autofree char *sum = NULL;
    g_autoptr(GPtrArray) records = with_rows ? g_ptr_array_new_with_free_func(g_free) : NULL;
    g_autoptr(JsonNode) root = file_parse(path, &sum, records, error);
    JsonArray *array = root ? root_items(root, error) : NULL;
    guint n = member_length(array);
    for (guint i = 0; i < n; i++)
        if (!member_element(array, i) || !item_check(member_element(array, i), error))
            return error && *error ? FALSE : merge_refuse(error, NO_REPORT);
    for (guint i = 0; i < n; i++) {
        MergeItem *item = g_new0(MergeItem, 1);
        item->path = path;
        item->item = json_object_ref(member_element(array, i));
        item->key = g_strdup_printf("%s %u", sum, i);
        if (records && i < records->len)
            item->records = g_steal_pointer(&records->pdata[i]);
        g_ptr_array_add(items, item);
    }
    return n > 0;
}

static int item_compare(gconstpointer one, gconstpointer other)
{
    const MergeItem *a = *(MergeItem *const *)one, *b = *(MergeItem *const *)other;
    gint64 newer =
        merge_time_parse(member_text(b->item, "at")) - merge_time_parse(member_text(a->item, "at"));
    return newer != 0 ? (newer > 0 ? 1 : -1) : strcmp(a->key, b->key);
}

GPtrArray *merge_files_read(const char *const *paths, gboolean with_rows, GPtrArray *problems)
{
    GPtrArray *items = g_ptr_array_new_with_free_func(item_free);
    for (; *paths; paths++) {
        g_autoptr(GError) error = NULL;
        if (!file_read(*paths, with_rows, items, &error))
            g_ptr_array_add(problems, g_strdup_printf("%s: %s", *paths, error->message));
    }
    g_ptr_array_sort(items, item_compare);
    return items;
}
