/* The feed of a batch: the worker, its lines and its faults. See feed.h. */
#include "batch/feed-private.h"
#include "batch/output.h"
#include "batch/paper.h"
#include "index/member.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Takes the error; the first one is told. */
static void feed_fail(Feed *feed, GError *error)
{
    if (!feed->error)
        feed->error = error;
    else
        g_error_free(error);
    feed->end = FEED_FAILED;
    feed->finishing = TRUE;
    feed->reopen = FALSE;
    child_stop(feed->child);
}

/* ------------------------------------------------------------------------------ faults -- */

/* The worker's picture leaves the spool folder, which does not outlive the command. */
static void preview_take(Feed *feed, const char *preview)
{
    g_autofree char *path = intake_preview_path(feed->intake);
    if (!preview || g_rename(preview, path) != 0)
        return;
    g_free(feed->last_page);
    feed->last_page = g_steal_pointer(&path);
}

/* Paper that jammed is put right by hand; a connection that failed is made anew. */
static gboolean end_needs_reopening(const char *end)
{
    return g_strcmp0(end, scan_end_name(SCAN_END_JAMMED)) != 0 &&
           g_strcmp0(end, scan_end_name(SCAN_END_COVER_OPEN)) != 0 &&
           g_strcmp0(end, scan_end_name(SCAN_END_BUSY)) != 0;
}

/* An error of the scanner says what to do at its end, which is said once only. */
static char *reason_without(const char *reason, const char *advice)
{
    g_autofree char *tail = g_strconcat(". ", advice, NULL);
    gsize length = strlen(reason) - (g_str_has_suffix(reason, tail) ? strlen(tail) : 0);
    return g_strndup(reason, length);
}

/* For the return. It must not hide the jam itself. */
static void jam_note(Feed *feed)
{
    g_autoptr(GError) failure = NULL;
    if (!index_batch_note_jam(feed->context->store, intake_batch(feed->intake), &failure))
        output_note("the jam is not in the return: %s", failure->message);
}

static void end_fault(Feed *feed, JsonObject *line)
{
    const char *reason = member_text(line, "reason"), *advice = member_text(line, "advice");
    if (g_strcmp0(member_text(line, "end"), scan_end_name(SCAN_END_JAMMED)) == 0)
        jam_note(feed);
    preview_take(feed, member_text(line, "preview"));
    feed->reopen = end_needs_reopening(member_text(line, "end"));
    feed->fault_code = g_strcmp0(member_text(line, "end"), scan_end_name(SCAN_END_STORE)) == 0
                           ? MUHAFIZ_ERROR_IO
                           : MUHAFIZ_ERROR_DEVICE;
    g_autofree char *what = reason_without(reason ? reason : "scanner fault", advice);
    feed_ask_fault(feed, what, advice ? advice : "");
}

/* ------------------------------------------------------------------------------ the worker -- */

/* A sheet that the store did not take: it stays in the spool where it can, and comes in from there. */
static void sheet_fail(Feed *feed, GError *error)
{
    g_autofree char *resume = scanner_resume_command(feed->scanner);
    g_autofree char *said =
        g_strdup_printf("%s. What came before is safe; put that right, then \"%s\" says which "
                        "sheet is next",
                        error->message, resume);
    feed_fail(feed, g_error_new_literal(error->domain, error->code, said));
    g_error_free(error);
}

static void sheet_take(Feed *feed, JsonArray *array)
{
    GError *error = NULL;
    Page pages[2]; /* the faces of one sheet */
    guint n = MIN(member_length(array), G_N_ELEMENTS(pages)), n_parsed = 0;
    while (n_parsed < n &&
           paper_page_parse(member_element(array, n_parsed), &pages[n_parsed], &error))
        n_parsed++;
    if (error || !intake_add(feed->intake, pages, n, TRUE, &error)) {
        sheet_fail(feed, error);
    } else if (n) {
        g_free(feed->last_page);
        feed->last_page = g_strdup(pages[n - 1].path);
    }
    for (guint i = 0; i < n_parsed; i++)
        scan_page_clear(&pages[i]);
}

/* Evidence of where the pages come from. */
static void device_take(Feed *feed, JsonObject *line)
{
    GError *error = NULL;
    const char *serial = member_text(line, "serial");
    if (!index_batch_set_scanner(feed->context->store, intake_batch(feed->intake),
                                 member_text(line, "device"), serial ? serial : "", &error))
        sheet_fail(feed, error);
}

/* What a worker that was stopped for its silence says of that is not the reason: on_ended is. */
static void on_line(Child *child, JsonObject *line, gpointer data)
{
    Feed *feed = data;
    g_autoptr(GError) failure = NULL;
    if (feed->finishing)
        return;
    if (member_array(line, "pages"))
        sheet_take(feed, member_array(line, "pages"));
    else if (!child_takes_work(child))
        return;
    else if (member_text(line, "device"))
        device_take(feed, line);
    else if (g_strcmp0(member_text(line, "end"), scan_end_name(SCAN_END_NO_DOCS)) == 0)
        feed_ask_empty(feed);
    else if (json_object_has_member(line, "end"))
        end_fault(feed, line);
    else if (child_line_error(line, &failure)) {
        feed->refused = TRUE;
        feed_fail(feed, g_steal_pointer(&failure));
    }
}

static void last_page_find(Feed *feed)
{
    g_autoptr(GPtrArray) paths =
        index_batch_last_masters(feed->context->store, intake_batch(feed->intake), NULL);
    if (!paths || !paths->len)
        return;
    g_free(feed->last_page);
    feed->last_page = g_strdup(paths->pdata[paths->len - 1]);
}

