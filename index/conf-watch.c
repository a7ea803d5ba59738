/* muhafiz.conf decides what is checked, exported and kept, and anybody with an editor may change it. So the first event
 * of each process that comes after a change has one before it that says what was changed: "conf.changed", {"check
 * separation": [before, now]}. Who changed the file nobody can know; the person of the event is who worked with it first.
 *
 * What the last event told is kept beside (conf_told), under its seal. A new office's is told by its first event,
 * that of a store of an older Muhafiz by "conf.noted", with all of it. Keys that came with a newer Muhafiz and have their
 * default are taken as told. Where the transaction that told is taken back, the next process tells.
 *
 * Sections of scanners and profiles are part of it, as where pages come from is theirs to say. The first that anybody sees
 * are told without a value before: they may be older than this watch. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/store-private.h"
#include "index/verify.h"

/* "check separation" -> value, as the last event told it; owned. */
static GHashTable *told_load(Db *db, GError **error)
{
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(DbRows) rows = db_query(db, "conf_told", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        g_hash_table_replace(told, g_strdup(db_rows_text(rows, 0)),
                             g_strdup(db_rows_text(rows, 1)));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&told) : NULL;
}

/* index_conf_add_free */
static gboolean is_free(const char *name)
{
    return *name == '[';
}

static gboolean any_is_free(GHashTable *told)
{
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, told);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        if (is_free(name))
            return TRUE;
    return FALSE;
}

/* The file as it is now, and "" for what was taken out of it; owned. */
static GHashTable *now_load(Store *store, GHashTable *told, GError **error)
{
    GHashTable *now = index_conf_load(index_store_peek_conf(store), error);
    GHashTableIter iter;
    gpointer name;
    if (!now)
        return NULL;
    index_conf_add_free(index_store_peek_conf(store), now);
    g_hash_table_iter_init(&iter, told);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        if (is_free(name) && !g_hash_table_contains(now, name))
            g_hash_table_insert(now, g_strdup(name), g_strdup(""));
    return now;
}

/* In order, so that equal changes are equal events. */
static GVariant *changes_find(GHashTable *told, GHashTable *now, GHashTable *defaults, guint *n)
{
    GVariantBuilder changes;
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(now), (GCompareFunc)strcmp);
    gboolean is_first = g_hash_table_size(told) == 0, is_any_free = any_is_free(told);
    g_variant_builder_init(&changes, G_VARIANT_TYPE_VARDICT);
    *n = 0;
    for (const GList *at = names; at; at = at->next) {
        const char *name = at->data, *value = g_hash_table_lookup(now, name);
        const char *before = g_hash_table_lookup(told, name);
        gboolean is_new = is_first || (is_free(name) && !is_any_free);
        if (!before)
            before = is_first || is_free(name) ? "" : g_hash_table_lookup(defaults, name);
        if (!is_new && g_str_equal(before, value))
            continue;
        ++*n;
        g_variant_builder_add(&changes, "{sv}", name,
                              is_new ? g_variant_new_string(value)
                                     : g_variant_new("(ss)", before, value));
    }
    return g_variant_ref_sink(g_variant_builder_end(&changes));
}

static gboolean told_keep(Db *db, GHashTable *now, GError **error)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(now), (GCompareFunc)strcmp);
    gboolean ok = TRUE;
    for (const GList *at = names; ok && at; at = at->next)
        ok = db_exec(db, "conf_tell",
                     DB_VALUES(DB_TEXT(at->data), DB_TEXT(g_hash_table_lookup(now, at->data))),
                     error);
    return ok;
}

/* The first event of all tells the rows by their seals alone. */
static gboolean changes_tell(Store *store, GHashTable *told, GHashTable *now, GVariant *changes,
                             GError **error)
{
    char head[SCAN_SHA256_SIZE];
    gint64 number;
    gboolean is_first = g_hash_table_size(told) == 0;
    if (!index_event_head(store, &number, head, error) ||
        !told_keep(index_store_db(store), now, error))
        return FALSE;
    return number == 0 || index_event_put(store, is_first ? "conf.noted" : "conf.changed", "office",
                                          0, changes, error);
}

gboolean index_conf_watch(Store *store, GError **error)
{
    gboolean *is_told = index_store_conf_is_told(store);
    guint n;
    if (*is_told)
        return TRUE;
    g_autoptr(GKeyFile) nothing = g_key_file_new();
    g_autoptr(GHashTable) defaults = index_conf_load(nothing, error);
    g_autoptr(GHashTable) told = defaults ? told_load(index_store_db(store), error) : NULL;
    g_autoptr(GHashTable) now = told ? now_load(store, told, error) : NULL;
    if (!now)
        return FALSE;
    *is_told = TRUE;
    g_autoptr(GVariant) changes = changes_find(told, now, defaults, &n);
    if (n == 0 || changes_tell(store, told, now, changes, error))
        return TRUE;
    *is_told = FALSE;
    return FALSE;
}

gboolean index_conf_check_office(Store *store, GError **error)
{
    g_autoptr(DbRows) rows = NULL;
    if (!db_query_row(index_store_db(store), "conf_office", DB_NO_VALUES, &rows, error))
        return FALSE;
    const char *office = rows ? db_rows_text(rows, 0) : index_store_office(store);
    if (g_str_equal(office, index_store_office(store)))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is the store of office %s, and " INDEX_CONF_NAME " says %s: put code=%s back "
                "into its [office]; another office needs a store of its own (muhafiz init)",
                index_store_dir(store), office, index_store_office(store), office);
    return FALSE;
}

/* ------------------------------------------------------------------------------------- verify -- */

static void change_tell(JsonArray *change, const char *name, DbRows *rows, VerifyReport *report)
{
    if (json_array_get_length(change) == 2)
        g_ptr_array_add(report->notes,
                        g_strdup_printf("muhafiz.conf, %s: \"%s\" instead of \"%s\" since %s, when "
                                        "%s worked with it",
                                        name, json_array_get_string_element(change, 1),
                                        json_array_get_string_element(change, 0),
                                        db_rows_text(rows, 0), db_rows_text(rows, 1)));
}

static void event_tell(DbRows *rows, VerifyReport *report)
{
    const char *detail = db_rows_text(rows, 2);
    g_autoptr(JsonNode) root = index_json_parse(detail, strlen(detail), NULL);
    JsonObject *object = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    g_autoptr(GList) names = object ? json_object_get_members(object) : NULL;
    for (const GList *at = names; at; at = at->next) {
        JsonNode *change = json_object_get_member(object, at->data);
        if (JSON_NODE_HOLDS_ARRAY(change))
            change_tell(json_node_get_array(change), at->data, rows, report);
    }
}

gboolean verify_conf(Verify *verify, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "conf_history", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        event_tell(rows, verify->report);
    return rows && !db_rows_failed(rows);
}
