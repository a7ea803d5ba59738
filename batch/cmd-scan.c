/* muhafiz scan: from the feeder into the store.
 *
 * The worker scans at its own pace; each sheet it tells of is published and written down at once.
 * When the feed ends with a fault or with sheets missing, an operator at a terminal is asked what
 * to do; without one the command ends (3 for a fault, 1 for missing sheets) and leaves the batch
 * open for --resume. However it ends, sheets that the worker had finished are taken in.
 */
#include "batch/child.h"
#include "batch/disk.h"
#include "batch/intake.h"
#include "batch/member.h"
#include "batch/output.h"
#include "batch/paper.h"
#include "batch/scanner.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CANCEL_GRACE_MS 12000 /* drivers need it to end a job at the scanner (airscan: 11 s) */

typedef struct {
    Context *context;
    Intake *intake;
    Child *child;
    GMainLoop *loop;
    gint64 expected_sheets; /* -1 unknown */
    char *last_page;        /* path of the last good page */
    guint question;         /* source that waits for the operator's answer */
    char *fault;            /* what ends the command if the operator does not go on */
    gboolean finishing;     /* the worker was told that there is no more to do */
    gboolean interrupted;
    GError *error;
} Scan;

/* Takes the error; the first one is told. The worker is stopped, and heard of when it has ended. */
static void scan_fail(Scan *scan, GError *error)
{
    if (!scan->error)
        scan->error = error;
    else
        g_error_free(error);
    scan->finishing = TRUE;
    child_stop(scan->child);
}

static void sheet_take(Scan *scan, JsonArray *array)
{
    GError *error = NULL;
    Page pages[2]; /* the faces of one sheet */
    guint n = MIN(member_length(array), G_N_ELEMENTS(pages)), n_parsed = 0;
    while (n_parsed < n &&
           paper_page_parse(member_element(array, n_parsed), &pages[n_parsed], &error))
        n_parsed++;
    if (error || !intake_add(scan->intake, pages, n, TRUE, &error)) {
        scan_fail(scan, error);
    } else if (n) {
        g_free(scan->last_page);
        scan->last_page = g_strdup(pages[n - 1].path);
    }
    for (guint i = 0; i < n_parsed; i++)
        scan_page_clear(&pages[i]);
}

/* ------------------------------------------------------------------------------ the operator -- */

static void feed_finish(Scan *scan)
{
    scan->finishing = TRUE;
    child_set_timeout(scan->child, CANCEL_GRACE_MS);
    child_finish(scan->child);
}

static void feed_continue(Scan *scan)
{
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "continue");
    child_set_timeout(
        scan->child, (guint)index_store_conf_int(scan->context->store, "scan", "timeout_s") * 1000);
    child_send(scan->child, request);
}

static void feed_give_up(Scan *scan)
{
    if (scan->fault)
        scan->error = g_error_new_literal(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE, scan->fault);
    feed_finish(scan);
}

static gboolean on_answer(int fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    Scan *scan = data;
    char answer[64];
    gssize n = read(fd, answer, sizeof answer);
    scan->question = 0;
    if (n <= 0 || answer[0] == 'q' || answer[0] == 'Q')
        feed_give_up(scan);
    else
        feed_continue(scan);
    return G_SOURCE_REMOVE;
}

/* At a terminal the operator decides, however long that takes; anywhere else nothing waits. */
static void operator_ask(Scan *scan, const char *situation)
{
    if (scan->context->json || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return feed_give_up(scan);
    output_ask("%s\nPress Enter to go on with sheet %u, or q and Enter to stop: ", situation,
               intake_last_sheet(scan->intake) + 1);
    child_set_timeout(scan->child, 0);
    scan->question = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, on_answer, scan);
}

static gboolean is_complete(const Scan *scan)
{
    guint n = intake_last_sheet(scan->intake);
    return scan->expected_sheets < 0 ? n > 0 : n >= (guint)scan->expected_sheets;
}

