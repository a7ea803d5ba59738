/* muhafiz scan: from the feeder into the store.
 *
 * The worker scans on its own pace; each page it tells of is published and written down at once. When the
 * feed ends with a fault or with sheets missing, an operator at a terminal is asked what to do;
 * without one the command ends (3 for a fault, 1 for missing sheets) and leaves the batch open
 * for --resume.
 */
#include "batch/child.h"
#include "batch/intake.h"
#include "batch/output.h"
#include "batch/paper.h"
#include "batch/scanner.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    Context *context;
    Intake *intake;
    Child *child;
    GMainLoop *loop;
    gint64 expected_sheets; /* -1 unknown */
    char *last_page;        /* path of the last good page */
    guint n_pages;
    gboolean complete, interrupted;
    GError *error;
} Scan;

static void scan_fail(Scan *scan, GError *error)
{
    if (!scan->error)
        scan->error = error;
    else
        g_error_free(error);
    g_main_loop_quit(scan->loop);
}

static guint sheets_so_far(const Scan *scan)
{
    Sheet next;
    intake_next_sheet(scan->intake, &next);
    return next.number - 1;
}

static void page_take(Scan *scan, JsonObject *object)
{
    GError *error = NULL;
    Page page = {0};
    if (!paper_page_parse(object, &page, &error) ||
        !intake_add(scan->intake, &page, 1, TRUE, &error)) {
        scan_fail(scan, error);
    } else {
        scan->n_pages++;
        g_free(scan->last_page);
        scan->last_page = g_strdup(page.path);
    }
    scan_page_clear(&page);
}

/* Asks at a terminal; anywhere else the answer is no. */
static gboolean operator_continues(const Scan *scan)
{
    char answer[16];
    if (scan->context->json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return FALSE;
    fprintf(stderr, "Press Enter to go on with sheet %u, or q and Enter to stop: ",
            sheets_so_far(scan) + 1);
    return fgets(answer, sizeof answer, stdin) && answer[0] != 'q' && answer[0] != 'Q';
}

static void feed_continue(Scan *scan)
{
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "continue");
    child_send(scan->child, request);
}

static void feed_finish(Scan *scan)
{
    child_set_timeout(scan->child, CHILD_GRACE_MS);
    child_finish(scan->child);
}

static void end_empty(Scan *scan)
{
    guint n = sheets_so_far(scan);
    scan->complete =
        scan->expected_sheets < 0 ? scan->n_pages > 0 : n >= (guint)scan->expected_sheets;
    if (scan->complete)
        return feed_finish(scan);
    if (scan->expected_sheets < 0)
        return feed_finish(scan);
    fprintf(stderr,
            "The feeder is empty, but only %u of %" G_GINT64_FORMAT " sheets came. "
            "Put the missing sheets in.\n",
            n, scan->expected_sheets);
    if (operator_continues(scan))
        return feed_continue(scan);
    feed_finish(scan);
}

static void end_fault(Scan *scan, JsonObject *line)
{
    const char *reason =
        json_object_get_string_member_with_default(line, "reason", "scanner fault");
    const char *advice = json_object_get_string_member_with_default(line, "advice", "");
    guint n = sheets_so_far(scan);
    fprintf(stderr, "%s\nThe last good page is sheet %u (%s). %s\n", reason, n,
            scan->last_page ? scan->last_page : "none yet", advice);
    if (operator_continues(scan))
        return feed_continue(scan);
    scan_fail(scan, g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                                "%s after %u sheets; they are safe. %s Then \"muhafiz scan "
                                "--resume\" goes on with sheet %u",
                                reason, n, advice, n + 1));
}

