/* One worker process and the job it holds: lease, send, wait, commit.
 *
 * Whatever happens to the worker, the job is either finished, given back or charged one attempt;
 * INDEX_ATTEMPTS_MAX of them make it failed and visible. The last attempt at a page asks for its image
 * alone, so that a page which nobody can read does not keep its record from being delivered: it stands
 * in the volume without text, flagged, and its job stays as one that was given up. It is given back when we are stopping, and
 * when the worker died over what it did before and never saw it.
 *
 * An answer is only committed when it makes sense (task.h). A side whose pages lost their layers
 * waits for them to be read again; if that does not help INDEX_ATTEMPTS_MAX times, the side is
 * charged instead, so that a folder that keeps nothing does not keep us busy for ever.
 *
 * Before a side is divided for its size alone, its worker tries to make its pages smaller. Whatever comes of
 * that, the side is then cut by what is there, and written; after a failure it is not tried again.
 */
#include "batch/slot.h"

#include "batch/task.h"

#define PAGE_PIXELS_NORMAL 8.7e6 /* A4 at 300 dpi: larger pages get proportionally more time */
#define SIDE_TIMEOUT_BASE_MS 60000u
#define SIDE_TIMEOUT_PAGE_MS 2000u
#define SMALLER_TIMEOUT_PAGE_MS 20000u

/* A page's images come and go by tens of megabytes: they stay on the heap, in huge pages, so that the system need
 * not clear and map them 4 kB at a time (glibc 2.35; others do not mind). */
#define PAGE_MEMORY                                                                                \
    "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:"                               \
    "glibc.malloc.trim_threshold=268435456"

static const char *slot_job_name(const Slot *slot)
{
    return slot->page ? slot->page->name : slot->side->name;
}

static void slot_clear_job(Slot *slot)
{
    g_clear_pointer(&slot->page, index_page_task_free);
    g_clear_pointer(&slot->side, index_side_task_free);
    slot->job = (Job){0};
    slot->is_shrinking = slot->has_shrunk = FALSE;
}

gboolean slot_is_busy(const Slot *slot)
{
    return slot->job.job_id || (slot->child && !child_takes_work(slot->child));
}

void slot_clear(Slot *slot)
{
    g_clear_pointer(&slot->child, child_free);
    if (slot->job.job_id)
        index_job_release(slot->run->context->store, &slot->job, NULL);
    slot_clear_job(slot);
}

/* ------------------------------------------------------------------------------------ ending -- */

/* Charges the attempt, and tells if it was the last one. */
static gboolean job_charge(Slot *slot, const char *reason, GError **error)
{
    Run *run = slot->run;
    gboolean gave_up = FALSE;
    if (!index_job_fail(run->context->store, &slot->job, reason, &gave_up, error))
        return FALSE;
    output_progress_line(run->progress, "%s: %s; %s", slot_job_name(slot), reason,
                         gave_up ? "given up" : "trying again");
    return TRUE;
}

/* Fills reading or rows, by the kind of job. */
static gboolean answer_parse(const Slot *slot, JsonObject *answer, PageReading *reading,
                             VolumeRow *rows, GError **error)
{
    const char *store_dir = index_store_dir(slot->run->context->store);
    return slot->page ? task_page_answer_parse(answer, store_dir, reading, error)
                      : task_side_answer_parse(answer, store_dir, slot->side, rows, error);
}

static gboolean answer_commit(const Slot *slot, const PageReading *reading, const VolumeRow *rows,
                              GError **error)
{
    Store *store = slot->run->context->store;
    const SideTask *side = slot->side;
    return slot->page ? index_page_finish(store, &slot->job, reading, error)
                      : index_side_finish(store, &slot->job, side->revision, rows,
                                          side->volumes->len, error);
}

static const char *job_done_text(const Slot *slot)
{
    if (!slot->page)
        return "written and read back";
    return slot->page->image_only ? "kept as an image without text" : "recognised";
}

