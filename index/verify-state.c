/* How far a check got: spool/verify.json, so that one that was killed goes on where it stopped.
 *
 * Kept every SAVE_FILES files or SAVE_US, and removed at the end. It is believed for WEEK_US and only while
 * the event that was the chain's head when the check began still is in the chain: a store that was put
 * back from a backup, or another one, is checked from the beginning. Database, events, rows and strays
 * are quick, and always checked again. One check at a time keeps it; another that runs beside it, or
 * on a disk that can only be read, keeps nothing. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "index/answer.h"
#include "index/store-private.h"
#include "index/verify.h"

#define SAVE_FILES 100
#define SAVE_US (2 * G_TIME_SPAN_SECOND)
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

static const char *const COUNTS[] = {"masters", "texts", "volumes", "packages"};

static void counts_peek(VerifyReport *report, gint64 *counts[G_N_ELEMENTS(COUNTS)])
{
    counts[0] = &report->masters;
    counts[1] = &report->texts;
    counts[2] = &report->volumes;
    counts[3] = &report->packages;
}

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
    gint64 *counts[G_N_ELEMENTS(COUNTS)];
    JsonObject *state = json_object_new();
    counts_peek(report, counts);
    json_object_set_string_member(state, "began_at",
                                  report->began_at ? report->began_at : verify->now);
    json_object_set_string_member(state, "sample", sample);
    json_object_set_string_member(state, "seed", report->seed ? report->seed : "");
    json_object_set_int_member(state, "event_number", report->event_number);
    json_object_set_string_member(state, "event_head", report->event_head);
    json_object_set_int_member(state, "phase", verify->phase);
    json_object_set_int_member(state, "last", verify->last);
    json_object_set_int_member(state, "done", (gint64)verify->done);
    json_object_set_int_member(state, "hashed", (gint64)report->files_hashed);
    for (guint i = 0; i < G_N_ELEMENTS(COUNTS); i++)
        json_object_set_int_member(state, COUNTS[i], *counts[i]);
    json_object_set_array_member(state, "problems", problems_array(verify));
    g_autoptr(JsonNode) node = answer_node_of_object(state);
    return json_to_string(node, FALSE);
}

void verify_state_save(Verify *verify)
{
    gint64 now_us = g_get_monotonic_time();
    if (verify->lock < 0 || (verify->n_unsaved < SAVE_FILES && now_us - verify->saved_us < SAVE_US))
        return;
    g_autofree char *path = state_path(verify), *text = state_text(verify);
    g_autofree char *spool = index_store_path(verify->store, "spool");
    scan_file_publish_bytes(spool, path, text, strlen(text), NULL); /* else it begins earlier */
    verify->saved_us = now_us;
    verify->n_unsaved = 0;
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

/* *is_there: the head of then is an event of now. */
static gboolean head_find(Verify *verify, JsonObject *state, gboolean *is_there, GError **error)
{
    gint64 number = json_object_get_int_member_with_default(state, "event_number", 0);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(verify->store), "package_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(verify->store)), DB_INT(number)), &row,
                      error))
        return FALSE;
    *is_there =
        row && g_str_equal(db_rows_text(row, 0),
                           json_object_get_string_member_with_default(state, "event_head", ""));
    return TRUE;
}

static void problems_read(Verify *verify, JsonObject *state)
{
    JsonArray *problems = json_object_get_array_member(state, "problems");
    for (guint i = 0; problems && i < json_array_get_length(problems); i++)
        g_ptr_array_add(verify->earlier, g_strdup(json_array_get_string_element(problems, i)));
}

void verify_state_resume(Verify *verify)
{
    verify->n_quick_problems = verify->report->problems->len;
    for (guint i = 0; i < verify->earlier->len; i++)
        verify_problem_add(verify->report, "%s", (const char *)verify->earlier->pdata[i]);
}

static void state_read(Verify *verify, JsonObject *state)
{
    VerifyReport *report = verify->report;
    gint64 *counts[G_N_ELEMENTS(COUNTS)];
    counts_peek(report, counts);
    report->began_at = g_strdup(json_object_get_string_member(state, "began_at"));
    const char *seed = json_object_get_string_member_with_default(state, "seed", "");
    report->seed = *seed ? g_strdup(seed) : NULL;
    verify->phase = (guint)json_object_get_int_member_with_default(state, "phase", 0);
    verify->last = json_object_get_int_member_with_default(state, "last", 0);
    verify->done = (guint64)json_object_get_int_member_with_default(state, "done", 0);
    report->files_hashed = (guint64)json_object_get_int_member_with_default(state, "hashed", 0);
    for (guint i = 0; i < G_N_ELEMENTS(COUNTS); i++)
        *counts[i] = json_object_get_int_member_with_default(state, COUNTS[i], 0);
    problems_read(verify, state);
}

gboolean verify_state_load(Verify *verify, GError **error)
{
    g_autofree char *path = state_path(verify), *text = NULL;
    gsize length;
    gboolean is_there = FALSE;
    verify->saved_us = g_get_monotonic_time();
    if (index_store_is_read_only(verify->store) || (verify->lock = lock_take(verify)) < 0 ||
        verify->settings->restart || verify->settings->mend ||
        !g_file_get_contents(path, &text, &length, NULL))
        return TRUE;
    g_autoptr(JsonNode) root = index_json_parse(text, length, NULL);
    JsonObject *state = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    if (!state || !is_same_check(verify, state))
        return TRUE;
    if (!head_find(verify, state, &is_there, error))
        return FALSE;
    if (is_there)
        state_read(verify, state);
    return TRUE;
}
