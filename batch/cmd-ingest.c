/* muhafiz ingest: page images and PDF files into the store. A file goes in whole or not at all. */
#include "batch/child.h"
#include "batch/disk.h"
#include "batch/intake.h"
#include "batch/member.h"
#include "batch/output.h"
#include "batch/paper.h"
#include "batch/scanner.h"

#include <string.h>

#define DECODE_SILENCE_MS 120000 /* without a page: a hostile or damaged file */

static const CommandOption options[] = {
    {"file", 'f', OPTION_TEXT, 0, 0, NULL, "FILE_NO",
     "the record they belong to, when there is no cover sheet"},
    {"side", 0, OPTION_TEXT, 0, 0, NULL, "SIDE",
     "notes, correspondence, issues or references (openings, sheets)"},
    {"profile", 'p', OPTION_TEXT, 0, 0, NULL, "NAME",
     "a [scan NAME] section of muhafiz.conf, of which dpi and master count here"},
    {"again", 0, OPTION_FLAG, 0, 0, NULL, NULL, "take a file although the same one is in already"},
    {0},
};

/* What became of one path, as --json tells it. */
typedef struct {
    gint64 batch_id; /* 0: none */
    guint n_pages;
    gboolean known; /* it was in already */
} Taken;

static JsonObject *decode_request(const Intake *intake, const ScanSettings *scan, const char *path)
{
    Sheet sheet;
    JsonObject *request = json_object_new();
    intake_next_sheet(intake, &sheet);
    json_object_set_string_member(request, "do", "decode");
    json_object_set_string_member(request, "path", path);
    json_object_set_string_member(request, "dir", intake_dir(intake));
    json_object_set_object_member(request, "sheet", paper_sheet_write(&sheet));
    json_object_set_double_member(request, "dpi", scan->dpi);
    json_object_set_int_member(request, "master", scan->master);
    return request;
}

static GArray *file_decode(const Intake *intake, const ScanSettings *scan, const char *path,
                           GError **error)
{
    const ChildSettings settings = {.worker = "scan-worker", .memory_bytes = SCAN_WORKER_BYTES};
    g_autoptr(JsonObject) answer = child_call(&settings, decode_request(intake, scan, path),
                                              DECODE_SILENCE_MS, NULL, NULL, error);
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

static gboolean original_keep(Context *context, const char *path, const BatchStart *start,
                              GError **error)
{
    if (!start->original)
        return TRUE;
    g_autofree char *kept = index_store_path(context->store, start->original);
    g_autofree char *spool = index_store_path(context->store, "spool");
    return g_file_test(kept, G_FILE_TEST_EXISTS) ||
           scan_file_publish_copy(spool, kept, path, start->source_sha256, error);
}

static gboolean pages_take(Intake *intake, Context *context, const ScanSettings *scan,
                           const char *path, const BatchStart *start, guint *n_pages,
                           GError **error)
{
    g_autoptr(GArray) pages = file_decode(intake, scan, path, error);
    if (!pages)
        return FALSE;
    Page *first = (Page *)(void *)pages->data;
    if (!intake_has_place(intake, first, pages->len)) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                            "it does not begin with a cover sheet: say which record it belongs to "
                            "with --file FILE_NO");
        return FALSE;
    }
    *n_pages = pages->len;
    if (original_keep(context, path, start, error) &&
        intake_add(intake, first, pages->len, FALSE, error))
        return TRUE;
    intake_take_back(intake, first, pages->len);
    return FALSE;
}

static gboolean file_ingest(Context *context, const IntakeSettings *settings,
                            const ScanSettings *scan, const char *path, Taken *taken,
                            GError **error)
{
    g_autoptr(Intake) intake = intake_new(context, settings, error);
    if (!intake)
        return FALSE;
    gboolean done =
        pages_take(intake, context, scan, path, &settings->start, &taken->n_pages, error);
    taken->batch_id = intake_batch(intake);
    return intake_close(intake, done ? "complete" : "refused", done ? error : NULL) && done;
}