/* A page that is larger than a volume should be is one all the same, and people should know. */
static void side_tell_oversize(const Slot *slot, const VolumeRow *rows)
{
    for (guint i = 0; slot->side && i < slot->side->volumes->len; i++) {
        const VolumeTask *volume = g_ptr_array_index(slot->side->volumes, i);
        g_autofree char *size =
            g_format_size_full(rows[i].written.size_bytes, G_FORMAT_SIZE_IEC_UNITS);
        if (rows[i].n_pages == 1 && rows[i].written.size_bytes > volume->bytes_max)
            output_progress_line(
                slot->run->progress,
                "%s: volume %u is one page of %s, more than [volume] max_volume_mb "
                "allows: scan it again at fewer dots per inch if it must be smaller",
                slot_job_name(slot), rows[i].number, size);
    }
}

/* LIMIT from a commit: the job was taken over by somebody else, who will finish it. */
static gboolean job_commit(Slot *slot, JsonObject *answer, GError **error)
{
    Run *run = slot->run;
    g_autoptr(GError) nonsense = NULL, failure = NULL;
    PageReading reading = {0};
    g_autofree VolumeRow *rows = g_new0(VolumeRow, slot->side ? slot->side->volumes->len + 1 : 1);
    if (!answer_parse(slot, answer, &reading, rows, &nonsense))
        return job_charge(slot, nonsense->message, error);
    reading.is_unread = slot->page && slot->page->image_only;
    if (answer_commit(slot, &reading, rows, &failure)) {
        run->done++;
        output_progress_line(run->progress, "%s: %s", slot_job_name(slot), job_done_text(slot));
        side_tell_oversize(slot, rows);
        if (slot->side)
            g_hash_table_remove(run->requeues, &slot->side->side_id);
        return TRUE;
    }
    if (!g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    output_progress_line(run->progress, "%s", failure->message);
    return TRUE;
}

/* LIMIT: a worker that got no memory may have lost it for good, so the next job gets another worker. IO is the
 * store's failure: the job is still leased and will be given back. */
static gboolean answer_take(Slot *slot, JsonObject *answer, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!child_line_error(answer, &failure))
        return job_commit(slot, answer, error);
    if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT))
        child_stop(slot->child);
    if (!g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO))
        return job_charge(slot, failure->message, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static gboolean slot_send_side(Slot *slot, gboolean *sent, GError **error);

/* The side goes on with the pages as they are now. */
static gboolean smaller_take(Slot *slot, JsonObject *answer, gboolean *sent, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!child_line_error(answer, &failure)) {
        slot->is_shrinking = FALSE;
        slot->has_shrunk = TRUE;
        g_clear_pointer(&slot->side, index_side_task_free);
        return slot_send_side(slot, sent, error);
    }
    *sent = FALSE;
    return answer_take(slot, answer, error);
}

static void on_line(Child *child, JsonObject *line, gpointer data)
{
    Slot *slot = data;
    GError *error = NULL;
    gboolean goes_on = FALSE;
    child_set_timeout(child, 0);
    if (!slot->job.job_id)
        return;
    if (slot->is_shrinking ? !smaller_take(slot, line, &goes_on, &error)
                           : !answer_take(slot, line, &error))
        return run_stop(slot->run, error);
    if (goes_on)
        return;
    slot_clear_job(slot);
    run_go_on(slot->run);
}

static gboolean job_survive(Slot *slot, const char *how, gboolean is_blameless, GError **error)
{
    g_autofree char *reason = g_strdup_printf("its worker %s", how ? how : "left");
    if (is_blameless)
        return index_job_release(slot->run->context->store, &slot->job, error);
    return job_charge(slot, reason, error);
}

static void on_ended(Child *child, const char *how, gpointer data)
{
    Slot *slot = data;
    Run *run = slot->run;
    GError *error = NULL;
    gboolean is_blameless = child_left_unread(child);
    slot->child = NULL;
    if (slot->job.job_id && !run->cancelled && !run->error) {
        if (!job_survive(slot, how, is_blameless, &error))
            run_stop(run, error);
        else
            slot_clear_job(slot);
    }
    child_free(child);
    run_go_on(run);
}

/* ----------------------------------------------------------------------------------- sending -- */

