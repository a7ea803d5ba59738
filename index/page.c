/* Pages: taking masters in; page-reading.c has what a worker reads on them. */
#include "index/store-private.h"

static const char *const role_names[] = {"folio", "cover", "separator"};

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
