/* Pages of a sample before the checker's eyes. */
#include "index/evidence.h"
#include "index/lot-private.h"

void index_lot_page_clear(LotPage *page)
{
    g_free(page->volume_path);
    g_free(page->master_path);
    g_free(page->sha256);
    *page = (LotPage){0};
}

static gboolean hands_refuse(const char *own, gint64 lot_id, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "lot %" G_GINT64_FORMAT ": %s; another person has to check it, at another login "
                "of the computer (muhafiz.conf, [check] separation, says what this office asks)",
                lot_id, own);
    return FALSE;
}

gboolean lot_check_hands(Store *store, gint64 lot_id, gboolean *is_own_work, GError **error)
{
    g_autofree char *own = NULL;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "lot_records", DB_VALUES(DB_INT(lot_id)), error);
    while (rows && !own && db_rows_next(rows, error))
        if (!people_own_work(store, db_rows_int(rows, 0), &own, error))
            return FALSE;
    if (!rows || (!own && db_rows_failed(rows)))
        return FALSE;
    *is_own_work = own != NULL;
    return !own || !people_are_separated(store) || hands_refuse(own, lot_id, error);
}

char *index_lot_pictures(const Store *store, gint64 lot_id)
{
    g_autofree char *folder = g_strdup_printf("spool/check/lot-%" G_GINT64_FORMAT, lot_id);
    return index_store_path(store, folder);
}

void lot_pictures_drop(Store *store, gint64 lot_id)
{
    g_autofree char *folder = index_lot_pictures(store, lot_id);
    scan_dir_remove(folder, NULL);
}

/* ------------------------------------------------------------------------------- finding -- */

/* The row of a page of the sample; USAGE: there is none, or its record left. */
static gboolean page_row(Store *store, gint64 lot_id, guint number, DbRows **row, GError **error)
{
    if (!db_query_row(index_store_db(store), "lot_page_find",
                      DB_VALUES(DB_INT(lot_id), DB_INT(number), DB_TEXT(index_store_user(store))),
                      row, error))
        return FALSE;
    if (*row && !db_rows_int(*row, 6))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                *row ? "lot %" G_GINT64_FORMAT ": the record of page %u was withheld meanwhile"
                     : "lot %" G_GINT64_FORMAT " has no page %u in its sample: muhafiz check show "
                       "lists them",
                lot_id, number);
    return FALSE;
}

static gboolean lot_is_mine(Store *store, gint64 lot_id, GError **error)
{
    g_auto(Lot) lot = {0};
    gboolean is_own_work;
    return index_person_require(store, ACT_CHECK, error) && lot_load(store, lot_id, &lot, error) &&
           lot_check_open(&lot, TRUE, error) && lot_check_hands(store, lot_id, &is_own_work, error);
}

static JsonObject *side_find(const PackageContent *content, const char *name)
{
    for (guint i = 0; i < json_array_get_length(content->sides); i++) {
        JsonObject *side = json_array_get_object_element(content->sides, i);
        if (g_str_equal(json_object_get_string_member(side, "side"), name))
            return side;
    }
    return NULL;
}

/* The volume and the place in it; none for a blank page that is left out. */
static gboolean volume_search(Store *store, JsonObject *side, LotPage *page, GError **error)
{
    JsonArray *volumes = json_object_get_array_member(side, "volumes");
    for (guint i = 0; i < json_array_get_length(volumes); i++) {
        JsonObject *volume = json_array_get_object_element(volumes, i);
        g_autoptr(GPtrArray) pages = evidence_volume_pages(side, volume, error);
        for (guint k = 0; pages && k < pages->len; k++)
            if (json_object_get_int_member(pages->pdata[k], "page_id") == page->page_id) {
                page->volume_page = k + 1;
                page->volume_path =
                    index_store_path(store, json_object_get_string_member(volume, "path"));
                g_free(page->sha256);
                page->sha256 = g_strdup(json_object_get_string_member(volume, "sha256"));
                return TRUE;
            }
        if (!pages)
            return FALSE;
    }
    return TRUE;
}

/* What is shown is what was put in the lot. */
static gboolean bytes_check(const LotPage *page, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    const char *path = page->volume_path ? page->volume_path : page->master_path;
    if (!scan_file_sha256(path, sha256, NULL, error))
        return FALSE;
    if (g_str_equal(sha256, page->sha256))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is not what was put in the lot: somebody changed it; run muhafiz verify", path);
    return FALSE;
}

