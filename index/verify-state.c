/* How far a check got: spool/verify.json, so that one that was killed goes on where it stopped.
 *
 * Anybody who can write the spool could say there that all was hashed and well. So the event "store.verify-part" carries
 * the file's SHA-256, and the file is believed only where the last event of a check names it, and for WEEK_US: one that
 * was made up, one that a finished check left behind, and one of another state of the store are not. What was hashed is
 * looked for all the same, and how much that was is told and stands in the event of the check that ends it.
 *
 * It is kept when twice as much was done as the last time, or SAVE_US have gone by, so that events are few. Database,
 * events, rows and strays are quick, and always checked again. One check at a time keeps it; another that runs beside it,
 * or on a disk that can only be read, or behind a chain that was meddled with, keeps nothing. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "index/answer.h"
#include "index/store-private.h"
#include "index/verify.h"

#define SAVE_FILES 100 /* the first time */
#define SAVE_US G_TIME_SPAN_MINUTE
#define WEEK_US (7 * G_TIME_SPAN_DAY)

static char *state_path(const Verify *verify)
{
    return index_store_path(verify->store, "spool/verify.json");
}

/* Which files it hashes: "all", "50", "12.5%". */
static char *sample_text(const VerifySettings *settings)
{
    if (settings->sample_files)
        return g_strdup_printf("%" G_GUINT64_FORMAT, settings->sample_files);
    return settings->sample_percent > 0 ? g_strdup_printf("%g%%", settings->sample_percent)
                                        : g_strdup("all");
}

/* ----------------------------------------------------------------------------------- keeping -- */

static JsonArray *problems_array(const Verify *verify)
{
    JsonArray *array = json_array_new();
    for (guint i = verify->n_quick_problems; i < verify->report->problems->len; i++)
        json_array_add_string_element(array, verify->report->problems->pdata[i]);
    return array;
}

static char *state_text(const Verify *verify)
{
    VerifyReport *report = verify->report;
    g_autofree char *sample = sample_text(verify->settings);
    JsonObject *state = json_object_new();
    json_object_set_string_member(state, "began_at",
                                  report->began_at ? report->began_at : verify->now);
    json_object_set_string_member(state, "sample", sample);
    json_object_set_string_member(state, "seed", report->seed ? report->seed : "");
    json_object_set_int_member(state, "phase", verify->phase);
    json_object_set_int_member(state, "last", verify->last);
    json_object_set_int_member(state, "hashed", (gint64)report->files_hashed);
    json_object_set_array_member(state, "problems", problems_array(verify));
    g_autoptr(JsonNode) node = answer_node_of_object(state);
    return json_to_string(node, FALSE);
}

static gboolean is_due(const Verify *verify)
{
    guint64 n = verify->done - verify->saved_done;
    return n >= MAX(SAVE_FILES, verify->saved_done) ||
           (n > 0 && g_get_monotonic_time() - verify->saved_us >= SAVE_US);
}

/* What cannot be kept begins earlier the next time. */
void verify_state_save(Verify *verify)
{
    if (verify->lock < 0 || verify->problems_of_chain || verify_state_is_taken_over(verify) ||
        !is_due(verify))
        return;
    g_autofree char *path = state_path(verify), *text = state_text(verify);
    g_autofree char *spool = index_store_path(verify->store, "spool");
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (scan_file_publish_bytes(spool, path, text, strlen(text), NULL))
        index_event_put(verify->store, "store.verify-part", "office", 0,
                        g_variant_new_parsed("{'state': <%s>, 'hashed': <%t>}", sha256,
                                             verify->report->files_hashed),
                        NULL);
    verify->saved_us = g_get_monotonic_time();
    verify->saved_done = verify->done;
}

void verify_state_end(Verify *verify, gboolean is_done)
{
    g_autofree char *path = state_path(verify);
    if (verify->lock < 0)
        return;
    if (is_done)
        g_unlink(path);
    close(verify->lock);
    verify->lock = -1;
}

/* ------------------------------------------------------------------------------------ reading -- */

static int lock_take(Verify *verify)
{
    g_autofree char *path = index_store_path(verify->store, "spool/verify.lock");
    return index_lock_take(path, FALSE, "", NULL);
}