static void end_empty(Scan *scan)
{
    if (is_complete(scan) || scan->expected_sheets < 0)
        return feed_finish(scan);
    g_autofree char *situation =
        g_strdup_printf("The feeder is empty, but only %u of %" G_GINT64_FORMAT
                        " sheets came. Put the missing sheets in.",
                        intake_last_sheet(scan->intake), scan->expected_sheets);
    operator_ask(scan, situation);
}

static void end_fault(Scan *scan, JsonObject *line)
{
    const char *reason = member_text(line, "reason"), *advice = member_text(line, "advice");
    guint n = intake_last_sheet(scan->intake);
    reason = reason ? reason : "scanner fault";
    advice = advice ? advice : "";
    const char *last = scan->last_page ? scan->last_page : "none in this run";
    g_autofree char *situation =
        g_strdup_printf("%s\nThe last good page is sheet %u (%s). %s", reason, n, last, advice);
    scan->fault = g_strdup_printf("%s after %u sheets; they are safe (last page: %s). %s Then "
                                  "\"muhafiz scan --resume\" goes on with sheet %u",
                                  reason, n, last, advice, n + 1);
    operator_ask(scan, situation);
}

/* -------------------------------------------------------------------------------- the worker -- */

static void on_line(Child *child, JsonObject *line, gpointer data)
{
    (void)child;
    Scan *scan = data;
    g_autoptr(GError) failure = NULL;
    if (scan->finishing)
        return;
    if (member_array(line, "pages"))
        sheet_take(scan, member_array(line, "pages"));
    else if (g_strcmp0(member_text(line, "end"), scan_end_name(SCAN_END_NO_DOCS)) == 0)
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
    guint n = intake_last_sheet(scan->intake);
    g_clear_handle_id(&scan->question, g_source_remove);
    if (!scan->finishing && !scan->interrupted)
        scan->error = g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                                  "the scanner's driver %s after %u sheets; they are safe. Switch "
                                  "the scanner off and on, then \"muhafiz scan --resume\" goes on",
                                  how ? how : "left", n);
    g_main_loop_quit(scan->loop);
}

static gboolean on_signal(gpointer data)
{
    Scan *scan = data;
    scan->interrupted = TRUE;
    scan->finishing = TRUE;
    child_stop(scan->child);
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
    const ChildSettings settings = {.worker = "scan-worker",
                                    .memory_bytes = SCAN_WORKER_BYTES,
                                    .grace_ms = CANCEL_GRACE_MS,
                                    .environment = child_sane_environment};
    gint64 timeout_s = index_store_conf_int(scan->context->store, "scan", "timeout_s");
    scan->loop = g_main_loop_new(NULL, FALSE);
    scan->child = child_start(&settings, &events, scan, &scan->error);
    if (scan->child) {
        guint interrupt = g_unix_signal_add(SIGINT, on_signal, scan);
        guint terminate = g_unix_signal_add(SIGTERM, on_signal, scan);
        child_set_timeout(scan->child, (guint)timeout_s * 1000);
        child_send(scan->child, scan_request(scan, scanner));
        g_main_loop_run(scan->loop);
        g_source_remove(interrupt);
        g_source_remove(terminate);
    }
    g_clear_pointer(&scan->child, child_free);
    g_main_loop_unref(scan->loop);
}

static gboolean ledger_print(const Scan *scan, guint *fed, GError **error)
{
    JsonNode *ledger = index_batch_ledger(scan->context->store, intake_batch(scan->intake), error);
    if (!ledger)
        return FALSE;
    JsonObject *o = json_node_get_object(ledger);
    *fed = (guint)json_object_get_int_member(o, "fed");
    output_line(scan->context,
                "Batch %" G_GINT64_FORMAT ": %u sheets = %" G_GINT64_FORMAT
                " covers + %" G_GINT64_FORMAT " separators + %" G_GINT64_FORMAT
                " folio sheets; %" G_GINT64_FORMAT " pages, %" G_GINT64_FORMAT " to look at.",
                intake_batch(scan->intake), *fed, json_object_get_int_member(o, "covers"),
                json_object_get_int_member(o, "separators"),
                json_object_get_int_member(o, "folio_sheets"),
                json_object_get_int_member(o, "pages"), json_object_get_int_member(o, "flagged"));
    if (scan->context->json)
        output_items(ledger);
    else
        json_node_unref(ledger);
    return TRUE;
}

