/* Fronts and backs that came as two stacks, put together.
 *
 * Sheet n of the fronts is sheet n of the backs, or, where the stack was turned over as a whole,
 * sheet n from its end. Covers and separators are printed on one side, so their backs must be blank:
 * in which order more of them are tells how the stack lay. A single sheet that is missing from one
 * stack would shift all that follow, so stacks of different numbers are never put together.
 */
#include <string.h>

#include "index/backs.h"

const char *backs_order_name(BacksOrder order)
{
    static const char *const names[] = {"auto", "same", "reversed"};
    return names[order];
}

/* ----------------------------------------------------------------------------------- looking -- */

typedef struct {
    gboolean is_open, is_there, is_duplex;
    gint64 fronts_batch;
    BacksOrder order; /* BACKS_AUTO: not interleaved */
} StackState;

static gboolean stack_look(Store *store, gint64 batch_id, StackState *state, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "backs_batch", DB_VALUES(DB_INT(batch_id)), &row,
                      error))
        return FALSE;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no batch %" G_GINT64_FORMAT, batch_id);
        return FALSE;
    }
    const char *order = db_rows_text(row, 2);
    *state = (StackState){.is_open = db_rows_int(row, 0) != 0,
                          .fronts_batch = db_rows_int(row, 1),
                          .order = !order                       ? BACKS_AUTO
                                   : g_str_equal(order, "same") ? BACKS_SAME
                                                                : BACKS_REVERSED,
                          .is_there = db_rows_int(row, 3) > 0,
                          .is_duplex = db_rows_int(row, 4) > 0};
    return TRUE;
}

static gboolean set_unfit(GError **error, gint64 batch_id, const char *why)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "batch %" G_GINT64_FORMAT " %s",
                batch_id, why);
    return FALSE;
}

static gboolean fronts_check(Store *store, gint64 batch_id, GError **error)
{
    StackState state;
    if (!stack_look(store, batch_id, &state, error))
        return FALSE;
    if (state.fronts_batch)
        return set_unfit(error, batch_id, "is itself a stack of backs: name that of the fronts");
    if (state.is_open)
        return set_unfit(error, batch_id, "is still open: go on with it first (scan --resume)");
    if (!state.is_there)
        return set_unfit(error, batch_id, "has no pages: scan the fronts first");
    return !state.is_duplex ||
           set_unfit(error, batch_id, "was scanned on both sides: it has its backs");
}

gboolean index_backs_check_fronts(Store *store, gint64 fronts_batch, GError **error)
{
    gint64 settled = 0;
    gboolean found = FALSE;
    if (!fronts_check(store, fronts_batch, error) ||
        !db_query_int(index_store_db(store), "backs_settled", DB_VALUES(DB_INT(fronts_batch)),
                      &settled, &found, error))
        return FALSE;
    if (!found)
        return TRUE;
    g_autofree char *why =
        g_strdup_printf("has its backs already, from batch %" G_GINT64_FORMAT, settled);
    return set_unfit(error, fronts_batch, why);
}

gboolean index_backs_find_fronts(Store *store, const char *kind, gint64 *fronts_batch,
                                 GError **error)
{
    gint64 batch_id = 0;
    gboolean found = FALSE;
    if (!db_query_int(index_store_db(store), "backs_latest_fronts", DB_VALUES(DB_TEXT(kind)),
                      &batch_id, &found, error))
        return FALSE;
    if (found) {
        *fronts_batch = batch_id;
        return TRUE;
    }
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "there are no fronts these could be the backs of: scan the fronts first");
    return FALSE;
}

/* ----------------------------------------------------------------------------------- loading -- */

static const char *role_keep(const char *role)
{
    static const char *const roles[] = {"folio", "cover", "separator"};
    guint i = 0;
    while (i + 1 < G_N_ELEMENTS(roles) && !g_str_equal(role, roles[i]))
        i++;
    return roles[i];
}

static GArray *stack_load(Db *db, gint64 batch_id, GError **error)
{
    g_autoptr(GArray) sheets = g_array_new(FALSE, FALSE, sizeof(StackSheet));
    g_autoptr(DbRows) rows = db_query(db, "backs_sheets", DB_VALUES(DB_INT(batch_id)), error);
    while (rows && db_rows_next(rows, error)) {
        const StackSheet sheet = {.page_id = db_rows_int(rows, 0),
                                  .role = role_keep(db_rows_text(rows, 2)),
                                  .is_blank = db_rows_int(rows, 3) != 0,
                                  .is_mark = db_rows_int(rows, 4) != 0};
        g_array_append_val(sheets, sheet);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&sheets) : NULL;
}

