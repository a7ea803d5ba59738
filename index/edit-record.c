/* Corrections of records: two that are one, one that is two, a side that will not fill. */
#include <string.h>

#include "index/edit.h"
#include "index/register.h"

/* ----------------------------------------------------------------------------------- merging -- */

typedef struct {
    const char *from, *into;
} Merge;

typedef struct {
    gint64 side_id;
    const char *name;
} SideName;

static gboolean merge_makes_sense(const Record *from, const Record *into, GError **error)
{
    const char *why = NULL;
    if (from->record_id == into->record_id)
        why = "it is the same record";
    else if (!g_str_equal(from->kind, into->kind))
        why = "they are of different kinds, so their sides do not match";
    if (why)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s cannot go into %s: %s",
                    from->file_no, into->file_no, why);
    return why == NULL;
}

/* Sides with pages. Array of SideName. */
static GArray *sides_list(Edit *edit, const Record *record, GError **error)
{
    g_autoptr(GArray) sides = g_array_new(FALSE, FALSE, sizeof(SideName));
    g_autoptr(DbRows) rows =
        db_query(edit->db, "edit_record_sides", DB_VALUES(DB_INT(record->record_id)), error);
    while (rows && db_rows_next(rows, error)) {
        const SideName side = {db_rows_int(rows, 0), edit_keep(edit, db_rows_text(rows, 1))};
        g_array_append_val(sides, side);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&sides) : NULL;
}

static gboolean side_empty_into(Edit *edit, const SideName *from, const Record *record,
                                GError **error)
{
    gint64 into_id;
    if (!index_side_find(edit->store, record, from->name, SIDE_FILL, &into_id, error))
        return FALSE;
    EditSide *source = edit_side(edit, from->side_id, error);
    EditSide *target = source ? edit_side(edit, into_id, error) : NULL;
    while (target && source->pages->len) {
        EditPage *page = source->pages->pdata[0];
        page->is_named = TRUE;
        edit_take_out(page);
        edit_put(target, target->pages->len, page);
    }
    return target != NULL;
}

static gboolean record_merge(Edit *edit, gconstpointer what, GError **error)
{
    const Merge *merge = what;
    g_autoptr(Record) from = index_record_load(edit->store, merge->from, error);
    g_autoptr(Record) into = from ? index_record_load(edit->store, merge->into, error) : NULL;
    if (!into || !merge_makes_sense(from, into, error))
        return FALSE;
    g_autoptr(GArray) sides = sides_list(edit, from, error);
    for (guint i = 0; sides && i < sides->len; i++)
        if (!side_empty_into(edit, &g_array_index(sides, SideName, i), into, error))
            return FALSE;
    if (sides && sides->len == 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s holds no page", from->file_no);
    return sides && sides->len;
}

JsonNode *index_record_merge(Store *store, const char *from, const char *into, GError **error)
{
    const Merge merge = {from, into};
    return edit_run(store, "record.merged", record_merge, &merge, error);
}

/* --------------------------------------------------------------------------------- splitting -- */

typedef struct {
    const GArray *page_ids;
    const char *file_no, *subject;
} Split;

/* Section, dates, language and so on of the record it comes from; its own number and subject; how
 * many pages it should have nobody knows yet. */
static gboolean row_fill(Row *row, const Split *split, GError **error)
{
    const struct {
        ColumnId column;
        const char *value;
    } own[] = {
        {COLUMN_FILE_NO, split->file_no},
        {COLUMN_SUBJECT, split->subject},
        {COLUMN_NOTE_PAGES, ""},
        {COLUMN_CORRESPONDENCE_PAGES, ""},
        {COLUMN_COMPUTER_NO, ""},
        {COLUMN_REMARKS, ""},
        {COLUMN_AVAILABILITY, "available"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(own); i++) {
        g_autoptr(GError) wrong = NULL;
        char *value = column_check(own[i].column, own[i].value, &wrong);
        if (!value) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s: %s",
                        column_name(own[i].column), wrong->message);
            return FALSE;
        }
        g_free(row->values[own[i].column]);
        row->values[own[i].column] = value;
    }
    return TRUE;
}

