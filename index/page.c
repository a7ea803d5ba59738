/* Pages: taking masters in, and what a worker read on them. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/store-private.h"

static const char *const role_names[] = {"folio", "cover", "separator"};

/* ------------------------------------------------------------------------------------ adding -- */

/* What one run of placements (one after the other, of the same side) has in common. */
typedef struct {
    Store *store;
    Db *db;
    const char *now;
    gint64 batch_id, side_id; /* side_id 0: none */
    gboolean is_withheld;
    guint n_folios;
    GVariantBuilder *pages; /* for the run's event */
} Adder;

/* The number of the next page of the side; 0 for what is no page of a side. */
static gboolean page_next_seq(Adder *adder, const PagePlacement *placement, gint64 *seq,
                              GError **error)
{
    *seq = 0;
    return placement->role != PAGE_ROLE_FOLIO || !adder->side_id ||
           db_query_int(adder->db, "side_next_seq", DB_VALUES(DB_INT(adder->side_id)), seq, NULL,
                        error);
}

/* Of the page before it in the batch, where that is of this side; 0: none. */
static gboolean page_find_item(Adder *adder, const PagePlacement *placement, gint64 *item_id,
                               GError **error)
{
    const Sheet *sheet = &placement->page->sheet;
    gboolean found;
    *item_id = 0;
    return placement->item != PAGE_ITEM_CONTINUE || !adder->side_id ||
           db_query_int(adder->db, "page_item_before",
                        DB_VALUES(DB_INT(adder->batch_id), DB_INT(sheet->number),
                                  DB_TEXT(scan_face_name(sheet->face)), DB_INT(adder->side_id)),
                        item_id, &found, error);
}

static gboolean page_begin_item(Adder *adder, const PagePlacement *placement, gint64 page_id,
                                gint64 *item_id, GError **error)
{
    if (placement->item != PAGE_ITEM_BEGIN || !adder->side_id)
        return TRUE;
    return db_query_int(adder->db, "item_insert",
                        DB_VALUES(DB_INT(adder->side_id), DB_TEXT(adder->now)), item_id, NULL,
                        error) &&
           db_exec(adder->db, "page_set_item", DB_VALUES(DB_INT(page_id), DB_INT(*item_id)), error);
}

static gboolean page_insert(Adder *adder, const PagePlacement *placement, gint64 seq,
                            gint64 item_id, gint64 *page_id, GError **error)
{
    const Page *page = placement->page;
    g_autofree char *folio = g_strdup_printf("%" G_GINT64_FORMAT, seq);
    gboolean is_new;
    *page_id = 0;
    return db_query_int(
        adder->db, "page_insert",
        DB_VALUES(DB_INT(adder->batch_id), DB_INT(page->sheet.number),
                  DB_TEXT(scan_face_name(page->sheet.face)), DB_TEXT(role_names[placement->role]),
                  adder->side_id ? DB_INT(adder->side_id) : DB_NULL, seq ? DB_INT(seq) : DB_NULL,
                  seq ? DB_TEXT(folio) : DB_NULL, DB_TEXT(page->sha256),
                  DB_INT((gint64)page->size_bytes), DB_INT(page->width_px), DB_INT(page->height_px),
                  DB_REAL(page->dpi), DB_INT(page->channels), DB_INT(page->depth_bits),
                  DB_TEXT(adder->now), item_id ? DB_INT(item_id) : DB_NULL,
                  *page->picture ? DB_TEXT(page->picture) : DB_NULL),
        page_id, &is_new, error);
}

static gboolean page_set_flag(Db *db, gint64 page_id, const char *flag, double value,
                              GError **error)
{
    return db_exec(db, "flag_set", DB_VALUES(DB_INT(page_id), DB_TEXT(flag), DB_REAL(value)),
                   error);
}

/* What was measured, and what is wrong with where it lay. */
static gboolean page_set_flags(Adder *adder, const PagePlacement *placement, gint64 page_id,
                               GError **error)
{
    const Page *page = placement->page;
    PageOrder order = placement->order;
    if (!order && placement->role == PAGE_ROLE_FOLIO && !adder->side_id)
        order = PAGE_ORDER_NO_RECORD;
    for (guint i = 0; i < page->n_flags; i++)
        if (!page_set_flag(adder->db, page_id, page->flags[i].flag, page->flags[i].value, error))
            return FALSE;
    return !order || page_set_flag(adder->db, page_id, "order", order, error);
}

/* The same picture twice in the office: one is too many, but which one only a person can tell. *twin_id: the first; 0:
 * there is none. */
