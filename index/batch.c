/* Batches: one feeding of a scanner or one ingested file. ledger.c squares the paper fed with the
 * pages kept. */
#include <json-glib/json-glib.h>

#include "index/people-private.h"

static char *batch_object(gint64 batch_id)
{
    return g_strdup_printf("batch %" G_GINT64_FORMAT, batch_id);
}

static gboolean batch_insert(Store *store, const BatchStart *start, gint64 *batch_id,
                             GError **error)
{
    g_autofree char *owner = index_owner_self();
    g_autofree char *now = index_now();
    g_autofree char *source = g_utf8_make_valid(start->source, -1); /* a file has any name */
    g_autofree char *source_file =
        start->source_file ? g_utf8_make_valid(start->source_file, -1) : NULL;
    gboolean is_counted = start->expected_sheets >= 0;
    if (!db_query_int(
            index_store_db(store), "batch_insert",
            DB_VALUES(DB_TEXT(start->kind), DB_TEXT(source), DB_TEXT(start->source_sha256),
                      DB_TEXT(start->original), start->side_id ? DB_INT(start->side_id) : DB_NULL,
                      is_counted ? DB_INT(start->expected_sheets) : DB_NULL, DB_TEXT(owner),
                      DB_TEXT(index_store_user(store)), DB_TEXT(now), DB_TEXT(source_file),
                      start->fronts_batch ? DB_INT(start->fronts_batch) : DB_NULL),
            batch_id, NULL, error))
        return FALSE;
    g_autofree char *object = batch_object(*batch_id);
    const char *sha256 = start->source_sha256 ? start->source_sha256 : "";
    return people_hand_batch(store, *batch_id, error) &&
           index_event_put(
               store, "batch.opened", object, 0,
               g_variant_new_parsed("{'kind': <%s>, 'source': <%s>, 'source_sha256': <%s>, "
                                    "'login': <%s>, 'proven': <%b>}",
                                    start->kind, source, sha256, index_store_login(store),
                                    index_person_is_proven(store)),
               error);
}

/* The same file by a process that lives and has not ended its batch. */
static gboolean find_coming(Store *store, const char *sha256, gint64 *batch_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "batch_coming", DB_VALUES(DB_TEXT(sha256)), error);
    while (rows && db_rows_next(rows, error))
        if (!index_owner_is_dead(db_rows_text(rows, 1)))
            *batch_id = db_rows_int(rows, 0);
    return rows && !db_rows_failed(rows);
}

/* Asked under the write lock: two who take the same file at once would both find nothing before. */
static gboolean once_check(Store *store, const BatchStart *start, GError **error)
{
    gint64 batch_id = 0;
    if (!start->once || !start->source_sha256)
        return TRUE;
    if (!find_coming(store, start->source_sha256, &batch_id, error) ||
        (!batch_id &&
         !index_batch_find_source(store, start->source_sha256, start->side_id, &batch_id, error)))
        return FALSE;
    if (batch_id == 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "another muhafiz takes the same file in at this moment, as batch %" G_GINT64_FORMAT
                ": muhafiz show batch:%" G_GINT64_FORMAT " tells what became of it",
                batch_id, batch_id);
    return FALSE;
}

gboolean index_batch_open(Store *store, const BatchStart *start, gint64 *batch_id, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    gboolean ok = once_check(store, start, error) && batch_insert(store, start, batch_id, error);
    return db_end(db, ok, error);
}