static void on_line(Child *child, JsonObject *line, gpointer data)
{
    (void)child;
    Scan *scan = data;
    g_autoptr(GError) failure = NULL;
    if (scan->error)
        return;
    if (json_object_has_member(line, "page"))
        page_take(scan, json_object_get_object_member(line, "page"));
    else if (g_strcmp0(json_object_get_string_member_with_default(line, "end", NULL),
                       scan_end_name(SCAN_END_NO_DOCS)) == 0)
        end_empty(scan);
    else if (json_object_has_member(line, "end"))
        end_fault(scan, line);
    else if (child_line_error(line, &failure))
        scan_fail(scan, g_steal_pointer(&failure));
}

static void on_ended(Child *child, const char *how, gpointer data)
{
    (void)child;
    Scan *scan = data;
    if (how && !scan->complete && !scan->error && !scan->interrupted)
        scan_fail(scan,
                  g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                              "the scanner's driver %s after %u sheets; they are safe. Switch the "
                              "scanner off and on, then \"muhafiz scan --resume\" goes on "
                              "with sheet %u",
                              how, sheets_so_far(scan), sheets_so_far(scan) + 1));
    g_main_loop_quit(scan->loop);
}

static gboolean on_signal(gpointer data)
{
    Scan *scan = data;
    scan->interrupted = TRUE;
    g_main_loop_quit(scan->loop);
    return G_SOURCE_CONTINUE;
}

static JsonObject *scan_request(const Scan *scan, const Scanner *scanner)
{
    Sheet sheet;
    JsonObject *request = json_object_new();
    intake_next_sheet(scan->intake, &sheet);
    json_object_set_string_member(request, "do", "scan");
    json_object_set_object_member(request, "settings", paper_settings_write(&scanner->settings));
    json_object_set_object_member(request, "sheet", paper_sheet_write(&sheet));
    json_object_set_string_member(request, "dir", intake_dir(scan->intake));
    return request;
}

static void feed(Scan *scan, const Scanner *scanner)
{
    static const ChildEvents events = {.line = on_line, .ended = on_ended};
    const ChildSettings settings = {.worker = "scan-worker", .environment = child_sane_environment};
    gint64 timeout_s = index_store_conf_int(scan->context->store, "scan", "timeout_s");
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, scan);
    guint terminate = g_unix_signal_add(SIGTERM, on_signal, scan);
    scan->loop = g_main_loop_new(NULL, FALSE);
    scan->child = child_start(&settings, &events, scan, &scan->error);
    if (scan->child) {
        child_set_timeout(scan->child, (guint)timeout_s * 1000);
        child_send(scan->child, scan_request(scan, scanner));
        g_main_loop_run(scan->loop);
    }
    g_clear_pointer(&scan->child, child_free);
    g_main_loop_unref(scan->loop);
    g_source_remove(interrupt);
    g_source_remove(terminate);
}

static gboolean ledger_print(const Scan *scan, GError **error)
{
    JsonNode *ledger = index_batch_ledger(scan->context->store, intake_batch(scan->intake), error);
    if (!ledger)
        return FALSE;
    JsonObject *o = json_node_get_object(ledger);
    output_line(scan->context,
                "Batch %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT " sheets = %" G_GINT64_FORMAT
                " covers + %" G_GINT64_FORMAT " separators + %" G_GINT64_FORMAT
                " folio sheets; %" G_GINT64_FORMAT " pages, %" G_GINT64_FORMAT " to look at.",
                intake_batch(scan->intake), json_object_get_int_member(o, "fed"),
                json_object_get_int_member(o, "covers"),
                json_object_get_int_member(o, "separators"),
                json_object_get_int_member(o, "folio_sheets"),
                json_object_get_int_member(o, "pages"), json_object_get_int_member(o, "flagged"));
    if (scan->context->json)
        output_items(ledger);
    else
        json_node_unref(ledger);
    return TRUE;
}

