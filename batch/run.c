/* All pending work, by page workers: one slot (slot.c) for each, filled as long as there are jobs.
 *
 * A parent that dies leaves leases of a dead owner, which the next run frees; while it lives it
 * refreshes them, for those who cannot look at its process.
 *
 * What goes wrong with one page is that page's problem. What goes wrong with the store (a full disk, a
 * read-only folder, an index that cannot be written) stops the run: no attempt is charged for it.
 */
#include "batch/run.h"

#include "batch/alike.h"
#include "batch/slot.h"

#include <glib-unix.h>
#include <signal.h>

#define WATCH_INTERVAL_S 2
#define REFRESH_INTERVAL_S 60

static void progress_update(Run *run)
{
    guint pending = 0, running = 0, failed = 0;
    if (index_jobs_count(run->context->store, &pending, &running, &failed, NULL))
        output_progress_set(run->progress, run->done, run->done + pending + running);
}

void run_stop(Run *run, GError *error)
{
    if (!run->error)
        run->error = error;
    else
        g_error_free(error);
    g_main_loop_quit(run->loop);
}

static gboolean run_is_idle(const Run *run)
{
    for (guint i = 0; i < run->n_slots; i++)
        if (slot_is_busy(&run->slots[i]))
            return FALSE;
    return TRUE;
}

void run_go_on(Run *run)
{
    for (guint i = 0; i < run->n_slots && !run->error && !run->cancelled; i++) {
        GError *error = NULL;
        if (!slot_fill(&run->slots[i], &error))
            run_stop(run, error);
    }
    progress_update(run);
    if (run_is_idle(run) && !run->watch)
        g_main_loop_quit(run->loop);
}

/* When all is done. */
static void run_rest(Run *run)
{
    GError *error = NULL;
    if (run->done == run->n_merged)
        return;
    run->n_merged = run->done;
    if (!index_search_merge(run->context->store, &error))
        run_stop(run, error);
}

static gboolean on_watch(gpointer data)
{
    Run *run = data;
    gint64 n_left = 0;
    GError *error = NULL;
    run_go_on(run);
    if (run_is_idle(run) && !run->error &&
        !alike_catch_up(run->context, WATCH_INTERVAL_S, &n_left, &error))
        run_stop(run, error);
    if (run_is_idle(run) && !run->error)
        run_rest(run);
    return G_SOURCE_CONTINUE;
}

static gboolean on_refresh(gpointer data)
{
    Run *run = data;
    GError *error = NULL;
    if (!index_jobs_refresh(run->context->store, run->owner, &error))
        run_stop(run, error);
    return G_SOURCE_CONTINUE;
}

static gboolean on_signal(gpointer data)
{
    Run *run = data;
    run->cancelled = TRUE;
    g_main_loop_quit(run->loop);
    return G_SOURCE_CONTINUE;
}

static void run_loop(Run *run)
{
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, run);
    guint terminate = g_unix_signal_add(SIGTERM, on_signal, run);
    guint refresh = g_timeout_add_seconds(REFRESH_INTERVAL_S, on_refresh, run);
    guint watch = run->watch ? g_timeout_add_seconds(WATCH_INTERVAL_S, on_watch, run) : 0;
    run_go_on(run);
    if (!run->error && (run->watch || !run_is_idle(run)))
        g_main_loop_run(run->loop);
    g_source_remove(interrupt);
    g_source_remove(terminate);
    g_source_remove(refresh);
    if (watch)
        g_source_remove(watch);
}

static void run_clear(Run *run)
{
    for (guint i = 0; i < run->n_slots; i++)
        slot_clear(&run->slots[i]);
    output_progress_end(run->progress);
    g_main_loop_unref(run->loop);
    g_hash_table_unref(run->requeues);
    g_free(run->slots);
    g_free(run->owner);
}

gboolean run_all(Context *context, const RunSettings *settings, guint *n_done, GError **error)
{
    Run run = {
        .context = context,
        .owner = index_owner_self(),
        .requeues = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
        .watch = settings->watch,
        .loop = g_main_loop_new(NULL, FALSE),
        .n_slots = settings->jobs ? settings->jobs : g_get_num_processors(),
    };
    run.slots = g_new0(Slot, run.n_slots);
    for (guint i = 0; i < run.n_slots; i++)
        run.slots[i].run = &run;
    if (index_jobs_plan(context->store, &run.error)) {
        run.progress = output_progress_new(context, "Recognising", "jobs", 0);
        run_loop(&run);
    }
    if (!run.error && !run.cancelled)
        run_rest(&run);
    run_clear(&run);
    *n_done = run.done;
    if (!run.error && run.cancelled)
        g_set_error_literal(&run.error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_CANCELLED,
                            "stopped; nothing is lost, \"muhafiz run\" goes on from here");
    if (run.error)
        g_propagate_error(error, run.error);
    return run.error == NULL;
}
