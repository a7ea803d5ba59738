/* Queries of five languages and what they find, as search-cases.txt has them, asked of the office of
 * search-office.txt. Each finds that and nothing else. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/sample.h"

#define CASES_MIN 120
#define BEST_MARK '!'

static char **lines_read(const char *name)
{
    g_autofree char *path = g_build_filename(g_getenv("MUHAFIZ_TESTS"), "index", name, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return g_strsplit(text, "\n", -1);
}

/* --------------------------------------------------------------------------------- the office -- */

typedef struct {
    Sample sample;
    GString *csv;
    GHashTable *keys;  /* "A-12/2008 1" or "A-12/2008 register" -> key */
    GHashTable *pages; /* file_no -> texts of its pages, in their order */
} Office;

static void office_add_record(Office *office, char **fields)
{
    g_string_append_printf(office->csv, "%s,\"%s\",%s,%s,%s\n", fields[2], fields[3], fields[4],
                           fields[5], fields[6]);
    g_hash_table_insert(office->keys, g_strconcat(fields[2], " register", NULL),
                        g_strdup(fields[1]));
}

static void office_add_page(Office *office, char **fields)
{
    GPtrArray *texts = g_hash_table_lookup(office->pages, fields[2]);
    if (!texts) {
        texts = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(office->pages, g_strdup(fields[2]), texts);
    }
    g_auto(GStrv) parts = g_strsplit(fields[3], " / ", -1);
    g_ptr_array_add(texts, g_strjoinv("\n", parts));
    g_hash_table_insert(office->keys, g_strdup_printf("%s %u", fields[2], texts->len),
                        g_strdup(fields[1]));
}

static void office_read(Office *office)
{
    g_auto(GStrv) lines = lines_read("search-office.txt");
    office->csv = g_string_new("file_no,subject,section,year,classification\n");
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], "\t", -1);
        if (g_str_has_prefix(lines[i], "record\t"))
            office_add_record(office, fields);
        else if (g_str_has_prefix(lines[i], "page\t"))
            office_add_page(office, fields);
    }
}

static void office_import(Office *office, const char *csv)
{
    RegisterReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(office->sample.root, "office.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    index_register_import(office->sample.store, path, FALSE, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.refused, ==, 0);
    index_register_report_clear(&report);
}

/* All records are Normal while they are scanned and read; what is secret is marked so only then, and
 * leaves the index. */
static void office_scan(Office *office)
{
    g_autoptr(GString) open = g_string_new(office->csv->str);
    g_string_replace(open, ",Secret", ",Normal", 0);
    GHashTableIter files;
    gpointer file_no, texts;
    sample_sql(&office->sample, "DELETE FROM side; DELETE FROM record");
    office_import(office, open->str);
    g_hash_table_iter_init(&files, office->pages);
    while (g_hash_table_iter_next(&files, &file_no, &texts))
        sample_scan(&office->sample, file_no, "", (const char *const *)((GPtrArray *)texts)->pdata,
                    ((GPtrArray *)texts)->len);
    sample_run(&office->sample);
    office_import(office, office->csv->str);
}

static Office *office_new(void)
{
    Office *office = g_new0(Office, 1);
    office->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    office->pages =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    sample_setup(&office->sample, NULL);
    office_read(office);
    office_scan(office);
    return office;
}

static void office_free(Office *office)
{
    sample_teardown(&office->sample, NULL);
    g_string_free(office->csv, TRUE);
    g_hash_table_unref(office->keys);
    g_hash_table_unref(office->pages);
    g_free(office);
}

/* ------------------------------------------------------------------------------------- the cases -- */

static const char *hit_key(Office *office, JsonObject *hit)
{
    const char *file_no = json_object_get_string_member(hit, "file_no");
    g_autofree char *name = json_object_get_null_member(hit, "seq")
                                ? g_strconcat(file_no, " register", NULL)
                                : g_strdup_printf("%s %" G_GINT64_FORMAT, file_no,
                                                  json_object_get_int_member(hit, "seq"));
    const char *key = g_hash_table_lookup(office->keys, name);
    return key ? key : "?";
}

/* A page that was found shows where, unless only the register's words were. */
static void hit_check(JsonObject *hit, const char *query)
{
    const char *snippet = json_object_get_string_member(hit, "snippet");
    gboolean is_page = !json_object_get_null_member(hit, "seq");
    g_assert_true(g_utf8_validate(snippet, -1, NULL));
    if (is_page && (!strchr(snippet, '[') || !strchr(snippet, ']')))
        g_error("%s: nothing is marked in: %s", query, snippet);
}

static int words_compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "e1 e2", in order of the alphabet; best: the first. */
static char *words_sort(GPtrArray *words)
{
    g_ptr_array_sort(words, words_compare);
    g_ptr_array_add(words, NULL);
    return g_strjoinv(" ", (char **)words->pdata);
}

static char *query_ask(Office *office, const char *query, char **best)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(JsonNode) hits = index_search(office->sample.store, query, 0, &error);
    if (!hits) {
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
        return g_strdup("-");
    }
    JsonArray *array = json_node_get_array(hits);
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonObject *hit = json_array_get_object_element(array, i);
        gboolean is_similar = !json_object_get_null_member(hit, "similar");
        hit_check(hit, query);
        g_ptr_array_add(words,
                        g_strdup_printf("%s%s", is_similar ? "~" : "", hit_key(office, hit)));
    }
    *best = g_strdup(words->len ? words->pdata[0] : "-");
    return words->len ? words_sort(words) : g_strdup("-");
}

/* What the case expects, in the same form. */
static char *case_expected(const char *text, char **best)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) list = g_strsplit(text, " ", -1);
    for (guint i = 0; list[i]; i++) {
        gboolean is_best = *list[i] == BEST_MARK;
        g_ptr_array_add(words, g_strdup(list[i] + is_best));
        if (is_best)
            *best = g_strdup(list[i] + is_best);
    }
    return words_sort(words);
}

static gboolean case_holds(Office *office, const char *line)
{
    g_auto(GStrv) fields = g_strsplit(line, "\t", 2);
    g_autofree char *best = NULL, *expected_best = NULL;
    g_assert_nonnull(fields[1]);
    g_autofree char *expected = case_expected(fields[1], &expected_best);
    g_autofree char *found = query_ask(office, fields[0], &best);
    if (g_str_equal(found, expected) && (!expected_best || g_strcmp0(best, expected_best) == 0))
        return TRUE;
    g_printerr("%s\tfinds %s (first %s), not %s\n", fields[0], found, best, fields[1]);
    return FALSE;
}

static void test_cases(gconstpointer data)
{
    Office *office = (Office *)data;
    g_auto(GStrv) lines = lines_read("search-cases.txt");
    guint n = 0, n_failed = 0;
    for (guint i = 0; lines[i]; i++)
        if (*lines[i] && *lines[i] != '#') {
            n++;
            n_failed += !case_holds(office, lines[i]);
        }
    g_test_message("%u cases, %u failed", n, n_failed);
    g_assert_cmpuint(n, >=, CASES_MIN);
    g_assert_cmpuint(n_failed, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    Office *office = office_new();
    g_test_add_data_func("/search/cases", office, test_cases);
    int result = g_test_run();
    office_free(office);
    return result;
}
