/* A certificate gets its name.
 *
 * In its place may stand an earlier certificate of the same record: one of which an event has the hash. Anything else
 * is not ours to replace. As always the file comes before its row (DESIGN): so what stood there is kept beside it
 * until the event is committed, and is back in its place if it is not. Where the power goes between the two, both
 * files are there.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "index/package.h"
#include "index/store-private.h"

/* --------------------------------------------------------------------------------- what is there -- */

static gboolean is_there(const char *path)
{
    return path && g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean is_certificate(Store *store, JsonObject *item, const char *path, gboolean *is_ours,
                               GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    gint64 n = 0;
    *is_ours = FALSE;
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return TRUE;
    if (!scan_file_sha256(path, sha256, NULL, error))
        return FALSE;
    gint64 record_id = json_object_get_int_member(item, "record_id");
    if (!db_query_int(
            index_store_db(store), "evidence_is_certificate",
            DB_VALUES(DB_TEXT(index_store_office(store)), DB_INT(record_id), DB_TEXT(sha256)), &n,
            NULL, error))
        return FALSE;
    *is_ours = n > 0;
    return TRUE;
}

static gboolean refuse(JsonObject *item, const char *path, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is there already, and is no certificate of %s that was made here: say another "
                "name, or move it away",
                path, json_object_get_string_member(item, "file_no"));
    return FALSE;
}

/* A signature is replaced with the certificate that it is of, and not alone. */
gboolean index_certificate_check_place(Store *store, JsonNode *certificate, const char *path,
                                       const char *signature_path, GError **error)
{
    JsonObject *item = json_node_get_object(certificate);
    gboolean is_ours = FALSE;
    if (is_there(path) && !is_certificate(store, item, path, &is_ours, error))
        return FALSE;
    if (is_there(path) && !is_ours)
        return refuse(item, path, error);
    return is_ours || !is_there(signature_path) || refuse(item, signature_path, error);
}

/* ---------------------------------------------------------------------------------------- places -- */

/* A file's place, and what stood there. */
typedef struct {
    const char *path;
    char *kept; /* NULL: nothing stood there */
    gboolean is_filled;
} Place;

/* As a second name where the file system has such, so that the first is never without a file. */
static gboolean place_keep(Place *place, GError **error)
{
    if (!is_there(place->path))
        return TRUE;
    g_autofree char *kept = g_strdup_printf("%s.earlier-%d", place->path, (int)getpid());
    if (link(place->path, kept) != 0 && (errno == EEXIST || rename(place->path, kept) != 0))
        return scan_set_errno(error, errno, "keep what is there as", kept);
    place->kept = g_steal_pointer(&kept);
    return TRUE;
}

/* sha256: of the bytes that must arrive, or NULL. */
static gboolean place_fill(Place *place, const char *from, const char *sha256, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(place->path);
    place->is_filled = place_keep(place, error) &&
                       scan_file_publish_copy(folder, place->path, from, sha256, error);
    return place->is_filled;
}

/* Renaming one of two names of a file to the other does nothing, so what is left is removed. */
static void place_restore(Place *place)
{
    if (place->kept)
        rename(place->kept, place->path);
    else if (place->is_filled)
        g_unlink(place->path);
}

static void place_end(Place *place, gboolean is_committed)
{
    if (!is_committed)
        place_restore(place);
    if (place->kept)
        g_unlink(place->kept);
    g_free(place->kept);
}

/* --------------------------------------------------------------------------------------- publish -- */

/* It took a while: the record must still be what the certificate says. */
static gboolean content_is_same(Store *store, JsonObject *item, gint64 version, GError **error)
{
    gint64 record_id = json_object_get_int_member(item, "record_id");
    g_autoptr(PackageContent) now = version ? NULL : package_content_load(store, record_id, error);
    if (!version && !now)
        return FALSE;
    if (version || g_str_equal(now->hash, json_object_get_string_member(item, "content_sha256")))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s was changed while its certificate was written: ask for it again",
                json_object_get_string_member(item, "file_no"));
    return FALSE;
}

static gboolean event_put(Store *store, JsonObject *item, const CertificateFile *file,
                          GError **error)
{
    g_autoptr(Record) record =
        index_record_load_id(store, json_object_get_int_member(item, "record_id"), error);
    g_autofree char *object = record ? index_record_object(record) : NULL;
    return record &&
           index_event_put_at(
               store, json_object_get_string_member(item, "at"), "record.certified", object,
               record->record_id,
               g_variant_new_parsed(
                   "{'sha256': <%s>, 'content_sha256': <%s>, 'list_sha256': <%s>, 'signer': <%s>}",
                   file->sha256, json_object_get_string_member(item, "content_sha256"),
                   json_object_get_string_member(item, "list_sha256"),
                   file->signer ? file->signer : ""),
               error);
}

/* The signature first: a certificate that is there has one, if it was to have one. */
static gboolean places_fill(Place *whole, Place *signature, const CertificateFile *file,
                            GError **error)
{
    return (!signature->path || place_fill(signature, file->signature_temp_path, NULL, error)) &&
           place_fill(whole, file->temp_path, file->sha256, error);
}

gboolean index_certificate_publish(Store *store, JsonNode *certificate, gint64 version,
                                   const CertificateFile *file, GError **error)
{
    JsonObject *item = json_node_get_object(certificate);
    Db *db = index_store_db(store);
    Place whole = {.path = file->path}, signature = {.path = file->signature_path};
    if (!db_begin(db, error))
        return FALSE;
    gboolean ok = content_is_same(store, item, version, error) &&
                  index_certificate_check_place(store, certificate, file->path,
                                                file->signature_path, error) &&
                  event_put(store, item, file, error) &&
                  places_fill(&whole, &signature, file, error);
    ok = db_end(db, ok, error);
    place_end(&whole, ok);
    place_end(&signature, ok);
    return ok;
}
