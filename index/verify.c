/* Fixity: is everything we hold still what it was when its row was written?
 *
 * The database is asked by its engine's own tools, the events by their chain, every master, text
 * and volume by its hash, every package by its manifests and by the head of the chain that it
 * carries (which shows a chain whose end was cut off). layers/ is a cache and not looked at.
 *
 * A package may be gone once it was accepted, or when it was exported to a folder that is not there
 * now, such as a USB disk. Work that goes on at the same time is not waited for: a volume replaced
 * meanwhile may be called missing; verify again when nothing runs.
 */
#include "index/verify.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "index/answer.h"
#include "index/bag.h"
#include "index/store-private.h"

#define FROM_BACKUP "bring it back from the last backup"

typedef struct {
    Store *store;
    VerifyReport *report;
    IndexProgressFunc progress;
    gpointer user_data;
    guint64 done, total;
} Verify;

static void step(Verify *verify)
{
    verify->done++;
    if (verify->progress)
        verify->progress(verify->done, MAX(verify->done, verify->total), verify->user_data);
}

/* whose: "A-12/2008, correspondence folio 7" */
static void file_check(Verify *verify, const char *path, const char *sha256, const char *whose,
                       const char *advice)
{
    char found[SCAN_SHA256_SIZE];
    g_autoptr(GError) failure = NULL;
    g_autofree char *full = index_store_path(verify->store, path);
    step(verify);
    if (!g_file_test(full, G_FILE_TEST_EXISTS))
        verify_problem_add(verify->report, "%s (%s) is missing: %s", path, whose, advice);
    else if (!scan_file_sha256(full, found, NULL, &failure))
        verify_problem_add(verify->report, "%s (%s): %s", path, whose, failure->message);
    else if (!g_str_equal(found, sha256))
        verify_problem_add(verify->report, "%s (%s) is damaged, its hash differs: %s", path, whose,
                           advice);
}

/* ------------------------------------------------------------------------------------- pages -- */

static char *page_name(DbRows *rows)
{
    if (db_rows_is_null(rows, 3) || db_rows_is_null(rows, 5))
        return g_strdup_printf("batch %" G_GINT64_FORMAT ", sheet %" G_GINT64_FORMAT,
                               db_rows_int(rows, 6), db_rows_int(rows, 7));
    return g_strdup_printf("%s, %s folio %s", db_rows_text(rows, 3), db_rows_text(rows, 4),
                           db_rows_text(rows, 5));
}

static void page_check(Verify *verify, DbRows *rows)
{
    const char *sha256 = db_rows_text(rows, 1), *alto = db_rows_text(rows, 2);
    g_autofree char *whose = page_name(rows);
    g_autofree char *master = index_hash_path("", "pages", sha256, ".tif");
    verify->report->masters++;
    file_check(verify, master, sha256, whose,
               FROM_BACKUP
               ", or scan the sheet again and put that in its place (muhafiz page replace)");
    if (!alto)
        return;
    g_autofree char *text = index_hash_path("", "text", alto, ".alto.xml");
    verify->report->texts++;
    file_check(verify, text, alto, whose, FROM_BACKUP ", or have the page recognised again");
}

/* In pieces, so that no reader stands in the way of writers for hours. */
static gboolean pages_check(Verify *verify, GError **error)
{
    gint64 last = 0;
    for (guint n = 1; n > 0;) {
        g_autoptr(DbRows) rows =
            db_query(index_store_db(verify->store), "verify_pages", DB_VALUES(DB_INT(last)), error);
        for (n = 0; rows && db_rows_next(rows, error); n++) {
            last = db_rows_int(rows, 0);
            page_check(verify, rows);
        }
        if (!rows || db_rows_failed(rows))
            return FALSE;
    }
    return TRUE;
}

/* The PDF files that were ingested. */
static gboolean originals_check(Verify *verify, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "verify_originals", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        file_check(verify, db_rows_text(rows, 0), db_rows_text(rows, 1), db_rows_text(rows, 2),
                   FROM_BACKUP ", or from where it was ingested");
    return rows && !db_rows_failed(rows);
}

/* ----------------------------------------------------------------------- volumes and packages -- */

