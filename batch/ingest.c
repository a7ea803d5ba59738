/* One file into the store: decoded by a child, published, and written down in one transaction. */
#include "batch/ingest.h"

#include "batch/backs.h"
#include "batch/child.h"
#include "batch/disk.h"
#include "batch/intake.h"
#include "batch/paper.h"
#include "index/member.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define DECODE_SILENCE_MS 120000 /* without a page: a hostile or damaged file */

/* What one file and its settings have in common. */
typedef struct {
    Context *context;
    const IngestSettings *settings;
    const char *path;
    struct stat status; /* before anything was read */
    BatchStart start;
} Ingest;

/* Always FALSE. */
static gboolean fault_of_file(Ingested *result)
{
    result->is_at_fault = TRUE;
    return FALSE;
}

static JsonObject *decode_request(const Intake *intake, const Ingest *ingest)
{
    Sheet sheet;
    const ScanSettings *scan = ingest->settings->scan;
    JsonObject *request = json_object_new();
    intake_next_sheet(intake, &sheet);
    json_object_set_string_member(request, "do", "decode");
    json_object_set_string_member(request, "path", ingest->path);
    json_object_set_string_member(request, "dir", intake_dir(intake));
    json_object_set_object_member(request, "sheet", paper_sheet_write(&sheet));
    json_object_set_double_member(request, "dpi", scan->dpi);
    json_object_set_int_member(request, "master", scan->master);
    return request;
}

static GArray *file_decode(const Intake *intake, const Ingest *ingest, GError **error)
{
    const ChildSettings settings = {.worker = "scan-worker", .memory_bytes = SCAN_WORKER_BYTES};
    g_autoptr(JsonObject) answer =
        child_call(&settings, decode_request(intake, ingest), DECODE_SILENCE_MS, NULL, NULL, error);
    if (!answer)
        return NULL;
    JsonArray *array = member_array(answer, "pages");
    g_autoptr(GArray) pages = scan_pages_new();
    for (guint i = 0; i < member_length(array); i++) {
        Page page;
        if (!paper_page_parse(member_element(array, i), &page, error))
            return NULL;
        g_array_append_val(pages, page);
    }
    return g_steal_pointer(&pages);
}

static gboolean original_keep(const Ingest *ingest, GError **error)
{
    Store *store = ingest->context->store;
    if (!ingest->start.original)
        return TRUE;
    g_autofree char *kept = index_store_path(store, ingest->start.original);
    g_autofree char *spool = index_store_path(store, "spool");
    return g_file_test(kept, G_FILE_TEST_EXISTS) ||
           scan_file_publish_copy(spool, kept, ingest->path, ingest->start.source_sha256, error);
}

/* Whoever writes it may have gone on meanwhile: then the pages are not those of the hash. */
static gboolean file_is_unchanged(const Ingest *ingest, GError **error)
{
    struct stat now;
    const struct stat *was = &ingest->status;
    if (stat(ingest->path, &now) != 0)
        return scan_set_errno(error, errno, "read", ingest->path);
    if (now.st_size == was->st_size && now.st_mtim.tv_sec == was->st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == was->st_mtim.tv_nsec && now.st_ino == was->st_ino)
        return TRUE;
    g_set_error_literal(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
        "it changed while it was read; wait until it is complete and take it again");
    return FALSE;
}

static gboolean place_is_known(Intake *intake, const Ingest *ingest, const GArray *pages,
                               GError **error)
{
    if (ingest->settings->keep_unplaced || ingest->settings->fronts_batch ||
        intake_has_place(intake, (const Page *)(const void *)pages->data, pages->len))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                        "it does not begin with a cover sheet: say which record it belongs to "
                        "with --file FILE_NO");
    return FALSE;
}

static gboolean pages_take(Intake *intake, const Ingest *ingest, Ingested *result, GError **error)
{
    g_autoptr(GArray) pages = file_decode(intake, ingest, error);
    if (!pages || !place_is_known(intake, ingest, pages, error))
        return fault_of_file(result);
    Page *first = (Page *)(void *)pages->data;
    if (!file_is_unchanged(ingest, error))
        fault_of_file(result);
    else if (original_keep(ingest, error) && intake_add(intake, first, pages->len, FALSE, error)) {
        result->n_pages = pages->len;
        return TRUE;
    }
    intake_take_back(intake, first, pages->len);
    return FALSE;
}

/* Also of backs that are in already: a crash may have come before this, or their number was wrong,
 * which is told again. */
static gboolean backs_join(const Ingest *ingest, Ingested *result, GError **error)
{
    gboolean settled = FALSE;
    return !ingest->settings->fronts_batch ||
           backs_settle(ingest->context, result->batch_id, ingest->settings->backs_order, &settled,
                        &result->problem, error);
}

/* Backs without a place are told of as such. */
static gboolean unplaced_count(const Ingest *ingest, Ingested *result, GError **error)
{
    return ingest->settings->fronts_batch ||
           index_batch_count_unplaced(ingest->context->store, result->batch_id, &result->n_unplaced,
                                      error);
}

