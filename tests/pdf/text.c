/* The text layer: what is written for a word, and that every layout of boxes is read back. */
#include "pdf/text.h"

#include "tests/pdf/sample.h"

static const struct {
    const char *name, *word, *visual;
} visual_rows[] = {
    {"latin", "Office", "Office"},
    {"hindi", "क्षेत्र", "क्षेत्र"},
    {"urdu", "دفتر", "رتفد"},
    {"arabic digits stay", "۱۲۳۴", "۱۲۳۴"},
    {"digits in brackets stay", "(۲۰۲۳)", "(۲۰۲۳)"},
    {"letters before digits", "نمبر12", "12ربمن"},
    {"a date behind letters", "مورخہ12.03.2008", "12.03.2008ہخروم"},
    {"digits and an urdu full stop", "۱۲۔", "۔۱۲"},
    {"latin in a right-to-left word", "PDFفائل", "لئافPDF"},
    {"marks of a latin run", "ـAé2ـ", "ـAé2ـ"},
    {"white space cannot be", "a\u00a0b", "a\ufffdb"},
    {"nor a byte order mark", "\ufeffa", "\ufffda"},
    {"nor what lies beyond the plane", "a😀", "a\ufffd"},
};

static void test_visual(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(visual_rows); i++) {
        g_autofree char *visual = pdf_text_visual(visual_rows[i].word);
        g_test_message("%s", visual_rows[i].name);
        g_assert_cmpstr(visual, ==, visual_rows[i].visual);
    }
}

/* ---------------------------------------------------------------------------------- read back -- */

typedef void (*Disturb)(PageText *text, GRand *random);

static void boxes_as_they_are(PageText *text, GRand *random)
{
    (void)text;
    (void)random;
}

/* Calls change for every word's box. */
static void each_box(PageText *text, GRand *random, void (*change)(OcrBox *, GRand *))
{
    for (guint i = 0; i < text->lines->len; i++) {
        OcrLine *line = text->lines->pdata[i];
        for (guint k = 0; k < line->words->len; k++)
            change(&g_array_index(line->words, OcrWord, k).box, random);
    }
}

static void box_wide(OcrBox *box, GRand *random)
{
    box->width_px += g_rand_int_range(random, 0, 40);
}

static void box_random(OcrBox *box, GRand *random)
{
    box->x_px = g_rand_int_range(random, 0, 800);
    box->width_px = g_rand_int_range(random, 0, 300);
}

static void box_nowhere(OcrBox *box, GRand *random)
{
    box->x_px = g_rand_int_range(random, -5000, 5000);
    box->width_px = g_rand_int_range(random, -100, 100);
}

static void boxes_touching(PageText *text, GRand *random)
{
    each_box(text, random, box_wide);
}

/* As Nastaliq is boxed: words reach over and into each other. */
static void box_overlapping(OcrBox *box, GRand *random)
{
    box->x_px += g_rand_int_range(random, -40, 40);
    box->width_px = box->width_px * g_rand_int_range(random, 1, 20) / 10 + 1;
}

static void boxes_overlapping(PageText *text, GRand *random)
{
    each_box(text, random, box_overlapping);
}

static void boxes_random(PageText *text, GRand *random)
{
    each_box(text, random, box_random);
}

static void boxes_nowhere(PageText *text, GRand *random)
{
    each_box(text, random, box_nowhere);
}

static void lines_random(PageText *text, GRand *random)
{
    for (guint i = 0; i < text->lines->len; i++) {
        OcrLine *line = text->lines->pdata[i];
        line->baseline_px = g_rand_int_range(random, -100, 1300);
        line->box =
            (OcrBox){g_rand_int_range(random, -100, 900), g_rand_int_range(random, -100, 1300),
                     g_rand_int_range(random, 0, 900), g_rand_int_range(random, 0, 300)};
    }
}

static void lines_on_one_baseline(PageText *text, GRand *random)
{
    (void)random;
    for (guint i = 0; i < text->lines->len; i++)
        ((OcrLine *)text->lines->pdata[i])->baseline_px = 80;
}

static const struct {
    const char *name;
    Disturb disturb;
} layouts[] = {
    {"as on paper", boxes_as_they_are},
    {"words touch or overlap", boxes_touching},
    {"words reach into each other", boxes_overlapping},
    {"words anywhere in the line", boxes_random},
    {"words outside of the page", boxes_nowhere},
    {"lines anywhere", lines_random},
    {"all lines in one row", lines_on_one_baseline},
};