/* What can be seen only from the end of the stack. Backs have no covers of their own. */
static gboolean batch_flag_covers(Store *store, gint64 batch_id, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(DbRows) rows = db_query(db, "batch_odd_covers", DB_VALUES(DB_INT(batch_id)), error);
    while (rows && db_rows_next(rows, error)) {
        PageOrder order = db_rows_int(rows, 1) ? PAGE_ORDER_COVER_AGAIN : PAGE_ORDER_COVER_EMPTY;
        if (!db_exec(db, "flag_set",
                     DB_VALUES(DB_INT(db_rows_int(rows, 0)), DB_TEXT("order"), DB_REAL(order)),
                     error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

/* The ledger goes into the event: what the office signs for. */
static gboolean batch_end(Store *store, gint64 batch_id, const char *how, GError **error)
{
    g_autofree char *now = index_now();
    g_autofree char *object = batch_object(batch_id);
    if (!db_exec(index_store_db(store), "batch_close",
                 DB_VALUES(DB_INT(batch_id), DB_TEXT(now), DB_TEXT(how)), error))
        return FALSE;
    if (db_changes(index_store_db(store)) == 0)
        return TRUE; /* it is closed already */
    g_autoptr(JsonNode) ledger = batch_flag_covers(store, batch_id, error)
                                     ? index_batch_ledger(store, batch_id, error)
                                     : NULL;
    if (!ledger)
        return FALSE;
    json_object_set_string_member(json_node_get_object(ledger), "how", how);
    g_autofree char *detail = json_to_string(ledger, FALSE);
    return index_event_add(store, "batch.closed", object, detail, error);
}

gboolean index_batch_close(Store *store, gint64 batch_id, const char *how, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, batch_end(store, batch_id, how, error), error);
}

/* -------------------------------------------------------------------------------- taking over -- */

static gboolean batch_is_free(DbRows *row, gint64 batch_id, const char *self, GError **error)
{
    if (!row || !db_rows_is_null(row, 1)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "batch %" G_GINT64_FORMAT " is not open: start a new one", batch_id);
        return FALSE;
    }
    const char *owner = db_rows_text(row, 0);
    if (index_owner_is_dead(owner) || g_str_equal(owner, self))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "batch %" G_GINT64_FORMAT " is still being worked on (%s): wait for its end",
                batch_id, owner);
    return FALSE;
}

/* A batch that has pages goes on where its last one, cover or separator led. */
static void state_fill(DbRows *batch, DbRows *last, BatchState *state)
{
    state->last_sheet = last ? (guint)db_rows_int(last, 0) : 0;
    state->side_id = last ? db_rows_int(last, 1) : db_rows_int(batch, 2);
    state->item_id = last ? db_rows_int(last, 2) : 0;
    state->expected_sheets = db_rows_is_null(batch, 3) ? -1 : db_rows_int(batch, 3);
    state->fronts_batch = db_rows_int(batch, 4);
}

gboolean index_batch_state(Store *store, gint64 batch_id, BatchState *state, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *self = index_owner_self();
    g_autoptr(DbRows) batch = NULL, last = NULL;
    gint64 cover_id;
    gboolean has_cover;
    if (!db_query_row(db, "batch_owner", DB_VALUES(DB_INT(batch_id)), &batch, error) ||
        !batch_is_free(batch, batch_id, self, error) ||
        !db_query_row(db, "batch_last_page", DB_VALUES(DB_INT(batch_id)), &last, error) ||
        !db_query_int(db, "batch_find_cover", DB_VALUES(DB_INT(batch_id)), &cover_id, &has_cover,
                      error))
        return FALSE;
    state_fill(batch, last, state);
    state->is_set = !has_cover && !db_rows_is_null(batch, 2);
    return TRUE;
}

static gboolean batch_take(Store *store, gint64 batch_id, BatchState *state, GError **error)
{
    g_autofree char *self = index_owner_self();
    g_autofree char *object = batch_object(batch_id);
    return index_batch_state(store, batch_id, state, error) &&
           db_exec(index_store_db(store), "batch_set_owner",
                   DB_VALUES(DB_INT(batch_id), DB_TEXT(self), DB_TEXT(index_store_user(store))),
                   error) &&
           people_hand_batch(store, batch_id, error) &&
           index_event_put(store, "batch.resumed", object, 0, people_detail(store), error);
}

gboolean index_batch_resume(Store *store, gint64 batch_id, BatchState *state, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, batch_take(store, batch_id, state, error), error);
}

static gboolean batch_expect(Store *store, gint64 batch_id, gint64 n_sheets, GError **error)
{
    g_autofree char *object = batch_object(batch_id);
    return db_exec(index_store_db(store), "batch_set_expected",
                   DB_VALUES(DB_INT(batch_id), DB_INT(n_sheets)), error) &&
           index_event_put(store, "batch.expected", object, 0,
                           g_variant_new_parsed("{'sheets': <%x>}", n_sheets), error);
}

