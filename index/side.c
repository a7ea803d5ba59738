/* Volumes: which pages of a side go into which PDF, and what that PDF says of itself.
 *
 * A frozen volume is left alone; what comes after it goes to the next number (CSMOP 25: numbering
 * continues). Where pages of a frozen one were corrected, it is retired (edit-save.c), and its pages are
 * written again like those of any other. side-cut.c says where a side is cut. Everything in a volume
 * comes from rows, so whichever run writes it writes the same bytes.
 *
 * Blank pages are counted and numbered like the others. Where the office wants it so they do not
 * stand in the PDF, unless it would have no page.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "index/side.h"
#include "index/store-private.h"

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
    side->volume_bytes_max =
        ((guint64)index_store_conf_int(side->store, "volume", "max_volume_mb") << 20) -
        PDF_VOLUME_EXTRA_BYTES;
    side->smaller_recipe = index_smaller_recipe(side->store);
    side->omit_blanks =
        g_str_equal(index_store_conf_text(side->store, "volume", "blank_pages"), "omit");
    task->name = g_strdup_printf("%s, %s", common->file_no, common->side);
    return TRUE;
}

/* What layers take in a volume; 0: there are none. */
static guint64 layers_bytes(const char *path)
{
    GStatBuf status;
    return g_stat(path, &status) == 0 ? (guint64)status.st_size + PDF_PAGE_EXTRA_BYTES : 0;
}

/* Of columns 11 to 13: number, date, sender. */
static const char *item_name(const Side *side, DbRows *rows)
{
    g_autoptr(GString) name = g_string_new(NULL);
    for (guint i = 11; i <= 13; i++) {
        const char *part = db_rows_text(rows, i);
        if (part && *part)
            g_string_append_printf(name, "%s%s", name->len ? ", " : "", part);
    }
    return keep(side->task, name->str);
}

/* The key tells master, words and way of compression, so what another side or run made serves too. */
static void page_find_smaller(const Side *side, SidePage *page)
{
    g_autofree char *key =
        pdf_layers_key(page->master_sha256, &side->smaller_recipe, page->alto_sha256);
    g_autofree char *path = index_store_file(side->store, "layers", key, ".layers");
    page->smaller_path = keep(side->task, path);
    page->smaller_bytes = layers_bytes(path);
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
                         .is_blank = db_rows_int(rows, 7) != 0,
                         .home = (guint)db_rows_int(rows, 8),
                         .item_id = db_rows_int(rows, 9),
                         .item = (guint)db_rows_int(rows, 10)};
        page.item_name = item_name(side, rows);
        page.master_sha256 = keep(side->task, db_rows_text(rows, 14));
        page_find_smaller(side, &page);
        page.layers_bytes = layers_bytes(page.layers_path);
        g_array_append_val(side->pages, page);
    }
    return rows && !db_rows_failed(rows);
}

/* ----------------------------------------------------------------------------------- cutting -- */

const SidePage *side_page_at(const Side *side, guint index)
{
    return &g_array_index(side->pages, SidePage, index);
}

void side_ask_smaller(const Side *side, guint index)
{
    const SidePage *page = side_page_at(side, index);
    GPtrArray *all = side->task->smaller;
    for (guint i = 0; i < all->len; i++)
        if (g_str_equal(((SmallerTask *)all->pdata[i])->layers_path, page->smaller_path))
            return;
    SmallerTask *task = g_new0(SmallerTask, 1);
    task->master_path = index_store_file(side->store, "pages", page->master_sha256, ".tif");
    task->alto_path = index_store_file(side->store, "text", page->alto_sha256, ".alto.xml");
    task->layers_path = g_strdup(page->smaller_path);
    g_ptr_array_add(all, task);
}

/* Those in frozen volumes, and how many these are: they are the first, for a correction retires all from
 * the one it touches on. */
static gboolean side_find_frozen(const Side *side, guint *n_pages, guint *n_volumes, GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(side->store), "side_frozen",
                                      DB_VALUES(DB_INT(side->task->side_id)), error);
    *n_pages = *n_volumes = 0;
    while (rows && db_rows_next(rows, error)) {
        if (db_rows_int(rows, 0) != *n_volumes + 1)
            break;
        while (*n_pages < side->pages->len &&
               side_page_at(side, *n_pages)->seq <= db_rows_int(rows, 1))
            ++*n_pages;
        ++*n_volumes;
    }
    return rows && !db_rows_failed(rows);
}

/* ---------------------------------------------------------------------------------- volumes -- */

