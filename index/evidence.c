/* What a version of a record consisted of, and how its pages came in.
 *
 * The rows tell what a record holds now. What an earlier version held stands in the package that was
 * handed over; its tag manifest's hash is in our index, so a package that was changed is not believed.
 *
 * The operator of a page is the person of the event that brought it in: a batch that was resumed has
 * had several, and its row keeps the last.
 */
#include "index/evidence.h"

#include "index/answer.h"
#include "index/store-private.h"

/* ---------------------------------------------------------------------------------- versions -- */

static gboolean package_damaged(GError **error, const char *dir, const char *what)
{
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
        "%s: the package of that version is not as it was handed over (%s), and the record has "
        "changed since: bring the package back from the backup",
        dir, what);
    return FALSE;
}

static JsonObject *efile_load(const char *dir, const char *manifest_sha256, GError **error)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = g_build_filename(dir, "data/efile.json", NULL), *text = NULL;
    gsize length = 0;
    bag_check(dir, manifest_sha256, BAG_ALL, problems);
    if (problems->len) {
        package_damaged(error, dir, problems->pdata[0]);
        return NULL;
    }
    if (!g_file_get_contents(path, &text, &length, NULL)) {
        package_damaged(error, dir, "data/efile.json cannot be read");
        return NULL;
    }
    g_autoptr(JsonNode) root = index_json_parse(text, length, error);
    if (root && JSON_NODE_HOLDS_OBJECT(root))
        return json_object_ref(json_node_get_object(root));
    if (root)
        package_damaged(error, dir, "data/efile.json holds no object");
    return NULL;
}

/* In the package a volume is "file"; here it has its path in the store. */
static gboolean volumes_place(Store *store, JsonArray *sides, GError **error)
{
    for (guint i = 0; i < json_array_get_length(sides); i++) {
        JsonArray *volumes =
            json_object_get_array_member(json_array_get_object_element(sides, i), "volumes");
        for (guint j = 0; j < json_array_get_length(volumes); j++) {
            JsonObject *volume = json_array_get_object_element(volumes, j);
            const char *sha256 = json_object_get_string_member(volume, "sha256");
            g_autoptr(DbRows) row = NULL;
            if (!db_query_row(index_store_db(store), "evidence_volume_path",
                              DB_VALUES(DB_TEXT(sha256)), &row, error))
                return FALSE;
            json_object_set_string_member(volume, "path", row ? db_rows_text(row, 0) : "");
        }
    }
    return TRUE;
}

static PackageContent *content_read(Store *store, gint64 record_id, DbRows *package, GError **error)
{
    const char *path = db_rows_text(package, 1);
    g_autofree char *dir =
        g_path_is_absolute(path) ? g_strdup(path) : index_store_path(store, path);
    g_autoptr(JsonObject) efile = efile_load(dir, db_rows_text(package, 3), error);
    if (!efile)
        return NULL;
    g_autoptr(PackageContent) content = g_new0(PackageContent, 1);
    content->record_id = record_id;
    content->record = json_object_ref(json_object_get_object_member(efile, "record"));
    content->sides = json_array_ref(json_object_get_array_member(efile, "sides"));
    g_strlcpy(content->hash, db_rows_text(package, 2), sizeof content->hash);
    return volumes_place(store, content->sides, error) ? g_steal_pointer(&content) : NULL;
}

PackageContent *evidence_content_load(Store *store, const Record *record, gint64 version,
                                      GError **error)
{
    g_autoptr(DbRows) row = NULL;
    g_autoptr(PackageContent) now = package_content_load(store, record->record_id, error);
    if (!now || version == 0)
        return g_steal_pointer(&now);
    if (!db_query_row(index_store_db(store), "evidence_package",
                      DB_VALUES(DB_INT(record->record_id), DB_INT(version)), &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s has no version %" G_GINT64_FORMAT ": \"muhafiz show\" names its packages",
                    record->file_no, version);
        return NULL;
    }
    return g_str_equal(db_rows_text(row, 2), now->hash)
               ? g_steal_pointer(&now)
               : content_read(store, record->record_id, row, error);
}

/* ------------------------------------------------------------------------------------- pages -- */

static gboolean page_is_blank(JsonObject *page)
{
    JsonArray *flags = json_object_get_array_member(page, "flags");
    for (guint i = 0; i < json_array_get_length(flags); i++)
        if (g_str_equal(
                json_object_get_string_member(json_array_get_object_element(flags, i), "flag"),
                "blank"))
            return TRUE;
    return FALSE;
}

static GPtrArray *pages_within(JsonObject *side, gint64 first_seq, gint64 last_seq,
                               gboolean omit_blanks)
{
    GPtrArray *found = g_ptr_array_new();
    JsonArray *pages = json_object_get_array_member(side, "pages");
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        JsonObject *page = json_array_get_object_element(pages, i);
        gint64 seq = json_object_get_int_member(page, "seq");
        if (seq >= first_seq && seq <= last_seq && !(omit_blanks && page_is_blank(page)))
            g_ptr_array_add(found, page);
    }
    return found;
}

GPtrArray *evidence_volume_pages(JsonObject *side, JsonObject *volume, GError **error)
{
    gint64 first_seq = json_object_get_int_member(volume, "first_seq");
    gint64 last_seq = json_object_get_int_member(volume, "last_seq");
    gint64 n_pages = json_object_get_int_member(volume, "n_pages");
    g_autoptr(GPtrArray) all = pages_within(side, first_seq, last_seq, FALSE);
    if (all->len == n_pages)
        return g_steal_pointer(&all);
    g_autoptr(GPtrArray) written = pages_within(side, first_seq, last_seq, TRUE);
    if (written->len == n_pages)
        return g_steal_pointer(&written);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s, volume %" G_GINT64_FORMAT " holds %" G_GINT64_FORMAT
                " pages and the index names %u: run \"muhafiz run\", then \"muhafiz verify\"",
                json_object_get_string_member(side, "side"),
                json_object_get_int_member(volume, "volume"), n_pages, all->len);
    return NULL;
}

