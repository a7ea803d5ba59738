/* What the second chances find: words that stand on pages misread, or glued to the word before, looked for by the right
 * word. Each is drawn as it would come on a page, and counts where a page has it so and few have it right: common words
 * were misread in more ways than are tried, and are found anyway. */
#include <stdio.h>

#include "index/normalise.h"
#include "index/search.h"
#include "index/shape.h"
#include "index/store-private.h"
#include "tests/bench/finding.h"

#define DRAWN_MAX 200000
#define ASKED_MIN 100  /* or the share says little */
#define RIGHT_MAX 1000 /* pages */

typedef struct {
    const char *name;
    void (*draw)(Simulated *, GString *right, GString *read);
    gboolean (*add)(Db *, const GPtrArray *parts, gboolean *added, GError **error);
    const char *beside; /* another word of the query */
    double missed_max;  /* share */
} Kind;

static const Kind KINDS[] = {
    {"misread words", simulated_misread, search_query_add_similar, "", 0.25},
    {"misread, one of two words", simulated_misread, search_query_add_similar, " mutation", 0.25},
    {"glued words", simulated_glued, search_query_add_glued, "", 0.1},
};

static gboolean has_form(const SearchPart *part, const char *word)
{
    gboolean has = FALSE;
    for (guint i = part->n_exact; !has && i < part->forms->len; i++) {
        char **form = g_ptr_array_index(part->forms, i);
        has = g_str_equal(form[0], word) && !form[1];
    }
    return has;
}

static gboolean is_found(Bench *bench, const Kind *kind, const char *right, const char *read)
{
    gboolean added;
    g_autoptr(GError) error = NULL;
    g_autofree char *query = g_strconcat(right, kind->beside, NULL);
    g_autoptr(GPtrArray) parts = search_query_parse(query);
    if (!kind->add(index_store_db(bench->store), parts, &added, &error))
        g_error("%s: %s", right, error->message);
    return has_form(g_ptr_array_index(parts, 0), read);
}

static gboolean is_fit(Bench *bench, GHashTable *seen, const char *right, const char *read)
{
    return !g_str_equal(right, read) && index_word_can_be_misread(right) &&
           g_hash_table_add(seen, g_strdup(read)) && finding_pages(bench, read) > 0 &&
           finding_pages(bench, right) <= RIGHT_MAX;
}

static void kind_ask(Bench *bench, const Kind *kind)
{
    g_autoptr(Simulated) words = simulated_new(13);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) right = g_string_new(NULL);
    g_autoptr(GString) read = g_string_new(NULL);
    int n = 0, n_found = 0;
    for (guint i = 0; i < DRAWN_MAX && n < bench->n_questions; i++) {
        kind->draw(words, right, read);
        g_autofree char *asked = index_text_fold(right->str, NULL);
        g_autofree char *held = index_text_fold(read->str, NULL);
        if (!is_fit(bench, seen, asked, held))
            continue;
        n++;
        n_found += is_found(bench, kind, asked, held);
    }
    double missed = 1 - n_found / MAX(1.0, n);
    printf("%-28s %4d asked, %3d found\n", kind->name, n, n_found);
    finding_check(bench,
                  missed <= kind->missed_max || bench->n_pages < SIZE_FROM_PAGES || n < ASKED_MIN,
                  "  not found", missed, kind->missed_max);
}

void finding_misread(Bench *bench)
{
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        kind_ask(bench, &KINDS[i]);
}
