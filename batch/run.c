/* All pending work, by page workers: lease, send, wait, commit.
 *
 * A slot is one worker process and the job it holds. Whatever happens to the worker, the job is
 * either finished, given back (we are stopping) or charged one attempt; INDEX_ATTEMPTS_MAX of them make it
 * failed and visible. A parent that dies leaves leases of a dead owner, which the next run frees.
 *
 * What goes wrong with one page is that page's problem. What goes wrong with the store (a full disk, a
 * read-only folder, an index that cannot be written) stops the run: no attempt is charged for it.
 */
#include "batch/run.h"

#include "batch/child.h"
#include "batch/output.h"
#include "batch/task.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/sysinfo.h>

#define WATCH_INTERVAL_S 2
#define PAGE_PIXELS_NORMAL 35e6 /* A4 at 600 dpi: larger pages get proportionally more time */
#define SIDE_TIMEOUT_BASE_MS 60000u
#define SIDE_TIMEOUT_PAGE_MS 2000u

typedef struct Run Run;

typedef struct {
    Run *run;
    Child *child; /* NULL: not started, or gone */
    Job job;      /* job_id 0: idle */
    PageTask *page;
    SideTask *side;
} Slot;

struct Run {
    Context *context;
    const RunSettings *settings;
    GMainLoop *loop;
    Progress *progress;
    Slot *slots;
    guint n_slots;
    char *owner;
    guint done;
    gboolean cancelled;
    GError *error; /* what stopped the run */
};

static void slots_fill(Run *run);

static const char *slot_job_name(const Slot *slot)
{
    return slot->page ? slot->page->name : slot->side->name;
}

static void slot_clear_job(Slot *slot)
{
    g_clear_pointer(&slot->page, index_page_task_free);
    g_clear_pointer(&slot->side, index_side_task_free);
    slot->job = (Job){0};
}

/* Takes the error; the first one is told. */
static void run_stop(Run *run, GError *error)
{
    if (!run->error)
        run->error = error;
    else
        g_error_free(error);
    g_main_loop_quit(run->loop);
}

static void progress_update(Run *run)
{
    guint pending = 0, running = 0, failed = 0;
    if (index_jobs_count(run->context->store, &pending, &running, &failed, NULL))
        output_progress_set(run->progress, run->done, run->done + pending + running);
}

/* Charges the attempt, and tells if it was the last one. */
static void job_charge(Slot *slot, const char *reason)
{
    Run *run = slot->run;
    GError *error = NULL;
    gboolean gave_up = FALSE;
    if (!index_job_fail(run->context->store, &slot->job, reason, &gave_up, &error)) {
        run_stop(run, error);
        return;
    }
    if (gave_up)
        output_problem(run->context,
                       "%s: %s; given up after %d attempts. Look at the page, then "
                       "\"muhafiz run --retry\" or scan it again",
                       slot_job_name(slot), reason, INDEX_ATTEMPTS_MAX);
    else
        output_progress_line(run->progress, "%s: %s; trying again", slot_job_name(slot), reason);
}

static const char *text_peek(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, "");
}

static gboolean page_commit(Slot *slot, JsonObject *line, GError **error)
{
    const PageReading reading = {
        .alto_sha256 = text_peek(line, "alto_sha256"),
        .layers_key = text_peek(line, "layers_key"),
        .text = text_peek(line, "text"),
        .language = text_peek(line, "language"),
        .confidence = json_object_get_double_member_with_default(line, "confidence", 0),
        .is_blank = json_object_get_boolean_member_with_default(line, "blank", FALSE),
        .ink_percent = json_object_get_double_member_with_default(line, "ink_percent", 0),
        .skew_degrees = json_object_get_double_member_with_default(line, "skew_degrees", 0),
    };
    return index_page_finish(slot->run->context->store, &slot->job, &reading, error);
}

static const char *path_relative(const Run *run, const char *path)
{
    const char *dir = index_store_dir(run->context->store);
    return g_str_has_prefix(path, dir) ? path + strlen(dir) + 1 : path;
}

