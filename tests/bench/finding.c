/* Search over a simulated office: how fast words are found, and how large the index is beside the text.
 *
 *   finding [--pages 1000000] [--dir DIR] [--keep] [--questions 200]
 *
 * With the DIR of a store that was kept, that is asked again.
 * Fills a store with records of 50 pages by the acts that put real ones there (fill.h), and asks in CPU seconds of this process, after each question was asked once: what is
 * measured is the work, not the disk. Words are drawn as they occur in the texts (so common ones more often), and asked
 * apart by whether they stand on more than 1 % of the pages. It fails where a promise is broken (LIMITS). */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "index/normalise.h"
#include "index/store-private.h"
#include "tests/bench/fill.h"

#define PAGES_PER_RECORD 50
#define RECORDS_AT_ONCE 100
#define COMMON_SHARE 0.01
#define VERY_COMMON_SHARE 0.1

#define RARE_MEDIAN_MS 10.0 /* words on up to 1 % of the pages */
#define RARE_95TH_MS 50.0
#define LONGEST_MS                                                                                 \
    100.0 /* commoner ones, ranked from the first 20,000 pages, and any other question */
#define SIZE_FROM_PAGES                                                                            \
    100000 /* with few pages, every second word is a new one; from here on, beside the plain text: */
#define SIZE_MAX 1.3  /* texts and all that searching needs ... */
#define WHOLE_MAX 2.0 /* ... with the rows of pages, and the events and seals that vouch for them */
#define FOUND_MAX 1.3 /* texts and words alone, with any number */
#define N_SHARES_OF_PAGES 2
#define N_SHARES_OF_INDEX 4

typedef struct {
    int n_pages, n_questions;
    char *dir;
    gboolean keep;
    Store *store;
    sqlite3 *db; /* beside the store, for rows that are not measured */
    Simulated *simulated;
    guint64 text_bytes;
    gboolean is_kept; /* by an earlier run */
    gboolean has_failed;
} Bench;

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void check(Bench *bench, gboolean holds, const char *what, double value, double limit)
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
    double began = cpu_ms();
    Filling filling = {.store = bench->store, .simulated = bench->simulated, .dir = bench->dir};
    guint n_records = (guint)bench->n_pages / PAGES_PER_RECORD;
    while (filling.n_records < n_records)
        fill_records(&filling, MIN(RECORDS_AT_ONCE, n_records - filling.n_records),
                     PAGES_PER_RECORD);
    bench->text_bytes = filling.text_bytes;
    printf("%d pages, %.1f MB of text, %.0f bytes a page, taken in at %.2f ms CPU a page\n",
           bench->n_pages, (double)bench->text_bytes / 1e6,
           (double)bench->text_bytes / bench->n_pages, (cpu_ms() - began) / bench->n_pages);
}

/* --------------------------------------------------------------------------------------- size -- */

static double sql_number(Bench *bench, const char *sql)
{
    sqlite3_stmt *row;
    if (sqlite3_prepare_v2(bench->db, sql, -1, &row, NULL) != SQLITE_OK ||
        sqlite3_step(row) != SQLITE_ROW)
        g_error("%s: %s", sql, sqlite3_errmsg(bench->db));
    double number = sqlite3_column_double(row, 0);
    sqlite3_finalize(row);
    return number;
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
        double part = sql_number(bench, shares[i].sql) / (double)bench->text_bytes;
        printf("  %-20s %.3f of the text\n", shares[i].name, part);
        found += i < N_SHARES_OF_PAGES ? part : 0;
        size += i < N_SHARES_OF_INDEX ? part : 0;
    }
    double all =
        sql_number(bench, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    double whole = all / (double)bench->text_bytes;
    check(bench, found <= FOUND_MAX, "texts and words, beside the plain text", found, FOUND_MAX);
    check(bench, size <= SIZE_MAX || is_few, "texts and index, beside the plain text", size,
          SIZE_MAX);
    check(bench, whole <= WHOLE_MAX || is_few, "the whole database, beside the plain text", whole,
          WHOLE_MAX);
}

/* ----------------------------------------------------------------------------------- questions -- */

