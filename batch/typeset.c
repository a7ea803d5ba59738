/* Pages of text as image and words.
 *
 * Drawn with 256 levels of coverage and cut at the half: that keeps the weight of letters, where drawing
 * in black and white at once lets the hinting of the fonts decide it. Texts whose first lines share a
 * baseline are one line of words, so a row of a table is copied as a row.
 */
#include "batch/typeset.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#define DPI 300
#define SHORT_PX 2480 /* the sides of A4 */
#define LONG_PX 3508
#define PX_PER_PT (DPI / 72.0)
#define INK 128 /* coverage from which a pixel is black */
#define SAME_BASELINE_PX 2

struct Typeset {
    char *dir; /* NULL: only counting */
    int width_px, height_px;
    GPtrArray *layers;      /* paths of the pages' layers */
    GArray *expected;       /* PdfPageExpected of each, for reading back */
    cairo_surface_t *paper; /* white again after each page; NULL: before the first */
    cairo_t *cairo;         /* of the page at hand */
    Drawing *drawing;
    PageText *text;
    guint n_pages, n_texts; /* n_texts: on the page at hand, to number blocks */
};

static void expected_clear(gpointer data)
{
    g_free((char *)((PdfPageExpected *)data)->text);
}

Typeset *typeset_new(const char *dir)
{
    Typeset *typeset = g_new0(Typeset, 1);
    typeset->dir = g_strdup(dir);
    typeset->width_px = SHORT_PX;
    typeset->height_px = LONG_PX;
    typeset->layers = g_ptr_array_new_with_free_func(g_free);
    typeset->expected = g_array_new(FALSE, FALSE, sizeof(PdfPageExpected));
    g_array_set_clear_func(typeset->expected, expected_clear);
    return typeset;
}

Typeset *typeset_new_landscape(const char *dir)
{
    Typeset *typeset = typeset_new(dir);
    typeset->width_px = LONG_PX;
    typeset->height_px = SHORT_PX;
    return typeset;
}

static void page_clear(Typeset *typeset)
{
    g_clear_pointer(&typeset->drawing, draw_discard);
    g_clear_pointer(&typeset->cairo, cairo_destroy);
    g_clear_pointer(&typeset->text, ocr_page_text_free);
}

void typeset_free(Typeset *typeset)
{
    if (!typeset)
        return;
    page_clear(typeset);
    g_clear_pointer(&typeset->paper, cairo_surface_destroy);
    for (guint i = 0; i < typeset->layers->len; i++)
        g_unlink(typeset->layers->pdata[i]);
    g_ptr_array_unref(typeset->layers);
    g_array_unref(typeset->expected);
    g_free(typeset->dir);
    g_free(typeset);
}

guint typeset_n_pages(const Typeset *typeset)
{
    return typeset->n_pages;
}

/* -------------------------------------------------------------------------------------- words -- */

static PageText *page_text_new(const Typeset *typeset)
{
    PageText *text = ocr_page_text_new();
    text->width_px = typeset->width_px;
    text->height_px = typeset->height_px;
    text->dpi = DPI;
    text->confidence = 100;
    g_strlcpy(text->language, "eng", sizeof text->language);
    return text;
}

static OcrBox box_from_pt(double x_pt, double y_pt, double width_pt, double height_pt)
{
    return (OcrBox){(int)lround(x_pt * PX_PER_PT), (int)lround(y_pt * PX_PER_PT),
                    (int)lround(width_pt * PX_PER_PT), (int)lround(height_pt * PX_PER_PT)};
}

/* The line that words of this baseline belong to: the last one where they stand in its row, or a new
 * one. A row is not continued in the other direction, as extractors take a line to have one. */
static OcrLine *line_find(Typeset *typeset, OcrBox box, int baseline_px, gboolean rtl)
{
    GPtrArray *lines = typeset->text->lines;
    OcrLine *last = lines->len ? lines->pdata[lines->len - 1] : NULL;
    if (last && last->is_rtl == rtl && abs(last->baseline_px - baseline_px) <= SAME_BASELINE_PX) {
        last->box = ocr_box_join(last->box, box);
        return last;
    }
    OcrLine *line = ocr_line_new();
    line->box = box;
    line->baseline_px = baseline_px;
    line->is_rtl = rtl;
    line->block = typeset->n_texts;
    g_ptr_array_add(lines, line);
    return line;
}

static void word_add(OcrLine *line, char *text, OcrBox box)
{
    ocr_line_add_word(line, text, &box, 100, "eng");
}