static const char *const singles[] = {"A B C D", "1 2 3 4 5 6 7 8", "क ख ग", NULL};

static const char *const *const scripts[] = {sample_english, sample_hindi, sample_punjabi,
                                             sample_urdu,    sample_mizo,  sample_mixed,
                                             singles,        sample_blank};

static char *layers_of(const char *dir, guint number, const char *const *lines, Disturb disturb,
                       GRand *random)
{
    char *path = g_strdup_printf("%s/%u.layers", dir, number);
    PageText *text = sample_text(lines, 827, 1169, 100);
    PageImages *images = sample_images(SAMPLE_BITONAL, 827, 1169, 100);
    g_autoptr(GError) error = NULL;
    disturb(text, random);
    pdf_layers_encode(images, text, &(PdfRecipe){0}, path, &error);
    g_assert_no_error(error);
    ocr_page_text_free(text);
    ocr_page_images_free(images);
    return path;
}

/* Every script in every layout, twice with other random numbers, is one volume. */
static void test_read_back_layouts(void)
{
    const guint n = G_N_ELEMENTS(layouts) * G_N_ELEMENTS(scripts) * 2;
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    g_autoptr(GRand) random = g_rand_new_with_seed(2008);
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
    g_autofree PdfPage *pages = g_new0(PdfPage, n);
    g_autofree PdfPageExpected *expected = g_new0(PdfPageExpected, n);
    PdfWritten written;
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < n; i++) {
        const char *const *lines = scripts[i % G_N_ELEMENTS(scripts)];
        Disturb disturb = layouts[i / G_N_ELEMENTS(scripts) % G_N_ELEMENTS(layouts)].disturb;
        pages[i].layers_path = layers_of(dir, i, lines, disturb, random);
        expected[i] = sample_expected(pages[i].layers_path, sample_plain(lines));
        g_ptr_array_add(keep, (char *)pages[i].layers_path);
        g_ptr_array_add(keep, (char *)expected[i].text);
    }
    Volume volume = sample_volume(PDF_PART_2U, pages, n);
    pdf_volume_write(&volume, path, &written, &error);
    g_assert_no_error(error);
    pdf_volume_read_back(path, &written, expected, n, &error);
    g_assert_no_error(error);
    sample_dir_free(dir);
}

/* What pdftotext gives without -raw, as any user would call it, in full: words, spaces and order.
 * Lines with digits in right-to-left text are compared without spaces: poppler misplaces them. */
static const struct {
    const char *name;
    const char *const *lines;
    gboolean spaces;
} extract_rows[] = {
    {"english", sample_english, TRUE},
    {"hindi", sample_hindi, TRUE},
    {"punjabi", sample_punjabi, TRUE},
    {"urdu", sample_urdu, TRUE},
    {"mizo", sample_mizo, TRUE},
    {"singles", singles, TRUE},
    {"urdu with digits", (const char *const[]){"مقدمہ نمبر 1234 سال 2023 ہے۔", "۱۲ تاریخ کو", NULL},
     FALSE},
};

static void test_extract(void)
{
    char *dir = sample_dir_new();
    g_autofree char *path = g_build_filename(dir, "v.pdf", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(extract_rows); i++) {
        g_autofree char *layers = sample_layers(dir, "p", SAMPLE_BITONAL, extract_rows[i].lines);
        PdfPage page = {layers, "1"};
        Volume volume = sample_volume(PDF_PART_2U, &page, 1);
        PdfWritten written;
        g_assert_true(pdf_volume_write(&volume, path, &written, NULL));
        g_autofree char *output = sample_run("pdftotext -enc UTF-8 %s -", path);
        g_autofree char *all = sample_plain(extract_rows[i].lines);
        g_autofree char *found = sample_normalise(output, extract_rows[i].spaces);
        g_autofree char *expected = sample_normalise(all, extract_rows[i].spaces);
        g_test_message("%s", extract_rows[i].name);
        g_assert_cmpstr(found, ==, expected);
    }
    sample_dir_free(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/text/visual", test_visual);
    g_test_add_func("/pdf/text/extract", test_extract);
    g_test_add_func("/pdf/text/read-back-layouts", test_read_back_layouts);
    return g_test_run();
}