/* ---------------------------------------------------------------------------------- outcome -- */

/* Why the batch stays open, or is closed with nothing in it. */
static gboolean outcome_incomplete(Scan *scan, guint fed, GError **error)
{
    if (fed == 0 && !scan->interrupted && !intake_close(scan->intake, "empty", error))
        return FALSE;
    if (scan->error)
        g_propagate_error(error, g_steal_pointer(&scan->error));
    else if (scan->interrupted)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_CANCELLED,
                            "stopped; what was scanned is safe, \"muhafiz scan --resume\" goes on");
    else if (scan->expected_sheets < 0)
        output_problem(scan->context,
                       "no sheet came: put the paper into the feeder and scan again");
    else
        output_problem(scan->context,
                       "sheets are missing: put them in, then \"muhafiz scan --resume\"; if the "
                       "stack really has %u sheets, \"muhafiz scan --resume --sheets %u\"",
                       fed, fed);
    return scan->context->failed;
}

/* What the operator must know at the end; the batch is closed only when nothing is missing. */
static gboolean outcome(Scan *scan, GError **error)
{
    guint fed = 0;
    if (intake_unplaced(scan->intake))
        output_problem(scan->context,
                       "%u pages have no record: no cover sheet came before them. They are kept; "
                       "scan them again behind their cover sheet or with --file",
                       intake_unplaced(scan->intake));
    if (is_complete(scan) && !scan->error && !scan->interrupted)
        return intake_close(scan->intake, "complete", error) && ledger_print(scan, &fed, error);
    if (!intake_recover(scan->context, error) || !ledger_print(scan, &fed, error))
        return FALSE;
    return outcome_incomplete(scan, fed, error) && !*error;
}

/* Starting anew is right when another stack comes first; it should not happen unknowingly. */
static void open_batch_note(Context *context)
{
    gint64 batch_id = 0;
    if (intake_find_open(context, "scan", &batch_id, NULL))
        output_note("batch %" G_GINT64_FORMAT " was left open: \"muhafiz scan --resume\" goes on "
                    "with it; this is a new one",
                    batch_id);
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
    if (!argument_flag(arguments, "resume")) {
        open_batch_note(context);
        return intake_new(context, &settings, error);
    }
    if (settings.file_no || settings.side) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "a resumed batch goes on where it was: leave out --file and --side");
        return NULL;
    }
    return intake_find_open(context, "scan", &batch_id, error)
               ? intake_resume(context, batch_id, error)
               : NULL;
}

static const CommandOption options[] = {
    {"device", 'd', OPTION_TEXT, 0, 0, NULL, "NAME",
     "a [scanner NAME] of muhafiz.conf, or a SANE device"},
    {"profile", 'p', OPTION_TEXT, 0, 0, NULL, "NAME",
     "a [scan NAME] section of muhafiz.conf: how to scan this kind of paper"},
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
    gboolean resume = argument_flag(arguments, "resume");
    gint64 n_sheets = resume ? -1 : argument_int(arguments, "sheets", -1);
    if (!disk_check(context, &scanner.settings, n_sheets, error))
        return -1;
    g_autoptr(Intake) intake = intake_for(context, arguments, &scanner, error);
    if (!intake)
        return -1;
    scan.intake = intake;
    scan.expected_sheets = argument_int(arguments, "sheets", intake_expected(intake));
    feed(&scan, &scanner);
    gboolean done = outcome(&scan, error);
    g_clear_error(&scan.error);
    g_free(scan.last_page);
    g_free(scan.fault);
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
