/* Fixity: is everything we hold still what it was when its row was written, and is every row what its
 * event says?
 *
 *     what carries the head elsewhere  --anchor-->  chain of events  -->  rows  <-->  files
 *
 * The database is asked by its engine's own tools and compared with a new one (verify-schema.c), the events by their
 * chain (verify-events.c) and by
 * slips, packages and backups that carry its head (verify-anchor.c), the rows by the events that wrote
 * them (verify-rows.c, verify-seals.c), every master, text, original, volume and package by its hash (verify-files.c,
 * verify-package.c), and the folders for files that no row names (verify-strays.c). layers/ is a cache
 * and not looked at.
 *
 * What takes long is the hashing: a check that was cut short goes on where it stopped (verify-state.c),
 * or a sample is hashed (verify-sample.c).
 *
 * Work may go on at the same time: a file whose row is replaced meanwhile is not called missing.
 */
#include "index/verify.h"
#include "index/db.h"
#include "index/lot.h"
#include "index/progress-private.h"
#include "index/seal.h"
#include "index/store-private.h"

static gboolean database_check(Verify *verify, GError **error)
{
    g_autoptr(GPtrArray) troubles = db_check(index_store_db(verify->store), error);
    for (guint i = 0; troubles && i < troubles->len; i++)
        verify_problem_add(verify->report,
                           "the index is damaged (%s): stop work, copy the store to another disk "
                           "and restore the last backup",
                           (const char *)g_ptr_array_index(troubles, i));
    return troubles != NULL;
}

/* Rows that others name cannot be taken as gone. */
static gboolean orphans_load(Verify *verify, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "verify_orphans", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *unit = seals_unit_of(db_rows_text(rows, 0));
        if (unit)
            g_hash_table_add(verify->orphaned, (gpointer)unit);
    }
    return rows && !db_rows_failed(rows);
}

static gboolean total_load(Verify *verify, GError **error)
{
    gint64 total = 0;
    if (!db_query_int(index_store_db(verify->store), "verify_totals", DB_NO_VALUES, &total, NULL,
                      error))
        return FALSE;
    verify->total = (guint64)total;
    return TRUE;
}

static gboolean event_write(Verify *verify, GError **error)
{
    const VerifyReport *report = verify->report;
    return index_event_put(
        verify->store, "store.verified", "office", 0,
        g_variant_new_parsed("{'masters': <%x>, 'texts': <%x>, 'volumes': <%x>, 'packages': <%x>, "
                             "'events': <%x>, 'hashed': <%t>, 'hashed_before': <%t>, 'seed': <%s>, "
                             "'problems': <%u>, 'head': <%s>}",
                             report->masters, report->texts, report->volumes, report->packages,
                             report->events, report->files_hashed, report->hashed_before,
                             report->seed ? report->seed : "", report->problems->len,
                             report->event_head),
        error);
}

/* Not behind a chain that was meddled with: it stays as it was found. What was found is told, whether it
 * can be noted or not. */
static void check_note(Verify *verify)
{
    g_autoptr(GError) failure = NULL;
    if (index_store_is_read_only(verify->store))
        return;
    if (!verify->problems_of_chain && !event_write(verify, &failure))
        verify_problem_add(verify->report, "this check could not be noted as an event: %s",
                           failure->message);
    verify_last_note(verify);
}

static gboolean rows_examine(Verify *verify, GError **error)
{
    return verify_events(verify, error) && orphans_load(verify, error) &&
           verify_rows(verify, error) && verify_seals(verify, error) &&
           verify_search(verify, error) && verify_alike(verify, error) &&
           progress_counts_verify(verify->store, verify->report->problems, error) &&
           index_lots_verify(verify->store, verify->report->problems, error);
}

/* What needs no file: done anew each time. In an index that was built otherwise not all can be asked. */
static gboolean index_examine(Verify *verify, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!database_check(verify, error) || !verify_schema(verify, error))
        return FALSE;
    guint n_problems = verify->report->problems->len;
    if (rows_examine(verify, &failure))
        return TRUE;
    if (n_problems == 0) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    verify_problem_add(verify->report, "the rows cannot all be examined as it is: %s",
                       failure->message);
    return TRUE;
}

