/* muhafiz run: all pending work. */
#include "batch/alike.h"
#include "batch/intake.h"
#include "batch/output.h"
#include "batch/run.h"
#include "index/member.h"

#define FAILURES_TOLD_MAX 20
#define CATCH_UP_S 20

static const CommandOption options[] = {
    {"jobs", 'j', OPTION_INT, 1, 64, NULL, "N", "page workers; one per core if not given"},
    {"watch", 0, OPTION_FLAG, 0, 0, NULL, NULL, "keep running and wait for more work"},
    {"quality", 0, OPTION_CHOICE, 0, 0, NULL, "standard|archival",
     "of pages read now: ink apart from paper, or (archival) as scanned, twenty times as large"},
    {"retry", 0, OPTION_FLAG, 0, 0, NULL, NULL, "try again what was given up before"},
    {0},
};

static gboolean retry_failed(Context *context, GError **error)
{
    guint n = 0;
    if (!index_jobs_retry(context->store, &n, error))
        return FALSE;
    output_line(context, "%u given-up %s to be tried again.", COUNTED(n, "job"));
    return TRUE;
}

static void failure_tell(Context *context, JsonObject *failure)
{
    const char *file_no = member_text(failure, "file_no"), *side = member_text(failure, "side"),
               *folio = member_text(failure, "folio"), *reason = member_text(failure, "error");
    g_autofree char *name =
        file_no ? g_strdup_printf("%s, %s%s%s", file_no, side ? side : "", folio ? " page " : "",
                                  folio ? folio : "")
                : g_strdup_printf("%s %" G_GINT64_FORMAT, member_text(failure, "job"),
                                  member_int(failure, "id", 0));
    output_problem(context,
                   "%s: %s; given up. Look at it, then \"muhafiz run --retry\" or scan it "
                   "again",
                   name, reason ? reason : "failed");
}

/* Also what earlier runs gave up, until somebody does something about it. */
static void failures_tell(Context *context, JsonNode *status)
{
    JsonArray *failures = member_array(json_node_get_object(status), "failures");
    guint n = member_length(failures);
    for (guint i = 0; i < MIN(n, FAILURES_TOLD_MAX); i++)
        failure_tell(context, member_element(failures, i));
    if (n > FAILURES_TOLD_MAX)
        output_problem(context, "and %u more were given up: see \"muhafiz status\"",
                       n - FAILURES_TOLD_MAX);
}

static gboolean held_tell(Context *context, GError **error)
{
    guint n_here = 0, n_elsewhere = 0;
    if (!index_jobs_held(context->store, &n_here, &n_elsewhere, error))
        return FALSE;
    if (n_here)
        output_note("another \"muhafiz run\" on this computer is still doing %u %s",
                    COUNTED(n_here, "job"));
    if (n_elsewhere)
        output_problem(context,
                       "a run on another computer, or from before this one got its name, holds "
                       "%u %s: wait for its end, or until it gave no sign of life for %d "
                       "minutes, then run again",
                       COUNTED(n_elsewhere, "job"), INDEX_LEASE_SILENCE_S / 60);
    return TRUE;
}

/* Says what stays behind, so that nobody takes silence for completeness. */
static gboolean outcome_print(Context *context, guint n_done, GError **error)
{
    guint pending = 0, running = 0, failed = 0;
    g_autoptr(JsonNode) status = index_status(context->store, error);
    if (!status || !index_jobs_count(context->store, &pending, &running, &failed, error))
        return FALSE;
    output_line(context, "%u %s done, %u left, %u given up.", COUNTED(n_done, "job"),
                pending + running, failed);
    failures_tell(context, status);
    if (!held_tell(context, error))
        return FALSE;
    if (context->json)
        output_items(g_steal_pointer(&status));
    return TRUE;
}

/* What is left of comparing, and pages of older stores, some at a time. */
static gboolean alike_tell_left(const Context *context, GError **error)
{
    gint64 n_left = 0;
    if (!alike_catch_up(context, CATCH_UP_S, &n_left, error))
        return FALSE;
    if (n_left)
        output_note(
            "%" G_GINT64_FORMAT " %s still to be compared with others: each \"muhafiz run\" does "
            "some of it, with --watch whenever nothing else is to be done; what cannot be read "
            "(muhafiz verify names it) is tried again",
            COUNTED(n_left, "page"));
    return TRUE;
}

static int run_run(Context *context, const Arguments *arguments, GError **error)
{
    if (!intake_recover(context, error))
        return -1;
    gint64 jobs = index_store_conf_int(context->store, "run", "jobs");
    const RunSettings settings = {
        .jobs = (guint)argument_int(arguments, "jobs", jobs),
        .watch = argument_flag(arguments, "watch"),
    };
    guint n_done = 0;
    const char *quality = argument_text(arguments, "quality");
    if (quality)
        index_store_set_conf(context->store, "volume", "quality", quality);
    if (argument_flag(arguments, "retry") && !retry_failed(context, error))
        return -1;
    alike_make_ready(context);
    if (!run_all(context, &settings, &n_done, error) || !alike_tell_left(context, error) ||
        !outcome_print(context, n_done, error))
        return -1;
    return 0;
}

const Command cmd_run = {
    .name = "run",
    .act = ACT_SERVE,
    .arguments = "",
    .summary = "Does all pending work: recognises pages, writes volumes and reads them back",
    .help =
        "Can be stopped at any time, also by a power cut: the next run goes on from there. "
        "Whether pages were scanned twice is looked at when they come in; what was left of that, "
        "and pages of an older Muhafiz, are compared here, some in each run.",
    .options = options,
    .run = run_run,
};
