/* What stands on a certificate to be signed: what the form of the law asks for, filled in as far as a machine knows it. */
#include "batch/certificate.h"

#include <string.h>

#include "tests/index/sample.h"

static const Machine machine = {"Acme Q-1", "SN 77", "02:00:00:00:00:01", "desk-3"};

static void certificate_make(Sample *sample, const char *name)
{
    PdfWritten written;
    guint n_pages;
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    g_autoptr(JsonNode) content = index_certificate_load(sample->store, "A-12/2008", 0, &error);
    g_assert_no_error(error);
    g_autofree char *dir = sample_path(sample, "spool");
    g_autofree char *path = g_build_filename(sample->root, name, NULL);
    const Certificate certificate = {json_node_get_object(content), &machine,
                                     index_store_peek_conf(sample->store)};
    certificate_write(&certificate, dir, path, &written, &n_pages, &error);
    g_assert_no_error(error);
}

/* Its words as pdftotext finds them, with one space between. */
static char *text_of(Sample *sample, const char *name)
{
    g_autofree char *path = g_build_filename(sample->root, name, NULL), *text = NULL;
    g_autofree char *command = g_strdup_printf("pdftotext -raw %s -", path);
    g_assert_true(g_spawn_command_line_sync(command, &text, NULL, NULL, NULL));
    g_auto(GStrv) words = g_strsplit_set(text, " \n\f", -1);
    GString *flat = g_string_new(NULL);
    for (char **word = words; *word; word++)
        g_string_append_printf(flat, "%s%s", **word && flat->len ? " " : "", *word);
    return g_string_free(flat, FALSE);
}

/* Part A says what section 63(4) asks for as far as a machine knows it, and leaves places to sign; Part B is left to
 * the expert. */
static void test_fields(Sample *sample, gconstpointer data)
{
    static const struct {
        const char *words;
        gboolean in_part_a, in_part_b;
    } fields[] = {
        {"(To be filled by the Party)", TRUE, FALSE},
        {"(To be filled by the Expert)", FALSE, TRUE},
        {"Computer / Storage Media \u2612", TRUE, FALSE},
        {"Computer / Storage Media \u2610", FALSE, TRUE},
        {"Make & Model: Acme Q-1", TRUE, FALSE},
        {"Serial Number: SN 77", TRUE, FALSE},
        {"IMEI/UIN/UID/MAC/Cloud ID 02:00:00:00:00:01 (as applicable)", TRUE, FALSE},
        {"IMEI/UIN/UID/MAC/Cloud ID (as applicable)", FALSE, TRUE},
        {"Host name desk-3", TRUE, FALSE},
        {"was under the lawful control for", TRUE, FALSE},
        {"Owned \u2610 Maintained \u2610 Managed \u2610 Operated \u2610 by me", TRUE, FALSE},
        {"was working properly", TRUE, FALSE},
        {"SHA256: \u2612", TRUE, FALSE},
        {"SHA256: \u2610", FALSE, TRUE},
        {"Hash report to be enclosed with the certificate", TRUE, TRUE},
        {"(Name and signature) Date (DD/MM/YYYY): Time (IST):", TRUE, FALSE},
        {"it is a true copy of it", TRUE, FALSE},
        {"(Name, designation and signature) Date (DD/MM/YYYY): Time (IST):", TRUE, TRUE},
        {"Seal of the office:", TRUE, FALSE},
    };
    (void)data;
    certificate_make(sample, "fields.pdf");
    g_autofree char *text = text_of(sample, "fields.pdf");
    char *part_b = strstr(text, "PART B");
    g_assert_nonnull(part_b);
    *part_b++ = '\0';
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_test_message("%s", fields[i].words);
        g_assert_true((strstr(text, fields[i].words) != NULL) == fields[i].in_part_a);
        g_assert_true((strstr(part_b, fields[i].words) != NULL) == fields[i].in_part_b);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/certificate/fields", Sample, NULL, sample_setup, test_fields, sample_teardown);
    return g_test_run();
}
