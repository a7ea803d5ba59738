/* From a page of a volume back to its master, and to all acts that the page was part of.
 *
 * A volume is known by its bytes, so any copy of it will do, also one in a package or of a version that
 * was corrected since; a file with other bytes is none of ours. What an older volume held is told by the
 * package it was handed over in (evidence.c). */
#include <string.h>

#include "index/answer.h"
#include "index/evidence.h"
#include "index/store-private.h"

/* The file as named, or in the store. */
static char *volume_find(Store *store, const char *path, GError **error)
{
    g_autofree char *stored = index_store_path(store, path);
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return g_strdup(path);
    if (g_file_test(stored, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer(&stored);
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
        "there is no file %s: name the PDF of a volume, or a copy of it; \"muhafiz show FILE_NO\" "
        "names those of a record",
        path);
    return NULL;
}

/* -------------------------------------------------------------------------------------- volume -- */

typedef struct {
    Record *record;
    PackageContent *content;
    JsonObject *side, *volume; /* lent by content */
    gboolean is_retired;
} Found;

static void found_clear(Found *found)
{
    index_record_free(found->record);
    package_content_free(found->content);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

static gboolean volume_pick(Found *found, const char *sha256)
{
    for (guint i = 0; i < json_array_get_length(found->content->sides); i++) {
        JsonObject *side = json_array_get_object_element(found->content->sides, i);
        JsonArray *volumes = json_object_get_array_member(side, "volumes");
        for (guint k = 0; k < json_array_get_length(volumes); k++) {
            JsonObject *volume = json_array_get_object_element(volumes, k);
            if (g_str_equal(json_object_get_string_member(volume, "sha256"), sha256)) {
                found->side = side;
                found->volume = volume;
                return TRUE;
            }
        }
    }
    return FALSE;
}

static gboolean unknown(GError **error, const char *path)
{
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
        "%s is no volume of this store, or not as it was written: no volume has its SHA-256", path);
    return FALSE;
}

static gboolean volume_load(Store *store, const char *path, const char *sha256, Found *found,
                            GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "evidence_volume", DB_VALUES(DB_TEXT(sha256)), &row,
                      error))
        return FALSE;
    if (!row)
        return unknown(error, path);
    gint64 record_id = db_rows_int(row, 0), version = db_rows_int(row, 2);
    found->is_retired = db_rows_int(row, 1) != 0;
    g_clear_pointer(&row, db_rows_free);
    found->record = index_record_load_id(store, record_id, error);
    found->content = found->record ? evidence_content_load(store, found->record,
                                                           found->is_retired ? version : 0, error)
                                   : NULL;
    return found->content && (volume_pick(found, sha256) || unknown(error, path));
}

static JsonObject *page_pick(const Found *found, const char *path, guint page, GError **error)
{
    g_autoptr(GPtrArray) pages = evidence_volume_pages(found->side, found->volume, error);
    if (!pages)
        return NULL;
    if (page >= 1 && page <= pages->len)
        return pages->pdata[page - 1];
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s has %u %s, not page %u", path,
                COUNTED(pages->len, "page"), page);
    return NULL;
}

/* -------------------------------------------------------------------------------------- events -- */

static gboolean detail_names(const char *detail, gint64 page_id)
{
    g_autoptr(JsonNode) root = json_from_string(detail, NULL);
    JsonObject *object = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    JsonNode *pages = object ? json_object_get_member(object, "pages") : NULL;
    JsonArray *array = pages && JSON_NODE_HOLDS_ARRAY(pages) ? json_node_get_array(pages) : NULL;
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonNode *page = json_array_get_element(array, i);
        if (JSON_NODE_HOLDS_OBJECT(page) &&
            json_object_get_int_member_with_default(json_node_get_object(page), "page_id", 0) ==
                page_id)
            return TRUE;
    }
    return FALSE;
}