static gboolean slot_start_child(Slot *slot, GError **error)
{
    static const ChildEvents events = {.line = on_line, .ended = on_ended};
    static const char *const environment[] = {"OMP_THREAD_LIMIT=1", PAGE_MEMORY, NULL};
    Store *store = slot->run->context->store;
    const ChildSettings settings = {
        .worker = "page-worker",
        .is_computing = TRUE,
        .memory_bytes = (guint64)index_store_conf_int(store, "run", "page_memory_mb") << 20,
        .environment = environment,
    };
    if (!slot->child)
        slot->child = child_start(&settings, &events, slot, error);
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

static guint smaller_timeout_ms(const SideTask *side)
{
    return SIDE_TIMEOUT_BASE_MS + side->smaller->len * SMALLER_TIMEOUT_PAGE_MS;
}

static gboolean slot_send_page(Slot *slot, GError **error)
{
    Store *store = slot->run->context->store;
    slot->page = index_page_task_load(store, slot->job.target_id, error);
    if (!slot->page || !slot_start_child(slot, error))
        return FALSE;
    slot->page->image_only = !slot->page->has_words && slot->job.failures + 1 >= INDEX_ATTEMPTS_MAX;
    child_set_timeout(slot->child, page_timeout_ms(slot));
    const PdfRecipe recipe = index_page_recipe(store);
    child_send(slot->child, task_page_request(index_store_dir(store), slot->page, &recipe));
    return TRUE;
}

/* The side's job ends, and its pages are queued. */
static gboolean slot_requeue_pages(Slot *slot, GError **error)
{
    Run *run = slot->run;
    const SideTask *side = slot->side;
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(run->requeues, &side->side_id));
    if (n >= INDEX_ATTEMPTS_MAX)
        return job_charge(slot,
                          "its pages were read again and again, and what was kept of them in "
                          "layers/ is gone each time: look for what empties that folder",
                          error);
    g_hash_table_insert(run->requeues, g_memdup2(&side->side_id, sizeof side->side_id),
                        GUINT_TO_POINTER(n + 1));
    return index_pages_requeue(run->context->store, &slot->job, side->pages_without_layers, error);
}

/* *sent is FALSE when pages have to be read again first. */
static gboolean slot_send_side(Slot *slot, gboolean *sent, GError **error)
{
    Store *store = slot->run->context->store;
    slot->side = index_side_task_load(store, slot->job.target_id, error);
    if (!slot->side)
        return FALSE;
    *sent = slot->side->pages_without_layers->len == 0;
    if (!*sent)
        return slot_requeue_pages(slot, error);
    if (!slot_start_child(slot, error))
        return FALSE;
    slot->is_shrinking = slot->side->smaller->len && !slot->has_shrunk && slot->job.failures == 0;
    child_set_timeout(slot->child, slot->is_shrinking ? smaller_timeout_ms(slot->side)
                                                      : side_timeout_ms(slot->side));
    const PdfRecipe recipe = index_smaller_recipe(store);
    child_send(slot->child, slot->is_shrinking
                                ? task_smaller_request(index_store_dir(store), slot->side, &recipe)
                                : task_side_request(index_store_dir(store), slot->side));
    return TRUE;
}

static gboolean slot_send(Slot *slot, gboolean *sent, GError **error)
{
    if (slot->job.kind == JOB_SIDE)
        return slot_send_side(slot, sent, error);
    *sent = TRUE;
    return slot_send_page(slot, error);
}

/* Jobs that became due (a side whose last page was just read) are planned when none is left. */
static gboolean job_find(Slot *slot, gboolean *found, GError **error)
{
    Store *store = slot->run->context->store;
    const char *owner = slot->run->owner;
    if (!index_job_lease(store, owner, &slot->job, found, error))
        return FALSE;
    if (*found)
        return TRUE;
    return index_jobs_plan(store, error) && index_job_lease(store, owner, &slot->job, found, error);
}

gboolean slot_fill(Slot *slot, GError **error)
{
    gboolean found = TRUE, sent = FALSE;
    if (slot_is_busy(slot))
        return TRUE;
    while (!sent) {
        if (!job_find(slot, &found, error))
            return FALSE;
        if (!found)
            return TRUE;
        if (!slot_send(slot, &sent, error))
            return FALSE;
        if (!sent)
            slot_clear_job(slot);
    }
    return TRUE;
}