static const char *cut_created(const Side *side, const Cut *cut)
{
    const char *latest = "";
    for (guint i = 0; i < cut->n_pages; i++) {
        const char *at = side_page_at(side, cut->first + i)->accepted_at;
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
        const char *language = side_page_at(side, cut->first + i)->language;
        guint n = 0;
        for (guint j = i; j < cut->n_pages; j++)
            n += side_page_at(side, cut->first + j)->language ==
                 language; /* the chunk keeps one copy */
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
        index_store_folio_label(side->store, side->common.side, side_page_at(side, index)->folio);
    return keep(side->task, label);
}

/* Whether blank pages are left out of a volume: it must have a page. */
static gboolean cut_omits_blanks(const Side *side, const Cut *cut)
{
    gboolean any_written = FALSE;
    for (guint i = 0; i < cut->n_pages; i++)
        any_written = any_written || !side_page_at(side, cut->first + i)->is_blank;
    return side->omit_blanks && any_written;
}

static void volume_add_page(const Side *side, const Cut *cut, guint index, VolumeTask *volume,
                            PdfPage *page)
{
    const SidePage *of = side_page_at(side, index);
    page->layers_path = cut->is_smaller ? of->smaller_path : of->layers_path;
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
        if (!omits_blanks || !side_page_at(side, cut->first + i)->is_blank)
            volume_add_page(side, cut, cut->first + i, volume, &pages[volume->volume.n_pages]);
    volume->volume.pages = pages;
}

/* Adds ": 3-7", or ": 3" where there is only one. */
static void bookmark_add(const Side *side, GArray *bookmarks, const PdfBookmark *where,
                         const char *name, const char *first_folio, const char *last_folio)
{
    PdfBookmark bookmark = *where;
    g_autofree char *title = g_str_equal(first_folio, last_folio)
                                 ? g_strdup_printf("%s %s", name, first_folio)
                                 : g_strdup_printf("%s %s-%s", name, first_folio, last_folio);
    bookmark.title = keep(side->task, title);
    g_array_append_val(bookmarks, bookmark);
}

/* "45/2008, 2008-03-14, The Collector: 3-7", or "Item 2: 3-7" where nobody has keyed it yet. */
static void item_add_bookmark(const Side *side, GArray *bookmarks, const PdfBookmark *where,
                              const SidePage *first, const SidePage *last)
{
    g_autofree char *name = *first->item_name ? g_strconcat(first->item_name, ":", NULL)
                                              : g_strdup_printf("Item %u:", first->item);
    bookmark_add(side, bookmarks, where, name, first->folio, last->folio);
}

/* The items of the volume, in the order of their pages; of each the folios that stand in it. */
static void items_add_bookmarks(const Side *side, const Cut *cut, GArray *bookmarks)
{
    gboolean omits_blanks = cut_omits_blanks(side, cut);
    PdfBookmark where = {.level = 1};
    const SidePage *first = NULL, *last = NULL;
    guint n_written = 0;
    for (guint i = 0; i < cut->n_pages; i++) {
        const SidePage *page = side_page_at(side, cut->first + i);
        if (omits_blanks && page->is_blank)
            continue;
        if (!first || page->item_id != first->item_id) {
            if (first && first->item_id)
                item_add_bookmark(side, bookmarks, &where, first, last);
            first = page;
            where.first_page = n_written;
        }
        last = page;
        n_written++;
    }
    if (first && first->item_id)
        item_add_bookmark(side, bookmarks, &where, first, last);
}

/* "A-12/2008: correspondence 1-37", and under it its items. */
static void volume_add_bookmarks(const Side *side, const Cut *cut, VolumeTask *volume)
{
    Volume *of = &volume->volume;
    g_autoptr(GArray) bookmarks = g_array_new(FALSE, FALSE, sizeof(PdfBookmark));
    g_autofree char *name = g_strdup_printf("%s: %s", of->file_no, of->side);
    bookmark_add(side, bookmarks, &(PdfBookmark){0}, name, of->first_folio, of->last_folio);
    items_add_bookmarks(side, cut, bookmarks);
    of->n_bookmarks = bookmarks->len;
    of->bookmarks = (PdfBookmark *)(void *)g_array_free(g_steal_pointer(&bookmarks), FALSE);
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
    volume->volume.first_folio = side_page_at(side, cut->first)->folio;
    volume->volume.last_folio = side_page_at(side, last)->folio;
    volume->first_seq = (guint)side_page_at(side, cut->first)->seq;
    volume->last_seq = (guint)side_page_at(side, last)->seq;
    volume->bytes_max = side->volume_bytes_max + PDF_VOLUME_EXTRA_BYTES;
    volume->target_folder = g_build_filename(index_store_dir(side->store), "efiles", folder, NULL);
    volume_add_pages(side, cut, volume);
    volume_add_bookmarks(side, cut, volume);
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

static void smaller_task_free(SmallerTask *task)
{
    g_free(task->master_path);
    g_free(task->alto_path);
    g_free(task->layers_path);
    g_free(task);
}

void index_side_task_free(SideTask *task)
{
    if (!task)
        return;
    g_ptr_array_unref(task->volumes);
    g_array_unref(task->pages_without_layers);
    g_ptr_array_unref(task->smaller);
    g_string_chunk_free(task->strings);
    g_free(task->name);
    g_free(task);
}

static gboolean side_fill(Side *side, GError **error)
{
    g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(Cut));
    guint n_frozen_pages, n_frozen;
    if (!side_load(side, error) || !side_load_pages(side, error) ||
        !side_find_frozen(side, &n_frozen_pages, &n_frozen, error))
        return FALSE;
    side_cut(side, n_frozen_pages, n_frozen, cuts);
    for (guint i = 0; i < cuts->len; i++)
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
    task->smaller = g_ptr_array_new_with_free_func((GDestroyNotify)smaller_task_free);
    task->strings = g_string_chunk_new(4096);
    if (!db_begin(db, error) || !db_end(db, side_fill(&side, error), error))
        return NULL;
    return g_steal_pointer(&task);
}
