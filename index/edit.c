/* Corrections in memory: what they touch, loaded when it is first asked for. */
#include "index/edit.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

/* ---------------------------------------------------------------------------------- lifetime -- */

static void edit_side_free(gpointer data)
{
    EditSide *side = data;
    index_record_free(side->record);
    g_ptr_array_unref(side->pages);
    g_free(side);
}

static void edit_init(Edit *edit, Store *store, const char *act)
{
    g_autofree char *now = index_now();
    *edit = (Edit){.store = store, .db = index_store_db(store), .act = act};
    edit->pages = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    edit->sides = g_ptr_array_new_with_free_func(edit_side_free);
    edit->items = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    edit->paths = g_ptr_array_new_with_free_func(g_free);
    edit->strings = g_string_chunk_new(1024);
    edit->at = edit_keep(edit, now);
}

static void edit_clear(Edit *edit)
{
    g_hash_table_unref(edit->items);
    g_hash_table_unref(edit->pages);
    g_ptr_array_unref(edit->sides);
    g_ptr_array_unref(edit->paths);
    g_string_chunk_free(edit->strings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Edit, edit_clear)

const char *edit_keep(Edit *edit, const char *text)
{
    return text ? g_string_chunk_insert_const(edit->strings, text) : NULL;
}

/* ----------------------------------------------------------------------------------- loading -- */

static EditPage *page_read(Edit *edit, DbRows *row)
{
    EditPage *page = g_new0(EditPage, 1);
    page->page_id = db_rows_int(row, 0);
    page->batch_id = db_rows_int(row, 1);
    page->sheet = db_rows_int(row, 2);
    page->is_back = g_str_equal(db_rows_text(row, 3), "back");
    page->before = (EditStand){.role = edit_keep(edit, db_rows_text(row, 4)),
                               .side_id = db_rows_int(row, 5),
                               .seq = db_rows_int(row, 6),
                               .folio = edit_keep(edit, db_rows_text(row, 7)),
                               .folio_is_set = db_rows_int(row, 8) != 0,
                               .item_id = db_rows_int(row, 9),
                               .turn = db_rows_int(row, 10),
                               .turn_is_set = db_rows_int(row, 11) != 0,
                               .state = edit_keep(edit, db_rows_text(row, 12)),
                               .replaced_by = db_rows_int(row, 13),
                               .order = (gint64)db_rows_real(row, 14)};
    page->is_unread = db_rows_int(row, 15) != 0;
    page->now = page->before;
    g_hash_table_insert(edit->pages, &page->page_id, page);
    return page;
}

static gboolean side_load_pages(Edit *edit, EditSide *side, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(edit->db, "edit_side_pages", DB_VALUES(DB_INT(side->side_id)), error);
    while (rows && db_rows_next(rows, error)) {
        EditPage *page = page_read(edit, rows);
        page->side = side;
        g_ptr_array_add(side->pages, page);
    }
    return rows && !db_rows_failed(rows);
}

/* What a scanner is putting into the side at this moment would land among the corrections. */
static gboolean side_is_at_rest(const Edit *edit, const EditSide *side, GError **error)
{
    g_autofree char *self = index_owner_self();
    g_autoptr(DbRows) rows =
        db_query(edit->db, "edit_side_feeders", DB_VALUES(DB_INT(side->side_id)), error);
    while (rows && db_rows_next(rows, error)) {
        const char *owner = db_rows_text(rows, 1);
        if (g_str_equal(owner, self) || index_owner_is_dead(owner))
            continue;
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "%s, %s: batch %" G_GINT64_FORMAT " is feeding it now: wait for its end",
                    side->record->file_no, side->name, db_rows_int(rows, 0));
        return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

static gboolean side_load(Edit *edit, EditSide *side, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    side->record = index_record_load_side(edit->store, side->side_id, error);
    if (!side->record ||
        !db_query_row(edit->db, "edit_side_load", DB_VALUES(DB_INT(side->side_id)), &row, error))
        return FALSE;
    side->name = edit_keep(edit, db_rows_text(row, 0));
    side->before =
        (EditClosing){edit_keep(edit, db_rows_text(row, 1)), edit_keep(edit, db_rows_text(row, 2)),
                      edit_keep(edit, db_rows_text(row, 3))};
    side->now = side->before;
    return side_is_at_rest(edit, side, error) && side_load_pages(edit, side, error);
}

EditSide *edit_side_lookup(const Edit *edit, gint64 side_id)
{
    for (guint i = 0; i < edit->sides->len; i++) {
        EditSide *side = edit->sides->pdata[i];
        if (side->side_id == side_id)
            return side;
    }
    return NULL;
}

EditSide *edit_side(Edit *edit, gint64 side_id, GError **error)
{
    EditSide *side = edit_side_lookup(edit, side_id);
    if (side)
        return side;
    side = g_new0(EditSide, 1);
    side->side_id = side_id;
    side->pages = g_ptr_array_new();
    g_ptr_array_add(edit->sides, side);
    return side_load(edit, side, error) ? side : NULL;
}

/* Its master was removed as confidential: nothing is left to put anywhere. */
static gboolean page_is_held(const Edit *edit, gint64 page_id, GError **error)
{
    gint64 n = 0;
    if (!db_query_int(edit->db, "withhold_page_is", DB_VALUES(DB_INT(page_id)), &n, NULL, error))
        return FALSE;
    if (n)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "page id %" G_GINT64_FORMAT " was removed as confidential (muhafiz record "
                    "withhold): if its record may be held now, scan the paper again",
                    page_id);
    return n == 0;
}

EditPage *edit_page(Edit *edit, gint64 page_id, GError **error)
{
    EditPage *page = g_hash_table_lookup(edit->pages, &page_id);
    g_autoptr(DbRows) row = NULL;
    if (page)
        return page;
    if (!db_query_row(edit->db, "edit_page_load", DB_VALUES(DB_INT(page_id)), &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no page with the id %" G_GINT64_FORMAT, page_id);
        return NULL;
    }
    if (!page_is_held(edit, page_id, error))
        return NULL;
    if (!db_rows_is_null(row, 5) && !edit_side(edit, db_rows_int(row, 5), error))
        return NULL;
    page = g_hash_table_lookup(edit->pages, &page_id);
    return page ? page : page_read(edit, row);
}

GPtrArray *edit_pages(Edit *edit, const GArray *page_ids, GError **error)
{
    g_autoptr(GPtrArray) pages = g_ptr_array_new();
    for (guint i = 0; i < page_ids->len; i++) {
        EditPage *page = edit_page(edit, g_array_index(page_ids, gint64, i), error);
        if (!page)
            return NULL;
        if (page->is_named) {
            g_autofree char *name = edit_page_name(page);
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s is named twice", name);
            return NULL;
        }
        page->is_named = TRUE;
        g_ptr_array_add(pages, page);
    }
    if (pages->len)
        return g_steal_pointer(&pages);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "no page is named");
    return NULL;
}

/* ---------------------------------------------------------------------------------- changing -- */

gint edit_compare_places(gconstpointer a, gconstpointer b)
{
    const EditPage *x = *(EditPage *const *)a, *y = *(EditPage *const *)b;
    return (x->now.seq > y->now.seq) - (x->now.seq < y->now.seq);
}

guint edit_index(const EditPage *page)
{
    guint index = 0;
    gboolean found = g_ptr_array_find(page->side->pages, page, &index);
    g_assert(found);
    return index;
}

void edit_take_out(EditPage *page)
{
    if (page->side)
        g_ptr_array_remove_index(page->side->pages, edit_index(page));
    page->side = NULL;
}

void edit_put(EditSide *side, guint index, EditPage *page)
{
    g_ptr_array_insert(side->pages, (gint)index, page);
    page->side = side;
}

gboolean edit_put_again(EditSide *side, guint index, EditPage *page, GError **error)
{
    if (page->now.replaced_by) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "page id %" G_GINT64_FORMAT " was replaced by page id %" G_GINT64_FORMAT
                    ": undo that correction instead",
                    page->page_id, page->now.replaced_by);
        return FALSE;
    }
    if (g_str_equal(page->now.state, "replaced"))
        page->now.state = "scanned";
    edit_put(side, index, page);
    return TRUE;
}