static gboolean page_set_duplicate(Adder *adder, const PagePlacement *placement, gint64 page_id,
                                   gint64 *twin_id, GError **error)
{
    gboolean found = FALSE;
    *twin_id = 0;
    if (placement->role != PAGE_ROLE_FOLIO || !adder->side_id)
        return TRUE;
    return db_query_int(adder->db, "page_find_twin", DB_VALUES(DB_INT(page_id)), twin_id, &found,
                        error) &&
           (!found || page_set_flag(adder->db, page_id, "duplicate", PAGE_DUPLICATE_TWIN, error));
}

#define PAGE_NOTE                                                                                  \
    "'page_id': <%x>, 'sheet': <%u>, 'face': <%s>, 'role': <%s>, 'seq': <%x>, 'item': <%x>, "      \
    "'sha256': <%s>"

static void page_note(Adder *adder, const PagePlacement *placement, gint64 page_id, gint64 seq,
                      gint64 item_id, gint64 twin_id)
{
    const Page *page = placement->page;
    g_variant_builder_add_parsed(adder->pages,
                                 twin_id ? "{" PAGE_NOTE ", 'same': <%x>}" : "{" PAGE_NOTE "}",
                                 page_id, page->sheet.number, scan_face_name(page->sheet.face),
                                 role_names[placement->role], seq, item_id, page->sha256, twin_id);
}

static gboolean page_add(Adder *adder, const PagePlacement *placement, GError **error)
{
    gint64 page_id, seq, item_id, twin_id;
    if (!page_next_seq(adder, placement, &seq, error) ||
        !page_find_item(adder, placement, &item_id, error) ||
        !page_insert(adder, placement, seq, item_id, &page_id, error))
        return FALSE;
    if (!page_id) /* it has a row already */
        return TRUE;
    if (!page_begin_item(adder, placement, page_id, &item_id, error) ||
        !page_set_flags(adder, placement, page_id, error) ||
        !page_set_duplicate(adder, placement, page_id, &twin_id, error) ||
        (placement->role == PAGE_ROLE_FOLIO &&
         (!page_hold(adder->db, page_id, error) ||
          !alike_put_due(adder->db, page_id, placement->page, error))) ||
        (placement->token &&
         !index_token_use(adder->store, placement->token, page_id, adder->side_id, error)))
        return FALSE;
    page_note(adder, placement, page_id, seq, item_id, twin_id);
    adder->n_folios += seq > 0;
    return seq == 0 || adder->is_withheld || index_job_add(adder->store, JOB_PAGE, page_id, error);
}

/* Which pages went where: record and side, if there are any. */
static GVariant *adder_detail(Adder *adder, const Record *record, GVariant *pages, GError **error)
{
    g_autoptr(DbRows) side = NULL;
    if (!record)
        return g_variant_new_parsed("{'pages': <%@aa{sv}>}", pages);
    if (!db_query_row(adder->db, "side_name", DB_VALUES(DB_INT(adder->side_id)), &side, error))
        return NULL;
    return g_variant_new_parsed("{'record': <%s>, 'side': <%s>, 'pages': <%@aa{sv}>}",
                                record->nic_no, db_rows_text(side, 0), pages);
}

static gboolean adder_log(Adder *adder, const Record *record, GError **error)
{
    g_autofree char *object = g_strdup_printf("batch %" G_GINT64_FORMAT, adder->batch_id);
    g_autoptr(GVariant) pages = g_variant_ref_sink(g_variant_builder_end(adder->pages));
    if (g_variant_n_children(pages) == 0)
        return TRUE;
    if (adder->n_folios && !index_side_touch(adder->store, adder->side_id, error))
        return FALSE;
    GVariant *detail = adder_detail(adder, record, pages, error);
    return detail && index_event_put(adder->store, "pages.added", object,
                                     record ? record->record_id : 0, detail, error);
}

static gboolean run_add(Adder *adder, const PagePlacement *placements, guint n_placements,
                        GError **error)
{
    g_autoptr(GVariantBuilder) pages = g_variant_builder_new(G_VARIANT_TYPE("aa{sv}"));
    g_autoptr(Record) record = NULL;
    adder->pages = pages;
    adder->side_id = placements[0].side_id;
    adder->n_folios = 0;
    if (adder->side_id && !(record = index_record_load_side(adder->store, adder->side_id, error)))
        return FALSE;
    adder->is_withheld = record && index_record_is_withheld(record);
    for (guint i = 0; i < n_placements; i++)
        if (!page_add(adder, &placements[i], error))
            return FALSE;
    return adder_log(adder, record, error);
}

static gboolean placements_add(Adder *adder, const PagePlacement *placements, guint n_placements,
                               GError **error)
{
    guint length;
    for (guint first = 0; first < n_placements; first += length) {
        for (length = 1; first + length < n_placements &&
                         placements[first + length].side_id == placements[first].side_id;)
            length++;
        if (!run_add(adder, placements + first, length, error))
            return FALSE;
    }
    return TRUE;
}

