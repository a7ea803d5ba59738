/* Pages that come in and are the very picture of what was removed with a confidential record (withhold-remove.c). Somebody
 * scanned that paper into another record, so nobody reads, binds, finds or exports such a page (flag "withheld"; job_add)
 * until the nodal officer decides: it is removed as well, or it may stand. It is kept meanwhile, as any master. */
#include "index/answer.h"
#include "index/exclusion.h"
#include "index/store-private.h"

gboolean page_hold(Db *db, gint64 page_id, GError **error)
{
    gint64 n = 0;
    return db_query_int(db, "page_is_removed", DB_VALUES(DB_INT(page_id)), &n, NULL, error) &&
           (n == 0 || db_exec(db, "flag_set",
                              DB_VALUES(DB_INT(page_id), DB_TEXT("withheld"), DB_REAL(1)), error));
}

/* ------------------------------------------------------------------------------------ telling -- */

static const AnswerField HELD_FIELDS[] = {{"file_no", ANSWER_TEXT},
                                          {"side", ANSWER_TEXT},
                                          {"of_file_no", ANSWER_TEXT},
                                          {"classification", ANSWER_TEXT}};

static gboolean is_same_group(JsonObject *held, DbRows *row)
{
    return held &&
           g_str_equal(json_object_get_string_member(held, "file_no"), db_rows_text(row, 0)) &&
           g_str_equal(json_object_get_string_member(held, "side"), db_rows_text(row, 1)) &&
           g_str_equal(json_object_get_string_member(held, "of_file_no"), db_rows_text(row, 2));
}

static void held_add(JsonArray *all, DbRows *row)
{
    const guint n = json_array_get_length(all);
    JsonObject *held = n ? json_array_get_object_element(all, n - 1) : NULL;
    const gboolean is_same = is_same_group(held, row);
    g_autofree char *pages =
        is_same ? g_strdup_printf("%s,%" G_GINT64_FORMAT,
                                  json_object_get_string_member(held, "pages"), db_rows_int(row, 4))
                : g_strdup_printf("%" G_GINT64_FORMAT, db_rows_int(row, 4));
    if (!is_same) {
        held = json_object_new();
        answer_add_fields(held, row, 0, HELD_FIELDS, G_N_ELEMENTS(HELD_FIELDS));
        json_array_add_object_element(all, held);
    }
    json_object_set_string_member(held, "pages", pages);
}

JsonArray *pages_held_load(Store *store, gint64 record_id, GError **error)
{
    JsonArray *all = json_array_new();
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "pages_held", DB_VALUES(DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error))
        held_add(all, rows);
    if (rows && !db_rows_failed(rows))
        return all;
    json_array_unref(all);
    return NULL;
}

/* ---------------------------------------------------------------------------------- releasing -- */

typedef struct {
    Store *store;
    const char *reason, *at;
    JsonArray *pages; /* of the answer */
} Release;

static const AnswerField RELEASED_FIELDS[] = {{"page_id", ANSWER_INT},
                                              {"file_no", ANSWER_TEXT},
                                              {"side", ANSWER_TEXT},
                                              {"seq", ANSWER_INT},
                                              {"folio", ANSWER_TEXT}};

/* Where nobody reads pages of its record, it waits with them. */
static gboolean page_plan(Store *store, gint64 page_id, gint64 side_id, GError **error)
{
    g_autoptr(Record) record = side_id ? index_record_load_side(store, side_id, error) : NULL;
    if (!record)
        return side_id == 0;
    return index_record_is_withheld(record) || index_job_add(store, JOB_PAGE, page_id, error);
}

/* Columns: RELEASED_FIELDS, side_id where it stands, record_id. */
static gboolean row_release(Release *release, DbRows *row, GError **error)
{
    JsonObject *page = json_object_new();
    const gint64 page_id = db_rows_int(row, 0), side_id = db_rows_int(row, 5);
    g_autofree char *object = g_strdup_printf("page %" G_GINT64_FORMAT, page_id);
    answer_add_fields(page, row, 0, RELEASED_FIELDS, G_N_ELEMENTS(RELEASED_FIELDS));
    json_array_add_object_element(release->pages, page);
    return db_exec(index_store_db(release->store), "flag_remove",
                   DB_VALUES(DB_INT(page_id), DB_TEXT("withheld")), error) &&
           page_plan(release->store, page_id, side_id, error) &&
           index_event_put_at(
               release->store, release->at, "page.released", object, db_rows_int(row, 6),
               g_variant_new_parsed("{'page_id': <%x>, 'reason': <%s>}", page_id, release->reason),
               error);
}

static gboolean page_release(Release *release, gint64 page_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(release->store), "page_held", DB_VALUES(DB_INT(page_id)), &row,
                      error))
        return FALSE;
    if (row)
        return row_release(release, row, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "page id %" G_GINT64_FORMAT " does not wait for the nodal officer: muhafiz status "
                "names those that do",
                page_id);
    return FALSE;
}

static gboolean pages_release(Release *release, const GArray *page_ids, GError **error)
{
    for (guint i = 0; i < page_ids->len; i++)
        if (!page_release(release, g_array_index(page_ids, gint64, i), error))
            return FALSE;
    return TRUE;
}

static JsonNode *release_answer(const Release *release)
{
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "reason", release->reason);
    json_object_set_string_member(item, "person", index_store_user(release->store));
    json_object_set_string_member(item, "at", release->at);
    json_object_set_array_member(item, "pages", json_array_ref(release->pages));
    return answer_node_of_object(item);
}

JsonNode *index_pages_release(Store *store, const GArray *page_ids, const char *reason,
                              GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *why = g_strstrip(g_strdup(reason ? reason : "")), *at = index_now();
    g_autoptr(JsonArray) pages = json_array_new();
    Release release = {store, why, at, pages};
    if (!*why) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "say why, in words that will be read in years: --reason TEXT");
        return NULL;
    }
    return db_begin(db, error) && db_end(db, pages_release(&release, page_ids, error), error)
               ? release_answer(&release)
               : NULL;
}
