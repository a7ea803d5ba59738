/* phrases DIR - writes DIR/phrases.pdf, a page for each script, and DIR/phrases.tsv: for each pair of words
 * that follow each other in a line, the page, the words, the same two from left to right (as pdftotext -bbox
 * tells them), and the box that holds them on the image: left, top, right and bottom in points from the upper
 * left corner. For search.py. */
#include "pdf/text.h"

#include <glib/gstdio.h>

#include "tests/pdf/sample.h"

#define WIDTH_PX 827
#define HEIGHT_PX 1169
#define DPI 100
#define APART_PX 100

static const char *const plain_urdu_digits[] = {"مقدمہ نمبر ۱۲۳۴ سال ۲۰۲۳ ہے۔", NULL};

static const char *const *const scripts[] = {sample_english, sample_hindi, sample_punjabi,
                                             sample_urdu,    sample_mizo,  plain_urdu_digits};

static void append_phrase(GString *table, guint page, const OcrWord *first, const OcrWord *second)
{
    const double pt = 72.0 / DPI;
    int left = MIN(first->box.x_px, second->box.x_px);
    int right = MAX(first->box.x_px + first->box.width_px, second->box.x_px + second->box.width_px);
    g_autofree char *one = pdf_text_visual(first->text), *other = pdf_text_visual(second->text);
    g_string_append_printf(table, "%u\t%s %s\t%s %s\t%.2f\t%.2f\t%.2f\t%.2f\n", page, first->text,
                           second->text, one, other, left * pt, first->box.y_px * pt, right * pt,
                           (first->box.y_px + first->box.height_px) * pt);
}

static void append_page(GString *table, guint page, const PageText *text, guint from_word)
{
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = text->lines->pdata[i];
        for (guint k = from_word; k + 1 < line->words->len; k++)
            append_phrase(table, page, &g_array_index(line->words, OcrWord, k),
                          &g_array_index(line->words, OcrWord, k + 1));
    }
}

/* As engines box Nastaliq: the first word of each line covers the second. That must not move the others, which
 * stand apart. */
static void swallow_second(PageText *text)
{
    for (guint i = 0; i < text->lines->len; i++) {
        OcrLine *line = text->lines->pdata[i];
        OcrBox *first = &g_array_index(line->words, OcrWord, 0).box;
        const OcrBox *second = &g_array_index(line->words, OcrWord, 1).box;
        int left = second->x_px - 4;
        first->width_px += first->x_px - left;
        first->x_px = left;
        for (guint k = 2; k < line->words->len; k++)
            g_array_index(line->words, OcrWord, k).box.x_px -= APART_PX;
        line->box.x_px -= APART_PX;
        line->box.width_px += APART_PX;
    }
}

static char *encode(const char *dir, const char *name, const PageText *text)
{
    g_autofree char *file = g_strconcat(name, ".layers", NULL);
    char *path = g_build_filename(dir, file, NULL);
    PageImages *images = sample_images(SAMPLE_GRAY, WIDTH_PX, HEIGHT_PX, DPI);
    g_autoptr(GError) error = NULL;
    pdf_layers_encode(images, text, &(PdfRecipe){0}, path, &error);
    g_assert_no_error(error);
    ocr_page_images_free(images);
    return path;
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 2);
    PdfPage pages[G_N_ELEMENTS(scripts) + 1];
    PdfWritten written;
    g_autoptr(GString) table = g_string_new(NULL);
    g_autofree char *pdf = g_build_filename(argv[1], "phrases.pdf", NULL);
    g_autofree char *tsv = g_build_filename(argv[1], "phrases.tsv", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        gboolean is_overlapping = i == G_N_ELEMENTS(scripts);
        g_autofree char *name = g_strdup_printf("%u", i);
        PageText *text =
            sample_text(is_overlapping ? sample_urdu : scripts[i], WIDTH_PX, HEIGHT_PX, DPI);
        if (is_overlapping)
            swallow_second(text);
        pages[i] = (PdfPage){encode(argv[1], name, text), NULL};
        append_page(table, i, text, is_overlapping ? 2 : 0);
        ocr_page_text_free(text);
    }
    Volume volume = sample_volume(PDF_PART_2U, pages, G_N_ELEMENTS(pages));
    g_assert_true(pdf_volume_write(&volume, pdf, &written, NULL));
    g_assert_true(g_file_set_contents(tsv, table->str, -1, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++)
        g_free((char *)pages[i].layers_path);
    return 0;
}