static double question_ask(Bench *bench, const char *query, guint *n_hits)
{
    g_autoptr(GError) error = NULL;
    double began = cpu_ms();
    g_autoptr(JsonNode) hits = index_search(bench->store, query, 0, &error);
    double spent = cpu_ms() - began;
    if (!hits)
        g_error("%s: %s", query, error->message);
    *n_hits = json_array_get_length(json_node_get_array(hits));
    return spent;
}

static int doubles_compare(gconstpointer a, gconstpointer b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

/* Milliseconds, sorted; each question is asked twice and the second time counts. */
static GArray *questions_ask(Bench *bench, const GPtrArray *queries, guint *n_without)
{
    GArray *times = g_array_new(FALSE, FALSE, sizeof(double));
    *n_without = 0;
    for (guint i = 0; i < queries->len; i++) {
        guint n_hits;
        question_ask(bench, queries->pdata[i], &n_hits);
        double spent = question_ask(bench, queries->pdata[i], &n_hits);
        *n_without += n_hits == 0;
        if (spent > LONGEST_MS)
            printf("  %.1f ms: %s\n", spent, (const char *)queries->pdata[i]);
        g_array_append_val(times, spent);
    }
    g_array_sort(times, doubles_compare);
    return times;
}

static double quantile(const GArray *times, double share)
{
    return g_array_index(times, double, (guint)((times->len - 1) * share));
}

static GArray *kind_ask(Bench *bench, const char *name, const GPtrArray *queries)
{
    guint n_without;
    GArray *times = questions_ask(bench, queries, &n_without);
    printf("%-28s %4u asked, %3u without an answer: median %6.2f ms, 95th %6.2f, longest %6.2f\n",
           name, times->len, n_without, quantile(times, 0.5), quantile(times, 0.95),
           quantile(times, 1));
    return times;
}

static void kind_check(Bench *bench, const char *name, const GPtrArray *queries)
{
    g_autoptr(GArray) times = kind_ask(bench, name, queries);
    check(bench, quantile(times, 1) < LONGEST_MS, "  longest, ms CPU", quantile(times, 1),
          LONGEST_MS);
}

/* On how many pages. */
static double word_pages(Bench *bench, const char *word)
{
    char *sql =
        sqlite3_mprintf("SELECT COALESCE((SELECT doc FROM temp.words WHERE term = %Q), 0)", word);
    double n = sql_number(bench, sql);
    sqlite3_free(sql);
    return n;
}

/* Words of pages as they come, each once, on at least min and at most max pages. */
static GPtrArray *words_draw(Bench *bench, double min, double max)
{
    g_autoptr(Simulated) pages = simulated_new(7);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < 20000 && words->len < (guint)bench->n_questions; i++) {
        simulated_page(pages, text);
        g_autofree char *folded = index_text_fold(text->str, NULL);
        g_auto(GStrv) list = g_strsplit_set(folded, " \n", -1);
        const char *word = list[simulated_random(pages, g_strv_length(list))];
        if (!g_hash_table_add(seen, g_strdup(word)))
            continue;
        double n = word_pages(bench, word);
        if (n >= min && n <= max)
            g_ptr_array_add(words, g_strdup(word));
    }
    return words;
}

static void words_check(Bench *bench)
{
    double few = bench->n_pages * COMMON_SHARE;
    g_autoptr(GPtrArray) rare = words_draw(bench, 1, few);
    g_autoptr(GPtrArray) common = words_draw(bench, few + 1, bench->n_pages);
    g_autoptr(GArray) times = kind_ask(bench, "words on up to 1 % of pages", rare);
    g_autoptr(GArray) common_times = kind_ask(bench, "commoner words", common);
    check(bench, quantile(times, 0.5) < RARE_MEDIAN_MS, "  up to 1 %: median, ms CPU",
          quantile(times, 0.5), RARE_MEDIAN_MS);
    check(bench, quantile(times, 0.95) < RARE_95TH_MS, "  up to 1 %: 95th percentile, ms CPU",
          quantile(times, 0.95), RARE_95TH_MS);
    check(bench, quantile(common_times, 1) < LONGEST_MS, "  commoner: longest, ms CPU",
          quantile(common_times, 1), LONGEST_MS);
}

