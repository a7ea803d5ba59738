/* After a crash or a power cut: what was published but not written down, and what was left in the
 * spool.
 *
 * A scan that died has paper behind it that went through the feeder: whole masters in its spool
 * folder, and published ones whose rows were lost. Each names its batch, sheet and face, so they
 * are adopted in order. Half a duplex sheet is not: the operator is told to feed that sheet again.
 * An ingest that died had either written all rows of its file or none; masters of the latter kind
 * are taken back, because the operator still has the file and will ingest it again.
 */
#include "batch/identify.h"
#include "batch/intake.h"
#include "batch/output.h"
#include "batch/spool.h"
#include "index/member.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLOCK_SLACK_S 86400 /* a clock that was put right meanwhile must not hide a master */

/* <64 hex digits>.tif */
static gboolean name_is_master(const char *name)
{
    if (strlen(name) != SCAN_SHA256_SIZE - 1 + 4 || !g_str_has_suffix(name, ".tif"))
        return FALSE;
    for (guint i = 0; i < SCAN_SHA256_SIZE - 1; i++)
        if (!g_ascii_isxdigit(name[i]))
            return FALSE;
    return TRUE;
}

/* Adds the paths of masters in one folder of pages/ that no row names. */
static gboolean folder_search(Store *store, const char *folder, gint64 since, GPtrArray *paths,
                              GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *hash = g_strndup(name, SCAN_SHA256_SIZE - 1);
        GStatBuf status;
        gboolean known = FALSE;
        if (!name_is_master(name) || g_stat(path, &status) || status.st_mtime < since)
            continue;
        if (!index_master_is_known(store, hash, &known, error))
            return FALSE;
        if (!known)
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
    return TRUE;
}

static GPtrArray *masters_without_rows(Store *store, const char *since, GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDateTime) start = g_date_time_new_from_iso8601(since, NULL);
    gint64 since_s = start ? g_date_time_to_unix(start) - CLOCK_SLACK_S : 0;
    g_autofree char *pages = index_store_path(store, "pages");
    g_autoptr(GDir) dir = g_dir_open(pages, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *folder = g_build_filename(pages, name, NULL);
        if (!folder_search(store, folder, since_s, paths, error))
            return NULL;
    }
    return g_steal_pointer(&paths);
}

/* A page whose measuring crashes is a page all the same, though it may be a cover: it is flagged as
 * one whose code cannot be read. DATA: no whole master. */
static gboolean master_identify(const char *path, Page *page, GError **error)
{
    return identify_master(path, TRUE, page, NULL) || identify_master(path, FALSE, page, error);
}

/* A file that nobody could look at may be a page: the spool folder is removed in the end, and the
 * batch would go on without a sheet that is published. One that is gone was taken back by whoever
 * published it. */
static gboolean master_may_be_left(const char *path, const GError *failure, GError **error)
{
    if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA) ||
        !g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                "%s may be a scanned page but cannot be looked at (%s): try again; if it stays so, "
                "keep the file somewhere else and move it out of the store",
                path, failure->message);
    return FALSE;
}

/* Adds the files of the batch's spool folder that may be masters. */
static void spool_search(const char *dir_path, GPtrArray *paths)
{
    g_autoptr(GDir) dir = g_dir_open(dir_path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, SPOOL_PAGE) || g_str_has_suffix(name, SPOOL_HALF))
            g_ptr_array_add(paths, g_build_filename(dir_path, name, NULL));
}

/* A duplex sheet of which only one face was finished. */
static gboolean page_is_half(const GArray *pages, guint i)
{
    const Page *page = &g_array_index(pages, Page, i);
    guint number = page->sheet.number;
    return g_str_has_suffix(page->path, SPOOL_HALF) &&
           !(i > 0 && g_array_index(pages, Page, i - 1).sheet.number == number) &&
           !(i + 1 < pages->len && g_array_index(pages, Page, i + 1).sheet.number == number);
}