gboolean index_pages_add(Store *store, gint64 batch_id, const PagePlacement *placements,
                         guint n_placements, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *now = index_now();
    Adder adder = {.store = store, .db = db, .now = now, .batch_id = batch_id};
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, placements_add(&adder, placements, n_placements, error), error);
}

gboolean index_master_is_known(Store *store, const char *sha256, gboolean *known, GError **error)
{
    gint64 page_id;
    return db_query_int(index_store_db(store), "page_find_sha256", DB_VALUES(DB_TEXT(sha256)),
                        &page_id, known, error);
}

/* -------------------------------------------------------------------------------------- reading -- */

void index_page_task_free(PageTask *task)
{
    if (!task)
        return;
    g_free(task->name);
    g_free(task->master_path);
    g_free(task->master_sha256);
    g_free(task->languages);
    g_free(task->expected_language);
    g_free(task);
}

/* Whether its own words told how the page must be turned, or a person: not the pages around it. */
static gboolean neighbour_tells(DbRows *row)
{
    const char *text = db_rows_text(row, 2);
    g_autoptr(JsonNode) findings = text ? json_from_string(text, NULL) : NULL;
    return db_rows_int(row, 1) != 0 ||
           (findings && JSON_NODE_HOLDS_OBJECT(findings) &&
            json_object_get_double_member_with_default(json_node_get_object(findings),
                                                       "turn_confidence", 0) > 0);
}

/* Those that are read already; where they differ they say nothing. */
static gboolean page_ask_neighbours(Db *db, gint64 page_id, PageTask *task, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "page_neighbours", DB_VALUES(DB_INT(page_id)), error);
    guint n_telling = 0, n_alike = 0;
    while (rows && db_rows_next(rows, error)) {
        guint turns = (guint)db_rows_int(rows, 0);
        if (!neighbour_tells(rows))
            continue;
        if (n_telling++ == 0)
            task->expected_turns = turns;
        n_alike += turns == task->expected_turns;
    }
    task->expects_turn = n_telling > 0 && n_alike == n_telling;
    return rows && !db_rows_failed(rows);
}

/* The same of their language. */
static gboolean page_ask_language(Db *db, gint64 page_id, PageTask *task, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "page_neighbours", DB_VALUES(DB_INT(page_id)), error);
    gboolean is_alike = TRUE;
    while (rows && db_rows_next(rows, error)) {
        if (!task->expected_language)
            task->expected_language = index_row_text(rows, 3);
        is_alike = is_alike && g_str_equal(task->expected_language, db_rows_text(rows, 3));
    }
    if (!is_alike)
        g_clear_pointer(&task->expected_language, g_free);
    return rows && !db_rows_failed(rows);
}

/* As it was read before, so that no page is turned over by reading it again unless it says so itself; else
 * as its neighbours lay, and in their language. */
static gboolean page_expect(Db *db, gint64 page_id, DbRows *row, PageTask *task, GError **error)
{
    const char *language = db_rows_text(row, 11);
    task->expects_turn = db_rows_int(row, 10) != 0;
    task->expected_turns = (guint)db_rows_int(row, 7);
    task->expected_language = language && *language ? g_strdup(language) : NULL;
    return (task->expects_turn || page_ask_neighbours(db, page_id, task, error)) &&
           (task->expected_language || page_ask_language(db, page_id, task, error));
}

PageTask *index_page_task_load(Store *store, gint64 page_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "page_task", DB_VALUES(DB_INT(page_id)), &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "page %" G_GINT64_FORMAT " belongs to no record", page_id);
        return NULL;
    }
    const char *languages = db_rows_text(row, 4);
    g_autoptr(PageTask) task = g_new0(PageTask, 1);
    task->name = g_strdup_printf("%s, %s page %s", db_rows_text(row, 0), db_rows_text(row, 1),
                                 db_rows_text(row, 2));
    task->master_sha256 = index_row_text(row, 3);
    task->master_path = index_store_file(store, "pages", task->master_sha256, ".tif");
    task->languages =
        g_strdup(*languages ? languages : index_store_conf_text(store, "office", "languages"));
    task->width_px = (guint)db_rows_int(row, 5);
    task->height_px = (guint)db_rows_int(row, 6);
    task->turn_is_said = db_rows_int(row, 8) != 0;
    task->has_words = db_rows_int(row, 9) != 0;
    task->quarter_turns = task->turn_is_said ? (guint)db_rows_int(row, 7) : 0;
    if (!page_expect(index_store_db(store), page_id, row, task, error))
        return NULL;
    return g_steal_pointer(&task);
}

