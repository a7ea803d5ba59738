/* Search over a simulated office: how fast words are found, and how large the index is beside the text.
 *
 *   finding [--pages 1000000] [--dir DIR] [--keep] [--questions 200]
 *
 * With the DIR of a store that was kept, that is asked again.
 * Fills a store with records of 50 pages by the acts that put real ones there (fill.h), and asks in CPU seconds of this process, after each question was asked once: what is
 * measured is the work, not the disk. Words are drawn as they occur in the texts (so common ones more often), and asked
 * apart by whether they stand on more than 1 % of the pages. It fails where a promise is broken (LIMITS). */
#include <glib/gstdio.h>
#include <stdio.h>
#include <time.h>

#include "index/store-private.h"
#include "tests/bench/finding.h"

#define RECORDS_AT_ONCE 100

#define SIZE_MAX 1.3  /* texts and all that searching needs ... */
#define WHOLE_MAX 2.0 /* ... with the rows of pages, and the events and seals that vouch for them */
#define FOUND_MAX 1.3 /* texts and words alone, with any number */
#define N_SHARES_OF_PAGES 2
#define N_SHARES_OF_INDEX 4

void finding_check(Bench *bench, gboolean holds, const char *what, double value, double limit)
{
    printf("%-58s %9.2f (at most %g)%s\n", what, value, limit, holds ? "" : "  BROKEN");
    bench->has_failed |= !holds;
}

/* ------------------------------------------------------------------------------------- filling -- */

