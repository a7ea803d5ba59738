/* Pages that look like earlier ones and are other pages: forms are printed alike, and a likeness is only measured (alike.h).
 *
 * Until somebody says so they count nowhere (progress.h). In an office with persons it is somebody else who looks than who
 * scanned or corrected the record: else a stack that was fed twice would count twice by the word of who fed it. */
#include <json-glib/json-glib.h>

#include "index/alike.h"
#include "index/answer.h"
#include "index/people-private.h"

typedef struct {
    Store *store;
    Db *db;
    const char *reason;
    gint64 record_id;
    char *file_no, *side; /* owned */
    JsonArray *pages;     /* of the answer; owned until then */
    GVariantBuilder told; /* of the event */
} Unlike;

static gboolean refuse(const char *name, const char *why, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s %s", name, why);
    return FALSE;
}

/* Columns: page_id, record_id, file_no, side, seq, folio, likeness. */
static gboolean page_check(const Unlike *unlike, DbRows *row, const char *name, GError **error)
{
    if (db_rows_is_null(row, 1))
        return refuse(name, "is no page of a record: muhafiz page move gives it one", error);
    if (unlike->record_id && (unlike->record_id != db_rows_int(row, 1) ||
                              !g_str_equal(unlike->side, db_rows_text(row, 3))))
        return refuse(name,
                      "is of another side than the page before it: name the pages of one side "
                      "at a time",
                      error);
    if (db_rows_is_null(row, 6))
        return refuse(name,
                      "is not flagged as the same as an earlier page: muhafiz show --pages "
                      "FILE_NO says which are",
                      error);
    if (db_rows_real(row, 6) >= PAGE_DUPLICATE_TWIN)
        return refuse(name,
                      "is the very same picture as an earlier page, which counts once in the "
                      "office: leave it, or "
                      "set it aside (muhafiz page move --aside)",
                      error);
    return TRUE;
}

static void page_tell(Unlike *unlike, DbRows *row)
{
    JsonObject *page = json_object_new();
    json_object_set_int_member(page, "page_id", db_rows_int(row, 0));
    json_object_set_int_member(page, "seq", db_rows_int(row, 4));
    json_object_set_string_member(page, "folio", db_rows_text(row, 5));
    json_object_set_double_member(page, "likeness", db_rows_real(row, 6));
    json_array_add_object_element(unlike->pages, page);
    g_variant_builder_add_parsed(&unlike->told, "{'page_id': <%x>, 'likeness': <%d>}",
                                 db_rows_int(row, 0), db_rows_real(row, 6));
    if (unlike->record_id)
        return;
    unlike->record_id = db_rows_int(row, 1);
    unlike->file_no = g_strdup(db_rows_text(row, 2));
    unlike->side = g_strdup(db_rows_text(row, 3));
}

static gboolean page_unflag(Unlike *unlike, gint64 page_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    g_autofree char *name = g_strdup_printf("page id %" G_GINT64_FORMAT, page_id);
    if (!db_query_row(unlike->db, "unlike_page", DB_VALUES(DB_INT(page_id)), &row, error))
        return FALSE;
    if (!row)
        return refuse(name, "is not there: muhafiz show --pages FILE_NO lists pages", error);
    if (!page_check(unlike, row, name, error))
        return FALSE;
    page_tell(unlike, row);
    g_clear_pointer(&row, db_rows_free);
    return db_exec(unlike->db, "unlike_unflag", DB_VALUES(DB_INT(page_id)), error) &&
           alike_put_due(unlike->db, page_id, NULL, error); /* for others that will be like it */
}

/* Whoever brought it in or corrected it does not look at it for the second time. */
static gboolean hands_check(const Unlike *unlike, GError **error)
{
    g_autofree char *own = NULL;
    gint64 n_persons;
    if (!db_query_int(unlike->db, "people_count", DB_NO_VALUES, &n_persons, NULL, error) ||
        !people_own_work(unlike->store, unlike->record_id, &own, error))
        return FALSE;
    if (!own || n_persons == 0 || !people_are_separated(unlike->store))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s: %s; another person has to look at the paper and say so (muhafiz.conf, [check] "
                "separation, says what this office asks)",
                unlike->file_no, own);
    return FALSE;
}

static JsonObject *told(Unlike *unlike, const char *at)
{
    JsonObject *answer = json_object_new();
    json_object_set_string_member(answer, "file_no", unlike->file_no);
    json_object_set_string_member(answer, "side", unlike->side);
    json_object_set_string_member(answer, "reason", unlike->reason);
    json_object_set_string_member(answer, "person", index_store_user(unlike->store));
    json_object_set_string_member(answer, "at", at);
    json_object_set_array_member(answer, "pages", json_array_ref(unlike->pages));
    return answer;
}

static gboolean unlike_put(Unlike *unlike, const GArray *page_ids, const char *at, GError **error)
{
    for (guint i = 0; i < page_ids->len; i++)
        if (!page_unflag(unlike, g_array_index(page_ids, gint64, i), error))
            return FALSE;
    if (!hands_check(unlike, error))
        return FALSE;
    g_autofree char *object = index_file_object(unlike->file_no);
    return index_event_put_at(
        unlike->store, at, "pages.unlike", object, unlike->record_id,
        g_variant_new_parsed("{'side': <%s>, 'reason': <%s>, 'pages': <%@aa{sv}>}", unlike->side,
                             unlike->reason, g_variant_builder_end(&unlike->told)),
        error);
}

static void unlike_clear(Unlike *unlike)
{
    g_free(unlike->file_no);
    g_free(unlike->side);
    json_array_unref(unlike->pages);
    g_variant_builder_clear(&unlike->told);
}

static JsonNode *unlike_run(Unlike *unlike, const GArray *page_ids, GError **error)
{
    g_autofree char *at = index_now();
    if (!db_begin(unlike->db, error) ||
        !db_end(unlike->db, unlike_put(unlike, page_ids, at, error), error))
        return NULL;
    return answer_node_of_object(told(unlike, at));
}

JsonNode *index_pages_unlike(Store *store, const GArray *page_ids, const char *reason,
                             GError **error)
{
    g_autofree char *why = g_strstrip(g_strdup(reason ? reason : ""));
    if (!index_person_require(store, ACT_UNLIKE, error))
        return NULL;
    if (!*why) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "say how it is seen that they are other pages: --reason TEXT");
        return NULL;
    }
    Unlike unlike = {
        .store = store, .db = index_store_db(store), .reason = why, .pages = json_array_new()};
    g_variant_builder_init(&unlike.told, G_VARIANT_TYPE("aa{sv}"));
    JsonNode *answer = unlike_run(&unlike, page_ids, error);
    unlike_clear(&unlike);
    return answer;
}