/* ----------------------------------------------------------------------------------- origins -- */

struct Origins {
    Store *store;
    GHashTable *batches; /* of those that were asked for: batch_id -> itself */
    GHashTable *pages;   /* page_id -> Origin; keys are gint64 */
};

typedef struct {
    char *person, *device, *serial; /* device, serial: NULL where no scanner told them */
} Origin;

static void origin_free(gpointer data)
{
    Origin *origin = data;
    g_free(origin->person);
    g_free(origin->device);
    g_free(origin->serial);
    g_free(origin);
}

Origins *evidence_origins_new(Store *store)
{
    Origins *origins = g_new0(Origins, 1);
    origins->store = store;
    origins->batches = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    origins->pages = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, origin_free);
    return origins;
}

void evidence_origins_free(Origins *origins)
{
    if (!origins)
        return;
    g_hash_table_unref(origins->batches);
    g_hash_table_unref(origins->pages);
    g_free(origins);
}

static JsonObject *detail_parse(const char *detail, JsonNode **root)
{
    *root = json_from_string(detail, NULL);
    return *root && JSON_NODE_HOLDS_OBJECT(*root) ? json_node_get_object(*root) : NULL;
}

/* Texts of events that later versions may write otherwise: NULL where there is none. */
static char *detail_text(JsonObject *detail, const char *name)
{
    const char *text =
        detail ? json_object_get_string_member_with_default(detail, name, NULL) : NULL;
    return text && *text ? g_strdup(text) : NULL;
}

static void added_note(Origins *origins, const Origin *scanner, const char *person,
                       JsonObject *detail)
{
    if (!detail || !json_object_has_member(detail, "pages"))
        return;
    JsonArray *pages = json_object_get_array_member(detail, "pages");
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        gint64 page_id = json_object_get_int_member_with_default(
            json_array_get_object_element(pages, i), "page_id", 0);
        Origin *origin = g_new0(Origin, 1);
        origin->person = g_strdup(person);
        origin->device = g_strdup(scanner->device);
        origin->serial = g_strdup(scanner->serial);
        g_hash_table_insert(origins->pages, g_memdup2(&page_id, sizeof page_id), origin);
    }
}

/* Events come in their order: pages are of the scanner that was opened last before them. */
static void event_note(Origins *origins, DbRows *rows, Origin *scanner)
{
    g_autoptr(JsonNode) root = NULL;
    JsonObject *detail = detail_parse(db_rows_text(rows, 2), &root);
    if (g_str_equal(db_rows_text(rows, 0), "pages.added")) {
        added_note(origins, scanner, db_rows_text(rows, 1), detail);
        return;
    }
    g_free(scanner->device);
    g_free(scanner->serial);
    scanner->device = detail_text(detail, "device");
    scanner->serial = detail_text(detail, "serial");
}

static gboolean batch_note(Origins *origins, gint64 batch_id, GError **error)
{
    Origin scanner = {0};
    if (!g_hash_table_add(origins->batches, g_memdup2(&batch_id, sizeof batch_id)))
        return TRUE;
    g_autofree char *object = g_strdup_printf("batch %" G_GINT64_FORMAT, batch_id);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(origins->store), "evidence_batch",
                 DB_VALUES(DB_TEXT(index_store_office(origins->store)), DB_TEXT(object)), error);
    while (rows && db_rows_next(rows, error))
        event_note(origins, rows, &scanner);
    g_free(scanner.device);
    g_free(scanner.serial);
    return rows && !db_rows_failed(rows);
}

/* set_string_member makes a null of NULL. */
static void origin_add(JsonObject *page, const Origin *origin)
{
    json_object_set_string_member(page, "device", origin ? origin->device : NULL);
    json_object_set_string_member(page, "serial", origin ? origin->serial : NULL);
    if (origin)
        json_object_set_string_member(page, "operator", origin->person);
}

gboolean evidence_page_fill(Origins *origins, JsonObject *page, GError **error)
{
    static const AnswerField fields[] = {{"batch", ANSWER_INT},    {"sheet", ANSWER_INT},
                                         {"face", ANSWER_TEXT},    {"kind", ANSWER_TEXT},
                                         {"source", ANSWER_TEXT},  {"scanned_at", ANSWER_TEXT},
                                         {"operator", ANSWER_TEXT}};
    gint64 page_id = json_object_get_int_member(page, "page_id");
    const char *sha256 = json_object_get_string_member(page, "sha256");
    g_autofree char *path = index_hash_path("", "pages", sha256, ".tif");
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(origins->store), "evidence_page", DB_VALUES(DB_INT(page_id)),
                      &row, error))
        return FALSE;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "page id %" G_GINT64_FORMAT
                    " is not in the index any more: run muhafiz verify, "
                    "and restore the last backup",
                    page_id);
        return FALSE;
    }
    answer_add_fields(page, row, 0, fields, G_N_ELEMENTS(fields));
    json_object_set_string_member(page, "path", path);
    if (!batch_note(origins, db_rows_int(row, 0), error))
        return FALSE;
    origin_add(page, g_hash_table_lookup(origins->pages, &page_id));
    return TRUE;
}
