/* Work and its leases.
 *
 * A job is pending, then running under one owner with one attempt number, then gone (what it made
 * says that it was done) or, after INDEX_ATTEMPTS_MAX failures, failed. Every end of a job names
 * its attempt, so whoever was given up and comes back late changes nothing.
 *
 * An owner that died gives its work back without blame: a power cut says nothing about the page
 * that was being read. Only a page over which owners died DEATHS_MAX times is held to take the
 * machine down with it.
 *
 * Whether an owner lives can only be seen on its own host. Elsewhere (the computer was renamed or
 * replaced, the store restored) its leases count as long as it refreshes them: after
 * INDEX_LEASE_SILENCE_S without a sign it is dead. Attempts fence off one that comes back.
 */
#include "index/store-private.h"

#define DEATHS_MAX 20

static const char *const kind_names[] = {"page", "side"};

static char *job_object(const Job *job)
{
    return g_strdup_printf("%s %" G_GINT64_FORMAT, kind_names[job->kind], job->target_id);
}

gboolean index_job_add(Store *store, JobKind kind, gint64 target_id, GError **error)
{
    g_autofree char *now = index_now();
    return db_exec(index_store_db(store), "job_add",
                   DB_VALUES(DB_TEXT(kind_names[kind]), DB_INT(target_id), DB_TEXT(now)), error);
}

/* Whatever becomes of it, only its owner says so. */
static gboolean job_close(Store *store, const char *statement, const Job *job, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_exec(db, statement, DB_VALUES(DB_INT(job->job_id), DB_INT(job->attempt)), error))
        return FALSE;
    if (db_changes(db) == 1)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "this work was called off, or given to another process, meanwhile: what came late "
                "is dropped");
    return FALSE;
}

gboolean index_job_end(Store *store, const Job *job, GError **error)
{
    return job_close(store, "job_end", job, error);
}

gboolean index_job_keep(Store *store, const Job *job, GError **error)
{
    return job_close(store, "job_keep", job, error);
}

gboolean index_job_revive(Store *store, JobKind kind, gint64 target_id, GError **error)
{
    g_autofree char *now = index_now();
    return db_exec(index_store_db(store), "job_revive",
                   DB_VALUES(DB_TEXT(kind_names[kind]), DB_INT(target_id), DB_TEXT(now)), error);
}

/* ----------------------------------------------------------------------------------- leasing -- */

static gboolean job_take(Db *db, const char *owner, Job *job, gboolean *found, GError **error)
{
    g_autofree char *now = index_now();
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "job_lease", DB_VALUES(DB_TEXT(owner), DB_TEXT(now)), &row, error))
        return FALSE;
    *found = row != NULL;
    if (row)
        *job = (Job){.job_id = db_rows_int(row, 0),
                     .kind = g_str_equal(db_rows_text(row, 1), "side") ? JOB_SIDE : JOB_PAGE,
                     .target_id = db_rows_int(row, 2),
                     .attempt = (guint)db_rows_int(row, 3),
                     .failures = (guint)db_rows_int(row, 4)};
    return TRUE;
}

gboolean index_job_lease(Store *store, const char *owner, Job *job, gboolean *found, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, job_take(db, owner, job, found, error), error);
}

gboolean index_job_release(Store *store, const Job *job, GError **error)
{
    g_autofree char *now = index_now();
    return db_exec(index_store_db(store), "job_release",
                   DB_VALUES(DB_INT(job->job_id), DB_INT(job->attempt), DB_TEXT(now)), error);
}

gboolean index_jobs_refresh(Store *store, const char *owner, GError **error)
{
    g_autofree char *now = index_now();
    return db_exec(index_store_db(store), "jobs_refresh", DB_VALUES(DB_TEXT(owner), DB_TEXT(now)),
                   error);
}

/* ----------------------------------------------------------------------------------- failing -- */

static gboolean job_give_up(Store *store, const Job *job, const char *reason, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *object = job_object(job);
    g_autofree char *act = g_strconcat(kind_names[job->kind], ".failed", NULL);
    gint64 record_id;
    if (!db_exec(db, "job_give_up", DB_VALUES(DB_INT(job->job_id), DB_TEXT(reason)), error) ||
        (job->kind == JOB_PAGE &&
         !db_exec(db, "page_set_state", DB_VALUES(DB_INT(job->target_id), DB_TEXT("failed")),
                  error)) ||
        !db_query_int(db, job->kind == JOB_PAGE ? "page_record" : "side_record",
                      DB_VALUES(DB_INT(job->target_id)), &record_id, NULL, error))
        return FALSE;
    return index_event_put(store, act, object, record_id,
                           g_variant_new_parsed("{'reason': <%s>}", reason), error);
}

static gboolean job_count_failure(Store *store, const Job *job, const char *reason,
                                  gboolean *gave_up, GError **error)
{
    g_autofree char *now = index_now();
    g_autofree char *text = g_utf8_make_valid(reason, -1);
    gint64 n_failures;
    gboolean is_ours;
    if (!db_query_int(
            index_store_db(store), "job_fail",
            DB_VALUES(DB_INT(job->job_id), DB_INT(job->attempt), DB_TEXT(text), DB_TEXT(now)),
            &n_failures, &is_ours, error))
        return FALSE;
    *gave_up = is_ours && n_failures >= INDEX_ATTEMPTS_MAX;
    return !*gave_up || job_give_up(store, job, text, error);
}