void edit_set_item(Edit *edit, gint64 item_id, gint64 side_id)
{
    g_hash_table_replace(edit->items, g_memdup2(&item_id, sizeof item_id),
                         g_memdup2(&side_id, sizeof side_id));
}

char *edit_page_name(const EditPage *page)
{
    return page->side ? g_strdup_printf("page %u of %s, %s", edit_index(page) + 1,
                                        page->side->record->file_no, page->side->name)
                      : g_strdup_printf("page id %" G_GINT64_FORMAT, page->page_id);
}

gboolean edit_page_is_placed(const EditPage *page, GError **error)
{
    if (page->side)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "page id %" G_GINT64_FORMAT " stands in no record: give it one with muhafiz page "
                "move first",
                page->page_id);
    return FALSE;
}

gboolean edit_page_is_of(const EditPage *page, const EditSide *side, GError **error)
{
    if (!edit_page_is_placed(page, error))
        return FALSE;
    if (page->side == side)
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "the pages are not all of one side: name those of each side by themselves");
    return FALSE;
}

/* ----------------------------------------------------------------------------------- running -- */

static JsonNode *edit_make(Edit *edit, EditFunc change, gconstpointer what, GError **error)
{
    gint64 edit_id;
    if (!change(edit, what, error) || !edit_save(edit, &edit_id, error) ||
        !index_search_settle(edit->store, error))
        return NULL;
    return edit_answer(edit, edit_id, error);
}

/* Files go after the rows that named them. */
JsonNode *edit_run(Store *store, const char *act, EditFunc change, gconstpointer what,
                   GError **error)
{
    g_auto(Edit) edit = {0};
    edit_init(&edit, store, act);
    if (!db_begin(edit.db, error))
        return NULL;
    g_autoptr(JsonNode) answer = edit_make(&edit, change, what, error);
    if (!db_end(edit.db, answer != NULL, error))
        return NULL;
    for (guint i = 0; i < edit.paths->len; i++) {
        g_autofree char *path = index_store_path(store, edit.paths->pdata[i]);
        g_unlink(path);
    }
    return g_steal_pointer(&answer);
}
