/* Volumes: which pages of a side go into which PDF, and what that PDF says of itself.
 *
 * A side is cut at max_volume_pages, and where the layers of the pages would make more than
 * max_volume_mb (what a PDF adds to them is small). Cuts stick: a volume that was written once keeps
 * its first and last page, only the last volume may grow. A frozen volume is left alone; what comes
 * after it goes to the next number (CSMOP 25: numbering continues). Where pages of a frozen one were
 * corrected, it is retired (edit-save.c): from there on the side is cut anew. Everything in a volume
 * comes from rows, so whichever run writes it writes the same bytes.
 *
 * Blank pages are counted and numbered like the others. Where the office wants it so they do not
 * stand in the PDF, unless it would have no page.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "index/store-private.h"

typedef struct {
    gint64 page_id, seq;
    const char *folio, *language, *accepted_at, *alto_sha256, *layers_path; /* lent by the chunk */
    guint64 layers_bytes; /* 0: the cache was emptied */
    gboolean is_blank;
} SidePage;

typedef struct {
    guint number, first, n_pages; /* first: index into the side's pages */
} Cut;

/* What is common to the volumes of a task. */
typedef struct {
    Store *store;
    SideTask *task;
    Volume common; /* what all volumes say */
    const char *nic_no;
    GArray *pages; /* SidePage by seq */
    guint volume_pages_max;
    guint64 volume_bytes_max;
    gboolean omit_blanks;
} Side;

/* ----------------------------------------------------------------------------------- loading -- */

static const char *keep(SideTask *task, const char *text)
{
    return g_string_chunk_insert_const(task->strings, text ? text : "");
}

static gboolean side_load(Side *side, GError **error)
{
    SideTask *task = side->task;
    Volume *common = &side->common;
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(side->store), "side_load", DB_VALUES(DB_INT(task->side_id)),
                      &row, error))
        return FALSE;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "there is no side %" G_GINT64_FORMAT,
                    task->side_id);
        return FALSE;
    }
    const char **texts[] = {&common->file_no,   &common->side,     &common->title,
                            &common->section,   &common->category, &common->classification,
                            &common->retention, &common->language, &side->nic_no};
    task->revision = db_rows_int(row, 0);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = keep(task, db_rows_text(row, i + 1));
    common->creator = keep(task, index_store_conf_text(side->store, "office", "name"));
    common->part = g_str_equal(index_store_conf_text(side->store, "volume", "part"), "1b")
                       ? PDF_PART_1B
                       : PDF_PART_2U;
    side->volume_pages_max = (guint)index_store_conf_int(side->store, "volume", "max_volume_pages");
    side->volume_bytes_max = (guint64)index_store_conf_int(side->store, "volume", "max_volume_mb")
                             << 20;
    side->omit_blanks =
        g_str_equal(index_store_conf_text(side->store, "volume", "blank_pages"), "omit");
    task->name = g_strdup_printf("%s, %s", common->file_no, common->side);
    return TRUE;
}

static guint64 file_bytes(const char *path)
{
    GStatBuf status;
    return g_stat(path, &status) == 0 ? (guint64)status.st_size : 0;
}

static gboolean side_load_pages(Side *side, GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(side->store), "side_pages",
                                      DB_VALUES(DB_INT(side->task->side_id)), error);
    while (rows && db_rows_next(rows, error)) {
        const char *key = db_rows_text(rows, 6);
        g_autofree char *layers_path =
            key ? index_store_file(side->store, "layers", key, ".layers") : NULL;
        SidePage page = {.page_id = db_rows_int(rows, 0),
                         .seq = db_rows_int(rows, 1),
                         .folio = keep(side->task, db_rows_text(rows, 2)),
                         .language = keep(side->task, db_rows_text(rows, 3)),
                         .accepted_at = keep(side->task, db_rows_text(rows, 4)),
                         .alto_sha256 = keep(side->task, db_rows_text(rows, 5)),
                         .layers_path = keep(side->task, layers_path),
                         .is_blank = db_rows_int(rows, 7) != 0};
        page.layers_bytes = file_bytes(page.layers_path);
        g_array_append_val(side->pages, page);
    }
    return rows && !db_rows_failed(rows);
}

/* ----------------------------------------------------------------------------------- cutting -- */

static const SidePage *page_at(const Side *side, guint index)
{
    return &g_array_index(side->pages, SidePage, index);
}