static gboolean side_commit(Slot *slot, JsonObject *line, GError **error)
{
    const GPtrArray *tasks = slot->side->volumes;
    JsonArray *made = json_object_get_array_member(line, "volumes");
    g_autofree VolumeRow *rows = g_new0(VolumeRow, tasks->len + 1);
    for (guint i = 0; i < tasks->len; i++) {
        const VolumeTask *task = g_ptr_array_index(tasks, i);
        JsonObject *volume = json_array_get_object_element(made, i);
        rows[i].number = task->volume.volume;
        rows[i].first_seq = task->first_seq;
        rows[i].last_seq = task->last_seq;
        rows[i].path = path_relative(slot->run, text_peek(volume, "path"));
        rows[i].written.size_bytes = (guint64)json_object_get_int_member(volume, "size_bytes");
        g_strlcpy(rows[i].written.sha256, text_peek(volume, "sha256"),
                  sizeof rows[i].written.sha256);
    }
    return index_side_finish(slot->run->context->store, &slot->job, slot->side->revision, rows,
                             tasks->len, error);
}

/* LIMIT from a commit: the job was taken over by somebody else, who will finish it. */
static void job_commit(Slot *slot, JsonObject *line)
{
    Run *run = slot->run;
    GError *error = NULL;
    gboolean done = slot->page ? page_commit(slot, line, &error) : side_commit(slot, line, &error);
    if (done) {
        run->done++;
        output_progress_line(run->progress, "%s: %s", slot_job_name(slot),
                             slot->page ? "recognised" : "written and read back");
    } else if (g_error_matches(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT)) {
        output_progress_line(run->progress, "%s", error->message);
        g_error_free(error);
    } else {
        run_stop(run, error);
    }
}

static void on_line(Child *child, JsonObject *line, gpointer data)
{
    Slot *slot = data;
    g_autoptr(GError) failure = NULL;
    child_set_timeout(child, 0);
    if (!slot->job.job_id)
        return;
    if (!child_line_error(line, &failure))
        job_commit(slot, line);
    else if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO))
        return run_stop(slot->run, g_steal_pointer(&failure)); /* still leased: given back */
    else
        job_charge(slot, failure->message);
    slot_clear_job(slot);
    progress_update(slot->run);
    slots_fill(slot->run);
}

static void on_ended(Child *child, const char *how, gpointer data)
{
    Slot *slot = data;
    slot->child = NULL;
    child_free(child);
    if (slot->job.job_id && !slot->run->cancelled) {
        g_autofree char *reason = g_strdup_printf("its worker %s", how ? how : "left");
        job_charge(slot, reason);
        slot_clear_job(slot);
        progress_update(slot->run);
    }
    slots_fill(slot->run);
}

static const ChildEvents slot_events = {.line = on_line, .ended = on_ended};

static gboolean slot_start_child(Slot *slot, GError **error)
{
    static const char *const environment[] = {"OMP_THREAD_LIMIT=1", NULL};
    Store *store = slot->run->context->store;
    const ChildSettings settings = {
        .worker = "page-worker",
        .memory_bytes = (guint64)index_store_conf_int(store, "run", "page_memory_mb") << 20,
        .environment = environment,
    };
    if (!slot->child)
        slot->child = child_start(&settings, &slot_events, slot, error);
    return slot->child != NULL;
}

static guint page_timeout_ms(const Slot *slot)
{
    gint64 seconds = index_store_conf_int(slot->run->context->store, "run", "page_timeout_s");
    double pixels = (double)slot->page->width_px * slot->page->height_px;
    return (guint)((double)seconds * 1000 * MAX(1, pixels / PAGE_PIXELS_NORMAL));
}

static guint side_timeout_ms(const SideTask *side)
{
    guint n_pages = 0;
    for (guint i = 0; i < side->volumes->len; i++)
        n_pages += ((VolumeTask *)g_ptr_array_index(side->volumes, i))->volume.n_pages;
    return SIDE_TIMEOUT_BASE_MS + n_pages * SIDE_TIMEOUT_PAGE_MS;
}

static gboolean slot_send_page(Slot *slot, GError **error)
{
    Store *store = slot->run->context->store;
    slot->page = index_page_task_load(store, slot->job.target_id, error);
    if (!slot->page || !slot_start_child(slot, error))
        return FALSE;
    child_set_timeout(slot->child, page_timeout_ms(slot));
    child_send(slot->child, task_page_request(index_store_dir(store), slot->page));
    return TRUE;
}