static const StackSheet *sheet_at(const GArray *sheets, guint i)
{
    return &g_array_index(sheets, StackSheet, i);
}

static gboolean is_folio(const StackSheet *sheet)
{
    return g_str_equal(sheet->role, "folio");
}

static gboolean counts_agree(const Stacks *stacks, GError **error)
{
    guint n_fronts = stacks->fronts->len, n_backs = stacks->stack->len;
    if (n_fronts == n_backs)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%u %s but %u %s: none was put in its place, for all could be wrong. The "
                "backs are kept as batch %" G_GINT64_FORMAT
                "; count the sheets, look for two that went through as one, and give the whole "
                "stack of backs again (for batch %" G_GINT64_FORMAT ")",
                COUNTED(n_fronts, "front"), COUNTED(n_backs, "back"), stacks->batch_id,
                stacks->report->fronts_batch);
    return FALSE;
}

/* A cover on the back of a sheet was face down among the fronts, and was not followed there. */
static gboolean backs_have_no_marks(const Stacks *stacks, GError **error)
{
    for (guint i = 0; i < stacks->stack->len; i++) {
        if (!sheet_at(stacks->stack, i)->is_mark)
            continue;
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "sheet %u of the backs is a cover or separator: it lay face down among the "
                    "fronts of batch %" G_GINT64_FORMAT
                    ", and what follows it there is in the wrong place. No back was put in its "
                    "place; put the sheet right and give both stacks again",
                    i + 1, stacks->report->fronts_batch);
        return FALSE;
    }
    return TRUE;
}

/* ------------------------------------------------------------------------------------- order -- */

static guint back_index(const Stacks *stacks, guint front, BacksOrder order)
{
    return order == BACKS_SAME ? front : stacks->stack->len - 1 - front;
}

static void marks_count(const Stacks *stacks)
{
    BacksReport *report = stacks->report;
    for (guint i = 0; i < stacks->fronts->len; i++) {
        if (is_folio(sheet_at(stacks->fronts, i)))
            continue;
        report->n_marks++;
        report->n_same += sheet_at(stacks->stack, back_index(stacks, i, BACKS_SAME))->is_blank;
        report->n_reversed +=
            sheet_at(stacks->stack, back_index(stacks, i, BACKS_REVERSED))->is_blank;
    }
}

static void order_decide(const Stacks *stacks, BacksOrder order)
{
    BacksReport *report = stacks->report;
    marks_count(stacks);
    report->order = order != BACKS_AUTO                   ? order
                    : report->n_same > report->n_reversed ? BACKS_SAME
                                                          : BACKS_REVERSED;
}

/* ------------------------------------------------------------------------------------ places -- */

static gboolean back_find_place(const Stacks *stacks, guint i, Back *back, GError **error)
{
    const StackSheet *front = sheet_at(stacks->fronts, i);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(stacks->db, "backs_front", DB_VALUES(DB_INT(front->page_id)), &row, error))
        return FALSE;
    *back = (Back){
        .page_id = sheet_at(stacks->stack, back_index(stacks, i, stacks->report->order))->page_id,
        .role = front->role,
    };
    if (!row)
        return TRUE;
    back->front_id = db_rows_int(row, 0);
    back->side_id = db_rows_int(row, 1);
    back->front_seq = db_rows_int(row, 2);
    back->item_id = db_rows_int(row, 3);
    return TRUE;
}

/* A folio without a place in a side (nobody knows its record, or it was set aside). */
static gboolean back_is_lost(const Back *back)
{
    return g_str_equal(back->role, "folio") && !back->front_seq;
}

static gboolean places_find(Stacks *stacks, GError **error)
{
    for (guint i = 0; i < stacks->fronts->len; i++) {
        Back back;
        if (!back_find_place(stacks, i, &back, error))
            return FALSE;
        stacks->report->n_without_place += back_is_lost(&back);
        stacks->report->n_placed += back.front_seq > 0;
        g_array_append_val(stacks->backs, back);
    }
    return TRUE;
}

/* ----------------------------------------------------------------------------------- the act -- */

/* What has no place in a side: backs of covers and separators, and of folios that have none. */
static gboolean back_set_aside(const Stacks *stacks, const Back *back, GError **error)
{
    const DbValue page_id = DB_INT(back->page_id);
    if (!db_exec(stacks->db, "backs_set_aside",
                 DB_VALUES(page_id, DB_TEXT(back->role),
                           back->side_id ? DB_INT(back->side_id) : DB_NULL,
                           back->item_id ? DB_INT(back->item_id) : DB_NULL),
                 error))
        return FALSE;
    if (db_changes(stacks->db) == 0)
        return TRUE;
    return back_is_lost(back)
               ? db_exec(stacks->db, "flag_set",
                         DB_VALUES(page_id, DB_TEXT("order"), DB_REAL(PAGE_ORDER_BACK)), error)
               : db_exec(stacks->db, "flag_remove", DB_VALUES(page_id, DB_TEXT("order")), error);
}