/* The index behind the last page up to last_seq. */
static guint pages_up_to(const Side *side, guint from, gint64 last_seq)
{
    while (from < side->pages->len && page_at(side, from)->seq <= last_seq)
        from++;
    return from;
}

/* How many pages from first on one volume may hold: at least one. */
static guint pages_that_fit(const Side *side, guint first)
{
    guint n = 1;
    guint64 bytes = page_at(side, first)->layers_bytes;
    for (; n < side->volume_pages_max && first + n < side->pages->len; n++) {
        bytes += page_at(side, first + n)->layers_bytes;
        if (bytes > side->volume_bytes_max)
            break;
    }
    return n;
}

/* Appends the volumes to be written, by number. */
static gboolean side_cut(const Side *side, GArray *cuts, GError **error)
{
    guint end = 0, number = 0, growing = G_MAXUINT;
    g_autoptr(DbRows) rows = db_query(index_store_db(side->store), "side_volumes",
                                      DB_VALUES(DB_INT(side->task->side_id)), error);
    while (rows && db_rows_next(rows, error)) {
        Cut cut = {.first = end};
        gboolean is_frozen = db_rows_int(rows, 2) != 0;
        if (db_rows_int(rows, 0) != number + 1 || end == side->pages->len)
            break; /* behind a retired one, or behind the last page that is left: cut anew */
        end = pages_up_to(side, end, db_rows_int(rows, 1));
        cut.number = ++number;
        cut.n_pages = end - cut.first;
        growing = is_frozen ? G_MAXUINT : cuts->len;
        if (!is_frozen)
            g_array_append_val(cuts, cut);
    }
    if (!rows || db_rows_failed(rows))
        return FALSE;
    if (growing < cuts->len && end < side->pages->len) {
        Cut *last = &g_array_index(cuts, Cut, growing);
        last->n_pages = MAX(last->n_pages, pages_that_fit(side, last->first));
        end = last->first + last->n_pages;
    }
    while (end < side->pages->len) {
        Cut cut = {++number, end, pages_that_fit(side, end)};
        g_array_append_val(cuts, cut);
        end += cut.n_pages;
    }
    return TRUE;
}

/* ---------------------------------------------------------------------------------- volumes -- */

static const char *cut_created(const Side *side, const Cut *cut)
{
    const char *latest = "";
    for (guint i = 0; i < cut->n_pages; i++) {
        const char *at = page_at(side, cut->first + i)->accepted_at;
        latest = strcmp(at, latest) > 0 ? at : latest;
    }
    return latest;
}

/* Of most pages; else the likeliest of the record or the office. As BCP 47. */
static const char *cut_language(const Side *side, const Cut *cut)
{
    const char *best = "";
    guint n_best = 0;
    for (guint i = 0; i < cut->n_pages; i++) {
        const char *language = page_at(side, cut->first + i)->language;
        guint n = 0;
        for (guint j = i; j < cut->n_pages; j++)
            n += page_at(side, cut->first + j)->language == language; /* the chunk keeps one copy */
        if (*language && n > n_best) {
            best = language;
            n_best = n;
        }
    }
    if (n_best)
        return ocr_language_bcp47(best);
    const char *set = *side->common.language
                          ? side->common.language
                          : index_store_conf_text(side->store, "office", "languages");
    g_autofree char *first = g_strndup(set, strcspn(set, "+"));
    return ocr_language_bcp47(first);
}

static const char *label_at(const Side *side, guint index)
{
    g_autofree char *label =
        index_store_folio_label(side->store, side->common.side, page_at(side, index)->folio);
    return keep(side->task, label);
}

/* Whether blank pages are left out of a volume: it must have a page. */
static gboolean cut_omits_blanks(const Side *side, const Cut *cut)
{
    gboolean any_written = FALSE;
    for (guint i = 0; i < cut->n_pages; i++)
        any_written = any_written || !page_at(side, cut->first + i)->is_blank;
    return side->omit_blanks && any_written;
}

static void volume_add_page(const Side *side, guint index, VolumeTask *volume, PdfPage *page)
{
    const SidePage *of = page_at(side, index);
    page->layers_path = of->layers_path;
    page->label = label_at(side, index);
    volume->alto_paths[volume->volume.n_pages++] =
        index_store_file(side->store, "text", of->alto_sha256, ".alto.xml");
    if (of->layers_bytes == 0)
        g_array_append_val(side->task->pages_without_layers, of->page_id);
}