/* Queries made of words. */
static GPtrArray *queries_make(const GPtrArray *words, char *(*make)(const char *, const char *))
{
    GPtrArray *queries = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i + 1 < words->len; i += 2)
        g_ptr_array_add(queries, make(words->pdata[i], words->pdata[i + 1]));
    return queries;
}

static char *make_two(const char *one, const char *other)
{
    return g_strdup_printf("%s %s", one, other);
}

static char *make_phrase(const char *one, const char *other)
{
    return g_strdup_printf("\"%s %s\"", one, other);
}

static char *make_subject(const char *one, const char *other)
{
    return g_strdup_printf("subject:%s %s", one, other);
}

static char *make_prefix(const char *one, const char *other)
{
    (void)other;
    g_autofree char *head = g_utf8_substring(one, 0, MIN(4, g_utf8_strlen(one, -1)));
    return g_strdup_printf("%s*", head);
}

/* A word that no page has. */
static char *make_misspelt(const char *one, const char *other)
{
    return g_strdup_printf("%s%s", one, g_utf8_prev_char(other + strlen(other)));
}

static void kinds_ask(Bench *bench)
{
    static const struct {
        const char *name;
        char *(*make)(const char *, const char *);
    } kinds[] = {
        {"two words", make_two},
        {"phrases", make_phrase},
        {"subject and word", make_subject},
        {"beginnings, 4 letters", make_prefix},
        {"misspelt words", make_misspelt},
    };
    g_autoptr(GPtrArray) words = words_draw(bench, 2, bench->n_pages * 0.1);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GPtrArray) queries = queries_make(words, kinds[i].make);
        kind_check(bench, kinds[i].name, queries);
    }
}

/* Two words side by side on a page, both on at least min pages. */
static GPtrArray *neighbours_draw(Bench *bench, double min)
{
    g_autoptr(Simulated) pages = simulated_new(11);
    g_autoptr(GString) text = g_string_new(NULL);
    GPtrArray *phrases = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < 20000 && phrases->len < (guint)bench->n_questions / 2; i++) {
        simulated_page(pages, text);
        g_autofree char *folded = index_text_fold(text->str, NULL);
        g_auto(GStrv) list = g_strsplit_set(folded, " \n", -1);
        guint at = simulated_random(pages, g_strv_length(list) - 1);
        if (word_pages(bench, list[at]) >= min && word_pages(bench, list[at + 1]) >= min)
            g_ptr_array_add(phrases, make_phrase(list[at], list[at + 1]));
    }
    return phrases;
}

/* Words that every tenth page has. */
static void common_pairs_check(Bench *bench)
{
    const double min = bench->n_pages * VERY_COMMON_SHARE;
    g_autoptr(GPtrArray) words = words_draw(bench, min, bench->n_pages);
    g_autoptr(GPtrArray) two = queries_make(words, make_two);
    g_autoptr(GPtrArray) phrases = queries_make(words, make_phrase);
    g_autoptr(GPtrArray) neighbours = neighbours_draw(bench, min);
    kind_check(bench, "two very common words", two);
    kind_check(bench, "phrases of such", phrases);
    kind_check(bench, "phrases of such on a page", neighbours);
}

static void numbers_ask(Bench *bench)
{
    g_autoptr(GPtrArray) queries = g_ptr_array_new_with_free_func(g_free);
    guint n_records = (guint)bench->n_pages / PAGES_PER_RECORD;
    for (int i = 0; i < bench->n_questions / 2; i++)
        g_ptr_array_add(
            queries, g_strdup_printf("lrs%u", 1 + simulated_random(bench->simulated, n_records)));
    kind_check(bench, "file numbers", queries);
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
        bench->n_pages = (int)sql_number(bench, "SELECT max(page_id) FROM page_text");
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
    words_check(&bench);
    kinds_ask(&bench);
    common_pairs_check(&bench);
    numbers_ask(&bench);
    sqlite3_close(bench.db);
    index_store_free(bench.store);
    simulated_free(bench.simulated);
    if (!bench.keep)
        scan_dir_remove(bench.dir, NULL);
    g_free(bench.dir);
    return bench.has_failed;
}