static gboolean volumes_check(Verify *verify, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "verify_volumes", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        verify->report->volumes++;
        file_check(verify, db_rows_text(rows, 0), db_rows_text(rows, 1), db_rows_text(rows, 2),
                   db_rows_int(rows, 3) ? FROM_BACKUP " or from its package"
                                        : FROM_BACKUP ", or have it written again");
    }
    return rows && !db_rows_failed(rows);
}

/* The head that the package's events end with; NULL if there is none. */
static JsonNode *package_head_load(const char *dir)
{
    g_autofree char *path = g_build_filename(dir, "data/events.jsonl", NULL), *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    g_strchomp(text);
    const char *end = strrchr(text, '\n'), *line = end ? end + 1 : text;
    return index_json_parse(line, strlen(line), NULL);
}

static gboolean head_check(Verify *verify, const char *name, const char *dir, gint64 number,
                           GError **error)
{
    g_autoptr(JsonNode) line = package_head_load(dir);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(verify->store), "package_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(verify->store)), DB_INT(number)), &row,
                      error))
        return FALSE;
    JsonObject *head = line && JSON_NODE_HOLDS_OBJECT(line)
                           ? json_object_get_object_member(json_node_get_object(line), "head")
                           : NULL;
    const char *hash = head ? json_object_get_string_member_with_default(head, "hash", "") : "";
    if (!row || !g_str_equal(db_rows_text(row, 0), hash))
        verify_problem_add(verify->report,
                           "the events up to %" G_GINT64_FORMAT " are not those that package %s "
                           "carries: the chain was cut or written anew; compare with the last "
                           "backup",
                           number, name);
    return TRUE;
}

static gboolean package_may_be_gone(const char *path, const char *status)
{
    g_autofree char *folder = g_path_get_dirname(path);
    return g_str_equal(status, "accepted") ||
           (g_path_is_absolute(path) && !g_file_test(folder, G_FILE_TEST_IS_DIR));
}

static gboolean package_check(Verify *verify, DbRows *rows, GError **error)
{
    VerifyReport *report = verify->report;
    const char *name = db_rows_text(rows, 0), *path = db_rows_text(rows, 1);
    g_autofree char *dir =
        g_path_is_absolute(path) ? g_strdup(path) : index_store_path(verify->store, path);
    guint n_before = report->problems->len;
    step(verify);
    if (!g_file_test(dir, G_FILE_TEST_IS_DIR)) {
        if (!package_may_be_gone(path, db_rows_text(rows, 3)))
            verify_problem_add(report,
                               "%s (%s) is missing and no receipt has come: if the import job took "
                               "it, take in its receipt, else export the record again",
                               path, db_rows_text(rows, 4));
        return TRUE;
    }
    report->packages++;
    bag_check(dir, db_rows_text(rows, 2), report->problems);
    if (report->problems->len == n_before)
        return head_check(verify, name, dir, db_rows_int(rows, 5), error);
    verify_problem_add(report,
                       "%s (%s) is no longer the package that was exported: remove the folder and "
                       "export the record again",
                       path, db_rows_text(rows, 4));
    return TRUE;
}

static gboolean packages_check(Verify *verify, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "verify_packages", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        if (!package_check(verify, rows, error))
            return FALSE;
    return rows && !db_rows_failed(rows);
}

/* --------------------------------------------------------------------------------------- all -- */

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

static gboolean verify_all(Verify *verify, GError **error)
{
    gint64 total = 0;
    g_autoptr(GPtrArray) files = verify_files_list(verify->store);
    if (!db_query_int(index_store_db(verify->store), "verify_totals", DB_NO_VALUES, &total, NULL,
                      error))
        return FALSE;
    verify->total = (guint64)total;
    return database_check(verify, error) && verify_events(verify->store, verify->report, error) &&
           pages_check(verify, error) && originals_check(verify, error) &&
           volumes_check(verify, error) && packages_check(verify, error) &&
           verify_strays(verify->store, files, verify->report, error);
}

gboolean index_verify(Store *store, IndexProgressFunc progress, gpointer user_data,
                      VerifyReport *report, GError **error)
{
    VerifyReport found = {.problems = g_ptr_array_new_with_free_func(g_free)};
    Verify verify = {store, &found, progress, user_data, 0, 0};
    if (!verify_all(&verify, error)) {
        index_verify_report_clear(&found);
        return FALSE;
    }
    *report = found;
    return TRUE;
}