/* One line of a layout at x, y. */
typedef struct {
    Typeset *typeset;
    PangoLayoutLine *line;
    const char *bytes; /* of the layout */
    double x_pt, y_pt, height_pt;
    int baseline_px;
} LaidLine;

static OcrBox word_box(const LaidLine *laid, int from, int to)
{
    g_autofree int *ranges = NULL;
    int n = 0, left = G_MAXINT, right = G_MININT;
    pango_layout_line_get_x_ranges(laid->line, from, to, &ranges, &n);
    for (int i = 0; i < n; i++) {
        left = MIN(left, ranges[2 * i]);
        right = MAX(right, ranges[2 * i + 1]);
    }
    if (n == 0)
        left = right = 0;
    return box_from_pt(laid->x_pt + (double)left / PANGO_SCALE, laid->y_pt,
                       (double)(right - left) / PANGO_SCALE, laid->height_pt);
}

static void laid_word_add(const LaidLine *laid, int from, int to)
{
    g_autofree char *raw = g_strndup(laid->bytes + from, (gsize)(to - from));
    char *text = ocr_word_text_clean(raw);
    if (!text)
        return;
    OcrBox box = word_box(laid, from, to);
    gboolean line_rtl = laid->line->resolved_dir == PANGO_DIRECTION_RTL;
    word_add(line_find(laid->typeset, box, laid->baseline_px, line_rtl), text, box);
}

/* Words are what stands between white space. */
static void laid_line_add(const LaidLine *laid)
{
    int end = laid->line->start_index + laid->line->length, start = -1;
    for (int at = laid->line->start_index; at < end;) {
        gboolean is_space = g_unichar_isspace(g_utf8_get_char(laid->bytes + at));
        if (is_space && start >= 0)
            laid_word_add(laid, start, at);
        start = is_space ? -1 : start >= 0 ? start : at;
        at = (int)(g_utf8_next_char(laid->bytes + at) - laid->bytes);
    }
    if (start >= 0)
        laid_word_add(laid, start, end);
}

static void text_note(PangoLayout *layout, double x_pt, double y_pt, gpointer user_data)
{
    Typeset *typeset = user_data;
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    typeset->n_texts++;
    do {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(at, NULL, &logical);
        double baseline_pt = y_pt + (double)pango_layout_iter_get_baseline(at) / PANGO_SCALE;
        const LaidLine laid = {.typeset = typeset,
                               .line = pango_layout_iter_get_line_readonly(at),
                               .bytes = pango_layout_get_text(layout),
                               .x_pt = x_pt,
                               .y_pt = y_pt + (double)logical.y / PANGO_SCALE,
                               .height_pt = (double)logical.height / PANGO_SCALE,
                               .baseline_px = (int)lround(baseline_pt * PX_PER_PT)};
        laid_line_add(&laid);
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
}

/* -------------------------------------------------------------------------------------- pages -- */

Drawing *typeset_page_begin(Typeset *typeset)
{
    int width = typeset->dir ? typeset->width_px : 1,
        height = typeset->dir ? typeset->height_px : 1;
    if (!typeset->paper)
        typeset->paper = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
    typeset->cairo = cairo_create(typeset->paper);
    cairo_scale(typeset->cairo, PX_PER_PT, PX_PER_PT);
    cairo_set_operator(typeset->cairo,
                       CAIRO_OPERATOR_ADD); /* black on white: the same, and pixman's faster way */
    typeset->text = page_text_new(typeset);
    typeset->n_texts = 0;
    typeset->drawing = draw_new_on(typeset->cairo, text_note, typeset);
    return typeset->drawing;
}

static void tick_draw(cairo_t *cairo, double x_pt, double y_pt, double side_pt)
{
    double inset_pt = side_pt / 5;
    cairo_set_line_width(cairo, side_pt / 6);
    cairo_move_to(cairo, x_pt + inset_pt, y_pt + inset_pt);
    cairo_line_to(cairo, x_pt + side_pt - inset_pt, y_pt + side_pt - inset_pt);
    cairo_move_to(cairo, x_pt + side_pt - inset_pt, y_pt + inset_pt);
    cairo_line_to(cairo, x_pt + inset_pt, y_pt + side_pt - inset_pt);
    cairo_stroke(cairo);
}

void typeset_box(Typeset *typeset, double x_pt, double y_pt, double side_pt, double baseline_pt,
                 gboolean is_ticked)
{
    cairo_t *cairo = typeset->cairo;
    OcrBox box = box_from_pt(x_pt, y_pt, side_pt, side_pt);
    int baseline_px = (int)lround(baseline_pt * PX_PER_PT);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, 0.6);
    cairo_rectangle(cairo, x_pt, y_pt, side_pt, side_pt);
    cairo_stroke(cairo);
    if (is_ticked)
        tick_draw(cairo, x_pt, y_pt, side_pt);
    word_add(line_find(typeset, box, baseline_px, FALSE), g_strdup(is_ticked ? "\u2612" : "\u2610"),
             box);
}