static gboolean batch_take(const Ingest *ingest, Ingested *result, GError **error)
{
    const IntakeSettings settings = {.start = ingest->start,
                                     .file_no = ingest->settings->file_no,
                                     .side = ingest->settings->side,
                                     .more_follow = ingest->settings->more_follow};
    g_autoptr(GError) failure = NULL;
    g_autoptr(Intake) intake = intake_new(ingest->context, &settings, &failure);
    if (!intake) {
        gboolean is_fault = g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
        g_propagate_error(error, g_steal_pointer(&failure));
        return is_fault ? fault_of_file(result) : FALSE;
    }
    result->batch_id = intake_batch(intake);
    gboolean is_in = pages_take(intake, ingest, result, error);
    gboolean done =
        is_in && backs_join(ingest, result, error) && unplaced_count(ingest, result, error);
    return intake_close(intake, is_in ? "complete" : "refused", done ? error : NULL) && done;
}

/* Where the record is said: a copy in another side is no second one. */
static gboolean side_find(const Ingest *ingest, gint64 *side_id, GError **error)
{
    Store *store = ingest->context->store;
    const IngestSettings *settings = ingest->settings;
    *side_id = 0;
    if (!settings->file_no)
        return TRUE;
    g_autoptr(Record) record = index_record_load(store, settings->file_no, error);
    return record && index_side_find(store, record, settings->side ? settings->side : "", SIDE_FILL,
                                     side_id, error);
}

/* Pages that are in as something else would be no backs of these fronts. */
static gboolean backs_find(const Ingest *ingest, Ingested *result, GError **error)
{
    Store *store = ingest->context->store;
    const char *sha256 = ingest->start.source_sha256;
    gint64 fronts_batch = ingest->settings->fronts_batch;
    if (!index_batch_find_backs(store, sha256, fronts_batch, &result->batch_id, error))
        return FALSE;
    result->known = result->batch_id != 0;
    if (result->known)
        return TRUE;
    if (!index_batch_find_source(store, sha256, 0, &result->batch_id, error))
        return FALSE;
    if (!result->batch_id)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "the same file is in already as batch %" G_GINT64_FORMAT
                ", which is not the backs of batch %" G_GINT64_FORMAT
                ": are these the two stacks of the same sheets?",
                result->batch_id, fronts_batch);
    return fault_of_file(result);
}

/* batch_id 0: not in yet. */
static gboolean batch_find(const Ingest *ingest, Ingested *result, GError **error)
{
    Store *store = ingest->context->store;
    const BatchStart *start = &ingest->start;
    gint64 side_id = 0;
    if (start->source_file && !index_batch_find_file(store, start->source_sha256,
                                                     start->source_file, &result->batch_id, error))
        return FALSE;
    result->is_itself = result->known = result->batch_id != 0;
    if (result->known || ingest->settings->again)
        return TRUE;
    if (ingest->settings->fronts_batch)
        return backs_find(ingest, result, error);
    if (!side_find(ingest, &side_id, error) ||
        !index_batch_find_source(store, start->source_sha256, side_id, &result->batch_id, error))
        return FALSE;
    result->known = result->batch_id != 0;
    return TRUE;
}

/* Room for it, and fronts that have no backs yet: asked before anything is taken. */
static gboolean batch_is_welcome(const Ingest *ingest, guint64 file_bytes, GError **error)
{
    gint64 fronts_batch = ingest->settings->fronts_batch;
    return (!fronts_batch ||
            index_backs_check_fronts(ingest->context->store, fronts_batch, error)) &&
           disk_check_file(ingest->context, file_bytes, error);
}

void ingested_clear(Ingested *result)
{
    g_clear_pointer(&result->problem, g_free);
}

gboolean ingest_file(Context *context, const IngestSettings *settings, const char *path,
                     Ingested *result, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    guint64 file_bytes = 0;
    Ingest ingest = {.context = context, .settings = settings, .path = path};
    *result = (Ingested){0};
    const char *kind = scan_kind_of_file(path, error);
    if (!kind)
        return fault_of_file(result);
    if (stat(path, &ingest.status) != 0)
        return scan_set_errno(error, errno, "read", path);
    if (!scan_file_sha256(path, sha256, &file_bytes, error))
        return FALSE;
    g_autofree char *name = g_path_get_basename(path);
    /* A PDF is kept beside the masters that it becomes. */
    g_autofree char *original =
        g_str_equal(kind, "pdf") ? index_hash_path("", "pages", sha256, ".pdf") : NULL;
    ingest.start = (BatchStart){.kind = "ingest",
                                .source = name,
                                .source_sha256 = sha256,
                                .source_file = settings->identity,
                                .original = original,
                                .expected_sheets = -1,
                                .fronts_batch = settings->fronts_batch,
                                .once = !settings->again && !settings->fronts_batch};
    if (!batch_find(&ingest, result, error))
        return FALSE;
    return result->known
               ? backs_join(&ingest, result, error)
               : batch_is_welcome(&ingest, file_bytes, error) && batch_take(&ingest, result, error);
}
