/* Backs of one side behind their fronts: the pages behind them move up. */
#include <string.h>

#include "index/backs.h"

/* The back behind the front, if one belongs there. */
static Back *back_behind(const Stacks *stacks, gint64 front_id)
{
    for (guint i = 0; i < stacks->backs->len; i++) {
        Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->front_id == front_id && back->front_seq)
            return back;
    }
    return NULL;
}

/* ------------------------------------------------------------------------------------- sides -- */

typedef struct {
    gint64 page_id, old_seq;
    char *folio; /* owned */
} SidePlace;

static void side_place_clear(gpointer data)
{
    g_free(((SidePlace *)data)->folio);
}

static GArray *side_load(Db *db, gint64 side_id, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(SidePlace));
    g_autoptr(DbRows) rows = db_query(db, "backs_side_pages", DB_VALUES(DB_INT(side_id)), error);
    g_array_set_clear_func(pages, side_place_clear);
    while (rows && db_rows_next(rows, error)) {
        const SidePlace place = {db_rows_int(rows, 0), db_rows_int(rows, 1),
                                 index_row_text(rows, 2)};
        g_array_append_val(pages, place);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&pages) : NULL;
}

/* The place behind which all is to move up; 0: nothing in this side. */
static gint64 side_first(const Stacks *stacks, gint64 side_id)
{
    gint64 first = 0;
    for (guint i = 0; i < stacks->backs->len; i++) {
        const Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->side_id == side_id && back->front_seq && (!first || back->front_seq < first))
            first = back->front_seq;
    }
    return first;
}

static gboolean side_is_movable(const Stacks *stacks, gint64 side_id, gint64 first, GError **error)
{
    gint64 volume = 0;
    gboolean found = FALSE;
    if (!db_query_int(stacks->db, "backs_frozen", DB_VALUES(DB_INT(side_id), DB_INT(first)),
                      &volume, &found, error))
        return FALSE;
    if (!found)
        return TRUE;
    g_autoptr(Record) record = index_record_load_side(stacks->store, side_id, error);
    if (!record)
        return FALSE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s was handed over with these fronts already (volume %" G_GINT64_FORMAT
                "): no back was put in its place. They are kept as batch %" G_GINT64_FORMAT
                "; put them in one by one with \"muhafiz page move\", which makes a new version",
                record->file_no, volume, stacks->batch_id);
    return FALSE;
}

/* A label that nobody wrote follows the number. */
static gboolean page_move_up(const Stacks *stacks, const SidePlace *place, gint64 seq,
                             GError **error)
{
    g_autofree char *old_label = g_strdup_printf("%" G_GINT64_FORMAT, place->old_seq);
    g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT, seq);
    const char *folio = g_str_equal(place->folio, old_label) ? label : place->folio;
    return db_exec(stacks->db, "backs_move_up",
                   DB_VALUES(DB_INT(place->page_id), DB_INT(seq), DB_TEXT(folio)), error);
}

gboolean backs_put(const Stacks *stacks, const Back *back, GError **error)
{
    g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT, back->seq);
    return db_exec(stacks->db, "backs_put",
                   DB_VALUES(DB_INT(back->page_id), DB_TEXT(back->role),
                             back->side_id ? DB_INT(back->side_id) : DB_NULL,
                             back->item_id ? DB_INT(back->item_id) : DB_NULL,
                             back->seq ? DB_INT(back->seq) : DB_NULL,
                             DB_TEXT(back->seq ? label : NULL)),
                   error) &&
           db_exec(stacks->db, "flag_remove", DB_VALUES(DB_INT(back->page_id), DB_TEXT("order")),
                   error);
}

/* Gives the pages of the side their new numbers. */
static gboolean side_renumber(const Stacks *stacks, gint64 side_id, gint64 first, GError **error)
{
    gint64 seq = first;
    g_autoptr(GArray) pages = side_load(stacks->db, side_id, error);
    if (!pages ||
        !db_exec(stacks->db, "backs_park", DB_VALUES(DB_INT(side_id), DB_INT(first)), error))
        return FALSE;
    for (guint i = 0; i < pages->len; i++) {
        const SidePlace *place = &g_array_index(pages, SidePlace, i);
        Back *back = back_behind(stacks, place->page_id);
        if (place->old_seq < first)
            continue;
        if (place->old_seq > first && !page_move_up(stacks, place, ++seq, error))
            return FALSE;
        if (!back)
            continue;
        back->seq = ++seq;
        if (!backs_put(stacks, back, error))
            return FALSE;
    }
    return TRUE;
}

static GVariant *side_detail(const Stacks *stacks, const Record *record, gint64 side_id,
                             const char *side)
{
    g_autoptr(GVariantBuilder) pages = g_variant_builder_new(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < stacks->backs->len; i++) {
        const Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->side_id == side_id && back->seq)
            g_variant_builder_add_parsed(pages, "{'page_id': <%x>, 'seq': <%x>, 'behind': <%x>}",
                                         back->page_id, back->seq, back->front_id);
    }
    return g_variant_new_parsed("{'fronts': <%x>, 'order': <%s>, 'record': <%s>, 'side': <%s>, "
                                "'pages': <%@aa{sv}>}",
                                stacks->report->fronts_batch,
                                backs_order_name(stacks->report->order), record->nic_no, side,
                                g_variant_builder_end(pages));
}

static gboolean side_read_later(const Stacks *stacks, gint64 side_id, GError **error)
{
    for (guint i = 0; i < stacks->backs->len; i++) {
        const Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->side_id == side_id && back->seq &&
            !index_job_add(stacks->store, JOB_PAGE, back->page_id, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean side_log(const Stacks *stacks, gint64 side_id, GError **error)
{
    g_autofree char *object = g_strdup_printf("batch %" G_GINT64_FORMAT, stacks->batch_id);
    g_autoptr(Record) record = index_record_load_side(stacks->store, side_id, error);
    g_autoptr(DbRows) side = NULL;
    if (!record || !db_query_row(stacks->db, "side_name", DB_VALUES(DB_INT(side_id)), &side, error))
        return FALSE;
    return (index_record_is_confidential(record) || side_read_later(stacks, side_id, error)) &&
           index_side_touch(stacks->store, side_id, error) &&
           index_event_put(stacks->store, "backs.interleaved", object, record->record_id,
                           side_detail(stacks, record, side_id, db_rows_text(side, 0)), error);
}

/* Every side once, in the order of the fronts. */
static gboolean sides_for_each(Stacks *stacks,
                               gboolean (*act)(const Stacks *stacks, gint64 side_id, gint64 first,
                                               GError **error),
                               GError **error)
{
    g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < stacks->backs->len; i++) {
        Back *back = &g_array_index(stacks->backs, Back, i);
        if (back->front_seq && g_hash_table_add(done, &back->side_id) &&
            !act(stacks, back->side_id, side_first(stacks, back->side_id), error))
            return FALSE;
    }
    return TRUE;
}

static gboolean side_fill(const Stacks *stacks, gint64 side_id, gint64 first, GError **error)
{
    return side_renumber(stacks, side_id, first, error) && side_log(stacks, side_id, error);
}

gboolean backs_fill_sides(Stacks *stacks, GError **error)
{
    return sides_for_each(stacks, side_is_movable, error) &&
           sides_for_each(stacks, side_fill, error);
}
