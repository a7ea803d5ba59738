/* What a worker is told of a page, and what it read on it. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "index/store-private.h"

#define UNREAD_MAX_PERCENT 50 /* of the lines of text on a page */

void index_page_task_free(PageTask *task)
{
    if (!task)
        return;
    g_free(task->name);
    g_free(task->master_path);
    g_free(task->master_sha256);
    g_free(task->languages);
    g_free(task->expected_language);
    g_free(task);
}

/* Whether its own words told how the page must be turned, or a person: not the pages around it. */
static gboolean neighbour_tells(DbRows *row)
{
    const char *text = db_rows_text(row, 2);
    g_autoptr(JsonNode) findings = text ? json_from_string(text, NULL) : NULL;
    return db_rows_int(row, 1) != 0 ||
           (findings && JSON_NODE_HOLDS_OBJECT(findings) &&
            json_object_get_double_member_with_default(json_node_get_object(findings),
                                                       "turn_confidence", 0) > 0);
}

/* Those that are read already; where they differ they say nothing. */
static gboolean page_ask_neighbours(Db *db, gint64 page_id, PageTask *task, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "page_neighbours", DB_VALUES(DB_INT(page_id)), error);
    guint n_telling = 0, n_alike = 0;
    while (rows && db_rows_next(rows, error)) {
        guint turns = (guint)db_rows_int(rows, 0);
        if (!neighbour_tells(rows))
            continue;
        if (n_telling++ == 0)
            task->expected_turns = turns;
        n_alike += turns == task->expected_turns;
    }
    task->expects_turn = n_telling > 0 && n_alike == n_telling;
    return rows && !db_rows_failed(rows);
}

/* The same of their language. */
static gboolean page_ask_language(Db *db, gint64 page_id, PageTask *task, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "page_neighbours", DB_VALUES(DB_INT(page_id)), error);
    gboolean is_alike = TRUE;
    while (rows && db_rows_next(rows, error)) {
        if (!task->expected_language)
            task->expected_language = index_row_text(rows, 3);
        is_alike = is_alike && g_str_equal(task->expected_language, db_rows_text(rows, 3));
    }
    if (!is_alike)
        g_clear_pointer(&task->expected_language, g_free);
    return rows && !db_rows_failed(rows);
}

/* As it was read before, so that no page is turned over by reading it again unless it says so itself; else
 * as its neighbours lay, and in their language. */
static gboolean page_expect(Db *db, gint64 page_id, DbRows *row, PageTask *task, GError **error)
{
    const char *language = db_rows_text(row, 11);
    task->expects_turn = db_rows_int(row, 10) != 0;
    task->expected_turns = (guint)db_rows_int(row, 7);
    task->expected_language = language && *language ? g_strdup(language) : NULL;
    return (task->expects_turn || page_ask_neighbours(db, page_id, task, error)) &&
           (task->expected_language || page_ask_language(db, page_id, task, error));
}

/* The record's, and the office's behind them: what the register says of a record is not true of each of its letters. */
static char *languages_join(const char *record, const char *office)
{
    g_autoptr(GString) joined = g_string_new(record);
    g_auto(GStrv) own = g_strsplit(record, "+", -1), all = g_strsplit(office, "+", -1);
    for (guint i = 0; all[i]; i++)
        if (!g_strv_contains((const char *const *)own, all[i]))
            g_string_append_printf(joined, "%s%s", joined->len ? "+" : "", all[i]);
    return g_string_free(g_steal_pointer(&joined), FALSE);
}

PageTask *index_page_task_load(Store *store, gint64 page_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "page_task", DB_VALUES(DB_INT(page_id)), &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "page %" G_GINT64_FORMAT " belongs to no record", page_id);
        return NULL;
    }
    g_autoptr(PageTask) task = g_new0(PageTask, 1);
    task->name = g_strdup_printf("%s, %s page %s", db_rows_text(row, 0), db_rows_text(row, 1),
                                 db_rows_text(row, 2));
    task->master_sha256 = index_row_text(row, 3);
    task->master_path = index_store_file(store, "pages", task->master_sha256, ".tif");
    task->languages =
        languages_join(db_rows_text(row, 4), index_store_conf_text(store, "office", "languages"));
    task->width_px = (guint)db_rows_int(row, 5);
    task->height_px = (guint)db_rows_int(row, 6);
    task->turn_is_said = db_rows_int(row, 8) != 0;
    task->has_words = db_rows_int(row, 9) != 0;
    task->quarter_turns = task->turn_is_said ? (guint)db_rows_int(row, 7) : 0;
    if (!page_expect(index_store_db(store), page_id, row, task, error))
        return NULL;
    return g_steal_pointer(&task);
}

