/* Text extractors other than poppler. They differ in what they make of right-to-left text, so the
 * table says what each can do. One that is not installed is skipped by name. */
#include "tests/pdf/sample.h"

#define JAVA "/usr/share/java/"

static const char *const *const left_to_right[] = {sample_english, sample_hindi, sample_punjabi,
                                                   sample_mizo};
static const char *const digits[] = {"مقدمہ نمبر 1234 سال 2023 ہے۔",
                                     "بتاریخ ۱۲.۰۳.۲۰۲۳ (۲۰۲۳) کو پیش ہوا",
                                     "فائل A-12/2008 Revenue Branch میں درج", NULL};
static const char *const *const right_to_left[] = {sample_urdu, digits};

static const struct {
    const char *name;
    const char *needs; /* a file */
    const char *command;
    gboolean turns_round; /* right-to-left text into its logical order */
} extractors[] = {
    {"MuPDF", "/usr/bin/mutool", "mutool draw -q -F txt %s", FALSE},
    {"PDFBox", JAVA "pdfbox2-tools.jar",
     "java -cp " JAVA "pdfbox2.jar:" JAVA "pdfbox2-tools.jar:" JAVA "fontbox2.jar:" JAVA
     "commons-logging.jar org.apache.pdfbox.tools.PDFBox ExtractText -encoding UTF-8 -console %s",
     TRUE},
};

/* One page for each; returns the text that is to come out. */
static char *write_pages(const char *dir, const char *path, const char *const *const *lines,
                         guint n)
{
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
    g_autofree PdfPage *pages = g_new0(PdfPage, n);
    g_autoptr(GString) all = g_string_new(NULL);
    PdfWritten written;
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("%u", i);
        g_autofree char *plain = sample_plain(lines[i]);
        pages[i].layers_path = sample_layers(dir, name, SAMPLE_GRAY, lines[i]);
        g_ptr_array_add(keep, (char *)pages[i].layers_path);
        g_string_append_printf(all, "%s\n", plain);
    }
    Volume volume = sample_volume(PDF_PART_2U, pages, n);
    g_assert_true(pdf_volume_write(&volume, path, &written, NULL));
    return sample_normalise(all->str, TRUE);
}

static void extract_all(const char *const *const *lines, guint n, gboolean is_rtl)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autofree char *expected = write_pages(dir, path, lines, n);
    for (guint i = 0; i < G_N_ELEMENTS(extractors); i++) {
        if (!g_file_test(extractors[i].needs, G_FILE_TEST_EXISTS)) {
            g_test_message("%s is not here: skipped", extractors[i].name);
            continue;
        }
        if (is_rtl && !extractors[i].turns_round)
            continue;
        g_autoptr(GString) command = g_string_new(extractors[i].command);
        g_string_replace(command, "%s", path, 0);
        g_autofree char *output = sample_run("%s", command->str);
        g_autofree char *found = sample_normalise(output, TRUE);
        g_test_message("%s", extractors[i].name);
        g_assert_cmpstr(found, ==, expected);
    }
    sample_dir_free(dir);
}

static void test_left_to_right(void)
{
    extract_all(left_to_right, G_N_ELEMENTS(left_to_right), FALSE);
}

static void test_right_to_left(void)
{
    extract_all(right_to_left, G_N_ELEMENTS(right_to_left), TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/extractors/left-to-right", test_left_to_right);
    g_test_add_func("/pdf/extractors/right-to-left", test_right_to_left);
    return g_test_run();
}
