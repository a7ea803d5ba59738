/* Pages as people name them (index_pages_find in index.h has the words). */
#include <string.h>

#include "index/folio.h"
#include "index/store-private.h"

typedef struct {
    Db *db;
    gint64 side_id, record_id; /* 0: none is named */
    const char *side_name;     /* "A-12/2008, notes" */
    GArray *page_ids;
    GHashTable *seen;
} Selection;

static gboolean word_refuse(GError **error, const char *word)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" names no pages: write places such as 5, 5-7 or 5- (as show --pages counts "
                "them), folio:12A, id:123 or batch:7:4-9",
                word);
    return FALSE;
}

/* "5", "5-7", "5-" (to the end). */
static gboolean range_parse(const char *text, gint64 *first, gint64 *last)
{
    const char *dash = strchr(text, '-');
    g_autofree char *head = dash ? g_strndup(text, (gsize)(dash - text)) : g_strdup(text);
    guint64 from, to = G_MAXINT64;
    if (!g_ascii_string_to_unsigned(head, 10, 1, G_MAXINT64, &from, NULL) ||
        (dash && dash[1] && !g_ascii_string_to_unsigned(dash + 1, 10, from, G_MAXINT64, &to, NULL)))
        return FALSE;
    *first = (gint64)from;
    *last = dash ? (gint64)to : (gint64)from;
    return TRUE;
}

static gboolean page_add(Selection *selection, gint64 page_id, GError **error)
{
    if (g_hash_table_add(selection->seen, g_memdup2(&page_id, sizeof page_id))) {
        g_array_append_val(selection->page_ids, page_id);
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "page id %" G_GINT64_FORMAT " is named twice", page_id);
    return FALSE;
}

/* n: how many pages there must be; -1: at least one. */
static gboolean rows_add(Selection *selection, const char *word, const char *statement,
                         const DbValue *values, guint n_values, gint64 n, GError **error)
{
    g_autoptr(DbRows) rows = db_query(selection->db, statement, values, n_values, error);
    gint64 n_found = 0;
    for (; rows && db_rows_next(rows, error); n_found++)
        if (!page_add(selection, db_rows_int(rows, 0), error))
            return FALSE;
    if (!rows || db_rows_failed(rows))
        return FALSE;
    if (n < 0 ? n_found > 0 : n_found == n)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s: not all pages that \"%s\" names are there; muhafiz show --pages lists them",
                selection->side_name, word);
    return FALSE;
}

static gboolean side_is_known(const Selection *selection, const char *word, GError **error)
{
    if (!selection->side_id)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" is a place within a record: name the record before it", word);
    return selection->side_id != 0;
}

static gboolean places_add(Selection *selection, const char *word, GError **error)
{
    gint64 first, last;
    if (!range_parse(word, &first, &last))
        return word_refuse(error, word);
    return side_is_known(selection, word, error) &&
           rows_add(selection, word, "select_place",
                    DB_VALUES(DB_INT(selection->side_id), DB_INT(first), DB_INT(last)),
                    last == G_MAXINT64 ? -1 : last - first + 1, error);
}

static gboolean ids_add(Selection *selection, const char *word, const char *range, GError **error)
{
    gint64 first, last;
    return range_parse(range, &first, &last) && last < G_MAXINT64
               ? rows_add(selection, word, "select_id", DB_VALUES(DB_INT(first), DB_INT(last)),
                          last - first + 1, error)
               : word_refuse(error, word);
}

/* Sheets of a batch, from the first to the last that is named. */
typedef struct {
    gint64 batch_id, first, last;
} SheetRange;

/* Makes the last sheet of the batch the end of a range that has none. */
static gboolean sheets_are_there(const Selection *selection, SheetRange *range, GError **error)
{
    gint64 last;
    gboolean found;
    if (!db_query_int(selection->db, "select_last_sheet", DB_VALUES(DB_INT(range->batch_id)), &last,
                      &found, error))
        return FALSE;
    if (range->last == G_MAXINT64)
        range->last = MAX(last, range->first);
    if (found && range->last <= last)
        return TRUE;
    if (!found)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no batch %" G_GINT64_FORMAT ": muhafiz status lists those with pages "
                    "that have no record",
                    range->batch_id);
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "batch %" G_GINT64_FORMAT " has no sheet %" G_GINT64_FORMAT
                    ": its last one is sheet %" G_GINT64_FORMAT,
                    range->batch_id, range->last, last);
    return FALSE;
}

/* A wrong number must not take pages out of a record that nobody named. */
static gboolean sheet_is_meant(const Selection *selection, const SheetRange *range, DbRows *row,
                               GError **error)
{
    if (db_rows_is_null(row, 2) || db_rows_int(row, 2) == selection->record_id)
        return TRUE;
    const char *file_no = db_rows_text(row, 3);
    gint64 sheet = db_rows_int(row, 1);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "sheet %" G_GINT64_FORMAT " of batch %" G_GINT64_FORMAT
                " has its place already, as page %" G_GINT64_FORMAT
                " of %s, %s: if it is meant, name its record before it (%s batch:%" G_GINT64_FORMAT
                ":%" G_GINT64_FORMAT ")",
                sheet, range->batch_id, db_rows_int(row, 5), file_no, db_rows_text(row, 4), file_no,
                range->batch_id, sheet);
    return FALSE;
}