/* Why the batch stays open, or is closed with nothing in it. */
static gboolean outcome_incomplete(Scan *scan, GError **error)
{
    if (sheets_so_far(scan) == 0 && !intake_close(scan->intake, "empty", error))
        return FALSE;
    if (scan->error) {
        g_propagate_error(error, g_steal_pointer(&scan->error));
        return FALSE;
    }
    if (scan->interrupted) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_CANCELLED,
                            "stopped; what was scanned is safe, \"muhafiz scan --resume\" goes on");
        return FALSE;
    }
    if (scan->expected_sheets >= 0) {
        output_problem(scan->context,
                       "sheets are missing: put them in, then \"muhafiz scan --resume\"");
        return TRUE;
    }
    output_problem(scan->context, "no sheet came: put the paper into the feeder and scan again");
    return TRUE;
}

/* What the operator must know at the end; the batch is closed only when nothing is missing. */
static gboolean outcome(Scan *scan, GError **error)
{
    if (intake_unplaced(scan->intake))
        output_problem(scan->context,
                       "%u pages have no record: no cover sheet came before them. They are kept; "
                       "scan them again behind their cover sheet or with --file",
                       intake_unplaced(scan->intake));
    if (scan->complete && !scan->error && !scan->interrupted)
        return intake_close(scan->intake, "complete", error) && ledger_print(scan, error);
    return ledger_print(scan, scan->error ? NULL : error) && outcome_incomplete(scan, error);
}

static Intake *intake_for(Context *context, const Arguments *arguments, const Scanner *scanner,
                          GError **error)
{
    const IntakeSettings settings = {
        .start = {.kind = "scan",
                  .source = scanner->name,
                  .expected_sheets = argument_int(arguments, "sheets", -1)},
        .file_no = argument_text(arguments, "file"),
        .side = argument_text(arguments, "side"),
    };
    gint64 batch_id = 0;
    if (!argument_flag(arguments, "resume"))
        return intake_new(context, &settings, error);
    return intake_find_open(context, "scan", &batch_id, error)
               ? intake_resume(context, batch_id, error)
               : NULL;
}

static const CommandOption options[] = {
    {"device", 'd', OPTION_TEXT, 0, 0, NULL, "NAME",
     "a [scanner NAME] of muhafiz.conf, or a SANE device"},
    {"source", 0, OPTION_TEXT, 0, 0, NULL, "SOURCE", "adf, adf-duplex or flatbed"},
    {"dpi", 0, OPTION_INT, 75, 1200, NULL, "DPI", "resolution"},
    {"mode", 0, OPTION_TEXT, 0, 0, NULL, "MODE", "lineart, gray or color"},
    {"sheets", 0, OPTION_INT, 1, 100000, NULL, "N", "sheets in the feeder, to be checked"},
    {"file", 'f', OPTION_TEXT, 0, 0, NULL, "FILE_NO",
     "the record they belong to, when there is no cover sheet"},
    {"side", 0, OPTION_TEXT, 0, 0, NULL, "SIDE",
     "notes, correspondence, issues or references (openings, sheets)"},
    {"resume", 0, OPTION_FLAG, 0, 0, NULL, NULL, "go on with the batch that was left open"},
    {0},
};

static int scan_run(Context *context, const Arguments *arguments, GError **error)
{
    g_auto(Scanner) scanner = {0};
    Scan scan = {.context = context};
    if (!intake_recover(context, error) || !scanner_find(context, arguments, &scanner, error))
        return -1;
    g_autoptr(Intake) intake = intake_for(context, arguments, &scanner, error);
    if (!intake)
        return -1;
    scan.intake = intake;
    scan.expected_sheets = argument_int(arguments, "sheets", -1);
    feed(&scan, &scanner);
    gboolean done = outcome(&scan, error);
    g_free(scan.last_page);
    return done ? 0 : -1;
}

const Command cmd_scan = {
    .name = "scan",
    .arguments = "",
    .summary = "Scans until the feeder is empty",
    .help = "With cover sheets in the stack no --file is needed: each starts its record.\n"
            "A jam, an open cover or a power cut loses nothing: \"muhafiz scan --resume\" goes on.",
    .options = options,
    .run = scan_run,
};