static gboolean page_flag(Db *db, gint64 page_id, const char *flag, gboolean is_set, double value,
                          GError **error)
{
    return is_set ? page_set_flag(db, page_id, flag, value, error)
                  : db_exec(db, "flag_remove", DB_VALUES(DB_INT(page_id), DB_TEXT(flag)), error);
}

/* The flags on which recognition has the last word; blank and skew are the scan's, which looks for
 * them with more care (scan/blank.c). A page without words is unsure unless it is blank: what is pale or
 * blurred may be legible to people. */
static gboolean reading_set_flags(Store *store, gint64 page_id, const PageReading *reading,
                                  GError **error)
{
    Db *db = index_store_db(store);
    double least = (double)index_store_conf_int(store, "check", "confidence_min");
    gint64 is_blank = FALSE;
    if (!db_query_int(db, "page_is_blank", DB_VALUES(DB_INT(page_id)), &is_blank, NULL, error))
        return FALSE;
    gboolean is_unsure =
        reading->is_unread || (*reading->text ? reading->confidence < least : !is_blank);
    return page_flag(db, page_id, "low-confidence", is_unsure, reading->confidence, error) &&
           page_flag(db, page_id, "unread", reading->is_unread, 1, error);
}

static gboolean reading_store(Store *store, gint64 page_id, const PageReading *reading,
                              GError **error)
{
    Db *db = index_store_db(store);
    return db_exec(db, "page_set_reading",
                   DB_VALUES(DB_INT(page_id), DB_REAL(reading->confidence),
                             DB_TEXT(reading->language), DB_TEXT(reading->alto_sha256),
                             DB_TEXT(reading->layers_key), DB_TEXT(reading->findings),
                             DB_INT(reading->quarter_turns)),
                   error) &&
           reading_set_flags(store, page_id, reading, error) &&
           index_search_put(store, page_id, reading->text, error);
}

static gboolean reading_log(Store *store, gint64 page_id, gint64 record_id, const char *sha256,
                            const PageReading *reading, GError **error)
{
    g_autofree char *object = g_strdup_printf("page %" G_GINT64_FORMAT, page_id);
    return index_event_put(
        store, reading->is_unread ? "page.unread" : "page.recognised", object, record_id,
        g_variant_new_parsed("{'sha256': <%s>, 'alto_sha256': <%s>, 'confidence': <%d>}", sha256,
                             reading->alto_sha256, reading->confidence),
        error);
}

/* *left: the earlier ALTO file, where no row names it any more (the page was turned, say). */
static gboolean alto_find_left(Store *store, DbRows *page, const PageReading *reading, char **left,
                               GError **error)
{
    const char *sha256 = db_rows_text(page, 0), *alto_sha256 = db_rows_text(page, 3);
    gint64 n_named;
    if (!alto_sha256 || g_str_equal(alto_sha256, reading->alto_sha256))
        return TRUE;
    if (!db_query_int(index_store_db(store), "page_alto_named",
                      DB_VALUES(DB_TEXT(sha256), DB_TEXT(alto_sha256)), &n_named, NULL, error))
        return FALSE;
    if (n_named == 0)
        *left = index_store_file(store, "text", alto_sha256, ".alto.xml");
    return TRUE;
}

/* A page that is read again only because the layers cache was emptied comes out the same: then neither
 * its side nor the log has anything new. */
static gboolean page_finish(Store *store, const Job *job, const PageReading *reading, char **left,
                            GError **error)
{
    g_autoptr(DbRows) page = NULL;
    gboolean is_ours =
        reading->is_unread ? index_job_keep(store, job, error) : index_job_end(store, job, error);
    if (!is_ours || !db_query_row(index_store_db(store), "page_before_reading",
                                  DB_VALUES(DB_INT(job->target_id)), &page, error))
        return FALSE;
    g_assert(page); /* jobs are made only for pages of a side, and go with their place */
    gboolean is_new = g_strcmp0(db_rows_text(page, 3), reading->alto_sha256) != 0 ||
                      g_strcmp0(db_rows_text(page, 4), reading->layers_key) != 0;
    return reading_store(store, job->target_id, reading, error) &&
           (!is_new || (index_side_touch(store, db_rows_int(page, 1), error) &&
                        reading_log(store, job->target_id, db_rows_int(page, 2),
                                    db_rows_text(page, 0), reading, error) &&
                        alto_find_left(store, page, reading, left, error)));
}

/* The file goes after the row that named it; packages have copies of their own. */
gboolean index_page_finish(Store *store, const Job *job, const PageReading *reading, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *left = NULL;
    if (!db_begin(db, error) || !db_end(db, page_finish(store, job, reading, &left, error), error))
        return FALSE;
    if (left)
        g_unlink(left);
    return TRUE;
}
