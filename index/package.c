/* What the next package of a record holds, whatever its layout: the register's columns that are
 * handed over (column.c says which), the volumes, and every page with the hash of its master.
 *
 * Left out is what changes without making another e-file: custody, place, priority, stage, and the
 * Computer No., which e-Office gives. So the hash over the content says whether another version is
 * due. */
#include "index/package.h"

#include "index/answer.h"
#include "index/column.h"
#include "index/store-private.h"

static const AnswerField SIDE_FIELDS[] = {
    {"side", ANSWER_TEXT}, {"expected_pages", ANSWER_INT}, {"closed_reason", ANSWER_TEXT}};

static const AnswerField VOLUME_FIELDS[] = {
    {"volume", ANSWER_INT},       {"path", ANSWER_TEXT},       {"sha256", ANSWER_TEXT},
    {"bytes", ANSWER_INT},        {"first_seq", ANSWER_INT},   {"last_seq", ANSWER_INT},
    {"first_folio", ANSWER_TEXT}, {"last_folio", ANSWER_TEXT}, {"n_pages", ANSWER_INT},
    {"item", ANSWER_INT},         {"letter_no", ANSWER_TEXT},  {"letter_date", ANSWER_TEXT},
    {"sender", ANSWER_TEXT},
};

static const AnswerField PAGE_FIELDS[] = {
    {"page_id", ANSWER_INT},     {"seq", ANSWER_INT},       {"folio", ANSWER_TEXT},
    {"sha256", ANSWER_TEXT},     {"bytes", ANSWER_INT},     {"width_px", ANSWER_INT},
    {"height_px", ANSWER_INT},   {"dpi", ANSWER_REAL},      {"turn", ANSWER_INT},
    {"confidence", ANSWER_REAL}, {"language", ANSWER_TEXT}, {"alto_sha256", ANSWER_TEXT},
};

void package_content_free(PackageContent *content)
{
    if (!content)
        return;
    g_clear_pointer(&content->record, json_object_unref);
    g_clear_pointer(&content->sides, json_array_unref);
    g_free(content);
}

void package_stamp_clear(PackageStamp *stamp)
{
    g_free(stamp->name);
    g_free(stamp->at);
    g_free(stamp->person);
    g_free(stamp->supersedes);
    g_free(stamp->supersedes_manifest);
    *stamp = (PackageStamp){0};
}

static JsonArray *array_load(Store *store, const char *statement, gint64 id,
                             const AnswerField *fields, guint n_fields, GError **error)
{
    return answer_array(index_store_db(store), statement, DB_VALUES(DB_INT(id)), fields, n_fields,
                        error);
}

static JsonArray *pages_load(Store *store, gint64 side_id, GError **error)
{
    g_autoptr(JsonArray) pages =
        array_load(store, "package_pages", side_id, PAGE_FIELDS, G_N_ELEMENTS(PAGE_FIELDS), error);
    for (guint i = 0; pages && i < json_array_get_length(pages); i++) {
        JsonObject *page = json_array_get_object_element(pages, i);
        if (!answer_add_flags(page, index_store_db(store), error))
            return NULL;
    }
    return g_steal_pointer(&pages);
}

/* What a volume says of its letter stands there only where it is one. */
static JsonArray *volumes_load(Store *store, gint64 side_id, GError **error)
{
    static const char *const letter[] = {"item", "letter_no", "letter_date", "sender"};
    JsonArray *volumes = array_load(store, "package_volumes", side_id, VOLUME_FIELDS,
                                    G_N_ELEMENTS(VOLUME_FIELDS), error);
    for (guint i = 0; volumes && i < json_array_get_length(volumes); i++) {
        JsonObject *volume = json_array_get_object_element(volumes, i);
        gboolean is_letter = !json_object_get_null_member(volume, "item");
        for (guint k = 0; !is_letter && k < G_N_ELEMENTS(letter); k++)
            json_object_remove_member(volume, letter[k]);
    }
    return volumes;
}

static gboolean side_fill(Store *store, JsonObject *side, gint64 side_id, GError **error)
{
    JsonArray *volumes = volumes_load(store, side_id, error);
    if (!volumes)
        return FALSE;
    json_object_set_array_member(side, "volumes", volumes);
    JsonArray *pages = pages_load(store, side_id, error);
    if (pages)
        json_object_set_array_member(side, "pages", pages);
    return pages != NULL;
}

static JsonArray *sides_load(Store *store, gint64 record_id, GError **error)
{
    g_autoptr(JsonArray) sides = json_array_new();
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_sides", DB_VALUES(DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error)) {
        JsonObject *side = json_object_new();
        json_array_add_object_element(sides, side);
        answer_add_fields(side, rows, 1, SIDE_FIELDS, G_N_ELEMENTS(SIDE_FIELDS));
        if (!side_fill(store, side, db_rows_int(rows, 0), error))
            return NULL;
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&sides) : NULL;
}

static void content_hash(PackageContent *content)
{
    g_autoptr(JsonArray) all = json_array_new();
    json_array_add_object_element(all, json_object_ref(content->record));
    json_array_add_array_element(all, json_array_ref(content->sides));
    g_autoptr(JsonNode) node = answer_node_of_array(json_array_ref(all));
    g_autofree char *text = json_to_string(node, FALSE);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_strlcpy(content->hash, hash, sizeof content->hash);
}

static JsonObject *record_load(Store *store, gint64 record_id, GError **error)
{
    static const AnswerField nic_no = {"nic_no", ANSWER_TEXT};
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "register_load", DB_VALUES(DB_INT(record_id)), &row,
                      error))
        return NULL;
    JsonObject *record = json_object_new();
    for (guint i = 0; i < N_COLUMNS; i++) {
        AnswerField field = {column_name(i), column_is_number(i) ? ANSWER_INT : ANSWER_TEXT};
        if (column_is_handed_over(i))
            answer_add_fields(record, row, i + 1, &field, 1);
    }
    answer_add_fields(record, row, N_COLUMNS + 1, &nic_no, 1);
    return record;
}

PackageContent *package_content_load(Store *store, gint64 record_id, GError **error)
{
    g_autoptr(PackageContent) content = g_new0(PackageContent, 1);
    content->record_id = record_id;
    content->record = record_load(store, record_id, error);
    if (!content->record)
        return NULL;
    content->sides = sides_load(store, record_id, error);
    if (!content->sides)
        return NULL;
    content_hash(content);
    return g_steal_pointer(&content);
}
