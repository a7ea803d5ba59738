/* muhafiz run: all pending work. */
#include "batch/output.h"
#include "batch/run.h"

#include <json-glib/json-glib.h>

static const CommandOption options[] = {
    {"jobs", 'j', OPTION_INT, 1, 64, NULL, "N", "page workers; one per core if not given"},
    {"watch", 0, OPTION_FLAG, 0, 0, NULL, NULL, "keep running and wait for more work"},
    {"retry", 0, OPTION_FLAG, 0, 0, NULL, NULL, "try again what was given up before"},
    {0},
};

static gboolean retry_failed(Context *context, GError **error)
{
    guint n = 0;
    if (!index_jobs_retry(context->store, &n, error))
        return FALSE;
    output_line(context, "%u given-up jobs are tried again.", n);
    return TRUE;
}

/* Says what stays behind, so that nobody takes silence for completeness. */
static gboolean outcome_print(Context *context, guint n_done, GError **error)
{
    guint pending = 0, running = 0, failed = 0;
    if (!index_jobs_count(context->store, &pending, &running, &failed, error))
        return FALSE;
    output_line(context, "%u jobs done, %u left, %u given up.", n_done, pending + running, failed);
    if (failed)
        output_line(context, "\"muhafiz status\" shows what was given up; \"muhafiz run --retry\" "
                             "tries it again.");
    if (!context->json)
        return TRUE;
    JsonNode *status = index_status(context->store, error);
    if (status)
        output_items(status);
    return status != NULL;
}

static int run_run(Context *context, const Arguments *arguments, GError **error)
{
    gint64 jobs = index_store_conf_int(context->store, "run", "jobs");
    const RunSettings settings = {
        .jobs = (guint)argument_int(arguments, "jobs", jobs),
        .watch = argument_flag(arguments, "watch"),
    };
    guint n_done = 0;
    if (argument_flag(arguments, "retry") && !retry_failed(context, error))
        return -1;
    if (!run_all(context, &settings, &n_done, error) || !outcome_print(context, n_done, error))
        return -1;
    return 0;
}

const Command cmd_run = {
    .name = "run",
    .arguments = "",
    .summary = "Does all pending work: recognises pages, writes volumes and reads them back",
    .help = "Can be stopped at any time, also by a power cut: the next run goes on from there.",
    .options = options,
    .run = run_run,
};
