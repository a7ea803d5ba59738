/* The return of a large station: what counting all of it anew costs, and asking again when nothing, or one record in
 * a hundred, has changed; in CPU seconds of this process, and by the wall.
 *
 *   progress [--records 100000] [--dir DIR] [--keep]
 *
 * Of each ten records one has no pages yet; the others have four of notes and twenty of correspondence, fed over 250 days, one
 * in a hundred blank, read, and a third of them accepted by the import. What is promised is promised of 1,00,000 records with 24,00,000 pages:
 * about a second. It is held against as much a record (LIMITS). */
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

#include "index/index.h"

/* LIMITS: microseconds a record; 10 us are one second of 1,00,000. */
#define ANEW_US 600.0
#define AGAIN_US 15.0
#define LITTLE_US 40.0 /* one in a hundred is counted anew */
#define STATUS_US 30.0
#define SLACK_MS 50.0 /* of any of them, however few the records */

typedef struct {
    int n_records;
    char *dir;
    gboolean keep, has_failed;
    Store *store;
} Bench;

static double clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static const char PAGES[] =
    "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
    "INSERT INTO record SELECT i, 'LRS-' || i, 'LRS-' || i, 'lrs-' || i, 'Case', 'file', '', "
    "'mutation', '', '2019', 'Normal', '', '', '', '', 4, 20, '', '', '', '', '', '', 'available', "
    "'in-room', 't', 't' FROM n;"
    "INSERT INTO side (side_id, record_id, name, revision, assembled) SELECT 2 * record_id - 1, "
    "record_id, 'notes', 4, 4 FROM record;"
    "INSERT INTO side (side_id, record_id, name, revision, assembled) SELECT 2 * record_id, "
    "record_id, 'correspondence', 20, 20 FROM record;"
    "INSERT INTO feeding SELECT record_id, 4, 20, 't', 0 FROM record WHERE record_id %% 10 > 0;"
    "INSERT INTO batch (batch_id, kind, source, owner, person, started_at, ended_at, ended_how) "
    "SELECT record_id, 'scan', 'desk ' || record_id %% 3, 'h', 'person ' || record_id %% 5, 't', "
    "'t', "
    "'complete' FROM record;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24) "
    "INSERT INTO page (batch_id, sheet, face, role, side_id, seq, folio, sha256, size_bytes, "
    "width_px, height_px, dpi, channels, depth_bits, state, confidence, language, alto_sha256, "
    "layers_key, accepted_at, fed_side_id) "
    "SELECT r.record_id, i, 'front', 'folio', 2 * r.record_id - (i <= 4), CASE WHEN i <= 4 THEN i "
    "ELSE "
    "i - 4 END, i, lower(hex(randomblob(32))), 1, 2480, 3508, 300, 1, 8, 'recognised', 91.5, "
    "'eng', "
    "lower(hex(randomblob(32))), lower(hex(randomblob(32))), "
    "date('2026-01-01', '+' || (r.record_id * 250 / %d) || ' days') || 'T11:00:00+05:30', "
    "2 * r.record_id - (i <= 4) FROM record r, n WHERE r.record_id %% 10 > 0;"
    "INSERT INTO flag SELECT page_id, 'blank', 1 FROM page WHERE page_id %% 100 = 0;"
    "INSERT INTO package (record_id, version, name, path, content, size_bytes, manifest_sha256, "
    "checked, revision, exported_at, person, event_head, status, answered_at) SELECT record_id, 1, "
    "'fl-' || "
    "record_id, 'p', 'c', 1, 'm', 1, 24, '2026-11-01T10:00:00+05:30', 'o', 1, 'accepted', "
    "'2026-11-02T10:00:00+05:30' FROM record WHERE record_id %% 3 = 1;"
    "COMMIT";

static void sql_run(Bench *bench, const char *sql)
{
    sqlite3 *db;
    g_autofree char *path = index_store_path(bench->store, "muhafiz.db");
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        g_error("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void ask(Bench *bench, const char *what, gboolean is_status, double limit_us)
{
    g_autoptr(GError) error = NULL;
    double cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID), wall = clock_ms(CLOCK_MONOTONIC);
    g_autoptr(JsonNode) node = is_status ? index_status(bench->store, &error)
                                         : index_progress(bench->store, FALSE, &error);
    if (!node)
        g_error("%s", error->message);
    cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = clock_ms(CLOCK_MONOTONIC) - wall;
    double limit_ms = limit_us * bench->n_records / 1e3 + SLACK_MS;
    printf("%-34s %9.0f ms CPU, %9.0f ms, %6.1f us a record (at most %g)%s\n", what, cpu, wall,
           cpu * 1e3 / bench->n_records, limit_us, cpu <= limit_ms ? "" : "  BROKEN");
    bench->has_failed |= cpu > limit_ms;
    if (is_status)
        return;
    JsonObject *total = json_object_get_object_member(json_node_get_object(node), "grand_total");
    gint64 pages =
        json_object_get_int_member(json_object_get_object_member(total, "pages"), "scanned");
    printf("  pages %" G_GINT64_FORMAT "\n", pages);
}

static void run(Bench *bench)
{
    const StoreOffice office = {"BENCH", "Simulated", "eng+hin+urd"};
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_build_filename(bench->dir, "store", NULL);
    g_autofree char *pages = g_strdup_printf(PAGES, bench->n_records, bench->n_records);
    bench->store = index_store_create(dir, &office, "bench", &error);
    if (!bench->store)
        g_error("%s", error->message);
    sql_run(bench, pages);
    ask(bench, "all of it counted anew", FALSE, ANEW_US);
    ask(bench, "asked again", FALSE, AGAIN_US);
    sql_run(bench, "UPDATE page SET state = 'scanned' WHERE side_id % 200 = 2");
    ask(bench, "one record in a hundred changed", FALSE, LITTLE_US);
    ask(bench, "status", TRUE, STATUS_US);
    index_store_free(bench->store);
}

int main(int argc, char **argv)
{
    Bench bench = {.n_records = 100000};
    const GOptionEntry entries[] = {
        {"records", 0, 0, G_OPTION_ARG_INT, &bench.n_records, "so many", "N"},
        {"dir", 0, 0, G_OPTION_ARG_FILENAME, &bench.dir, "where the store is made", "DIR"},
        {"keep", 0, 0, G_OPTION_ARG_NONE, &bench.keep, "the store", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    if (!bench.dir)
        bench.dir = g_dir_make_tmp("muhafiz-progress-XXXXXX", NULL);
    run(&bench);
    if (!bench.keep)
        scan_dir_remove(bench.dir, NULL);
    g_free(bench.dir);
    return bench.has_failed;
}