gboolean index_batch_set_scanner(Store *store, gint64 batch_id, const char *device,
                                 const char *serial, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *object = batch_object(batch_id);
    if (!db_begin(db, error))
        return FALSE;
    gboolean ok =
        db_exec(db, "batch_set_serial", DB_VALUES(DB_INT(batch_id), DB_TEXT(serial)), error) &&
        index_event_put(store, "batch.scanner", object, 0,
                        g_variant_new_parsed("{'device': <%s>, 'serial': <%s>}", device, serial),
                        error);
    return db_end(db, ok, error);
}

gboolean index_batch_note_jam(Store *store, gint64 batch_id, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *object = batch_object(batch_id);
    if (!db_begin(db, error))
        return FALSE;
    gboolean ok = db_exec(db, "batch_jam", DB_VALUES(DB_INT(batch_id)), error) &&
                  index_event_add(store, "batch.jammed", object, NULL, error);
    return db_end(db, ok, error);
}

gboolean index_batch_expect(Store *store, gint64 batch_id, gint64 n_sheets, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, batch_expect(store, batch_id, n_sheets, error), error);
}

static void stale_clear(gpointer batch)
{
    g_free(((StaleBatch *)batch)->source);
}

GArray *index_batches_stale(Store *store, GError **error)
{
    g_autofree char *self = index_owner_self();
    g_autoptr(GArray) stale = g_array_new(FALSE, TRUE, sizeof(StaleBatch));
    g_array_set_clear_func(stale, stale_clear);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "batch_open", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *owner = db_rows_text(rows, 3);
        StaleBatch batch = {.batch_id = db_rows_int(rows, 0)};
        g_strlcpy(batch.kind, db_rows_text(rows, 1), sizeof batch.kind);
        g_strlcpy(batch.started_at, db_rows_text(rows, 2), sizeof batch.started_at);
        if (!g_str_equal(owner, self) && !index_owner_is_dead(owner))
            continue;
        batch.source = g_strdup(db_rows_text(rows, 4));
        g_array_append_val(stale, batch);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&stale) : NULL;
}

/* ------------------------------------------------------------------------------------ asking -- */

GPtrArray *index_batch_last_masters(Store *store, gint64 batch_id, GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "batch_last_masters", DB_VALUES(DB_INT(batch_id)), error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(paths, index_store_file(store, "pages", db_rows_text(rows, 0), ".tif"));
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&paths) : NULL;
}

gboolean index_batch_count_unplaced(Store *store, gint64 batch_id, guint *n_pages, GError **error)
{
    gint64 n;
    if (!db_query_int(index_store_db(store), "batch_count_unplaced", DB_VALUES(DB_INT(batch_id)),
                      &n, NULL, error))
        return FALSE;
    *n_pages = (guint)n;
    return TRUE;
}

gboolean index_batch_find_source(Store *store, const char *source_sha256, gint64 side_id,
                                 gint64 *batch_id, GError **error)
{
    gboolean found;
    *batch_id = 0;
    return db_query_int(index_store_db(store), "batch_find_source",
                        DB_VALUES(DB_TEXT(source_sha256), DB_INT(side_id)), batch_id, &found,
                        error);
}

gboolean index_batch_find_file(Store *store, const char *source_sha256, const char *source_file,
                               gint64 *batch_id, GError **error)
{
    gboolean found;
    g_autofree char *file = g_utf8_make_valid(source_file, -1);
    *batch_id = 0;
    return db_query_int(index_store_db(store), "batch_find_file",
                        DB_VALUES(DB_TEXT(source_sha256), DB_TEXT(file)), batch_id, &found, error);
}

gboolean index_batch_find_backs(Store *store, const char *source_sha256, gint64 fronts_batch,
                                gint64 *batch_id, GError **error)
{
    gboolean found;
    *batch_id = 0;
    return db_query_int(index_store_db(store), "batch_find_backs",
                        DB_VALUES(DB_TEXT(source_sha256), DB_INT(fronts_batch)), batch_id, &found,
                        error);
}
