/* ALTO: read back equal, damage noticed. */
#include "ocr/text.h"

#include <libxml/parser.h>

static void add_line(PageText *text, guint block, int y_px, const char *language,
                     const char *const *words)
{
    OcrLine *line = ocr_line_new();
    line->block = block;
    line->box = (OcrBox){100, y_px, 900, 40};
    line->baseline_px = y_px + 31;
    for (int i = 0; words[i]; i++)
        ocr_line_add_word(line, g_strdup(words[i]), &(OcrBox){100 + 100 * i, y_px, 90, 40},
                          93.456 - i, language);
    ocr_line_finish(line);
    g_ptr_array_add(text->lines, line);
}

static PageText *sample(void)
{
    PageText *text = ocr_page_text_new();
    text->width_px = 2480;
    text->height_px = 3508;
    text->dpi = 299.99;
    g_strlcpy(text->model, "script/Devanagari", sizeof text->model);
    for (guint i = 0; ocr_findings[i].name; i++)
        G_STRUCT_MEMBER(double, &text->findings, ocr_findings[i].offset) = (double)i - 1;
    add_line(text, 1, 100, "eng", (const char *[]){"Fee", "<Rs.", "\"12\"", "&", "'13'", NULL});
    add_line(text, 1, 150, "hin", (const char *[]){"दिनांक", "१२", NULL});
    add_line(text, 2, 200, "urd", (const char *[]){"نمبر", "۱۲", "مورخہ", "12", NULL});
    add_line(text, 3, 250, "pan", (const char *[]){"ਮਿਤੀ", "\ufffd", NULL});
    add_line(text, 3, 300, "lus", (const char *[]){"ṭhin", NULL});
    ocr_page_text_finish(text);
    return text;
}

static void assert_box(const OcrBox *a, const OcrBox *b)
{
    g_assert_cmpmem(a, sizeof(*a), b, sizeof(*b));
}

static void assert_line(const OcrLine *a, const OcrLine *b)
{
    assert_box(&a->box, &b->box);
    g_assert_cmpint(a->baseline_px, ==, b->baseline_px);
    g_assert_cmpint(a->is_rtl, ==, b->is_rtl);
    g_assert_cmpuint(a->block, ==, b->block);
    g_assert_cmpuint(a->words->len, ==, b->words->len);
    for (guint i = 0; i < a->words->len; i++) {
        const OcrWord *v = &g_array_index(a->words, OcrWord, i);
        const OcrWord *w = &g_array_index(b->words, OcrWord, i);
        g_assert_cmpstr(v->text, ==, w->text);
        g_assert_cmpstr(v->language, ==, w->language);
        g_assert_cmpint(v->is_rtl, ==, w->is_rtl);
        g_assert_cmpfloat_with_epsilon(v->confidence, w->confidence, 0.01);
        assert_box(&v->box, &w->box);
    }
}

static void assert_text(const PageText *a, const PageText *b)
{
    g_assert_cmpuint(a->width_px, ==, b->width_px);
    g_assert_cmpuint(a->height_px, ==, b->height_px);
    g_assert_cmpfloat_with_epsilon(a->dpi, b->dpi, 0.01);
    g_assert_cmpmem(&a->findings, sizeof a->findings, &b->findings, sizeof b->findings);
    g_assert_cmpstr(a->model, ==, b->model);
    g_assert_cmpfloat_with_epsilon(a->confidence, b->confidence, 0.01);
    g_assert_cmpstr(a->language, ==, b->language);
    g_assert_cmpuint(a->lines->len, ==, b->lines->len);
    for (guint i = 0; i < a->lines->len; i++)
        assert_line(g_ptr_array_index(a->lines, i), g_ptr_array_index(b->lines, i));
}

static GBytes *write_alto(const PageText *text)
{
    g_autoptr(GError) error = NULL;
    GBytes *alto = ocr_alto_write(text, "0123abcd.tif", &error);
    g_assert_no_error(error);
    return alto;
}

/* For alto.sh, which validates it. */
static void hand_over(GBytes *alto)
{
    const char *dir = g_getenv("MUHAFIZ_ALTO_OUT");
    if (!dir)
        return;
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, alto);
    g_autofree char *path = g_strdup_printf("%s/%s.alto.xml", dir, hash);
    gsize size;
    const char *bytes = g_bytes_get_data(alto, &size);
    g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
}

static void round_trip(const PageText *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) alto = write_alto(text), again = write_alto(text);
    g_assert_true(g_bytes_equal(alto, again));
    hand_over(alto);
    g_autoptr(PageText) read = ocr_alto_read(alto, &error);
    g_assert_no_error(error);
    assert_text(text, read);
    g_autoptr(GBytes) rewritten = write_alto(read);
    g_assert_true(g_bytes_equal(alto, rewritten));
}

static void test_round_trip(void)
{
    g_autoptr(PageText) text = sample();
    round_trip(text);
}

static void test_round_trip_blank(void)
{
    g_autoptr(PageText) text = ocr_page_text_new();
    text->width_px = 1;
    text->height_px = 2;
    text->findings.quarter_turns = 2;
    text->findings.is_blank = TRUE;
    round_trip(text);
}

/* -------------------------------------------------------------------------------------- damage */

static char *spoil(const char *xml, gsize size, const char *from, const char *to)
{
    g_autofree char *copy = g_strndup(xml, size);
    g_auto(GStrv) parts = g_strsplit(copy, from, 2);
    g_assert_cmpuint(g_strv_length(parts), ==, 2);
    return g_strjoinv(to, parts);
}

static void assert_damaged(const char *xml, gsize size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) alto = g_bytes_new(xml, size);
    g_assert_null(ocr_alto_read(alto, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

static void test_damaged(void)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"TextLine HPOS=\"100\"", "TextLine HPOS=\"x\""},
        {"TextLine HPOS=\"100\"", "TextLine HPOS=\"-1\""},
        {"BASELINE=", "BASE="},
        {"WC=\"0.9", "WC=\"1.9"},
        {"CONTENT=\"Fee\"", ""},
        {"CONTENT=\"Fee\"", "CONTENT=\"\""},
        {"<Page ", "<Sheet "},
        {"</alto>", ""},
        {"WIDTH=\"2480\"", "WIDTH=\"0\""},
        {"dpi=", "dpi "},
    };
    g_autoptr(PageText) text = sample();
    g_autoptr(GBytes) alto = write_alto(text);
    gsize size;
    const char *xml = g_bytes_get_data(alto, &size);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].from);
        g_autofree char *wrong = spoil(xml, size, cases[i].from, cases[i].to);
        assert_damaged(wrong, strlen(wrong));
    }
    for (gsize cut = 0; cut < size - 8; cut += 101)
        assert_damaged(xml, cut);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/alto/round-trip", test_round_trip);
    g_test_add_func("/alto/round-trip-blank", test_round_trip_blank);
    g_test_add_func("/alto/damaged", test_damaged);
    int failed = g_test_run();
    xmlCleanupParser();
    return failed;
}
