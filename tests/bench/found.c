/* found: which words of real recognised pages a search finds, and what it finds that is not there.
 *
 *   found STORE FOLDER...
 *
 * A folder has the truths (*.gt.txt, in the order of their names) of the pages of a record, which is named as the
 * folder is; found.sh makes such. Every word of a truth, of three letters at least and not of digits alone, is asked once,
 * by itself; and every two that stand side by side, as a phrase. Printed are, for each record, of all
 * pairs of a question and a page that has it so many found, as such and by a second chance; and how many pages were
 * given whose truth has it not (a truth that has it within a word counts as having it not). */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "index/normalise.h"

#define LETTERS_MIN 3
#define LIMIT 10000

typedef struct {
    char *name;        /* of the record */
    GPtrArray *truths; /* per page: " word word word ", folded */
} Truth;

typedef struct {
    guint n_asked, n_due, n_found, n_similar, n_wrong, n_wrong_similar;
} Score;

static char *truth_read(const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error))
        g_error("%s", error->message);
    g_autofree char *folded = index_text_fold(text, NULL);
    GString *words = g_string_new(" ");
    const char *next = folded, *word;
    gsize length;
    while (index_text_next_word(&next, &word, &length)) {
        g_string_append_len(words, word, (gssize)length);
        g_string_append_c(words, ' ');
    }
    return g_string_free(words, FALSE);
}

static int names_compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static Truth truth_load(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Truth truth = {g_path_get_basename(folder), g_ptr_array_new_with_free_func(g_free)};
    const char *name;
    if (!dir)
        g_error("%s", error->message);
    while ((name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, ".gt.txt"))
            g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(names, names_compare);
    for (guint i = 0; i < names->len; i++)
        g_ptr_array_add(truth.truths, truth_read(names->pdata[i]));
    return truth;
}

/* ----------------------------------------------------------------------------------- questions -- */

static gboolean is_asked(const char *word)
{
    return g_utf8_strlen(word, -1) >= LETTERS_MIN && strspn(word, "0123456789") != strlen(word);
}

/* n words side by side, each such once. */
static GPtrArray *questions_make(const Truth *truth, guint n)
{
    GPtrArray *questions = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < truth->truths->len; i++) {
        g_auto(GStrv) words = g_strsplit(truth->truths->pdata[i], " ", -1);
        for (guint k = 1; words[k] && *words[k] && words[k + n - 1] && *words[k + n - 1]; k++) {
            if (!is_asked(words[k]) || !is_asked(words[k + n - 1]))
                continue;
            char *question =
                n == 1 ? g_strdup(words[k]) : g_strdup_printf("%s %s", words[k], words[k + 1]);
            if (g_hash_table_contains(seen, question)) {
                g_free(question);
                continue;
            }
            g_hash_table_add(seen, question);
            g_ptr_array_add(questions, question);
        }
    }
    return questions;
}

static gboolean page_has(const Truth *truth, guint page, const char *question)
{
    g_autofree char *apart = g_strdup_printf(" %s ", question);
    return strstr(truth->truths->pdata[page], apart) != NULL;
}

static void hit_count(const Truth *truth, JsonObject *hit, const char *question, Score *score)
{
    gboolean is_similar = !json_object_get_null_member(hit, "similar");
    if (json_object_get_null_member(hit, "seq") ||
        !g_str_equal(json_object_get_string_member(hit, "file_no"), truth->name))
        return;
    guint page = (guint)json_object_get_int_member(hit, "seq") - 1;
    gboolean is_there = page < truth->truths->len && page_has(truth, page, question);
    score->n_found += is_there && !is_similar;
    score->n_similar += is_there && is_similar;
    score->n_wrong += !is_there && !is_similar;
    score->n_wrong_similar += !is_there && is_similar;
    if (!is_there && g_getenv("FOUND_WRONG"))
        printf("wrong %s: %s %s\n", question, json_object_get_string_member(hit, "snippet"),
               is_similar ? "(similar)" : "");
}

static void question_ask(Store *store, const Truth *truth, const char *question, Score *score)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *query = g_strdup_printf("\"%s\"", question);
    g_autoptr(JsonNode) hits = index_search(store, query, LIMIT, &error);
    Score before = *score;
    if (!hits)
        g_error("%s", error->message);
    JsonArray *items = json_node_get_array(hits);
    score->n_asked++;
    for (guint i = 0; i < truth->truths->len; i++)
        score->n_due += page_has(truth, i, question);
    for (guint i = 0; i < json_array_get_length(items); i++)
        hit_count(truth, json_array_get_object_element(items, i), question, score);
    guint n_missed = score->n_due - before.n_due - (score->n_found - before.n_found) -
                     (score->n_similar - before.n_similar);
    if (n_missed && g_getenv("FOUND_MISSED"))
        printf("missed %s on %u pages\n", question, n_missed);
}

static void truth_ask(Store *store, const Truth *truth)
{
    for (guint n = 1; n <= 2; n++) {
        Score score = {0};
        g_autoptr(GPtrArray) questions = questions_make(truth, n);
        for (guint i = 0; i < questions->len; i++)
            question_ask(store, truth, questions->pdata[i], &score);
        printf("%-14s %-7s %4u asked, on %5u pages: found %5u, by a second chance %4u, missed %4u "
               "(%4.1f %%); given wrongly %4u, and %4u marked as similar\n",
               truth->name, n == 1 ? "words" : "phrases", score.n_asked, score.n_due, score.n_found,
               score.n_similar, score.n_due - score.n_found - score.n_similar,
               100.0 * (score.n_due - score.n_found - score.n_similar) / MAX(1, score.n_due),
               score.n_wrong, score.n_wrong_similar);
    }
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = argc > 2 ? index_store_open(argv[1], "bench", &error) : NULL;
    if (!store) {
        fprintf(stderr, "%s\n", error ? error->message : "usage: found STORE FOLDER...");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        Truth truth = truth_load(argv[i]);
        truth_ask(store, &truth);
        g_free(truth.name);
        g_ptr_array_unref(truth.truths);
    }
    return 0;
}