static gboolean page_flag(Db *db, gint64 page_id, const char *flag, gboolean is_set, double value,
                          GError **error)
{
    return is_set ? db_exec(db, "flag_set",
                            DB_VALUES(DB_INT(page_id), DB_TEXT(flag), DB_REAL(value)), error)
                  : db_exec(db, "flag_remove", DB_VALUES(DB_INT(page_id), DB_TEXT(flag)), error);
}

/* The flags on which recognition has the last word; blank and skew are the scan's, which looks for
 * them with more care (scan/blank.c). A page without words is unsure unless it is blank: what is pale or
 * blurred may be legible to people; so is one with words in a few of its lines alone. */
static gboolean reading_set_flags(Store *store, gint64 page_id, const PageReading *reading,
                                  GError **error)
{
    Db *db = index_store_db(store);
    double least = (double)index_store_conf_int(store, "check", "confidence_min");
    gint64 is_blank = FALSE;
    if (!db_query_int(db, "page_is_blank", DB_VALUES(DB_INT(page_id)), &is_blank, NULL, error))
        return FALSE;
    const double sure = MIN(reading->confidence, 100 - reading->unread_percent);
    gboolean is_unsure = reading->is_unread || reading->unread_percent >= UNREAD_MAX_PERCENT ||
                         (*reading->text ? reading->confidence < least : !is_blank);
    return page_flag(db, page_id, "low-confidence", is_unsure, sure, error) &&
           page_flag(db, page_id, "unread", reading->is_unread, 1, error);
}

static gboolean reading_store(Store *store, gint64 page_id, const PageReading *reading,
                              GError **error)
{
    Db *db = index_store_db(store);
    return db_exec(db, "page_set_reading",
                   DB_VALUES(DB_INT(page_id), DB_REAL(reading->confidence),
                             DB_TEXT(reading->language), DB_TEXT(reading->alto_sha256),
                             DB_TEXT(reading->layers_key), DB_TEXT(reading->findings),
                             DB_INT(reading->quarter_turns)),
                   error) &&
           reading_set_flags(store, page_id, reading, error) &&
           index_search_put(store, page_id, reading->text, error);
}

static gboolean reading_log(Store *store, gint64 page_id, gint64 record_id, const char *sha256,
                            const PageReading *reading, GError **error)
{
    g_autofree char *object = g_strdup_printf("page %" G_GINT64_FORMAT, page_id);
    return index_event_put(
        store, reading->is_unread ? "page.unread" : "page.recognised", object, record_id,
        g_variant_new_parsed("{'sha256': <%s>, 'alto_sha256': <%s>, 'confidence': <%d>}", sha256,
                             reading->alto_sha256, reading->confidence),
        error);
}

/* *left: the earlier ALTO file, where no row names it any more (the page was turned, say). */
static gboolean alto_find_left(Store *store, DbRows *page, const PageReading *reading, char **left,
                               GError **error)
{
    const char *sha256 = db_rows_text(page, 0), *alto_sha256 = db_rows_text(page, 3);
    gint64 n_named;
    if (!alto_sha256 || g_str_equal(alto_sha256, reading->alto_sha256))
        return TRUE;
    if (!db_query_int(index_store_db(store), "page_alto_named",
                      DB_VALUES(DB_TEXT(sha256), DB_TEXT(alto_sha256)), &n_named, NULL, error))
        return FALSE;
    if (n_named == 0)
        *left = index_store_file(store, "text", alto_sha256, ".alto.xml");
    return TRUE;
}

/* A page that is read again only because the layers cache was emptied comes out the same: then neither
 * its side nor the log has anything new. */
static gboolean page_finish(Store *store, const Job *job, const PageReading *reading, char **left,
                            GError **error)
{
    g_autoptr(DbRows) page = NULL;
    gboolean is_ours =
        reading->is_unread ? index_job_keep(store, job, error) : index_job_end(store, job, error);
    if (!is_ours || !db_query_row(index_store_db(store), "page_before_reading",
                                  DB_VALUES(DB_INT(job->target_id)), &page, error))
        return FALSE;
    g_assert(page); /* jobs are made only for pages of a side, and go with their place */
    gboolean is_new = g_strcmp0(db_rows_text(page, 3), reading->alto_sha256) != 0 ||
                      g_strcmp0(db_rows_text(page, 4), reading->layers_key) != 0;
    return reading_store(store, job->target_id, reading, error) &&
           (!is_new || (index_side_touch(store, db_rows_int(page, 1), error) &&
                        reading_log(store, job->target_id, db_rows_int(page, 2),
                                    db_rows_text(page, 0), reading, error) &&
                        alto_find_left(store, page, reading, left, error)));
}

/* The file goes after the row that named it; packages have copies of their own. */
gboolean index_page_finish(Store *store, const Job *job, const PageReading *reading, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *left = NULL;
    if (!db_begin(db, error) || !db_end(db, page_finish(store, job, reading, &left, error), error))
        return FALSE;
    if (left)
        g_unlink(left);
    return TRUE;
}