/* Whole sheets that a dead worker left in the spool come in before the next one is fed. */
static gboolean intake_renew(Feed *feed)
{
    gint64 batch_id = intake_batch(feed->intake);
    if (!intake_recover(feed->context, &feed->error))
        return FALSE;
    Intake *intake = intake_resume(feed->context, batch_id, &feed->error);
    if (!intake)
        return FALSE;
    intake_free(feed->intake);
    feed->intake = intake;
    last_page_find(feed);
    return TRUE;
}

/* A worker that ends unasked took the driver with it: the question is put without one. */
static void on_ended(Child *child, const char *how, gpointer data)
{
    (void)child;
    Feed *feed = data;
    g_clear_handle_id(&feed->question, g_source_remove);
    if (feed->finishing)
        return g_main_loop_quit(feed->loop);
    g_autofree char *reason =
        g_strdup_printf("The scanner's driver %s", how ? how : "left before its work was done");
    feed->child = NULL; /* feed_once frees it */
    feed->reopen = TRUE;
    feed->fault_code = MUHAFIZ_ERROR_DEVICE;
    if (!intake_renew(feed)) { /* before the operator is told how far the batch came */
        feed->reopen = FALSE;
        return g_main_loop_quit(feed->loop);
    }
    feed_ask_fault(
        feed, reason,
        "Switch the scanner off and on, and put back all sheets that came after the last "
        "good one.");
}

/* It may also come while sheets of a dead worker are looked at: feed_run then starts no other. A worker
 * that feeds nothing, while the operator is asked or just after, closes the scanner when it is told that
 * there is no more to do: it would not hear of a signal before its driver comes back. */
static gboolean on_signal(gpointer data)
{
    Feed *feed = data;
    gboolean is_asked = feed->question != 0;
    g_clear_handle_id(&feed->question, g_source_remove);
    feed->reopen = FALSE;
    if (!feed->child) {
        feed->end = FEED_INTERRUPTED;
        feed->finishing = TRUE;
        g_main_loop_quit(feed->loop);
        return G_SOURCE_CONTINUE;
    }
    feed_finish(feed, FEED_INTERRUPTED);
    if (!is_asked)
        child_stop(feed->child);
    return G_SOURCE_CONTINUE;
}

static gboolean request_add_last(const Feed *feed, JsonObject *request, GError **error)
{
    g_autoptr(GPtrArray) paths =
        index_batch_last_masters(feed->context->store, intake_batch(feed->intake), error);
    JsonArray *array = json_array_new();
    for (guint i = 0; paths && i < paths->len; i++)
        json_array_add_string_element(array, paths->pdata[i]);
    json_object_set_array_member(request, "last", array);
    return paths != NULL;
}

static JsonObject *scan_request(const Feed *feed, GError **error)
{
    Sheet sheet;
    g_autoptr(JsonObject) request = json_object_new();
    intake_next_sheet(feed->intake, &sheet);
    json_object_set_string_member(request, "do", "scan");
    json_object_set_object_member(request, "settings",
                                  paper_settings_write(&feed->scanner->settings));
    json_object_set_object_member(request, "sheet", paper_sheet_write(&sheet));
    json_object_set_string_member(request, "dir", intake_dir(feed->intake));
    json_object_set_int_member(request, "busy_s", feed_conf_ms(feed, "busy_s") / 1000);
    return request_add_last(feed, request, error) ? g_steal_pointer(&request) : NULL;
}

/* ----------------------------------------------------------------------------------- going -- */

/* One worker, until it has ended. FALSE: it did not start. */
static gboolean feed_once(Feed *feed)
{
    static const ChildEvents events = {.line = on_line, .ended = on_ended};
    const ChildSettings settings = {.worker = "scan-worker",
                                    .memory_bytes = SCAN_WORKER_BYTES,
                                    .grace_ms = feed_conf_ms(feed, "cancel_s"),
                                    .term_ms = feed_conf_ms(feed, "term_s"),
                                    .environment = child_sane_environment};
    JsonObject *request = scan_request(feed, &feed->error);
    Child *child = request ? child_start(&settings, &events, feed, &feed->error) : NULL;
    feed->reopen = feed->finishing = FALSE;
    feed->end = FEED_FAILED;
    feed->child = child;
    if (!child) {
        g_clear_pointer(&request, json_object_unref);
        return FALSE;
    }
    child_set_timeout(child, feed_conf_ms(feed, "timeout_s"));
    child_send(child, request);
    g_main_loop_run(feed->loop);
    g_clear_handle_id(&feed->question, g_source_remove);
    child_free(child);
    feed->child = NULL;
    return TRUE;
}

FeedEnd feed_run(Context *context, const Scanner *scanner, Intake **intake, GError **error)
{
    Feed feed = {.context = context,
                 .scanner = scanner,
                 .intake = *intake,
                 .loop = g_main_loop_new(NULL, FALSE)};
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, &feed);
    guint terminate = g_unix_signal_add(SIGTERM, on_signal, &feed);
    do
        feed.end = FEED_FAILED;
    while (feed_once(&feed) && feed.reopen && intake_renew(&feed) && feed.reopen);
    g_source_remove(interrupt);
    g_source_remove(terminate);
    g_main_loop_unref(feed.loop);
    g_free(feed.last_page);
    g_free(feed.fault);
    *intake = feed.intake;
    if (feed.error) {
        feed.end = feed.refused ? FEED_REFUSED : FEED_FAILED;
        g_propagate_error(error, feed.error);
    }
    return feed.end;
}