/* 0: not in yet. */
static gboolean batch_find(Context *context, const IntakeSettings *settings, gint64 *batch_id,
                           GError **error)
{
    gint64 side_id = 0;
    *batch_id = 0;
    if (!settings->file_no)
        return index_batch_find_source(context->store, settings->start.source_sha256, 0, batch_id,
                                       error);
    g_autoptr(Record) record = index_record_load(context->store, settings->file_no, error);
    return record &&
           index_side_find(context->store, record, settings->side ? settings->side : "", &side_id,
                           error) &&
           index_batch_find_source(context->store, settings->start.source_sha256, side_id, batch_id,
                                   error);
}

static gboolean path_ingest(Context *context, const Arguments *arguments, const ScanSettings *scan,
                            const char *path, Taken *taken, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    guint64 file_bytes = 0;
    const char *kind = scan_kind_of_file(path, error);
    if (!kind || !scan_file_sha256(path, sha256, &file_bytes, error))
        return FALSE;
    g_autofree char *name = g_path_get_basename(path);
    /* A PDF is kept beside the masters that it becomes. */
    g_autofree char *original =
        g_str_equal(kind, "pdf") ? index_hash_path("", "pages", sha256, ".pdf") : NULL;
    const IntakeSettings settings = {
        .start = {.kind = "ingest",
                  .source = name,
                  .source_sha256 = sha256,
                  .original = original,
                  .expected_sheets = -1},
        .file_no = argument_text(arguments, "file"),
        .side = argument_text(arguments, "side"),
    };
    if (!argument_flag(arguments, "again") &&
        !batch_find(context, &settings, &taken->batch_id, error))
        return FALSE;
    taken->known = taken->batch_id != 0;
    return taken->known || (disk_check_file(context, file_bytes, error) &&
                            file_ingest(context, &settings, scan, path, taken, error));
}

static void taken_tell(const Context *context, const char *path, const Taken *taken)
{
    if (taken->known)
        output_line(context,
                    "%s: in already, as batch %" G_GINT64_FORMAT "; --again takes it once more",
                    path, taken->batch_id);
    else
        output_line(context, "%s: %u %s", path, taken->n_pages,
                    taken->n_pages == 1 ? "page" : "pages");
}

static JsonObject *taken_item(const char *path, const Taken *taken, const GError *failure)
{
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "path", path);
    json_object_set_string_member(item, "status",
                                  failure        ? "refused"
                                  : taken->known ? "known"
                                                 : "taken");
    json_object_set_int_member(item, "batch", taken->batch_id);
    json_object_set_int_member(item, "pages", taken->n_pages);
    json_object_set_string_member(item, "reason", failure ? failure->message : "");
    return item;
}

/* Wrong use ends the command; a bad file only itself. */
static gboolean paths_ingest(Context *context, const Arguments *arguments, const ScanSettings *scan,
                             JsonArray *items, GError **error)
{
    guint n = 0;
    const char *const *paths = argument_list(arguments, &n);
    for (guint i = 0; i < n; i++) {
        Taken taken = {0};
        g_autoptr(GError) failure = NULL;
        if (path_ingest(context, arguments, scan, paths[i], &taken, &failure))
            taken_tell(context, paths[i], &taken);
        else if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        } else
            output_problem(context, "%s: %s", paths[i], failure->message);
        json_array_add_object_element(items, taken_item(paths[i], &taken, failure));
    }
    return TRUE;
}

static int ingest_run(Context *context, const Arguments *arguments, GError **error)
{
    g_auto(Scanner) scanner = {0};
    g_autoptr(JsonArray) items = json_array_new();
    if (!scanner_find_none(context, argument_text(arguments, "profile"), &scanner, error) ||
        !intake_recover(context, error) ||
        !paths_ingest(context, arguments, &scanner.settings, items, error))
        return -1;
    if (context->json)
        output_items(json_node_init_array(json_node_alloc(), items));
    return 0;
}

const Command cmd_ingest = {
    .name = "ingest",
    .arguments = "PATH...",
    .summary = "Takes page images and PDF files (TIFF, JPEG, PNG, PDF) in, as if they were scanned",
    .help = "A file goes in whole or is refused with the reason; the others go in. The same file "
            "is taken only once per record and side.",
    .options = options,
    .run = ingest_run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