static gboolean number_is_free(Register *reg, const char *file_no, GError **error)
{
    g_autoptr(DbRows) found = NULL;
    if (!db_query_row(reg->db, "register_find_any_year", DB_VALUES(DB_TEXT(file_no)), &found,
                      error))
        return FALSE;
    if (found)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s is in the register already: split without --subject to put the pages there",
                    file_no);
    return found == NULL;
}

static gint64 record_add_like(Edit *edit, gint64 like_id, const Split *split, GError **error)
{
    g_auto(Register) reg = {0};
    g_auto(Row) row = {0};
    g_autoptr(DbRows) like = NULL;
    if (!register_init(&reg, edit->store, error) ||
        !db_query_row(reg.db, "register_load", DB_VALUES(DB_INT(like_id)), &like, error))
        return 0;
    register_row_read(&row, like);
    row.record_id = 0;
    return row_fill(&row, split, error) &&
                   number_is_free(&reg, row.values[COLUMN_FILE_NO], error) &&
                   register_row_insert(&reg, &row, error) &&
                   db_exec(reg.db, "feeding_split",
                           DB_VALUES(DB_INT(row.record_id), DB_TEXT(edit->at)), error)
               ? row.record_id
               : 0;
}

static Record *split_target(Edit *edit, const Split *split, const EditSide *source, GError **error)
{
    if (!split->subject)
        return index_record_load(edit->store, split->file_no, error);
    gint64 record_id = record_add_like(edit, source->record->record_id, split, error);
    return record_id ? index_record_load_id(edit->store, record_id, error) : NULL;
}

/* The one side that all the pages are of. */
static EditSide *split_source(Edit *edit, const GArray *page_ids, GError **error)
{
    EditSide *side = NULL;
    for (guint i = 0; i < page_ids->len; i++) {
        EditPage *page = edit_page(edit, g_array_index(page_ids, gint64, i), error);
        if (!page || !edit_page_is_of(page, side ? side : page->side, error))
            return NULL;
        side = page->side;
    }
    return side;
}

static gboolean record_split(Edit *edit, gconstpointer what, GError **error)
{
    const Split *split = what;
    PagePlace to = {0};
    if (split->page_ids->len == 0)
        return edit_pages(edit, split->page_ids, error) != NULL;
    EditSide *source = split_source(edit, split->page_ids, error);
    g_autoptr(Record) target = source ? split_target(edit, split, source, error) : NULL;
    if (!target ||
        !index_side_find(edit->store, target, source->name, SIDE_FILL, &to.side_id, error))
        return FALSE;
    if (to.side_id != source->side_id)
        return edit_move(edit, split->page_ids, &to, NULL, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "the pages are in %s already",
                target->file_no);
    return FALSE;
}

JsonNode *index_record_split(Store *store, const GArray *page_ids, const char *file_no,
                             const char *subject, GError **error)
{
    const Split split = {page_ids, file_no, subject};
    return edit_run(store, "record.split", record_split, &split, error);
}

/* ----------------------------------------------------------------------------------- closing -- */

typedef struct {
    gint64 side_id;
    const char *reason;
} Close;

static gboolean side_close(Edit *edit, gconstpointer what, GError **error)
{
    const Close *close = what;
    EditSide *side = edit_side(edit, close->side_id, error);
    if (!side)
        return FALSE;
    if (close->reason && !close->reason[strspn(close->reason, " \t\n")]) {
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
            "%s, %s: why will no more pages come? Say it in words that will be read in years",
            side->record->file_no, side->name);
        return FALSE;
    }
    if ((side->before.at != NULL) == (close->reason != NULL)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s, %s is %s",
                    side->record->file_no, side->name,
                    close->reason ? "closed already" : "not closed");
        return FALSE;
    }
    side->now = (EditClosing){0};
    edit->reason = close->reason;
    if (close->reason)
        side->now = (EditClosing){close->reason, index_store_user(edit->store), edit->at};
    return TRUE;
}

JsonNode *index_side_close(Store *store, gint64 side_id, const char *reason, GError **error)
{
    const Close close = {side_id, reason};
    return edit_run(store, reason ? "side.closed" : "side.reopened", side_close, &close, error);
}
