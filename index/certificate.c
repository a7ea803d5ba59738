/* What a certificate under section 63(4) of the Bharatiya Sakshya Adhiniyam says of a record.
 *
 * All of it is loaded first, with the time that stands on it; then every file is hashed once more and
 * the first that differs ends the matter; then batch/ sets it in type; then the file gets its name in
 * the transaction that writes the event, if the record is still what was loaded (certificate-publish.c). The event
 * has the time that stands on the certificate, and its SHA-256.
 *
 * list_sha256 stands for all hashes at once: it is the SHA-256 of the lines "hash, two spaces, path, line
 * feed" of the volumes and then the masters, in the order of the report, so "sha256sum FILE... | sha256sum"
 * in the store gives it again.
 */
#include <errno.h>
#include <glib/gstdio.h>

#include "index/answer.h"
#include "index/evidence.h"
#include "index/store-private.h"

#define FROM_BACKUP "Bring it back from the last backup; \"muhafiz verify\" looks at all files"

/* --------------------------------------------------------------------------------------- load -- */

/* Which records: those that export would take, or that it took, if they are not withheld now. */
static gboolean record_check(Store *store, const Record *record, gint64 version, GError **error)
{
    if (index_record_is_withheld(record)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s is %s: nothing is handed over of such records; ask the nodal officer",
                    record->file_no,
                    index_record_is_confidential(record) ? record->classification : "excluded");
        return FALSE;
    }
    if (version || package_ready_check(store, record, TRUE, FALSE, error))
        return TRUE;
    g_prefix_error(error, "%s: ", record->file_no);
    return FALSE;
}

static void volumes_add(JsonArray *all, JsonObject *side)
{
    static const char *const names[] = {"volume",      "path",       "sha256",  "bytes",
                                        "first_folio", "last_folio", "n_pages", NULL};
    JsonArray *volumes = json_object_get_array_member(side, "volumes");
    for (guint i = 0; i < json_array_get_length(volumes); i++) {
        JsonObject *volume = json_object_new();
        json_object_set_string_member(volume, "side", json_object_get_string_member(side, "side"));
        answer_copy_members(volume, json_array_get_object_element(volumes, i), names);
        json_array_add_object_element(all, volume);
    }
}

/* To each page of the side: the volume that it stands in, and which page of the PDF it is. */
static gboolean pages_number(JsonObject *side, GError **error)
{
    JsonArray *volumes = json_object_get_array_member(side, "volumes");
    for (guint i = 0; i < json_array_get_length(volumes); i++) {
        JsonObject *volume = json_array_get_object_element(volumes, i);
        g_autoptr(GPtrArray) pages = evidence_volume_pages(side, volume, error);
        for (guint k = 0; pages && k < pages->len; k++) {
            json_object_set_member(pages->pdata[k], "volume",
                                   json_object_dup_member(volume, "volume"));
            json_object_set_int_member(pages->pdata[k], "volume_page", k + 1);
        }
        if (!pages)
            return FALSE;
    }
    return TRUE;
}

static gboolean pages_add(Origins *origins, JsonArray *all, JsonObject *side, GError **error)
{
    static const char *const names[] = {"seq", "folio",  "page_id",     "sha256", "bytes",
                                        "dpi", "volume", "volume_page", NULL};
    JsonArray *pages = json_object_get_array_member(side, "pages");
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        JsonObject *page = json_object_new();
        json_array_add_object_element(all, page);
        json_object_set_string_member(page, "side", json_object_get_string_member(side, "side"));
        json_object_set_null_member(page, "volume"); /* a blank page that no volume has */
        json_object_set_null_member(page, "volume_page");
        answer_copy_members(page, json_array_get_object_element(pages, i), names);
        if (!evidence_page_fill(origins, page, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean sides_add(Store *store, JsonObject *item, const PackageContent *content,
                          GError **error)
{
    g_autoptr(Origins) origins = evidence_origins_new(store);
    JsonArray *volumes = json_array_new(), *pages = json_array_new();
    json_object_set_array_member(item, "volumes", volumes);
    json_object_set_array_member(item, "pages", pages);
    for (guint i = 0; i < json_array_get_length(content->sides); i++) {
        JsonObject *side = json_array_get_object_element(content->sides, i);
        volumes_add(volumes, side);
        if (!pages_number(side, error) || !pages_add(origins, pages, side, error))
            return FALSE;
    }
    return TRUE;
}

static void list_add(GChecksum *sum, JsonArray *files)
{
    for (guint i = 0; i < json_array_get_length(files); i++) {
        JsonObject *file = json_array_get_object_element(files, i);
        g_autofree char *line =
            g_strdup_printf("%s  %s\n", json_object_get_string_member(file, "sha256"),
                            json_object_get_string_member(file, "path"));
        g_checksum_update(sum, (const guchar *)line, -1);
    }
}

static void list_hash_add(JsonObject *item)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    list_add(sum, json_object_get_array_member(item, "volumes"));
    list_add(sum, json_object_get_array_member(item, "pages"));
    json_object_set_string_member(item, "list_sha256", g_checksum_get_string(sum));
}

/* The version that the content is, where it was exported so. */
static gboolean version_add(Store *store, JsonObject *item, const PackageContent *content,
                            GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "evidence_version",
                      DB_VALUES(DB_INT(content->record_id), DB_TEXT(content->hash)), &row, error))
        return FALSE;
    json_object_set_null_member(item, "version");
    json_object_set_null_member(item, "package");
    if (row) {
        json_object_set_int_member(item, "version", db_rows_int(row, 0));
        json_object_set_string_member(item, "package", db_rows_text(row, 1));
    }
    json_object_set_string_member(item, "content_sha256", content->hash);
    return TRUE;
}

