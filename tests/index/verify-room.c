#include "tests/index/verify-room.h"

#include <json-glib/json-glib.h>
#include <string.h>

void make_package(Sample *sample)
{
    const ExportSettings settings = {.unchecked = TRUE};
    sample_make_ready(sample);
    g_autoptr(JsonNode) node = index_export(sample->store, "A-12/2008", &settings, NULL);
    g_assert_nonnull(node);
}

static void count_step(guint64 done, guint64 total, gpointer last)
{
    g_assert_cmpuint(done, <=, total);
    *(guint64 *)last = done;
}

gboolean is_told(const VerifyReport *report, const char *problem)
{
    gboolean found = FALSE;
    for (guint i = 0; i < report->problems->len; i++) {
        g_test_message("%s", (char *)report->problems->pdata[i]);
        found |= problem && strstr(report->problems->pdata[i], problem);
    }
    return found;
}

void must_verify_with(Sample *sample, const VerifySettings *settings, const char *problem)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    guint64 steps = 0;
    index_verify(sample->store, settings, count_step, &steps, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(steps, >, 0);
    gboolean found = is_told(&report, problem);
    g_assert_true(problem ? found : report.problems->len == 0);
    index_verify_report_clear(&report);
}

void must_verify(Sample *sample, const char *problem)
{
    must_verify_with(sample, &(VerifySettings){0}, problem);
}

void page_turn(Sample *sample)
{
    const gint64 first = 1;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(pages, first);
    g_autoptr(JsonNode) node = index_pages_turn(sample->store, pages, 1, &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
}

char *note_of(Sample *sample, guint which)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.notes->len, >, which);
    char *note = g_strdup(report.notes->pdata[which]);
    index_verify_report_clear(&report);
    return note;
}

void package_accept(Sample *sample)
{
    AckReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *manifest = sample_path(sample, PACKAGE "/tagmanifest-sha256.txt");
    char sha256[SCAN_SHA256_SIZE];
    g_assert_true(scan_file_sha256(manifest, sha256, NULL, NULL));
    g_autofree char *path = g_build_filename(sample->root, "receipt.jsonl", NULL);
    g_autofree char *line = g_strdup_printf(
        "{\"package\":\"fl-A-12_2008\",\"version\":1,\"manifest_sha256\":\"%s\",\"status\":"
        "\"accepted\",\"computer_no\":\"5\",\"at\":\"2026-01-02T03:04:05+05:30\"}\n",
        sha256);
    g_assert_true(g_file_set_contents(path, line, -1, NULL));
    index_ack(sample->store, path, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.accepted, ==, 1);
    index_ack_report_clear(&report);
}

void bytes_change(const char *path, gboolean is_cut)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    bytes[length / 2] ^= 1;
    g_assert_true(
        g_file_set_contents(path, bytes, is_cut ? (gssize)length / 2 : (gssize)length, NULL));
}