/* *sent is FALSE when pages have to be read again first: their jobs are queued now. */
static gboolean slot_send_side(Slot *slot, gboolean *sent, GError **error)
{
    Store *store = slot->run->context->store;
    slot->side = index_side_task_load(store, slot->job.target_id, error);
    if (!slot->side)
        return FALSE;
    *sent = slot->side->pages_without_layers->len == 0;
    if (!*sent)
        return index_pages_requeue(store, &slot->job, slot->side->pages_without_layers, error);
    if (!slot_start_child(slot, error))
        return FALSE;
    child_set_timeout(slot->child, side_timeout_ms(slot->side));
    child_send(slot->child, task_side_request(index_store_dir(store), slot->side));
    return TRUE;
}

/* Jobs that became due (a side whose last page was just read) are planned when none is left. */
static gboolean job_find(Run *run, Job *job, gboolean *found, GError **error)
{
    Store *store = run->context->store;
    if (!index_job_lease(store, run->owner, job, found, error))
        return FALSE;
    if (*found)
        return TRUE;
    return index_jobs_plan(store, error) && index_job_lease(store, run->owner, job, found, error);
}

/* Gives the slot its next job; it stays idle when there is none. */
static gboolean slot_fill(Slot *slot, GError **error)
{
    gboolean found = TRUE, sent = FALSE;
    while (!sent) {
        if (!job_find(slot->run, &slot->job, &found, error))
            return FALSE;
        if (!found) {
            slot->job = (Job){0};
            return TRUE;
        }
        gboolean done = slot->job.kind == JOB_PAGE ? (sent = slot_send_page(slot, error))
                                                   : slot_send_side(slot, &sent, error);
        if (!done)
            return FALSE;
        if (!sent)
            slot_clear_job(slot);
    }
    return TRUE;
}

static gboolean run_is_idle(const Run *run)
{
    for (guint i = 0; i < run->n_slots; i++)
        if (run->slots[i].job.job_id)
            return FALSE;
    return TRUE;
}

static void slots_fill(Run *run)
{
    if (run->error || run->cancelled)
        return;
    for (guint i = 0; i < run->n_slots; i++) {
        GError *error = NULL;
        if (!run->slots[i].job.job_id && !slot_fill(&run->slots[i], &error))
            return run_stop(run, error);
    }
    if (run_is_idle(run) && !run->settings->watch)
        g_main_loop_quit(run->loop);
}

static gboolean on_watch(gpointer data)
{
    slots_fill(data);
    return G_SOURCE_CONTINUE;
}

static gboolean on_signal(gpointer data)
{
    Run *run = data;
    run->cancelled = TRUE;
    g_main_loop_quit(run->loop);
    return G_SOURCE_CONTINUE;
}

/* Ends the workers; what they still hold is given back unharmed. */
static void slots_free(Run *run)
{
    for (guint i = 0; i < run->n_slots; i++) {
        Slot *slot = &run->slots[i];
        g_clear_pointer(&slot->child, child_free);
        if (slot->job.job_id)
            index_job_release(run->context->store, &slot->job, NULL);
        slot_clear_job(slot);
    }
    g_free(run->slots);
}

static void run_loop(Run *run)
{
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, run);
    guint terminate = g_unix_signal_add(SIGTERM, on_signal, run);
    guint watch = run->settings->watch ? g_timeout_add_seconds(WATCH_INTERVAL_S, on_watch, run) : 0;
    slots_fill(run);
    progress_update(run);
    if (!run->error && (run->settings->watch || !run_is_idle(run)))
        g_main_loop_run(run->loop);
    g_source_remove(interrupt);
    g_source_remove(terminate);
    if (watch)
        g_source_remove(watch);
}

gboolean run_all(Context *context, const RunSettings *settings, guint *n_done, GError **error)
{
    Run run = {
        .context = context,
        .settings = settings,
        .loop = g_main_loop_new(NULL, FALSE),
        .owner = index_owner_self(),
        .n_slots = settings->jobs ? settings->jobs : (guint)get_nprocs(),
    };
    run.slots = g_new0(Slot, run.n_slots);
    for (guint i = 0; i < run.n_slots; i++)
        run.slots[i].run = &run;
    if (index_jobs_plan(context->store, &run.error)) {
        run.progress = output_progress_new(context, "Recognising", "jobs", 0);
        run_loop(&run);
    }
    slots_free(&run);
    output_progress_end(run.progress);
    g_main_loop_unref(run.loop);
    g_free(run.owner);
    *n_done = run.done;
    if (!run.error && run.cancelled)
        g_set_error_literal(&run.error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_CANCELLED,
                            "stopped; nothing is lost, \"muhafiz run\" goes on from here");
    if (run.error)
        g_propagate_error(error, run.error);
    return run.error == NULL;
}
