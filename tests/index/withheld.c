#include "tests/index/withheld.h"

#include <string.h>

void withheld_mark(Sample *sample, const char *key, const char *value, char **note)
{
    g_autoptr(GError) error = NULL;
    const RecordValue set[] = {{key, value}, {"reason", "sub judice"}};
    guint n = g_str_equal(value, "excluded") ? 2 : 1;
    index_record_set(sample->store, WITHHELD, set, n, note, &error);
    g_assert_no_error(error);
}

void withheld_must_have_jobs(Sample *sample, guint expected)
{
    guint counts[3];
    g_assert_true(index_jobs_count(sample->store, &counts[0], &counts[1], &counts[2], NULL));
    g_assert_cmpuint(counts[0] + counts[1] + counts[2], ==, expected);
}

static guint bytes_find(const char *path)
{
    g_autofree char *text = NULL;
    gsize length, n = strlen(WITHHELD_WORD);
    if (!g_file_get_contents(path, &text, &length, NULL))
        return 0;
    for (gsize i = 0; i + n <= length; i++)
        if (memcmp(text + i, WITHHELD_WORD, n) == 0)
            return 1;
    return 0;
}

guint withheld_find(const char *dir)
{
    guint n = 0;
    g_autoptr(GDir) folder = g_dir_open(dir, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        gboolean is_dir = g_file_test(path, G_FILE_TEST_IS_DIR);
        guint here = is_dir ? withheld_find(path) : bytes_find(path);
        if (here && !is_dir)
            g_test_message("%s has it", path);
        n += here;
    }
    return n;
}

void withheld_backup(Sample *sample, const char *dir, gint64 purged_least)
{
    const BackupSettings settings = {.dir = dir};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_backup(sample->store, &settings, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(node), "purged"), >=,
                    purged_least);
}

void withheld_verify(Sample *sample, guint notes)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < report.problems->len; i++)
        g_test_message("%s", (char *)report.problems->pdata[i]);
    g_assert_cmpuint(report.problems->len, ==, 0);
    g_assert_cmpuint(report.notes->len, ==, notes);
    index_verify_report_clear(&report);
}

const char *const withheld_texts[2] = {"The " WITHHELD_WORD " of the patwari",
                                       "Secret " WITHHELD_WORD};

void withheld_plant(Sample *sample)
{
    static const char *const others[] = {"Another file"};
    const ExportSettings settings = {.unchecked = TRUE};
    sample_scan(sample, "B-7/2010", "", others, 1);
    sample_scan(sample, WITHHELD, "", withheld_texts, 2);
    sample_run(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, WITHHELD, &settings, NULL);
    g_assert_nonnull(node);
}
