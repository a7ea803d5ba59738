/* What text extractors make of the text layer, line by line.
 *
 * pdf/text.c says what each can do with right-to-left lines, and why no more; the table here holds it to that.
 *
 * The index and the ALTO files hold all text in its logical order, so muhafiz search finds what a viewer
 * does not. An extractor that is not installed is skipped by name. */
#include <string.h>

#include "tests/pdf/sample.h"

#define JAVA "/usr/share/java/"

static const struct {
    const char *name, *text;
} lines[] = {
    {"english", "2. Rs. 1,250/- was deposited; receipt \"77/B\" (3 annexures) <p. 4>."},
    {"hindi", "खसरा नं० १२३ रकबा 0.45 हेक्टेयर (सिंचित) क्षेत्र"},
    {"punjabi", "ਸ੍ਰੀ ਗੁਰਦੀਪ ਸਿੰਘ ਦਾ ਇੰਤਕਾਲ ਨੰਬਰ 456 (੧੨) ਮਿਤੀ 12/03/2008"},
    {"urdu", "گزارش ہے کہ زمین کا انتقال درج کیا جائے۔"},
    {"urdu and digits", "مقدمہ نمبر 1234 سال 2023 ہے۔"},
    {"urdu and brackets", "بتاریخ ۱۲.۰۳.۲۰۲۳ (۲۰۲۳) کو پیش ہوا"},
    {"urdu and latin", "فائل A-12/2008 Revenue Branch میں درج"},
    {"urdu digits", "۱۲ ۳۴ ۵۶"},
    {"latin and urdu", "Copy to: تحصیلدار صدر for report"},
};

/* How much of a line comes out. */
typedef enum {
    BAG,     /* its code points in another order */
    WORDS,   /* its words as they are, in another order */
    LETTERS, /* its code points in order, with spaces elsewhere */
    EXACT,
} Level;

static const char *const level_names[] = {"bag", "words", "letters", "exact"};

static const struct {
    const char *name;
    const char *needs; /* a file */
    const char *command;
    Level levels[G_N_ELEMENTS(lines)];
} extractors[] = {
    {"pdftotext",
     "/usr/bin/pdftotext",
     "pdftotext -enc UTF-8 %s -",
     {EXACT, EXACT, EXACT, EXACT, LETTERS, BAG, BAG, WORDS, LETTERS}},
    {"pdftotext -raw",
     "/usr/bin/pdftotext",
     "pdftotext -raw -enc UTF-8 %s -",
     {EXACT, EXACT, EXACT, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS}},
    {"pdftotext -layout",
     "/usr/bin/pdftotext",
     "pdftotext -layout -enc UTF-8 %s -",
     {EXACT, EXACT, EXACT, EXACT, LETTERS, BAG, BAG, WORDS, LETTERS}},
    {"PDFBox",
     JAVA "pdfbox2-tools.jar",
     "java -cp " JAVA "pdfbox2.jar:" JAVA "pdfbox2-tools.jar:" JAVA "fontbox2.jar:" JAVA
     "commons-logging.jar org.apache.pdfbox.tools.PDFBox ExtractText -encoding UTF-8 -console %s",
     {EXACT, EXACT, EXACT, EXACT, EXACT, EXACT, EXACT, WORDS, EXACT}},
    {"pdf.js",
     "/usr/share/javascript/pdf/build/pdf.js",
     "node %t/tools/pdfjs-text.js %s",
     {EXACT, EXACT, EXACT, EXACT, EXACT, BAG, BAG, WORDS, BAG}},
    {"MuPDF",
     "/usr/bin/mutool",
     "mutool draw -q -F txt %s",
     {EXACT, EXACT, EXACT, BAG, BAG, BAG, BAG, WORDS, BAG}},
};

/* ---------------------------------------------------------------------------------- compare -- */

static int compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The pieces in order of their bytes, a blank between. */
static char *sorted(char **pieces)
{
    qsort(pieces, g_strv_length(pieces), sizeof *pieces, compare_strings);
    return g_strjoinv(" ", pieces);
}

static char *words_sorted(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    return sorted(words);
}

static char *code_points_sorted(const char *line)
{
    g_autoptr(GPtrArray) each = g_ptr_array_new();
    for (const char *p = line; *p; p = g_utf8_next_char(p))
        if (*p != ' ')
            g_ptr_array_add(each, g_strndup(p, (gsize)(g_utf8_next_char(p) - p)));
    g_ptr_array_add(each, NULL);
    g_auto(GStrv) pieces = (char **)g_ptr_array_free(g_steal_pointer(&each), FALSE);
    return sorted(pieces);
}

static gboolean are_same(char *(*reduce)(const char *), const char *a, const char *b)
{
    g_autofree char *first = reduce(a), *second = reduce(b);
    return g_str_equal(first, second);
}

static char *without_spaces(const char *line)
{
    return sample_normalise(line, FALSE);
}

static Level level_of(const char *found, const char *expected)
{
    if (g_str_equal(found, expected))
        return EXACT;
    if (are_same(without_spaces, found, expected))
        return LETTERS;
    if (are_same(words_sorted, found, expected))
        return WORDS;
    if (!are_same(code_points_sorted, found, expected))
        g_error("'%s' came out as '%s'", expected, found);
    return BAG;
}

/* -------------------------------------------------------------------------------------- test -- */

/* Each line is a page of its own. */
static void write_pages(const char *dir, const char *path)
{
    char *layers[G_N_ELEMENTS(lines)];
    PdfPage pages[G_N_ELEMENTS(lines)];
    PdfWritten written;
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *name = g_strdup_printf("%u", i);
        const char *const text[] = {lines[i].text, NULL};
        layers[i] = sample_layers(dir, name, SAMPLE_GRAY, text);
        pages[i] = (PdfPage){layers[i], NULL};
    }
    Volume volume = sample_volume(PDF_PART_2U, pages, G_N_ELEMENTS(pages));
    g_assert_true(pdf_volume_write(&volume, path, &written, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        g_free(layers[i]);
}

/* Lines that are not empty, spaces and controls as sample_normalise leaves them. */
static char **extract(guint number, const char *path)
{
    g_autoptr(GString) command = g_string_new(extractors[number].command);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_string_replace(command, "%s", path, 0);
    g_string_replace(command, "%t", g_getenv("MUHAFIZ_TESTS"), 0);
    g_autofree char *output = sample_run("%s", command->str);
    g_auto(GStrv) each = g_strsplit_set(output, "\n\f", -1);
    for (guint i = 0; each[i]; i++) {
        char *line = sample_normalise(each[i], TRUE);
        if (*line)
            g_ptr_array_add(found, line);
        else
            g_free(line);
    }
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

static void test_extractor(gconstpointer data)
{
    guint number = GPOINTER_TO_UINT(data);
    if (!g_file_test(extractors[number].needs, G_FILE_TEST_EXISTS)) {
        g_test_skip("it is not here");
        return;
    }
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    write_pages(dir, path);
    g_auto(GStrv) found = extract(number, path);
    g_assert_cmpuint(g_strv_length(found), ==, G_N_ELEMENTS(lines));
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        Level level = level_of(found[i], lines[i].text);
        g_test_message("%s: %s: %s", lines[i].name, level_names[level], found[i]);
        g_assert_cmpstr(level_names[level], ==, level_names[extractors[number].levels[i]]);
    }
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(extractors); i++) {
        g_autofree char *path = g_strdup_printf("/pdf/extractors/%s", extractors[i].name);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_extractor);
    }
    return g_test_run();
}