static void volume_add_pages(const Side *side, const Cut *cut, VolumeTask *volume)
{
    PdfPage *pages = g_new0(PdfPage, cut->n_pages);
    gboolean omits_blanks = cut_omits_blanks(side, cut);
    volume->alto_paths = g_new0(char *, cut->n_pages + 1);
    volume->volume.n_pages = 0;
    for (guint i = 0; i < cut->n_pages; i++)
        if (!omits_blanks || !page_at(side, cut->first + i)->is_blank)
            volume_add_page(side, cut->first + i, volume, &pages[volume->volume.n_pages]);
    volume->volume.pages = pages;
}

/* One: "A-12/2008: correspondence 1-37". */
static void volume_add_bookmark(const Side *side, VolumeTask *volume)
{
    const Volume *of = &volume->volume;
    g_autofree char *title =
        g_str_equal(of->first_folio, of->last_folio)
            ? g_strdup_printf("%s: %s %s", of->file_no, of->side, of->first_folio)
            : g_strdup_printf("%s: %s %s-%s", of->file_no, of->side, of->first_folio,
                              of->last_folio);
    PdfBookmark *bookmark = g_new0(PdfBookmark, 1);
    bookmark->title = keep(side->task, title);
    volume->volume.bookmarks = bookmark;
    volume->volume.n_bookmarks = 1;
}

static void volume_add(const Side *side, const Cut *cut)
{
    VolumeTask *volume = g_new0(VolumeTask, 1);
    g_autofree char *folder = index_record_folder(side->nic_no);
    g_autofree char *identifier = g_strdup_printf("%s/%s/%s/%u", index_store_office(side->store),
                                                  side->nic_no, side->common.side, cut->number);
    guint last = cut->first + cut->n_pages - 1;
    volume->volume = side->common;
    volume->volume.volume = cut->number;
    volume->volume.identifier = keep(side->task, identifier);
    volume->volume.language = cut_language(side, cut);
    volume->volume.created = cut_created(side, cut);
    volume->volume.first_folio = page_at(side, cut->first)->folio;
    volume->volume.last_folio = page_at(side, last)->folio;
    volume->first_seq = (guint)page_at(side, cut->first)->seq;
    volume->last_seq = (guint)page_at(side, last)->seq;
    volume->target_folder = g_build_filename(index_store_dir(side->store), "efiles", folder, NULL);
    volume_add_pages(side, cut, volume);
    volume_add_bookmark(side, volume);
    g_ptr_array_add(side->task->volumes, volume);
}

static void volume_task_free(VolumeTask *volume)
{
    g_free((gpointer)volume->volume.pages);
    g_free((gpointer)volume->volume.bookmarks);
    g_strfreev(volume->alto_paths);
    g_free(volume->target_folder);
    g_free(volume);
}

void index_side_task_free(SideTask *task)
{
    if (!task)
        return;
    g_ptr_array_unref(task->volumes);
    g_array_unref(task->pages_without_layers);
    g_string_chunk_free(task->strings);
    g_free(task->name);
    g_free(task);
}

static gboolean side_fill(Side *side, GError **error)
{
    g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(Cut));
    if (!side_load(side, error) || !side_load_pages(side, error) || !side_cut(side, cuts, error))
        return FALSE;
    for (guint i = 0; i < cuts->len; i++)
        if (g_array_index(cuts, Cut, i).n_pages)
            volume_add(side, &g_array_index(cuts, Cut, i));
    return TRUE;
}

/* In a transaction, so that the revision is that of the pages. */
SideTask *index_side_task_load(Store *store, gint64 side_id, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(SideTask) task = g_new0(SideTask, 1);
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(SidePage));
    Side side = {.store = store, .task = task, .pages = pages};
    task->side_id = side_id;
    task->volumes = g_ptr_array_new_with_free_func((GDestroyNotify)volume_task_free);
    task->pages_without_layers = g_array_new(FALSE, FALSE, sizeof(gint64));
    task->strings = g_string_chunk_new(4096);
    if (!db_begin(db, error) || !db_end(db, side_fill(&side, error), error))
        return NULL;
    return g_steal_pointer(&task);
}
