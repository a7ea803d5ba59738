/* What may not go into a record, by whichever correction, and what may always come out of it. */
#include <string.h>

#include "tests/index/edit-office.h"

/* How C-3/2011 can be shut, and what is said then. */
typedef struct {
    const char *key, *value, *open_value, *words;
} Shut;

static const Shut SHUTS[] = {
    {"availability", "excluded", "available", "C-3/2011 is excluded from scanning"},
    {"classification", "Secret", "Normal", "keeps only the register entry"},
};

static void shut_set(Sample *sample, const Shut *shut, gboolean is_shut)
{
    g_autoptr(GError) error = NULL;
    sample_set(sample, "C-3/2011", shut->key, is_shut ? shut->value : shut->open_value, &error);
    g_assert_no_error(error);
}

/* Its pages 9 and 10 are the fronts of 11 and 12, which came before it was shut. */
static void backs_refused(Sample *sample, const char *words)
{
    BacksReport report;
    g_autoptr(GError) error = NULL;
    office_stack_backs(sample);
    g_assert_false(
        index_backs_interleave(sample->store, OFFICE_BACKS_BATCH, BACKS_SAME, &report, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, words));
}

/* Each way in is refused, and all stands as before. */
static void test_in(Sample *sample, gconstpointer data)
{
    const Shut *shut = data;
    static const char *const scripts[] = {
        "move - id:11 C",    "move - id:2 C before 1",  "move B 2 C folio 2A",
        "replace C 1 id:11", "merge B-7/2010 C-3/2011", "split B 4- C-3/2011",
    };
    g_autofree char *before = office_print(sample);
    shut_set(sample, shut, TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++)
        script_fail(sample, scripts[i], MUHAFIZ_ERROR_USAGE, shut->words);
    backs_refused(sample, shut->words);
    g_autofree char *after = office_print(sample);
    g_assert_cmpstr(after, ==, before);
}

/* Within the record all goes on; what was set aside in it is of it still. */
static void test_inside(Sample *sample, gconstpointer data)
{
    const Shut *shut = data;
    static const char *const scripts[] = {"move C 2 C before 1", "turn C 1 1",   "label C 1 12A",
                                          "reverse C 1-",        "close C gone", "aside C 1",
                                          "replace C 1 id:10"};
    shut_set(sample, shut, TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        gint64 edit_id = script_do(sample, scripts[i]);
        office_check(sample, 13);
        script_undo(sample, edit_id);
    }
    script_do(sample, "aside C 1");
    script_do(sample, "move - id:9 C before 1");
    office_check(sample, 13);
}

/* Out of it by each way; back, by undoing, only when it is open again. */
static void test_out(Sample *sample, gconstpointer data)
{
    const Shut *shut = data;
    static const char *const scripts[] = {"move C 1 B", "merge C-3/2011 B-7/2010",
                                          "split C 1 B-7/2010"};
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        shut_set(sample, shut, TRUE);
        gint64 edit_id = script_do(sample, scripts[i]);
        g_autofree char *undo = g_strdup_printf("undo %" G_GINT64_FORMAT, edit_id);
        office_check(sample, 13);
        script_fail(sample, undo, MUHAFIZ_ERROR_USAGE, shut->words);
        shut_set(sample, shut, FALSE);
        script_undo(sample, edit_id);
    }
}

/* Where pages of confidential records are kept, they go in, and nobody reads them. */
static void test_kept(Sample *sample, gconstpointer data)
{
    (void)data;
    office_conf(sample, "policy", "confidential", "keep");
    shut_set(sample, &SHUTS[1], TRUE);
    script_do(sample, "move - id:11 C");
    same_rows(sample, "SELECT state, seq FROM page WHERE page_id = 11", "scanned 3");
    same_rows(sample, "SELECT count(*) FROM job WHERE kind = 'page' AND target_id = 11", "0");
    script_do(sample, "move - id:12 B");
    same_rows(sample, "SELECT count(*) FROM job WHERE kind = 'page' AND target_id = 12", "1");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {{"in", test_in}, {"inside", test_inside}, {"out", test_out}};
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        for (guint k = 0; k < G_N_ELEMENTS(SHUTS); k++) {
            g_autofree char *path =
                g_strdup_printf("/edit/fill/%s/%s", tests[i].name, SHUTS[k].value);
            g_test_add(path, Sample, &SHUTS[k], office_setup, tests[i].test, sample_teardown);
        }
    g_test_add("/edit/fill/kept", Sample, NULL, office_setup, test_kept, sample_teardown);
    return g_test_run();
}
