/* No statement that is asked for a page, side, batch or correction reads a whole table: an office has
 * a million pages. */
#include <gio/gio.h>
#include <sqlite3.h>
#include <string.h>

#include "tests/index/sample.h"

/* Asked once for the office, or over a table that stays small. */
static const char *const WHOLE[] = {"token_list", "backs_latest_fronts", "jobs_count",
                                    "sides_due",  "jobs_withheld_drop",  "status_unbound"};

/* "SCAN page", but not "SCAN page USING INDEX page_state", nor what a subquery made. */
static gboolean step_reads_table(const char *step)
{
    static const char *const tables[] = {"page", "flag", "page_text", "side",  "record",
                                         "item", "edit", "edit_page", "batch", "edit_side",
                                         "job",  "last", "volume",    "a",     "b"};
    if (!g_str_has_prefix(step, "SCAN "))
        return FALSE;
    g_auto(GStrv) words = g_strsplit(step, " ", 3);
    gboolean is_partial = words[2] && (strstr(words[2], "INDEX batch_open") ||
                                       strstr(words[2], "INDEX batch_interrupted") ||
                                       strstr(words[2], "INDEX flag_withheld"));
    for (guint i = 0; !is_partial && i < G_N_ELEMENTS(tables); i++)
        if (g_str_equal(tables[i], words[1]))
            return TRUE;
    return FALSE;
}

static gboolean may_read_whole(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(WHOLE); i++)
        if (g_str_equal(WHOLE[i], name))
            return TRUE;
    return FALSE;
}

static void statement_check(sqlite3 *db, const char *name, const char *sql)
{
    g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
    sqlite3_stmt *plan;
    if (may_read_whole(name))
        return;
    if (sqlite3_prepare_v2(db, explain, -1, &plan, NULL) != SQLITE_OK)
        g_error("%s: %s", name, sqlite3_errmsg(db));
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(plan, 3);
        if (step_reads_table(step))
            g_error("%s: %s", name, step);
    }
    sqlite3_finalize(plan);
}

static guint file_check(sqlite3 *db, const char *file)
{
    static const char mark[] = "-- name: ";
    g_autofree char *path = g_strdup_printf("/muhafiz/sql/%s.sql", file);
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, 0, NULL);
    g_assert_nonnull(bytes);
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) parts = g_strsplit(text, mark, -1);
    guint n = 0;
    for (; parts[n + 1]; n++) {
        char *sql = strchr(parts[n + 1], '\n');
        *sql = '\0';
        statement_check(db, parts[n + 1], sql + 1);
    }
    return n;
}

static void test_plans(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const files[] = {"edit", "backs", "ledger", "item", "token",
                                        "page", "batch", "side",   "job"};
    sqlite3 *db;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    guint n = 0;
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        n += file_check(db, files[i]);
    g_assert_cmpuint(n, >, 80);
    sqlite3_close(db);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/plan", Sample, NULL, sample_setup, test_plans, sample_teardown);
    return g_test_run();
}