gboolean index_lot_page(Store *store, gint64 lot_id, guint number, LotPage *page, GError **error)
{
    g_auto(LotPage) found = {.number = number};
    g_autoptr(DbRows) row = NULL;
    if (!lot_is_mine(store, lot_id, error) || !page_row(store, lot_id, number, &row, error))
        return FALSE;
    found.page_id = db_rows_int(row, 0);
    found.sha256 = g_strdup(db_rows_text(row, 2));
    found.master_path = index_store_file(store, "pages", found.sha256, ".tif");
    g_autoptr(PackageContent) content = package_content_load(store, db_rows_int(row, 1), error);
    JsonObject *side = content ? side_find(content, db_rows_text(row, 3)) : NULL;
    if (!content || (side && !volume_search(store, side, &found, error)) ||
        !bytes_check(&found, error))
        return FALSE;
    *page = found;
    found = (LotPage){0};
    return TRUE;
}

/* -------------------------------------------------------------------------------- opening -- */

static GVariant *opened_detail(Store *store, const LotPage *page)
{
    return g_variant_new_parsed(
        "{'number': <%x>, 'page_id': <%x>, 'sha256': <%s>, 'login': <%s>, 'proven': <%b>}",
        (gint64)page->number, page->page_id, page->sha256, index_store_login(store),
        index_person_is_proven(store));
}

/* Its record may have been withheld while the picture was drawn. */
static gboolean page_opened(Store *store, gint64 lot_id, const LotPage *page, GError **error)
{
    g_autofree char *now = index_now();
    g_autofree char *object = lot_object(lot_id);
    g_autoptr(DbRows) row = NULL;
    if (!lot_is_mine(store, lot_id, error) || !page_row(store, lot_id, page->number, &row, error))
        return FALSE;
    g_clear_pointer(&row, db_rows_free);
    return db_exec(index_store_db(store), "lot_look_insert",
                   DB_VALUES(DB_INT(lot_id), DB_INT(page->page_id),
                             DB_TEXT(index_store_user(store)), DB_TEXT(now)),
                   error) &&
           index_event_put(store, "lot.opened", object, 0, opened_detail(store, page), error);
}

gboolean index_lot_page_opened(Store *store, gint64 lot_id, const LotPage *page, GError **error)
{
    Db *db = index_store_db(store);
    return db_begin(db, error) && db_end(db, page_opened(store, lot_id, page, error), error);
}

gboolean index_lot_next(Store *store, gint64 lot_id, guint *number, GError **error)
{
    gint64 next;
    if (!lot_is_mine(store, lot_id, error) ||
        !db_query_int(index_store_db(store), "lot_next",
                      DB_VALUES(DB_INT(lot_id), DB_TEXT(index_store_user(store))), &next, NULL,
                      error))
        return FALSE;
    *number = (guint)next;
    return TRUE;
}

/* -------------------------------------------------------------------------------- defects -- */

static gboolean opened_check(DbRows *row, gint64 lot_id, guint number, GError **error)
{
    if (db_rows_int(row, 7))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "page %u was not opened by you yet: muhafiz check open %" G_GINT64_FORMAT " %u",
                number, lot_id, number);
    return FALSE;
}

static GVariant *defect_detail(guint number, gint64 page_id, const char *reason)
{
    return g_variant_new_parsed("{'number': <%x>, 'page_id': <%x>, 'reason': <%s>}", (gint64)number,
                                page_id, reason ? reason : "");
}

static gboolean defect_set(Store *store, gint64 lot_id, guint number, const char *reason,
                           GError **error)
{
    g_autoptr(DbRows) row = NULL;
    g_autofree char *object = lot_object(lot_id);
    const char *act = reason ? "lot.defect" : "lot.defect-withdrawn";
    if (!lot_is_mine(store, lot_id, error) || !page_row(store, lot_id, number, &row, error) ||
        !opened_check(row, lot_id, number, error))
        return FALSE;
    if (g_strcmp0(reason, db_rows_text(row, 5)) == 0)
        return TRUE;
    gint64 page_id = db_rows_int(row, 0), record_id = db_rows_int(row, 1);
    g_clear_pointer(&row, db_rows_free);
    return db_exec(index_store_db(store), "lot_set_defect",
                   DB_VALUES(DB_INT(lot_id), DB_INT(number), DB_TEXT(reason)), error) &&
           index_event_put(store, act, object, record_id, defect_detail(number, page_id, reason),
                           error);
}

JsonNode *index_lot_set_defect(Store *store, gint64 lot_id, guint number, const char *reason,
                               GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error) ||
        !db_end(db, defect_set(store, lot_id, number, reason, error), error))
        return NULL;
    return index_lot_load(store, lot_id, error);
}