static gboolean stamp_add(Store *store, JsonObject *item, GError **error)
{
    char head[SCAN_SHA256_SIZE];
    gint64 number;
    g_autofree char *at = index_now();
    if (!index_event_head(store, &number, head, error))
        return FALSE;
    json_object_set_string_member(item, "at", at);
    json_object_set_string_member(item, "person", index_store_user(store));
    json_object_set_int_member(item, "event_number", number);
    json_object_set_string_member(item, "event_hash", head);
    json_object_set_string_member(item, "office_code", index_store_office(store));
    json_object_set_string_member(item, "office_name",
                                  index_store_conf_text(store, "office", "name"));
    return TRUE;
}

JsonNode *index_certificate_load(Store *store, const char *file_no, gint64 version, GError **error)
{
    static const char *const names[] = {"file_no",        "nic_no",    "subject",
                                        "kind",           "section",   "category",
                                        "classification", "retention", NULL};
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    if (!record || !record_check(store, record, version, error))
        return NULL;
    g_autoptr(PackageContent) content = evidence_content_load(store, record, version, error);
    if (!content)
        return NULL;
    g_autoptr(JsonObject) item = json_object_new();
    json_object_set_int_member(item, "record_id", record->record_id);
    json_object_set_string_member(item, "kind", record->kind);
    answer_copy_members(item, content->record, names);
    if (!version_add(store, item, content, error) || !stamp_add(store, item, error) ||
        !sides_add(store, item, content, error))
        return NULL;
    list_hash_add(item);
    return answer_node_of_object(g_steal_pointer(&item));
}

/* -------------------------------------------------------------------------------------- check -- */

static gboolean file_refuse(GError **error, JsonObject *file, const char *whose, const char *what)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s (%s) %s: nothing is certified. " FROM_BACKUP, whose,
                json_object_get_string_member(file, "path"), what);
    return FALSE;
}

static gboolean file_check(Store *store, JsonObject *file, const char *whose, GError **error)
{
    char found[SCAN_SHA256_SIZE];
    g_autofree char *path = index_store_path(store, json_object_get_string_member(file, "path"));
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return file_refuse(error, file, whose, "is missing");
    if (!scan_file_sha256(path, found, NULL, error))
        return FALSE;
    return g_str_equal(found, json_object_get_string_member(file, "sha256")) ||
           file_refuse(error, file, whose, "is damaged, its hash differs");
}

/* "A-12/2008, correspondence, volume 2", "A-12/2008, notes folio 12A" */
static char *file_name(JsonObject *item, JsonObject *file, gboolean is_volume)
{
    const char *file_no = json_object_get_string_member(item, "file_no");
    const char *side = json_object_get_string_member(file, "side");
    return is_volume
               ? g_strdup_printf("%s, %s, volume %" G_GINT64_FORMAT, file_no, side,
                                 json_object_get_int_member(file, "volume"))
               : g_strdup_printf("%s, %s folio %s", file_no, side,
                                 json_object_get_string_member_with_default(file, "folio", ""));
}

gboolean index_certificate_check(Store *store, JsonNode *certificate, IndexProgressFunc progress,
                                 gpointer user_data, GError **error)
{
    JsonObject *item = json_node_get_object(certificate);
    JsonArray *volumes = json_object_get_array_member(item, "volumes");
    JsonArray *pages = json_object_get_array_member(item, "pages");
    guint n_volumes = json_array_get_length(volumes);
    guint n = n_volumes + json_array_get_length(pages);
    for (guint i = 0; i < n; i++) {
        JsonObject *file = i < n_volumes ? json_array_get_object_element(volumes, i)
                                         : json_array_get_object_element(pages, i - n_volumes);
        g_autofree char *whose = file_name(item, file, i < n_volumes);
        if (!file_check(store, file, whose, error))
            return FALSE;
        progress(i + 1, n, user_data);
    }
    return TRUE;
}
