/* Questions of each kind, in CPU time. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "index/normalise.h"
#include "tests/bench/finding.h"

#define COMMON_SHARE 0.01
#define VERY_COMMON_SHARE 0.1

#define RARE_MEDIAN_MS 10.0 /* words on up to 1 % of the pages */
#define RARE_95TH_MS 50.0
/* Commoner ones, ranked from the first 20,000 pages, and any other question. */
#define LONGEST_MS 100.0

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

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
    finding_check(bench, quantile(times, 1) < LONGEST_MS, "  longest, ms CPU", quantile(times, 1),
                  LONGEST_MS);
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
        double n = finding_pages(bench, word);
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
    finding_check(bench, quantile(times, 0.5) < RARE_MEDIAN_MS, "  up to 1 %: median, ms CPU",
                  quantile(times, 0.5), RARE_MEDIAN_MS);
    finding_check(bench, quantile(times, 0.95) < RARE_95TH_MS,
                  "  up to 1 %: 95th percentile, ms CPU", quantile(times, 0.95), RARE_95TH_MS);
    finding_check(bench, quantile(common_times, 1) < LONGEST_MS, "  commoner: longest, ms CPU",
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
        if (finding_pages(bench, list[at]) >= min && finding_pages(bench, list[at + 1]) >= min)
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

void finding_ask(Bench *bench)
{
    words_check(bench);
    kinds_ask(bench);
    common_pairs_check(bench);
    numbers_ask(bench);
}
