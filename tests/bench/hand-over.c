/* hand-over make STORE N: an office with N records of one page, ready to be handed over.
 * hand-over work STORE: does the work that is due, as "muhafiz run" would.
 *
 * Pages go the way of tests/index/sample.h, without a scanner and an engine: so that thousands of packages
 * are made in seconds. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/index/sample.h"

static void records_import(Sample *sample, guint n)
{
    g_autoptr(GString) csv = g_string_new("file_no,subject,correspondence_pages\n");
    g_autofree char *path = g_build_filename(sample->root, "register.csv", NULL);
    RegisterReport report = {0};
    for (guint i = 1; i <= n; i++)
        g_string_append_printf(csv, "R-%u/2010,Mutation of khasra %u,1\n", i, i);
    if (!g_file_set_contents(path, csv->str, -1, NULL) ||
        !index_register_import(sample->store, path, FALSE, &report, NULL) || report.added != n)
        g_error("the register was not imported");
    index_register_report_clear(&report);
}

static void records_fill(Sample *sample, guint n)
{
    for (guint i = 1; i <= n; i++) {
        g_autofree char *file_no = g_strdup_printf("R-%u/2010", i);
        g_autofree char *text = g_strdup_printf("Order in the matter of khasra %u", i);
        sample_scan(sample, file_no, "", (const char *const[]){text}, 1);
    }
    sample_run(sample);
}

int main(int argc, char **argv)
{
    const StoreOffice office = {"01-0142", "Tehsil Ramnagar", "eng"};
    g_autoptr(GError) error = NULL;
    gboolean is_make = argc == 4 && g_str_equal(argv[1], "make");
    if (!is_make && (argc != 3 || !g_str_equal(argv[1], "work"))) {
        fprintf(stderr, "hand-over make STORE N | work STORE\n");
        return 2;
    }
    g_autofree char *root = g_path_get_dirname(argv[2]);
    Sample sample = {.root = root, .dir = argv[2]};
    sample.store = is_make ? index_store_create(argv[2], &office, "operator", &error)
                           : index_store_open(argv[2], "operator", &error);
    if (!sample.store)
        g_error("%s", error->message);
    if (is_make) {
        guint n = (guint)atoi(argv[3]);
        records_import(&sample, n);
        records_fill(&sample, n);
    } else {
        sample_run(&sample);
    }
    index_store_free(sample.store);
    return 0;
}