static gboolean events_add(Store *store, JsonObject *item, gint64 record_id, GError **error)
{
    static const AnswerField fields[] = {{"number", ANSWER_INT},  {"at", ANSWER_TEXT},
                                         {"person", ANSWER_TEXT}, {"act", ANSWER_TEXT},
                                         {"object", ANSWER_TEXT}, {"hash", ANSWER_TEXT}};
    gint64 page_id = json_object_get_int_member(item, "page_id");
    g_autofree char *page = g_strdup_printf("page %" G_GINT64_FORMAT, page_id);
    g_autofree char *batch =
        g_strdup_printf("batch %" G_GINT64_FORMAT, json_object_get_int_member(item, "batch"));
    JsonArray *events = json_array_new();
    json_object_set_array_member(item, "events", events);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "evidence_events",
                                      DB_VALUES(DB_TEXT(index_store_office(store)),
                                                DB_INT(record_id), DB_TEXT(page), DB_TEXT(batch)),
                                      error);
    while (rows && db_rows_next(rows, error)) {
        if (!g_str_equal(db_rows_text(rows, 4), page) &&
            !detail_names(db_rows_text(rows, 6), page_id))
            continue;
        JsonObject *event = json_object_new();
        answer_add_fields(event, rows, 0, fields, G_N_ELEMENTS(fields));
        json_array_add_object_element(events, event);
    }
    return rows && !db_rows_failed(rows);
}

/* ---------------------------------------------------------------------------------------- item -- */

static const char *master_state(Store *store, const char *path, const char *sha256)
{
    char now[SCAN_SHA256_SIZE];
    g_autofree char *full = index_store_path(store, path);
    if (!g_file_test(full, G_FILE_TEST_IS_REGULAR))
        return "missing";
    return scan_file_sha256(full, now, NULL, NULL) && g_str_equal(now, sha256) ? "intact"
                                                                               : "damaged";
}

static void page_add(Store *store, JsonObject *item, JsonObject *page)
{
    static const char *const names[] = {
        "page_id", "seq",  "folio",  "path",   "sha256", "bytes",      "dpi",      "batch", "sheet",
        "face",    "kind", "source", "device", "serial", "scanned_at", "operator", NULL};
    answer_copy_members(item, page, names);
    json_object_set_string_member(item, "master",
                                  master_state(store, json_object_get_string_member(page, "path"),
                                               json_object_get_string_member(page, "sha256")));
}

static gboolean volume_add(Store *store, JsonObject *item, const Found *found, const char *sha256,
                           GError **error)
{
    static const AnswerField name = {"name", ANSWER_TEXT};
    JsonArray *packages = json_array_new();
    g_autoptr(JsonArray) rows = answer_array(index_store_db(store), "evidence_volume_packages",
                                             DB_VALUES(DB_TEXT(sha256)), &name, 1, error);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++)
        json_array_add_string_element(
            packages,
            json_object_get_string_member(json_array_get_object_element(rows, i), "name"));
    json_object_set_string_member(item, "file_no", found->record->file_no);
    json_object_set_string_member(item, "nic_no", found->record->nic_no);
    json_object_set_string_member(item, "side", json_object_get_string_member(found->side, "side"));
    json_object_set_member(item, "volume", json_object_dup_member(found->volume, "volume"));
    json_object_set_member(item, "volume_path", json_object_dup_member(found->volume, "path"));
    json_object_set_string_member(item, "volume_sha256", sha256);
    json_object_set_boolean_member(item, "volume_retired", found->is_retired);
    json_object_set_array_member(item, "packages", packages);
    return rows != NULL;
}

JsonNode *index_page_trace(Store *store, const char *path, guint page, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    g_auto(Found) found = {0};
    g_autoptr(JsonObject) item = json_object_new();
    g_autoptr(Origins) origins = evidence_origins_new(store);
    g_autofree char *file = volume_find(store, path, error);
    if (!file || !scan_file_sha256(file, sha256, NULL, error) ||
        !volume_load(store, path, sha256, &found, error))
        return NULL;
    JsonObject *traced = page_pick(&found, path, page, error);
    if (!traced || !evidence_page_fill(origins, traced, error) ||
        !volume_add(store, item, &found, sha256, error))
        return NULL;
    json_object_set_int_member(item, "page", page);
    page_add(store, item, traced);
    return events_add(store, item, found.record->record_id, error)
               ? answer_node_of_object(g_steal_pointer(&item))
               : NULL;
}