static gboolean rest_set_aside(const Stacks *stacks, GError **error)
{
    for (guint i = 0; i < stacks->backs->len; i++) {
        const Back *back = &g_array_index(stacks->backs, Back, i);
        if (!back->front_seq && !back_set_aside(stacks, back, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean earlier_supersede(const Stacks *stacks, GVariantBuilder *replaced, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(stacks->db, "backs_supersede",
                 DB_VALUES(DB_INT(stacks->report->fronts_batch), DB_INT(stacks->batch_id)), error);
    while (rows && db_rows_next(rows, error)) {
        g_variant_builder_add(replaced, "x", db_rows_int(rows, 0));
        stacks->report->n_replaced++;
    }
    return rows && !db_rows_failed(rows);
}

static gboolean batch_settle(const Stacks *stacks, GError **error)
{
    const BacksReport *report = stacks->report;
    g_autofree char *object = g_strdup_printf("batch %" G_GINT64_FORMAT, stacks->batch_id);
    g_autoptr(GVariantBuilder) replaced = g_variant_builder_new(G_VARIANT_TYPE("ax"));
    return db_exec(stacks->db, "backs_set_order",
                   DB_VALUES(DB_INT(stacks->batch_id), DB_TEXT(backs_order_name(report->order))),
                   error) &&
           earlier_supersede(stacks, replaced, error) &&
           index_event_put(stacks->store, "backs.settled", object, 0,
                           g_variant_new_parsed("{'fronts': <%x>, 'order': <%s>, 'sheets': <%u>, "
                                                "'without_place': <%u>, 'replaced': <%@ax>}",
                                                report->fronts_batch,
                                                backs_order_name(report->order), report->n_backs,
                                                report->n_without_place,
                                                g_variant_builder_end(replaced)),
                           error);
}

static gboolean stacks_join(Stacks *stacks, BacksOrder order, GError **error)
{
    BacksReport *report = stacks->report;
    stacks->fronts = stack_load(stacks->db, report->fronts_batch, error);
    stacks->stack = stacks->fronts ? stack_load(stacks->db, stacks->batch_id, error) : NULL;
    if (!stacks->stack)
        return FALSE;
    report->n_fronts = stacks->fronts->len;
    report->n_backs = stacks->stack->len;
    if (!backs_have_no_marks(stacks, error) || !counts_agree(stacks, error))
        return FALSE;
    order_decide(stacks, order);
    return places_find(stacks, error) && backs_fill_sides(stacks, error) &&
           rest_set_aside(stacks, error) && batch_settle(stacks, error);
}

static gboolean stacks_open(Stacks *stacks, BacksOrder order, GError **error)
{
    StackState state;
    if (!stack_look(stacks->store, stacks->batch_id, &state, error))
        return FALSE;
    if (!state.fronts_batch)
        return set_unfit(error, stacks->batch_id, "is no stack of backs");
    stacks->report->fronts_batch = state.fronts_batch;
    stacks->report->order = state.order;
    stacks->report->was_done_already = state.order != BACKS_AUTO;
    if (stacks->report->was_done_already)
        return TRUE;
    if (state.is_duplex)
        return set_unfit(
            error, stacks->batch_id,
            "was scanned on both sides, so it is no stack of backs: its pages are kept "
            "without a record; give the backs again, scanned on one side");
    return index_backs_check_fronts(stacks->store, state.fronts_batch, error) &&
           stacks_join(stacks, order, error);
}

gboolean index_backs_interleave(Store *store, gint64 backs_batch, BacksOrder order,
                                BacksReport *report, GError **error)
{
    g_autoptr(GArray) backs = g_array_new(FALSE, FALSE, sizeof(Back));
    Stacks stacks = {.store = store,
                     .db = index_store_db(store),
                     .batch_id = backs_batch,
                     .report = report,
                     .backs = backs};
    *report = (BacksReport){0};
    if (!db_begin(stacks.db, error))
        return FALSE;
    gboolean done = db_end(stacks.db, stacks_open(&stacks, order, error), error);
    g_clear_pointer(&stacks.fronts, g_array_unref);
    g_clear_pointer(&stacks.stack, g_array_unref);
    return done;
}