static gboolean sheets_add_pages(Selection *selection, const SheetRange *range, guint *n_found,
                                 GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        selection->db, "select_sheet",
        DB_VALUES(DB_INT(range->batch_id), DB_INT(range->first), DB_INT(range->last)), error);
    for (; rows && db_rows_next(rows, error); (*n_found)++)
        if (!sheet_is_meant(selection, range, rows, error) ||
            !page_add(selection, db_rows_int(rows, 0), error))
            return FALSE;
    return rows && !db_rows_failed(rows);
}

/* "7:4-9", or all of "7". */
static gboolean sheets_add(Selection *selection, const char *word, const char *text, GError **error)
{
    const char *colon = strchr(text, ':');
    g_autofree char *number = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup(text);
    SheetRange range = {.first = 1, .last = G_MAXINT64};
    gint64 same;
    guint n_found = 0;
    if (!range_parse(number, &range.batch_id, &same) || range.batch_id != same ||
        (colon && !range_parse(colon + 1, &range.first, &range.last)))
        return word_refuse(error, word);
    if (!sheets_are_there(selection, &range, error) ||
        !sheets_add_pages(selection, &range, &n_found, error))
        return FALSE;
    if (n_found == 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" holds no page: covers and separators are none, nor is what was set "
                    "aside or replaced (muhafiz show batch:%" G_GINT64_FORMAT
                    " lists them; id:N names one all the same)",
                    word, range.batch_id);
    return n_found > 0;
}

static gboolean folio_is_one(Selection *selection, const char *folio, gint64 *page_id,
                             GError **error)
{
    g_autoptr(GString) places = g_string_new(NULL);
    guint n = 0;
    g_autoptr(DbRows) rows = db_query(selection->db, "select_folio",
                                      DB_VALUES(DB_INT(selection->side_id), DB_TEXT(folio)), error);
    for (; rows && db_rows_next(rows, error); n++) {
        *page_id = db_rows_int(rows, 0);
        g_string_append_printf(places, "%s%" G_GINT64_FORMAT, n ? ", " : "", db_rows_int(rows, 1));
    }
    if (!rows || db_rows_failed(rows))
        return FALSE;
    if (n == 1)
        return TRUE;
    if (n == 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s: no page has the label \"%s\"",
                    selection->side_name, folio);
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s: %u pages have the label \"%s\": name one by its place (%s)",
                    selection->side_name, n, folio, places->str);
    return FALSE;
}

static gboolean folio_add(Selection *selection, const char *word, const char *folio, GError **error)
{
    gint64 page_id = 0;
    g_autofree char *label = folio_check(folio, error);
    return label && side_is_known(selection, word, error) &&
           folio_is_one(selection, label, &page_id, error) && page_add(selection, page_id, error);
}

static gboolean word_add(Selection *selection, const char *word, GError **error)
{
    static const struct {
        const char *prefix;
        gboolean (*add)(Selection *, const char *word, const char *rest, GError **);
    } kinds[] = {{"folio:", folio_add}, {"id:", ids_add}, {"batch:", sheets_add}};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(word, kinds[i].prefix))
            return kinds[i].add(selection, word, word + strlen(kinds[i].prefix), error);
    return places_add(selection, word, error);
}

static gboolean side_name(Store *store, gint64 side_id, char **name, gint64 *record_id,
                          GError **error)
{
    g_autoptr(Record) record = NULL;
    g_autoptr(DbRows) row = NULL;
    if (!side_id) {
        *name = g_strdup("the office's pages");
        return TRUE;
    }
    if (!(record = index_record_load_side(store, side_id, error)) ||
        !db_query_row(index_store_db(store), "side_name", DB_VALUES(DB_INT(side_id)), &row, error))
        return FALSE;
    *name = g_strdup_printf("%s, %s", record->file_no, db_rows_text(row, 0));
    *record_id = record->record_id;
    return TRUE;
}

GArray *index_pages_find(Store *store, gint64 side_id, const char *words, GError **error)
{
    g_autoptr(GArray) page_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autofree char *name = NULL;
    g_auto(GStrv) list = g_strsplit(words, ",", -1);
    gint64 record_id = 0;
    if (!side_name(store, side_id, &name, &record_id, error))
        return NULL;
    Selection selection = {index_store_db(store), side_id, record_id, name, page_ids, seen};
    for (guint i = 0; list[i]; i++)
        if (!word_add(&selection, g_strstrip(list[i]), error))
            return NULL;
    return g_steal_pointer(&page_ids);
}