G_STATIC_ASSERT(INK == 0x80); /* the highest bit of a pixel says whether it is black */

/* Eight pixels at a time, most of which are white: the highest bit of byte n goes to bit 7 - n, by one multiplication. The row is
 * white afterwards, which costs less than new paper. */
static void row_cut(guint8 *row, int width, l_uint32 *words)
{
    static const guint64 white = 0;
    int x = 0;
    for (; x + 8 <= width; x += 8) {
        guint64 pixels;
        memcpy(&pixels, row + x, sizeof pixels);
        if (!pixels)
            continue;
        memcpy(row + x, &white, sizeof white);
        pixels = GUINT64_FROM_LE(pixels) >> 7 & G_GUINT64_CONSTANT(0x0101010101010101);
        guint64 bits = pixels * G_GUINT64_CONSTANT(0x8040201008040201) >> 56;
        words[x / 32] |= (l_uint32)bits << (24 - x % 32);
    }
    for (; x < width; x++) {
        if (row[x] >= INK)
            words[x / 32] |= 0x80000000u >> (x % 32);
        row[x] = 0;
    }
}

/* What is drawn on the paper, which is white afterwards. */
static PIX *paper_cut(Typeset *typeset)
{
    cairo_surface_t *paper = typeset->paper;
    const int width = typeset->width_px, height = typeset->height_px;
    cairo_surface_flush(paper);
    guint8 *row = cairo_image_surface_get_data(paper);
    int stride = cairo_image_surface_get_stride(paper);
    PIX *pix = pixCreate(width, height, 1);
    l_uint32 *words = pix ? pixGetData(pix) : NULL;
    for (int y = 0; pix && y < height; y++, row += stride, words += pixGetWpl(pix))
        row_cut(row, width, words);
    cairo_surface_mark_dirty(paper);
    if (pix)
        pixSetResolution(pix, DPI, DPI);
    return pix;
}

static gboolean expected_add(Typeset *typeset, const char *layers_path, GError **error)
{
    PdfPageExpected page;
    g_autofree char *plain = ocr_page_text_plain(typeset->text);
    if (!pdf_page_expect(layers_path, plain, &page, error))
        return FALSE;
    g_array_append_val(typeset->expected, page);
    (void)g_steal_pointer(&plain); /* the array's */
    return TRUE;
}

static gboolean layers_write(Typeset *typeset, GError **error)
{
    const PdfRecipe recipe = {0};
    PIX *pix = paper_cut(typeset);
    if (!pix) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "there is no memory for a page");
        return FALSE;
    }
    PageImages images = {.visible = pix, .mask = pix, .dpi = DPI};
    char *path = g_strdup_printf("%s/%06u.layers", typeset->dir, typeset->n_pages + 1);
    g_ptr_array_add(typeset->layers, path);
    gboolean done = pdf_layers_encode(&images, typeset->text, &recipe, path, error) &&
                    expected_add(typeset, path, error);
    pixDestroy(&pix);
    return done;
}

gboolean typeset_page_end(Typeset *typeset, GError **error)
{
    gboolean done = draw_check_letters(typeset->drawing, error) &&
                    (!typeset->dir || layers_write(typeset, error));
    if (!done)
        g_clear_pointer(&typeset->paper, cairo_surface_destroy); /* what stands on it is nobody's */
    page_clear(typeset);
    typeset->n_pages++;
    return done;
}

gboolean typeset_write(Typeset *typeset, const Volume *volume, const char *path,
                       PdfWritten *written, GError **error)
{
    Volume whole = *volume;
    g_autofree PdfPage *pages = g_new0(PdfPage, typeset->layers->len);
    for (guint i = 0; i < typeset->layers->len; i++)
        pages[i].layers_path = typeset->layers->pdata[i];
    whole.pages = pages;
    whole.n_pages = typeset->layers->len;
    return pdf_volume_write(&whole, path, written, error) &&
           pdf_volume_read_back(path, written, (PdfPageExpected *)(void *)typeset->expected->data,
                                typeset->expected->len, error);
}