static gboolean is_of_this_week(const char *at)
{
    g_autoptr(GDateTime) began = g_date_time_new_from_iso8601(at, NULL);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    GTimeSpan age = began ? g_date_time_difference(now, began) : -1;
    return age >= 0 && age < WEEK_US;
}

static gboolean is_same_check(const Verify *verify, JsonObject *state)
{
    g_autofree char *sample = sample_text(verify->settings);
    const char *seed = verify->settings->seed;
    return g_str_equal(json_object_get_string_member_with_default(state, "sample", ""), sample) &&
           (!seed ||
            g_str_equal(json_object_get_string_member_with_default(state, "seed", ""), seed)) &&
           is_of_this_week(json_object_get_string_member_with_default(state, "began_at", ""));
}

/* *is_told: the last event of a check names what the file holds. */
static gboolean event_find(Verify *verify, const char *text, gsize length, gboolean *is_told,
                           GError **error)
{
    g_autofree char *sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(verify->store), "verify_last_event",
                      DB_VALUES(DB_TEXT(index_store_office(verify->store))), &row, error))
        return FALSE;
    const char *detail = row ? db_rows_text(row, 0) : "";
    g_autoptr(JsonNode) root = index_json_parse(detail, strlen(detail), NULL);
    *is_told = root && JSON_NODE_HOLDS_OBJECT(root) &&
               g_str_equal(sha256, json_object_get_string_member_with_default(
                                       json_node_get_object(root), "state", ""));
    if (!*is_told)
        g_ptr_array_add(verify->report->notes,
                        g_strdup("spool/verify.json is not where an interrupted check says that it "
                                 "stopped, so all is hashed from the beginning"));
    return TRUE;
}

static void problems_read(Verify *verify, JsonObject *state)
{
    JsonArray *problems = json_object_get_array_member(state, "problems");
    for (guint i = 0; problems && i < json_array_get_length(problems); i++)
        g_hash_table_add(verify->earlier, g_strdup(json_array_get_string_element(problems, i)));
}

void verify_state_resume(Verify *verify)
{
    verify->n_quick_problems = verify->report->problems->len;
    GHashTableIter each;
    gpointer problem;
    g_hash_table_iter_init(&each, verify->earlier);
    while (g_hash_table_iter_next(&each, &problem, NULL))
        verify_problem_add(verify->report, "%s", (const char *)problem);
}

static void state_read(Verify *verify, JsonObject *state)
{
    VerifyReport *report = verify->report;
    report->began_at = g_strdup(json_object_get_string_member(state, "began_at"));
    const char *seed = json_object_get_string_member_with_default(state, "seed", "");
    report->seed = *seed ? g_strdup(seed) : NULL;
    verify->taken_phase = (guint)json_object_get_int_member_with_default(state, "phase", 0);
    verify->taken_last = json_object_get_int_member_with_default(state, "last", 0);
    report->hashed_before = (guint64)json_object_get_int_member_with_default(state, "hashed", 0);
    report->files_hashed = report->hashed_before;
    problems_read(verify, state);
}

gboolean verify_state_is_taken_over(const Verify *verify)
{
    return verify->phase < verify->taken_phase ||
           (verify->phase == verify->taken_phase && verify->last <= verify->taken_last);
}

gboolean verify_state_load(Verify *verify, GError **error)
{
    g_autofree char *path = state_path(verify), *text = NULL;
    gsize length;
    gboolean is_told = FALSE;
    verify->saved_us = g_get_monotonic_time();
    if (index_store_is_read_only(verify->store) || (verify->lock = lock_take(verify)) < 0 ||
        verify->settings->restart || verify->settings->mend ||
        !g_file_get_contents(path, &text, &length, NULL))
        return TRUE;
    g_autoptr(JsonNode) root = index_json_parse(text, length, NULL);
    JsonObject *state = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    if (!state || !is_same_check(verify, state))
        return TRUE;
    if (!event_find(verify, text, length, &is_told, error))
        return FALSE;
    if (is_told)
        state_read(verify, state);
    return TRUE;
}