/* format is SQLite's, which has %Q. */
static void run_sql(Bench *bench, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *sql = sqlite3_vmprintf(format, values);
    va_end(values);
    if (sqlite3_exec(bench->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        g_error("%s: %s", sql, sqlite3_errmsg(bench->db));
    sqlite3_free(sql);
}

static void office_fill(Bench *bench)
{
    clock_t began = clock();
    Filling filling = {.store = bench->store, .simulated = bench->simulated, .dir = bench->dir};
    guint n_records = (guint)bench->n_pages / PAGES_PER_RECORD;
    while (filling.n_records < n_records)
        fill_records(&filling, MIN(RECORDS_AT_ONCE, n_records - filling.n_records),
                     PAGES_PER_RECORD);
    bench->text_bytes = filling.text_bytes;
    printf("%d pages, %.1f MB of text, %.0f bytes a page, taken in at %.2f ms CPU a page\n",
           bench->n_pages, (double)bench->text_bytes / 1e6,
           (double)bench->text_bytes / bench->n_pages,
           (double)(clock() - began) / CLOCKS_PER_SEC * 1e3 / bench->n_pages);
}

/* --------------------------------------------------------------------------------------- size -- */

double finding_number(Bench *bench, const char *sql)
{
    sqlite3_stmt *row;
    if (sqlite3_prepare_v2(bench->db, sql, -1, &row, NULL) != SQLITE_OK ||
        sqlite3_step(row) != SQLITE_ROW)
        g_error("%s: %s", sql, sqlite3_errmsg(bench->db));
    double number = sqlite3_column_double(row, 0);
    sqlite3_finalize(row);
    return number;
}

double finding_pages(Bench *bench, const char *word)
{
    char *sql =
        sqlite3_mprintf("SELECT COALESCE((SELECT doc FROM temp.words WHERE term = %Q), 0)", word);
    double n = finding_number(bench, sql);
    sqlite3_free(sql);
    return n;
}

static void sizes_check(Bench *bench)
{
    static const struct {
        const char *name, *sql;
    } shares[] = {
        {"texts", "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name = 'page_text'"},
        {"words of pages", "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND (name LIKE "
                           "'page_search%' OR name LIKE '%page_found%')"},
        {"words of records",
         "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name LIKE 'record_search%'"},
        {"vocabulary",
         "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND (name = 'word' OR name "
         "LIKE 'sqlite_autoindex_word%' OR name LIKE 'word_search%')"},
        {"rows of pages",
         "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND (name IN "
         "('page', 'page_sha256', "
         "'page_side', 'page_picture', 'page_moved') OR name LIKE 'sqlite_autoindex_page_%')"},
        {"events and seals",
         "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND (name LIKE 'event_%' "
         "OR name LIKE 'sqlite_autoindex_event_%')"},
    };
    double found = 0, size = 0;
    gboolean is_few = bench->n_pages < SIZE_FROM_PAGES;
    run_sql(bench, "PRAGMA wal_checkpoint(TRUNCATE)");
    for (guint i = 0; i < G_N_ELEMENTS(shares); i++) {
        double part = finding_number(bench, shares[i].sql) / (double)bench->text_bytes;
        printf("  %-20s %.3f of the text\n", shares[i].name, part);
        found += i < N_SHARES_OF_PAGES ? part : 0;
        size += i < N_SHARES_OF_INDEX ? part : 0;
    }
    double all = finding_number(
        bench, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    double whole = all / (double)bench->text_bytes;
    finding_check(bench, found <= FOUND_MAX, "texts and words, beside the plain text", found,
                  FOUND_MAX);
    finding_check(bench, size <= SIZE_MAX || is_few, "texts and index, beside the plain text", size,
                  SIZE_MAX);
    finding_check(bench, whole <= WHOLE_MAX || is_few, "the whole database, beside the plain text",
                  whole, WHOLE_MAX);
}

/* As verify does. */
static void words_compare(Bench *bench)
{
    g_autoptr(GError) error = NULL;
    guint64 n_texts, n_words;
    clock_t began = clock();
    if (!index_search_check(bench->store, &n_texts, &n_words, &error))
        g_error("%s", error->message);
    printf("compared with the texts in %.3f ms CPU a page\n",
           (double)(clock() - began) / CLOCKS_PER_SEC * 1e3 / bench->n_pages);
    finding_check(bench, n_texts + n_words == 0, "  pages and records that disagree",
                  (double)(n_texts + n_words), 0);
}

/* ---------------------------------------------------------------------------------------- main -- */

static void office_make(Bench *bench)
{
    const StoreOffice office = {"BENCH", "Simulated", "eng+hin+urd"};
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_build_filename(bench->dir, "store", NULL);
    g_autofree char *path = g_build_filename(dir, "muhafiz.db", NULL);
    bench->is_kept = g_file_test(path, G_FILE_TEST_EXISTS);
    bench->store = bench->is_kept ? index_store_open(dir, "bench", &error)
                                  : index_store_create(dir, &office, "bench", &error);
    if (!bench->store)
        g_error("%s", error->message);
    if (sqlite3_open(path, &bench->db) != SQLITE_OK)
        g_error("%s", sqlite3_errmsg(bench->db));
    run_sql(bench, "PRAGMA synchronous = OFF");
    run_sql(bench, "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, page_search, row)");
    if (bench->is_kept)
        bench->n_pages = (int)finding_number(bench, "SELECT max(page_id) FROM page_text");
}

static gboolean options_parse(Bench *bench, int argc, char **argv)
{
    const GOptionEntry entries[] = {
        {"pages", 0, 0, G_OPTION_ARG_INT, &bench->n_pages, "so many", "N"},
        {"questions", 0, 0, G_OPTION_ARG_INT, &bench->n_questions, "of each kind", "N"},
        {"dir", 0, 0, G_OPTION_ARG_FILENAME, &bench->dir, "where the store is made", "DIR"},
        {"keep", 0, 0, G_OPTION_ARG_NONE, &bench->keep, "the store", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, &argc, &argv, &error))
        return TRUE;
    fprintf(stderr, "%s\n", error->message);
    return FALSE;
}

int main(int argc, char **argv)
{
    Bench bench = {.n_pages = 1000000, .n_questions = 200};
    if (!options_parse(&bench, argc, argv))
        return 2;
    if (!bench.dir)
        bench.dir = g_dir_make_tmp("muhafiz-finding-XXXXXX", NULL);
    bench.simulated = simulated_new(1);
    office_make(&bench);
    if (!bench.is_kept) {
        office_fill(&bench);
        sizes_check(&bench);
    }
    finding_misread(&bench);
    finding_ask(&bench);
    words_compare(&bench);
    sqlite3_close(bench.db);
    index_store_free(bench.store);
    simulated_free(bench.simulated);
    if (!bench.keep)
        scan_dir_remove(bench.dir, NULL);
    g_free(bench.dir);
    return bench.has_failed;
}
