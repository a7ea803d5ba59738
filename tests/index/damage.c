/* Packages that went bad where they lie: export says what is wrong and writes them again, with the same bytes; verify looks
 * at the copies as well. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/member.h"
#include "index/package.h"
#include "tests/index/sample.h"

#define FOLDER "fl-A-12_2008"
#define PDF "data/Receipts/correspondence-001.pdf"

typedef enum { FLIP, CUT, REMOVE, ADD_FILE, ADD_FOLDER, REMOVE_FOLDER } Harm;

static const struct {
    const char *path;
    Harm harm;
    const char *said; /* of it */
    gboolean is_quick_blind;
} harms[] = {
    {PDF, FLIP, "is damaged (its hash differs)", TRUE},
    {PDF, CUT, "is damaged", FALSE},
    {PDF, REMOVE, "is missing", FALSE},
    {"data/metadata.csv", REMOVE, "is missing", FALSE},
    {"data/efile.json", FLIP, "is damaged (its hash differs)", TRUE},
    {"bag-info.txt", FLIP, "is damaged (its hash differs)", FALSE},
    {"manifest-sha256.txt", CUT, "is damaged (its hash differs)", FALSE},
    {"tagmanifest-sha256.txt", REMOVE, "is missing", FALSE},
    {"data/Notes/stray.pdf", ADD_FILE, "does not belong there", FALSE},
    {"data/Annexures", ADD_FOLDER, "does not belong there", FALSE},
    {"data/Issues", REMOVE_FOLDER, "the folder is missing", FALSE},
};

static void harm(const char *dir, const char *path, Harm what)
{
    gsize size;
    g_autofree char *full = g_build_filename(dir, path, NULL), *bytes = NULL;
    if (what == REMOVE)
        g_assert_cmpint(g_unlink(full), ==, 0);
    else if (what == REMOVE_FOLDER)
        g_assert_cmpint(g_rmdir(full), ==, 0);
    else if (what == ADD_FOLDER)
        g_assert_cmpint(g_mkdir(full, 0700), ==, 0);
    else if (what == ADD_FILE)
        g_assert_true(g_file_set_contents(full, "x", 1, NULL));
    else {
        g_assert_true(g_file_get_contents(full, &bytes, &size, NULL));
        bytes[size / 2] ^= 1;
        g_assert_true(g_file_set_contents(full, bytes, (gssize)(size - (what == CUT)), NULL));
    }
}

/* The note about damage; owned, or NULL. */
static char *export(Sample *sample, const char *to_dir, gboolean is_quick)
{
    const ExportSettings settings = {.to_dir = to_dir, .unchecked = TRUE, .is_quick = is_quick};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    JsonArray *notes = member_array(json_node_get_object(node), "notes");
    return member_length(notes) ? g_strdup(json_array_get_string_element(notes, 0)) : NULL;
}

/* All bytes of the package as one hash, and its folders. */
static char *package_bytes(const char *dir)
{
    g_autofree char *quoted = g_shell_quote(dir), *out = NULL;
    g_autofree char *command = g_strdup_printf(
        "sh -c 'cd %s && find . | LC_ALL=C sort && find . -type f | LC_ALL=C sort | xargs cat | "
        "sha256sum'",
        quoted);
    g_assert_true(g_spawn_command_line_sync(command, &out, NULL, NULL, NULL));
    return g_steal_pointer(&out);
}

static void harms_must_be_mended(Sample *sample, const char *to_dir, const char *dir)
{
    g_autofree char *whole = package_bytes(dir);
    for (guint i = 0; i < 2 * G_N_ELEMENTS(harms); i++) {
        const guint k = i / 2, is_quick = i % 2;
        harm(dir, harms[k].path, harms[k].harm);
        g_autofree char *note = export(sample, to_dir, is_quick != 0);
        if (is_quick && harms[k].is_quick_blind) {
            g_assert_null(note);
            note = export(sample, to_dir, FALSE);
        }
        const char *named = is_quick && harms[k].harm == CUT && harms[k].path[0] == 'd'
                                ? "bag-info.txt says" /* it only has the sum */
                                : harms[k].path;
        if (!note || !strstr(note, harms[k].said) || !strstr(note, named))
            g_error("%s (%d): %s", harms[k].path, harms[k].harm, note ? note : "nothing is said");
        g_autofree char *again = export(sample, to_dir, FALSE), *mended = package_bytes(dir);
        g_assert_null(again);
        g_assert_cmpstr(mended, ==, whole);
    }
}

static void test_mended(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *outbox = sample_path(sample, "outbox/" FOLDER),
                    *stick = g_build_filename(sample->root, "stick", NULL),
                    *copy = g_build_filename(stick, FOLDER, NULL);
    sample_make_ready(sample);
    g_assert_null(export(sample, NULL, FALSE));
    g_assert_null(export(sample, stick, FALSE));
    harms_must_be_mended(sample, NULL, outbox);
    harms_must_be_mended(sample, stick, copy);
}

/* What verify says: problems, then notes, one a line; owned. */
static char *verify(Sample *sample)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    GString *text = g_string_new(NULL);
    index_verify(sample->store, &(VerifySettings){.restart = TRUE}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < report.problems->len; i++)
        g_string_append_printf(text, "PROBLEM %s\n", (const char *)report.problems->pdata[i]);
    for (guint i = 0; i < report.notes->len; i++)
        g_string_append_printf(text, "NOTE %s\n", (const char *)report.notes->pdata[i]);
    index_verify_report_clear(&report);
    return g_string_free(text, FALSE);
}

static void must_say(Sample *sample, const char *words)
{
    g_autofree char *text = verify(sample);
    if (words ? !strstr(text, words) : *text != '\0')
        g_error("%s: not in: %s", words ? words : "(nothing)", text);
}

/* Copies of what lies in the outbox as well. */
static void test_copies(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *stick = g_build_filename(sample->root, "stick", NULL),
                    *copy = g_build_filename(stick, FOLDER, NULL);
    sample_make_ready(sample);
    g_assert_null(export(sample, NULL, FALSE));
    g_assert_null(export(sample, stick, FALSE));
    g_assert_null(export(sample, stick, FALSE)); /* told once */
    must_say(sample, NULL);
    harm(copy, PDF, FLIP);
    must_say(sample, "PROBLEM ");
    must_say(sample, "is no longer the package that was copied there: muhafiz export --to ");
    g_autofree char *note = export(sample, stick, FALSE);
    g_assert_nonnull(note);
    must_say(sample, NULL);
    g_assert_true(scan_dir_remove(copy, NULL)); /* taken */
    must_say(sample, NULL);
    g_assert_cmpint(g_rmdir(stick), ==, 0); /* pulled out */
    must_say(sample, "is not here: 1 copy of a package was not looked at");
    sample_sql(sample, "CREATE TEMP TABLE one (n CHECK (n = 1)); INSERT INTO one SELECT count(*) "
                       "FROM event WHERE act = 'package.copied'");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/damage/mended", Sample, NULL, sample_setup, test_mended, sample_teardown);
    g_test_add("/damage/copies", Sample, NULL, sample_setup, test_copies, sample_teardown);
    return g_test_run();
}