/* What was removed as confidential is told by every check: by whom, when and why. */
static gboolean withheld_load(Verify *verify, GError **error)
{
    verify->withheld = withhold_paths_load(verify->store, error);
    g_autoptr(DbRows) rows = verify->withheld ? db_query(index_store_db(verify->store),
                                                         "withhold_list", DB_NO_VALUES, error)
                                              : NULL;
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(verify->report->notes,
                        g_strdup_printf("%s (%s): %" G_GINT64_FORMAT " %s and %" G_GINT64_FORMAT
                                        " %s of it were removed at %s by %s: %s",
                                        db_rows_text(rows, 0), db_rows_text(rows, 1),
                                        COUNTED(db_rows_int(rows, 5), "page"),
                                        COUNTED(db_rows_int(rows, 6), "file"),
                                        db_rows_text(rows, 3), db_rows_text(rows, 4),
                                        db_rows_text(rows, 2)));
    return rows && !db_rows_failed(rows);
}

gboolean verify_is_withheld(Verify *verify, const char *path)
{
    if (!g_hash_table_contains(verify->withheld, path))
        return FALSE;
    g_autofree char *full = index_store_path(verify->store, path);
    if (g_file_test(full, G_FILE_TEST_EXISTS))
        verify_problem_add(verify->report,
                           "%s: it was removed as confidential and is there all the same: remove "
                           "it (muhafiz record withhold FILE_NO --reason TEXT does so)",
                           path);
    return TRUE;
}

static gboolean verify_all(Verify *verify, GError **error)
{
    g_autoptr(GPtrArray) files = verify_files_list(verify->store);
    if (!verify_anchors_load(verify, error) || !total_load(verify, error) ||
        !verify_state_load(verify, error) || !verify_mend_init(verify, error) ||
        !index_examine(verify, error) || !verify_conf(verify, error) ||
        !withheld_load(verify, error) || !verify_sample_init(verify, error))
        return FALSE;
    verify_state_resume(verify);
    if (!verify_files(verify, error) || !verify_mend(verify, error) ||
        !verify_strays(verify->store, files, verify->report, error))
        return FALSE;
    verify_copies_tell(verify);
    check_note(verify);
    return TRUE;
}

GPtrArray *verify_rows_problems(Store *store, GError **error)
{
    VerifyReport found = {.problems = g_ptr_array_new_with_free_func(g_free),
                          .taken = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GHashTable) orphaned = g_hash_table_new(g_str_hash, g_str_equal);
    Verify verify = {.store = store, .report = &found, .orphaned = orphaned};
    gboolean ok =
        orphans_load(&verify, error) && verify_rows(&verify, error) && verify_seals(&verify, error);
    GPtrArray *problems = ok ? g_steal_pointer(&found.problems) : NULL;
    index_verify_report_clear(&found);
    return problems;
}

gboolean index_verify(Store *store, const VerifySettings *settings, IndexProgressFunc progress,
                      gpointer user_data, VerifyReport *report, GError **error)
{
    VerifyReport found = {.problems = g_ptr_array_new_with_free_func(g_free),
                          .notes = g_ptr_array_new_with_free_func(g_free),
                          .mended = g_ptr_array_new_with_free_func(g_free),
                          .taken = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GPtrArray) damages =
        g_ptr_array_new_with_free_func((GDestroyNotify)verify_damage_free);
    g_autofree char *now = index_now();
    g_autoptr(GPtrArray) anchors =
        g_ptr_array_new_with_free_func((GDestroyNotify)verify_anchor_free);
    g_autoptr(GHashTable) earlier = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) away = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) orphaned = g_hash_table_new(g_str_hash, g_str_equal);
    Verify verify = {.store = store,
                     .settings = settings,
                     .report = &found,
                     .progress = progress,
                     .user_data = user_data,
                     .anchors = anchors,
                     .damages = damages,
                     .earlier = earlier,
                     .away = away,
                     .orphaned = orphaned,
                     .now = now,
                     .lock = -1};
    gboolean done = verify_all(&verify, error);
    verify_state_end(&verify, done);
    g_free(verify.mend_root);
    g_clear_pointer(&verify.withheld, g_hash_table_unref);
    if (done)
        *report = found;
    else
        index_verify_report_clear(&found);
    return done;
}