static int page_compare(gconstpointer a, gconstpointer b)
{
    const Page *left = a, *right = b;
    if (left->sheet.number != right->sheet.number)
        return left->sheet.number < right->sheet.number ? -1 : 1;
    return (int)left->sheet.face - (int)right->sheet.face;
}

/* Masters of the batch that have no row, in feeding order. One that is broken is left for verify to
 * name. */
static GArray *batch_masters(Context *context, const StaleBatch *batch, const char *spool_dir,
                             GError **error)
{
    g_autoptr(GPtrArray) paths = masters_without_rows(context->store, batch->started_at, error);
    if (!paths)
        return NULL;
    spool_search(spool_dir, paths);
    g_autoptr(GArray) pages = scan_pages_new();
    for (guint i = 0; i < paths->len; i++) {
        Page page = {0};
        g_autoptr(GError) failure = NULL;
        const char *path = g_ptr_array_index(paths, i);
        if (!master_identify(path, &page, &failure)) {
            if (!master_may_be_left(path, failure, error))
                return NULL;
            continue;
        }
        if (page.sheet.batch == batch->batch_id)
            g_array_append_val(pages, page);
        else
            scan_page_clear(&page);
    }
    g_array_sort(pages, page_compare);
    for (guint i = pages->len; i > 0; i--)
        if (page_is_half(pages, i - 1))
            g_array_remove_index(pages, i - 1);
    return g_steal_pointer(&pages);
}

static gboolean scan_adopt(Context *context, const StaleBatch *batch, GArray *pages, GError **error)
{
    if (pages->len == 0)
        return TRUE;
    g_autoptr(Intake) intake = intake_reopen(context, batch->batch_id, error);
    if (!intake || !intake_add(intake, (Page *)(void *)pages->data, pages->len, FALSE, error))
        return FALSE;
    output_line(context,
                "Batch %" G_GINT64_FORMAT ": %u %s scanned just before the end, found and "
                "taken in.",
                batch->batch_id, COUNTED(pages->len, "page"));
    return TRUE;
}

static gboolean batch_has_rows(Store *store, gint64 batch_id, gboolean *has_rows, GError **error)
{
    g_autoptr(JsonNode) ledger = index_batch_ledger(store, batch_id, error);
    if (ledger)
        *has_rows = json_object_get_int_member(json_node_get_object(ledger), "fed") > 0;
    return ledger != NULL;
}

static gboolean ingest_take_back(Context *context, const StaleBatch *batch, GArray *pages,
                                 GError **error)
{
    gboolean has_rows = FALSE;
    for (guint i = 0; i < pages->len; i++)
        g_unlink(g_array_index(pages, Page, i).path);
    return batch_has_rows(context->store, batch->batch_id, &has_rows, error) &&
           index_batch_close(context->store, batch->batch_id, has_rows ? "complete" : "interrupted",
                             error);
}

static gboolean batch_recover(Context *context, const StaleBatch *batch, GError **error)
{
    g_autofree char *dir = spool_batch_dir(index_store_dir(context->store), batch->batch_id);
    g_autoptr(GArray) pages = batch_masters(context, batch, dir, error);
    if (!pages ||
        !(g_str_equal(batch->kind, "scan") ? scan_adopt(context, batch, pages, error)
                                           : ingest_take_back(context, batch, pages, error)))
        return FALSE;
    scan_dir_remove(dir, NULL);
    return TRUE;
}

static gboolean batches_recover(Context *context, GError **error)
{
    g_autoptr(GArray) stale = index_batches_stale(context->store, error);
    if (!stale)
        return FALSE;
    for (guint i = 0; i < stale->len; i++)
        if (!batch_recover(context, &g_array_index(stale, StaleBatch, i), error))
            return FALSE;
    return TRUE;
}

gboolean intake_recover(Context *context, GError **error)
{
    g_autofree char *spool = index_store_path(context->store, "spool");
    int lock = spool_lock(index_store_dir(context->store), SPOOL_LOCK_RECOVER, TRUE, error);
    if (lock < 0)
        return FALSE;
    gboolean done = batches_recover(context, error);
    if (done)
        spool_clean(spool);
    close(lock);
    return done;
}