gboolean index_job_fail(Store *store, const Job *job, const char *reason, gboolean *gave_up,
                        GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, job_count_failure(store, job, reason, gave_up, error), error);
}

static gboolean jobs_retry(Store *store, guint *n_jobs, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *now = index_now();
    if (!db_exec(db, "pages_retry", DB_NO_VALUES, error) ||
        !db_exec(db, "jobs_retry", DB_VALUES(DB_TEXT(now)), error))
        return FALSE;
    *n_jobs = (guint)db_changes(db);
    return *n_jobs == 0 || index_event_put(store, "jobs.retried", "office", 0,
                                           g_variant_new_parsed("{'jobs': <%u>}", *n_jobs), error);
}

gboolean index_jobs_retry(Store *store, guint *n_jobs, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, jobs_retry(store, n_jobs, error), error);
}

/* ---------------------------------------------------------------------------------- planning -- */

/* Or changed as long from now: a clock was set, and says nothing. */
static gboolean lease_is_silent(const char *changed_at)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(changed_at, NULL);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    return !at || ABS(g_date_time_difference(now, at)) > INDEX_LEASE_SILENCE_S * G_TIME_SPAN_SECOND;
}

/* Running jobs whose owner is dead. Array of Job. */
static GArray *jobs_of_the_dead(Db *db, GError **error)
{
    g_autoptr(GArray) jobs = g_array_new(FALSE, FALSE, sizeof(Job));
    g_autoptr(DbRows) rows = db_query(db, "jobs_running", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *owner = db_rows_text(rows, 4), *changed_at = db_rows_text(rows, 5);
        Job job = {.job_id = db_rows_int(rows, 0),
                   .kind = g_str_equal(db_rows_text(rows, 1), "side") ? JOB_SIDE : JOB_PAGE,
                   .target_id = db_rows_int(rows, 2),
                   .attempt = (guint)db_rows_int(rows, 3)};
        if (index_owner_is_dead(owner) ||
            (index_owner_is_foreign(owner) && lease_is_silent(changed_at)))
            g_array_append_val(jobs, job);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&jobs) : NULL;
}

static gboolean job_inherit(Store *store, const Job *job, GError **error)
{
    g_autofree char *now = index_now();
    gint64 n_deaths;
    if (!db_query_int(index_store_db(store), "job_inherit",
                      DB_VALUES(DB_INT(job->job_id), DB_TEXT(now)), &n_deaths, NULL, error))
        return FALSE;
    return n_deaths < DEATHS_MAX ||
           job_give_up(
               store, job,
               "the program ended each time while it worked on this: scan it again, or look "
               "for a fault of the computer",
               error);
}

static gboolean jobs_free_of_the_dead(Store *store, GError **error)
{
    g_autoptr(GArray) jobs = jobs_of_the_dead(index_store_db(store), error);
    for (guint i = 0; jobs && i < jobs->len; i++)
        if (!job_inherit(store, &g_array_index(jobs, Job, i), error))
            return FALSE;
    return jobs != NULL;
}

/* Sides that an open batch of another living process is putting pages into: set of side_id. Our
 * own open batches are those we took over to recover; nothing more comes from them here. */
static GHashTable *sides_being_fed(Db *db, GError **error)
{
    g_autofree char *self = index_owner_self();
    g_autoptr(GHashTable) sides = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(DbRows) rows = db_query(db, "sides_open", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        gint64 side_id = db_rows_int(rows, 0);
        const char *owner = db_rows_text(rows, 1);
        if (!g_str_equal(owner, self) && !index_owner_is_dead(owner))
            g_hash_table_add(sides, g_memdup2(&side_id, sizeof side_id));
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&sides) : NULL;
}

static gboolean sides_plan(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(GHashTable) fed = sides_being_fed(db, error);
    g_autoptr(DbRows) rows = fed ? db_query(db, "sides_due", DB_NO_VALUES, error) : NULL;
    while (rows && db_rows_next(rows, error)) {
        gint64 side_id = db_rows_int(rows, 0);
        if (!g_hash_table_contains(fed, &side_id) &&
            !index_job_add(store, JOB_SIDE, side_id, error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

gboolean index_jobs_plan(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db,
                  db_exec(db, "jobs_withheld_drop", DB_NO_VALUES, error) &&
                      jobs_free_of_the_dead(store, error) && sides_plan(store, error),
                  error);
}

gboolean index_jobs_count(Store *store, guint *pending, guint *running, guint *failed,
                          GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "jobs_count", DB_NO_VALUES, &row, error))
        return FALSE;
    *pending = (guint)db_rows_int(row, 0);
    *running = (guint)db_rows_int(row, 1);
    *failed = (guint)db_rows_int(row, 2);
    return TRUE;
}

gboolean index_jobs_held(Store *store, guint *n_here, guint *n_elsewhere, GError **error)
{
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "jobs_running", DB_NO_VALUES, error);
    *n_here = *n_elsewhere = 0;
    while (rows && db_rows_next(rows, error))
        ++*(index_owner_is_foreign(db_rows_text(rows, 4)) ? n_elsewhere : n_here);
    return rows && !db_rows_failed(rows);
}
